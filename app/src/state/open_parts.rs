//! What is open on a page that would be drawn anew under it: a dialog, a mail in its place.

use leptos::prelude::*;

/// How many such parts there are below whoever provides this.
#[derive(Clone, Copy)]
pub struct OpenParts(RwSignal<u32>);

impl OpenParts {
    /// Makes the context.
    pub fn provide() -> Self {
        let open = Self(RwSignal::new(0));
        provide_context(open);
        open
    }

    /// Whether there is any. Tracks.
    #[must_use]
    pub fn is_any(self) -> bool {
        self.0.get() > 0
    }

    /// Counts a part for as long as it is open and on the page, where somebody wants to know.
    pub fn count(open: RwSignal<bool>) {
        let Some(Self(parts)) = use_context::<Self>() else { return };
        Effect::new(move |was: Option<bool>| {
            let now = open.get();
            match (was.unwrap_or_default(), now) {
                (false, true) => parts.update(|count| *count += 1),
                (true, false) => parts.update(|count| *count = count.saturating_sub(1)),
                _ => {}
            }
            now
        });
        on_cleanup(move || {
            if open.try_get_untracked() == Some(true) {
                parts.try_update(|count| *count = count.saturating_sub(1));
            }
        });
    }
}
