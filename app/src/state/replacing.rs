//! Going to another address of the same page.

use super::use_beside;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Goes there without adding to the history, as for every letter that is typed; what is open beside the page stays.
#[derive(Clone, Copy)]
pub struct Replacing(StoredValue<Box<dyn Fn(&str) + Send + Sync>>);

impl Replacing {
    /// Inside the router.
    pub fn here() -> Self {
        let navigate = use_navigate();
        let beside = use_beside();
        let go = move |to: &str| {
            let to = untrack(|| beside.keeping(to));
            navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        };
        Self(StoredValue::new(Box::new(go)))
    }

    pub fn to(self, address: &str) {
        self.0.try_with_value(|go| go(address));
    }
}
