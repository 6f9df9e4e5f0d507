//! What a message being written consists of, by noun.

use super::recipients::Recipients;
use super::saving::Saver;
use super::upload::Upload;
use crate::api::ApiError;
use kurier_model::compose::{Draft, DraftAbout, DraftAttachment, SendFailure};
use kurier_model::consent::Finding;
use kurier_model::{Address, MailboxId};
use leptos::prelude::*;

/// Who sends it, and how much the server takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Sender {
    pub mailbox: RwSignal<MailboxId>,
    pub from: RwSignal<Address>,
    /// In bytes.
    pub size_limit: RwSignal<Option<u64>>,
}

impl Sender {
    pub(super) fn of(draft: &Draft) -> Self {
        Self {
            mailbox: RwSignal::new(draft.mailbox),
            from: RwSignal::new(draft.from.clone()),
            size_limit: RwSignal::new(draft.size_limit),
        }
    }
}

/// To whom.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Fields {
    pub to: RwSignal<Recipients>,
    pub cc: RwSignal<Recipients>,
    pub bcc: RwSignal<Recipients>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Text {
    pub subject: RwSignal<String>,
    pub html: RwSignal<String>,
    /// Raised when `html` was set from outside, so that the editor takes it over.
    pub version: RwSignal<u32>,
    /// The mail that is answered, below the text.
    pub quote: RwSignal<Option<String>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Files {
    /// Those that the server has.
    pub attached: RwSignal<Vec<DraftAttachment>>,
    pub uploads: RwSignal<Vec<Upload>>,
}

/// How it gets to the server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Saving {
    pub saver: RwSignal<Saver>,
    pub(super) save_timer: StoredValue<Option<TimeoutHandle>>,
    /// For the browser's own copy.
    pub(super) copy_timer: StoredValue<Option<TimeoutHandle>>,
    /// The record that was chosen for it, until the server has answered.
    pub(super) untold: StoredValue<Option<DraftAbout>>,
    /// The one that the server has.
    pub(super) told: StoredValue<DraftAbout>,
}

impl Saving {
    pub(super) fn of(draft: &Draft) -> Self {
        Self {
            saver: RwSignal::new(Saver::new(draft.revision)),
            save_timer: StoredValue::new(None),
            copy_timer: StoredValue::new(None),
            untold: StoredValue::new(None),
            told: StoredValue::new(draft.about.clone()),
        }
    }
}

/// How it gets to the outbox.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Handover {
    pub is_under_way: RwSignal<bool>,
    /// Why the outbox did not take it.
    pub refused: RwSignal<Option<ApiError>>,
    /// Why it came back.
    pub failure: RwSignal<Option<SendFailure>>,
    /// What the person is told before it leaves, while that is asked.
    pub asking: RwSignal<bool>,
    pub findings: RwSignal<Vec<Finding>>,
}
