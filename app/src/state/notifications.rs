//! Whether this device tells of new mail while nobody looks at Kurier: a setting of the browser, which has to allow it too.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationPermission};

/// Where the device remembers it.
const KEPT: &str = "kurier.notify";
/// Where it remembers that they are discreet.
const DISCREET: &str = "kurier.notify.discreet";

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

    /// Whether they say that there is mail, and nothing of who writes and about what: others may see the screen.
    #[must_use]
    pub fn are_discreet() -> bool {
        storage().and_then(|kept| kept.get_item(DISCREET).ok().flatten()).is_some()
    }

    /// From now on they are, or are not.
    pub fn be_discreet(wanted: bool) {
        let Some(kept) = storage() else { return };
        // A browser that keeps nothing shows that it does not.
        let _ = if wanted { kept.set_item(DISCREET, "1") } else { kept.remove_item(DISCREET) };
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
