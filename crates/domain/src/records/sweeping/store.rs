//! SQL of changing all records that a list has.

use super::super::listing::When;
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kurier_model::record::{KindKey, ListCursor, ListQuery, SweepAct, SweepState};
use kurier_model::{Reason, RecordId, SweepId, UserId};
use sqlx::types::Json;
use uuid::Uuid;

/// So many reasons are told, and so many records of each.
const TOLD: i64 = 5;

/// A sweep as it is kept.
pub struct Stored {
    pub id: SweepId,
    pub kind: String,
    pub asked_by: UserId,
    pub asked_at: DateTime<Utc>,
    pub zone: Tz,
    pub query: ListQuery,
    pub act: SweepAct,
    pub state: SweepState,
    pub cursor: Option<ListCursor>,
    pub total: i32,
    pub looked_at: i32,
    pub changed: i32,
    pub same: i32,
    pub gone: i32,
    pub back: i32,
    pub kept: i32,
}

/// What became of a record.
pub enum Outcome {
    /// What stood in the field before, and the revision since.
    Changed(String, u32),
    Same,
    Refused(Reason),
    Gone,
}

/// A record that was changed.
pub struct Line {
    pub place: i32,
    pub record: RecordId,
    pub before: String,
    pub revision: u32,
}

/// Records that were refused for a reason: how many, and the first of them.
pub struct Refusal {
    pub why: Reason,
    pub count: u32,
    pub records: Vec<Uuid>,
}

/// Who asks for two at once is answered one after the other.
pub async fn one_at_a_time(tx: &mut Tx, person: UserId) -> Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('sweeps ' || $1, 0))", person.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn under_way(tx: &mut Tx, person: UserId, kind: &KindKey) -> Result<Option<Stored>> {
    let id = sqlx::query_scalar!(
        "SELECT id FROM sweeps WHERE asked_by = $1 AND kind = $2 AND state IN ('finding', 'changing', 'taking_back') LIMIT 1",
        person.0,
        kind.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    match id {
        Some(id) => get(tx, SweepId(id)).await,
        None => Ok(None),
    }
}

