//! SQL of whose a message is.

use crate::{db::Tx, error::Result, intake::Destination};
use kurier_model::{Address, MessageId, ThreadId, WorkspaceId};
use uuid::Uuid;

/// Messages of the mailbox with these Message-IDs.
pub async fn copies(tx: &mut Tx, to: &Destination, ids: &[String]) -> Result<Vec<(MessageId, ThreadId)>> {
    let rows = sqlx::query!(
        "SELECT id, thread_id FROM messages WHERE mailbox_id = $1 AND message_id = ANY ($2)",
        to.mailbox.0,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (MessageId(row.id), ThreadId(row.thread_id))).collect())
}

/// Writes down who is the author where From is not.
pub async fn put_authors(tx: &mut Tx, named: &[(MessageId, Address)]) -> Result<()> {
    if named.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = named.iter().map(|(id, _)| id.0).collect();
    let names: Vec<Option<String>> = named.iter().map(|(_, author)| author.name.clone()).collect();
    let addresses: Vec<String> = named.iter().map(|(_, author)| author.address.clone()).collect();
    let keys: Vec<String> = named.iter().map(|(_, author)| author.key()).collect();
    sqlx::query!(
        "UPDATE messages m SET author_name = u.name, author_address = u.address, author_key = u.key
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS u (id, name, address, key) WHERE m.id = u.id",
        &ids,
        &names as &[Option<String>],
        &addresses,
        &keys,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Decides on these messages and on every other copy with the same Message-ID, and answers with those that turned out to be
/// ours. What was ours once stays ours when its copy in Sent goes, as long as it claims to be. `form`: it names somebody outside
/// and goes to nobody but us.
pub async fn decide(
    tx: &mut Tx,
    to: &Destination,
    all: &[MessageId],
    fresh: &[MessageId],
) -> Result<Vec<MessageId>> {
    let all: Vec<Uuid> = all.iter().map(|id| id.0).collect();
    let fresh: Vec<Uuid> = fresh.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"WITH lying AS MATERIALIZED (
               SELECT DISTINCT p.message_id FROM placements p JOIN folders f ON f.id = p.folder_id
               WHERE p.message_id = ANY ($2) AND (f.role IN ('sent', 'drafts') OR p.draft)
           ), asked AS MATERIALIZED (
               SELECT DISTINCT m.message_id FROM messages m
               WHERE m.id = ANY ($2) AND (m.from_key = $4 OR m.is_mine OR m.id IN (SELECT message_id FROM lying))
           ), copies AS (
               SELECT m.id, m.message_id, m.is_mine, m.author_key, m.from_key IS NOT DISTINCT FROM $4 AS claims,
                      m.is_mine AND m.from_key IS NOT DISTINCT FROM $4 AND m.id <> ALL ($3) AS was,
                      EXISTS (SELECT 1 FROM placements p JOIN folders f ON f.id = p.folder_id
                              WHERE p.message_id = m.id AND (f.role IN ('sent', 'drafts') OR p.draft)) AS lies,
                      EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = m.message_id AND o.mailbox_id = $1) AS sent,
                      EXISTS (SELECT 1 FROM jsonb_array_elements((m.recipients -> 'to') || (m.recipients -> 'cc')) person
                              WHERE NOT is_ours(lower(btrim(person ->> 'address')))) AS outside
               FROM messages m WHERE m.mailbox_id = $1 AND m.message_id IN (SELECT message_id FROM asked)
           ), told AS (
               SELECT c.*, c.author_key IS NOT NULL AND NOT is_ours(c.author_key) AND NOT c.outside AND NOT c.sent AS form
               FROM copies c
           ), decided AS (
               SELECT c.id, c.is_mine, NOT c.form AND (c.lies OR (c.claims AND (
                      bool_or(c.lies OR c.was) OVER (PARTITION BY c.message_id) OR c.sent
                      OR (c.author_key IS NULL AND c.outside)))) AS mine
               FROM told c
           )
           UPDATE messages m SET is_mine = d.mine FROM decided d WHERE m.id = d.id AND d.is_mine <> d.mine
           RETURNING m.id, m.is_mine"#,
        to.mailbox.0,
        &all,
        &fresh,
        to.own_key,
    )
    .fetch_all(&mut **tx)
    .await?;
    let (ours, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.is_mine);
    let others: Vec<Uuid> = others.into_iter().map(|row| row.id).collect();
    let ours: Vec<Uuid> = ours.into_iter().map(|row| row.id).collect();
    put_written_to(tx, &ours, &others).await?;
    Ok(ours.into_iter().map(MessageId).collect())
}

/// To whom those were written that turned out to be ours. Those that turned out to be others' have their recipients, but not from us.
async fn put_written_to(tx: &mut Tx, ours: &[Uuid], others: &[Uuid]) -> Result<()> {
    if !ours.is_empty() {
        sqlx::query!(
            "INSERT INTO written_to (message_id, workspace_id, key)
             SELECT DISTINCT m.id, m.workspace_id, lower(btrim(p ->> 'address'))
             FROM messages m CROSS JOIN jsonb_array_elements((m.recipients -> 'to') || (m.recipients -> 'cc')) p
             WHERE m.id = ANY ($1) AND p ->> 'address' <> ''
             ON CONFLICT (message_id, key) DO UPDATE SET by_us = true",
            ours,
        )
        .execute(&mut **tx)
        .await?;
    }
    if !others.is_empty() {
        sqlx::query!(
            "DELETE FROM written_to w USING messages m
             WHERE w.message_id = ANY ($1) AND m.id = w.message_id AND (m.automatic OR is_ours(w.key))",
            others,
        )
        .execute(&mut **tx)
        .await?;
        sqlx::query!("UPDATE written_to SET by_us = false WHERE message_id = ANY ($1)", others)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Who outside takes part in mail of others.
pub async fn put_participants(
    tx: &mut Tx,
    workspace: WorkspaceId,
    taking_part: &[(MessageId, String)],
) -> Result<()> {
    if taking_part.is_empty() {
        return Ok(());
    }
    let messages: Vec<Uuid> = taking_part.iter().map(|(message, _)| message.0).collect();
    let keys: Vec<String> = taking_part.iter().map(|(_, key)| key.clone()).collect();
    sqlx::query!(
        "INSERT INTO written_to (message_id, workspace_id, key, by_us)
         SELECT t.message, $1, t.key, false FROM unnest($2::uuid[], $3::text[]) AS t (message, key) ON CONFLICT DO NOTHING",
        workspace.0,
        &messages,
        &keys,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes what turned out to be ours out of the Ready queue; where somebody else wrote in its thread, that is decided on.
pub async fn withdraw(tx: &mut Tx, turned: &[MessageId]) -> Result<()> {
    let turned: Vec<Uuid> = turned.iter().map(|id| id.0).collect();
    sqlx::query!(
        "UPDATE triage q SET message_id = m.id, at = m.received_at FROM messages m
         WHERE q.message_id = ANY ($1) AND m.id = stands_for(q.thread_id)",
        &turned,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("DELETE FROM triage WHERE message_id = ANY ($1) AND state = 'ready'", &turned)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn ours(tx: &mut Tx, all: &[MessageId]) -> Result<Vec<MessageId>> {
    let all: Vec<Uuid> = all.iter().map(|id| id.0).collect();
    let rows = sqlx::query_scalar!("SELECT id FROM messages WHERE id = ANY ($1) AND is_mine", &all)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(MessageId).collect())
}
