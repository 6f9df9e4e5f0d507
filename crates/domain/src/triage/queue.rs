//! What is in the queue.

mod store;

use super::matching;
use crate::keyset::cursor;
use crate::people::Sought;
use crate::tasks::moment;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    reading,
};
use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use kurier_model::page::{Cursor, Page};
use kurier_model::ready::{Age, ReadyFilter, ReadyItem, ReadyQuery};
use kurier_model::{MailboxId, MessageId, ThreadId};
use uuid::Uuid;

pub(super) use store::{count, other_side};

/// Characters of a preview.
const PREVIEW: usize = 600;
/// So far a walk goes that looks for somebody's name; whoever asks on goes on there.
const REACH: i64 = 2_000;

/// What is asked, as SQL takes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) mailbox: Option<MailboxId>,
    /// Patterns for LIKE.
    pub(super) words: Option<Vec<String>>,
    pub(super) since: Option<DateTime<Utc>>,
    pub(super) before: Option<DateTime<Utc>>,
    pub(super) now: DateTime<Utc>,
}

impl Asked {
    pub(super) fn everything(now: DateTime<Utc>) -> Self {
        Self { now, ..Self::default() }
    }

    pub(super) fn of(query: &ReadyQuery, zone: Tz, now: DateTime<Utc>) -> Self {
        let words = Sought::read(&query.from).words;
        let (since, before) = match query.age {
            None => (None, None),
            Some(Age::Today) => (Some(midnight(zone, now, 0)), None),
            Some(Age::ThisWeek) => {
                let days = now.with_timezone(&zone).weekday().num_days_from_monday();
                (Some(midnight(zone, now, days.into())), None)
            }
            Some(Age::OverWeek) => (None, Some(now - TimeDelta::days(7))),
            Some(Age::OverMonth) => (None, Some(now - TimeDelta::days(30))),
        };
        Self { mailbox: query.mailbox, words: (!words.is_empty()).then_some(words), since, before, now }
    }
}

/// The beginning of the day that was so many days ago, where the person is.
fn midnight(zone: Tz, now: DateTime<Utc>, days: u64) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    moment(today.checked_sub_days(Days::new(days)).unwrap_or(today), NaiveTime::MIN, zone)
}

/// A page with previews and matches. One that looks for somebody's name may have fewer rows, or none, and go on all the same.
pub(super) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    query: &ReadyQuery,
    (zone, now): (Tz, DateTime<Utc>),
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<ReadyItem>> {
    let asked = Asked::of(query, zone, now);
    let mut next = None;
    let mut rows = match query.filter {
        ReadyFilter::Postponed => store::postponed(tx, actor, &asked, after, limit + 1).await?,
        filter => {
            if asked.words.is_some() {
                next = store::place(tx, actor, filter, &asked, after, REACH).await?;
            }
            store::page(tx, actor, filter, &asked, (after, next), limit + 1).await?
        }
    };
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    if let Some((row, place)) = rows.last().filter(|_| more) {
        next = Some(cursor(*place, row.thread));
    }
    let rows = rows.into_iter().map(|(row, _)| row).collect();
    Ok(Page { rows: filled(tx, actor, query.filter, rows).await?, next })
}

/// What stands in a list for a thread, wherever it is there; `None`: it is not in it.
pub(super) async fn find(
    tx: &mut Tx,
    actor: &Actor,
    query: &ReadyQuery,
    (zone, now): (Tz, DateTime<Utc>),
    thread: ThreadId,
) -> Result<Option<ReadyItem>> {
    let (thread, place) =
        store::stands_at(tx, actor, query.filter, thread, now).await?.ok_or(Error::NotFound)?;
    let Some(place) = place else { return Ok(None) };
    let asked = Asked::of(query, zone, now);
    let beside = |id: u128| Some(cursor(place, ThreadId(Uuid::from_u128(id))));
    let number = thread.0.as_u128();
    // Of the list this place alone.
    let rows = match query.filter {
        ReadyFilter::Postponed => {
            store::postponed(tx, actor, &asked, beside(number.saturating_sub(1)), 1).await?
        }
        filter => {
            let (after, floor) = (beside(number.saturating_add(1)), beside(number));
            store::page(tx, actor, filter, &asked, (after, floor), 1).await?
        }
    };
    let rows = rows.into_iter().map(|(row, _)| row).filter(|row| row.thread == thread).collect();
    Ok(filled(tx, actor, query.filter, rows).await?.pop())
}

/// The same rows with previews and matches.
async fn filled(
    tx: &mut Tx,
    actor: &Actor,
    filter: ReadyFilter,
    mut rows: Vec<ReadyItem>,
) -> Result<Vec<ReadyItem>> {
    let messages: Vec<MessageId> = rows.iter().map(|row| row.message).collect();
    let previews = reading::previews(tx, actor, &messages, PREVIEW).await?;
    for row in &mut rows {
        if let Some((_, preview)) =
            previews.iter().find(|(message, preview)| *message == row.message && !preview.is_empty())
        {
            row.preview.clone_from(preview);
        }
    }
    if filter != ReadyFilter::Ignored {
        let senders = rows.iter().map(|row| (row.thread, row.from.key())).collect();
        let mails = matching::parties(tx, senders).await?;
        let matches = matching::offered(tx, actor, &mails).await?;
        for (row, matches) in rows.iter_mut().zip(matches) {
            row.matches = matches;
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_weeks_are_those_of_the_person() {
        let now: DateTime<Utc> = "2026-11-29T23:30:00Z".parse().unwrap();
        let since = |age, zone| {
            let query = ReadyQuery { age: Some(age), ..ReadyQuery::default() };
            Asked::of(&query, zone, now).since.unwrap().to_rfc3339()
        };
        // Monday has begun in Warsaw; it is Sunday by Greenwich.
        assert_eq!(since(Age::Today, Tz::Europe__Warsaw), "2026-11-29T23:00:00+00:00");
        assert_eq!(since(Age::ThisWeek, Tz::Europe__Warsaw), "2026-11-29T23:00:00+00:00");
        assert_eq!(since(Age::ThisWeek, Tz::UTC), "2026-11-23T00:00:00+00:00");
    }
}
