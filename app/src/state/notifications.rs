//! Whether this device tells of new mail while nobody looks at Kurier: a setting of the browser, which has to allow it too.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationPermission};

/// Where the device remembers it.
const KEPT: &str = "kurier.notify";

/// What there is to say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notifications {
    On,
    Off,
    /// The person has told the browser never to.
    Forbidden,
    /// This browser has none, or not at an address without TLS.
    Missing,
}

impl Notifications {
    /// Whether the person wants them; whether the browser lets us, says [`Self::now`].
    #[must_use]
    pub fn are_wanted() -> bool {
        storage().and_then(|kept| kept.get_item(KEPT).ok().flatten()).is_some()
    }

    /// As it is now. In the browser only.
    #[must_use]
    pub fn now() -> Self {
        if !js_sys::Reflect::has(&window(), &"Notification".into()).unwrap_or(false) {
            return Self::Missing;
        }
        match Notification::permission() {
            NotificationPermission::Denied => Self::Forbidden,
            NotificationPermission::Granted if Self::are_wanted() => Self::On,
            _ => Self::Off,
        }
    }

    /// Turns them on, as far as the browser lets us: it asks the person.
    pub async fn turn_on() -> Self {
        if let Ok(asked) = Notification::request_permission() {
            // The answer is read below.
            let _ = JsFuture::from(asked).await;
        }
        if let Some(kept) = storage() {
            let _ = kept.set_item(KEPT, "1");
        }
        Self::now()
    }

    /// Turns them off.
    pub fn turn_off() {
        if let Some(kept) = storage() {
            let _ = kept.remove_item(KEPT);
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
