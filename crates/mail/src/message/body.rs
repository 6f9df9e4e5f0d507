//! Which parts of a message are its text, and that text: as plain text for lists and search, as HTML for whoever opens it.
//!
//! Of alternatives one is read for each (RFC 2046 §5.1.4), and all pieces of what was sent in pieces: text, file, text.

use std::borrow::Cow;
use std::collections::HashSet;

use mail_parser::{DecodeProblems, Message, MessagePart, PartKind};

use super::text::{is_blank, without_nul};
use super::{charset, flowed, html_text};

/// Text of a message beyond this is not kept apart from the raw message.
pub(super) const MOST_TEXT: usize = 5 * 1024 * 1024;
/// HTML longer than this says something: it is not looked through for words.
const LONGEST_BLANK: usize = 64 * 1024;
/// Stands between two pieces of HTML: what the first left open in a line ends here.
const BETWEEN: &str = "<div></div>";

/// The text of a message.
pub(super) struct Body {
    pub(super) text: String,
    pub(super) html: Option<String>,
    /// The numbers of the parts that it was made of.
    pub(super) shown: HashSet<u32>,
}

/// Reads the text of the outermost message.
pub(super) fn read(message: &Message<'_>) -> Body {
    let mut reader = Reader::default();
    let views = reader.part(message.root_part(), true);
    let html = reader.html(&views.html);
    let text = reader.text(&views.text);
    let shown = views.text.iter().chain(&views.html).filter_map(|at| Some(reader.pieces.get(*at)?.part));
    Body { shown: shown.collect(), text, html }
}

/// A part that is text.
struct Piece {
    part: u32,
    is_html: bool,
    is_blank: bool,
    words: String,
}

/// Pieces to be read one after the other, for each way of reading.
#[derive(Default)]
struct Views {
    text: Vec<usize>,
    html: Vec<usize>,
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
}

impl Reader {
    /// `first`: nothing stands before it in what contains it.
    fn part(&mut self, part: MessagePart<'_>, first: bool) -> Views {
        if part.is_multipart() {
            return match part.content_type().and_then(|found| found.subtype()) {
                Some("alternative") => self.alternatives(part),
                Some("related") => self.related(part),
                _ => self.one_after_the_other(part),
            };
        }
        if !is_text(&part, first) {
            return Views::default();
        }
        let is_html = matches!(part.kind(), PartKind::Html);
        let Some(words) = words(&part, is_html) else { return Views::default() };
        let is_blank = if is_html { is_blank_html(&words) } else { is_blank(&words) };
        let at = self.pieces.len();
        self.pieces.push(Piece { part: part.id(), is_html, is_blank, words });
        Views { text: vec![at], html: vec![at] }
    }

    fn one_after_the_other(&mut self, part: MessagePart<'_>) -> Views {
        let mut views = Views::default();
        for (number, child) in part.children().enumerate() {
            let found = self.part(child, number == 0);
            views.text.extend(found.text);
            views.html.extend(found.html);
        }
        views
    }

    /// The first version in plain text that says something, and the last one in HTML; where there is none, each is the other.
    fn alternatives(&mut self, part: MessagePart<'_>) -> Views {
        let mut versions = self.versions(part);
        let says = |piece: &Piece, html: bool| !piece.is_blank && piece.is_html == html;
        let has = |version: &[usize], html: bool| {
            version.iter().any(|at| self.pieces.get(*at).is_some_and(|piece| says(piece, html)))
        };
        let plain =
            versions.iter().position(|version| has(&version.text, false) && !has(&version.text, true));
        let rich = versions.iter().rposition(|version| has(&version.html, true));
        let any = || versions.iter().position(|version| has(&version.text, false));
        let Some(one) = plain.or(rich).or_else(any) else { return versions.pop().unwrap_or_default() };
        let other = rich.unwrap_or(one);
        let text = versions.get_mut(one).map(|version| std::mem::take(&mut version.text));
        let html = versions.get_mut(other).map(|version| std::mem::take(&mut version.html));
        Views { text: text.unwrap_or_default(), html: html.unwrap_or_default() }
    }

    fn versions(&mut self, part: MessagePart<'_>) -> Vec<Views> {
        part.children().enumerate().map(|(number, child)| self.part(child, number == 0)).collect()
    }