pub async fn dismiss_others(tx: &mut Tx, person: UserId, kind: &KindKey) -> Result<()> {
    // Lines that say nothing of what was done are kept for nobody.
    sqlx::query!(
        "DELETE FROM sweep_records r USING sweeps s
         WHERE s.id = r.sweep_id AND s.asked_by = $1 AND s.kind = $2 AND r.outcome IS DISTINCT FROM 'changed'",
        person.0,
        kind.0,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("UPDATE sweeps SET dismissed = true WHERE asked_by = $1 AND kind = $2", person.0, kind.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "a row")]
pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    person: UserId,
    kind: &KindKey,
    sweep: SweepId,
    query: &ListQuery,
    act: &SweepAct,
    when: When,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO sweeps (id, workspace_id, kind, asked_by, asked_at, zone, query, act, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        sweep.0,
        actor.workspace.0,
        kind.0,
        person.0,
        when.now,
        when.zone.name(),
        Json(query) as Json<&ListQuery>,
        Json(act) as Json<&SweepAct>,
        SweepState::Finding.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Nobody else goes on with it or stops it until the transaction is over.
pub async fn hold(tx: &mut Tx, sweep: SweepId) -> Result<()> {
    sqlx::query!("SELECT id FROM sweeps WHERE id = $1 FOR UPDATE", sweep.0).fetch_optional(&mut **tx).await?;
    Ok(())
}

pub async fn get(tx: &mut Tx, sweep: SweepId) -> Result<Option<Stored>> {
    let row = sqlx::query!(
        r#"SELECT id, kind, asked_by, asked_at, zone, query AS "query: Json<ListQuery>", act AS "act: Json<SweepAct>", state,
                  cursor AS "cursor: Json<ListCursor>", total, looked_at, changed, same, gone, back, kept
           FROM sweeps WHERE id = $1"#,
        sweep.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Stored {
        id: SweepId(row.id),
        kind: row.kind,
        asked_by: UserId(row.asked_by),
        asked_at: row.asked_at,
        zone: row.zone.parse().unwrap_or(Tz::UTC),
        query: row.query.0,
        act: row.act.0,
        state: SweepState::from_stored(&row.state),
        cursor: row.cursor.map(|cursor| cursor.0),
        total: row.total,
        looked_at: row.looked_at,
        changed: row.changed,
        same: row.same,
        gone: row.gone,
        back: row.back,
        kept: row.kept,
    }))
}

pub async fn latest(tx: &mut Tx, person: UserId, kind: &KindKey) -> Result<Option<Stored>> {
    let latest = sqlx::query_scalar!(
        "SELECT id FROM sweeps WHERE asked_by = $1 AND kind = $2 AND NOT dismissed ORDER BY asked_at DESC LIMIT 1",
        person.0,
        kind.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    match latest {
        Some(id) => get(tx, SweepId(id)).await,
        None => Ok(None),
    }
}

pub async fn set_state(tx: &mut Tx, sweep: SweepId, state: SweepState) -> Result<()> {
    sqlx::query!("UPDATE sweeps SET state = $2 WHERE id = $1", sweep.0, state.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn dismiss(tx: &mut Tx, sweep: SweepId) -> Result<()> {
    sqlx::query!("UPDATE sweeps SET dismissed = true WHERE id = $1", sweep.0).execute(&mut **tx).await?;
    Ok(())
}

/// Behind those that were found by now.
pub async fn found(
    tx: &mut Tx,
    actor: &Actor,
    sweep: &Stored,
    records: &[RecordId],
    next: Option<&ListCursor>,
) -> Result<()> {
    let records: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    sqlx::query!(
        "INSERT INTO sweep_records (sweep_id, workspace_id, place, record_id)
         SELECT $1, $2, $3 + (r.at - 1)::integer, r.id FROM unnest($4::uuid[]) WITH ORDINALITY AS r (id, at)",
        sweep.id.0,
        actor.workspace.0,
        sweep.total,
        &records,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE sweeps SET total = total + $2, cursor = $3 WHERE id = $1",
        sweep.id.0,
        i32::try_from(records.len()).unwrap_or(i32::MAX),
        next.map(Json) as Option<Json<&ListCursor>>,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whose turn it is. What was forgotten meanwhile has no line any more.
pub async fn next(tx: &mut Tx, sweep: &Stored) -> Result<Option<(i32, RecordId)>> {
    let row = sqlx::query!(
        "SELECT place, record_id FROM sweep_records WHERE sweep_id = $1 AND place >= $2 ORDER BY place LIMIT 1",
        sweep.id.0,
        sweep.looked_at,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.place, RecordId(row.record_id))))
}

pub async fn went_on(tx: &mut Tx, sweep: SweepId, place: i32, outcome: &Outcome) -> Result<()> {
    let (name, before, revision, why) = match outcome {
        Outcome::Changed(before, revision) => ("changed", Some(before.as_str()), Some(*revision), None),
        Outcome::Same => ("same", None, None, None),
        Outcome::Refused(why) => ("refused", None, None, Some(why)),
        Outcome::Gone => ("gone", None, None, None),
    };
    sqlx::query!(
        "UPDATE sweep_records SET outcome = $3, before = $4, revision = $5, why = $6 WHERE sweep_id = $1 AND place = $2",
        sweep.0,
        place,
        name,
        before,
        revision.map(|revision| i32::try_from(revision).unwrap_or(i32::MAX)),
        why.map(Json) as Option<Json<&Reason>>,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE sweeps SET looked_at = $2 + 1, changed = changed + ($3 = 'changed')::integer, same = same + ($3 = 'same')::integer,
             gone = gone + ($3 = 'gone')::integer WHERE id = $1",
        sweep.0,
        place,
        name,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The last one that is still to be taken back.
pub async fn last_changed(tx: &mut Tx, sweep: SweepId) -> Result<Option<Line>> {
    let row = sqlx::query!(
        "SELECT place, record_id, before, revision FROM sweep_records WHERE sweep_id = $1 AND outcome = 'changed'
         ORDER BY place DESC LIMIT 1",
        sweep.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Line {
        place: row.place,
        record: RecordId(row.record_id),
        before: row.before.unwrap_or_default(),
        revision: row.revision.and_then(|revision| u32::try_from(revision).ok()).unwrap_or_default(),
    }))
}

pub async fn went_back(tx: &mut Tx, sweep: SweepId, place: i32, is_back: bool) -> Result<()> {
    sqlx::query!(
        "UPDATE sweep_records SET outcome = CASE WHEN $3 THEN 'back' ELSE 'kept' END WHERE sweep_id = $1 AND place = $2",
        sweep.0,
        place,
        is_back,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "UPDATE sweeps SET back = back + $2::boolean::integer, kept = kept + (NOT $2::boolean)::integer WHERE id = $1",
        sweep.0,
        is_back,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn refusals(tx: &mut Tx, sweep: SweepId) -> Result<Vec<Refusal>> {
    let rows = sqlx::query!(
        r#"SELECT why AS "why!: Json<Reason>", count(*) AS "count!", (array_agg(record_id ORDER BY place))[1:3] AS "records!"
           FROM sweep_records WHERE sweep_id = $1 AND outcome = 'refused' GROUP BY why ORDER BY 2 DESC LIMIT $2"#,
        sweep.0,
        TOLD,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Refusal {
            why: row.why.0,
            count: u32::try_from(row.count).unwrap_or(u32::MAX),
            records: row.records,
        })
        .collect())
}

pub async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    sqlx::query!("DELETE FROM sweeps WHERE asked_at < $1", before).execute(&mut **tx).await?;
    Ok(())
}
