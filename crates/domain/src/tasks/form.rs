//! What a form says of a task, checked.

use super::checked::Checked;
use super::store;
use super::when::{When, moment};
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use kurier_model::task::TaskForm;
use kurier_model::{Field, Invalid, Reason};

const LONGEST_TITLE: u32 = 300;
const LONGEST: u32 = 20_000;
/// Days are of these years: whoever types `20026` has slipped.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2999;

/// # Errors
/// `Invalid` names the fields.
pub(super) async fn check(tx: &mut Tx, actor: &Actor, form: &TaskForm, zone: Tz) -> Result<Checked> {
    let mut invalid = Invalid::default();
    let title = line(&form.title);
    if title.is_empty() {
        invalid.add(Field::TaskTitle, Reason::Required);
    } else if title.chars().count() > LONGEST_TITLE as usize {
        invalid.add(Field::TaskTitle, Reason::TooLong { max: LONGEST_TITLE });
    }
    let description = form.description.replace("\r\n", "\n").replace('\0', "").trim().to_owned();
    if description.chars().count() > LONGEST as usize {
        invalid.add(Field::Description, Reason::TooLong { max: LONGEST });
    }
    let when = when(form, zone, &mut invalid);
    let assignee = form.assignee.or(actor.user);
    if let Some(person) = form.assignee
        && !store::is_person(tx, person).await?
    {
        invalid.add(Field::Owner, Reason::Unknown);
    }
    let assignee = match assignee {
        Some(assignee) => assignee,
        None => actor.person()?,
    };
    Ok(invalid.or(Checked { title, description, assignee, when })?)
}

/// One line of text.
fn line(text: &str) -> String {
    text.replace('\0', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn when(form: &TaskForm, zone: Tz, invalid: &mut Invalid) -> When {
    let day = match form.due_day.trim() {
        "" => None,
        text => {
            let day = day_of(text);
            if day.is_none() {
                invalid.add(Field::DueDay, Reason::NotADay);
            }
            day
        }
    };
    let time = match form.due_time.trim() {
        "" => None,
        text => {
            let time = ["%H:%M", "%H:%M:%S", "%H.%M"]
                .iter()
                .find_map(|format| NaiveTime::parse_from_str(text, format).ok());
            if time.is_none() {
                invalid.add(Field::DueTime, Reason::NotATime);
            }
            time
        }
    };
    let wants_day = time.is_some() || form.repeat.is_some();
    if form.due_day.trim().is_empty() && wants_day {
        invalid.add(Field::DueDay, Reason::Required);
    }
    let at = day.zip(time).map(|(day, time)| moment(day, time, zone));
    // What was chosen stays, also as long as there is no day to be reminded of.
    When { day, at, zone, repeat: form.repeat, remind: form.remind }
}

/// `2026-11-28` or `28.11.2026`.
pub(crate) fn day_of(text: &str) -> Option<NaiveDate> {
    let day =
        NaiveDate::parse_from_str(text, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y"));
    day.ok().filter(|day| YEARS.contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use kurier_model::task::Repeat;

    const WARSAW: Tz = Tz::Europe__Warsaw;

    fn read(day: &str, time: &str, repeat: Option<Repeat>) -> Result<When, Invalid> {
        let form =
            TaskForm { due_day: day.to_owned(), due_time: time.to_owned(), repeat, ..TaskForm::default() };
        let mut invalid = Invalid::default();
        let when = when(&form, WARSAW, &mut invalid);
        invalid.or(when)
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_and_a_time_are_those_of_the_zone() {
        for (day, time, utc) in [
            ("2026-11-28", "14:30", "2026-11-28T13:30:00Z"),
            ("28.11.2026", "14.30", "2026-11-28T13:30:00Z"),
            ("2026-07-01", "08:00", "2026-07-01T06:00:00Z"),
            // There is no half past two on that night; half past two comes twice on this.
            ("2026-03-29", "02:30", "2026-03-29T01:30:00Z"),
            ("2026-10-25", "02:30", "2026-10-25T00:30:00Z"),
        ] {
            assert_eq!(read(day, time, None).unwrap().at, Some(at(utc)), "{day} {time}");
        }
        assert_eq!(read("", "", None).unwrap().day, None);
        for (day, time, repeat, field) in [
            ("2026-02-30", "", None, Field::DueDay),
            ("20026-02-03", "", None, Field::DueDay),
            ("11/28/2026", "", None, Field::DueDay),
            ("2026-11-28", "25:00", None, Field::DueTime),
            ("", "14:30", None, Field::DueDay),
            ("", "", Some(Repeat::Daily), Field::DueDay),
        ] {
            let invalid = read(day, time, repeat).unwrap_err();
            assert!(invalid.about(field).is_some(), "{day} {time}: {invalid:?}");
        }
    }
}
