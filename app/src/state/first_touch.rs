//! The first sign of a hand on the page: what it asks for is fetched then, and not before.

use leptos::prelude::*;

/// Whether there was one.
#[derive(Clone, Copy)]
pub struct FirstTouch(RwSignal<bool>);

impl FirstTouch {
    /// Makes the context, and waits for a pointer or a key.
    pub fn provide() -> Self {
        let touched = Self(RwSignal::new(false));
        provide_context(touched);
        Effect::new(move || {
            for event in ["pointermove", "pointerdown", "keydown"] {
                let handle = window_event_listener_untyped(event, move |_| {
                    if !touched.0.get_untracked() {
                        touched.0.set(true);
                    }
                });
                on_cleanup(move || handle.remove());
            }
        });
        touched
    }

    /// Whether there was one. Tracks.
    #[must_use]
    pub fn is_over(self) -> bool {
        self.0.get()
    }
}

/// The page's, above.
#[must_use]
pub fn use_first_touch() -> FirstTouch {
    expect_context()
}
