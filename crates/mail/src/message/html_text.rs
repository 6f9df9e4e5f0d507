//! HTML as plain text, fast enough for every mail that arrives: one pass over the bytes, and whatever is left open costs no
//! second look.

use mail_parser::add_html_token;
use memchr::{memchr, memchr3, memmem};

/// The longest entity is `&CounterClockwiseContourIntegral;`.
const LONGEST_ENTITY: usize = 40;

/// More marks before a line say no more.
const MOST_MARKS: usize = 8;
/// Attributes of a quote are looked through so far.
const LONGEST_MARK: usize = 600;

/// The text a reader would see: blocks on their own lines, cells and links apart, at most two line breaks in a row.
pub(super) fn from_html(html: &str) -> String {
    let mut page = Page { out: String::with_capacity(html.len() / 2), ..Page::default() };
    let mut rest = html;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        let (text, markup) = rest.split_at(at);
        page.text(text);
        rest = page.markup(markup);
    }
    page.text(rest);
    page.finish()
}

/// What an element does to the text around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Part of the line, of the word even.
    Inline,
    /// Seen apart from what touches it: words do not grow together over its edge.
    Apart,
    Cell,
    Break,
    Line,
    Paragraph,
    Preformatted,
    /// A paragraph; its lines are marked when it is what somebody else wrote.
    Quote,
    /// Its content is not shown and is no markup (HTML §13.2.6.2).
    Hidden,
}

fn effect(name: &[u8]) -> Effect {
    match name {
        b"br" => Effect::Break,
        b"td" | b"th" => Effect::Cell,
        b"a" | b"img" | b"button" | b"input" | b"label" | b"select" | b"video" | b"audio" | b"object" => {
            Effect::Apart
        }
        b"address" | b"article" | b"aside" | b"body" | b"caption" | b"center" | b"dd" | b"details"
        | b"dialog" | b"dir" | b"div" | b"dt" | b"fieldset" | b"figcaption" | b"figure" | b"footer"
        | b"form" | b"head" | b"header" | b"hgroup" | b"html" | b"legend" | b"li" | b"main" | b"menu"
        | b"nav" | b"option" | b"optgroup" | b"search" | b"section" | b"summary" | b"table" | b"tbody"
        | b"tfoot" | b"thead" | b"tr" => Effect::Line,
        b"p" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"hr" | b"ul" | b"ol" | b"dl" => {
            Effect::Paragraph
        }
        b"blockquote" => Effect::Quote,
        b"pre" | b"listing" | b"xmp" | b"textarea" => Effect::Preformatted,
        b"script" | b"style" | b"title" | b"template" | b"iframe" | b"noembed" | b"noframes" => {
            Effect::Hidden
        }
        _ => Effect::Inline,
    }
}

/// What was written so far, and the white space that the next word will be preceded by.
#[derive(Default)]
struct Page {
    out: String,
    /// Line breaks that are due, 0 to 2.
    breaks: usize,
    /// Spaces that are due; more than one only in preformatted text.
    spaces: usize,
    /// The edge of something that stands apart.
    edge: bool,
    /// Preformatted elements that are open.
    preformatted: usize,
    /// Block quotes that are open, and whether each is what somebody else wrote.
    quotes: Vec<bool>,
    /// How many of them are.
    quoted: usize,
}

