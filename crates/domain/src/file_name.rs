//! Names of files that people add: what is kept of them.

use kurier_model::file::LONGEST_NAME;

/// Longest name, in characters.
const LONGEST: usize = LONGEST_NAME as usize;

/// What file systems refuse, what nobody sees, and what turns the direction of a text around.
#[must_use]
pub(crate) fn is_refused(c: char) -> bool {
    is_unseen(c) || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '/' | '\\')
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The last part of a path, without control characters, direction overrides and characters that file systems refuse; never empty,
/// never `.` or `..`. The extension survives shortening.
#[must_use]
pub(crate) fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String =
        last.chars().filter(|c| !is_unseen(*c)).map(|c| if is_refused(c) { '_' } else { c }).collect();
    let kept = kept.trim().trim_end_matches('.').trim();
    if kept.trim_matches('.').is_empty() {
        return "file".to_owned();
    }
    let length = kept.chars().count();
    if length <= LONGEST {
        return kept.to_owned();
    }
    let extension: String = match kept.rsplit_once('.') {
        Some((_, extension)) if extension.chars().count() <= 10 => format!(".{extension}"),
        _ => String::new(),
    };
    let stem: String = kept.chars().take(LONGEST - extension.chars().count()).collect();
    stem + &extension
}

/// A media type that may stand in a header, `application/octet-stream` for anything odd (RFC 6838 §4.2).
#[must_use]
pub(crate) fn media_type(given: &str) -> String {
    let given = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let token = |part: &str| {
        !part.is_empty()
            && part.len() <= 127
            && part.chars().all(|c| {
                c.is_ascii_alphanumeric() || matches!(c, '!' | '#' | '$' | '&' | '-' | '^' | '_' | '.' | '+')
            })
    };
    match given.split_once('/') {
        Some((kind, sub)) if token(kind) && token(sub) && kind != "multipart" && kind != "message" => given,
        _ => "application/octet-stream".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned() {
        assert_eq!(clean("C:\\Users\\anna\\Oferta.pdf"), "Oferta.pdf");
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean("a\r\nb\u{202e}fdp.exe"), "abfdp.exe");
        assert_eq!(clean(".."), "file");
        assert_eq!(clean("  zażółć?.txt "), "zażółć_.txt");
        let long = clean(&format!("{}.pdf", "ż".repeat(400)));
        assert!(long.ends_with(".pdf") && long.chars().count() == LONGEST);
    }

    #[test]
    fn media_types_are_checked() {
        assert_eq!(media_type("Text/Plain; charset=utf-8"), "text/plain");
        assert_eq!(media_type("text/html\r\nX: y"), "application/octet-stream");
        assert_eq!(media_type("message/rfc822"), "application/octet-stream");
        assert_eq!(media_type(""), "application/octet-stream");
    }
}
