//! What was typed, kept in the browser until the server has confirmed it.

use kurier_model::DraftId;
use kurier_model::compose::{Draft, DraftContent};
use leptos::prelude::window;
use serde::{Deserialize, Serialize};

/// A text that the server may not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalCopy {
    /// The revision that it was written on.
    pub revision: u32,
    pub content: DraftContent,
}

/// What to do with a local copy when a draft is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The server has everything.
    Nothing,
    /// Typed after the server's text: go on with it and save it.
    Newer(DraftContent),
    /// Both have changed: a person chooses.
    Conflict(DraftContent),
}

impl LocalCopy {
    /// Compares the copy with what the server has.
    #[must_use]
    pub fn against(self, draft: &Draft) -> Found {
        if self.content == draft.content {
            Found::Nothing
        } else if self.revision >= draft.revision {
            Found::Newer(self.content)
        } else {
            Found::Conflict(self.content)
        }
    }

    /// Keeps it. A full or forbidden storage is no reason to stop typing.
    pub fn keep(&self, draft: DraftId) {
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(self)) {
            let _ = storage.set_item(&key(draft), &text);
        }
    }

    /// The copy of a draft, if there is one.
    #[must_use]
    pub fn read(draft: DraftId) -> Option<Self> {
        let text = storage()?.get_item(&key(draft)).ok()??;
        serde_json::from_str(&text).ok()
    }

    /// The server has it.
    pub fn forget(draft: DraftId) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&key(draft));
        }
    }
}

fn key(draft: DraftId) -> String {
    format!("kurier.draft.{draft}")
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use kurier_model::compose::DraftAbout;
    use kurier_model::{Address, MailboxId};

    fn draft(revision: u32, subject: &str) -> Draft {
        Draft {
            id: DraftId::new(),
            mailbox: MailboxId::new(),
            from: Address::bare("a@b.pl"),
            thread: None,
            in_reply_to: None,
            is_answer: false,
            content: content(subject),
            attachments: Vec::new(),
            revision,
            updated_at: DateTime::default(),
            failure: None,
            size_limit: None,
            about: DraftAbout::Unsaid,
        }
    }

    fn content(subject: &str) -> DraftContent {
        DraftContent { subject: subject.into(), ..DraftContent::default() }
    }

    #[test]
    fn a_copy_wins_only_over_the_text_it_was_written_on() {
        let copy = LocalCopy { revision: 4, content: content("moje") };
        assert_eq!(copy.clone().against(&draft(4, "serwer")), Found::Newer(content("moje")));
        assert_eq!(copy.clone().against(&draft(5, "serwer")), Found::Conflict(content("moje")));
        assert_eq!(copy.against(&draft(5, "moje")), Found::Nothing);
    }
}
