//! A field while it is being written.

use leptos::prelude::*;

/// What somebody is writing into a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    /// As the field's type writes it.
    pub value: RwSignal<String>,
    /// What the person or record is called whose id is the value.
    pub label: RwSignal<Option<String>>,
}

impl Draft {
    pub fn new(value: String, label: Option<String>) -> Self {
        Self { value: RwSignal::new(value), label: RwSignal::new(label) }
    }
}
