//! What is open over the page.

use leptos::prelude::RwSignal;

/// What can be opened over any page.
#[derive(Clone, Copy)]
pub struct Overlays {
    /// "Go anywhere".
    pub palette: RwSignal<bool>,
    /// The list of shortcuts.
    pub help: RwSignal<bool>,
}
