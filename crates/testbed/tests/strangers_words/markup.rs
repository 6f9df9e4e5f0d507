//! What a browser takes for markup in a page, by a reading that is simple and strict.

use crate::world::MARK;

/// Every tag, attribute, title and script of the page that a stranger's mark has made or broken.
pub fn strangers(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        if let Some(comment) = after.strip_prefix("!--") {
            let (inside, next) = comment.split_once("-->").unwrap_or((comment, ""));
            if inside.contains(MARK) {
                found.push(format!("a comment: {}", shown(inside)));
            }
            rest = next;
            continue;
        }
        if !after.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let (tag, next) = tag(after);
        let name = tag.split([' ', '\n', '/', '>']).next().unwrap_or_default();
        if name.contains(MARK) {
            found.push(format!("an element: <{}", shown(tag)));
        }
        if attributes(tag).any(|attribute| attribute.contains(MARK)) {
            found.push(format!("an attribute: <{}", shown(tag)));
        }
        rest = next;
        if matches!(name, "script" | "style") {
            // A browser ends it at the first closing tag, whatever is meant.
            let (inside, next) = next.split_once(&format!("</{name}")).unwrap_or((next, ""));
            if inside.contains("<!--") || inside.contains(&format!("<{MARK}")) {
                found.push(format!("a {name}: {}", shown(inside)));
            }
            rest = next;
        }
    }
    found
}

/// The page without what stands in scripts.
pub fn without_scripts(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<script") {
        out.push_str(before);
        rest = after.split_once("</script").map_or("", |(_, next)| next);
    }
    out.push_str(rest);
    out
}

/// A start tag to its end, which is not inside quotation marks.
fn tag(after: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, c) in after.char_indices() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => quote = Some(c),
            ('>', None) => return after.split_at(at),
            _ => {}
        }
    }
    (after, "")
}

/// The names of a tag's attributes.
fn attributes(tag: &str) -> impl Iterator<Item = String> {
    let (mut quote, mut bare) = (None, String::new());
    for c in tag.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            (c, None) => bare.push(c),
        }
    }
    bare.split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn shown(text: &str) -> String {
    text.chars().take(200).collect()
}

#[test]
fn what_breaks_out_is_found() {
    assert!(strangers("<p title=\"&quot;>&lt;mk-x\">\"><b>mk-x</b></p><!--s-1-->").is_empty());
    for bad in [
        "<title></title><mk-x x='</title>",
        "<p title=\"\" mk-x=\"\">",
        "<script>a = \"<!--mk-x\"</script>",
        "<script>\"</script><mk-x\"</script>",
        "<!-- mk-x -->",
    ] {
        assert!(!strangers(bad).is_empty(), "{bad}");
    }
}
