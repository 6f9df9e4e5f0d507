//! Quoted history in HTML, as the common programs mark it.

use super::answers::{self, Found};

/// HTML cut where its quoted history begins. Both parts may hold unclosed elements: cut after sanitising, show each
/// in a document of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SplitHtml<'h> {
    /// What is new.
    pub own: &'h str,
    /// The history; empty when there is none.
    pub quoted: &'h str,
}

/// Marks inside a start tag, in lower case, that begin a history in which quotes stand in blocks, so that what stands between the
/// blocks is an answer.
const BLOCK_MARKS: &[&str] = &[
    "gmail_quote",
    "gmail_attr",
    "yahoo_quoted",
    "moz-cite-prefix",
    "zmail_extra",
    "protonmail_quote",
    "tutanota_quote",
    "type=\"cite\"",
    "type='cite'",
    "type=cite",
    "kurier-quote",
    "front-blockquote",
];

/// Marks of a history in one piece, to the end; but where it begins with a quote, what stands between its quotes is an answer too.
const WHOLE_MARKS: &[&str] = &[
    "divrplyfwdmsg",
    "appendonsend",
    "ms-outlook-mobile-reference-message",
    "mail-editor-reference-message-container",
];

/// Outlook on the desktop draws a line above the history and marks it in no other way.
const OUTLOOK_LINES: &[&str] =
    &["border-top:solid #e1e1e1 1.0pt", "border-top:solid #b5c4df 1.0pt", "border-top:1px solid #b5c4df"];

/// Cuts HTML before its quoted history. Quotes that are answered in between stay where they are.
pub fn split_html(html: &str) -> SplitHtml<'_> {
    let cut = first_mark(html).map_or(html.len(), |marked| answered(html, marked));
    let (own, quoted) = html.split_at(cut);
    // A forward, or an answer below the quote, has nothing of its own above: then nothing is hidden.
    let nothing_above = visible(own).is_empty();
    match nothing_above {
        true => SplitHtml { own: html, quoted: "" },
        false => SplitHtml { own, quoted },
    }
}

/// Where the history begins that is marked at `marked`.
fn answered(html: &str, marked: usize) -> usize {
    let history = html.get(marked..).unwrap_or_default();
    let tag =
        history.get(..memchr::memchr(b'>', history.as_bytes()).unwrap_or(history.len())).unwrap_or_default();
    let head = tag.get(..tag.floor_char_boundary(LONGEST_TAG)).unwrap_or_default().to_ascii_lowercase();
    let has_blocks = BLOCK_MARKS.iter().any(|mark| head.contains(mark));
    if !has_blocks && !answers::begin_below_heading(history) {
        return marked;
    }
    match answers::between_quotes(history, has_blocks) {
        Found::AsMarked => marked,
        Found::At(at) => marked + at,
        Found::Nowhere => html.len(),
    }
}

/// Attributes long enough to matter are short; data: images are not looked through.
const LONGEST_TAG: usize = 600;

/// Rules are looked behind so often at most: each look reads some text.
const MOST_RULES: usize = 100;

fn first_mark(html: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let (mut at, mut rules) = (0, 0);
    while let Some(open) = memchr::memchr(b'<', bytes.get(at..)?).map(|found| at + found) {
        let tag = html.get(open..)?;
        if tag.starts_with("</") || tag.starts_with("<!") {
            at = open + 1;
            continue;
        }
        let close = memchr::memchr(b'>', tag.as_bytes()).map_or(html.len(), |found| open + found + 1);
        let tag = html.get(open..close)?;
        let head = tag.get(..tag.floor_char_boundary(LONGEST_TAG)).unwrap_or(tag).to_ascii_lowercase();
        let is_rule = head.starts_with("<hr") && rules < MOST_RULES;
        rules += usize::from(is_rule);
        if has_mark(&head)
            || (is_rule && outlook_rule_follows(html.get(close..)?))
            || original_message_follows(html, close)
        {
            return Some(open);
        }
        at = close;
    }
    None
}

fn has_mark(head: &str) -> bool {
    if BLOCK_MARKS.iter().chain(WHOLE_MARKS).any(|mark| head.contains(mark)) {
        return true;
    }
    // Only what can hold it is written anew.
    if !head.contains("border-top") {
        return false;
    }
    let dense: String = head.replace(": ", ":").replace("; ", ";");
    OUTLOOK_LINES.iter().any(|line| dense.contains(line))
}

/// `<hr>` followed by the header block of Outlook on the web.
fn outlook_rule_follows(after: &str) -> bool {
    let text = visible(after.get(..after.floor_char_boundary(1500)).unwrap_or(after));
    super::header_block::is_header_block(
        text.lines().next().unwrap_or_default(),
        text.lines().skip(1).take(6),
    ) || ["From:", "Od:", "Von:"].iter().any(|field| text.starts_with(field))
}

fn original_message_follows(html: &str, at: usize) -> bool {
    let rest = html.get(at..).unwrap_or_default().trim_start();
    if !rest.starts_with("--") && !rest.starts_with("__") {
        return false;
    }
    let line = rest.get(..rest.find(['<', '\n']).unwrap_or(rest.len())).unwrap_or_default();
    super::attribution::is_separator(line.trim())
}

/// The text between tags, a line for each run.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    let mut hidden: Option<&str> = None;
    while !rest.is_empty() {
        let (run, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        let run = run.replace("&nbsp;", " ");
        let run = run.trim();
        if hidden.is_none() && !run.is_empty() {
            text.push_str(run);
            text.push('\n');
        }
        let (tag, next) = after.split_at(after.find('>').map_or(after.len(), |end| end + 1));
        let name: String = tag
            .trim_start_matches('<')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '/')
            .collect::<String>()
            .to_ascii_lowercase();
        match hidden {
            Some(open) if name.strip_prefix('/') == Some(open) => hidden = None,
            None => hidden = ["style", "script", "title", "head"].into_iter().find(|hider| *hider == name),
            Some(_) => {}
        }
        if name == "img" {
            text.push_str("[img]\n");
        }
        rest = next;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_common_programs() {
        for quoted in [
            "<div class=\"gmail_quote\"><div dir=\"ltr\">On … wrote:</div><blockquote>x</blockquote></div>",
            "<blockquote type=\"cite\">x</blockquote>",
            "<div class=\"moz-cite-prefix\">W dniu … pisze:</div><blockquote type=\"cite\">x</blockquote>",
            "<div id=\"divRplyFwdMsg\">From: x</div>",
            "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm'><b>From:</b> x</div>",
            "<hr tabindex=\"-1\"><div><b>Od:</b> Jan</div>",
            "<p>-----Original Message-----<br>From: x</p>",
        ] {
            let html = format!("<style>p{{}}</style><p>Tak, zgoda.</p>{quoted}");
            assert_eq!(split_html(&html).quoted, quoted);
        }
    }

    #[test]
    fn what_is_all_there_is_stays() {
        for html in [
            "",
            "<p>plain</p>",
            "<blockquote>somebody's words</blockquote>",
            "<div class=\"gmail_quote\">forwarded</div>",
            "<br>&nbsp;<blockquote type=cite>only this</blockquote>",
            "<p",
            "<",
            "a < b",
        ] {
            assert_eq!(split_html(html), SplitHtml { own: html, quoted: "" });
        }
    }
}
