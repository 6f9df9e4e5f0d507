//! SQL of matching. What is open comes first, then what was worked on last.

use super::{Found, Participant};
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::pipeline::StageName;
use kurier_model::ready::{MatchReason, RecordMatch};
use kurier_model::record::KindKey;
use kurier_model::{RecordId, ThreadId};
use uuid::Uuid;

/// So many of each address or domain can be among those that are offered.
const LOOKED_AT: i64 = 20;

/// So many messages of a thread say who takes part.
const PARTICIPATING: i64 = 30;

struct Row {
    by: String,
    id: Uuid,
    kind: String,
    name: String,
    company: Option<String>,
    stage: Option<String>,
    owner_name: Option<String>,
    last_activity_at: DateTime<Utc>,
    /// About somebody who has the address.
    is_linked: bool,
}

impl Row {
    fn found(self, reason: MatchReason) -> Found {
        Found {
            by: self.by,
            record: RecordMatch {
                record: RecordId(self.id),
                kind: KindKey(self.kind),
                name: self.name,
                company: self.company,
                stage: self.stage.as_deref().map(StageName::from_stored),
                owner_name: self.owner_name,
                last_contact: self.last_activity_at,
                reason,
                by: None,
            },
        }
    }
}

/// Who outside takes part in these threads and is known by their address, the latest first; what went in copy alone is said. Of a long
/// thread the latest messages are looked at.
pub async fn participants(tx: &mut Tx, threads: &[ThreadId]) -> Result<Vec<(ThreadId, Participant)>> {
    let threads: Vec<Uuid> = threads.iter().map(|thread| thread.0).collect();
    let rows = sqlx::query!(
        r#"WITH taking AS MATERIALIZED (
               SELECT t.id AS thread_id, p.key, bool_and(p.in_copy) AS in_copy, max(m.received_at) AS at
               FROM unnest($1::uuid[]) AS t (id) CROSS JOIN LATERAL (
                   SELECT m.id, m.is_mine, m.automatic, m.author_key, m.from_key, m.recipients, m.received_at FROM messages m
                   WHERE m.thread_id = t.id ORDER BY m.received_at DESC, m.id DESC LIMIT $2) m
               CROSS JOIN LATERAL (
                   SELECT w.key, NOT EXISTS (SELECT FROM jsonb_array_elements(m.recipients -> 'to') d
                                             WHERE lower(btrim(d ->> 'address')) = w.key) AS in_copy
                   FROM written_to w WHERE w.message_id = m.id
                   UNION ALL
                   SELECT coalesce(m.author_key, m.from_key), false
                   WHERE NOT m.is_mine AND (m.author_key IS NOT NULL OR NOT m.automatic)) p
               GROUP BY t.id, p.key),
           known AS MATERIALIZED (
               SELECT who.key FROM (SELECT DISTINCT key FROM taking) who
               WHERE (SELECT true FROM record_addresses a
                      WHERE a.workspace_id = kurier_workspace() AND a.kind = 'email' AND a.key = who.key LIMIT 1))
           SELECT t.thread_id AS "thread_id!", t.key AS "key!", t.in_copy AS "in_copy!"
           FROM taking t WHERE t.key IN (SELECT k.key FROM known k WHERE NOT is_ours(k.key)) ORDER BY t.at DESC, t.key"#,
        &threads,
        PARTICIPATING,
    )
    .fetch_all(&mut **tx)
    .await?;
    let one = |key, in_copy| Participant { key, in_copy };
    Ok(rows.into_iter().map(|row| (ThreadId(row.thread_id), one(row.key, row.in_copy))).collect())
}

pub async fn by_address(tx: &mut Tx, actor: &Actor, keys: &[String]) -> Result<Vec<Found>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT f.key AS "by!", r.id AS "id!", r.kind AS "kind!", r.name AS "name!", company_of(r) AS company,
                  s.name AS "stage?", u.name AS "owner_name?", r.last_activity_at AS "last_activity_at!", f.is_linked AS "is_linked!"
           FROM (SELECT w.by AS key, w.is_linked, w.record_id,
                        row_number() OVER (PARTITION BY w.by ORDER BY r.closed, w.is_linked, r.last_activity_at DESC, r.id) AS place
                 FROM work_best($1, $2, false) w CROSS JOIN LATERAL (
                     SELECT r.id, r.closed, r.last_activity_at FROM records r WHERE r.id = w.record_id OFFSET 0) r) f
           JOIN records r ON r.id = f.record_id
           LEFT JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           WHERE f.place <= $3 ORDER BY r.closed, f.is_linked, r.last_activity_at DESC, r.id"#,
        actor.workspace.0,
        keys,
        LOOKED_AT,
    )
    .fetch_all(&mut **tx)
    .await?;
    let found = |row: Row| {
        let reason = if row.is_linked { MatchReason::SameContact } else { MatchReason::SameAddress };
        row.found(reason)
    };
    Ok(rows.into_iter().map(found).collect())
}

/// `by` is the domain as it stands in the address or the field.
pub async fn by_domain(tx: &mut Tx, actor: &Actor, domains: &[String]) -> Result<Vec<Found>> {
    if domains.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT f.domain AS "by!", r.id AS "id!", r.kind AS "kind!", r.name AS "name!", company_of(r) AS company,
                  s.name AS "stage?", u.name AS "owner_name?", r.last_activity_at AS "last_activity_at!", true AS "is_linked!"
           FROM (SELECT w.by AS domain, w.record_id,
                        row_number() OVER (PARTITION BY w.by ORDER BY r.closed, r.last_activity_at DESC, r.id) AS place
                 FROM work_best($1, $2, true) w CROSS JOIN LATERAL (
                     SELECT r.id, r.closed, r.last_activity_at FROM records r WHERE r.id = w.record_id OFFSET 0) r) f
           JOIN records r ON r.id = f.record_id
           LEFT JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           WHERE f.place <= $3 ORDER BY r.closed, r.last_activity_at DESC, r.id"#,
        actor.workspace.0,
        domains,
        LOOKED_AT,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.found(MatchReason::SameDomain)).collect())
}

/// Leads, for they are what new mail becomes part of.
pub async fn recent(tx: &mut Tx, actor: &Actor) -> Result<Vec<Found>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT '' AS "by!", r.id, r.kind, r.name, r.company, s.name AS "stage?", u.name AS "owner_name?",
                  r.last_activity_at, false AS "is_linked!"
           FROM records r LEFT JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           WHERE r.workspace_id = $1 AND r.kind = 'lead' AND r.removed_at IS NULL
           ORDER BY r.closed, r.last_activity_at DESC, r.id LIMIT 20"#,
        actor.workspace.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.found(MatchReason::Recent)).collect())
}
