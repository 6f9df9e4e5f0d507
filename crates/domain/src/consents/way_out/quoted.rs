//! Ways out of other mail, taken out of what quotes it.

use super::words::{ENGLISH, POLISH};

/// HTML without any link that begins like this: without its words where it is a link, without the line that names it where it is text.
/// Where nothing is to be taken out, it stays as it is.
pub(super) fn without(html: String, place: &str) -> String {
    let mut rest = html.as_str();
    let mut kept = String::new();
    while let Some((before, found)) = rest.split_once(place) {
        // A token is in base64 for addresses (RFC 4648 §5).
        let after = found.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let (before, after) = match before.rsplit_once('<').filter(|(_, tag)| !tag.contains('>')) {
            Some((before, tag)) => without_tag(before, tag, after),
            None => (without_words(before), after.strip_prefix("&gt;").unwrap_or(after)),
        };
        kept.push_str(before);
        rest = after;
    }
    if rest.len() == html.len() {
        return html;
    }
    kept.push_str(rest);
    kept
}

/// The address stands in a tag, which begins with `tag`: a link goes to its end, with the paragraph that is nothing else.
fn without_tag<'h>(before: &'h str, tag: &str, after: &'h str) -> (&'h str, &'h str) {
    let end = if tag.starts_with("a ") { "</a>" } else { ">" };
    let ended = after.split_once(end).or_else(|| after.split_once('>'));
    let after = ended.map_or("", |(_, after)| after);
    around(before, after, "small", |before, after| {
        around(before, after, "p", |before, after| (before, after))
    })
}

/// Without this element too, when there is nothing else in it.
fn around<'h>(
    before: &'h str,
    after: &'h str,
    name: &str,
    then: impl Fn(&'h str, &'h str) -> (&'h str, &'h str),
) -> (&'h str, &'h str) {
    let opened = before.strip_suffix('>').and_then(|open| open.rsplit_once('<')).and_then(|(before, tag)| {
        let is_it = tag.strip_prefix(name).is_some_and(|more| more.is_empty() || more.starts_with(' '));
        is_it.then_some(before)
    });
    match (opened, after.strip_prefix("</").and_then(|end| end.strip_prefix(name)?.strip_prefix('>'))) {
        (Some(before), Some(after)) => then(before, after),
        _ => then(before, after),
    }
}

/// The words that stand before the address where it is text.
fn without_words(before: &str) -> &str {
    let bare = before.strip_suffix("&lt;").unwrap_or(before).trim_end();
    let bare = bare.strip_suffix(ENGLISH).unwrap_or(bare).trim_end().trim_end_matches('·').trim_end();
    bare.strip_suffix(POLISH).unwrap_or(bare)
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    const PLACE: &str = "https://kurier.example/unsubscribe/";
    const TOKEN: &str = "Ab-_9zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";

    fn left(html: &str) -> String {
        let html = html.replace("LINK", &format!("{PLACE}{TOKEN}"));
        let left = without(html, PLACE);
        assert!(!left.contains(TOKEN), "{left}");
        left
    }

    #[test]
    fn a_link_goes_with_its_words_and_nothing_else_does() {
        assert_eq!(
            left("<p>a</p><p><small><a href=\"LINK\">Wypisz</a></small></p><p>b</p>"),
            "<p>a</p><p>b</p>"
        );
        assert_eq!(
            left("<p style=\"x\"><a rel=\"noopener\" href=\"LINK\"><b>Nie</b> chcę</a></p>c"),
            "c",
            "as another program has written it anew"
        );
        assert_eq!(left("<p>a <a href=\"LINK\">tu</a> b</p>"), "<p>a  b</p>");
        assert_eq!(left("<img src=\"LINK\">c"), "c");
        assert_eq!(left("<a href=\"LINK\">bez końca"), "bez końca");
        assert_eq!(left("<a href=\"LINK\">LINK</a><br>&gt; <a href=\"LINK\">x</a>!"), "<br>&gt; !");
    }

    #[test]
    fn where_it_is_text_its_line_goes() {
        assert_eq!(left(&format!("a<br>{POLISH} &lt;LINK&gt;<br>b")), "a<br><br>b");
        assert_eq!(left(&format!("a<br>{} LINK", words::of(None))), "a<br>");
        assert_eq!(left("zobacz LINK."), "zobacz.");
    }

    #[test]
    fn what_has_none_stays_as_it_is() {
        for html in ["", "<p>a</p>", "<a href=\"https://kurier.example/inbox\">b</a>"] {
            assert_eq!(without(html.to_owned(), PLACE), html);
        }
    }
}
