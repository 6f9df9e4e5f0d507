//! Which Content-IDs a message's HTML shows as pictures.

use std::collections::HashSet;

use crate::message::sanitize::MOST_OWN;

/// Pictures that browsers draw without running anything in them. SVG is not one.
pub(super) const DRAWN: [&str; 7] =
    ["image/png", "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/webp", "image/avif"];

/// Of a Content-ID, in bytes.
const LONGEST: usize = 998;

/// The ids that stand where a picture's address stands: in `src`, `background` or `url()`, as many as are shown. Linear in the HTML.
pub(super) fn shown(html: &str) -> HashSet<String> {
    let mut shown = HashSet::new();
    let mut pictures = 0;
    for (at, _) in html.match_indices(':') {
        let Some(scheme) =
            html.get(at.wrapping_sub(3)..at).filter(|scheme| scheme.eq_ignore_ascii_case("cid"))
        else {
            continue;
        };
        let before =
            html.get(html.floor_char_boundary(at.saturating_sub(40))..at - scheme.len()).unwrap_or_default();
        let before = before.trim_end_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\''));
        let is_picture = match before.strip_suffix('=') {
            Some(attribute) => {
                let attribute = attribute.trim_end().to_ascii_lowercase();
                attribute.ends_with("src") || attribute.ends_with("background")
            }
            None => before.to_ascii_lowercase().ends_with("url("),
        };
        if !is_picture {
            continue;
        }
        pictures += 1;
        if pictures > MOST_OWN {
            break;
        }
        // An id fits a line (RFC 5322 §2.1.1).
        let rest = html.get(at + 1..html.floor_char_boundary(at + 1 + LONGEST)).unwrap_or_default();
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '>' | ')'));
        let id = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        shown.insert(id.to_owned());
        shown.insert(content_id_of(id));
    }
    shown
}

/// The Content-ID that stands behind `cid:`, percent-decoded (RFC 2392 §2), with the entities that stand in addresses.
pub fn content_id_of(id: &str) -> String {
    let id = id.replace("&amp;", "&");
    let mut bytes = Vec::with_capacity(id.len());
    let mut rest = id.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *byte == b'%') {
            Some(value) => {
                bytes.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_count() {
        let html = "<img src=\"cid:a@x\"><IMG SRC = 'CID:b%40x'><td background=cid:c><p style=\"background:url( 'cid:d' )\">\
                    <a href=\"cid:e\">cid:f</a>ąąąąąąąąąąąąąąąąąąąąąą:cid:";
        let shown = shown(html);
        for id in ["a@x", "b@x", "c", "d"] {
            assert!(shown.contains(id), "{id}: {shown:?}");
        }
        assert!(!shown.contains("e") && !shown.contains("f"));
    }

    #[test]
    fn pictures_beyond_those_that_are_shown_do_not_count() {
        let html: String = (0..MOST_OWN + 5).map(|number| format!("<img src=\"cid:{number}\">")).collect();
        let shown = shown(&html);
        assert!(shown.contains(&(MOST_OWN - 1).to_string()) && !shown.contains(&MOST_OWN.to_string()));
    }
}
