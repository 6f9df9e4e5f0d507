//! A message being written: its fields, and how they get to the server.

use super::api::{get_draft, save_draft};
use super::checks::Parcel;
use super::local_copy::{Found, LocalCopy};
use super::recipients::Recipients;
use super::saving::{PAUSE_MS, SaveState, SaveTrouble, Saver};
use super::upload::Upload;
use crate::api::ApiError;
use crate::ui::pause;
use kurier_model::compose::{Draft, DraftAttachment, DraftContent, SendFailure};
use kurier_model::{Address, DraftId, MailboxId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;
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
    pub mailbox: RwSignal<MailboxId>,
    pub from: RwSignal<Address>,
    pub to: RwSignal<Recipients>,
    pub cc: RwSignal<Recipients>,
    pub bcc: RwSignal<Recipients>,
    pub subject: RwSignal<String>,
    pub html: RwSignal<String>,
    /// Raised when `html` was set from outside, so that the editor takes it over.
    pub html_version: RwSignal<u32>,
    pub quote: RwSignal<Option<String>>,
    pub files: RwSignal<Vec<DraftAttachment>>,
    pub uploads: RwSignal<Vec<Upload>>,
    pub failure: RwSignal<Option<SendFailure>>,
    pub size_limit: RwSignal<Option<u64>>,
    pub saver: RwSignal<Saver>,
    /// It is being handed to the outbox.
    pub busy: RwSignal<bool>,
    /// Why the outbox did not take it.
    pub refused: RwSignal<Option<ApiError>>,
    save_timer: StoredValue<Option<TimeoutHandle>>,
    copy_timer: StoredValue<Option<TimeoutHandle>>,
}

