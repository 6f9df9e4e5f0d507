//! SQL of many records at once: one statement for all of them.

use super::super::Addresses;
use super::super::store::{Stored, get, lock};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::record::{Kind, KindKey};
use kurier_model::{FieldId, RecordId, StageId, UserId};
use std::collections::HashMap;
use uuid::Uuid;

/// A record about to be made.
pub struct Row {
    pub id: RecordId,
    pub name: String,
    pub values: HashMap<FieldId, String>,
    pub owner: Option<UserId>,
    /// And whether it closes.
    pub stage: Option<(StageId, bool)>,
    pub worth: Option<(f64, String)>,
    pub company: Option<String>,
}

pub async fn insert(tx: &mut Tx, actor: &Actor, kind: &Kind, rows: &[Row], now: DateTime<Utc>) -> Result<()> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let values: Vec<String> =
        rows.iter().map(|row| serde_json::to_string(&row.values)).collect::<Result<_, _>>()?;
    let owners: Vec<Option<Uuid>> = rows.iter().map(|row| row.owner.map(|owner| owner.0)).collect();
    let stages: Vec<Option<Uuid>> = rows.iter().map(|row| row.stage.map(|(stage, _)| stage.0)).collect();
    let closed: Vec<bool> = rows.iter().map(|row| row.stage.is_some_and(|(_, closes)| closes)).collect();
    let amounts: Vec<Option<f64>> =
        rows.iter().map(|row| row.worth.as_ref().map(|(amount, _)| *amount)).collect();
    let currencies: Vec<Option<String>> =
        rows.iter().map(|row| row.worth.as_ref().map(|(_, currency)| currency.clone())).collect();
    let companies: Vec<Option<String>> = rows.iter().map(|row| row.company.clone()).collect();
    sqlx::query!(
        "INSERT INTO records (id, workspace_id, kind, name, field_values, owner_id, stage_id, closed, stage_since, worth, worth_currency,
                              company, created_by, created_at, last_activity_at, visibility)
         SELECT id, $1, $2, name, field_values::jsonb, owner, stage, closed, CASE WHEN stage IS NULL THEN NULL ELSE $4::timestamptz END,
                worth, currency, company, $3, $4, $4, $13
         FROM unnest($5::uuid[], $6::text[], $7::text[], $8::uuid[], $9::uuid[], $10::bool[], $11::float8[], $12::text[], $14::text[])
              AS fresh (id, name, field_values, owner, stage, closed, worth, currency, company)",
        actor.workspace.0,
        kind.key.0,
        actor.user.map(|user| user.0),
        now,
        &ids,
        &names,
        &values,
        &owners as &[Option<Uuid>],
        &stages as &[Option<Uuid>],
        &closed,
        &amounts as &[Option<f64>],
        &currencies as &[Option<String>],
        kind.visibility.as_str(),
        &companies as &[Option<String>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn add_addresses(
    tx: &mut Tx,
    actor: &Actor,
    addresses: Vec<(RecordId, Addresses, String, i32)>,
) -> Result<()> {
    let (mut records, mut kinds, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let (mut keys, mut positions) = (Vec::new(), Vec::new());
    for (record, kind, value, position) in addresses {
        records.push(record.0);
        kinds.push(kind.as_str().to_owned());
        keys.push(kind.key(&value));
        values.push(value);
        positions.push(position);
    }
    sqlx::query!(
        "INSERT INTO record_addresses (record_id, workspace_id, kind, value, key, position)
         SELECT record, $1, kind, value, key, position
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::integer[]) AS address (record, kind, value, key, position)
         ON CONFLICT DO NOTHING",
        actor.workspace.0,
        &records,
        &kinds,
        &values,
        &keys,
        &positions,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The same wait as [`super::super::store::one_at_a_time`], for many, in one order for everybody.
pub async fn wait_for_each_other(tx: &mut Tx, wanted: &[(FieldId, String)]) -> Result<()> {
    let wanted: Vec<String> = wanted.iter().map(|(field, key)| format!("{field} {key}")).collect();
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended(wanted, 0)) FROM unnest($1::text[]) AS wanted",
        &wanted
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

/// Records of a kind with one of these addresses, and which.
pub async fn with_addresses(
    tx: &mut Tx,
    kind: &KindKey,
    addresses: Addresses,
    keys: &[String],
) -> Result<Vec<(String, RecordId)>> {
    let rows = sqlx::query!(
        "SELECT a.key, r.id FROM record_addresses a JOIN records r ON r.id = a.record_id
         WHERE a.workspace_id = kurier_workspace() AND a.kind = $1 AND a.key = ANY ($2) AND r.kind = $3 AND r.removed_at IS NULL
         ORDER BY r.id",
        addresses.as_str(),
        keys,
        kind.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, RecordId(row.id))).collect())
}

/// Records that have one of these in a field in which no two have the same.
pub async fn with_unique(
    tx: &mut Tx,
    wanted: &[(FieldId, String)],
) -> Result<Vec<(FieldId, String, RecordId)>> {
    let fields: Vec<Uuid> = wanted.iter().map(|(field, _)| field.0).collect();
    let texts: Vec<String> = wanted.iter().map(|(_, text)| text.clone()).collect();
    let numbers: Vec<Option<f64>> = wanted.iter().map(|(_, text)| text.parse().ok()).collect();
    let rows = sqlx::query!(
        r#"SELECT w.field AS "field!", w.text AS "text!", r.id
           FROM unnest($1::uuid[], $2::text[], $3::float8[]) AS w (field, text, number)
           CROSS JOIN LATERAL (
               SELECT record_id FROM record_index WHERE field_id = w.field AND words = w.text
               UNION ALL SELECT record_id FROM record_index WHERE field_id = w.field AND words IS NULL AND number = w.number) i
           JOIN records r ON r.id = i.record_id
           WHERE r.removed_at IS NULL ORDER BY r.id"#,
        &fields,
        &texts,
        &numbers as &[Option<f64>],
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (FieldId(row.field), row.text, RecordId(row.id))).collect())
}