impl Page {
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(first) = rest.bytes().next() {
            if first.is_ascii_whitespace() {
                rest = self.white_space(rest);
            } else if first == b'&' {
                rest = self.entity(rest);
            } else {
                let end = rest.bytes().position(|byte| byte == b'&' || byte.is_ascii_whitespace());
                let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                self.word(word);
                rest = after;
            }
        }
    }

    fn white_space<'t>(&mut self, text: &'t str) -> &'t str {
        let after = text.trim_start_matches(|c: char| c.is_ascii_whitespace());
        if self.preformatted == 0 {
            self.space();
            return after;
        }
        for byte in text.bytes().take(text.len() - after.len()) {
            match byte {
                b'\n' => self.line_break(),
                b'\r' => {}
                _ => self.spaces += 1,
            }
        }
        after
    }

    fn space(&mut self) {
        if self.breaks == 0 && self.spaces == 0 {
            self.spaces = 1;
        }
    }

    fn line_break(&mut self) {
        self.breaks = 2.min(self.breaks + 1);
        self.spaces = 0;
    }

    fn block(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
        self.spaces = 0;
    }

    fn entity<'t>(&mut self, text: &'t str) -> &'t str {
        let head = text.as_bytes().get(..LONGEST_ENTITY.min(text.len())).unwrap_or_default();
        let name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
        let length = 1 + head.iter().skip(1).take_while(|byte| name(byte)).count();
        let entity = text.get(..=length).filter(|entity| length > 1 && entity.ends_with(';'));
        let Some(entity) = entity else {
            self.word("&");
            return text.get(1..).unwrap_or_default();
        };
        let mut decoded = String::new();
        add_html_token(&mut decoded, entity.as_bytes(), false);
        self.word(&decoded);
        text.get(entity.len()..).unwrap_or_default()
    }

    /// A run without ASCII white space; what cannot be seen is left out, so that words stay whole.
    fn word(&mut self, word: &str) {
        if word.is_ascii() {
            return self.visible(word);
        }
        let mut start = 0;
        for (at, character) in word.char_indices() {
            let space = character == '\u{a0}';
            if space || is_invisible(character) {
                self.visible(word.get(start..at).unwrap_or_default());
                start = at + character.len_utf8();
                if space {
                    self.space();
                }
            }
        }
        self.visible(word.get(start..).unwrap_or_default());
    }

    fn visible(&mut self, text: &str) {
        let Some(first) = text.chars().next() else { return };
        let begins_line = self.out.is_empty() || self.breaks > 0;
        if !self.out.is_empty() {
            for _ in 0..self.breaks {
                self.out.push('\n');
            }
            let grown_together = self.edge
                && self.breaks + self.spaces == 0
                && first.is_alphanumeric()
                && self.out.chars().next_back().is_some_and(char::is_alphanumeric);
            if grown_together {
                self.out.push(' ');
            }
        }
        if begins_line && self.quoted > 0 {
            self.out.extend(std::iter::repeat_n('>', self.quoted.min(MOST_MARKS)));
            self.out.push(' ');
        }
        if !self.out.is_empty() || self.preformatted > 0 {
            self.out.extend(std::iter::repeat_n(' ', self.spaces));
        }
        self.out.push_str(text);
        (self.breaks, self.spaces, self.edge) = (0, 0, false);
    }

    /// Reads what begins with `<` and answers with what follows it.
    fn markup<'h>(&mut self, html: &'h str) -> &'h str {
        let bytes = html.as_bytes();
        let closes = bytes.get(1) == Some(&b'/');
        match bytes.get(if closes { 2 } else { 1 }) {
            Some(byte) if byte.is_ascii_alphabetic() => self.tag(html, closes),
            _ if html.starts_with("<!--") => after_comment(html),
            Some(b'!' | b'?') => after(html, memchr(b'>', bytes)),
            Some(_) if closes => after(html, memchr(b'>', bytes)),
            _ => {
                self.word("<");
                html.get(1..).unwrap_or_default()
            }
        }
    }

    fn tag<'h>(&mut self, html: &'h str, closes: bool) -> &'h str {
        let (mut lower, mut length) = ([0; 12], 0);
        let name = html.bytes().skip(if closes { 2 } else { 1 });
        for (slot, byte) in lower.iter_mut().zip(name) {
            if byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>') {
                break;
            }
            *slot = byte.to_ascii_lowercase();
            length += 1;
        }
        let name = lower.get(..length).unwrap_or_default();
        let rest = after(html, tag_end(html.as_bytes()));
        match effect(name) {
            Effect::Inline => {}
            Effect::Apart => self.edge = true,
            Effect::Cell => self.space(),
            Effect::Break => self.line_break(),
            Effect::Line => self.block(1),
            Effect::Paragraph => self.block(2),
            Effect::Quote => {
                self.block(2);
                self.quote(html, closes);
            }
            Effect::Preformatted if closes => {
                self.block(2);
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            Effect::Preformatted => {
                self.block(2);
                self.preformatted += 1;
                // The first line break is not content (HTML §13.1.2.5).
                return rest.strip_prefix("\r\n").or(rest.strip_prefix('\n')).unwrap_or(rest);
            }
            Effect::Hidden if !closes => return after_hidden(rest, name),
            Effect::Hidden => {}
        }
        rest
    }

    fn quote(&mut self, html: &str, closes: bool) {
        if closes {
            self.quoted -= usize::from(self.quotes.pop().unwrap_or_default());
            return;
        }
        let end = tag_end(html.as_bytes()).unwrap_or(0).min(LONGEST_MARK);
        let tag = html
            .get("<blockquote".len()..html.floor_char_boundary(end))
            .unwrap_or_default()
            .to_ascii_lowercase();
        let is_quote = tag.contains("cite") || tag.contains("quote");
        self.quotes.push(is_quote);
        self.quoted += usize::from(is_quote);
    }

    fn finish(mut self) -> String {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }
}

