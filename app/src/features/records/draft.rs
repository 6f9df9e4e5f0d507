//! A field while it is being written.

use kurier_model::RecordId;
use kurier_model::record::FieldValue;
use leptos::prelude::*;

/// What somebody is writing into a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    /// As the field's type writes it.
    pub value: RwSignal<String>,
    /// What the person or record is called whose id is the value.
    pub label: RwSignal<Option<String>>,
    /// What the records are called, where several can be named.
    pub names: RwSignal<Vec<(RecordId, String)>>,
}

impl Draft {
    pub fn new(value: String, label: Option<String>) -> Self {
        Self::over(RwSignal::new(value), label)
    }

    /// Over a value that somebody else has, too.
    pub fn over(value: RwSignal<String>, label: Option<String>) -> Self {
        Self { value, label: RwSignal::new(label), names: RwSignal::new(Vec::new()) }
    }

    /// Begins with what stands in a field.
    pub fn of(value: FieldValue) -> Self {
        let linked = value.linked().into_iter();
        let names = linked.filter_map(|(one, name)| Some((one.record, name?))).collect();
        let draft = Self::new(value.value, value.label);
        draft.names.set(names);
        draft
    }

    /// What one of several records is called; `None` for one that is gone.
    pub fn name_of(self, record: RecordId) -> Option<String> {
        self.names
            .with(|names| names.iter().find(|(known, _)| *known == record).map(|(_, name)| name.clone()))
    }
}
