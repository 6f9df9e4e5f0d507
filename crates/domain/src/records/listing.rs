//! Lists: in the order of any field, a page at a time.

mod store;

use super::store::Stored;
use super::values;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    people::Sought,
};
use kurier_model::RecordId;
use kurier_model::record::{
    FieldDefinition, FieldType, FieldValue, Kind, ListCursor, ListPage, ListQuery, RecordRow,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Which records belong on a list, for SQL.
pub(super) struct Listed<'q> {
    pub(super) kind: &'q str,
    pub(super) in_bin: bool,
    pub(super) owner: Option<Uuid>,
    pub(super) sought: Sought,
}

pub(super) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    query: &ListQuery,
    after: Option<ListCursor>,
    limit: u32,
) -> Result<ListPage> {
    let listed = Listed {
        kind: &kind.key.0,
        in_bin: query.in_bin,
        owner: actor.user.filter(|_| query.mine).map(|user| user.0),
        sought: Sought::read(&query.words),
    };
    let sort = match &query.sort {
        None => None,
        Some(key) => Some(kind.field_called(key).filter(|field| field.what.sorts()).ok_or(Error::NotFound)?),
    };
    let most = limit as usize;
    let mut ids = match sort {
        None => store::by_activity(tx, &listed, after, limit + 1).await?,
        Some(field) => by_field(tx, &listed, field, query.descending, after, limit + 1).await?,
    };
    let more = ids.len() > most;
    ids.truncate(most);
    let next = ids.last().filter(|_| more).cloned();
    let columns: Vec<FieldDefinition> = kind.fields.iter().filter(|field| field.in_list).cloned().collect();
    let rows = rows(tx, &columns, &ids).await?;
    Ok(ListPage { rows, next })
}

/// Those that have something in the field in its order, then those that have nothing.
async fn by_field(
    tx: &mut Tx,
    listed: &Listed<'_>,
    field: &FieldDefinition,
    descending: bool,
    after: Option<ListCursor>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let is_behind = after.as_ref().is_some_and(|after| after.key.is_none());
    let mut found = match (&after, is_behind) {
        (_, true) => Vec::new(),
        (after, false) if field.what.is_number() => {
            store::by_number(tx, listed, field.id, descending, after.as_ref(), limit).await?
        }
        (after, false) => store::by_words(tx, listed, field.id, descending, after.as_ref(), limit).await?,
    };
    let missing = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
    // Every record has a name.
    if missing > 0 && field.what != FieldType::Name {
        let behind = after.filter(|_| is_behind).map(|after| after.id);
        found.extend(store::without(tx, listed, field.id, behind, missing).await?);
    }
    Ok(found)
}

/// The lines of these records, in this order.
async fn rows(tx: &mut Tx, columns: &[FieldDefinition], ids: &[ListCursor]) -> Result<Vec<RecordRow>> {
    let wanted: Vec<RecordId> = ids.iter().map(|cursor| cursor.id).collect();
    let mut stored: HashMap<RecordId, (Stored, _)> = store::rows(tx, &wanted).await?;
    let all: Vec<&Stored> = stored.values().map(|(stored, _)| stored).collect();
    let labels = labels(tx, columns, &all).await?;
    let rows = wanted.into_iter().filter_map(|id| {
        let (stored, last_activity_at) = stored.remove(&id)?;
        let values = with_labels(columns, &stored, &labels);
        Some(RecordRow { id, values, last_activity_at, removed_at: stored.removed_at, name: stored.name })
    });
    Ok(rows.collect())
}

/// What stands in these fields, with the names of people and records.
pub(super) async fn labelled(
    tx: &mut Tx,
    fields: &[FieldDefinition],
    stored: &Stored,
) -> Result<Vec<FieldValue>> {
    let labels = labels(tx, fields, &[stored]).await?;
    Ok(with_labels(fields, stored, &labels))
}

/// The names of people and records whose ids stand in the fields.
async fn labels(tx: &mut Tx, fields: &[FieldDefinition], all: &[&Stored]) -> Result<HashMap<Uuid, String>> {
    let (mut people, mut records) = (HashSet::new(), HashSet::new());
    for field in fields {
        let ids = all.iter().filter_map(|stored| stored.values.get(&field.id)?.parse::<Uuid>().ok());
        match field.what {
            FieldType::Person => people.extend(ids),
            FieldType::Link { .. } => records.extend(ids),
            _ => {}
        }
    }
    let mut labels = HashMap::new();
    if !people.is_empty() {
        labels.extend(store::names_of_people(tx, people.into_iter().collect()).await?);
    }
    if !records.is_empty() {
        labels.extend(store::names_of_records(tx, records.into_iter().collect()).await?);
    }
    Ok(labels)
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
        let id =
            matches!(field.what, FieldType::Person | FieldType::Link { .. }).then(|| value.parse::<Uuid>());
        let label = id.and_then(Result::ok).and_then(|id| labels.get(&id).cloned());
        Some(FieldValue { field: field.id, value, label })
    };
    fields.iter().filter_map(value).collect()
}

/// The first of several values of a field, to tell records of one name apart.
pub(super) fn first_value(text: &str) -> Option<String> {
    values::list(text).into_iter().next()
}