/// Records of a kind with one of these names, folded; the first few of each.
pub async fn named(
    tx: &mut Tx,
    kind: &KindKey,
    field: FieldId,
    names: &[String],
) -> Result<Vec<(String, RecordId)>> {
    let rows = sqlx::query!(
        r#"SELECT n.name AS "name!", found.id AS "id!" FROM unnest($1::text[]) AS n (name), LATERAL (
               SELECT r.id FROM record_index i JOIN records r ON r.id = i.record_id
               WHERE i.field_id = $2 AND i.words = n.name AND r.kind = $3 AND r.removed_at IS NULL ORDER BY r.id LIMIT 500) AS found"#,
        names,
        field.0,
        kind.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, RecordId(row.id))).collect())
}

/// A record as it stands, held for the transaction; one in the bin is none.
pub async fn locked(tx: &mut Tx, record: RecordId) -> Result<Stored> {
    lock(tx, record).await?;
    get(tx, record).await?.filter(|stored| stored.removed_at.is_none()).ok_or(Error::NotFound)
}

/// Each record is looked up by itself: made into joins, the conditions read whole tables for a few hundred records (70 s instead of 20 ms
/// beside a million lines of the index).
pub async fn remove(
    tx: &mut Tx,
    links: &[FieldId],
    records: &[(RecordId, u32)],
    now: DateTime<Utc>,
) -> Result<Vec<RecordId>> {
    let ids: Vec<Uuid> = records.iter().map(|(id, _)| id.0).collect();
    let revisions: Vec<i32> =
        records.iter().map(|(_, revision)| i32::try_from(*revision).unwrap_or(i32::MAX)).collect();
    let links: Vec<Uuid> = links.iter().map(|field| field.0).collect();
    let rows = sqlx::query_scalar!(
        "UPDATE records r SET removed_at = $3 FROM unnest($1::uuid[], $2::integer[]) AS wanted (id, revision)
         WHERE r.id = wanted.id AND r.revision = wanted.revision AND r.removed_at IS NULL
           AND (SELECT true FROM notes n WHERE n.record_id = r.id AND n.removed_at IS NULL LIMIT 1) IS NULL
           AND (SELECT true FROM record_files f WHERE f.record_id = r.id AND f.removed_at IS NULL LIMIT 1) IS NULL
           AND (SELECT true FROM record_photos p WHERE p.record_id = r.id AND p.removed_at IS NULL LIMIT 1) IS NULL
           AND (SELECT true FROM task_records t WHERE t.record_id = r.id LIMIT 1) IS NULL
           AND (SELECT true FROM record_threads t WHERE t.record_id = r.id LIMIT 1) IS NULL
           AND (SELECT true FROM record_index i JOIN records other ON other.id = i.record_id
                WHERE i.field_id = ANY ($4) AND i.words = r.id::text AND other.removed_at IS NULL LIMIT 1) IS NULL
         RETURNING r.id",
        &ids,
        &revisions,
        now,
        &links,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}