/// What follows the byte at `end`; nothing when there is no such byte.
fn after(html: &str, end: Option<usize>) -> &str {
    end.and_then(|end| html.get(end + 1..)).unwrap_or_default()
}

/// Where a tag's `>` is. One inside a quoted value does not count.
fn tag_end(html: &[u8]) -> Option<usize> {
    let mut from = 1;
    loop {
        let at = from + memchr3(b'>', b'"', b'\'', html.get(from..)?)?;
        let found = *html.get(at)?;
        if found == b'>' {
            return Some(at);
        }
        let before = html.get(..at)?.iter().rev().find(|byte| !byte.is_ascii_whitespace());
        let begins_value = before == Some(&b'=');
        from = at + 1;
        if begins_value {
            from += memchr(found, html.get(from..)?)? + 1;
        }
    }
}

/// What follows a comment (HTML §13.2.5.43).
fn after_comment(html: &str) -> &str {
    let empty = html.strip_prefix("<!-->").or(html.strip_prefix("<!--->"));
    empty.unwrap_or_else(|| {
        memmem::find(html.as_bytes(), b"-->").and_then(|at| html.get(at + 3..)).unwrap_or_default()
    })
}

/// What follows the end tag of the hidden element that has just begun.
fn after_hidden<'h>(html: &'h str, name: &[u8]) -> &'h str {
    let bytes = html.as_bytes();
    for at in memmem::find_iter(bytes, b"</") {
        let end = at + 2 + name.len();
        let named = bytes.get(at + 2..end).is_some_and(|found| found.eq_ignore_ascii_case(name));
        let ended =
            bytes.get(end).is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
        if named && ended {
            let rest = html.get(at..).unwrap_or_default();
            return after(rest, tag_end(rest.as_bytes()));
        }
    }
    ""
}