    /// The root is the part that `start` names, else the first that can be read (RFC 2387 §3.2).
    fn related(&mut self, part: MessagePart<'_>) -> Views {
        let bare = |id: &str| id.trim_matches(['<', '>', ' ']).to_owned();
        let start = part.content_type().and_then(|found| found.attribute("start")).map(bare);
        let can_be_read = |child: &MessagePart<'_>| child.is_multipart() || is_text(child, true);
        let named = start.and_then(|start| {
            part.children()
                .find(|child| can_be_read(child) && child.content_id().map(bare).as_ref() == Some(&start))
        });
        let found = named.or_else(|| part.children().find(can_be_read));
        found.map(|found| self.part(found, true)).unwrap_or_default()
    }

    fn html(&self, view: &[usize]) -> Option<String> {
        let pieces = || view.iter().filter_map(|at| self.pieces.get(*at)).filter(|piece| !piece.is_blank);
        if !pieces().any(|piece| piece.is_html) {
            return None;
        }
        let mut whole = String::new();
        for piece in pieces() {
            if !whole.is_empty() {
                whole.push_str(BETWEEN);
            }
            match piece.is_html {
                true => whole.push_str(&piece.words),
                false => push_as_html(&mut whole, &piece.words),
            }
            if whole.len() > MOST_TEXT {
                break;
            }
        }
        whole.truncate(whole.floor_char_boundary(MOST_TEXT));
        Some(whole)
    }

    fn text(&self, view: &[usize]) -> String {
        let mut whole = String::new();
        for piece in view.iter().filter_map(|at| self.pieces.get(*at)) {
            let words = match piece.is_html {
                true => Cow::Owned(html_text::from_html(&piece.words)),
                false => Cow::Borrowed(piece.words.as_str()),
            };
            if !whole.is_empty() && !words.trim().is_empty() {
                whole.push_str("\n\n");
            }
            whole.push_str(&words);
            if whole.len() > MOST_TEXT {
                break;
            }
        }
        whole.truncate(whole.floor_char_boundary(MOST_TEXT));
        whole
    }
}

/// Whether a part is read as text rather than listed as a file.
fn is_text(part: &MessagePart<'_>, first: bool) -> bool {
    let kind = match part.kind() {
        PartKind::Html => true,
        PartKind::Text => part.content_type().is_none_or(|found| {
            // A multipart without a boundary is all text.
            found.ctype() == "multipart"
                || found.ctype() == "text" && matches!(found.subtype(), None | Some("plain"))
        }),
        _ => false,
    };
    let attached = part.content_disposition().is_some_and(|found| found.is_attachment());
    kind && !attached && (first || part.attachment_name().is_none())
}

/// The decoded text of a part, with `\n` at the ends of lines.
fn words(part: &MessagePart<'_>, is_html: bool) -> Option<String> {
    let text = decoded(part)?;
    let longest = text.floor_char_boundary(MOST_TEXT);
    let text = without_nul(text.get(..longest)?);
    if is_html {
        return Some(text.into_owned());
    }
    let attribute = |name: &str| part.content_type().and_then(|found| found.attribute(name));
    if attribute("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
        let del_sp = attribute("delsp").is_some_and(|value| value.eq_ignore_ascii_case("yes"));
        return Some(flowed::unflowed(&text, del_sp));
    }
    Some(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() })
}

/// The text as its charset says, or, where that is missing or wrong, as the bytes say.
fn decoded<'m>(part: &MessagePart<'m>) -> Option<Cow<'m, str>> {
    let declared = part.content_type().and_then(|found| found.attribute("charset"));
    if let Some(label) = declared.filter(|label| charset::can_be_belied(label))
        && let Some(text) = charset::belied(&part.decoded(), label)
    {
        return Some(Cow::Owned(text));
    }
    let (text, problems) = part.text_checked()?;
    let wrong = DecodeProblems::MALFORMED_CHARSET | DecodeProblems::UNKNOWN_CHARSET;
    if !problems.intersects(wrong) {
        return Some(text);
    }
    Some(Cow::Owned(charset::decode(&part.decoded(), declared).into_owned()))
}

/// Whether HTML shows nothing at all, not even a picture.
fn is_blank_html(html: &str) -> bool {
    let shows = ["<img", "background", "url("];
    let lower = || html.to_ascii_lowercase();
    html.len() <= LONGEST_BLANK
        && is_blank(&html_text::from_html(html))
        && !shows.iter().any(|mark| lower().contains(mark))
}

fn push_as_html(out: &mut String, text: &str) {
    out.push_str("<pre style=\"font:inherit;white-space:pre-wrap\">");
    for c in text.trim().chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
    out.push_str("</pre>");
}
