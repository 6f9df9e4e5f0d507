//! Runs that browsers lay out in quadratic time: one word of a megabyte, a hundred thousand marks over one letter.

use std::borrow::Cow;

use super::tag;
use unicode_normalization::char::is_combining_mark;

/// Characters after which a word may be broken. What is copied stays as it was: `<wbr>` is no character.
const LONGEST_WORD: usize = 100;
/// More marks over one letter are left out.
const MOST_MARKS: usize = 12;

/// Sanitised HTML with long runs broken.
pub fn break_long_runs(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut out: Option<String> = None;
    // Up to here the output has everything.
    let (mut done, mut at, mut word, mut marks) = (0, 0, 0_usize, 0_usize);
    while let Some(c) = html.get(at..).and_then(|rest| rest.chars().next()) {
        let from = at;
        at += c.len_utf8();
        let mut replaced: Option<&str> = None;
        match c {
            '<' => {
                at = tag::end(bytes, at).0;
                let name =
                    tag::name(bytes, if bytes.get(from + 1) == Some(&b'/') { from + 2 } else { from + 1 });
                if ENDS_WORD.contains(&name.as_str()) {
                    word = 0;
                }
                continue;
            }
            '&' => {
                let entity =
                    bytes.get(at..).unwrap_or_default().iter().take(10).position(|byte| *byte == b';');
                at += entity.map_or(0, |length| length + 1);
            }
            // Not a space that must not break.
            c if c.is_ascii_whitespace() => (word, marks) = (0, 0),
            c if c >= '\u{300}' && is_combining_mark(c) => {
                marks += 1;
                if marks > MOST_MARKS {
                    replaced = Some("");
                }
            }
            _ => marks = 0,
        }
        if !c.is_ascii_whitespace() && marks == 0 {
            word += 1;
            // Joined letters stay together.
            if word > LONGEST_WORD
                && !matches!(c, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
            {
                word = 1;
                out.get_or_insert_default().push_str(html.get(done..from).unwrap_or_default());
                out.get_or_insert_default().push_str("<wbr>");
                done = from;
            }
        }
        if replaced.is_some() {
            out.get_or_insert_default().push_str(html.get(done..from).unwrap_or_default());
            done = at;
        }
    }
    match out {
        None => Cow::Borrowed(html),
        Some(mut out) => {
            out.push_str(html.get(done..).unwrap_or_default());
            Cow::Owned(out)
        }
    }
}

/// Elements at which a line ends.
const ENDS_WORD: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "wbr",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_words_are_left_alone() {
        let html = "<p title=\"aaaa&quot;\">Zażółć <b>gęślą</b>&nbsp;jaźń e\u{301}</p>".repeat(200);
        assert!(matches!(break_long_runs(&html), Cow::Borrowed(_)));
    }

    #[test]
    fn long_ones_are_broken_and_stay_as_they_were() {
        for word in ["ż".repeat(1_000), "&amp;".repeat(1_000), "<b>x</b>".repeat(1_000)] {
            let broken = break_long_runs(&word);
            assert!((9..=11).contains(&broken.matches("<wbr>").count()), "{broken}");
            assert_eq!(broken.replace("<wbr>", ""), word);
        }
        let marks = format!("a{}b", "\u{301}".repeat(100_000));
        assert_eq!(break_long_runs(&marks).chars().count(), 2 + MOST_MARKS);
        assert!(break_long_runs("a<").ends_with('<'));
    }
}
