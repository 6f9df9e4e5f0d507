//! Answers between the quotes of an HTML mail.

use super::{attribution, header_block};

/// Longer text above a quote is no attribution, and then the quote is no answered one.
const LONGEST_HEADING: usize = 600;

/// Where a history that begins with marked quotes really begins.
pub(super) enum Found {
    /// Nothing is answered in it: where it was marked.
    AsMarked,
    /// At its last quote: what stands above is answered in between.
    At(usize),
    /// Nowhere: something is answered below the last quote too.
    Nowhere,
}

/// A heading with its list of recipients, in bytes of HTML.
const LONGEST_BLOCK: usize = 32 * 1024;

/// Elements that begin a line, or end one.
const BREAKS: &[&str] =
    &["br", "p", "div", "tr", "table", "li", "ul", "ol", "hr", "pre", "h1", "h2", "h3", "h4", "h5", "h6"];

/// Whether a history that begins with a heading (a separator, header fields) goes on with a quote. Other text is the history itself.
pub(super) fn begin_below_heading(history: &str) -> bool {
    let mut line = String::new();
    let mut rest = history.get(..history.floor_char_boundary(LONGEST_BLOCK)).unwrap_or(history);
    let mut has_heading = false;
    while let Some((text, after)) = rest.split_once('<') {
        line.push_str(text);
        let (tag, next) = after.split_once('>').unwrap_or((after, ""));
        rest = next;
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let is_quote = name == "blockquote";
        if !is_quote && !BREAKS.contains(&name.as_str()) {
            continue;
        }
        let words = line.replace("&nbsp;", " ");
        let words = words.trim();
        if !words.is_empty() {
            if !attribution::is_separator(words) && !header_block::is_field(words) {
                return false;
            }
            has_heading = true;
        }
        if is_quote {
            return has_heading;
        }
        line.clear();
    }
    false
}

/// Looks for words outside quotes, below the first of them, that are neither a signature nor the line above the next quote.
/// `may_be_forward`: what begins with a separator, or with other text, is somebody else's as a whole.
pub(super) fn between_quotes(history: &str, may_be_forward: bool) -> Found {
    let mut reader = Reader::default();
    let mut rest = history;
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        let (text, markup) = rest.split_at(open);
        reader.text(text);
        let end = memchr::memchr(b'>', markup.as_bytes()).map_or(markup.len(), |end| end + 1);
        let (tag, after) = markup.split_at(end);
        let at = history.len() - markup.len();
        rest = reader.tag(tag, at, after);
        if may_be_forward && reader.is_forward {
            return Found::AsMarked;
        }
    }
    reader.text(rest);
    let below = reader.has_words();
    match (reader.last, below, reader.answered) {
        (Some(_), true, _) => Found::Nowhere,
        (Some(at), false, true) => Found::At(at),
        _ => Found::AsMarked,
    }
}

#[derive(Default)]
struct Reader {
    /// Block quotes that are open.
    depth: usize,
    /// Where the last quote begins that is in no other.
    last: Option<usize>,
    /// Words since then, or since the beginning.
    words: String,
    /// What follows is a signature or a list's footer, to the next quote.
    is_footer: bool,
    answered: bool,
    is_forward: bool,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if self.depth > 0 || self.is_footer || self.words.len() > LONGEST_HEADING {
            return;
        }
        let text = text.replace("&nbsp;", " ");
        let words = text.trim();
        if words.is_empty() {
            return;
        }
        if self.last.is_none() && attribution::is_separator(words) {
            self.is_forward = true;
        }
        if words.starts_with("--") || words.starts_with("__") {
            self.is_footer = true;
            return;
        }
        // An entity may stand where the line is cut; for what follows it does not matter.
        self.words.extend([words.get(..words.floor_char_boundary(LONGEST_HEADING)).unwrap_or_default(), " "]);
    }

    /// Reads a tag and answers with where to go on.
    fn tag<'h>(&mut self, tag: &str, at: usize, after: &'h str) -> &'h str {
        let head = tag.get(..tag.floor_char_boundary(LONGEST_HEADING)).unwrap_or(tag).to_ascii_lowercase();
        if head.starts_with("<blockquote") {
            if self.depth == 0 {
                self.begin_quote(at);
            }
            self.depth += 1;
        } else if head.starts_with("</blockquote") {
            self.depth = self.depth.saturating_sub(1);
        } else if self.depth == 0 && self.last.is_some() && head.contains("signature") {
            self.is_footer = true;
        } else if head.starts_with("<style") {
            return memchr::memmem::find(after.as_bytes(), b"</style")
                .and_then(|end| after.get(end..))
                .unwrap_or_default();
        }
        after
    }

    fn begin_quote(&mut self, at: usize) {
        match self.last {
            None => self.is_forward |= self.words.len() > LONGEST_HEADING,
            Some(_) => self.answered |= self.has_words(),
        }
        self.last = Some(at);
        self.words.clear();
        self.is_footer = false;
    }

    fn has_words(&self) -> bool {
        let words = self.words.trim().replace("&lt;", "<").replace("&gt;", ">");
        words.contains(char::is_alphanumeric) && !attribution::is_attribution(&words, true)
    }
}
