//! SQL of how long what is kept.

use super::Reached;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, NaiveDate, Utc};
use kurier_model::protection::{Counted, Deed, LeftWhy, Matter, RetentionOf, RetentionRule};
use kurier_model::record::KindKey;
use kurier_model::{ActId, RecordId, WorkspaceId};
use serde_json::Value;
use sqlx::types::Json;

fn word(what: &RetentionOf) -> String {
    what.clone().into()
}

fn rule(what: String, deed: &str, months: i32) -> Result<RetentionRule> {
    let deed = Deed::from_stored(deed).ok_or_else(|| Error::internal("a deed that nobody knows"))?;
    Ok(RetentionRule { what: what.into(), deed, months: u32::try_from(months).unwrap_or_default() })
}

pub async fn rules(tx: &mut Tx) -> Result<Vec<RetentionRule>> {
    let rows = sqlx::query!("SELECT what, deed, months FROM retention_rules ORDER BY what")
        .fetch_all(&mut **tx)
        .await?;
    rows.into_iter().map(|row| rule(row.what, &row.deed, row.months)).collect()
}

/// Everything that a rule can be about: kinds of people, and leads that were lost.
pub async fn offered(tx: &mut Tx) -> Result<Vec<RetentionOf>> {
    let kinds = sqlx::query_scalar!(
        "SELECT key FROM record_kinds WHERE is_people AND removed_at IS NULL ORDER BY position, key"
    )
    .fetch_all(&mut **tx)
    .await?;
    let people = kinds.into_iter().map(|kind| RetentionOf::People(KindKey(kind)));
    Ok(people.chain([RetentionOf::LostLeads]).collect())
}

