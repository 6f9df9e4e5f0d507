//! What stood in fields before they were changed.

mod store;

pub(super) use store::stood;

use super::listing;
use super::store::Stored;
use super::values::{self, Written};
use crate::{
    actor::Actor,
    db::Tx,
    error::Result,
    events::{Event, EventKind},
};
use kurier_model::record::{FieldDefinition, FieldType, FieldValue, Kind, Linked};
use kurier_model::timeline::{ChangedField, ChangedValues, RecordEvent, TimelineEntry, TimelineItem};
use kurier_model::{EventId, Field, FieldId, RecordId};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// So much of a text is kept, in characters.
const KEPT: usize = 500;

/// Another stage is a move; everything else is a change of fields, of which is kept what stood in them and what stands there now.
pub(super) async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    record: RecordId,
    before: &Stored,
    written: &[Written<'_>],
) -> Result<()> {
    let (moved, changed): (Vec<_>, Vec<_>) =
        written.iter().partition(|one| one.field.what == FieldType::Stage);
    for one in moved {
        let from = before.values.get(&one.field.id);
        let to = one.value.as_ref().map(|value| value.text.as_str());
        Event::new(EventKind::RecordMoved)
            .record(record)
            .payload(json!({ "from": from, "to": to }))
            .record_in(tx, actor)
            .await?;
    }
    if changed.is_empty() {
        return Ok(());
    }
    let fields: Vec<Field> = changed.iter().map(|one| Field::OfKind(one.field.id)).collect();
    let event = Event::new(EventKind::RecordChanged).record(record).payload(json!({ "fields": fields }));
    let event = event.record_in(tx, actor).await?;
    let steps = changed.iter().map(|one| store::Step {
        field: one.field.id,
        before: before.value(kind, one.field.id).map(|text| kept(&one.field.what, text)),
        after: one.value.as_ref().map(|value| kept(&one.field.what, &value.text)),
    });
    store::keep(tx, actor, event, steps.collect()).await
}

/// A value as it is kept: of what people write the beginning; ids are whole.
fn kept(what: &FieldType, text: &str) -> String {
    match what {
        FieldType::Link { .. } | FieldType::Person | FieldType::Choices { .. } => text.to_owned(),
        _ => cut(text),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Adds to changes what the fields are, and what stood in them, with the names of people and records.
pub(super) async fn describe(tx: &mut Tx, kinds: &[Kind], rows: &mut [TimelineEntry]) -> Result<()> {
    let mut changed: Vec<(EventId, &mut ChangedField)> = rows
        .iter_mut()
        .filter_map(|entry| match &mut entry.what {
            TimelineItem::Event { id, what: RecordEvent::Changed { fields }, .. } => Some((*id, fields)),
            _ => None,
        })
        .flat_map(|(id, fields)| fields.iter_mut().map(move |field| (id, field)))
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let definitions: HashMap<FieldId, &FieldDefinition> =
        kinds.iter().flat_map(|kind| &kind.fields).map(|field| (field.id, field)).collect();
    let events: HashSet<EventId> = changed.iter().map(|(event, _)| *event).collect();
    let mut steps = store::steps(tx, events.into_iter().collect()).await?;
    let names = names(tx, &definitions, steps.values()).await?;
    for (event, one) in &mut changed {
        let Field::OfKind(id) = one.field else { continue };
        let Some(definition) = definitions.get(&id) else { continue };
        let step = steps.remove(&(*event, id));
        let texts: Vec<&str> = step.iter().flat_map(store::Step::texts).collect();
        one.definition = Some(with_choices(definition, &texts));
        one.values = step.map(|step| {
            let shown = |value: String| {
                let called: Vec<Option<String>> =
                    named(&definition.what, &value).map(|id| names.get(&id).cloned()).collect();
                let label = called.first().cloned().flatten();
                FieldValue { field: id, value, label, names: called }
            };
            ChangedValues { before: step.before.map(shown), after: step.after.map(shown) }
        });
    }
    Ok(())
}

/// The names of people and records that stood in fields, of those that whoever asks may see.
async fn names<'s>(
    tx: &mut Tx,
    definitions: &HashMap<FieldId, &FieldDefinition>,
    steps: impl Iterator<Item = &'s store::Step>,
) -> Result<HashMap<Uuid, String>> {
    let (mut people, mut records) = (HashSet::new(), HashSet::new());
    for step in steps {
        let Some(what) = definitions.get(&step.field).map(|field| &field.what) else { continue };
        let ids = step.texts().flat_map(|text| named(what, text));
        match what {
            FieldType::Person => people.extend(ids),
            _ => records.extend(ids),
        }
    }
    listing::names(tx, people, records).await
}

/// The person or the records that a value names.
fn named(what: &FieldType, text: &str) -> impl Iterator<Item = Uuid> {
    let ids = match what {
        FieldType::Person => text.parse().into_iter().collect(),
        FieldType::Link { .. } => Linked::all(text).into_iter().map(|one| one.record.0).collect(),
        _ => Vec::new(),
    };
    ids.into_iter()
}

/// A field with those choices alone that stand in these texts.
fn with_choices(field: &FieldDefinition, texts: &[&str]) -> FieldDefinition {
    let mut field = field.clone();
    if let FieldType::Choice { choices } | FieldType::Choices { choices } = &mut field.what {
        let named: HashSet<String> = texts.iter().flat_map(|text| values::list(text)).collect();
        choices.retain(|choice| named.contains(&choice.key));
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_letters() {
        assert_eq!(cut("żółw"), "żółw");
        let long = "ż".repeat(KEPT + 1);
        assert_eq!(cut(&long), format!("{}…", "ż".repeat(KEPT)));
        assert_eq!(cut(&"ż".repeat(KEPT)), "ż".repeat(KEPT));
    }
}
