//! Which revision of a record changed which field last: so two people can change different fields at once, and who changes the same one is
//! asked.

mod store;

pub(crate) use store::{mark_changed, of};

use crate::error::{Error, Result};
use kurier_model::Field;
use kurier_model::record::{Change, Changes, Conflict, Conflicts};
use std::collections::HashMap;

/// How often a record was changed, and which revision changed each field last.
#[derive(Clone, Debug)]
pub(crate) struct Revisions {
    pub(crate) now: u32,
    of: HashMap<Field, u32>,
}

impl Revisions {
    /// Whether a field was changed after `seen`.
    fn changed_since(&self, field: Field, seen: u32) -> bool {
        self.of.get(&field).is_some_and(|changed| *changed > seen)
    }
}

/// Those of the changes that change something; `now` says what stands in a field.
///
/// # Errors
/// [`Error::Changed`] when somebody else changed a field after the revision that was seen, and to something else.
pub(crate) fn wanted<'c>(
    changes: &'c Changes,
    revisions: &Revisions,
    now: impl Fn(Field) -> String,
) -> Result<Vec<&'c Change>> {
    let mut conflicts = Conflicts { revision: revisions.now, fields: Vec::new() };
    let mut wanted = Vec::new();
    for change in &changes.fields {
        let Change { field, value } = change;
        let theirs = now(*field);
        if theirs == *value {
            continue;
        }
        if revisions.changed_since(*field, changes.revision) {
            conflicts.fields.push(Conflict { field: *field, theirs, yours: value.clone() });
        }
        wanted.push(change);
    }
    if conflicts.fields.is_empty() { Ok(wanted) } else { Err(Error::Changed(conflicts)) }
}
