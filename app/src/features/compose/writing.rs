//! A message being written: its fields, and how they get to the server.

mod about;
pub mod checks;
mod kept;
mod local_copy;
pub mod recipients;
pub mod saving;
mod state;
pub mod upload;

pub use kept::{forget_copy, kept_here};
pub use state::{Fields, Files, Handover, Saving, Sender, Text};

use super::api::{get_draft, save_draft};
use crate::api::ApiError;
use crate::ui::pause;
use checks::Parcel;
use kurier_model::compose::{Draft, DraftAbout, DraftContent, SendFailure};
use kurier_model::{Address, DraftId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use local_copy::{Found, LocalCopy};
use recipients::Recipients;
use saving::{PAUSE_MS, SaveState, SaveTrouble, Saver};
use std::time::Duration;

/// How long after the last key the browser's own copy is written.
const COPY_PAUSE: Duration = Duration::from_millis(200);
/// How long after a failed save it is tried again.
const RETRY_PAUSE: Duration = Duration::from_secs(5);

/// The draft that a composer shows. Copy: its signals live as long as the compose context.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Writing {
    pub id: DraftId,
    pub thread: Option<ThreadId>,
    pub is_answer: bool,
    pub sender: Sender,
    /// To which record it will belong.
    pub about: RwSignal<DraftAbout>,
    pub recipients: Fields,
    pub text: Text,
    pub files: Files,
    pub saving: Saving,
    pub handover: Handover,
}

impl Writing {
    /// A draft as the server gave it, with what this browser had not saved. Call it under the owner that shall keep it.
    #[must_use]
    pub fn of(draft: Draft) -> Self {
        let writing = Self {
            id: draft.id,
            thread: draft.thread,
            is_answer: draft.is_answer,
            sender: Sender::of(&draft),
            about: RwSignal::new(draft.about.clone()),
            recipients: Fields::default(),
            text: Text::default(),
            files: Files::default(),
            saving: Saving::of(&draft),
            handover: Handover::default(),
        };
        match LocalCopy::read(draft.id).map_or(Found::Nothing, |copy| copy.against(&draft)) {
            Found::Nothing => writing.show(&draft),
            Found::Newer(copy) => {
                writing.show(&draft);
                if copy.content != draft.content {
                    writing.fill(&copy.content);
                    writing.touched();
                }
                if let Some(about) = copy.about.filter(|about| *about != draft.about) {
                    // Where it cannot be, what the server has is shown again.
                    spawn_local(async move {
                        let _ = writing.say_about(about).await;
                    });
                }
            }
            Found::Conflict(content) => {
                writing.show(&draft);
                writing.fill(&content);
                writing.saving.saver.update(|saver| {
                    saver.edited();
                    let _ = saver.begin();
                    saver.finished(Err(SaveTrouble::Conflict));
                });
            }
        }
        writing
    }

    /// Shows what the server has.
    fn show(self, draft: &Draft) {
        self.files.attached.set(draft.attachments.clone());
        self.sender.size_limit.set(draft.size_limit);
        self.sender.mailbox.set(draft.mailbox);
        self.sender.from.set(draft.from.clone());
        self.has_about(draft.about.clone());
        self.fill(&draft.content);
        self.handover.failure.set(draft.failure.clone());
        if let Some(failure @ SendFailure::RecipientsRefused { recipients, .. }) = &draft.failure
            && !failure.is_for_now()
        {
            for field in [self.recipients.to, self.recipients.cc, self.recipients.bcc] {
                field.update(|field| field.mark_refused(recipients));
            }
        }
    }

    /// Takes over what belongs to the mailbox that was chosen.
    pub fn take_sender(self, draft: &Draft) {
        self.sender.mailbox.set(draft.mailbox);
        self.sender.from.set(draft.from.clone());
        self.sender.size_limit.set(draft.size_limit);
        self.saving.saver.update(|saver| saver.rebase(draft.revision));
    }

