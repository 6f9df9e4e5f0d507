//! SQL of followers.

use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::notification::NotificationKind;
use kurier_model::visibility::Colleague;
use kurier_model::{MessageId, RecordId, UserId};
use uuid::Uuid;

/// Whether a record is there that is not in the bin. It stays as it is until the transaction is over.
pub async fn hold(tx: &mut Tx, record: RecordId) -> Result<bool> {
    let held = sqlx::query!(
        "SELECT id FROM records WHERE id = $1 AND removed_at IS NULL FOR NO KEY UPDATE",
        record.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(held.is_some())
}

/// Whether a person is there and may see the record.
pub async fn may_follow(tx: &mut Tx, record: RecordId, person: UserId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM records r JOIN users u ON u.id = $2 AND u.disabled_at IS NULL
               WHERE r.id = $1 AND sees_record(r, u.id)) AS "may!""#,
        record.0,
        person.0,
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// False for whoever follows it already.
pub async fn add(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    person: UserId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let added = sqlx::query!(
        "INSERT INTO record_followers (record_id, user_id, workspace_id, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        record.0,
        person.0,
        actor.workspace.0,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(added.rows_affected() == 1)
}

pub async fn remove(tx: &mut Tx, record: RecordId, person: UserId) -> Result<bool> {
    let removed = sqlx::query!(
        "DELETE FROM record_followers WHERE record_id = $1 AND user_id = $2",
        record.0,
        person.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// Somebody who may see a record.
pub struct Following {
    pub who: Colleague,
    pub follows: bool,
}

/// Everybody who may see a record, by name, and whether they follow it.
pub async fn of(tx: &mut Tx, record: RecordId) -> Result<Vec<Following>> {
    let rows = sqlx::query!(
        r#"SELECT u.id, u.name, f.user_id IS NOT NULL AS "follows!" FROM records r
           JOIN users u ON u.disabled_at IS NULL AND sees_record(r, u.id)
           LEFT JOIN record_followers f ON f.record_id = r.id AND f.user_id = u.id
           WHERE r.id = $1 ORDER BY lower(u.name), u.id"#,
        record.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let following = |id, name, follows| Following { who: Colleague { id: UserId(id), name }, follows };
    Ok(rows.into_iter().map(|row| following(row.id, row.name, row.follows)).collect())
}

/// Who is to be told of a record. Whoever has not read yet that it is theirs finds it as it is by then: of what is changed in it they are
/// not told.
pub async fn listeners(tx: &mut Tx, record: RecordId, what: NotificationKind) -> Result<Vec<UserId>> {
    let rows = sqlx::query_scalar!(
        r#"SELECT l.user_id AS "user!" FROM records r CROSS JOIN LATERAL listeners_of(r) l
           WHERE r.id = $1 AND ($2 <> 'record_changed' OR NOT EXISTS (
               SELECT 1 FROM notifications n
               WHERE n.about = r.id AND n.what = 'record_given' AND n.user_id = l.user_id AND n.read_at IS NULL))
           ORDER BY 1"#,
        record.0,
        what.as_str(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(UserId).collect())
}

/// Tells of mail that came in of late, once a record; who was told.
pub async fn tell_of_mail(
    tx: &mut Tx,
    messages: &[MessageId],
    now: DateTime<Utc>,
    since: DateTime<Utc>,
) -> Result<Vec<UserId>> {
    let messages: Vec<Uuid> = messages.iter().map(|message| message.0).collect();
    let rows = sqlx::query_scalar!(
        "WITH news AS MATERIALIZED (
             SELECT DISTINCT about.record_id, m.mailbox_id FROM messages m
             CROSS JOIN LATERAL (
                 SELECT l.record_id FROM record_threads l WHERE l.thread_id = m.thread_id
                 UNION
                 SELECT t.client_record_id FROM threads t WHERE t.id = m.thread_id AND t.client_record_id IS NOT NULL) about
             WHERE m.id = ANY ($1) AND NOT m.is_mine AND m.received_at > $3),
         told AS (
             SELECT DISTINCT r.id AS record_id, u.id AS user_id, u.workspace_id FROM news
             JOIN records r ON r.id = news.record_id AND r.removed_at IS NULL
             CROSS JOIN LATERAL listeners_of(r) l
             JOIN users u ON u.id = l.user_id AND 'record_mail' <> ALL (u.untold) AND may_see(news.mailbox_id, u.id))
         INSERT INTO notifications (id, workspace_id, user_id, what, record_id, at)
         SELECT gen_random_uuid(), workspace_id, user_id, 'record_mail', record_id, $2 FROM told
         ON CONFLICT (about, what, user_id) WHERE read_at IS NULL DO UPDATE SET at = excluded.at
         RETURNING user_id",
        &messages,
        now,
        since,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut told: Vec<UserId> = rows.into_iter().map(UserId).collect();
    told.sort_unstable();
    told.dedup();
    Ok(told)
}
