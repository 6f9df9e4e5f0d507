//! SQL of matching. What is open comes first, then what was worked on last.

use super::Found;
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::RecordId;
use kurier_model::pipeline::StageName;
use kurier_model::ready::{MatchReason, RecordMatch};
use kurier_model::record::KindKey;
use uuid::Uuid;

/// So many of each address or domain can be among those that are offered.
const LOOKED_AT: i64 = 20;

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
            },
        }
    }
}

pub async fn by_address(tx: &mut Tx, actor: &Actor, keys: &[String]) -> Result<Vec<Found>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT f.key AS "by!", r.id AS "id!", r.kind AS "kind!", r.name AS "name!", company_of(r) AS company,
                  s.name AS "stage?", u.name AS "owner_name?", r.last_activity_at AS "last_activity_at!", f.is_linked AS "is_linked!"
           FROM (SELECT w.by AS key, w.is_linked, w.record_id,
                        row_number() OVER (PARTITION BY w.by ORDER BY r.closed, w.is_linked, r.last_activity_at DESC, r.id) AS place
                 FROM work_best($1, $2, false) w JOIN records r ON r.id = w.record_id) f
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
                 FROM work_best($1, $2, true) w JOIN records r ON r.id = w.record_id) f
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