/// False: it was so before.
pub async fn set(tx: &mut Tx, actor: &Actor, rule: &RetentionRule, now: DateTime<Utc>) -> Result<bool> {
    let set = sqlx::query!(
        "INSERT INTO retention_rules (workspace_id, what, deed, months, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (workspace_id, what) DO UPDATE SET deed = excluded.deed, months = excluded.months, set_by = excluded.set_by,
             set_at = excluded.set_at, looked_on = NULL
         WHERE (retention_rules.deed, retention_rules.months) IS DISTINCT FROM (excluded.deed, excluded.months)",
        actor.workspace.0,
        word(&rule.what),
        rule.deed.as_str(),
        i32::try_from(rule.months).unwrap_or(i32::MAX),
        actor.user.map(|user| user.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(set.rows_affected() == 1)
}

pub async fn unset(tx: &mut Tx, rule: &RetentionRule) -> Result<bool> {
    let unset = sqlx::query!(
        "DELETE FROM retention_rules WHERE workspace_id = kurier_workspace() AND what = $1",
        word(&rule.what)
    )
    .execute(&mut **tx)
    .await?;
    Ok(unset.rows_affected() == 1)
}

/// Rules of all workspaces that were not looked at on a day.
pub async fn due(tx: &mut Tx, today: NaiveDate) -> Result<Vec<(WorkspaceId, RetentionOf)>> {
    let rows = sqlx::query!(
        "SELECT workspace_id, what FROM retention_rules WHERE looked_on IS NULL OR looked_on < $1 ORDER BY workspace_id, what",
        today
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (WorkspaceId(row.workspace_id), row.what.into())).collect())
}

/// A rule that was not looked at today, held for the transaction.
pub async fn hold_due(tx: &mut Tx, what: &RetentionOf, today: NaiveDate) -> Result<Option<RetentionRule>> {
    let row = sqlx::query!(
        "SELECT what, deed, months FROM retention_rules WHERE workspace_id = kurier_workspace() AND what = $1
           AND (looked_on IS NULL OR looked_on < $2) FOR UPDATE",
        word(what),
        today,
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| rule(row.what, &row.deed, row.months)).transpose()
}

pub async fn looked_at(tx: &mut Tx, what: &RetentionOf, today: NaiveDate) -> Result<()> {
    sqlx::query!(
        "UPDATE retention_rules SET looked_on = $2 WHERE workspace_id = kurier_workspace() AND what = $1",
        word(what),
        today,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The report of a rule that is not finished.
pub async fn report(
    tx: &mut Tx,
    what: &RetentionOf,
) -> Result<Option<(ActId, Reached, Matter, Vec<Counted>)>> {
    let row = sqlx::query!(
        r#"SELECT id, asked AS "asked!: Json<Reached>", about AS "about!: Json<Matter>", counts AS "counts: Json<Vec<Counted>>"
           FROM protection_acts WHERE workspace_id = kurier_workspace() AND what = 'retained' AND state = 'going'
             AND about -> 'rule' ->> 'what' = $1 FOR UPDATE"#,
        word(what),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (ActId(row.id), row.asked.0, row.about.0, row.counts.0)))
}

pub async fn go_on(
    tx: &mut Tx,
    act: ActId,
    reached: &Value,
    counts: &[Counted],
    matter: &Matter,
) -> Result<()> {
    sqlx::query!(
        "UPDATE protection_acts SET asked = $2, counts = $3, about = $4 WHERE id = $1",
        act.0,
        reached,
        serde_json::to_value(counts)?,
        serde_json::to_value(matter)?,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A record that was kept long enough, and what speaks for keeping it.
pub struct Candidate {
    pub record: RecordId,
    pub name: String,
    pub at: DateTime<Utc>,
    held: bool,
    task: bool,
    work: bool,
    mail: bool,
}

impl Candidate {
    /// Why it stays; `None`: it goes.
    pub fn why(&self) -> Option<LeftWhy> {
        let all = [
            (self.held, LeftWhy::Held),
            (self.task, LeftWhy::Task),
            (self.work, LeftWhy::Work),
            (self.mail, LeftWhy::Mail),
        ];
        all.into_iter().find(|(is_so, _)| *is_so).map(|(_, why)| why)
    }
}

/// Records with which nothing happened since a moment, the longest first, behind one.
pub async fn candidates(
    tx: &mut Tx,
    rule: &RetentionRule,
    before: DateTime<Utc>,
    after: Option<(DateTime<Utc>, RecordId)>,
    limit: i64,
) -> Result<Vec<Candidate>> {
    let (kind, lost) = match &rule.what {
        RetentionOf::People(kind) => (kind.0.as_str(), false),
        RetentionOf::LostLeads => ("lead", true),
    };
    let rows = sqlx::query!(
        r#"SELECT r.id, r.name, r.last_activity_at,
               EXISTS (SELECT 1 FROM record_holds h WHERE h.record_id = r.id) AS "held!",
               EXISTS (SELECT 1 FROM task_records l JOIN tasks t ON t.id = l.task_id
                       WHERE l.record_id = r.id AND t.done_at IS NULL AND t.removed_at IS NULL) AS "task!",
               EXISTS (SELECT 1 FROM record_fields f JOIN record_index i ON i.field_id = f.id AND i.words = r.id::text
                       JOIN records d ON d.id = i.record_id
                       WHERE f.what ->> 'type' = 'link' AND d.removed_at IS NULL AND d.stage_id IS NOT NULL AND NOT d.closed)
                   OR (r.stage_id IS NOT NULL AND NOT r.closed) AS "work!",
               EXISTS (SELECT 1 FROM record_addresses a WHERE a.record_id = r.id AND a.kind = 'email' AND (
                       EXISTS (SELECT 1 FROM messages m WHERE m.workspace_id = a.workspace_id AND m.from_key = a.key AND m.received_at >= $3)
                       OR EXISTS (SELECT 1 FROM messages m WHERE m.workspace_id = a.workspace_id AND m.author_key = a.key AND m.received_at >= $3)
                       OR EXISTS (SELECT 1 FROM written_to w JOIN messages m ON m.id = w.message_id
                                  WHERE w.workspace_id = a.workspace_id AND w.key = a.key AND m.received_at >= $3))) AS "mail!"
           FROM records r
           WHERE r.workspace_id = kurier_workspace() AND r.kind = $1 AND r.removed_at IS NULL AND r.last_activity_at < $3
             AND (NOT $2 OR (r.closed AND EXISTS (SELECT 1 FROM pipeline_stages s WHERE s.id = r.stage_id AND s.outcome = 'lost')))
             AND (NOT $4 OR r.name <> $8)
             AND ($5::timestamptz IS NULL OR (r.last_activity_at, r.id) > ($5, $6::uuid))
           ORDER BY r.last_activity_at, r.id LIMIT $7"#,
        kind,
        lost,
        before,
        rule.deed == Deed::Anonymise,
        after.map(|(at, _)| at),
        after.map(|(_, record)| record.0),
        limit,
        super::super::erasing::NOBODY,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Candidate {
            record: RecordId(row.id),
            name: row.name,
            at: row.last_activity_at,
            held: row.held,
            task: row.task,
            work: row.work,
            mail: row.mail,
        })
        .collect())
}
