//! The person's time zone as the request tells it: in the cookies that [`crate::ui::zone`] leaves.

#[cfg(feature = "ssr")]
use crate::{
    api::{cookies::cookie, server_side::Tz},
    ui::zone::{NAME_COOKIE, OFFSET_COOKIE},
};

/// The minutes east of UTC that the browser left in its cookie.
#[must_use]
pub fn zone_offset() -> i32 {
    #[cfg(feature = "ssr")]
    {
        leptos::prelude::use_context::<http::request::Parts>()
            .and_then(|parts| cookie(&parts.headers, OFFSET_COOKIE))
            .and_then(|minutes| minutes.parse().ok())
            .unwrap_or(0)
    }
    #[cfg(not(feature = "ssr"))]
    {
        0
    }
}

/// The person's time zone, as far as the browser has told it: by its name, or else by how far it is from UTC now.
#[cfg(feature = "ssr")]
#[must_use]
pub fn zone() -> Tz {
    let parts = leptos::prelude::use_context::<http::request::Parts>();
    parts.and_then(|parts| named_zone(&parts.headers)).unwrap_or_else(|| whole_hours(zone_offset()))
}

/// The zone whose name the browser has told with a request.
#[cfg(feature = "ssr")]
#[must_use]
pub fn named_zone(headers: &http::HeaderMap) -> Option<Tz> {
    cookie(headers, NAME_COOKIE).and_then(|name| name.parse().ok())
}

/// A zone without summer, the nearest that has a name. The names' signs are POSIX's: `Etc/GMT-2` lies east.
#[cfg(feature = "ssr")]
fn whole_hours(minutes: i32) -> Tz {
    let hours = minutes.clamp(-12 * 60, 14 * 60) / 60;
    let name = if hours == 0 { "UTC".to_owned() } else { format!("Etc/GMT{:+}", -hours) };
    name.parse().unwrap_or(Tz::UTC)
}
