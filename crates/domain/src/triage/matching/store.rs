//! SQL of matching. Open leads come first, then those with the latest activity.

use super::Found;
use crate::people::Sought;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::LeadId;
use kurier_model::ready::{LeadMatch, MatchReason};
use uuid::Uuid;

struct Row {
    by: String,
    id: Uuid,
    name: String,
    company: Option<String>,
    stage_name: String,
    owner_name: Option<String>,
}

impl Row {
    fn found(self) -> Found {
        Found {
            by: self.by,
            lead: LeadMatch {
                lead: LeadId::from(self.id),
                name: self.name,
                company: self.company,
                stage_name: self.stage_name,
                owner_name: self.owner_name,
                reason: MatchReason::Search,
            },
        }
    }
}

pub async fn by_address(tx: &mut Tx, actor: &Actor, keys: &[String]) -> Result<Vec<Found>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT a.key AS by, r.id, r.name, r.company, s.name AS stage_name, u.name AS "owner_name?"
           FROM record_addresses a JOIN records r ON r.id = a.record_id
           JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           WHERE a.workspace_id = $1 AND a.kind = 'email' AND a.key = ANY ($2) AND r.kind = 'lead' AND r.removed_at IS NULL
           ORDER BY r.closed, r.last_activity_at DESC, r.id LIMIT 2000"#,
        actor.workspace.0,
        keys,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Row::found).collect())
}

/// `by` is the domain as it stands in the lead's address.
pub async fn by_domain(tx: &mut Tx, actor: &Actor, domains: &[String]) -> Result<Vec<Found>> {
    if domains.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT a.domain AS "by!", r.id, r.name, r.company, s.name AS stage_name, u.name AS "owner_name?"
           FROM record_addresses a JOIN records r ON r.id = a.record_id
           JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           WHERE a.workspace_id = $1 AND a.kind = 'email' AND a.domain = ANY ($2) AND r.kind = 'lead' AND r.removed_at IS NULL
           ORDER BY r.closed, r.last_activity_at DESC, r.id LIMIT 2000"#,
        actor.workspace.0,
        domains,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Row::found).collect())
}

pub async fn search(tx: &mut Tx, actor: &Actor, query: &str) -> Result<Vec<Found>> {
    let Sought { words, numbers } = Sought::read(query);
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT '' AS "by!", r.id, r.name, r.company, s.name AS stage_name, u.name AS "owner_name?"
           FROM records r JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           WHERE r.workspace_id = $1 AND r.kind = 'lead' AND r.removed_at IS NULL
             AND record_has(r.id, r.searched, $2, $3)
           ORDER BY r.closed, r.last_activity_at DESC, r.id LIMIT 20"#,
        actor.workspace.0,
        &words,
        &numbers as &[Option<String>],
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Row::found).collect())
}