impl Writing {
    /// A draft as the server gave it, with what this browser had not saved. Call it under the owner that shall keep it.
    #[must_use]
    pub fn of(draft: Draft) -> Self {
        let writing = Self {
            id: draft.id,
            thread: draft.thread,
            mailbox: RwSignal::new(draft.mailbox),
            from: RwSignal::new(draft.from.clone()),
            to: RwSignal::default(),
            cc: RwSignal::default(),
            bcc: RwSignal::default(),
            subject: RwSignal::default(),
            html: RwSignal::default(),
            html_version: RwSignal::new(0),
            quote: RwSignal::default(),
            files: RwSignal::default(),
            uploads: RwSignal::default(),
            failure: RwSignal::default(),
            size_limit: RwSignal::new(draft.size_limit),
            saver: RwSignal::new(Saver::new(draft.revision)),
            busy: RwSignal::new(false),
            refused: RwSignal::new(None),
            save_timer: StoredValue::new(None),
            copy_timer: StoredValue::new(None),
        };
        match LocalCopy::read(draft.id).map_or(Found::Nothing, |copy| copy.against(&draft)) {
            Found::Nothing => writing.show(&draft),
            Found::Newer(content) => {
                writing.show(&draft);
                writing.fill(&content);
                writing.touched();
            }
            Found::Conflict(content) => {
                writing.show(&draft);
                writing.fill(&content);
                writing.saver.update(|saver| {
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
        self.files.set(draft.attachments.clone());
        self.size_limit.set(draft.size_limit);
        self.mailbox.set(draft.mailbox);
        self.from.set(draft.from.clone());
        self.fill(&draft.content);
        self.failure.set(draft.failure.clone());
        if let Some(SendFailure::RecipientsRefused { recipients, .. }) = &draft.failure {
            for field in [self.to, self.cc, self.bcc] {
                field.update(|field| field.mark_refused(recipients));
            }
        }
    }

    /// Takes over what belongs to the mailbox that was chosen.
    pub fn take_sender(self, draft: &Draft) {
        self.mailbox.set(draft.mailbox);
        self.from.set(draft.from.clone());
        self.size_limit.set(draft.size_limit);
        self.saver.update(|saver| saver.rebase(draft.revision));
    }

    fn fill(self, content: &DraftContent) {
        self.to.set(Recipients::of(&content.to));
        self.cc.set(Recipients::of(&content.cc));
        self.bcc.set(Recipients::of(&content.bcc));
        self.subject.set(content.subject.clone());
        self.quote.set(content.quote.clone());
        self.set_html(content.html.clone());
    }

    /// Puts another text into the editor.
    pub fn set_html(self, html: String) {
        self.html.set(html);
        self.html_version.update(|version| *version += 1);
    }

    /// Puts a text before what is there, such as a suggested reply before the signature.
    pub fn prepend_html(self, html: &str) {
        self.set_html(format!("{html}{}", self.html.get_untracked()));
        self.touched();
    }

    /// What is stored, as it stands.
    #[must_use]
    pub fn content(self) -> DraftContent {
        DraftContent {
            to: self.to.with_untracked(Recipients::addresses),
            cc: self.cc.with_untracked(Recipients::addresses),
            bcc: self.bcc.with_untracked(Recipients::addresses),
            subject: self.subject.get_untracked(),
            html: self.html.get_untracked(),
            quote: self.quote.get_untracked(),
        }
    }

    /// Looks at the message as it would leave.
    pub fn with_parcel<T>(self, look: impl FnOnce(Parcel<'_>) -> T) -> T {
        let fields = [self.to.get(), self.cc.get(), self.bcc.get()];
        let [to, cc, bcc] = &fields;
        let (subject, html, quote, files) =
            (self.subject.get(), self.html.get(), self.quote.get(), self.files.get());
        look(Parcel {
            recipients: [to, cc, bcc],
            subject: &subject,
            html: &html,
            quote: quote.as_deref(),
            attachments: &files,
            uploading: self.uploads.with(|uploads| uploads.iter().any(|upload| upload.trouble.is_none())),
            size_limit: self.size_limit.get(),
        })
    }

    /// Something was changed: keep it here soon, and on the server after a pause in typing.
    pub fn touched(self) {
        self.saver.update(Saver::edited);
        self.copy_timer.update_value(|timer| restart(timer, COPY_PAUSE, move || self.keep_copy()));
        self.save_after(Duration::from_millis(PAUSE_MS));
    }

    /// Writes the browser's copy now; also when the page is left.
    pub fn keep_copy(self) {
        if self.saver.with_untracked(Saver::is_dirty) {
            LocalCopy { revision: self.saver.with_untracked(Saver::revision), content: self.content() }
                .keep(self.id);
        }
    }

    fn save_after(self, time: Duration) {
        self.save_timer.update_value(|timer| restart(timer, time, move || spawn_local(self.save())));
    }

    /// Saves until the server has everything or a save fails.
    pub async fn save(self) {
        while let Some(revision) = self.saver.try_update(Saver::begin).flatten() {
            let content = self.content();
            let answer = save_draft(self.id, revision, content).await;
            match &answer {
                Err(error @ (ApiError::Invalid { .. } | ApiError::SignedOut)) => {
                    self.refused.set(Some(error.clone()));
                }
                // Signed in again, here or in another tab.
                Ok(_) if self.refused.with_untracked(|refused| *refused == Some(ApiError::SignedOut)) => {
                    self.refused.set(None);
                }
                _ => {}
            }
            let answer = answer.map_err(|error| trouble(&error));
            let passing = answer == Err(SaveTrouble::Other);
            let more = self.saver.try_update(|saver| saver.finished(answer)).unwrap_or(false);
            if !self.saver.with_untracked(Saver::is_dirty) {
                LocalCopy::forget(self.id);
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
        self.save_timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
        });
        while self.saver.with_untracked(Saver::is_saving) {
            pause(Duration::from_millis(50)).await;
        }
        self.save().await;
        !self.saver.with_untracked(Saver::is_dirty)
    }

    /// In a conflict: this text is saved over the other one.
    pub async fn keep_mine(self) -> Result<(), ApiError> {
        let other = get_draft(self.id).await?;
        self.files.set(other.attachments);
        self.saver.update(|saver| saver.keep_mine(other.revision));
        self.save().await;
        Ok(())
    }

    /// In a conflict: the other text is shown, this one is dropped.
    pub async fn take_theirs(self) -> Result<(), ApiError> {
        let other = get_draft(self.id).await?;
        self.reset_to(&other);
        Ok(())
    }

    /// Shows what the server has and forgets what this browser had.
    pub fn reset_to(self, draft: &Draft) {
        LocalCopy::forget(self.id);
        self.saver.set(Saver::new(draft.revision));
        self.show(draft);
    }

    /// Adds a recipient, such as the lead to whom the message is written.
    pub fn add_recipient(self, address: Address) {
        self.to.update(|to| to.add(address));
        self.touched();
    }

    /// Whether nothing was written into it yet.
    #[must_use]
    pub fn is_untouched(self) -> bool {
        self.saver.with_untracked(|saver| saver.state() == SaveState::Untouched)
            && self.files.with_untracked(Vec::is_empty)
            && self.uploads.with_untracked(Vec::is_empty)
    }

    /// Stops everything that is planned, since the draft is gone or on its way.
    pub fn forget(self) {
        for timer in [self.save_timer, self.copy_timer] {
            timer.update_value(|timer| {
                if let Some(timer) = timer.take() {
                    timer.clear();
                }
            });
        }
        LocalCopy::forget(self.id);
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
