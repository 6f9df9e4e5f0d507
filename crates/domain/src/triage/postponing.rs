//! Left for later: with a note of the next step, until a morning. It comes back by itself, for whether it is left is asked when the queue is
//! read; and at once when another message comes to stand for the thread (`queue_list`, migration 0047). Whoever left it is told ([`returning`]).

use super::deciding::{self, Standing, Together, Twin};
use super::returning;
use crate::postponed::{self, Left};
use crate::tasks::{day_of, moment};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
    notifications,
};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use kurier_model::live::News;
use kurier_model::ready::{PostponeForm, ReadyFilter, Until};
use kurier_model::{EventId, Field, Invalid, Reason, ThreadId, UserId};
use serde_json::json;

const LONGEST: u32 = 2_000;
/// The hour at which a day begins on which something comes back.
const MORNING: NaiveTime = match NaiveTime::from_hms_opt(8, 0, 0) {
    Some(morning) => morning,
    None => NaiveTime::MIN,
};

/// Leaves a thread of the queue for later, or changes how it is left.
///
/// # Errors
/// [`Error::Invalid`]; [`Error::NotFound`]; [`Error::Conflict`] when somebody has decided otherwise meanwhile.
pub(super) async fn postpone(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    form: &PostponeForm,
    (seen, zone): (ReadyFilter, Tz),
    now: DateTime<Utc>,
) -> Result<EventId> {
    let by = actor.person()?;
    let (note, until) = checked(form, zone, now)?;
    let Together { thread, twins, .. } = deciding::together(tx, actor, thread).await?;
    let before = deciding::standing(tx, thread).await?.ok_or(Error::Conflict)?;
    let left_since = before.postponed(now).map(|left| left.at.timestamp_micros());
    let is_changed_elsewhere =
        left_since.is_some_and(|at| Some(at) != form.changes.map(|at| at.timestamp_micros()));
    let is_ignored_elsewhere = before.state == "ignored" && seen != ReadyFilter::Ignored;
    if !before.is_open(Some(seen), now) || is_changed_elsewhere || is_ignored_elsewhere {
        return Err(Error::Conflict);
    }
    let mut done = Vec::new();
    for (is_first, thread) in
        std::iter::once((true, thread)).chain(twins.into_iter().map(|twin| (false, twin)))
    {
        let Some(stood) = deciding::standing(tx, thread).await? else { continue };
        // What somebody has left by itself, with another note, stays so.
        if stood.is_left_apart(Some(&before), now) {
            continue;
        }
        if let Some(message) = stood.message {
            deciding::wait(tx, thread).await?;
            let note = if is_first { note.clone() } else { with_theirs(&stood, by, &note) };
            let left = Left { note, until, by, at: now, message, told_of: None };
            postponed::put(tx, actor.workspace, thread, &left, now).await?;
        }
        let after = deciding::standing(tx, thread).await?;
        done.push(Twin { thread, before: Some(stood), link: None, after });
    }
    written(tx, actor, "later", done).await
}

/// A copy may have come back with what somebody else had written, which whoever leaves another copy has not seen: it stays before the new note.
fn with_theirs(stood: &Standing, by: UserId, note: &str) -> String {
    match stood.left.as_ref().filter(|left| left.by != by && !note.contains(&left.note)) {
        Some(left) => format!("{}\n\n{note}", left.note),
        None => note.to_owned(),
    }
}

/// Ends it before its time: the thread waits again, and its note stays.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] when it is not left any more.
pub(super) async fn resume(
    tx: &mut Tx,
    actor: &Actor,
    thread: ThreadId,
    now: DateTime<Utc>,
) -> Result<EventId> {
    let Together { thread, twins, .. } = deciding::together(tx, actor, thread).await?;
    let mut done = Vec::new();
    let first = deciding::standing(tx, thread).await?;
    for (is_first, thread) in
        std::iter::once((true, thread)).chain(twins.into_iter().map(|twin| (false, twin)))
    {
        let before = deciding::standing(tx, thread).await?;
        // What somebody has left by itself comes back when they wanted it.
        if !is_first && before.as_ref().is_some_and(|before| before.is_left_apart(first.as_ref(), now)) {
            continue;
        }
        match before.as_ref().and_then(|before| before.postponed(now)) {
            Some(left) => {
                let left = Left { until: now, told_of: None, ..left.clone() };
                postponed::put(tx, actor.workspace, thread, &left, now).await?;
                done.push(Twin { thread, before, link: None, after: None });
            }
            None if is_first => return Err(Error::Conflict),
            None => {}
        }
    }
    for one in &mut done {
        returning::tell(tx, actor, one.thread, now).await?;
        one.after = deciding::standing(tx, one.thread).await?;
    }
    written(tx, actor, "resume", done).await
}

