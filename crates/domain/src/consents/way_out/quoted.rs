//! Ways out of other mail, taken out of what quotes it.

use super::words::{ENGLISH, POLISH};

/// HTML without any link that begins like this: without its words where it is a link, without the line that names it where it is text. Programs
/// that follow clicks put a link into one of theirs, percent-encoded (RFC 3986 §2.1): that one goes too.
/// Where nothing is to be taken out, it stays as it is.
pub(super) fn without(html: String, place: &str) -> String {
    let mut rest = html.as_str();
    let mut kept = String::new();
    while let Some((before, found)) = split(rest, place) {
        let after = past_token(found);
        let (before, after) = match before.rsplit_once('<').filter(|(_, tag)| !tag.contains('>')) {
            Some((before, tag)) => without_tag(before, tag, after),
            None => {
                let (before, after) = without_address(before, after);
                (without_words(before), after.strip_prefix("&gt;").unwrap_or(after))
            }
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

/// What stands before a place and behind it, where it first occurs, encoded or not.
fn split<'h>(html: &'h str, place: &str) -> Option<(&'h str, &'h str)> {
    html.char_indices().find_map(|(at, _)| {
        let (before, from) = html.split_at_checked(at)?;
        Some((before, past(from, place)?))
    })
}

/// Behind a place with which this begins. Hosts are the same in capitals.
fn past<'h>(mut from: &'h str, place: &str) -> Option<&'h str> {
    for wanted in place.chars() {
        let (found, more) = letter(from)?;
        if !found.eq_ignore_ascii_case(&wanted) {
            return None;
        }
        from = more;
    }
    Some(from)
}

/// A token is in base64 for addresses (RFC 4648 §5).
fn past_token(mut from: &str) -> &str {
    while let Some((found, more)) = letter(from) {
        if !found.is_ascii_alphanumeric() && found != '-' && found != '_' {
            break;
        }
        from = more;
    }
    from
}

/// The letter with which this begins, however often it was encoded, and what stands behind it.
fn letter(from: &str) -> Option<(char, &str)> {
    let first = from.chars().next()?;
    let more = from.strip_prefix(first)?;
    if first != '%' {
        return Some((first, more));
    }
    let mut code = more;
    while let Some(more) = code.strip_prefix("25") {
        code = more;
    }
    let (digits, behind) = code.split_at_checked(2).unwrap_or_default();
    let is_code = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    match u8::from_str_radix(digits, 16).ok().filter(|code| is_code && code.is_ascii()) {
        Some(code) => Some((char::from(code), behind)),
        None => Some((first, more)),
    }
}

/// Without the rest of another address, where it is a part of one.
fn without_address<'h>(before: &'h str, after: &'h str) -> (&'h str, &'h str) {
    let is_part = ["=", "/", "%3D", "%3d", "%2F", "%2f"].iter().any(|end| before.ends_with(*end));
    let begun = before.rfind("http://").max(before.rfind("https://"));
    let begun = begun.and_then(|at| before.split_at_checked(at));
    match begun.filter(|(_, address)| is_part && end_of(address).is_none()) {
        Some((before, _)) => {
            let end = end_of(after).unwrap_or(after.len());
            (before, after.get(end..).unwrap_or_default())
        }
        None => (before, after),
    }
}

/// Where an address ends that stands in text.
fn end_of(text: &str) -> Option<usize> {
    let by_letter = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'));
    let by_name = ["&lt;", "&gt;", "&quot;", "&nbsp;"].into_iter().filter_map(|name| text.find(name));
    by_letter.into_iter().chain(by_name).min()
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
    fn what_follows_clicks_has_it_encoded() {
        let link = format!("{PLACE}{TOKEN}");
        let once = link.replace(':', "%3A").replace('/', "%2F");
        let small = link.replace("://", "%3a%2f%2f").replace('_', "%5f").replace('-', "%2d");
        let part = link.replace("://", ":%2F%2F");
        for link in
            [&once.replace('%', "%25"), &once, &small, &part, &link.replace("kurier", "Kurier"), &link]
        {
            for at in ["https://l.example/?u=", "https://l.example/L0/"] {
                let quoted = format!(
                    "<p>a</p><p><small><a href=\"{at}{link}&amp;d=1\">Wypisz</a></small></p><p>b</p>"
                );
                assert_eq!(without(quoted, PLACE), "<p>a</p><p>b</p>", "{link}");
                let quoted = format!("a<br>{POLISH} &lt;{at}{link}&amp;d=1&gt;<br>b");
                assert_eq!(without(quoted, PLACE), "a<br><br>b", "{link}");
            }
            let named = format!("https://inna.example {link}");
            assert_eq!(without(named, PLACE), "https://inna.example", "another address is none of it");
        }
    }

    #[test]
    fn what_has_none_stays_as_it_is() {
        let encoded = "<a href=\"https://l.example/?u=https%3A%2F%2Fkurier.example%2Finbox\">100%</a>%2 %żó";
        for html in ["", "<p>a</p>", "<a href=\"https://kurier.example/inbox\">b</a>", encoded] {
            assert_eq!(without(html.to_owned(), PLACE), html);
        }
    }
}
