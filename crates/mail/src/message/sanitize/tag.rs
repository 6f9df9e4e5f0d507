//! Reading a start tag of HTML that nobody has parsed yet, roughly and in linear time.

/// The name in lower case; at most 24 letters, for no element that matters here has more.
pub(super) fn name(bytes: &[u8], at: usize) -> String {
    let name =
        bytes.get(at..).unwrap_or_default().iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric());
    name.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// Just past the tag's `>`, and about how many attributes it has.
pub(super) fn end(bytes: &[u8], from: usize) -> (usize, usize) {
    let mut attributes = 0;
    let mut quote = None;
    let mut at = from;
    while let Some(byte) = bytes.get(at).copied() {
        match (byte, quote) {
            (byte, Some(open)) => {
                let closing = memchr::memchr(open, bytes.get(at..).unwrap_or_default());
                // An unclosed quotation mark swallows the rest, as it does in a browser.
                at = closing.map_or(bytes.len(), |found| at + found);
                quote = None;
                if byte == open || closing.is_some() {
                    at += 1;
                }
                continue;
            }
            (b'>', None) => return (at + 1, attributes),
            (b'"' | b'\'', None)
                if bytes.get(at.wrapping_sub(1)).is_some_and(|before| matches!(before, b'=' | b' ')) =>
            {
                quote = Some(byte);
            }
            (b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'\x0c', None) => {
                attributes += usize::from(
                    bytes
                        .get(at + 1)
                        .is_some_and(|next| !next.is_ascii_whitespace() && !matches!(next, b'/' | b'>')),
                );
            }
            _ => {}
        }
        at += 1;
    }
    (bytes.len(), attributes)
}

/// The value of an attribute of a start tag, as it is written.
pub(super) fn attribute<'t>(tag: &'t str, wanted: &str) -> Option<&'t str> {
    let mut rest = tag.trim_start_matches('<').trim_end_matches('>');
    rest = rest.get(rest.find(|c: char| c.is_ascii_whitespace() || c == '/')?..)?;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let length =
            rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        // A name that begins with "=" is one all the same.
        let (name, after) = rest.split_at(length.max(1).min(rest.len()));
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inside = value.get(1..).unwrap_or_default();
                inside.split_once(quote).unwrap_or((inside, ""))
            }
            _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_as_they_are_written() {
        let tag = "<body a bgcolor = \"#fff\" TEXT='x y' link=blue/ c>";
        assert_eq!(attribute(tag, "bgcolor"), Some("#fff"));
        assert_eq!(attribute(tag, "text"), Some("x y"));
        assert_eq!(attribute(tag, "link"), Some("blue/"));
        assert_eq!(attribute(tag, "c"), None);
        assert_eq!(attribute("<p ===ż= \"", "x"), None);
    }
}
