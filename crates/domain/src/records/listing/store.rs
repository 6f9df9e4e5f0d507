//! SQL of lists. The functions that walk an index in either direction are in migration 0023.

use super::super::store::{Stored, Values};
use super::Listed;
use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::record::{KindKey, ListCursor};
use kurier_model::{FieldId, RecordId};
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// The latest activity first.
pub async fn by_activity(
    tx: &mut Tx,
    listed: &Listed<'_>,
    after: Option<ListCursor>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let at = after.as_ref().and_then(|after| after.key.as_ref()?.parse().ok());
    let at = at.and_then(DateTime::from_timestamp_micros);
    let rows = sqlx::query!(
        r#"SELECT r.id, r.last_activity_at FROM records r
           WHERE r.workspace_id = kurier_workspace() AND is_listed(r, $1, $2, $3, $4, $5)
             AND r.kind = $1 AND ((r.removed_at IS NULL AND NOT $2) OR (r.removed_at IS NOT NULL AND $2))
             AND ($6::timestamptz IS NULL OR (r.last_activity_at, r.id) < ($6, $7::uuid))
           ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $8"#,
        listed.kind,
        listed.in_bin,
        listed.owner,
        &listed.sought.words,
        &listed.sought.numbers as &[Option<String>],
        at,
        after.map(|after| after.id.0),
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    let cursor =
        |id, at: DateTime<Utc>| ListCursor { key: Some(at.timestamp_micros().to_string()), id: RecordId(id) };
    Ok(rows.into_iter().map(|row| cursor(row.id, row.last_activity_at)).collect())
}

pub async fn by_words(
    tx: &mut Tx,
    listed: &Listed<'_>,
    field: FieldId,
    descending: bool,
    after: Option<&ListCursor>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", key AS "key!" FROM list_by_words($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"#,
        field.0,
        descending,
        after.and_then(|after| after.key.clone()),
        after.map(|after| after.id.0),
        listed.kind,
        listed.in_bin,
        listed.owner,
        &listed.sought.words,
        &listed.sought.numbers as &[Option<String>],
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| ListCursor { key: Some(row.key), id: RecordId(row.id) }).collect())
}

pub async fn by_number(
    tx: &mut Tx,
    listed: &Listed<'_>,
    field: FieldId,
    descending: bool,
    after: Option<&ListCursor>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    // A key that is no number has never been given out.
    let key: Option<f64> = after.and_then(|after| after.key.as_ref()?.parse().ok());
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", key AS "key!" FROM list_by_number($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"#,
        field.0,
        descending,
        key,
        after.map(|after| after.id.0),
        listed.kind,
        listed.in_bin,
        listed.owner,
        &listed.sought.words,
        &listed.sought.numbers as &[Option<String>],
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| ListCursor { key: Some(row.key), id: RecordId(row.id) }).collect())
}

/// Those that have nothing in the field, the latest made first.
pub async fn without(
    tx: &mut Tx,
    listed: &Listed<'_>,
    field: FieldId,
    behind: Option<RecordId>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT r.id FROM records r
           WHERE r.workspace_id = kurier_workspace() AND r.kind = $1 AND is_listed(r, $1, $2, $3, $4, $5)
             AND ($6::uuid IS NULL OR r.id < $6)
             AND NOT EXISTS (SELECT 1 FROM record_index i WHERE i.record_id = r.id AND i.field_id = $7)
           ORDER BY r.id DESC LIMIT $8"#,
        listed.kind,
        listed.in_bin,
        listed.owner,
        &listed.sought.words,
        &listed.sought.numbers as &[Option<String>],
        behind.map(|behind| behind.0),
        field.0,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|id| ListCursor { key: None, id: RecordId(id) }).collect())
}

/// These records, and when they were active last.
pub async fn rows(tx: &mut Tx, ids: &[RecordId]) -> Result<HashMap<RecordId, (Stored, DateTime<Utc>)>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT id, kind, name, field_values AS "values: Json<Values>", created_at, removed_at, last_activity_at
           FROM records WHERE id = ANY ($1)"#,
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let stored = Stored {
                kind: KindKey(row.kind),
                name: row.name,
                values: row.values.0,
                created_at: row.created_at,
                removed_at: row.removed_at,
            };
            (RecordId(row.id), (stored, row.last_activity_at))
        })
        .collect())
}

pub async fn names_of_people(tx: &mut Tx, ids: Vec<Uuid>) -> Result<Vec<(Uuid, String)>> {
    let rows =
        sqlx::query!("SELECT id, name FROM users WHERE id = ANY ($1)", &ids).fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Not of those in the bin.
pub async fn names_of_records(tx: &mut Tx, ids: Vec<Uuid>) -> Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!("SELECT id, name FROM records WHERE id = ANY ($1) AND removed_at IS NULL", &ids)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
