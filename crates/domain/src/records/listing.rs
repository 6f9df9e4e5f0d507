//! Lists: in the order of any field, a page at a time.
//!
//! A page walks the index of its order from where the last one ended, and takes what passes the filters on the way. A walk with filters ends
//! after a while: where it has not come upon a page of records by then, those that pass are read from the indexes of the fields alone, and put
//! in order here. The words of a search that few records have are found by their own index.

mod filters;
mod lines;
mod order;
mod store;
mod when;

pub(super) use filters::Question;
pub(super) use lines::{first_value, labelled, names, stored};
pub(super) use when::When;

use super::searching;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use filters::{Asked, Filters};
use kurier_model::record::{
    FieldDefinition, FieldType, Kind, KindKey, ListCursor, ListPage, ListQuery, Moment,
};
use kurier_model::{RecordId, StageId};
use order::{Groups, Keyed, Order, SortKey};
use std::cmp::{Ordering, Reverse};
use std::collections::HashSet;
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
    asked: Filters,
    parts: Option<Parts>,
}

/// A question in two: what the indexes of fields and moments alone can answer, and the rest.
struct Parts {
    by_index: Question,
    rest: Question,
}

impl Listed {
    pub(super) fn read(kind: &Kind, actor: &Actor, query: &ListQuery, when: When) -> Result<Self> {
        let asked = filters::read(kind, actor, &query.filters, when)?;
        let question = |asked: &Filters| Question::of(kind, actor, query, asked);
        // What is not there has no line in an index.
        let is_missing = |asked: &Asked| matches!(asked, Asked::Empty | Asked::NoneOf(_));
        let (rest, by_index): (Vec<_>, Vec<_>) =
            asked.fields.iter().cloned().partition(|(_, asked)| is_missing(asked));
        let by_index = Filters { fields: by_index, moments: asked.moments.clone() };
        let rest = Filters { fields: rest, moments: Vec::new() };
        let parts =
            (!by_index.is_empty()).then(|| Parts { by_index: question(&by_index), rest: question(&rest) });
        Ok(Self { question: question(&asked), asked, parts })
    }

    /// The same of records as they are by now.
    pub(super) async fn of(
        tx: &mut Tx,
        actor: &Actor,
        kind: &Kind,
        query: &ListQuery,
        when: When,
    ) -> Result<Self> {
        Self::read(kind, actor, &filters::current(tx, kind, query).await?, when)
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
    when: When,
    after: Option<ListCursor>,
    limit: u32,
) -> Result<ListPage> {
    let listed = Listed::of(tx, actor, kind, query, when).await?;
    let order = order(tx, kind, query, after.as_ref()).await?;
    let ids = match few(tx, &listed).await? {
        Some(few) => in_order(tx, &listed.question, &few, &order, after, limit + 1).await?,
        None => found(tx, &listed, &order, after, limit + 1).await?,
    };
    let is_column = |field: &&FieldDefinition| match &query.columns {
        Some(columns) => field.what == FieldType::Name || columns.contains(&field.key),
        None => field.in_list,
    };
    let columns: Vec<FieldDefinition> = kind.fields.iter().filter(is_column).cloned().collect();
    sliced(tx, kind, &columns, ids, limit).await
}

/// Which records a list has, the last made first, and where they go on: none of them moves while they are changed.
pub(super) async fn ids(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    query: &ListQuery,
    when: When,
    after: Option<ListCursor>,
    limit: u32,
) -> Result<(Vec<RecordId>, Option<ListCursor>)> {
    let listed = Listed::of(tx, actor, kind, query, when).await?;
    let order = Order::At { moment: Moment::Created, descending: true };
    let mut found = match few(tx, &listed).await? {
        Some(few) => in_order(tx, &listed.question, &few, &order, after, limit + 1).await?,
        None => found(tx, &listed, &order, after, limit + 1).await?,
    };
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).cloned();
    Ok((found.into_iter().map(|cursor| cursor.id).collect(), next))
}

async fn order<'k>(
    tx: &mut Tx,
    kind: &'k Kind,
    query: &ListQuery,
    after: Option<&ListCursor>,
) -> Result<Order<'k>> {
    let descending = query.descending;
    let Some(key) = &query.sort else { return Ok(Order::At { moment: Moment::Active, descending: true }) };
    if !kind.sorts(key) {
        return Err(Error::NotFound);
    }
    match (kind.field_called(key), Moment::from_key(key)) {
        (Some(field), _) if field.what.sorts_in_groups() => {
            Ok(Order::Grouped { field, descending, groups: groups(tx, field, after).await? })
        }
        (Some(field), _) => Ok(Order::By { field, descending }),
        (None, Some(moment)) => Ok(Order::At { moment, descending }),
        (None, None) => Err(Error::NotFound),
    }
}

