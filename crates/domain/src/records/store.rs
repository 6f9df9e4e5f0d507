//! SQL of records.

use super::values::{Key, Value, Written};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    veil,
};
use chrono::{DateTime, Utc};
use kurier_model::pipeline::PipelineStage;
use kurier_model::record::{Change, FieldType, Kind, KindKey};
use kurier_model::visibility::Visibility;
use kurier_model::{Field, FieldId, RecordId, StageId, UserId};
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// What stands in the fields of a record, by their ids.
pub type Values = HashMap<FieldId, String>;

/// A record as it is kept.
#[derive(Clone, Debug)]
pub struct Stored {
    pub kind: KindKey,
    pub name: String,
    pub values: Values,
    pub created_at: DateTime<Utc>,
    /// In its stage since.
    pub stage_since: Option<DateTime<Utc>>,
    pub removed_at: Option<DateTime<Utc>>,
    pub visibility: Visibility,
    /// It has become part of another.
    pub is_merged: bool,
    /// What stood in fields a moment ago, and may do so again: while a change is taken back.
    pub stood: Vec<(FieldId, String)>,
}

impl Stored {
    /// What stands in a field.
    pub fn value(&self, kind: &Kind, field: FieldId) -> Option<&str> {
        match kind.field(field)?.what {
            FieldType::Name => Some(&self.name),
            _ => self.values.get(&field).map(String::as_str),
        }
    }

    /// What stands in a field as a change writes it; nothing for none.
    pub fn text(&self, kind: &Kind, field: Field) -> String {
        match field {
            Field::OfKind(id) => self.value(kind, id).unwrap_or_default().to_owned(),
            Field::Visibility => self.visibility.as_str().to_owned(),
            _ => String::new(),
        }
    }

    /// What stood in these fields when it was written down may stand there again.
    pub fn allow_again(&mut self, stood: &[Change]) {
        self.stood.extend(stood.iter().filter_map(|change| match change.field {
            Field::OfKind(id) => Some((id, change.value.clone())),
            _ => None,
        }));
    }

    /// What may stand in a field though nobody could choose it any more: what does, or did a moment ago.
    pub fn allows<'s>(&'s self, kind: &Kind, field: FieldId) -> impl Iterator<Item = &'s str> {
        let stood = self.stood.iter().filter(move |(of, _)| *of == field).map(|(_, text)| text.as_str());
        self.value(kind, field).into_iter().chain(stood)
    }
}

pub async fn get(tx: &mut Tx, record: RecordId) -> Result<Option<Stored>> {
    let row = sqlx::query!(
        r#"SELECT kind, name, field_values AS "values: Json<Values>", created_at, stage_since, removed_at, visibility,
                  merged_into IS NOT NULL AS "is_merged!"
           FROM records WHERE id = $1"#,
        record.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Stored {
        kind: KindKey(row.kind),
        name: row.name,
        values: row.values.0,
        created_at: row.created_at,
        stage_since: row.stage_since,
        removed_at: row.removed_at,
        visibility: Visibility::from_stored(&row.visibility).unwrap_or_default(),
        is_merged: row.is_merged,
        stood: Vec::new(),
    }))
}

/// The record that one is by now: itself, or the one of which it has become part.
pub async fn current(tx: &mut Tx, record: RecordId) -> Result<Option<RecordId>> {
    let current = sqlx::query_scalar!("SELECT current_record($1)", record.0).fetch_one(&mut **tx).await?;
    Ok(current.map(RecordId))
}

/// Holds a record for the transaction.
pub async fn lock(tx: &mut Tx, record: RecordId) -> Result<()> {
    sqlx::query!("SELECT id FROM records WHERE id = $1 FOR UPDATE", record.0)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(Error::NotFound)?;
    // Whoever gives it away, or shows it to fewer people, ends what they have begun.
    veil::hold(tx, &[record]).await
}

