//! What days are for whoever asks: where one person is it may be tomorrow already.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use kurier_model::record::{SomeDays, Span};

/// The moment at which something is asked, and where.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct When {
    pub(in super::super) now: DateTime<Utc>,
    pub(in super::super) zone: Tz,
}

/// From a moment on, and before another one; an end that is missing is open.
pub(super) type Between = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

impl When {
    pub(super) fn days(self, days: SomeDays) -> Span {
        days.span(self.now.with_timezone(&self.zone).date_naive())
    }

    /// Whole days as moments.
    pub(super) fn moments(self, (first, last): Span) -> Between {
        let behind = last.and_then(|day| day.checked_add_days(Days::new(1)));
        (first.and_then(|day| self.begin(day)), behind.and_then(|day| self.begin(day)))
    }

    /// Longer ago than so many days.
    pub(super) fn longer_than(self, days: u16) -> Between {
        (None, Some(self.now - TimeDelta::days(days.into())))
    }

    /// When a day begins: an hour later where its clocks leave the first one out.
    fn begin(self, day: NaiveDate) -> Option<DateTime<Utc>> {
        let midnight = day.and_time(NaiveTime::MIN);
        let begins = |local| self.zone.from_local_datetime(&local).earliest();
        begins(midnight).or_else(|| begins(midnight + TimeDelta::hours(1))).map(|at| at.with_timezone(&Utc))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_long_as_its_clocks_say() {
        let when = |now: &str, zone| When { now: now.parse().unwrap(), zone };
        for (now, zone, begins, ends) in [
            ("2026-11-27T23:30:00Z", Tz::Europe__Warsaw, "2026-11-27T23:00:00Z", "2026-11-28T23:00:00Z"),
            ("2026-11-27T23:30:00Z", Tz::UTC, "2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z"),
            ("2026-10-25T12:00:00Z", Tz::Europe__Warsaw, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
            // There is no midnight on that day.
            ("2026-09-06T12:00:00Z", Tz::America__Santiago, "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"),
        ] {
            let when = when(now, zone);
            let at = |text: &str| text.parse().ok();
            assert_eq!(when.moments(when.days(SomeDays::Today)), (at(begins), at(ends)), "{now} {zone}");
        }
    }
}
