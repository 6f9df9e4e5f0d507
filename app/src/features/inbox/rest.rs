//! A mouse that rests on something will probably press it.

use leptos::prelude::*;
use std::time::Duration;

/// A hover shorter than this was on its way elsewhere.
const LINGER: Duration = Duration::from_millis(70);

/// A mouse over one thing.
#[derive(Clone, Copy)]
pub struct Rest(StoredValue<Option<TimeoutHandle>>);

impl Rest {
    /// Over nothing yet; it ends with the part of the page that it is made in.
    pub fn new() -> Self {
        let rest = Self(StoredValue::default());
        on_cleanup(move || rest.end());
        rest
    }

    /// It comes; `then` when it stays.
    pub fn begin(self, event: &web_sys::PointerEvent, then: impl FnOnce() + 'static) {
        if event.pointer_type() == "mouse" {
            self.end();
            self.0.set_value(set_timeout_with_handle(then, LINGER).ok());
        }
    }

    /// It goes.
    pub fn end(self) {
        if let Some(timer) = self.0.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }
}
