//! What a paragraph cannot hold (WHATWG HTML §13.2.6.4.7): a parser ends it there, so the page that wakes finds another one than was drawn.

use kurier_testbed::kurier::Answer;

/// Elements before which a parser ends a paragraph.
const BLOCKS: [&str; 22] = [
    "article",
    "aside",
    "blockquote",
    "dialog",
    "details",
    "div",
    "dl",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "header",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Paragraphs of a page that end before they are closed.
pub fn broken(path: &str, answer: &Answer) -> Vec<String> {
    let kind = answer.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if path.starts_with("/mail/") || !kind.starts_with("text/html") {
        return Vec::new();
    }
    let paragraphs = answer.body.split("<p").skip(1).filter(|rest| rest.starts_with([' ', '>']));
    let inside = paragraphs.filter_map(|rest| rest.split_once("</p>").map(|(inside, _)| inside));
    inside.filter_map(|inside| Some(format!("{path}: <{}> in <p{}", block(inside)?, &cut(inside)))).collect()
}

fn block(inside: &str) -> Option<&'static str> {
    let names = inside.split('<').skip(1);
    let is =
        |rest: &str, name: &str| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '>']));
    names.into_iter().find_map(|rest| BLOCKS.into_iter().find(|name| is(rest, name)))
}

fn cut(text: &str) -> String {
    text.chars().take(120).collect()
}
