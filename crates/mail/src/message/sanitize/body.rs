//! The `<body>` of a mail as an element like others.

use std::borrow::Cow;

use super::tag;

/// The body's background, colours and fonts are the message's own: kept by making it a `<div>`. Also the colour of links, if
/// it says one.
pub(super) fn as_div(html: &str) -> (Cow<'_, str>, Option<String>) {
    let lower = html.to_ascii_lowercase();
    let opens = lower.match_indices("<body").map(|(at, _)| (at, true));
    let closes = lower.match_indices("</body").map(|(at, _)| (at, false));
    let mut marks: Vec<_> = opens.chain(closes).collect();
    if marks.is_empty() {
        return (Cow::Borrowed(html), None);
    }
    marks.sort_unstable();
    let mut out = String::with_capacity(html.len() + 100);
    let (mut from, mut links) = (0, None);
    for (at, opens) in marks {
        out.push_str(html.get(from..at).unwrap_or_default());
        if !opens {
            out.push_str("</div></div");
            from = at + "</body".len();
            continue;
        }
        from = at + "<body".len();
        let tag = html.get(at..tag::end(html.as_bytes(), from).0).unwrap_or_default();
        let colour = |name: &str| tag::attribute(tag, name).and_then(colour);
        let mut style = String::new();
        for (property, attribute) in [("background-color", "bgcolor"), ("color", "text")] {
            if let Some(colour) = colour(attribute) {
                style.push_str(&format!("{property}:{colour};"));
            }
        }
        links = links.or_else(|| colour("link"));
        out.push_str(&format!("<div style=\"{style}\"><div"));
    }
    out.push_str(html.get(from..).unwrap_or_default());
    (Cow::Owned(out), links)
}

/// A colour as old attributes write it: a name, or six digits with or without `#`.
fn colour(value: &str) -> Option<String> {
    let value = value.trim();
    let digits = value.strip_prefix('#').unwrap_or(value);
    if matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(format!("#{digits}"));
    }
    let name = (3..=24).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphabetic());
    name.then(|| value.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_colours_are_kept() {
        let (html, links) =
            as_div("<html><BODY bgcolor=\"#000000\" text=FFFFFF link='Yellow' style=\"margin:0\">x</body>");
        assert_eq!(
            html,
            "<html><div style=\"background-color:#000000;color:#FFFFFF;\"><div bgcolor=\"#000000\" text=FFFFFF link='Yellow' \
             style=\"margin:0\">x</div></div>"
        );
        assert_eq!(links.as_deref(), Some("yellow"));
        assert!(as_div("<body link=\"red;}*{\">").1.is_none());
    }
}
