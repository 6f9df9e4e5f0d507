//! A bound on what parsing HTML may cost. The HTML standard's own algorithm is quadratic in the depth of elements and in
//! formatting elements left open, so both are cut to what no honest mail reaches.

use std::borrow::Cow;

/// Open elements at a time.
const DEEPEST: usize = 250;
/// Formatting elements (`<b>`, `<font>` …) open at a time: each is opened again in every block that follows.
const MOST_FORMATTING: usize = 40;
/// Elements in all.
const MOST_ELEMENTS: usize = 150_000;
/// Formatting elements opened again, in all.
const MOST_REOPENED: usize = 600_000;
/// Attributes of one element.
const MOST_ATTRIBUTES: usize = 100;

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Closed by the next of their kind, so that left open they make no depth.
const SELF_CLOSING: &[&str] =
    &["p", "li", "td", "th", "tr", "dt", "dd", "tbody", "thead", "tfoot", "option", "html", "body", "head"];
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// The HTML without the start tags that would cost too much, cut off where there is too much of it altogether.
pub(super) fn within(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut dropped: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut depth, mut formatting, mut elements, mut reopened) =
        (0, 0_usize, 0_usize, 0_usize, 0_usize);
    while let Some(open) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()).map(|found| at + found) {
        let closing = bytes.get(open + 1) == Some(&b'/');
        let name_at = open + 1 + usize::from(closing);
        if !bytes.get(name_at).is_some_and(u8::is_ascii_alphabetic) {
            at = open + 1;
            continue;
        }
        let (end, attributes) = tag_end(bytes, name_at);
        let name = tag_name(bytes, name_at);
        at = end;
        if VOID.contains(&name.as_str()) || SELF_CLOSING.contains(&name.as_str()) {
            elements += 1;
            reopened += formatting;
        } else if closing {
            depth = depth.saturating_sub(1);
            if FORMATTING.contains(&name.as_str()) {
                formatting = formatting.saturating_sub(1);
            }
        } else {
            let is_formatting = FORMATTING.contains(&name.as_str());
            if depth >= DEEPEST
                || (is_formatting && formatting >= MOST_FORMATTING)
                || attributes > MOST_ATTRIBUTES
            {
                dropped.push((open, end));
                continue;
            }
            depth += 1;
            formatting += usize::from(is_formatting);
            elements += 1;
            reopened += formatting;
        }
        if elements > MOST_ELEMENTS || reopened > MOST_REOPENED {
            dropped.push((end, html.len()));
            break;
        }
        if attributes > MOST_ATTRIBUTES {
            dropped.push((open, end));
        }
    }
    if dropped.is_empty() {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    for (start, end) in dropped {
        out.push_str(html.get(from..start).unwrap_or_default());
        from = end;
    }
    out.push_str(html.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

fn tag_name(bytes: &[u8], at: usize) -> String {
    let name =
        bytes.get(at..).unwrap_or_default().iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric());
    name.map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// Just past the tag's `>`, and about how many attributes it has.
fn tag_end(bytes: &[u8], from: usize) -> (usize, usize) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_mail_is_left_alone() {
        let html = "<html><body><table><tr><td><p>a<p>b<br><b>c</b> 1 < 2 <a href=\"x?a=1>2\">d</a></td></tr></table>".repeat(50);
        assert!(matches!(within(&html), Cow::Borrowed(_)));
    }

    #[test]
    fn depth_formatting_attributes_and_number_are_bounded() {
        assert_eq!(within(&"<div>".repeat(10_000)).matches("<div>").count(), DEEPEST);
        assert_eq!(within(&"<font color=1>".repeat(10_000)).matches("<font").count(), MOST_FORMATTING);
        assert_eq!(within(&format!("a<p {}>b", "x ".repeat(1000))), "ab");
        let reopened = format!("{}{}", "<b>".repeat(40), "<p>x".repeat(100_000));
        assert!(within(&reopened).matches("<p>").count() < 20_000);
        assert!(within(&"<br>".repeat(1_000_000)).matches("<br>").count() <= MOST_ELEMENTS + 1);
        for odd in ["<", "</", "<a", "<a href=\"", "<a b='>", "<p/", "\u{fffd}<ż", "<b/////>"] {
            assert!(matches!(within(odd), Cow::Borrowed(_)), "{odd}");
        }
    }
}
