//! Sending, and following what becomes of it.

use super::ComposeContext;
use crate::api::ApiError;
use crate::features::compose::api::{
    cancel_sending, get_outgoing, look_over, resolve_unknown, retry_sending, send_draft,
};
use crate::features::compose::sending::seconds_left;
use crate::features::compose::wording::refusal;
use crate::features::compose::writing::Writing;
use crate::features::compose::writing::saving::Saver;
use crate::state::{Toast, use_live};
use crate::trouble::error_text;
use crate::ui::{is_phone, now, pause};
use chrono::TimeDelta;
use kurier_i18n::t_string;
use kurier_model::OutboxId;
use kurier_model::compose::{Outgoing, SendState};
use kurier_model::consent::{Finding, Handed};
use kurier_model::live::News;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long "Sent" stays.
const SENT_STAYS: Duration = Duration::from_secs(4);

impl ComposeContext {
    /// Saves what is written and hands it to the outbox. Where there is something to know first of which the person has not been `told`, that
    /// is asked.
    pub fn send(self, writing: Writing, told: Vec<Finding>) {
        self.hand_over(writing, async move |revision| send_draft(writing.id, revision, told).await);
    }

    /// Saves what is written, and asks whether to send it: the page has something to ask, and the server may have.
    pub fn ask_first(self, writing: Writing) {
        self.hand_over(writing, async move |_| Ok(Handed::Back { findings: look_over(writing.id).await? }));
    }

    fn hand_over(self, writing: Writing, how: impl AsyncFnOnce(u32) -> Result<Handed, ApiError> + 'static) {
        let handover = writing.handover;
        if handover.is_under_way.get_untracked() {
            return;
        }
        handover.is_under_way.set(true);
        handover.refused.set(None);
        handover.failure.set(None);
        spawn_local(async move {
            if writing.saved_whole().await {
                let revision = writing.saving.saver.try_with_untracked(Saver::revision).unwrap_or_default();
                match how(revision).await {
                    Ok(Handed::Over { outgoing }) => self.went_out(writing, outgoing),
                    Ok(Handed::Back { findings }) => {
                        handover.findings.try_set(findings);
                        handover.asking.try_set(true);
                        self.say_if_left(writing, None);
                    }
                    Err(error) => {
                        self.say_if_left(writing, Some(&error));
                        handover.refused.try_set(Some(error));
                    }
                }
            } else {
                self.say_if_left(writing, None);
            }
            handover.is_under_way.try_set(false);
        });
    }

    /// Whoever has left the composer meanwhile believes that it was sent.
    fn say_if_left(self, writing: Writing, why: Option<&ApiError>) {
        let is_here = self.writing().is_some_and(|open| open.id == writing.id);
        if is_here || self.discarded.with_untracked(|discarded| discarded.contains_key(&writing.id)) {
            return;
        }
        let not_yet = t_string!(self.i18n(), compose.not_sent_yet);
        let said = why
            .map_or_else(|| not_yet.to_owned(), |error| format!("{not_yet} {}", refusal(self.i18n(), error)));
        self.toasts().push(Toast::failed(said));
    }

    fn went_out(self, writing: Writing, outgoing: Outgoing) {
        writing.forget();
        self.sent.set_value(Some(writing.id));
        if self.writing().is_some_and(|open| open.id == writing.id) {
            self.open.set(None);
            if self.hosts.page.try_get_untracked().flatten().is_some() {
                self.back();
            }
        }
        self.follow(outgoing);
    }

    /// Hears the server's news, and finds what was on its way when the page was loaded.
    pub fn follow_all(self) {
        use_live().on(move |news| match news {
            News::Outbox { outgoing } if self.sending.is_followed(outgoing) => {
                spawn_local(async move {
                    let _ = self.read_outgoing(outgoing).await;
                });
            }
            News::Resync => {
                for outgoing in self.sending.list.get_untracked() {
                    spawn_local(async move {
                        let _ = self.read_outgoing(outgoing.id).await;
                    });
                }
            }
            _ => {}
        });
        Effect::new(move |_| {
            for outgoing in self.sending.first() {
                untrack(|| self.follow(outgoing));
            }
        });
    }

