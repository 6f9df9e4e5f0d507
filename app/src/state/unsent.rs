//! Notes that somebody has begun and not saved: they are there again when the record is, until the window is loaded anew.

use kurier_model::RecordId;
use leptos::prelude::*;
use std::collections::HashMap;

/// What is begun, by the records that it is about.
#[derive(Clone, Copy)]
pub struct Unsent(StoredValue<HashMap<RecordId, String>>);

impl Unsent {
    pub fn provide() {
        provide_context(Self(StoredValue::default()));
    }

    /// What was begun about a record.
    #[must_use]
    pub fn about(self, record: RecordId) -> String {
        self.0.with_value(|all| all.get(&record).cloned().unwrap_or_default())
    }

    /// Nothing is nothing to keep.
    pub fn keep(self, record: RecordId, text: String) {
        self.0.update_value(|all| {
            if text.is_empty() {
                all.remove(&record);
            } else {
                all.insert(record, text);
            }
        });
    }
}
