//! Headers that no RFC allows, written anew so that they can be read.

use std::borrow::Cow;

use super::charset::decode;
use super::encoded_words;

/// The message with raw 8-bit header fields rewritten in UTF-8, which is what the parser expects (RFC 6532), and with its
/// encoded words mended. The body stays as it is. `None` when nothing had to change.
pub(super) fn with_readable_header(raw: &[u8]) -> Option<Vec<u8>> {
    let (header, body) = raw.split_at(header_end(raw));
    let utf8 = in_utf8(header);
    let mended = encoded_words::mended(&utf8);
    if matches!((&utf8, &mended), (Cow::Borrowed(_), Cow::Borrowed(_))) {
        return None;
    }
    Some([&mended, body].concat())
}

fn in_utf8(header: &[u8]) -> Cow<'_, [u8]> {
    if std::str::from_utf8(header).is_ok() {
        return Cow::Borrowed(header);
    }
    let declared = declared_charset(header);
    let mut fixed = Vec::with_capacity(header.len() + 256);
    for line in header.split_inclusive(|byte| *byte == b'\n') {
        fixed.extend_from_slice(decode(line, declared.as_deref()).as_bytes());
    }
    Cow::Owned(fixed)
}

/// Where the header ends, blank line included.
pub(super) fn header_end(raw: &[u8]) -> usize {
    let mut at = 0;
    while let Some(rest) = raw.get(at..) {
        let Some(newline) = memchr::memchr(b'\n', rest) else { break };
        let line = rest.get(..newline).unwrap_or_default();
        at += newline + 1;
        if line.is_empty() || line == b"\r" {
            return at;
        }
    }
    raw.len()
}

fn declared_charset(header: &[u8]) -> Option<String> {
    let lower = header.to_ascii_lowercase();
    let found = memchr::memmem::find(&lower, b"charset=")?;
    let value = lower.get(found + 8..)?;
    let label: Vec<u8> = value
        .iter()
        .copied()
        .skip_while(|byte| *byte == b'"')
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .collect();
    String::from_utf8(label).ok().filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_header_is_rewritten() {
        let raw =
            b"Subject: \xb3\xf3d\xbc\r\nContent-Type: text/plain; charset=\"iso-8859-2\"\r\n\r\n\xb3\r\n";
        let fixed = with_readable_header(raw).unwrap();
        assert!(fixed.starts_with("Subject: łódź\r\n".as_bytes()));
        assert!(fixed.ends_with(b"\r\n\r\n\xb3\r\n"));
        assert_eq!(with_readable_header(b"Subject: a\r\n\r\n\xb3"), None);
    }
}
