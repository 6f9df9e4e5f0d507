//! What a suggested reply may be made from: the thread as the person who asks may see it.

use chrono::{DateTime, Utc};
use kurier_model::Address;

/// Longest transcript handed to a model, in characters; older messages are cut first.
const TRANSCRIPT: usize = 12_000;
/// Longest single message in it.
const ONE_MESSAGE: usize = 5_000;

/// A thread, oldest message first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    pub(crate) subject: String,
    /// The person who will sign.
    pub(crate) me: String,
    pub(crate) messages: Vec<Said>,
}

/// One message of it, without what it quotes.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) from: Option<Address>,
    pub(crate) is_mine: bool,
    pub(crate) at: DateTime<Utc>,
    pub(crate) text: String,
}

impl Source {
    /// The message to answer: the newest incoming one, or the newest one.
    pub(crate) fn asked(&self) -> Option<&Said> {
        self.messages.iter().rev().find(|said| !said.is_mine).or(self.messages.last())
    }

    /// The thread as plain text, cut to what a small model can read.
    pub(crate) fn transcript(&self) -> String {
        let mut parts = Vec::new();
        let mut left = TRANSCRIPT;
        for said in self.messages.iter().rev() {
            let who = said.from.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string);
            let whose = if said.is_mine { " (us)" } else { "" };
            let text = cut(said.text.trim(), ONE_MESSAGE.min(left));
            left = left.saturating_sub(text.chars().count());
            parts.push(format!("--- {} · {who}{whose}\n{text}\n", said.at.format("%Y-%m-%d %H:%M")));
            if left == 0 {
                break;
            }
        }
        parts.reverse();
        parts.join("\n")
    }
}

fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(is_mine: bool, text: &str) -> Said {
        Said { from: Some(Address::bare("a@b.pl")), is_mine, at: DateTime::default(), text: text.to_owned() }
    }

    #[test]
    fn the_newest_incoming_message_is_answered_and_old_ones_are_cut() {
        let long = "x".repeat(20_000);
        let source = Source {
            subject: String::new(),
            me: "Anna".to_owned(),
            messages: vec![
                said(false, &long),
                said(false, &long),
                said(false, "pytanie?"),
                said(true, "moje"),
            ],
        };
        assert_eq!(source.asked().unwrap().text, "pytanie?");
        let transcript = source.transcript();
        assert!(transcript.chars().count() < TRANSCRIPT + 500);
        assert!(transcript.ends_with("(us)\nmoje\n"));
    }
}
