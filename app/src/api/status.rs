//! Whose status an answer has.

use leptos::prelude::provide_context;

/// What is drawn from here down stands beside the page: that it cannot be shown says nothing of the page, which keeps its status.
#[derive(Clone, Copy, Debug)]
pub struct BesidePage(());

impl BesidePage {
    pub fn provide() {
        provide_context(Self(()));
    }
}
