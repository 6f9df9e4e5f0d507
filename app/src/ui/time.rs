//! Moments as people read them.

use super::use_zone;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Utc};
use kurier_i18n::{I18n, Language, t_string, use_i18n};
use leptos::prelude::*;

/// Today the hour, this year day and month, before that the whole date. The tooltip has everything.
#[component]
pub fn Time(
    #[prop(into)] at: Signal<DateTime<Utc>>,
    /// With the hour, whenever it was.
    #[prop(optional)]
    long: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let zone = use_zone();
    view! {
        <time
            class="time"
            datetime=move || machine_words(at.get())
            title=move || full(i18n, zone.local(at.get()))
        >
            {move || {
                let local = zone.local(at.get());
                if long { full(i18n, local) } else { short(i18n, local, zone.now()) }
            }}
        </time>
    }
}

/// As programs read it (RFC 3339). What chrono writes it with is for every form that there is, and in the first download.
fn machine_words(at: DateTime<Utc>) -> String {
    let (date, time) = (at.date_naive(), at.time());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// `14:05`, `3 paź` or `03.10.2019`; in English `14:05`, `Oct 3`, `Oct 3, 2019`.
fn short(i18n: I18n, at: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> String {
    if at.date_naive() == now.date_naive() {
        return format!("{:02}:{:02}", at.hour(), at.minute());
    }
    if at.date_naive().succ_opt() == Some(now.date_naive()) {
        return t_string!(i18n, common.time.yesterday).to_owned();
    }
    date(i18n, at.date_naive(), now.year())
}

/// A day as one speaks of it: today, tomorrow, yesterday, then as [`short`] has it.
#[must_use]
pub fn day_words(i18n: I18n, day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => t_string!(i18n, common.time.today).to_owned(),
        1 => t_string!(i18n, common.time.tomorrow).to_owned(),
        -1 => t_string!(i18n, common.time.yesterday).to_owned(),
        _ => date(i18n, day, today.year()),
    }
}

/// `3 paź`, in another year `03.10.2019`; in English `Oct 3`, `Oct 3, 2019`.
fn date(i18n: I18n, day: NaiveDate, this_year: i32) -> String {
    let month = word(t_string!(i18n, common.time.months), day.month0());
    match (i18n.language(), day.year() == this_year) {
        (Language::Pl, true) => format!("{} {month}", day.day()),
        (Language::En, true) => format!("{month} {}", day.day()),
        (Language::Pl, false) => format!("{:02}.{:02}.{}", day.day(), day.month(), day.year()),
        (Language::En, false) => format!("{month} {}, {}", day.day(), day.year()),
    }
}

/// `wtorek, 3 października 2025, 14:05`; in English `Tuesday, October 3, 2025, 14:05`.
#[must_use]
pub fn full(i18n: I18n, at: DateTime<FixedOffset>) -> String {
    let weekday = word(t_string!(i18n, common.time.weekdays), at.weekday().num_days_from_monday());
    let month = word(t_string!(i18n, common.time.months_long), at.month0());
    let (day, year, hour, minute) = (at.day(), at.year(), at.hour(), at.minute());
    match i18n.language() {
        Language::Pl => format!("{weekday}, {day} {month} {year}, {hour:02}:{minute:02}"),
        Language::En => format!("{weekday}, {month} {day}, {year}, {hour:02}:{minute:02}"),
    }
}

fn word(words: &'static str, at: u32) -> &'static str {
    words.split(' ').nth(at as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn programs_read_what_chrono_writes() {
        for written in ["2026-11-30T01:02:03Z", "1999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"] {
            assert_eq!(machine_words(at(written).to_utc()), written);
        }
    }

    #[test]
    fn nearer_times_are_shorter() {
        let pl = I18n::new(Language::Pl);
        let now = at("2025-10-03T14:05:00+02:00");
        assert_eq!(short(pl, at("2025-10-03T00:10:00+02:00"), now), "00:10");
        assert_eq!(short(pl, at("2025-10-02T23:59:00+02:00"), now), "wczoraj");
        assert_eq!(short(pl, at("2025-01-31T23:59:00+02:00"), now), "31 sty");
        assert_eq!(short(pl, at("1970-01-01T00:00:00+00:00"), now), "01.01.1970");
        assert_eq!(short(I18n::new(Language::En), at("2099-01-01T00:00:00+00:00"), now), "Jan 1, 2099");
    }

    #[test]
    fn the_tooltip_has_everything() {
        assert_eq!(
            full(I18n::new(Language::Pl), at("2025-10-03T14:05:00+02:00")),
            "piątek, 3 października 2025, 14:05"
        );
        assert_eq!(
            full(I18n::new(Language::En), at("2025-10-03T14:05:00+02:00")),
            "Friday, October 3, 2025, 14:05"
        );
    }
}
