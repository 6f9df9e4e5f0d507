//! SQL of what people agreed to.

use super::written::{Relied, Said, Written};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    keyset::cursor_parts,
};
use chrono::{DateTime, Utc};
use kurier_model::consent::{
    ByLink, ConsentEntry, ConsentEvent, Ground, LegalBasis, Purpose, SubscriptionType,
};
use kurier_model::page::Cursor;
use kurier_model::{ConsentId, DraftId, OutboxId, RecordId, SubscriptionId, ThreadId, WorkspaceId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The people behind each of these addresses, which stand beside their spellings: those that are there before those in the bin, contacts
/// before leads.
pub async fn holders(
    tx: &mut Tx,
    keys: &[String],
    spellings: &[String],
) -> Result<HashMap<String, Vec<Option<RecordId>>>> {
    let rows = sqlx::query!(
        r#"SELECT w.key AS "key!", r.id AS "id!" FROM unnest($1::text[], $2::text[]) AS w (key, spelling)
           JOIN record_addresses a ON a.workspace_id = kurier_workspace() AND a.kind = 'email' AND a.key = w.spelling
           JOIN records r ON r.id = a.record_id AND is_person(r) AND r.merged_into IS NULL
           GROUP BY w.key, r.id ORDER BY w.key, r.removed_at IS NOT NULL, r.kind = 'lead', r.id"#,
        keys,
        spellings,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut all: HashMap<String, Vec<Option<RecordId>>> = HashMap::new();
    for row in rows {
        all.entry(row.key).or_default().push(Some(RecordId(row.id)));
    }
    Ok(all)
}

/// What was written down about whoever has these addresses, and about whoever had them then, by the address and who has it now, the oldest
/// first.
pub async fn written_about(
    tx: &mut Tx,
    keys: &[String],
    spellings: &[String],
) -> Result<HashMap<(String, Option<RecordId>), Vec<Written>>> {
    let rows = sqlx::query!(
        r#"WITH wanted AS (SELECT DISTINCT w.key, w.spelling FROM unnest($1::text[], $2::text[]) AS w (key, spelling)),
           holders AS (
               SELECT DISTINCT w.key, r.id AS holder FROM wanted w
               JOIN record_addresses a ON a.workspace_id = kurier_workspace() AND a.kind = 'email' AND a.key = w.spelling
               JOIN records r ON r.id = a.record_id AND is_person(r) AND r.merged_into IS NULL
           ), asked AS (
               SELECT key, holder FROM holders
               UNION ALL
               SELECT DISTINCT w.key, NULL::uuid FROM wanted w WHERE NOT EXISTS (SELECT 1 FROM holders h WHERE h.key = w.key)
           ), found AS (
               SELECT q.key, q.holder, c.id FROM asked q JOIN consents c ON c.record_id = q.holder
               UNION
               SELECT q.key, q.holder, ca.consent_id FROM asked q JOIN wanted w ON w.key = q.key
               JOIN consent_addresses ca ON ca.workspace_id = kurier_workspace() AND ca.key = w.spelling
           )
           SELECT f.key AS "key!", f.holder AS "holder?", c.id AS "id!", c.person, c.what AS "what!", c.subscription_id,
                  c.way_out_id IS NOT NULL AS "by_link!"
           FROM found f JOIN consents c ON c.id = f.id
           WHERE c.what <> 'one_time'
             AND (c.what <> 'subscribed' OR NOT EXISTS (SELECT 1 FROM consent_bounds b WHERE b.consent_id = c.id)
                  OR EXISTS (SELECT 1 FROM consent_bounds b JOIN wanted w ON w.spelling = b.key WHERE b.consent_id = c.id AND w.key = f.key))
           ORDER BY c.at, c.id"#,
        keys,
        spellings,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut all: HashMap<(String, Option<RecordId>), Vec<Written>> = HashMap::new();
    for row in rows {
        let (person, subscription) = (row.person.map(RecordId), row.subscription_id.map(SubscriptionId));
        let by_link = row.by_link;
        let written = Written { id: ConsentId(row.id), person, what: row.what, subscription, by_link };
        all.entry((row.key, row.holder.map(RecordId))).or_default().push(written);
    }
    Ok(all)
}

/// What was written down about one person, the oldest first.
pub async fn written_of(tx: &mut Tx, record: RecordId) -> Result<Vec<Written>> {
    let rows = sqlx::query!(
        r#"SELECT id, person, what, subscription_id, way_out_id IS NOT NULL AS "by_link!"
           FROM consents WHERE record_id = $1 AND what <> 'one_time' ORDER BY at, id"#,
        record.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let written = rows.into_iter().map(|row| {
        let (person, subscription) = (row.person.map(RecordId), row.subscription_id.map(SubscriptionId));
        Written { id: ConsentId(row.id), person, what: row.what, subscription, by_link: row.by_link }
    });
    Ok(written.collect())
}

/// What was given for a message alone, by the address.
pub async fn given_for(tx: &mut Tx, draft: DraftId) -> Result<HashMap<String, (Purpose, ConsentId)>> {
    let rows = sqlx::query!(
        r#"SELECT a.key, c.id, c.purpose AS "purpose!" FROM consents c JOIN consent_addresses a ON a.consent_id = c.id
           WHERE c.draft_id = $1 AND c.what = 'one_time' ORDER BY c.at, c.id"#,
        draft.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(|row| Ok((row.key, (word(row.purpose)?, ConsentId(row.id))))).collect()
}

pub async fn is_required(tx: &mut Tx) -> Result<bool> {
    Ok(sqlx::query_scalar!("SELECT consent_required FROM workspaces WHERE workspace_id = kurier_workspace()")
        .fetch_one(&mut **tx)
        .await?)
}

/// False: it was so before.
pub async fn require(tx: &mut Tx, workspace: WorkspaceId, required: bool) -> Result<bool> {
    let changed = sqlx::query!(
        "UPDATE workspaces SET consent_required = $2 WHERE workspace_id = $1 AND consent_required <> $2",
        workspace.0,
        required,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Those of these addresses to whom a message is about something that they have asked for: a ticket that its author chose, or an open one to
/// which the thread of an answer belongs, is about them; or they wrote in that thread. Who says that it is about something else means it.
pub async fn concerned(
    tx: &mut Tx,
    draft: DraftId,
    thread: Option<ThreadId>,
    keys: &[String],
    spellings: &[String],
) -> Result<HashSet<String>> {
    let rows = sqlx::query_scalar!(
        r#"WITH draft AS MATERIALIZED (
               SELECT d.record_id, d.author_id, d.about = 'unsaid' AND d.record_id IS NULL AS is_unsaid FROM drafts d WHERE d.id = $1),
           tickets AS MATERIALIZED (
               SELECT r.id, false AS by_thread FROM draft d JOIN records r ON r.id = d.record_id
               WHERE r.removed_at IS NULL AND is_transactional(r) AND sees_record(r, d.author_id)
               UNION ALL
               SELECT r.id, true FROM draft d JOIN record_threads t ON d.is_unsaid OR t.record_id = d.record_id
               JOIN records r ON r.id = t.record_id
               WHERE t.thread_id = current_thread($2) AND r.removed_at IS NULL AND NOT r.closed AND is_transactional(r))
           SELECT DISTINCT w.key AS "key!" FROM unnest($3::text[], $4::text[]) AS w (key, spelling)
           WHERE EXISTS (SELECT 1 FROM record_addresses a
                         JOIN record_index i ON i.record_id IN (SELECT id FROM tickets) AND i.words = a.record_id::text
                         WHERE a.workspace_id = kurier_workspace() AND a.kind = 'email' AND a.key = w.spelling)
              OR (EXISTS (SELECT 1 FROM tickets WHERE by_thread)
                  AND EXISTS (SELECT 1 FROM messages m WHERE m.thread_id = current_thread($2)
                              AND (m.from_key = w.spelling OR m.author_key = w.spelling)))"#,
        draft.0,
        thread.map(|thread| thread.0),
        keys,
        spellings,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Those of these records that the person may see.
pub async fn seen(tx: &mut Tx, records: &[RecordId]) -> Result<HashSet<RecordId>> {
    let records: Vec<Uuid> = records.iter().map(|record| record.0).collect();
    let rows = sqlx::query_scalar!("SELECT id FROM records WHERE id = ANY ($1)", &records)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(RecordId).collect())
}

/// What a message relies on that is in the outbox.
pub async fn relied_on(tx: &mut Tx, outgoing: OutboxId) -> Result<Vec<Relied>> {
    let kept = sqlx::query_scalar!("SELECT relied_on FROM outbox WHERE id = $1", outgoing.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(kept.map(serde_json::from_value).transpose()?.unwrap_or_default())
}

/// It relies on something else now.
pub async fn rely(tx: &mut Tx, outgoing: OutboxId, relied: &[Relied]) -> Result<()> {
    sqlx::query!("UPDATE outbox SET relied_on = $2 WHERE id = $1", outgoing.0, serde_json::to_value(relied)?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whether a record is a person who is there; what is said of them is said one after the other.
pub async fn lock_person(tx: &mut Tx, record: RecordId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "SELECT r.id FROM records r WHERE r.id = $1 AND r.removed_at IS NULL AND is_person(r) FOR NO KEY UPDATE OF r",
        record.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

pub async fn is_person(tx: &mut Tx, record: RecordId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM records r WHERE r.id = $1 AND is_person(r)) AS "is!""#,
        record.0,
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// A person's addresses.
pub async fn keys_of(tx: &mut Tx, record: RecordId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        "SELECT key FROM record_addresses WHERE record_id = $1 AND kind = 'email' ORDER BY position, key",
        record.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub async fn write(
    tx: &mut Tx,
    actor: &Actor,
    id: ConsentId,
    said: &Said<'_>,
    keys: &[String],
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO consents (id, workspace_id, what, record_id, person, subscription_id, subscription_name, basis, purpose, explanation,
                               draft_id, by_id, at, way_out_id)
         VALUES ($1, $2, $3, $4, $4, $5, (SELECT name FROM subscription_types WHERE id = $5), $6, $7, $8, $9, $10, $11, $12)",
        id.0,
        actor.workspace.0,
        said.what,
        said.record.map(|record| record.0),
        said.subscription.map(|subscription| subscription.0),
        said.basis.map(LegalBasis::as_str),
        said.purpose.map(Purpose::as_str),
        said.explanation,
        said.draft.map(|draft| draft.0),
        actor.user.map(|user| user.0),
        now,
        said.way_out.map(|way| way.0),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "INSERT INTO consent_addresses (consent_id, workspace_id, key) SELECT $1, $2, key FROM unnest($3::text[]) AS key",
        id.0,
        actor.workspace.0,
        keys,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Types of one workspace are added and renamed one after the other.
pub async fn one_at_a_time(tx: &mut Tx, workspace: WorkspaceId) -> Result<()> {
    sqlx::query!("SELECT 1 AS one FROM workspaces WHERE workspace_id = $1 FOR UPDATE", workspace.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok(())
}

/// What people can be subscribed to, in the order in which it was made.
pub async fn types(tx: &mut Tx) -> Result<Vec<SubscriptionType>> {
    let rows = sqlx::query!(
        "SELECT id, name FROM subscription_types WHERE archived_at IS NULL ORDER BY created_at, id"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| SubscriptionType { id: SubscriptionId(row.id), name: row.name }).collect())
}

pub async fn has_type(tx: &mut Tx, id: SubscriptionId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM subscription_types WHERE id = $1 AND archived_at IS NULL) AS "has!""#,
        id.0,
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub async fn add_type(
    tx: &mut Tx,
    workspace: WorkspaceId,
    new: &SubscriptionType,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO subscription_types (id, workspace_id, name, created_at) VALUES ($1, $2, $3, $4)",
        new.id.0,
        workspace.0,
        new.name,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn rename_type(tx: &mut Tx, id: SubscriptionId, name: &str) -> Result<bool> {
    let renamed = sqlx::query!(
        "UPDATE subscription_types SET name = $2 WHERE id = $1 AND archived_at IS NULL",
        id.0,
        name
    )
    .execute(&mut **tx)
    .await?;
    Ok(renamed.rows_affected() == 1)
}

pub async fn put_away(tx: &mut Tx, id: SubscriptionId, at: Option<DateTime<Utc>>) -> Result<bool> {
    let done = sqlx::query!("UPDATE subscription_types SET archived_at = $2 WHERE id = $1", id.0, at)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A message went out: what it relied on is written down for good, for those who have got it.
pub async fn went_out(tx: &mut Tx, outgoing: OutboxId, untaken: &[String], now: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "INSERT INTO send_grounds (id, workspace_id, record_id, address_key, ground, consent_id, outbox_id, mailbox_id, subject, by_id, at)
         SELECT gen_random_uuid(), o.workspace_id, current_record(g.record), g.address, g.ground,
                (SELECT c.id FROM consents c WHERE c.id = g.consent), o.id, o.mailbox_id, o.subject, o.author_id, $2
         FROM outbox o
         CROSS JOIN LATERAL jsonb_to_recordset(o.relied_on) AS g (record uuid, address text, ground text, consent uuid)
         WHERE o.id = $1 AND g.address IN (SELECT lower(trim(e)) FROM unnest(o.envelope_to) e) AND g.address <> ALL ($3)
         ON CONFLICT DO NOTHING",
        outgoing.0,
        now,
        untaken,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What was written down about a person, the latest first; by which message they said it only as in [`sent`].
pub async fn said(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    spellings: &[String],
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<ConsentEntry>> {
    let (at, id) = cursor_parts(after);
    let rows = sqlx::query!(
        r#"SELECT c.id AS "id!", c.what AS "what!", c.basis, c.purpose, c.at AS "at!", c.subscription_name AS "to?",
                  CASE WHEN k.known THEN c.explanation ELSE '' END AS "explanation!", CASE WHEN k.known THEN u.name END AS "by?",
                  c.way_out_id IS NOT NULL AS "by_link!",
                  CASE WHEN k.known AND o.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($6) v) THEN o.subject END AS "subject?"
           FROM (SELECT id FROM consents WHERE record_id = $1
                 UNION
                 SELECT c.id FROM consent_addresses ca JOIN consents c ON c.id = ca.consent_id
                 WHERE ca.workspace_id = kurier_workspace() AND ca.key = ANY ($2)
                   AND c.what IN ('opted_out', 'unsubscribed', 'opted_in')) found
           JOIN consents c ON c.id = found.id LEFT JOIN users u ON u.id = c.by_id
           LEFT JOIN ways_out w ON w.id = c.way_out_id LEFT JOIN outbox o ON o.id = w.outbox_id
           -- What was written about somebody whom one may not see is not read; that they want no mail counts.
           CROSS JOIN LATERAL (SELECT c.record_id IS NULL OR EXISTS (SELECT 1 FROM records r WHERE r.id = c.record_id) AS known) k
           WHERE $3::timestamptz IS NULL OR (c.at, c.id) < ($3, $4::uuid)
           ORDER BY c.at DESC, c.id DESC LIMIT $5"#,
        record.0,
        spellings,
        at,
        id,
        i64::from(limit),
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let by_link = row.by_link.then_some(ByLink { subject: row.subject });
            let (explanation, to) = (row.explanation, row.to);
            let basis = || word::<LegalBasis>(row.basis.clone().unwrap_or_default());
            let what = match row.what.as_str() {
                "subscribed" => ConsentEvent::Subscribed { to, basis: basis()?, explanation },
                "unsubscribed" => ConsentEvent::Unsubscribed { from: to, explanation },
                "opted_out" => ConsentEvent::OptedOut { explanation },
                "opted_in" => ConsentEvent::OptedIn { explanation },
                _ => {
                    let purpose = word(row.purpose.unwrap_or_default())?;
                    ConsentEvent::OneTime { basis: basis()?, purpose, explanation }
                }
            };
            Ok(ConsentEntry { id: row.id, at: row.at, by: row.by, by_link, what })
        })
        .collect()
}

/// What was sent to a person, the latest first; what it says only where the actor may see the mailbox that it went out of.
pub async fn sent(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Vec<ConsentEntry>> {
    let (at, id) = cursor_parts(after);
    let rows = sqlx::query!(
        r#"SELECT g.id, g.address_key, g.ground, g.consent_id, g.at, u.name AS "by?",
                  CASE WHEN g.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v) THEN g.subject END AS subject,
                  EXISTS (SELECT 1 FROM ways_out w WHERE w.outbox_id = g.outbox_id) AS "way_out!"
           FROM send_grounds g LEFT JOIN users u ON u.id = g.by_id
           WHERE g.record_id = $1 AND ($3::timestamptz IS NULL OR (g.at, g.id) < ($3, $4::uuid))
           ORDER BY g.at DESC, g.id DESC LIMIT $5"#,
        record.0,
        actor.user.map(|user| user.0),
        at,
        id,
        i64::from(limit),
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let what = ConsentEvent::Sent {
                address: row.address_key,
                subject: row.subject,
                ground: word::<Ground>(row.ground)?,
                consent: row.consent_id.map(ConsentId),
                way_out: row.way_out,
            };
            Ok(ConsentEntry { id: row.id, at: row.at, by: row.by, by_link: None, what })
        })
        .collect()
}

/// A word that the database keeps, as it is on the wire.
fn word<T: DeserializeOwned>(text: String) -> Result<T> {
    serde_json::from_value(Value::String(text)).map_err(Error::internal)
}
