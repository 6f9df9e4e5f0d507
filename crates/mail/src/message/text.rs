//! Small rules for text that came from outside.

use std::borrow::Cow;

/// Without NUL bytes, which Postgres refuses in text.
pub(super) fn without_nul(text: &str) -> Cow<'_, str> {
    match text.contains('\0') {
        true => Cow::Owned(text.replace('\0', "")),
        false => Cow::Borrowed(text),
    }
}

/// One line without control characters and without what turns text about, trimmed: for subjects, names and addresses.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() {
            gap = true;
        } else if !character.is_control() && !turns_about(character) {
            if gap && !line.is_empty() {
                line.push(' ');
            }
            gap = false;
            line.push(character);
        }
    }
    line
}

/// Whether a character sets the reading direction (Unicode §23.2): in a name it makes people read what is not there.
const fn turns_about(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
    )
}

/// Whether nothing in a text can be seen.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_deceptive(c) || is_filler(c))
}

/// Stands for nothing, and is no white space to Unicode.
const fn is_filler(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{180e}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe0f}'
            | '\u{fffc}'
    )
}

/// Whether a character turns the reading direction about or cannot be seen: used to disguise names.
pub(super) fn is_deceptive(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
