//! Which time zone and day the page shows times in.
//!
//! The server does not know the person's zone until the browser has left it in the cookie `kurier_zone` (minutes east of
//! UTC). After hydration the browser's own clock rules, and all times on the page follow.

use super::set_cookie;
use chrono::{DateTime, FixedOffset, Utc};
use leptos::prelude::*;

/// Name of the cookie that tells the server the offset.
pub const OFFSET_COOKIE: &str = "kurier_zone";
/// Name of the cookie that tells it the zone's name (IANA), for times of other days than today.
pub const NAME_COOKIE: &str = "kurier_zone_name";

/// Now. The browser's clock is asked itself: with chrono's way of asking it all comes along by which a moment is written down.
#[must_use]
pub fn now() -> DateTime<Utc> {
    #[cfg(feature = "hydrate")]
    {
        #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds")]
        let since_1970 = js_sys::Date::now() as i64;
        DateTime::from_timestamp_millis(since_1970).unwrap_or_default()
    }
    #[cfg(not(feature = "hydrate"))]
    Utc::now()
}

/// Where times are shown.
#[derive(Clone, Copy)]
pub struct Zone {
    /// `None`: ask the browser's clock.
    offset: RwSignal<Option<i32>>,
    now: RwSignal<DateTime<Utc>>,
}

impl Zone {
    /// Starts with the offset from the cookie, in minutes.
    pub fn provide(offset_minutes: i32) -> Self {
        let zone = Self { offset: RwSignal::new(Some(offset_minutes)), now: RwSignal::new(now()) };
        provide_context(zone);
        Effect::new(move || {
            zone.offset.set(None);
            let minutes = browser_offset(now());
            set_cookie(OFFSET_COOKIE, &minutes.to_string());
            if let Some(name) = browser_zone() {
                set_cookie(NAME_COOKIE, &name);
            }
            let tick =
                set_interval_with_handle(move || zone.now.set(now()), std::time::Duration::from_secs(60));
            if let Ok(tick) = tick {
                on_cleanup(move || tick.clear());
            }
        });
        zone
    }

    /// The moment on the person's clock. Tracks the zone.
    #[must_use]
    pub fn local(self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        let minutes = self.offset.get().unwrap_or_else(|| browser_offset(at));
        match FixedOffset::east_opt(minutes.clamp(-14 * 60, 14 * 60) * 60) {
            Some(offset) => at.with_timezone(&offset),
            None => at.fixed_offset(),
        }
    }

    /// Now, to the minute. Tracks the clock.
    #[must_use]
    pub fn now(self) -> DateTime<FixedOffset> {
        self.local(self.now.get())
    }
}

/// Minutes east of UTC at that moment, by the browser.
fn browser_offset(at: DateTime<Utc>) -> i32 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit a double for 285,000 years")]
    let date = js_sys::Date::new(&(at.timestamp_millis() as f64).into());
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
    let minutes = -date.get_timezone_offset() as i32;
    minutes
}

/// The browser's zone, such as `Europe/Warsaw`.
fn browser_zone() -> Option<String> {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}

/// The page's time zone; UTC where nobody said it.
#[must_use]
pub fn use_zone() -> Zone {
    use_context().unwrap_or_else(|| Zone { offset: RwSignal::new(Some(0)), now: RwSignal::new(now()) })
}
