//! SQL of what became of something in the queue.

use super::{Decision, Link};
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::record::KindKey;
use kurier_model::{MessageId, RecordId, ThreadId, UserId};

/// How a thread that the actor may see stands in the queue.
pub async fn decision(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Option<Decision>> {
    let row = sqlx::query!(
        r#"SELECT t.subject, q.state AS "state?", q.message_id AS "message?", u.id AS "by?", u.name AS "name?"
           FROM threads t LEFT JOIN triage q ON q.thread_id = t.id LEFT JOIN users u ON u.id = q.decided_by AND NOT q.by_rule
           WHERE t.id = current_thread($1) AND t.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($2) v)"#,
        thread.0,
        actor.user.map(|user| user.0),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Decision {
        subject: row.subject,
        state: row.state,
        message: row.message.map(MessageId),
        by: row.by.map(UserId).zip(row.name),
    }))
}

pub async fn person(tx: &mut Tx, person: UserId) -> Result<Option<(UserId, String)>> {
    let name = sqlx::query_scalar!("SELECT name FROM users WHERE id = $1", person.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(name.map(|name| (person, name)))
}

/// The record on which a thread was put last, of those that one may see.
pub async fn link(tx: &mut Tx, thread: ThreadId) -> Result<Option<Link>> {
    let row = sqlx::query!(
        "SELECT r.id, r.kind, r.name, l.reason FROM record_threads l JOIN records r ON r.id = l.record_id
         WHERE l.thread_id = current_thread($1) AND r.removed_at IS NULL ORDER BY l.created_at DESC, r.id LIMIT 1",
        thread.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let link = row.map(|row| {
        let reason = serde_json::from_value(row.reason)?;
        Ok(Link { record: RecordId(row.id), kind: KindKey(row.kind), name: row.name, reason })
    });
    link.transpose()
}
