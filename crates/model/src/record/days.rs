//! Days as they are said from today on, and the moments of a record that stand in none of its fields.

use super::{FieldDefinition, FieldType, Kind};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// Some days, said from today on: a list that asks for them has other records tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SomeDays {
    Today,
    ThisWeek,
    ThisMonth,
    ThisQuarter,
    /// Today and so many days behind it.
    Next(u16),
    /// Today and so many days before it.
    Last(u16),
    /// The day that was so many days ago, and all before it.
    Before(u16),
}

/// The most days that can be said: ten years.
pub const MOST_DAYS: u16 = 3660;

/// The first day and the last, both included; an end that is missing is open.
pub type Span = (Option<NaiveDate>, Option<NaiveDate>);

impl SomeDays {
    /// As an address has it.
    #[must_use]
    pub fn written(self) -> String {
        match self {
            Self::Today => "today".to_owned(),
            Self::ThisWeek => "week".to_owned(),
            Self::ThisMonth => "month".to_owned(),
            Self::ThisQuarter => "quarter".to_owned(),
            Self::Next(days) => format!("next{days}"),
            Self::Last(days) => format!("last{days}"),
            Self::Before(days) => format!("before{days}"),
        }
    }

    /// The reverse of [`Self::written`].
    #[must_use]
    pub fn read(written: &str) -> Option<Self> {
        let count = |digits: &str| digits.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
        Some(match written {
            "today" => Self::Today,
            "week" => Self::ThisWeek,
            "month" => Self::ThisMonth,
            "quarter" => Self::ThisQuarter,
            _ => match (written.strip_prefix("next"), written.strip_prefix("last")) {
                (Some(digits), _) => Self::Next(count(digits)?),
                (_, Some(digits)) => Self::Last(count(digits)?),
                _ => Self::Before(count(written.strip_prefix("before")?)?),
            },
        })
    }

    /// How many days are said, where some are.
    #[must_use]
    pub const fn count(self) -> Option<u16> {
        match self {
            Self::Next(days) | Self::Last(days) | Self::Before(days) => Some(days),
            _ => None,
        }
    }

    /// Which days these are when it is today. Weeks begin on Mondays.
    #[must_use]
    pub fn span(self, today: NaiveDate) -> Span {
        let back = |days: u16| today.checked_sub_days(Days::new(days.into()));
        let months = |first: u32, count: u32| {
            let begins = NaiveDate::from_ymd_opt(today.year(), first, 1);
            let next = begins.and_then(|day| day.checked_add_months(Months::new(count)));
            (begins, next.and_then(|day| day.pred_opt()))
        };
        match self {
            Self::Today => (Some(today), Some(today)),
            Self::ThisWeek => {
                let monday = today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into()));
                (monday, monday.and_then(|day| day.checked_add_days(Days::new(6))))
            }
            Self::ThisMonth => months(today.month(), 1),
            Self::ThisQuarter => months(today.month0() / 3 * 3 + 1, 3),
            Self::Next(days) => (Some(today), today.checked_add_days(Days::new(days.into()))),
            Self::Last(days) => (back(days), Some(today)),
            Self::Before(days) => (None, back(days)),
        }
    }
}

/// A moment of a record that stands in none of its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// It was made.
    Created,
    /// Something last happened to it.
    Active,
    /// It came into its stage.
    InStage,
}

impl Moment {
    pub const ALL: [Self; 3] = [Self::Created, Self::Active, Self::InStage];

    /// By what filters, orders and columns name it, as they name a field by its key, and what its column of the database is called.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Created => "created_at",
            Self::Active => "last_activity_at",
            Self::InStage => "stage_since",
        }
    }

    /// The reverse of [`Self::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|moment| moment.key() == key)
    }

    /// As if it were a field: it is asked by days, and stands in a column.
    #[must_use]
    pub fn as_field(self) -> FieldDefinition {
        FieldDefinition::of_none(self.key(), FieldType::Date)
    }

    /// Whether a list can be in its order.
    #[must_use]
    pub const fn sorts(self) -> bool {
        !matches!(self, Self::InStage)
    }
}

impl Kind {
    /// What a filter asks: a field, or a moment as if it were one.
    #[must_use]
    pub fn asked(&self, key: &str) -> Option<FieldDefinition> {
        self.field_called(key).cloned().or_else(|| Moment::from_key(key).map(Moment::as_field))
    }

    /// Whether a list can be in the order of what has this key.
    #[must_use]
    pub fn sorts(&self, key: &str) -> bool {
        let field = self.field_called(key);
        field.map_or_else(|| Moment::from_key(key).is_some_and(Moment::sorts), |field| field.what.sorts())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_from_today_on() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        for (written, today, first, last) in [
            ("today", "2026-11-28", "2026-11-28", "2026-11-28"),
            ("week", "2026-11-28", "2026-11-23", "2026-11-29"),
            ("week", "2026-11-23", "2026-11-23", "2026-11-29"),
            ("week", "2027-01-01", "2026-12-28", "2027-01-03"),
            ("month", "2028-02-10", "2028-02-01", "2028-02-29"),
            ("month", "2026-12-31", "2026-12-01", "2026-12-31"),
            ("quarter", "2026-11-28", "2026-10-01", "2026-12-31"),
            ("quarter", "2026-03-31", "2026-01-01", "2026-03-31"),
            ("next7", "2026-11-28", "2026-11-28", "2026-12-05"),
            ("last30", "2026-03-01", "2026-01-30", "2026-03-01"),
            ("before1", "2026-03-01", "", "2026-02-28"),
        ] {
            let days = SomeDays::read(written).unwrap();
            assert_eq!(days.written(), written);
            assert_eq!(days.span(day(today).unwrap()), (day(first), day(last)), "{written} {today}");
        }
        for nothing in ["", "next", "next0", "last3661", "before-1", "next70000", "year", "next1.5"] {
            assert_eq!(SomeDays::read(nothing), None, "{nothing}");
        }
    }
}
