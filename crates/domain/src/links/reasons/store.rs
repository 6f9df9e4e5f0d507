//! SQL of why a thread is where it is.

use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::inbox::{ClientBadge, LinkReason};
use kurier_model::link::{ClientReason, ReasonedClient, ReasonedLink, SeenMailbox};
use kurier_model::pipeline::StageName;
use kurier_model::record::KindKey;
use kurier_model::{RecordId, ThreadId};
use sqlx::types::Json;

/// Mailboxes that the actor sees in which mail of the thread lies, that of the thread first, each with the names of whoever sees it.
pub async fn mailboxes(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<Vec<SeenMailbox>> {
    let rows = sqlx::query!(
        r#"WITH lying AS MATERIALIZED (
               SELECT t.mailbox_id, true AS is_own FROM threads t WHERE t.id = $2
               UNION
               SELECT twin.mailbox_id, false FROM messages m
               JOIN visible_mailboxes($1) v ON v.mailbox_id <> m.mailbox_id
               JOIN messages twin ON twin.mailbox_id = v.mailbox_id AND twin.message_id = m.message_id
                    AND twin.subject = m.subject AND twin.from_key IS NOT DISTINCT FROM m.from_key
               WHERE m.thread_id = $2 AND EXISTS (SELECT 1 FROM placements p WHERE p.message_id = twin.id))
           SELECT b.address, b.kind = 'team' AS "is_team!",
                  ARRAY(SELECT u.name FROM users u
                        WHERE u.workspace_id = b.workspace_id AND u.disabled_at IS NULL
                          AND b.id IN (SELECT v.mailbox_id FROM visible_mailboxes(u.id) v)
                        ORDER BY u.id IS DISTINCT FROM $1, u.name, u.id) AS "people!"
           FROM (SELECT mailbox_id, bool_or(is_own) AS is_own FROM lying GROUP BY mailbox_id) l JOIN mailboxes b ON b.id = l.mailbox_id
           WHERE b.id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)
           ORDER BY l.is_own DESC, b.address"#,
        actor.user.map(|user| user.0),
        thread.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let seen = rows.into_iter().map(|row| SeenMailbox {
        address: row.address,
        is_team: row.is_team,
        people: row.people,
    });
    Ok(seen.collect())
}

pub async fn links(tx: &mut Tx, thread: ThreadId) -> Result<Vec<ReasonedLink>> {
    let rows = sqlx::query!(
        r#"SELECT r.id, r.kind, r.name, s.name AS "stage?", l.reason AS "reason!: Json<LinkReason>", l.created_at
           FROM record_threads l JOIN records r ON r.id = l.record_id AND r.removed_at IS NULL
           LEFT JOIN pipeline_stages s ON s.id = r.stage_id WHERE l.thread_id = $1 ORDER BY l.created_at, r.id"#,
        thread.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let links = rows.into_iter().map(|row| ReasonedLink {
        record: RecordId(row.id),
        kind: KindKey(row.kind),
        name: row.name,
        stage: row.stage.as_deref().map(StageName::from_stored),
        reason: row.reason.0,
        at: row.created_at,
    });
    Ok(links.collect())
}

/// The client, and by which address it is this thread's, as `clients_of` finds it (migration 0058).
pub async fn client(tx: &mut Tx, thread: ThreadId) -> Result<Option<ReasonedClient>> {
    let row = sqlx::query!(
        r#"WITH people AS MATERIALIZED (
               SELECT who.key, m.received_at, m.id, m.automatic AND m.author_key IS NULL AND NOT m.is_mine AS is_machines FROM messages m
               CROSS JOIN LATERAL (
                   SELECT coalesce(m.author_key, m.from_key) AS key WHERE NOT m.is_mine
                   UNION ALL
                   SELECT lower(p ->> 'address') FROM jsonb_array_elements(m.recipients -> 'to') p WHERE m.is_mine
                   UNION ALL
                   SELECT w.key FROM written_to w
                   WHERE w.message_id = m.id AND NOT m.is_mine AND NOT w.by_us AND is_ours(coalesce(m.author_key, m.from_key))) who
               WHERE m.thread_id = $1)
           SELECT r.id, r.kind, r.name,
                  EXISTS (SELECT FROM record_threads l WHERE l.record_id = r.id AND l.thread_id = t.id) AS "is_attached!",
                  (SELECT a.key FROM people p JOIN record_addresses a ON a.record_id = r.id AND a.kind = 'email' AND a.key = p.key
                   ORDER BY p.received_at DESC, p.id DESC LIMIT 1) AS address,
                  house.key AS "house_address?", house.domain AS "domain?"
           FROM threads t JOIN records r ON r.id = t.client_record_id AND r.removed_at IS NULL
           LEFT JOIN LATERAL (
               SELECT p.key, c.domain FROM people p
               JOIN companies_at((SELECT array_agg(DISTINCT split_part(key, '@', 2)) FROM people)) c ON c.host = split_part(p.key, '@', 2)
               WHERE c.record_id = r.id AND NOT p.is_machines ORDER BY p.received_at DESC, p.id DESC LIMIT 1) house ON r.kind = 'company'
           WHERE t.id = $1"#,
        thread.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| ReasonedClient {
        client: ClientBadge { record: RecordId(row.id), kind: KindKey(row.kind), name: row.name },
        reason: match (row.is_attached, row.address, row.house_address.zip(row.domain)) {
            (false, Some(address), _) => ClientReason::Address { address },
            (false, None, Some((address, domain))) => ClientReason::Domain { address, domain },
            _ => ClientReason::Attached,
        },
    }))
}
