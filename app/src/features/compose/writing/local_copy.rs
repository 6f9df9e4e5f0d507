//! What was typed, kept in the browser until the server has confirmed it.

use kurier_model::DraftId;
use kurier_model::compose::{Draft, DraftAbout, DraftContent};
use leptos::prelude::window;
use serde::{Deserialize, Serialize};

/// A text that the server may not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalCopy {
    /// The revision that it was written on.
    pub revision: u32,
    pub content: DraftContent,
    /// The record to which it shall belong, where the server has not confirmed that.
    #[serde(default)]
    pub about: Option<DraftAbout>,
}

/// What to do with a local copy when a draft is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The server has everything.
    Nothing,
    /// Typed after the server's text: go on with it and save it.
    Newer(LocalCopy),
    /// Both have changed: a person chooses.
    Conflict(DraftContent),
}

impl LocalCopy {
    /// Compares the copy with what the server has.
    #[must_use]
    pub fn against(self, draft: &Draft) -> Found {
        let is_said = self.about.as_ref().is_none_or(|about| *about == draft.about);
        if self.content == draft.content && (is_said || self.revision < draft.revision) {
            Found::Nothing
        } else if self.revision >= draft.revision {
            Found::Newer(self)
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

    /// The drafts of which this browser keeps a copy.
    #[must_use]
    pub fn all() -> Vec<DraftId> {
        let Some(storage) = storage() else { return Vec::new() };
        (0..storage.length().unwrap_or_default())
            .filter_map(|place| storage.key(place).ok().flatten()?.strip_prefix(KEY)?.parse().ok())
            .collect()
    }

    /// The server has it.
    pub fn forget(draft: DraftId) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&key(draft));
        }
    }
}

const KEY: &str = "kurier.draft.";

fn key(draft: DraftId) -> String {
    format!("{KEY}{draft}")
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
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

    fn copy(revision: u32, subject: &str, about: Option<DraftAbout>) -> LocalCopy {
        LocalCopy { revision, content: content(subject), about }
    }

    #[test]
    fn a_copy_wins_only_over_the_text_it_was_written_on() {
        let mine = copy(4, "moje", None);
        assert_eq!(mine.clone().against(&draft(4, "serwer")), Found::Newer(mine.clone()));
        assert_eq!(mine.clone().against(&draft(5, "serwer")), Found::Conflict(content("moje")));
        assert_eq!(mine.against(&draft(5, "moje")), Found::Nothing);
    }

    #[test]
    fn what_was_said_of_its_record_is_said_again_unless_the_server_has_something_newer() {
        let mine = copy(4, "serwer", Some(DraftAbout::Nothing));
        assert_eq!(mine.clone().against(&draft(4, "serwer")), Found::Newer(mine.clone()));
        assert_eq!(mine.clone().against(&draft(5, "serwer")), Found::Nothing);
        let told = Draft { about: DraftAbout::Nothing, ..draft(4, "serwer") };
        assert_eq!(mine.against(&told), Found::Nothing);
    }

    #[test]
    fn a_copy_of_an_older_program_is_read() {
        let old =
            r#"{"revision":4,"content":{"to":[],"cc":[],"bcc":[],"subject":"moje","html":"","quote":null}}"#;
        let read: LocalCopy = serde_json::from_str(old).unwrap();
        assert_eq!(read, copy(4, "moje", None));
    }
}
