//! Small rules for text that came from outside.

use std::borrow::Cow;

/// Without NUL bytes, which Postgres refuses in text.
pub(super) fn without_nul(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "")),
        false => Cow::Borrowed(text),
    }
}

/// One line without control characters, trimmed: for subjects, names and addresses.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() {
            gap = true;
        } else if !character.is_control() {
            if gap && !line.is_empty() {
                line.push(' ');
            }
            gap = false;
            line.push(character);
        }
    }
    line
}

/// Whether a character turns the reading direction about or cannot be seen: used to disguise names.
pub(super) fn is_deceptive(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
