//! SQL of leads.

use super::Checked;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    keyset::cursor_parts,
    people::Sought,
    records::{Addresses, add_address, addresses_of, mark_changed, remove_address},
    veil,
};
use chrono::{DateTime, Utc};
use kurier_model::lead::LeadRow;
use kurier_model::page::Cursor;
use kurier_model::pipeline::StageName;
use kurier_model::{Field, LeadId, StageId, UserId};
use uuid::Uuid;

struct Row {
    id: Uuid,
    name: String,
    company: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    stage_id: Uuid,
    stage_name: String,
    owner_id: Option<Uuid>,
    owner_name: Option<String>,
    threads: i64,
    all_threads: i64,
    last_activity_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    description: String,
}

impl From<Row> for LeadRow {
    fn from(row: Row) -> Self {
        Self {
            id: LeadId::from(row.id),
            name: row.name,
            company: row.company,
            email: row.email,
            phone: row.phone,
            stage: StageId(row.stage_id),
            stage_name: StageName::from_stored(&row.stage_name),
            owner: row.owner_id.map(UserId),
            owner_name: row.owner_name,
            threads: u32::try_from(row.threads).unwrap_or(u32::MAX),
            hidden_threads: u32::try_from(row.all_threads - row.threads).unwrap_or_default(),
            last_activity_at: row.last_activity_at,
            created_at: row.created_at,
        }
    }
}

pub async fn page(
    tx: &mut Tx,
    actor: &Actor,
    stage: Option<StageId>,
    query: Option<&str>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<LeadRow>> {
    let (at, id) = cursor_parts(after);
    let Sought { words, numbers } = Sought::read(query.unwrap_or_default());
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT r.id, r.name, r.company, s.id AS stage_id, s.name AS stage_name, r.owner_id, u.name AS "owner_name?",
                  r.last_activity_at, r.created_at, '' AS "description!",
                  (SELECT a.value FROM record_addresses a WHERE a.record_id = r.id AND a.kind = 'email'
                   ORDER BY a.position, a.key LIMIT 1) AS email,
                  (SELECT a.value FROM record_addresses a WHERE a.record_id = r.id AND a.kind = 'phone'
                   ORDER BY a.position, a.key LIMIT 1) AS phone,
                  (SELECT count(*) FROM record_threads l JOIN threads t ON t.id = l.thread_id
                   WHERE l.record_id = r.id AND t.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)) AS "threads!",
                  (SELECT count(*) FROM record_threads l WHERE l.record_id = r.id) AS "all_threads!"
           FROM records r JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           WHERE r.workspace_id = $2 AND r.kind = 'lead' AND r.removed_at IS NULL
             AND ($3::uuid IS NULL OR r.stage_id = $3)
             AND ($4::text[] = '{}' OR has_words(r.sought, $4, $5))
             AND ($6::timestamptz IS NULL OR (r.last_activity_at, r.id) < ($6, $7::uuid))
           ORDER BY r.last_activity_at DESC, r.id DESC LIMIT $8"#,
        actor.user.map(|user| user.0),
        actor.workspace.0,
        stage.map(|stage| stage.0),
        &words,
        &numbers as &[Option<String>],
        at,
        id,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(LeadRow::from).collect())
}

/// A lead and its description.
pub async fn get(tx: &mut Tx, actor: &Actor, lead: LeadId) -> Result<Option<(LeadRow, String)>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT r.id, r.name, r.company, s.id AS stage_id, s.name AS stage_name, r.owner_id, u.name AS "owner_name?",
                  r.last_activity_at, r.created_at, r.description,
                  (SELECT a.value FROM record_addresses a WHERE a.record_id = r.id AND a.kind = 'email'
                   ORDER BY a.position, a.key LIMIT 1) AS email,
                  (SELECT a.value FROM record_addresses a WHERE a.record_id = r.id AND a.kind = 'phone'
                   ORDER BY a.position, a.key LIMIT 1) AS phone,
                  (SELECT count(*) FROM record_threads l JOIN threads t ON t.id = l.thread_id
                   WHERE l.record_id = r.id AND t.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)) AS "threads!",
                  (SELECT count(*) FROM record_threads l WHERE l.record_id = r.id) AS "all_threads!"
           FROM records r JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           WHERE r.id = $2 AND r.kind = 'lead' AND r.removed_at IS NULL"#,
        actor.user.map(|user| user.0),
        lead.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|mut row| {
        let description = std::mem::take(&mut row.description);
        (LeadRow::from(row), description)
    }))
}

