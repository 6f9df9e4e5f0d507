//! Finds where a response ends, remembering how far it looked.

use std::io;

/// No line of a sane server is longer; a SEARCH of a million messages takes eight megabytes.
const LONGEST_LINE: usize = 64 * 1024 * 1024;
/// No message that a provider accepts is larger.
const LARGEST_LITERAL: usize = 512 * 1024 * 1024;

/// How far the response at the start of the buffer has been looked through.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Where the current line starts (after the last literal).
    line: usize,
    /// Where to look on for its end.
    from: usize,
    /// Bytes of free text, where a brace opens nothing.
    free_text: Option<bool>,
}

impl Scan {
    /// Where the response that starts `buffer` ends, once it is all there. Literals are stepped over, not looked at.
    pub(super) fn find_end(&mut self, buffer: &[u8]) -> io::Result<Option<usize>> {
        loop {
            let Some(rest) = buffer.get(self.from..) else { return Ok(None) };
            let Some(found) = memchr::memchr(b'\n', rest) else {
                self.from = buffer.len();
                if self.from - self.line > LONGEST_LINE {
                    return Err(invalid("a line does not end"));
                }
                return Ok(None);
            };
            let end = self.from + found + 1;
            let line = buffer.get(self.line..end).unwrap_or_default();
            let free_text = *self.free_text.get_or_insert_with(|| is_free_text(line));
            match literal_length(line).filter(|_| !free_text) {
                None => return Ok(Some(end)),
                Some(length) if length > LARGEST_LITERAL => return Err(invalid("a literal is too large")),
                Some(length) => {
                    self.line = end + length;
                    self.from = self.line;
                }
            }
        }
    }

    /// How many bytes are surely still to come.
    pub(super) fn missing(&self, have: usize) -> usize {
        self.from.saturating_sub(have)
    }
}

/// The length announced at the end of a line: `{n}`, `{n+}` or `~{n}` (RFC 9051, RFC 7888, RFC 3516).
fn literal_length(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let inside = line.strip_suffix(b"}")?;
    let inside = inside.strip_suffix(b"+").unwrap_or(inside);
    let open = inside.iter().rposition(|byte| !byte.is_ascii_digit())?;
    if inside.get(open) != Some(&b'{') {
        return None;
    }
    let digits = inside.get(open + 1..)?;
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Whether a response is status text, which never holds a literal however much it looks like one.
fn is_free_text(line: &[u8]) -> bool {
    if !line.starts_with(b"* ") {
        return true;
    }
    let word = line.get(2..).unwrap_or_default().split(u8::is_ascii_whitespace).next().unwrap_or_default();
    [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"].iter().any(|status| word.eq_ignore_ascii_case(status))
}

fn invalid(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_lengths() {
        assert_eq!(literal_length(b"x {12}\r\n"), Some(12));
        assert_eq!(literal_length(b"x {12+}\n"), Some(12));
        assert_eq!(literal_length(b"x ~{0}\r\n"), Some(0));
        for none in
            [&b"x {}\r\n"[..], b"x {a1}\r\n", b"x 12}\r\n", b"{99999999999999999999}\r\n", b"}\r\n", b"\r\n"]
        {
            assert_eq!(literal_length(none), None, "{none:?}");
        }
    }

    #[test]
    fn a_literal_too_large_is_refused() {
        assert!(Scan::default().find_end(b"* 1 FETCH (BODY[] {999999999999}\r\n").is_err());
    }
}
