//! SQL of automatic senders.

use crate::triage::queue::Asked;
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::ready::SenderRule;
use kurier_model::{SenderRuleId, ThreadId, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A thread that the actor may see, and the machine by whose message it stands in the queue; none where a person wrote it.
pub struct Sender {
    pub thread: ThreadId,
    pub key: Option<String>,
}

pub async fn sender(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Option<Sender>> {
    let row = sqlx::query!(
        r#"SELECT q.thread_id, CASE WHEN NOT is_a_persons(m) THEN nullif(m.from_key, '') END AS key
           FROM triage q JOIN messages m ON m.id = q.message_id
           WHERE q.thread_id = current_thread($1) AND q.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)"#,
        thread.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Sender { thread: ThreadId(row.thread_id), key: row.key }))
}

/// Threads that wait by an automatic message of this address, in which no person waits, and which are not left for later: of a mailbox, an age and
/// a name that are asked for; `among`: of these.
pub async fn waiting(
    tx: &mut Tx,
    actor: &Actor,
    key: &str,
    among: Option<&[ThreadId]>,
    asked: &Asked,
    limit: i64,
) -> Result<Vec<ThreadId>> {
    let among: Option<Vec<Uuid>> = among.map(|threads| threads.iter().map(|thread| thread.0).collect());
    let rows = sqlx::query_scalar!(
        "SELECT q.thread_id FROM messages m JOIN triage q ON q.message_id = m.id
         WHERE m.workspace_id = $1 AND m.from_key = $2 AND NOT is_a_persons(m) AND q.state = 'ready'
           AND q.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($3) v)
           AND ($4::uuid[] IS NULL OR q.thread_id = ANY ($4))
           AND ($7::uuid IS NULL OR q.mailbox_id = $7) AND ($8::timestamptz IS NULL OR q.at >= $8) AND ($9::timestamptz IS NULL OR q.at < $9)
           AND ($10::text[] IS NULL OR sender_of(m) LIKE ALL ($10))
           AND NOT coalesce(is_a_persons(stands_for(q.thread_id)), false)
           AND NOT EXISTS (SELECT 1 FROM postponed p WHERE p.thread_id = q.thread_id AND p.message_id = q.message_id AND p.until > $5)
         ORDER BY q.at DESC, q.thread_id DESC LIMIT $6",
        actor.workspace.0,
        key,
        actor.user.map(|user| user.0),
        among.as_deref(),
        asked.now,
        limit,
        asked.mailbox.map(|mailbox| mailbox.0),
        asked.since,
        asked.before,
        asked.words.as_deref(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ThreadId).collect())
}

/// Those of these addresses whose automatic mail is ignored, and by whose rule.
pub async fn ruled(tx: &mut Tx, keys: &[String]) -> Result<Vec<(String, Option<UserId>)>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        "SELECT address_key, by_id FROM ignored_senders WHERE workspace_id = kurier_workspace() AND address_key = ANY ($1)",
        keys
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.address_key, row.by_id.map(UserId))).collect())
}

/// `None`: there is such a rule.
pub async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    key: &str,
    now: DateTime<Utc>,
) -> Result<Option<SenderRuleId>> {
    let id = SenderRuleId::new();
    let made = sqlx::query!(
        "INSERT INTO ignored_senders (id, workspace_id, address_key, by_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        id.0,
        actor.workspace.0,
        key,
        actor.user.map(|user| user.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok((made.rows_affected() == 1).then_some(id))
}

/// A rule as it stood.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    pub id: SenderRuleId,
    pub address: String,
    pub by: Option<UserId>,
    pub at: DateTime<Utc>,
}

pub async fn remove(tx: &mut Tx, rule: SenderRuleId) -> Result<Option<Rule>> {
    let row = sqlx::query!(
        "DELETE FROM ignored_senders WHERE id = $1 RETURNING id, address_key, by_id, at",
        rule.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let rule =
        |id, address, by: Option<Uuid>, at| Rule { id: SenderRuleId(id), address, by: by.map(UserId), at };
    Ok(row.map(|row| rule(row.id, row.address_key, row.by_id, row.at)))
}

pub async fn bring_back(tx: &mut Tx, actor: &Actor, rule: &Rule) -> Result<()> {
    sqlx::query!(
        "INSERT INTO ignored_senders (id, workspace_id, address_key, by_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        rule.id.0,
        actor.workspace.0,
        rule.address,
        rule.by.map(|user| user.0),
        rule.at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn all(tx: &mut Tx) -> Result<Vec<SenderRule>> {
    let rows = sqlx::query!(
        r#"SELECT r.id, r.address_key, r.at, u.name AS "by?" FROM ignored_senders r LEFT JOIN users u ON u.id = r.by_id
           WHERE r.workspace_id = kurier_workspace() ORDER BY r.at DESC, r.id DESC"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let rules = rows.into_iter().map(|row| SenderRule {
        id: SenderRuleId(row.id),
        address: row.address_key,
        by: row.by,
        at: row.at,
    });
    Ok(rules.collect())
}
