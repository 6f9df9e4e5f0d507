//! A bound on what parsing HTML may cost. The HTML standard's own algorithm is quadratic in the depth of elements and in
//! formatting elements left open, so both are cut to what no honest mail reaches.

use std::borrow::Cow;

use super::tag;

/// Open elements at a time.
const DEEPEST: usize = 250;
/// Formatting elements (`<b>`, `<font>` …) open at a time: each is opened again in every block that follows.
const MOST_FORMATTING: usize = 40;
/// Formatting elements opened again, for each element that there may be.
const MOST_REOPENED: usize = 8;
/// Tables inside tables: browsers lay each out several times.
const MOST_TABLES: usize = 40;
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

/// The HTML without the start tags that would cost too much, cut off where there are more than `most` elements, and whether
/// it was cut off.
pub(super) fn within(html: &str, most: usize) -> (Cow<'_, str>, bool) {
    let bytes = html.as_bytes();
    let mut dropped: Vec<(usize, usize)> = Vec::new();
    let mut open_now = Open::default();
    let (mut at, mut elements, mut reopened, mut is_cut) = (0, 0_usize, 0_usize, false);
    while let Some(open) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()).map(|found| at + found) {
        let closing = bytes.get(open + 1) == Some(&b'/');
        let name_at = open + 1 + usize::from(closing);
        if !bytes.get(name_at).is_some_and(u8::is_ascii_alphabetic) {
            at = open + 1;
            continue;
        }
        let (end, attributes) = tag::end(bytes, name_at);
        let name = tag::name(bytes, name_at);
        at = end;
        if VOID.contains(&name.as_str()) || SELF_CLOSING.contains(&name.as_str()) {
            // A closing tag that nothing was opened for makes an element of these two.
            let makes = !closing || matches!(name.as_str(), "p" | "br");
            elements += usize::from(makes);
            reopened += open_now.formatting;
        } else if closing {
            open_now.close(&name);
        } else if attributes > MOST_ATTRIBUTES || !open_now.open(&name) {
            dropped.push((open, end));
            continue;
        } else {
            elements += 1;
            reopened += open_now.formatting;
        }
        if elements > most || reopened > most.saturating_mul(MOST_REOPENED) {
            is_cut = !html.get(end..).unwrap_or_default().trim().is_empty();
            dropped.push((end, html.len()));
            break;
        }
        if attributes > MOST_ATTRIBUTES {
            dropped.push((open, end));
        }
    }
    if dropped.is_empty() {
        return (Cow::Borrowed(html), false);
    }
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    for (start, end) in dropped {
        out.push_str(html.get(from..start).unwrap_or_default());
        from = end;
    }
    out.push_str(html.get(from..).unwrap_or_default());
    (Cow::Owned(out), is_cut)
}

/// What is open at a place.
#[derive(Default)]
struct Open {
    depth: usize,
    formatting: usize,
    tables: usize,
}

impl Open {
    /// Whether one more may be opened.
    fn open(&mut self, name: &str) -> bool {
        let (formatting, table) = (FORMATTING.contains(&name), name == "table");
        if self.depth >= DEEPEST
            || (formatting && self.formatting >= MOST_FORMATTING)
            || (table && self.tables >= MOST_TABLES)
        {
            return false;
        }
        self.depth += 1;
        self.formatting += usize::from(formatting);
        self.tables += usize::from(table);
        true
    }

    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        if FORMATTING.contains(&name) {
            self.formatting = self.formatting.saturating_sub(1);
        }
        if name == "table" {
            self.tables = self.tables.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 10_000;

    fn kept(html: &str) -> String {
        within(html, MOST).0.into_owned()
    }

    #[test]
    fn honest_mail_is_left_alone() {
        let html = "<html><body><table><tr><td><p>a<p>b<br><b>c</b> 1 < 2 <a href=\"x?a=1>2\">d</a></td></tr></table>".repeat(50);
        assert!(matches!(within(&html, MOST), (Cow::Borrowed(_), false)));
    }

    #[test]
    fn depth_formatting_attributes_and_number_are_bounded() {
        assert_eq!(kept(&"<div>".repeat(10_000)).matches("<div>").count(), DEEPEST);
        assert_eq!(kept(&"<font color=1>".repeat(10_000)).matches("<font").count(), MOST_FORMATTING);
        assert_eq!(kept(&"<table><td>".repeat(10_000)).matches("<table").count(), MOST_TABLES);
        assert_eq!(kept(&format!("a<p {}>b", "x ".repeat(1000))), "ab");
        let reopened = format!("{}{}", "<b>".repeat(40), "<p>x".repeat(100_000));
        assert!(kept(&reopened).matches("<p>").count() < MOST);
        let many = "<br>".repeat(1_000_000);
        let (rules, is_cut) = within(&many, MOST);
        assert!(rules.matches("<br>").count() <= MOST + 1 && is_cut);
        for odd in ["<", "</", "<a", "<a href=\"", "<a b='>", "<p/", "\u{fffd}<ż", "<b/////>"] {
            assert!(matches!(within(odd, MOST), (Cow::Borrowed(_), false)), "{odd}");
        }
    }
}
