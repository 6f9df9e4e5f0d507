//! What stands in a new record's fields of which nothing was said. Whoever leaves a field empty has said so.

use super::values::{self, Written};
use crate::actor::Actor;
use chrono::{DateTime, Days, Utc};
use kurier_model::Field;
use kurier_model::record::{Change, FieldDefault, FieldDefinition, Kind};

/// Adds them to what was written. Days are counted in UTC: who fills in a form has them there, by their own clock.
pub(super) fn add<'k>(
    kind: &'k Kind,
    actor: &Actor,
    said: &[Change],
    written: &mut Vec<Written<'k>>,
    now: DateTime<Utc>,
) {
    let is_said = |field: &FieldDefinition| said.iter().any(|one| one.field == Field::OfKind(field.id));
    for field in kind.fields.iter().filter(|field| !is_said(field)) {
        let text = field.default.as_ref().and_then(|default| text(default, actor, now));
        // What could be read when it was chosen is left out when it cannot be any more.
        let value = text.and_then(|text| values::read_again(&field.what, &text).ok().flatten());
        if value.is_some() {
            written.push(Written { field, value });
        }
    }
}

fn text(default: &FieldDefault, actor: &Actor, now: DateTime<Utc>) -> Option<String> {
    match default {
        FieldDefault::Value { text } => Some(text.clone()),
        FieldDefault::Me => actor.user.map(|user| user.to_string()),
        FieldDefault::InDays { days } => {
            now.date_naive().checked_add_days(Days::new(u64::from(*days))).map(|day| day.to_string())
        }
    }
}
