//! The `text/plain` alternative of a message that was written in HTML (RFC 2046 §5.1.4).
//!
//! Mail that arrives goes through [`super::html_text`] instead: there what matters is speed, here that the text can be
//! answered, with `>` before what is quoted and an address after each link.

use super::html_text;
use html2text::config;
use html2text::render::{TaggedLine, TextDecorator};

/// Columns. Lines are as long as their paragraphs: where to break them is for the reader's program.
const WIDTH: usize = 100_000;
/// Stands at the edges of links and pictures while the text is made: a character that is none (Unicode §23.7).
const EDGE: char = '\u{fdd0}';

/// The text of a message's HTML: quotes with `> `, lists with `-` and numbers, links as `name <address>`.
pub(super) fn from_html(html: &str) -> String {
    let rendered =
        config::with_decorator(Plain::default()).no_table_borders().string_from_read(html.as_bytes(), WIDTH);
    let Ok(rendered) = rendered else { return html_text::from_html(html) };
    let mut text = String::with_capacity(rendered.len());
    for line in rendered.lines() {
        push_apart(&mut text, line.trim_end());
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Adds a line in which words do not grow together over the edges of what stands apart.
fn push_apart(text: &mut String, line: &str) {
    let mut pieces = line.split(EDGE).filter(|piece| !piece.is_empty());
    text.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let ends = text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, '>' | ']'));
        if ends && piece.starts_with(|c: char| c.is_alphanumeric() || c == '[') {
            text.push(' ');
        }
        text.push_str(piece);
    }
}

/// What [`html2text`] writes around the words.
#[derive(Clone, Default)]
struct Plain {
    /// Where the links that are open lead.
    links: Vec<String>,
}

impl TextDecorator for Plain {
    type Annotation = ();

    fn decorate_link_start(&mut self, url: &str) -> (String, ()) {
        self.links.push(url.to_owned());
        (EDGE.to_string(), ())
    }

    fn decorate_link_end(&mut self) -> String {
        match self.links.pop() {
            Some(url) if url.starts_with("http") => format!(" <{url}>{EDGE}"),
            _ => EDGE.to_string(),
        }
    }

    fn decorate_em_start(&self) -> (String, ()) {
        unmarked()
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        unmarked()
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        unmarked()
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        unmarked()
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _src: &str, title: &str) -> (String, ()) {
        (if title.is_empty() { EDGE.to_string() } else { format!("{EDGE}[{title}]{EDGE}") }, ())
    }

    fn header_prefix(&self, _level: usize) -> String {
        String::new()
    }

    fn quote_prefix(&self) -> String {
        "> ".to_owned()
    }

    fn unordered_item_prefix(&self) -> String {
        "- ".to_owned()
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }

    fn make_subblock_decorator(&self) -> Self {
        Self::default()
    }

    fn finalise(&mut self, _urls: Vec<String>) -> Vec<TaggedLine<()>> {
        Vec::new()
    }
}

fn unmarked() -> (String, ()) {
    (String::new(), ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_can_be_answered_in_plain_text() {
        let html = "<div>Dzień dobry,</div><div><br></div><div>oferta jest <b>tutaj</b>: \
                    <a href=\"https://firma.example/1\">oferta</a></div><ul><li>krzesła</li><li>biurka</li></ul>\
                    <div class=\"gmail_attr\">W dniu 2 lis 2026 Jan pisze:</div>\
                    <blockquote>Kiedy?<br>Jan<blockquote>Wcześniej</blockquote></blockquote>";
        assert_eq!(
            from_html(html),
            "Dzień dobry,\n\noferta jest tutaj: oferta <https://firma.example/1>\n- krzesła\n- biurka\n\
             W dniu 2 lis 2026 Jan pisze:\n\n> Kiedy?\n> Jan\n>\n> > Wcześniej\n"
        );
    }

    #[test]
    fn words_do_not_grow_together() {
        for (html, text) in [
            ("<div>Raz</div><div>dwa</div>trzy", "Raz\ndwa\ntrzy\n"),
            (
                "<table><tr><td>Kwota</td><td>100</td></tr><tr><td>Razem</td><td>5</td></tr></table>",
                "Kwota 100\nRazem 5\n",
            ),
            (
                "<a href=\"https://a.pl/\">jeden</a><a href=\"https://b.pl/\">dwa</a>trzy.",
                "jeden <https://a.pl/> dwa <https://b.pl/> trzy.\n",
            ),
            ("<a href=#>jeden</a><a href=#>dwa</a>, (<a href=#>trzy</a>)", "jeden dwa, (trzy)\n"),
            ("y<img src=\"cid:2\" alt=\"logo\">z", "y [logo] z\n"),
            ("krze<b>sł</b>a", "krzesła\n"),
        ] {
            assert_eq!(from_html(html), text, "{html}");
        }
    }

    #[test]
    fn long_lines_are_left_alone_and_depth_is_survived() {
        let long = "słowo ".repeat(2_000);
        assert_eq!(from_html(&format!("<p>{long}</p>")).lines().count(), 1);
        let deep = format!("{}głęboko{}", "<div>".repeat(3_000), "</div>".repeat(3_000));
        assert!(from_html(&deep).contains("głęboko"));
        assert_eq!(from_html("").trim(), "");
    }
}