/// Writes down what was done with these threads, the first of which was meant.
async fn written(tx: &mut Tx, actor: &Actor, decision: &str, mut done: Vec<Twin>) -> Result<EventId> {
    if done.is_empty() {
        return Err(Error::Conflict);
    }
    let threads: Vec<ThreadId> = done.iter().map(|one| one.thread).collect();
    notifications::heard(tx, actor, &threads).await?;
    let first = done.remove(0);
    let event = Event::new(EventKind::ThreadDecided)
        .thread(first.thread)
        .payload(json!({ "decision": decision }))
        .undo(first.undo(None, done))
        .record_in(tx, actor)
        .await?;
    events::notify(tx, actor.workspace, &News::Ready).await?;
    Ok(event)
}

/// The note, and the moment until which it is left.
fn checked(form: &PostponeForm, zone: Tz, now: DateTime<Utc>) -> Result<(String, DateTime<Utc>), Invalid> {
    let mut invalid = Invalid::default();
    let note = form.note.replace("\r\n", "\n").replace('\0', "").trim().to_owned();
    if note.is_empty() {
        invalid.add(Field::NextStep, Reason::Required);
    } else if note.chars().count() > LONGEST as usize {
        invalid.add(Field::NextStep, Reason::TooLong { max: LONGEST });
    }
    let today = now.with_timezone(&zone).date_naive();
    let day = day(&form.until, today).unwrap_or_else(|reason| {
        invalid.add(Field::DueDay, reason);
        today
    });
    invalid.or((note, moment(day, MORNING, zone)))
}

/// The day on which it comes back: one that is to come.
fn day(until: &Until, today: NaiveDate) -> Result<NaiveDate, Reason> {
    let days = match until {
        Until::Tomorrow => 1,
        Until::ThreeDays => 3,
        Until::NextWeek => 7 - u64::from(today.weekday().num_days_from_monday()),
        Until::Day { day } if day.trim().is_empty() => return Err(Reason::Required),
        Until::Day { day } => {
            let day = day_of(day.trim()).ok_or(Reason::NotADay)?;
            return if day > today { Ok(day) } else { Err(Reason::PastDay) };
        }
    };
    today.checked_add_days(Days::new(days)).ok_or(Reason::NotADay)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WARSAW: Tz = Tz::Europe__Warsaw;

    fn until(until: Until, now: &str) -> Result<DateTime<Utc>, Invalid> {
        let form = PostponeForm { note: "Zadzwonić".to_owned(), until, changes: None };
        checked(&form, WARSAW, now.parse().unwrap()).map(|(_, until)| until)
    }

    fn on(day: &str) -> Until {
        Until::Day { day: day.to_owned() }
    }

    #[test]
    fn it_comes_back_in_the_morning_of_a_day_where_the_person_is() {
        for (wanted, now, utc) in [
            (Until::Tomorrow, "2026-11-28T12:00:00Z", "2026-11-29T07:00:00Z"),
            // It is Sunday there already.
            (Until::Tomorrow, "2026-11-28T23:30:00Z", "2026-11-30T07:00:00Z"),
            (Until::ThreeDays, "2026-11-28T12:00:00Z", "2026-12-01T07:00:00Z"),
            (Until::NextWeek, "2026-11-28T12:00:00Z", "2026-11-30T07:00:00Z"),
            (Until::NextWeek, "2026-11-30T12:00:00Z", "2026-12-07T07:00:00Z"),
            // The clocks are changed on the way.
            (Until::Tomorrow, "2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z"),
            (on("2026-12-24"), "2026-11-28T12:00:00Z", "2026-12-24T07:00:00Z"),
            (on("24.12.2026"), "2026-11-28T12:00:00Z", "2026-12-24T07:00:00Z"),
        ] {
            assert_eq!(
                until(wanted.clone(), now).unwrap(),
                utc.parse::<DateTime<Utc>>().unwrap(),
                "{wanted:?} {now}"
            );
        }
        for (day, reason) in [
            ("", Reason::Required),
            ("32.12.2026", Reason::NotADay),
            ("2026-11-28", Reason::PastDay),
            ("2026-11-27", Reason::PastDay),
        ] {
            let invalid = until(on(day), "2026-11-28T12:00:00Z").unwrap_err();
            assert_eq!(invalid.about(Field::DueDay), Some(&reason), "{day}");
        }
        let empty = PostponeForm { note: " \n".to_owned(), until: on(""), changes: None };
        assert_eq!(checked(&empty, WARSAW, DateTime::default()).unwrap_err().fields.len(), 2);
    }
}
