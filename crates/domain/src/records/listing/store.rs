//! SQL of lists. The functions that walk an index in either direction are in migrations 0031 and 0055.

use super::super::store::{Stored, Values};
use super::{InStage, Question};
use crate::{db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::record::{KindKey, ListCursor, Moment};
use kurier_model::visibility::Visibility;
use kurier_model::{FieldId, RecordId, StageId};
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// In the order of a moment.
pub async fn by_moment(
    tx: &mut Tx,
    question: &Question,
    (moment, descending): (Moment, bool),
    after: Option<&ListCursor>,
    reach: Option<i64>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", at AS "at!" FROM list_by_moment($1, $2, $3, $4, $5, $6, $7)"#,
        Json(question) as Json<&Question>,
        moment.key(),
        descending,
        time_of(after),
        after.map(|after| after.id.0),
        reach,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| by_time(row.id, row.at)).collect())
}

/// The most groups of a field that are walked through.
const MOST_GROUPS: i64 = 10_000;

/// What stands in a field, each once.
pub async fn groups(tx: &mut Tx, field: FieldId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT words AS "words!" FROM list_groups($1, $2) AS found (words)"#,
        field.0,
        MOST_GROUPS
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Those that have one of these in the field, in this order, from behind a record of the first.
pub async fn by_groups(
    tx: &mut Tx,
    question: &Question,
    field: FieldId,
    groups: &[String],
    descending: bool,
    (behind, reach): (Option<RecordId>, Option<i64>),
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", at AS "at!" FROM list_by_groups($1, $2, $3, $4, $5, $6, $7)"#,
        Json(question) as Json<&Question>,
        field.0,
        groups,
        descending,
        behind.map(|behind| behind.0),
        reach,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| ListCursor { key: Some(row.at), id: RecordId(row.id) }).collect())
}

/// Which of a field's keys a list is in the order of, and between which numbers the list asks for it.
pub enum Walk {
    Words,
    Numbers { low: Option<f64>, high: Option<f64> },
}

/// Those that have something in the field, in its order.
pub async fn by_field(
    tx: &mut Tx,
    question: &Question,
    field: FieldId,
    walk: &Walk,
    descending: bool,
    (after, reach): (Option<&ListCursor>, Option<i64>),
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let key = after.and_then(|after| Some(after.key.as_ref()?.replace('\0', "")));
    let (column, low, high, key) = match walk {
        Walk::Words => ("words", None, None, key),
        // A key that is no number has never been given out.
        Walk::Numbers { low, high } => {
            let number = key.and_then(|key| key.parse().ok()).filter(|number: &f64| number.is_finite());
            ("number", *low, *high, number.map(|number| number.to_string()))
        }
    };
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", at AS "at!" FROM list_by_field($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"#,
        Json(question) as Json<&Question>,
        field.0,
        column,
        descending,
        key,
        after.map(|after| after.id.0),
        low,
        high,
        reach,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| ListCursor { key: Some(row.at), id: RecordId(row.id) }).collect())
}

/// Those that have nothing in the field, the latest made first.
pub async fn without(
    tx: &mut Tx,
    question: &Question,
    field: FieldId,
    behind: Option<RecordId>,
    reach: Option<i64>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM list_without($1, $2, $3, $4, $5) AS found (id)"#,
        Json(question) as Json<&Question>,
        field.0,
        behind.map(|behind| behind.0),
        reach,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|id| ListCursor { key: None, id: RecordId(id) }).collect())
}

/// What is in a stage, the latest activity first.
pub async fn in_stage(
    tx: &mut Tx,
    question: &Question,
    stage: StageId,
    after: Option<ListCursor>,
    reach: Option<i64>,
    limit: u32,
) -> Result<Vec<ListCursor>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", at AS "at!" FROM list_in_stage($1, $2, $3, $4, $5, $6)"#,
        Json(question) as Json<&Question>,
        stage.0,
        time_of(after.as_ref()),
        after.map(|after| after.id.0),
        reach,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| by_time(row.id, row.at)).collect())
}

fn time_of(after: Option<&ListCursor>) -> Option<DateTime<Utc>> {
    let at = after.and_then(|after| after.key.as_ref()?.parse().ok());
    at.and_then(DateTime::from_timestamp_micros)
}

pub fn by_time(id: Uuid, at: DateTime<Utc>) -> ListCursor {
    ListCursor { key: Some(at.timestamp_micros().to_string()), id: RecordId(id) }
}

/// Records that pass, at most so many; one that has several of the words that are asked for as often.
pub async fn passing(tx: &mut Tx, question: &Question, most: usize) -> Result<Vec<RecordId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM list_passing($1, $2) AS found (id)"#,
        Json(question) as Json<&Question>,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// A record, the words and the number by which a field sorts it, and the moment.
type Keys = (RecordId, Option<String>, Option<f64>, DateTime<Utc>);

/// Those of these records that belong on the list.
pub async fn among(
    tx: &mut Tx,
    question: &Question,
    few: &[RecordId],
    field: Option<FieldId>,
    moment: Moment,
) -> Result<Vec<Keys>> {
    let few: Vec<Uuid> = few.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", at AS "at!", words, number FROM list_few($1, $2, $3, $4)"#,
        Json(question) as Json<&Question>,
        &few,
        field.map(|field| field.0),
        moment.key(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (RecordId(row.id), row.words, row.number, row.at)).collect())
}

/// Those of these records that belong on the list and are in a stage.
pub async fn in_stages(tx: &mut Tx, question: &Question, few: &[RecordId]) -> Result<Vec<InStage>> {
    let few: Vec<Uuid> = few.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT id AS "id!", at AS "at!", stage AS "stage!", worth, currency FROM list_among($1, $2, NULL)
           WHERE stage IS NOT NULL"#,
        Json(question) as Json<&Question>,
        &few,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| InStage {
            id: RecordId(row.id),
            stage: StageId(row.stage),
            worth: row.worth.zip(row.currency),
            at: row.at,
        })
        .collect())
}

/// A record as it is kept, and what only lines of lists say beside that.
pub struct Line {
    pub stored: Stored,
    /// What whoever made it is called.
    pub created_by: Option<String>,
    pub last_activity_at: DateTime<Utc>,
}

/// These records.
pub async fn rows(tx: &mut Tx, ids: &[RecordId]) -> Result<HashMap<RecordId, Line>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"SELECT id, kind, name, field_values AS "values: Json<Values>", created_at, stage_since, removed_at,
                  merged_into IS NOT NULL AS "is_merged!", last_activity_at, visibility,
                  (SELECT u.name FROM users u WHERE u.id = records.created_by) AS created_by
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
                stage_since: row.stage_since,
                removed_at: row.removed_at,
                visibility: Visibility::from_stored(&row.visibility).unwrap_or_default(),
                is_merged: row.is_merged,
                stood: Vec::new(),
            };
            let line = Line { stored, created_by: row.created_by, last_activity_at: row.last_activity_at };
            (RecordId(row.id), line)
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