/// Locks a lead and tells its stage.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::LeadGone`] for one that was taken away.
pub async fn lock(tx: &mut Tx, lead: LeadId) -> Result<StageId> {
    let row = sqlx::query!(
        r#"SELECT stage_id AS "stage_id!", removed_at IS NOT NULL AS "gone!" FROM records
           WHERE id = $1 AND kind = 'lead' FOR UPDATE"#,
        lead.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(Error::NotFound)?;
    // Whoever gives it away ends what they have begun.
    veil::hold(tx, &[lead]).await?;
    if row.gone { Err(Error::LeadGone) } else { Ok(StageId(row.stage_id)) }
}

pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    id: LeadId,
    lead: &Checked,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO records (id, workspace_id, kind, name, company, owner_id, stage_id, description, closed, created_by, created_at, last_activity_at)
         VALUES ($1, $2, 'lead', $3, $4, $5, $6, $7, (SELECT closes FROM pipeline_stages WHERE id = $6), $8, $9, $9)",
        id.0,
        actor.workspace.0,
        lead.name,
        lead.company,
        lead.owner.map(|owner| owner.0),
        lead.stage.0,
        lead.description,
        actor.user.map(|user| user.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    for email in &lead.emails {
        add_address(tx, actor, id, Addresses::Email, email).await?;
    }
    for phone in &lead.phones {
        add_address(tx, actor, id, Addresses::Phone, phone).await?;
    }
    Ok(())
}

pub async fn update(tx: &mut Tx, id: LeadId, lead: &Checked, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "UPDATE records SET name = $2, company = $3, owner_id = $4, stage_id = $5, description = $6, last_activity_at = $7,
                closed = (SELECT closes FROM pipeline_stages WHERE id = $5)
         WHERE id = $1",
        id.0,
        lead.name,
        lead.company,
        lead.owner.map(|owner| owner.0),
        lead.stage.0,
        lead.description,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// False when there is no such stage for leads.
pub async fn move_to_stage(tx: &mut Tx, lead: LeadId, stage: StageId, now: DateTime<Utc>) -> Result<bool> {
    let moved = sqlx::query!(
        "UPDATE records r SET stage_id = s.id, closed = s.closes, last_activity_at = $3
         FROM pipeline_stages s WHERE r.id = $1 AND s.id = $2 AND s.kind = r.kind",
        lead.0,
        stage.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    if moved.rows_affected() == 1 {
        mark_changed(tx, lead, &[Field::Stage]).await?;
        return Ok(true);
    }
    Ok(false)
}

/// Puts `new` in the place of the first address; the others follow.
pub async fn replace_first_address(
    tx: &mut Tx,
    actor: &Actor,
    lead: LeadId,
    kind: Addresses,
    old: &str,
    new: &[String],
) -> Result<()> {
    let mut values = addresses_of(tx, lead, kind).await?;
    values.retain(|value| value != old);
    for value in values.iter().chain([&old.to_owned()]) {
        remove_address(tx, lead, kind, value).await?;
    }
    for value in new.iter().chain(&values) {
        add_address(tx, actor, lead, kind, value).await?;
    }
    Ok(())
}

pub async fn salespeople(tx: &mut Tx) -> Result<Vec<(UserId, String)>> {
    let rows = sqlx::query!("SELECT id, name FROM users WHERE disabled_at IS NULL ORDER BY lower(name), id")
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), row.name)).collect())
}

/// False when threads are attached to the lead, or when somebody changed it since it was made.
pub async fn remove_untouched(tx: &mut Tx, lead: LeadId, now: DateTime<Utc>) -> Result<bool> {
    let removed = sqlx::query!(
        "UPDATE records r SET removed_at = $2 WHERE r.id = $1 AND r.removed_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM record_threads l WHERE l.record_id = r.id)
           AND NOT EXISTS (SELECT 1 FROM events e WHERE e.record_id = r.id AND e.kind IN ('lead.changed', 'lead.stage_changed'))",
        lead.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(removed.rows_affected() == 1)
}
