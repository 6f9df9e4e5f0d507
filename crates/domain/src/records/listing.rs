//! Lists: in the order of any field, a page at a time.
//!
//! A page walks the index of its order from where the last one ended, and takes what passes the filters on the way. A walk with filters ends
//! after a while: where it has not come upon a page of records by then, those that pass are read from the indexes of the fields alone, and put
//! in order here. The words of a search that few records have are found by their own index.

mod filters;
mod order;
mod store;

pub(super) use filters::Question;

use super::photos;
use super::searching;
use super::store::Stored;
use super::values;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use filters::Asked;
use kurier_model::record::{
    FieldDefinition, FieldType, FieldValue, Kind, KindKey, Linked, ListCursor, ListPage, ListQuery, RecordRow,
};
use kurier_model::{FieldId, RecordId, StageId};
use order::{Keyed, Order, SortKey};
use std::cmp::{Ordering, Reverse};
use std::collections::{HashMap, HashSet};
use store::Walk;
use uuid::Uuid;

/// So many records for each line that is wanted a list with filters looks at, before it asks the indexes of the fields.
const REACH: i64 = 20;
/// Where it came upon this part of a page by then, it goes on, twice as far as a page should be.
const FARTHER: usize = 4;
/// More than these that pass are not put in order here: a walk comes upon them soon.
const MOST: usize = 20_000;

/// Which records belong on a list.
pub(super) struct Listed {
    pub(super) question: Question,
    asked: Vec<(FieldId, Asked)>,
    parts: Option<Parts>,
}

/// A question in two: what the indexes of fields alone can answer, and the rest.
struct Parts {
    by_index: Question,
    rest: Question,
}

impl Listed {
    pub(super) fn read(kind: &Kind, actor: &Actor, query: &ListQuery) -> Result<Self> {
        let asked = filters::read(kind, actor, &query.filters)?;
        let question = |asked: &[(FieldId, Asked)]| Question::of(kind, actor, query, asked);
        // What is empty has no line in an index.
        let (rest, by_index): (Vec<_>, Vec<_>) =
            asked.iter().cloned().partition(|(_, asked)| *asked == Asked::Empty);
        let parts =
            (!by_index.is_empty()).then(|| Parts { by_index: question(&by_index), rest: question(&rest) });
        Ok(Self { question: question(&asked), asked, parts })
    }

    /// The same of records as they are by now.
    pub(super) async fn of(tx: &mut Tx, actor: &Actor, kind: &Kind, query: &ListQuery) -> Result<Self> {
        Self::read(kind, actor, &filters::current(tx, kind, query).await?)
    }

    /// Whose records alone they are, when they are all of the kind but for that.
    pub(super) fn is_whole(&self) -> Option<Option<Uuid>> {
        let is_whole = !self.question.in_bin && self.question.words.is_empty() && self.asked.is_empty();
        is_whole.then_some(self.question.somebody)
    }
}

pub(super) async fn page(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    query: &ListQuery,
    after: Option<ListCursor>,
    limit: u32,
) -> Result<ListPage> {
    let listed = Listed::of(tx, actor, kind, query).await?;
    let order = match &query.sort {
        None => Order::Activity,
        Some(key) => {
            let field = kind.field_called(key).filter(|field| field.what.sorts()).ok_or(Error::NotFound)?;
            Order::By { field, descending: query.descending }
        }
    };
    let ids = match few(tx, &listed).await? {
        Some(few) => in_order(tx, &listed.question, &few, &order, after, limit + 1).await?,
        None => found(tx, &listed, &order, after, limit + 1).await?,
    };
    let columns: Vec<FieldDefinition> = kind.fields.iter().filter(|field| field.in_list).cloned().collect();
    sliced(tx, kind, &columns, ids, limit).await
}

/// A record that is in a stage.
pub(super) struct InStage {
    pub(super) id: RecordId,
    pub(super) stage: StageId,
    /// What it is worth, and in what currency.
    pub(super) worth: Option<(f64, String)>,
    at: DateTime<Utc>,
}

/// All that are in stages, the latest active first, when there are words or filters that an index answers.
pub(super) async fn few_in_stages(tx: &mut Tx, listed: &Listed) -> Result<Option<Vec<InStage>>> {
    let mut found = match (few(tx, listed).await?, &listed.parts) {
        (Some(few), _) => store::in_stages(tx, &listed.question, &few).await?,
        (None, Some(parts)) => {
            let Some(passing) = passing(tx, parts).await? else { return Ok(None) };
            store::in_stages(tx, &parts.rest, &passing).await?
        }
        (None, None) => return Ok(None),
    };
    found.sort_unstable_by_key(|one| Reverse((one.at, one.id)));
    Ok(Some(found))
}

