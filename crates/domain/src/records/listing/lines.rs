//! The lines of a list: what stands in the fields of records, and what people, records and stages are called whose ids stand there.

use super::super::photos;
use super::super::store::Stored;
use super::super::values;
use super::store::{self, Line};
use crate::{db::Tx, error::Result};
use kurier_model::RecordId;
use kurier_model::record::{FieldDefinition, FieldType, FieldValue, Kind, Linked, ListCursor, RecordRow};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The lines of these records, in this order.
pub(super) async fn rows(
    tx: &mut Tx,
    kind: &Kind,
    columns: &[FieldDefinition],
    ids: &[ListCursor],
) -> Result<Vec<RecordRow>> {
    let wanted: Vec<RecordId> = ids.iter().map(|cursor| cursor.id).collect();
    let mut lines = store::rows(tx, &wanted).await?;
    let all: Vec<&Stored> = lines.values().map(|line| &line.stored).collect();
    let labels = labels(tx, kind, columns, &all).await?;
    let mut photos = match kind.has_photos() {
        true => photos::shown_of(tx, &wanted).await?,
        false => HashMap::new(),
    };
    let rows = wanted.into_iter().filter_map(|id| {
        let Line { stored, created_by, last_activity_at } = lines.remove(&id)?;
        let values = with_labels(columns, &stored, &labels);
        Some(RecordRow {
            id,
            values,
            created_by,
            created_at: stored.created_at,
            last_activity_at,
            stage_since: stored.stage_since,
            removed_at: stored.removed_at,
            name: stored.name,
            photo: photos.remove(&id),
        })
    });
    Ok(rows.collect())
}

/// These records as they are kept, in this order.
pub(in super::super) async fn stored(tx: &mut Tx, ids: &[RecordId]) -> Result<Vec<(RecordId, Stored)>> {
    let mut rows = store::rows(tx, ids).await?;
    Ok(ids.iter().filter_map(|id| Some((*id, rows.remove(id)?.stored))).collect())
}

/// What stands in all fields, with the names of people, records and stages.
pub(in super::super) async fn labelled(tx: &mut Tx, kind: &Kind, stored: &Stored) -> Result<Vec<FieldValue>> {
    let labels = labels(tx, kind, &kind.fields, &[stored]).await?;
    Ok(with_labels(&kind.fields, stored, &labels))
}

/// The names of people, records and stages whose ids stand in the fields.
async fn labels(
    tx: &mut Tx,
    kind: &Kind,
    fields: &[FieldDefinition],
    all: &[&Stored],
) -> Result<HashMap<Uuid, String>> {
    let (mut people, mut records) = (HashSet::new(), HashSet::new());
    for field in fields {
        let texts = all.iter().filter_map(|stored| stored.values.get(&field.id));
        match field.what {
            FieldType::Person => people.extend(texts.filter_map(|text| text.parse::<Uuid>().ok())),
            FieldType::Link { .. } => {
                records.extend(texts.flat_map(|text| Linked::all(text)).map(|linked| linked.record.0));
            }
            _ => {}
        }
    }
    let stages = kind.stages.iter().map(|stage| (stage.id.0, stage.name.as_stored().to_owned()));
    let mut labels: HashMap<Uuid, String> = stages.collect();
    labels.extend(names(tx, people, records).await?);
    Ok(labels)
}

/// The names of people, and of records that are seen and in no bin.
pub(in super::super) async fn names(
    tx: &mut Tx,
    people: HashSet<Uuid>,
    records: HashSet<Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let mut names = HashMap::new();
    if !people.is_empty() {
        names.extend(store::names_of_people(tx, people.into_iter().collect()).await?);
    }
    if !records.is_empty() {
        names.extend(store::names_of_records(tx, records.into_iter().collect()).await?);
    }
    Ok(names)
}

fn with_labels(
    fields: &[FieldDefinition],
    stored: &Stored,
    labels: &HashMap<Uuid, String>,
) -> Vec<FieldValue> {
    let value = |field: &FieldDefinition| {
        let value = match field.what {
            FieldType::Name => stored.name.clone(),
            _ => stored.values.get(&field.id)?.clone(),
        };
        if field.what.roles().is_some() {
            let names = Linked::all(&value).iter().map(|one| labels.get(&one.record.0).cloned()).collect();
            return Some(FieldValue { field: field.id, value, label: None, names });
        }
        let is_id = matches!(field.what, FieldType::Person | FieldType::Link { .. } | FieldType::Stage);
        let id = is_id.then(|| value.parse::<Uuid>());
        let label = id.and_then(Result::ok).and_then(|id| labels.get(&id).cloned());
        Some(FieldValue::new(field.id, value, label))
    };
    fields.iter().filter_map(value).collect()
}

/// The first of several values of a field, to tell records of one name apart.
pub(in super::super) fn first_value(text: &str) -> Option<String> {
    values::list(text).into_iter().next()
}
