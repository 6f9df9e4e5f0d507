//! The line under the subject in a list.

use super::quote;
use super::text::is_deceptive;

const LENGTH: usize = 200;

/// About 200 characters of what the writer wrote: without quotes, lines of signs, and gaps.
pub(super) fn snippet(text: &str) -> String {
    // The first kilobytes decide; a mail of megabytes must not cost more.
    let head = text.get(..text.floor_char_boundary(16 * 1024)).unwrap_or(text);
    let own = quote::split_text(head).own;
    let chosen = quote::below_heading(if own.trim().is_empty() { head } else { own });
    let words = chosen
        .lines()
        .filter(|line| !line.trim_start().starts_with('>') && line.chars().any(char::is_alphanumeric))
        .flat_map(str::split_whitespace);
    let mut snippet = String::with_capacity(LENGTH + 16);
    for word in words {
        if snippet.len() >= LENGTH {
            break;
        }
        if !snippet.is_empty() {
            snippet.push(' ');
        }
        snippet.extend(word.chars().filter(|c| !c.is_control() && !is_deceptive(*c)).take(LENGTH));
    }
    let cut = snippet.char_indices().nth(LENGTH).map(|(index, _)| index);
    if let Some(cut) = cut {
        snippet.truncate(cut);
    }
    snippet
}