/// What stands in a field, in the order of its choices or of people's names; with what a page ended with, though nobody has that any more.
async fn groups(tx: &mut Tx, field: &FieldDefinition, after: Option<&ListCursor>) -> Result<Groups> {
    let mut all = store::groups(tx, field.id).await?;
    if let Some(last) = after.and_then(|after| after.key.as_ref()).filter(|last| !all.contains(last)) {
        all.push(last.replace('\0', ""));
    }
    let people: HashSet<Uuid> = match field.what {
        FieldType::Person => all.iter().filter_map(|id| id.parse().ok()).collect(),
        _ => HashSet::new(),
    };
    let called = names(tx, people, HashSet::new()).await?;
    Ok(Groups::of(field, all, &called))
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
    let rows = lines::rows(tx, kind, columns, &ids).await?;
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
        Order::At { moment, descending } => {
            let way = (*moment, *descending);
            store::by_moment(tx, &listed.question, way, after.as_ref(), reach, limit).await
        }
        Order::By { field, descending } => {
            let walk = walk_of(listed, field);
            let is_known = field.what == FieldType::Name;
            let after = after.as_ref();
            let walked = match after {
                Some(after) if after.key.is_none() => Vec::new(),
                after => {
                    let (question, way) = (&listed.question, (after, reach));
                    store::by_field(tx, question, field.id, &walk, *descending, way, limit).await?
                }
            };
            // Every record has a name.
            if is_known {
                Ok(walked)
            } else {
                with_others(tx, listed, field, walked, after, reach, limit).await
            }
        }
        Order::Grouped { field, descending, groups } => {
            let after = after.as_ref();
            let walked = match after {
                Some(after) if after.key.is_none() => Vec::new(),
                after => {
                    let all = groups.from(after.and_then(|after| after.key.as_deref()), *descending);
                    let way = (after.map(|after| after.id), reach);
                    store::by_groups(tx, &listed.question, field.id, &all, *descending, way, limit).await?
                }
            };
            with_others(tx, listed, field, walked, after, reach, limit).await
        }
    }
}

/// Behind those that have something in the field, those that have nothing.
async fn with_others(
    tx: &mut Tx,
    listed: &Listed,
    field: &FieldDefinition,
    mut found: Vec<ListCursor>,
    after: Option<&ListCursor>,
    reach: Option<i64>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let behind = after.filter(|after| after.key.is_none()).map(|after| after.id);
    let missing = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(limit));
    // What was not walked to its end is not gone on with behind it.
    let is_over = behind.is_some() || reach.is_none();
    if missing > 0 && is_over {
        found.extend(store::without(tx, &listed.question, field.id, behind, reach, missing).await?);
    }
    Ok(found)
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
    let (field, moment, descending) = match order {
        Order::At { moment, descending } => (None, *moment, *descending),
        Order::By { field, descending } | Order::Grouped { field, descending, .. } => {
            (Some(field.id), Moment::Active, *descending)
        }
    };
    let found = store::among(tx, question, few, field, moment).await?;
    let keyed = found.into_iter().map(|(id, words, number, at)| {
        let key = match order {
            Order::At { .. } => Some(SortKey::At(at.timestamp_micros())),
            Order::By { field, .. } if field.what.is_number() => number.map(SortKey::Number),
            Order::By { .. } => words.map(SortKey::Words),
            Order::Grouped { groups, .. } => words.map(|words| groups.key(words)),
        };
        Keyed { id, key: key.unwrap_or(SortKey::Nothing) }
    });
    let mut keyed: Vec<Keyed> = keyed.collect();
    if let Some(after) = after {
        let last = Keyed { id: after.id, key: SortKey::of_cursor(order, after.key.as_ref()) };
        keyed.retain(|one| one.compare(&last, descending) == Ordering::Greater);
    }
    keyed.sort_unstable_by(|one, other| one.compare(other, descending));
    keyed.truncate(limit as usize);
    Ok(keyed.into_iter().map(|one| ListCursor { key: one.key.written(), id: one.id }).collect())
}

/// What is asked of the field in whose order the list is says where to begin: whoever asks for what is worth more than a million passes by
/// nothing that is worth less.
fn walk_of(listed: &Listed, field: &FieldDefinition) -> Walk {
    if !field.what.is_number() {
        return Walk::Words;
    }
    let own = listed.asked.fields.iter().filter(|(id, _)| *id == field.id);
    let mut bounds = own.filter_map(|(_, asked)| match asked {
        Asked::Between(low, high) => Some((*low, *high)),
        _ => None,
    });
    let (low, high) = bounds.next_back().unwrap_or_default();
    Walk::Numbers { low, high }
}