/// Soft hyphens, joiners and fillers: not to be seen, and in the middle of words.
pub(super) const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{34f}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::from_html;

    #[test]
    fn words_do_not_grow_together() {
        for (html, text) in [
            ("<div>Raz</div><div>dwa</div>", "Raz\ndwa\n"),
            ("<p>Raz</p><p>dwa</p>trzy", "Raz\n\ndwa\n\ntrzy\n"),
            ("<h1>Oferta</h1>Dzień dobry", "Oferta\n\nDzień dobry\n"),
            ("Dzień dobry<ul><li>krzesła<li>biurka</ul>koniec", "Dzień dobry\n\nkrzesła\nbiurka\n\nkoniec\n"),
            (
                "<table><tr><td>Kwota</td><td>100&nbsp;zł</td></tr><tr><th>Razem<td>5</table>x",
                "Kwota 100 zł\nRazem 5\nx\n",
            ),
            ("<a href=\"/1\">Oferta</a><a href=\"/2\">Kontakt</a>", "Oferta Kontakt\n"),
            ("Zobacz<a href=/1>ofertę</a>teraz (<a>tu</a>).", "Zobacz ofertę teraz (tu).\n"),
            ("logo<img src=x>Firma", "logo Firma\n"),
            ("<DIV>A<BR>b<br/>c</DIV><!-- nie --><SECTION>d</SECTION>", "A\nb\nc\nd\n"),
            (
                "jeden<dd>dwa<dt>trzy<blockquote>cztery</blockquote>pięć",
                "jeden\ndwa\ntrzy\n\ncztery\n\npięć\n",
            ),
            ("<select><option>a<option>b</select>", "a\nb\n"),
        ] {
            assert_eq!(from_html(html), text, "{html}");
        }
    }

    #[test]
    fn words_stay_whole() {
        for (html, text) in [
            ("krze<b>s</b>ła, kra&shy;k\u{ad}ów, a\u{200b}b", "krzesła, kraków, ab\n"),
            ("m<sup>2</sup> i H<sub>2</sub>O", "m2 i H2O\n"),
            (
                "a &amp; b &lt;c&gt; &oacute;&#322;&#x142; &nic; &; R&D x&y",
                "a & b <c> ółł &nic; &; R&D x&y\n",
            ),
            ("1 < 2, a<3 i <", "1 < 2, a<3 i <\n"),
            ("  a \n\t b&nbsp;&nbsp; c  ", "a b c\n"),
            ("<a>http://x.pl/</a><wbr>dalej", "http://x.pl/dalej\n"),
        ] {
            assert_eq!(from_html(html), text, "{html}");
        }
    }

    #[test]
    fn only_what_is_seen_is_text() {
        for (html, text) in [
            ("<head><title>nie</title><style>p{a:b}</style></head><body>tak</body>", "tak\n"),
            ("a<script>if (1<2) { x = '</p>' }</SCRIPT >b", "ab\n"),
            ("a<!-- <p>nie</p> -->b<!-->c<!---->d<![if !mso]>e<![endif]>", "abcde\n"),
            ("<p title=\"a > b\" alt='x>y' = >tak</p>", "tak\n"),
            ("<p title=it's>tak</p> don't", "tak\n\ndon't\n"),
            ("a<style>nie", "a\n"),
            ("", ""),
            ("<div><br></div>", ""),
        ] {
            assert_eq!(from_html(html), text, "{html}");
        }
    }

    #[test]
    fn lines_stay_in_preformatted_text() {
        assert_eq!(from_html("x<pre>\n  a  b\n\n\n\n c</pre>d"), "x\n\n  a  b\n\n c\n\nd\n");
        assert_eq!(from_html("<div>a</div><div><br></div><div>b<br><br><br>c</div>"), "a\n\nb\n\nc\n");
    }

    #[test]
    fn time_grows_with_the_length() {
        let took = |piece: &str, times: usize| {
            let html = piece.repeat(times);
            let started = crate::processor_time::Stopwatch::start();
            let text = from_html(&html);
            assert!(text.len() <= html.len() + 1);
            started.elapsed()
        };
        for piece in [
            "<",
            "<a",
            "<!--",
            "</",
            "<a href=\"",
            "<a b='",
            "&",
            "&#",
            "<style>",
            "</style",
            "<p>",
            "<pre>\n",
            " ",
            "=\" ",
            "<script></scrip",
            "\u{ad}",
            "&nbsp;",
            "<a>x",
            "<!",
            "<td>",
        ] {
            let took = took(piece, 3_000_000 / piece.len());
            assert!(took.as_millis() < 2_500, "{piece}: {took:?}");
        }
    }
}
