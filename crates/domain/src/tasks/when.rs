//! When a task is due, and when it comes again.

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc,
    Weekday,
};
use chrono_tz::Tz;
use kurier_model::task::{Due, Reminder, Repeat};

/// When a task is due: on a day, or at a moment of a day, in a zone; and how often it comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub(super) day: Option<NaiveDate>,
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) zone: Tz,
    pub(super) repeat: Option<Repeat>,
    pub(super) remind: Option<Reminder>,
}

/// A time of a day in a zone. What comes twice in autumn is the first of both; what there is not in spring is an hour later.
pub(crate) fn moment(day: NaiveDate, time: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(time);
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.with_timezone(&Utc),
        MappedLocalTime::None => {
            let later = local + TimeDelta::hours(1);
            zone.from_local_datetime(&later)
                .earliest()
                .map_or_else(|| later.and_utc(), |at| at.with_timezone(&Utc))
        }
    }
}

/// The hour at which a day without a time begins, for reminders.
const MORNING: u32 = 9;

impl When {
    /// Whether whoever has it is told at the same moment.
    pub(super) fn is_reminded_as(&self, other: &Self) -> bool {
        (self.day, self.at, self.remind) == (other.day, other.at, other.remind)
    }
}

/// When whoever has it is told that it is due; never of a moment that is past already. When it is too late to be told before, then as it
/// is due.
pub(super) fn reminder(when: &When, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let before = match when.remind? {
        Reminder::AtTime => TimeDelta::zero(),
        Reminder::Quarter => TimeDelta::minutes(15),
        Reminder::Hour => TimeDelta::hours(1),
        Reminder::Day => TimeDelta::days(1),
    };
    let morning = NaiveTime::from_hms_opt(MORNING, 0, 0)?;
    let due = when.at.or_else(|| Some(moment(when.day?, morning, when.zone)))?;
    [due - before, due].into_iter().find(|at| *at > now)
}

/// Until when, as it is shown in a zone.
pub(super) fn due(when: &When, zone: Tz, now: DateTime<Utc>) -> Option<Due> {
    if let Some(at) = when.at {
        let local = at.with_timezone(&zone);
        let time = Some(local.format("%H:%M").to_string());
        return Some(Due { day: local.date_naive(), time, is_past: at < now });
    }
    let day = when.day?;
    Some(Due { day, time: None, is_past: day < now.with_timezone(&zone).date_naive() })
}

/// When a task that is done comes again: on the first of its days that is not past, at the same time of the day.
pub(super) fn next(when: &When, now: DateTime<Utc>) -> Option<When> {
    let (repeat, first) = (when.repeat?, when.day?);
    let today = now.with_timezone(&when.zone).date_naive();
    let day =
        (1..).map_while(|count| step(first, repeat, count)).find(|day| *day > first && *day >= today)?;
    let time = when.at.map(|at| at.with_timezone(&when.zone).time());
    let at = time.map(|time| moment(day, time, when.zone));
    Some(When { day: Some(day), at, ..when.clone() })
}

