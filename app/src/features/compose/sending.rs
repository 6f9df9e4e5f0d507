//! Mail on its way out: the time to undo, which the server keeps, and what became of it.

use super::api::{cancel_sending, get_outgoing, list_outgoing, resolve_unknown, retry_sending};
use super::context::ComposeContext;
use crate::api::{ApiError, Fetched, Unread};
use crate::state::{Toast, use_live};
use crate::ui::error_text;
use crate::ui::pause;
use chrono::{DateTime, TimeDelta, Utc};
use kurier_i18n::t_string;
use kurier_model::OutboxId;
use kurier_model::compose::{Outgoing, SendState};
use kurier_model::live::News;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// The longest countdown that is shown, in seconds, whatever the browser's clock says.
const UNDO_SECONDS: i64 = 10;
/// How long "Sent" stays.
const SENT_STAYS: Duration = Duration::from_secs(4);

/// The messages on their way out that this page shows.
#[derive(Clone, Copy)]
pub struct Sending {
    /// What was on its way when the page was drawn.
    first: Fetched<Vec<Outgoing>>,
    list: RwSignal<Vec<Outgoing>>,
    /// Ticks while a countdown is shown.
    now: RwSignal<DateTime<Utc>>,
}

impl Sending {
    pub(super) fn new() -> Self {
        let first = Fetched::new(|| 0, || async { Unread::of(&list_outgoing().await?) });
        Self { first, list: RwSignal::default(), now: RwSignal::new(DateTime::UNIX_EPOCH) }
    }

    /// Hears the server's news, and finds what was on its way when the page was loaded.
    pub fn begin(self, compose: ComposeContext) {
        use_live().on(move |news| match news {
            News::Outbox { outgoing } if self.is_followed(outgoing) => {
                spawn_local(async move {
                    let _ = self.read(compose, outgoing).await;
                });
            }
            News::Resync => {
                for outgoing in self.list.get_untracked() {
                    spawn_local(async move {
                        let _ = self.read(compose, outgoing.id).await;
                    });
                }
            }
            _ => {}
        });
        Effect::new(move |_| {
            // Not signed in, or the server is away: there is nothing to show.
            let Some(Ok(list)) = self.first.now() else { return };
            for outgoing in list {
                // What failed waits in the drafts; what went wrong after sending is told there too.
                if !matches!(outgoing.state, SendState::Failed { .. } | SendState::Sent { .. }) {
                    untrack(|| self.follow(compose, outgoing));
                }
            }
        });
    }

    /// What is on its way. Tracks.
    #[must_use]
    pub fn list(self) -> Vec<Outgoing> {
        self.list.get()
    }

    /// One message, while it is followed. Tracks.
    #[must_use]
    pub fn of(self, id: OutboxId) -> Option<Outgoing> {
        self.list.with(|list| list.iter().find(|outgoing| outgoing.id == id).cloned())
    }

    /// Seconds until `until`. Tracks the clock.
    #[must_use]
    pub fn seconds_left(self, until: DateTime<Utc>) -> i64 {
        seconds_left(until, self.now.get())
    }

    /// Shows a message until it is known what became of it.
    pub fn follow(self, compose: ComposeContext, mut outgoing: Outgoing) {
        let id = outgoing.id;
        if self.is_followed(id) {
            return;
        }
        let now = Utc::now();
        if let SendState::Scheduled { until } = &mut outgoing.state {
            // By this browser's clock from here on, which may be wrong by hours but runs at the right speed.
            *until = now + TimeDelta::seconds(seconds_left(*until, now));
        }
        self.now.set(now);
        self.list.update(|list| list.push(outgoing));
        spawn_local(async move {
            let mut wait = Duration::from_millis(500);
            while let Some(state) = self.state(id) {
                match state {
                    SendState::Scheduled { until } if seconds_left(until, Utc::now()) > 0 => {
                        self.now.set(Utc::now());
                        pause(Duration::from_millis(500)).await;
                        continue;
                    }
                    SendState::Failed { .. } | SendState::Unknown { .. } | SendState::Sent { .. } => break,
                    _ => {}
                }
                // News usually comes first; asking is for when the connection is down.
                pause(wait).await;
                wait = (wait * 2).min(Duration::from_secs(10));
                if self.is_followed(id) && self.read(compose, id).await == Err(ApiError::NotFound) {
                    self.dismiss(id);
                }
            }
        });
    }

