//! The list of mail on its way out, with the time to undo, which the server keeps.

use super::api::on_its_way;
use crate::api::Fetched;
use chrono::{DateTime, Utc};
use kurier_model::OutboxId;
use kurier_model::compose::{Outgoing, SendState};
use leptos::prelude::*;

/// The longest countdown that is shown, in seconds, whatever the browser's clock says.
const UNDO_SECONDS: i64 = 10;

/// The messages on their way out that this page shows.
#[derive(Clone, Copy)]
pub struct Sending {
    /// What was on its way when the page was drawn.
    first: Fetched<Vec<Outgoing>>,
    pub(super) list: RwSignal<Vec<Outgoing>>,
    /// Ticks while a countdown is shown.
    pub(super) now: RwSignal<DateTime<Utc>>,
}

impl Sending {
    pub(super) fn new() -> Self {
        let first = Fetched::new("on_its_way", || 0, on_its_way);
        Self { first, list: RwSignal::default(), now: RwSignal::new(DateTime::UNIX_EPOCH) }
    }

    /// Whether there is any, now or when the page was drawn. Tracks.
    #[must_use]
    pub fn is_any(self) -> bool {
        // Not signed in, or the server is away: there is nothing to show.
        self.list.with(|list| !list.is_empty())
            || self.first.unread().is_some_and(|list| list.is_ok_and(|list| list.json() != "[]"))
    }

    /// What was on its way when the page was drawn. Tracks.
    #[must_use]
    pub fn first(self) -> Vec<Outgoing> {
        self.first.now().and_then(Result::ok).unwrap_or_default()
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

    /// Shows a message no longer.
    pub fn dismiss(self, id: OutboxId) {
        self.list.try_update(|list| list.retain(|outgoing| outgoing.id != id));
    }

    pub(super) fn state(self, id: OutboxId) -> Option<SendState> {
        self.list.with_untracked(|list| {
            list.iter().find(|outgoing| outgoing.id == id).map(|outgoing| outgoing.state.clone())
        })
    }

    pub(super) fn is_followed(self, id: OutboxId) -> bool {
        self.list.with_untracked(|list| list.iter().any(|outgoing| outgoing.id == id))
    }
}

/// Whole seconds, rounded up, from 0 to ten.
pub fn seconds_left(until: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    ((until - now).num_milliseconds() + 999).div_euclid(1000).clamp(0, UNDO_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn the_countdown_survives_a_wrong_clock() {
        let now = Utc::now();
        assert_eq!(seconds_left(now + TimeDelta::milliseconds(9_200), now), 10);
        assert_eq!(seconds_left(now + TimeDelta::hours(2), now), 10);
        assert_eq!(seconds_left(now - TimeDelta::hours(2), now), 0);
    }
}