    fn fill(self, content: &DraftContent) {
        self.recipients.to.set(Recipients::of(&content.to));
        self.recipients.cc.set(Recipients::of(&content.cc));
        self.recipients.bcc.set(Recipients::of(&content.bcc));
        self.text.subject.set(content.subject.clone());
        self.text.quote.set(content.quote.clone());
        self.set_html(content.html.clone());
    }

    /// Puts another text into the editor.
    pub fn set_html(self, html: String) {
        self.text.html.set(html);
        self.text.version.update(|version| *version += 1);
    }

    /// Puts a text before what is there, such as a suggested reply before the signature.
    pub fn prepend_html(self, html: &str) {
        self.set_html(format!("{html}{}", self.text.html.get_untracked()));
        self.touched();
    }

    /// What is stored, as it stands.
    #[must_use]
    pub fn content(self) -> DraftContent {
        DraftContent {
            to: self.recipients.to.with_untracked(Recipients::stored),
            cc: self.recipients.cc.with_untracked(Recipients::stored),
            bcc: self.recipients.bcc.with_untracked(Recipients::stored),
            subject: self.text.subject.get_untracked(),
            html: self.text.html.get_untracked(),
            quote: self.text.quote.get_untracked(),
        }
    }

    /// Looks at the message as it would leave.
    pub fn with_parcel<T>(self, look: impl FnOnce(Parcel<'_>) -> T) -> T {
        let fields = [self.recipients.to.get(), self.recipients.cc.get(), self.recipients.bcc.get()];
        let [to, cc, bcc] = &fields;
        let (subject, html, quote, mut files) =
            (self.text.subject.get(), self.text.html.get(), self.text.quote.get(), self.files.attached.get());
        // A picture that was taken out of the text again is not sent.
        files.retain(|file| !file.in_text || html.contains(&file.id.to_string()));
        look(Parcel {
            recipients: [to, cc, bcc],
            subject: &subject,
            html: &html,
            quote: quote.as_deref(),
            is_answer: self.is_answer,
            attachments: &files,
            uploading: self
                .files
                .uploads
                .with(|uploads| uploads.iter().any(|upload| upload.trouble.is_none())),
            size_limit: self.sender.size_limit.get(),
        })
    }

    /// Nobody sees the others: whoever stood in To and Cc stands in Bcc.
    pub fn hide_recipients(self) {
        let Fields { to, cc, bcc, .. } = self.recipients;
        for field in [to, cc] {
            let seen = field.try_update(std::mem::take).unwrap_or_default();
            bcc.update(|bcc| seen.addresses().into_iter().for_each(|address| bcc.add(address)));
        }
        self.touched();
    }

    /// Something was changed: keep it here soon, and on the server after a pause in typing.
    pub fn touched(self) {
        self.saving.saver.update(Saver::edited);
        self.saving.copy_timer.update_value(|timer| restart(timer, COPY_PAUSE, move || self.keep_copy()));
        self.save_after(Duration::from_millis(PAUSE_MS));
    }

    /// Writes the browser's copy now, where the server does not have everything; also when the page is left.
    pub fn keep_copy(self) {
        if let Some(copy) = self.copy() {
            copy.keep(self.id);
        }
    }

    /// The server has answered: what it does not have yet is kept.
    fn settle_copy(self) {
        self.copy().map_or_else(|| LocalCopy::forget(self.id), |copy| copy.keep(self.id));
    }

    /// What the server does not have.
    fn copy(self) -> Option<LocalCopy> {
        let about = self.saving.untold.try_get_value().flatten();
        let (is_dirty, revision) =
            self.saving.saver.try_with_untracked(|saver| (saver.is_dirty(), saver.revision()))?;
        (is_dirty || about.is_some()).then(|| LocalCopy { revision, content: self.content(), about })
    }

    fn save_after(self, time: Duration) {
        self.saving.save_timer.update_value(|timer| {
            restart(timer, time, move || {
                spawn_local(async move {
                    self.save().await;
                    if self.saving.saver.try_with_untracked(Saver::is_dirty) == Some(false) {
                        self.tell_again().await;
                    }
                });
            });
        });
    }

    /// Saves until the server has everything or a save fails.
    pub async fn save(self) {
        while let Some(revision) = self.saving.saver.try_update(Saver::begin).flatten() {
            let content = self.content();
            let answer = save_draft(self.id, revision, content).await;
            match &answer {
                Err(error @ (ApiError::Invalid { .. } | ApiError::SignedOut)) => {
                    self.handover.refused.set(Some(error.clone()));
                }
                // Signed in again, here or in another tab.
                Ok(_)
                    if self
                        .handover
                        .refused
                        .with_untracked(|refused| *refused == Some(ApiError::SignedOut)) =>
                {
                    self.handover.refused.set(None);
                }
                _ => {}
            }
            let answer = answer.map_err(|error| trouble(&error));
            let passing = answer == Err(SaveTrouble::Other);
            let more = self.saving.saver.try_update(|saver| saver.finished(answer)).unwrap_or(false);
            if !self.saving.saver.with_untracked(Saver::is_dirty) {
                self.settle_copy();
            }
            if passing {
                self.save_after(RETRY_PAUSE);
            }
            if !more {
                break;
            }
        }
    }

    /// Saves everything, waiting for a save that is on its way; whether the server has it all.
    pub async fn saved_whole(self) -> bool {
        self.text_saved().await && self.tell_again().await
    }

    async fn text_saved(self) -> bool {
        self.saving.save_timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
        });
        while self.saving.saver.with_untracked(Saver::is_saving) {
            pause(Duration::from_millis(50)).await;
        }
        self.save().await;
        !self.saving.saver.with_untracked(Saver::is_dirty)
    }

    /// In a conflict: this text is saved over the other one.
    pub async fn keep_mine(self) -> Result<(), ApiError> {
        let other = get_draft(self.id).await?;
        self.files.attached.set(other.attachments);
        self.saving.saver.update(|saver| saver.keep_mine(other.revision));
        self.save().await;
        self.keep_about(other.about).await
    }

    /// In a conflict: the other text is shown, this one is dropped.
    pub async fn take_theirs(self) -> Result<(), ApiError> {
        let other = get_draft(self.id).await?;
        self.reset_to(&other);
        Ok(())
    }

    /// Shows what the server has and forgets what this browser had.
    pub fn reset_to(self, draft: &Draft) {
        self.saving.untold.set_value(None);
        LocalCopy::forget(self.id);
        self.saving.saver.set(Saver::new(draft.revision));
        self.show(draft);
    }

    /// Adds a recipient, such as the lead to whom the message is written.
    pub fn add_recipient(self, address: Address) {
        self.recipients.to.update(|to| to.add(address));
        self.touched();
    }

    /// Whether nothing was written into it yet.
    #[must_use]
    pub fn is_untouched(self) -> bool {
        self.saving.saver.with_untracked(|saver| saver.state() == SaveState::Untouched)
            && self.files.attached.with_untracked(Vec::is_empty)
            && self.files.uploads.with_untracked(Vec::is_empty)
    }

    /// Stops everything that is planned, since the draft is gone or on its way.
    pub fn forget(self) {
        self.rest();
        LocalCopy::forget(self.id);
    }

    /// Stops it because the draft goes on elsewhere, with what this browser keeps of it.
    pub fn rest(self) {
        for timer in [self.saving.save_timer, self.saving.copy_timer] {
            timer.update_value(|timer| {
                if let Some(timer) = timer.take() {
                    timer.clear();
                }
            });
        }
        self.saving.untold.set_value(None);
    }
}

fn restart(timer: &mut Option<TimeoutHandle>, time: Duration, then: impl FnOnce() + 'static) {
    if let Some(running) = timer.take() {
        running.clear();
    }
    *timer = set_timeout_with_handle(then, time).ok();
}

fn trouble(error: &ApiError) -> SaveTrouble {
    match error {
        ApiError::Conflict => SaveTrouble::Conflict,
        ApiError::NotFound => SaveTrouble::Gone,
        ApiError::Invalid { .. } => SaveTrouble::Refused,
        _ => SaveTrouble::Other,
    }
}