/// A page of those of a stage.
pub(super) async fn page_of_few(
    tx: &mut Tx,
    kind: &Kind,
    few: &[InStage],
    stage: StageId,
    columns: &[FieldDefinition],
    after: Option<&ListCursor>,
    limit: u32,
) -> Result<ListPage> {
    let last = after.and_then(|after| Some((after.key.as_ref()?.parse::<i64>().ok()?, after.id)));
    let is_behind = |one: &&InStage| last.is_none_or(|last| (one.at.timestamp_micros(), one.id) < last);
    let own = few.iter().filter(|one| one.stage == stage).filter(is_behind).take(limit as usize + 1);
    sliced(tx, kind, columns, own.map(|one| store::by_time(one.id.0, one.at)).collect(), limit).await
}

/// A page of what is in a stage, the latest active first.
pub(super) async fn in_stage(
    tx: &mut Tx,
    kind: &Kind,
    listed: &Listed,
    stage: StageId,
    columns: &[FieldDefinition],
    after: Option<ListCursor>,
    limit: u32,
) -> Result<ListPage> {
    let ids = store::in_stage(tx, &listed.question, stage, after, None, limit + 1).await?;
    sliced(tx, kind, columns, ids, limit).await
}

/// The same, when a short walk comes upon a page.
pub(super) async fn soon_in_stage(
    tx: &mut Tx,
    kind: &Kind,
    listed: &Listed,
    stage: StageId,
    columns: &[FieldDefinition],
    after: ListCursor,
    limit: u32,
) -> Result<Option<ListPage>> {
    let ids =
        store::in_stage(tx, &listed.question, stage, Some(after), Some(reach(limit)), limit + 1).await?;
    if ids.len() <= limit as usize {
        return Ok(None);
    }
    sliced(tx, kind, columns, ids, limit).await.map(Some)
}

/// The lines of the first records, and where the list goes on when there are more.
async fn sliced(
    tx: &mut Tx,
    kind: &Kind,
    columns: &[FieldDefinition],
    mut ids: Vec<ListCursor>,
    limit: u32,
) -> Result<ListPage> {
    let more = ids.len() > limit as usize;
    ids.truncate(limit as usize);
    let next = ids.last().filter(|_| more).cloned();
    let rows = rows(tx, kind, columns, &ids).await?;
    Ok(ListPage { rows, next })
}

/// The records among which all are that have the words, when these are few.
async fn few(tx: &mut Tx, listed: &Listed) -> Result<Option<Vec<RecordId>>> {
    let kind = KindKey(listed.question.kind.clone());
    searching::few(tx, &kind, &listed.question.sought()).await
}

/// The records that pass what indexes alone can answer, each once, unless there are very many.
async fn passing(tx: &mut Tx, parts: &Parts) -> Result<Option<Vec<RecordId>>> {
    let found = store::passing(tx, &parts.by_index, MOST + 1).await?;
    if found.len() > MOST {
        return Ok(None);
    }
    // Who has several of the words that are asked for is there once.
    let once: HashSet<RecordId> = found.into_iter().collect();
    Ok(Some(once.into_iter().collect()))
}

/// By a walk; where a short one with filters comes upon no page, by the indexes of the fields.
async fn found(
    tx: &mut Tx,
    listed: &Listed,
    order: &Order<'_>,
    after: Option<ListCursor>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    if let Some(parts) = &listed.parts {
        let mut soon = walked(tx, listed, order, after.clone(), Some(reach(limit)), limit).await?;
        // As many again lie behind it: a page of them is nearer than all of them are.
        if soon.len() < limit as usize && soon.len() * FARTHER > limit as usize {
            let farther = reach(limit) * i64::try_from(FARTHER).unwrap_or(1) * 2;
            soon = walked(tx, listed, order, after.clone(), Some(farther), limit).await?;
        }
        if soon.len() == limit as usize {
            return Ok(soon);
        }
        if let Some(passing) = passing(tx, parts).await? {
            return in_order(tx, &parts.rest, &passing, order, after, limit).await;
        }
    }
    walked(tx, listed, order, after, None, limit).await
}

fn reach(limit: u32) -> i64 {
    i64::from(limit) * REACH
}

/// What is come upon in the order of a list, among so many that are looked at, or all.
async fn walked(
    tx: &mut Tx,
    listed: &Listed,
    order: &Order<'_>,
    after: Option<ListCursor>,
    reach: Option<i64>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    match order {
        Order::Activity => store::by_activity(tx, &listed.question, after, reach, limit).await,
        Order::By { field, descending } => {
            by_field(tx, listed, field, *descending, after, reach, limit).await
        }
    }
}

