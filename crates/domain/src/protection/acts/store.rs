//! SQL of the log, and of what is held.

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    keyset::cursor_parts,
};
use chrono::{DateTime, Utc};
use kurier_model::page::Cursor;
use kurier_model::protection::{Act, ActKind, Counted, Hold, Matter};
use kurier_model::{ActId, RecordId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

/// An act that is about to be written down.
pub struct New {
    pub what: ActKind,
    /// Whom it is about, while it goes on; `None`: it is done.
    pub asked: Option<Value>,
    pub hashes: Vec<String>,
    pub counts: Vec<Counted>,
    pub matter: Matter,
}

impl Default for New {
    fn default() -> Self {
        let (what, asked, hashes, counts) = (ActKind::Exported, None, Vec::new(), Vec::new());
        Self { what, asked, hashes, counts, matter: Matter::default() }
    }
}

pub async fn insert(tx: &mut Tx, actor: &Actor, act: ActId, new: &New, now: DateTime<Utc>) -> Result<()> {
    let going = new.asked.is_some();
    sqlx::query!(
        "INSERT INTO protection_acts (id, workspace_id, what, state, by_id, at, finished_at, hashes, asked, counts, about)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        act.0,
        actor.workspace.0,
        new.what.as_str(),
        if going { "going" } else { "done" },
        actor.user.map(|user| user.0),
        now,
        (!going).then_some(now),
        &new.hashes,
        new.asked,
        serde_json::to_value(&new.counts)?,
        serde_json::to_value(&new.matter)?,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

struct Row {
    id: Uuid,
    what: String,
    state: String,
    by: Option<String>,
    at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    hashes: Vec<String>,
    counts: Json<Vec<Counted>>,
    about: Option<Json<Matter>>,
}

impl Row {
    fn act(self) -> Result<Act> {
        Ok(Act {
            id: ActId(self.id),
            what: ActKind::from_stored(&self.what).ok_or_else(|| Error::internal("an act of no kind"))?,
            going: self.state == "going",
            by: self.by,
            at: self.at,
            finished_at: self.finished_at,
            hashes: self.hashes,
            counts: self.counts.0,
            matter: self.about.map(|matter| matter.0).unwrap_or_default(),
        })
    }
}

pub async fn page(tx: &mut Tx, after: Option<Cursor>, limit: u32) -> Result<Vec<Act>> {
    let (at, id) = cursor_parts(after);
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT a.id, a.what, a.state, u.name AS "by?", a.at, a.finished_at, a.hashes, a.counts AS "counts: Json<Vec<Counted>>",
                  a.about AS "about: Json<Matter>"
           FROM protection_acts a LEFT JOIN users u ON u.id = a.by_id
           WHERE a.workspace_id = kurier_workspace() AND ($1::timestamptz IS NULL OR (a.at, a.id) < ($1, $2::uuid))
           ORDER BY a.at DESC, a.id DESC LIMIT $3"#,
        at,
        id,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(Row::act).collect()
}

pub async fn get(tx: &mut Tx, act: ActId) -> Result<Option<Act>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT a.id, a.what, a.state, u.name AS "by?", a.at, a.finished_at, a.hashes, a.counts AS "counts: Json<Vec<Counted>>",
                  a.about AS "about: Json<Matter>"
           FROM protection_acts a LEFT JOIN users u ON u.id = a.by_id WHERE a.id = $1"#,
        act.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(Row::act).transpose()
}

/// Whom an act is about that is still going on, and on whose behalf; held for the transaction.
pub async fn going(tx: &mut Tx, act: ActId) -> Result<Option<(Value, Matter, Option<Uuid>)>> {
    let row = sqlx::query!(
        r#"SELECT asked, about AS "about: Json<Matter>", by_id FROM protection_acts WHERE id = $1 AND state = 'going' FOR UPDATE"#,
        act.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row
        .and_then(|row| Some((row.asked?, row.about.map(|matter| matter.0).unwrap_or_default(), row.by_id))))
}

/// How far it is.
pub async fn proceed(tx: &mut Tx, act: ActId, asked: &Value, matter: &Matter) -> Result<()> {
    sqlx::query!(
        "UPDATE protection_acts SET asked = $2, about = $3 WHERE id = $1",
        act.0,
        asked,
        serde_json::to_value(matter)?,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// It is done; whom it was about is not known any more.
pub async fn finish(
    tx: &mut Tx,
    act: ActId,
    counts: &[Counted],
    matter: &Matter,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "UPDATE protection_acts SET state = 'done', asked = NULL, counts = $2, about = $3, finished_at = $4 WHERE id = $1",
        act.0,
        serde_json::to_value(counts)?,
        serde_json::to_value(matter)?,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn held(tx: &mut Tx, record: RecordId) -> Result<Option<Hold>> {
    let row = sqlx::query!(
        r#"SELECT h.reason, u.name AS "by?", h.at FROM record_holds h LEFT JOIN users u ON u.id = h.by_id WHERE h.record_id = $1"#,
        record.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Hold { reason: row.reason, by: row.by, at: row.at }))
}

pub async fn is_any_held(tx: &mut Tx, records: &[Uuid]) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM record_holds WHERE record_id = ANY ($1)) AS "is!""#,
        records
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn hold(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let held = sqlx::query!(
        "INSERT INTO record_holds (record_id, workspace_id, reason, by_id, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (record_id) DO UPDATE SET reason = excluded.reason, by_id = excluded.by_id, at = excluded.at
         WHERE record_holds.reason <> excluded.reason",
        record.0,
        actor.workspace.0,
        reason,
        actor.user.map(|user| user.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(held.rows_affected() == 1)
}

pub async fn release(tx: &mut Tx, record: RecordId) -> Result<bool> {
    let released =
        sqlx::query!("DELETE FROM record_holds WHERE record_id = $1", record.0).execute(&mut **tx).await?;
    Ok(released.rows_affected() == 1)
}
