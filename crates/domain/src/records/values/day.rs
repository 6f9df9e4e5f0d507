//! Days as people write them.

use chrono::{Datelike, NaiveDate};

/// Days are of these years: whoever types `20026` has slipped.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2999;

/// A day as it is kept (ISO 8601), and how many days after 1 January 1970 it is. `28.11.2026` is read too, `11/28/2026` is not: a
/// slash stands after the day in one country and after the month in another.
pub(super) fn read(text: &str) -> Option<(String, f64)> {
    let text = text.trim();
    let day = if text.contains('.') {
        let mut parts = text.split('.').map(str::trim);
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?
    } else {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?
    };
    let since = day.signed_duration_since(NaiveDate::default()).num_days();
    let number = f64::from(i32::try_from(since).ok()?);
    YEARS.contains(&day.year()).then(|| (day.format("%Y-%m-%d").to_string(), number))
}
