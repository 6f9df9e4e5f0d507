//! What is typed, handed on when the typing pauses.

use leptos::prelude::*;
use std::time::Duration;

/// How long the typing rests before it is handed on.
const PAUSE: Duration = Duration::from_millis(250);

/// Typing into a field of a list. Whoever leaves the field has paused: what they go to next is not overtaken by what they typed.
#[derive(Clone, Copy)]
pub struct Paused {
    waiting: StoredValue<Option<(TimeoutHandle, String)>>,
    act: Callback<String>,
}

impl Paused {
    /// `act` is called with what was typed. With the part of the page goes what waits.
    pub fn new(act: impl Fn(String) + Send + Sync + 'static) -> Self {
        let paused = Self { waiting: StoredValue::new(None), act: Callback::new(act) };
        on_cleanup(move || drop(paused.take()));
        paused
    }

    /// Call this with every letter.
    pub fn typed(self, words: String) {
        self.take();
        let timer = set_timeout_with_handle(move || self.now(), PAUSE);
        self.waiting.try_set_value(timer.ok().map(|timer| (timer, words)));
    }

    /// Hands on what waits, when the field is left.
    pub fn now(self) {
        if let Some(words) = self.take() {
            self.act.try_run(words);
        }
    }

    fn take(self) -> Option<String> {
        let (timer, words) = self.waiting.try_update_value(Option::take).flatten()?;
        timer.clear();
        Some(words)
    }
}