/// The day that comes so many times later. Months are counted from the first one: 31 January, 28 February, 31 March.
fn step(first: NaiveDate, repeat: Repeat, count: u32) -> Option<NaiveDate> {
    match repeat {
        Repeat::Daily => first.checked_add_days(Days::new(count.into())),
        Repeat::Weekdays => {
            let mut day = first;
            let mut left = count;
            while left > 0 {
                day = day.succ_opt()?;
                left -= u32::from(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
            }
            Some(day)
        }
        Repeat::Weekly => first.checked_add_days(Days::new(u64::from(count) * 7)),
        Repeat::Monthly => first.checked_add_months(Months::new(count)),
        Repeat::Yearly => first.checked_add_months(Months::new(count * 12)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WARSAW: Tz = Tz::Europe__Warsaw;

    fn due_on(day: &str, time: &str, repeat: Option<Repeat>) -> When {
        let day: NaiveDate = day.parse().unwrap();
        let at = (!time.is_empty()).then(|| moment(day, time.parse().unwrap(), WARSAW));
        When { day: Some(day), at, zone: WARSAW, repeat, remind: None }
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_past_when_it_is_over_where_one_is() {
        let when = due_on("2026-11-28", "", None);
        let is_past = |now: &str| due(&when, WARSAW, at(now)).unwrap().is_past;
        assert!(!is_past("2026-11-28T22:59:00Z"));
        assert!(is_past("2026-11-28T23:01:00Z"));
        let moment = due_on("2026-11-28", "14:30:00", None);
        let elsewhere = due(&moment, Tz::Asia__Tokyo, at("2026-11-28T13:31:00Z")).unwrap();
        assert_eq!((elsewhere.time.as_deref(), elsewhere.is_past), (Some("22:30"), true));
    }

    #[test]
    fn one_is_reminded_before_the_moment_or_in_the_morning() {
        for (day, time, remind, wanted) in [
            ("2026-11-28", "14:30:00", Reminder::AtTime, "2026-11-28T13:30:00Z"),
            ("2026-11-28", "14:30:00", Reminder::Quarter, "2026-11-28T13:15:00Z"),
            ("2026-11-28", "", Reminder::AtTime, "2026-11-28T08:00:00Z"),
            ("2026-07-01", "", Reminder::Hour, "2026-07-01T06:00:00Z"),
            ("2026-11-28", "", Reminder::Day, "2026-11-27T08:00:00Z"),
        ] {
            let when = When { remind: Some(remind), ..due_on(day, time, None) };
            let now = at("2026-01-01T00:00:00Z");
            assert_eq!(reminder(&when, now), Some(at(wanted)), "{day} {time} {remind:?}");
            // Too late to be told before.
            let late = reminder(&when, at(wanted));
            assert_eq!(
                late,
                reminder(&When { remind: Some(Reminder::AtTime), ..when }, at(wanted)),
                "{day} {time}"
            );
        }
        let moment = When { remind: Some(Reminder::Hour), ..due_on("2026-11-28", "14:30:00", None) };
        assert_eq!(reminder(&moment, at("2026-11-28T13:00:00Z")), Some(at("2026-11-28T13:30:00Z")));
        assert_eq!(reminder(&moment, at("2026-11-28T13:30:00Z")), None, "it is past");
        assert_eq!(reminder(&due_on("2026-11-28", "", None), at("2026-01-01T00:00:00Z")), None);
        let no_day = When { day: None, remind: Some(Reminder::AtTime), ..due_on("2026-11-28", "", None) };
        assert_eq!(reminder(&no_day, at("2026-01-01T00:00:00Z")), None);
    }

    #[test]
    fn what_comes_again_comes_on_its_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (repeat, first, now, wanted) in [
            (Repeat::Daily, "2026-11-28", "2026-11-28T08:00:00Z", "2026-11-29"),
            (Repeat::Daily, "2026-11-01", "2026-11-28T08:00:00Z", "2026-11-28"),
            (Repeat::Weekdays, "2026-11-27", "2026-11-27T08:00:00Z", "2026-11-30"),
            (Repeat::Weekly, "2026-11-25", "2026-11-25T08:00:00Z", "2026-12-02"),
            (Repeat::Monthly, "2026-01-31", "2026-01-31T08:00:00Z", "2026-02-28"),
            (Repeat::Monthly, "2026-01-31", "2026-03-01T08:00:00Z", "2026-03-31"),
            (Repeat::Yearly, "2028-02-29", "2028-03-01T08:00:00Z", "2029-02-28"),
            // Done before its day: the next one, not the same once more.
            (Repeat::Weekly, "2026-12-02", "2026-11-25T08:00:00Z", "2026-12-09"),
        ] {
            let when = due_on(first, "", Some(repeat));
            assert_eq!(next(&when, at(now)).unwrap().day, Some(day(wanted)), "{repeat:?} {first}");
        }
        // At the same time of the day, also when the clocks have changed.
        let winter = due_on("2026-03-28", "09:00:00", Some(Repeat::Daily));
        assert_eq!(next(&winter, at("2026-03-28T10:00:00Z")).unwrap().at, Some(at("2026-03-29T07:00:00Z")));
        assert_eq!(next(&due_on("2026-11-28", "", None), at("2026-11-28T08:00:00Z")), None);
    }
}