    /// Shows a message until it is known what became of it.
    pub fn follow(self, mut outgoing: Outgoing) {
        let id = outgoing.id;
        // What is left of one that others have stands among the drafts: there is nothing to take back.
        if outgoing.is_rest || self.sending.is_followed(id) {
            return;
        }
        let begun = now();
        if let SendState::Scheduled { until } = &mut outgoing.state {
            // By this browser's clock from here on, which may be wrong by hours but runs at the right speed.
            *until = begun + TimeDelta::seconds(seconds_left(*until, begun));
        }
        self.sending.now.set(begun);
        self.sending.list.update(|list| list.push(outgoing));
        spawn_local(async move {
            let mut wait = Duration::from_millis(500);
            while let Some(state) = self.sending.state(id) {
                match state {
                    SendState::Scheduled { until } if seconds_left(until, now()) > 0 => {
                        self.sending.now.set(now());
                        pause(Duration::from_millis(500)).await;
                        continue;
                    }
                    SendState::Failed { .. } | SendState::Unknown { .. } | SendState::Sent { .. } => break,
                    _ => {}
                }
                // News usually comes first; asking is for when the connection is down.
                pause(wait).await;
                wait = (wait * 2).min(Duration::from_secs(10));
                if self.sending.is_followed(id) && self.read_outgoing(id).await == Err(ApiError::NotFound) {
                    self.sending.dismiss(id);
                }
            }
        });
    }

    /// Takes a held message back and opens its draft again.
    pub fn take_back(self, id: OutboxId) {
        spawn_local(async move {
            match cancel_sending(id).await {
                Ok(draft) => {
                    self.sending.dismiss(id);
                    self.toasts().push(Toast::info(t_string!(self.i18n(), compose.cancelled)));
                    self.open(draft);
                }
                Err(ApiError::Conflict | ApiError::NotFound) => {
                    self.toasts().push(Toast::failed(t_string!(self.i18n(), compose.too_late)));
                    let _ = self.read_outgoing(id).await;
                }
                Err(error) => {
                    self.toasts().push(Toast::failed(error_text(self.i18n(), &error)));
                }
            }
        });
    }

    /// Sends a held message without waiting any longer.
    pub fn send_now(self, id: OutboxId) {
        spawn_local(async move {
            match retry_sending(id).await {
                // A conflict: it is on its way already.
                Ok(_) | Err(ApiError::Conflict) => {
                    let _ = self.read_outgoing(id).await;
                }
                Err(error) => {
                    self.toasts().push(Toast::failed(refusal(self.i18n(), &error)));
                }
            }
        });
    }

    /// Tries again what failed. Where there is something more to know than the first time, its draft is opened, which asks; then nothing is on its
    /// way.
    pub async fn send_again(self, id: OutboxId) -> Result<Option<Outgoing>, ApiError> {
        match retry_sending(id).await? {
            Handed::Over { outgoing } => Ok(Some(outgoing)),
            Handed::Back { .. } => {
                let draft = get_outgoing(id).await?.draft;
                self.toasts().push(Toast::info(t_string!(self.i18n(), compose.know_first)));
                self.open(draft);
                Ok(None)
            }
        }
    }

    /// A person decides about a doubtful message.
    pub fn resolve(self, id: OutboxId, sent: bool) {
        spawn_local(async move {
            let done = async {
                resolve_unknown(id, sent).await?;
                if sent { Ok(None) } else { self.send_again(id).await }
            };
            let done: Result<Option<Outgoing>, ApiError> = done.await;
            match done {
                Ok(again) => {
                    self.sending.dismiss(id);
                    if let Some(outgoing) = again {
                        self.follow(outgoing);
                    }
                }
                Err(error) => {
                    self.toasts().push(Toast::failed(refusal(self.i18n(), &error)));
                    let _ = self.read_outgoing(id).await;
                }
            }
        });
    }

    async fn read_outgoing(self, id: OutboxId) -> Result<(), ApiError> {
        let outgoing = get_outgoing(id).await?;
        let before = self.sending.state(id);
        let still_held = matches!(
            (&before, &outgoing.state),
            (Some(SendState::Scheduled { .. }), SendState::Scheduled { .. })
        );
        if still_held || before.as_ref() == Some(&outgoing.state) {
            return Ok(());
        }
        match &outgoing.state {
            SendState::Sent { refused, awaited, .. } if refused.is_empty() && awaited.is_empty() => {
                set_timeout(move || self.sending.dismiss(id), SENT_STAYS);
            }
            // On a phone a composer is a page of its own: the bar tells, and leads there.
            SendState::Failed { .. } if !self.is_open_untracked() && !is_phone() => self.open(outgoing.draft),
            SendState::Cancelled => self.sending.dismiss(id),
            _ => {}
        }
        self.sending.list.update(|list| {
            if let Some(known) = list.iter_mut().find(|known| known.id == id) {
                *known = outgoing;
            }
        });
        Ok(())
    }
}
