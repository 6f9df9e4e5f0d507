//! When what is shown around a record is read again.

use crate::state::use_live;
use kurier_model::live::News;
use kurier_model::{RecordId, ThreadId};
use leptos::prelude::*;
use std::time::Duration;

/// How many entries a page has, and how many a refresh fetches at most.
pub(super) const PAGE: u32 = 30;
pub(super) const MOST: u32 = 200;
/// News within this time are one.
const GATHERED: Duration = Duration::from_millis(700);
/// So long what one has sent may take to be in Sent.
const SENT: Duration = Duration::from_secs(60);

/// Of whom there is news.
#[derive(Clone, Copy)]
pub(super) enum Heard<'t> {
    /// Mail of these threads.
    Mail(&'t [ThreadId]),
    /// Another record.
    Record(RecordId),
}

/// Counts what becomes known of a record and of its mail. `is_shown` says whether something of it is on the page.
pub(super) fn read_again_with_news(
    record: RecordId,
    is_shown: impl Fn(Heard<'_>) -> bool + Send + Sync + 'static,
    changes: RwSignal<u32>,
) {
    let (waits, has_sent) = (StoredValue::new(false), StoredValue::new(false));
    let again = move || {
        waits.try_set_value(false);
        changes.try_update(|changes| *changes += 1);
    };
    let soon = move || {
        if !waits.get_value() {
            waits.set_value(true);
            set_timeout(again, GATHERED);
        }
    };
    use_live().on(move |news| match news {
        News::Record { record: other } if other == record => again(),
        // What belongs to the record: of what is new there not every page is told.
        News::Record { record: other } if is_shown(Heard::Record(other)) => soon(),
        News::Resync => again(),
        // One's own mail is told of when it goes out, and again when it is in Sent: not as news, and maybe of a thread that is new.
        News::Outbox { .. } => {
            has_sent.set_value(true);
            set_timeout(
                move || {
                    has_sent.try_set_value(false);
                },
                SENT,
            );
            soon();
        }
        // Of whom the mail is, is not said.
        News::Threads { arrived, threads, .. }
            if arrived > 0 || has_sent.get_value() || is_shown(Heard::Mail(&threads)) =>
        {
            soon();
        }
        _ => {}
    });
}