/// A record with nothing in it.
pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    kind: &KindKey,
    visibility: Visibility,
    now: DateTime<Utc>,
) -> Result<()> {
    veil::hold(tx, &[record]).await?;
    sqlx::query!(
        "INSERT INTO records (id, workspace_id, kind, name, created_by, created_at, last_activity_at, visibility) VALUES ($1, $2, $3, '', $4, $5, $5, $6)",
        record.0,
        actor.workspace.0,
        kind.0,
        actor.user.map(|user| user.0),
        now,
        visibility.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts values into their fields; empties those that have none.
pub async fn write(tx: &mut Tx, record: RecordId, written: &[Written<'_>], now: DateTime<Utc>) -> Result<()> {
    let filled: HashMap<FieldId, &str> = written
        .iter()
        .filter(|one| one.field.what != FieldType::Name)
        .filter_map(|one| Some((one.field.id, one.value.as_ref()?.text.as_str())))
        .collect();
    let emptied: Vec<String> =
        written.iter().filter(|one| one.value.is_none()).map(|one| one.field.id.to_string()).collect();
    sqlx::query!(
        "UPDATE records SET field_values = (field_values - $2::text[]) || $3, last_activity_at = $4 WHERE id = $1",
        record.0,
        &emptied,
        Json(&filled) as Json<&HashMap<FieldId, &str>>,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What fields are sorted by and found by.
pub async fn write_index(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    written: &[Written<'_>],
) -> Result<()> {
    let fields: Vec<Uuid> = written.iter().map(|one| one.field.id.0).collect();
    sqlx::query!("DELETE FROM record_index WHERE record_id = $1 AND field_id = ANY ($2)", record.0, &fields)
        .execute(&mut **tx)
        .await?;
    let keys = written.iter().flat_map(|one| {
        let keys = one.value.iter().flat_map(|value| &value.keys);
        (0_i16..).zip(keys).map(|(place, key)| (record, one.field.id, place, key))
    });
    index(tx, actor, &keys.collect::<Vec<_>>()).await
}

/// The same for records that have nothing in these fields yet.
pub async fn index(tx: &mut Tx, actor: &Actor, keys: &[(RecordId, FieldId, i16, &Key)]) -> Result<()> {
    let (mut records, mut fields, mut places) = (Vec::new(), Vec::new(), Vec::new());
    let (mut words, mut numbers) = (Vec::new(), Vec::new());
    for (record, field, place, key) in keys {
        records.push(record.0);
        fields.push(field.0);
        places.push(*place);
        words.push(key.words().map(str::to_owned));
        numbers.push(key.number());
    }
    sqlx::query!(
        "INSERT INTO record_index (record_id, workspace_id, field_id, place, words, number)
         SELECT record, $1, field, place, words, number
         FROM unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::float8[]) AS key (record, field, place, words, number)",
        actor.workspace.0,
        &records,
        &fields,
        &places,
        &words as &[Option<String>],
        &numbers as &[Option<f64>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn rename(tx: &mut Tx, record: RecordId, name: &str) -> Result<()> {
    sqlx::query!("UPDATE records SET name = $2 WHERE id = $1", record.0, name).execute(&mut **tx).await?;
    Ok(())
}

/// What the company is called that a record is about, where that is no record.
pub async fn put_company(tx: &mut Tx, record: RecordId, company: Option<&str>) -> Result<()> {
    sqlx::query!("UPDATE records SET company = $2 WHERE id = $1", record.0, company)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// How many threads on a record the actor may not see.
pub async fn hidden_threads(tx: &mut Tx, actor: &Actor, record: RecordId) -> Result<u32> {
    let hidden = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM record_threads l JOIN threads t ON t.id = l.thread_id
           WHERE l.record_id = $2 AND t.mailbox_id NOT IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)"#,
        actor.user.map(|user| user.0),
        record.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(hidden).unwrap_or(u32::MAX))
}

/// Whose record it is from now on; `None`: nobody's. Whether it was not theirs before.
pub async fn give(tx: &mut Tx, record: RecordId, person: Option<UserId>) -> Result<bool> {
    let given = sqlx::query!(
        "UPDATE records SET owner_id = $2 WHERE id = $1 AND owner_id IS DISTINCT FROM $2",
        record.0,
        person.map(|person| person.0),
    )
    .execute(&mut **tx)
    .await?;
    Ok(given.rows_affected() > 0)
}

/// Whether a kind is there. It stays until the transaction is over.
pub async fn hold_kind(tx: &mut Tx, kind: &KindKey) -> Result<bool> {
    let held = sqlx::query!(
        "SELECT key FROM record_kinds WHERE workspace_id = kurier_workspace() AND key = $1 AND removed_at IS NULL FOR SHARE",
        kind.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(held.is_some())
}

/// A stage's place in its pipeline, from 0 on; `None` when it is not there. It stays there until the transaction is over.
pub async fn hold_stage(tx: &mut Tx, stage: StageId) -> Result<Option<usize>> {
    let held = sqlx::query!(
        "SELECT kind, position FROM pipeline_stages WHERE id = $1 AND removed_at IS NULL FOR SHARE",
        stage.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(held) = held else { return Ok(None) };
    let place = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM pipeline_stages
           WHERE workspace_id = kurier_workspace() AND kind = $1 AND removed_at IS NULL AND (position, id) < ($2, $3)"#,
        held.kind,
        held.position,
        stage.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Some(usize::try_from(place).unwrap_or_default()))
}

/// Puts a record into a stage of its kind.
pub async fn put_in_stage(
    tx: &mut Tx,
    record: RecordId,
    stage: &PipelineStage,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE records SET stage_id = $2, closed = $3, stage_since = $4 WHERE id = $1",
        record.0,
        stage.id.0,
        stage.outcome.closes(),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a record is worth from now on: an amount and its currency, or nothing.
pub async fn put_worth(tx: &mut Tx, record: RecordId, worth: Option<(f64, &str)>) -> Result<()> {
    sqlx::query!(
        "UPDATE records SET worth = $2, worth_currency = $3 WHERE id = $1",
        record.0,
        worth.map(|(amount, _)| amount),
        worth.map(|(_, currency)| currency),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether somebody of the workspace with this id can be chosen.
pub async fn is_person(tx: &mut Tx, id: &str) -> Result<bool> {
    let Ok(id) = id.parse::<Uuid>() else { return Ok(false) };
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM users WHERE id = $1 AND disabled_at IS NULL) AS "is!""#,
        id
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Whether there is a record of the kind with this id. It is kept from being forgotten until the transaction ends.
pub async fn is_record(tx: &mut Tx, kind: &KindKey, id: &str) -> Result<bool> {
    let Ok(id) = id.parse::<Uuid>() else { return Ok(false) };
    let found = sqlx::query!(
        "SELECT id FROM records WHERE id = $1 AND kind = $2 AND removed_at IS NULL FOR SHARE",
        id,
        kind.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// Whether these are records of the kind. They are kept from being forgotten until the transaction ends.
pub async fn are_records(tx: &mut Tx, kind: &KindKey, records: &[RecordId]) -> Result<bool> {
    if records.is_empty() {
        return Ok(true);
    }
    let ids: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    let found = sqlx::query_scalar!(
        "SELECT id FROM records WHERE id = ANY ($1) AND kind = $2 AND removed_at IS NULL ORDER BY id FOR SHARE",
        &ids,
        kind.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(found.len() == ids.len())
}

/// Who wants the same value for the same field waits until this transaction is over.
pub async fn one_at_a_time(tx: &mut Tx, field: FieldId, value: &str) -> Result<()> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))",
        field.to_string(),
        value
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether another record, not one in the bin, has this in the field; also one that the person may not see.
pub async fn has_another(tx: &mut Tx, record: RecordId, field: FieldId, value: &Value) -> Result<bool> {
    let words: Vec<String> = value.words().map(str::to_owned).collect();
    let numbers: Vec<f64> = value.numbers().collect();
    let lifted = veil::lift(tx).await?;
    let has = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM record_index i JOIN records r ON r.id = i.record_id
               WHERE i.field_id = $1 AND (i.words = ANY ($2) OR i.number = ANY ($4)) AND i.record_id <> $3 AND r.removed_at IS NULL) AS "has!""#,
        field.0,
        &words,
        record.0,
        &numbers,
    )
    .fetch_one(&mut **tx)
    .await?;
    lifted.back(tx).await?;
    Ok(has)
}

/// Puts a record into the bin, or takes it out.
/// With `at` into the bin; without it out of it, and its threads, which somebody may have written in meanwhile, wait for no decision any more.
pub async fn put_in_bin(tx: &mut Tx, record: RecordId, at: Option<DateTime<Utc>>) -> Result<()> {
    sqlx::query!(
        "WITH put AS (UPDATE records SET removed_at = $2 WHERE id = $1)
         UPDATE triage q SET state = 'linked' FROM record_threads l
         WHERE $2::timestamptz IS NULL AND l.record_id = $1 AND q.thread_id = l.thread_id AND q.state = 'ready'",
        record.0,
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets records that were put into the bin before a moment, with all that has become part of them.
pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64> {
    let forgotten = sqlx::query!("DELETE FROM records WHERE removed_at < $1 AND merged_into IS NULL", before)
        .execute(&mut **tx)
        .await?;
    Ok(forgotten.rows_affected())
}