/// Those of the few that pass, in their order.
async fn in_order(
    tx: &mut Tx,
    question: &Question,
    few: &[RecordId],
    order: &Order<'_>,
    after: Option<ListCursor>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let field = match order {
        Order::Activity => None,
        Order::By { field, .. } => Some(field.id),
    };
    let descending = match order {
        Order::Activity => true,
        Order::By { descending, .. } => *descending,
    };
    let found = store::among(tx, question, few, field).await?;
    let mut keyed: Vec<Keyed> = found
        .into_iter()
        .map(|(id, words, number, at)| {
            let key = match order {
                Order::Activity => SortKey::At(at.timestamp_micros()),
                Order::By { field, .. } if field.what.is_number() => {
                    number.map_or(SortKey::Nothing, SortKey::Number)
                }
                Order::By { .. } => words.map_or(SortKey::Nothing, SortKey::Words),
            };
            Keyed { id, key }
        })
        .collect();
    if let Some(after) = after {
        let last = Keyed { id: after.id, key: SortKey::of_cursor(order, after.key.as_ref()) };
        keyed.retain(|one| one.compare(&last, descending) == Ordering::Greater);
    }
    keyed.sort_unstable_by(|one, other| one.compare(other, descending));
    keyed.truncate(limit as usize);
    Ok(keyed.into_iter().map(|one| ListCursor { key: one.key.written(), id: one.id }).collect())
}

/// Those that have something in the field in its order, then those that have nothing.
async fn by_field(
    tx: &mut Tx,
    listed: &Listed,
    field: &FieldDefinition,
    descending: bool,
    after: Option<ListCursor>,
    reach: Option<i64>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let is_behind = after.as_ref().is_some_and(|after| after.key.is_none());
    let mut found = match (&after, is_behind) {
        (_, true) => Vec::new(),
        (after, false) => {
            let walk = walk_of(listed, field);
            store::by_field(tx, &listed.question, field.id, &walk, descending, (after.as_ref(), reach), limit)
                .await?
        }
    };
    let missing = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
    // Every record has a name; and what was not walked to its end is not gone on with behind it.
    let is_over = is_behind || reach.is_none();
    if missing > 0 && is_over && field.what != FieldType::Name {
        let behind = after.filter(|_| is_behind).map(|after| after.id);
        found.extend(store::without(tx, &listed.question, field.id, behind, reach, missing).await?);
    }
    Ok(found)
}

/// What is asked of the field in whose order the list is says where to begin: whoever asks for what is worth more than a million passes by
/// nothing that is worth less.
fn walk_of(listed: &Listed, field: &FieldDefinition) -> Walk {
    if !field.what.is_number() {
        return Walk::Words;
    }
    let own = listed.asked.iter().filter(|(id, _)| *id == field.id);
    let mut bounds = own.filter_map(|(_, asked)| match asked {
        Asked::Between(low, high) => Some((*low, *high)),
        _ => None,
    });
    let (low, high) = bounds.next_back().unwrap_or_default();
    Walk::Numbers { low, high }
}

/// The lines of these records, in this order.
async fn rows(
    tx: &mut Tx,
    kind: &Kind,
    columns: &[FieldDefinition],
    ids: &[ListCursor],
) -> Result<Vec<RecordRow>> {
    let wanted: Vec<RecordId> = ids.iter().map(|cursor| cursor.id).collect();
    let mut stored: HashMap<RecordId, (Stored, _)> = store::rows(tx, &wanted).await?;
    let all: Vec<&Stored> = stored.values().map(|(stored, _)| stored).collect();
    let labels = labels(tx, kind, columns, &all).await?;
    let mut photos = match kind.has_photos() {
        true => photos::shown_of(tx, &wanted).await?,
        false => HashMap::new(),
    };
    let rows = wanted.into_iter().filter_map(|id| {
        let (stored, last_activity_at) = stored.remove(&id)?;
        let values = with_labels(columns, &stored, &labels);
        Some(RecordRow {
            id,
            values,
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
pub(super) async fn stored(tx: &mut Tx, ids: &[RecordId]) -> Result<Vec<(RecordId, Stored)>> {
    let mut rows = store::rows(tx, ids).await?;
    Ok(ids.iter().filter_map(|id| Some((*id, rows.remove(id)?.0))).collect())
}

/// What stands in all fields, with the names of people, records and stages.
pub(super) async fn labelled(tx: &mut Tx, kind: &Kind, stored: &Stored) -> Result<Vec<FieldValue>> {
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
pub(super) async fn names(
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
pub(super) fn first_value(text: &str) -> Option<String> {
    values::list(text).into_iter().next()
}