    /// Takes a held message back and opens its draft again.
    pub fn undo(self, compose: ComposeContext, id: OutboxId) {
        spawn_local(async move {
            match cancel_sending(id).await {
                Ok(draft) => {
                    self.dismiss(id);
                    compose.toasts().push(Toast::info(t_string!(compose.i18n(), compose.cancelled)));
                    compose.open(draft);
                }
                Err(ApiError::Conflict | ApiError::NotFound) => {
                    compose.toasts().push(Toast::failed(t_string!(compose.i18n(), compose.too_late)));
                    let _ = self.read(compose, id).await;
                }
                Err(error) => {
                    compose.toasts().push(Toast::failed(error_text(compose.i18n(), &error)));
                }
            }
        });
    }

    /// A person decides about a doubtful message.
    pub fn resolve(self, compose: ComposeContext, id: OutboxId, sent: bool) {
        spawn_local(async move {
            let done = async {
                resolve_unknown(id, sent).await?;
                if sent { Ok(None) } else { retry_sending(id).await.map(Some) }
            };
            let done: Result<Option<Outgoing>, ApiError> = done.await;
            match done {
                Ok(again) => {
                    self.dismiss(id);
                    if let Some(outgoing) = again {
                        self.follow(compose, outgoing);
                    }
                }
                Err(error) => {
                    compose.toasts().push(Toast::failed(error_text(compose.i18n(), &error)));
                    let _ = self.read(compose, id).await;
                }
            }
        });
    }

    /// Shows a message no longer.
    pub fn dismiss(self, id: OutboxId) {
        self.list.try_update(|list| list.retain(|outgoing| outgoing.id != id));
    }

    async fn read(self, compose: ComposeContext, id: OutboxId) -> Result<(), ApiError> {
        let outgoing = get_outgoing(id).await?;
        let before = self.state(id);
        let still_held = matches!(
            (&before, &outgoing.state),
            (Some(SendState::Scheduled { .. }), SendState::Scheduled { .. })
        );
        if still_held || before.as_ref() == Some(&outgoing.state) {
            return Ok(());
        }
        match &outgoing.state {
            SendState::Sent { refused, .. } if refused.is_empty() => {
                set_timeout(move || self.dismiss(id), SENT_STAYS);
            }
            SendState::Failed { .. } if !compose.is_open_untracked() => compose.open(outgoing.draft),
            SendState::Cancelled => self.dismiss(id),
            _ => {}
        }
        self.list.update(|list| {
            if let Some(known) = list.iter_mut().find(|known| known.id == id) {
                *known = outgoing;
            }
        });
        Ok(())
    }

    fn state(self, id: OutboxId) -> Option<SendState> {
        self.list.with_untracked(|list| {
            list.iter().find(|outgoing| outgoing.id == id).map(|outgoing| outgoing.state.clone())
        })
    }

    fn is_followed(self, id: OutboxId) -> bool {
        self.list.with_untracked(|list| list.iter().any(|outgoing| outgoing.id == id))
    }
}

/// Whole seconds, rounded up, from 0 to ten.
fn seconds_left(until: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    ((until - now).num_milliseconds() + 999).div_euclid(1000).clamp(0, UNDO_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_countdown_survives_a_wrong_clock() {
        let now = Utc::now();
        assert_eq!(seconds_left(now + TimeDelta::milliseconds(9_200), now), 10);
        assert_eq!(seconds_left(now + TimeDelta::hours(2), now), 10);
        assert_eq!(seconds_left(now - TimeDelta::hours(2), now), 0);
    }
}
