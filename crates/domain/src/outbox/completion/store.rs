//! SQL of completion. The latest threads know who matters; walking every message would take seconds in a large mailbox.

use super::Known;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::Address;

/// Participants of the latest threads of mailboxes that the actor may see.
pub async fn people(tx: &mut Tx, actor: &Actor) -> Result<Vec<Known>> {
    let rows = sqlx::query!(
        r#"SELECT lower(p ->> 'address') AS "key!", max(p ->> 'address') AS "address!", max(p ->> 'name') AS name,
                  count(*) AS "times!", max(t.last_at) AS "last_at!"
           FROM visible_mailboxes($1) v
           CROSS JOIN LATERAL (SELECT people, last_at FROM threads WHERE mailbox_id = v.mailbox_id ORDER BY last_at DESC LIMIT 2000) t
           CROSS JOIN LATERAL jsonb_array_elements(t.people) p
           WHERE NOT coalesce((p ->> 'is_me')::boolean, false) AND p ->> 'address' LIKE '%@%'
           GROUP BY 1 ORDER BY 5 DESC LIMIT 5000"#,
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Known {
            address: person(row.name, row.address),
            times: u32::try_from(row.times).unwrap_or(u32::MAX).into(),
            last_at: row.last_at,
            written_to: false,
        })
        .collect())
}

/// People to whom mail went out of mailboxes that the actor may see.
pub async fn recipients(tx: &mut Tx, actor: &Actor) -> Result<Vec<Known>> {
    let rows = sqlx::query!(
        r#"SELECT lower(p ->> 'address') AS "key!", max(p ->> 'address') AS "address!", max(p ->> 'name') AS name,
                  count(*) AS "times!", max(o.created_at) AS "last_at!"
           FROM (SELECT recipients, created_at FROM outbox
                 WHERE workspace_id = $2 AND state = 'sent' AND mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)
                 ORDER BY created_at DESC LIMIT 1000) o
           CROSS JOIN LATERAL jsonb_array_elements(o.recipients) p
           GROUP BY 1 LIMIT 2000"#,
        actor.user.map(|user| user.0),
        actor.workspace.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Known {
            address: person(row.name, row.address),
            times: u32::try_from(row.times).unwrap_or(u32::MAX).into(),
            last_at: row.last_at,
            written_to: true,
        })
        .collect())
}

/// Addresses of records. A contact is called by its name; what a lead or a company is called is no name of a person.
pub async fn leads(tx: &mut Tx, actor: &Actor) -> Result<Vec<Known>> {
    let rows = sqlx::query!(
        r#"SELECT a.value, r.last_activity_at, CASE WHEN r.kind = 'contact' THEN r.name END AS name
         FROM record_addresses a JOIN records r ON r.id = a.record_id
         WHERE a.workspace_id = $1 AND a.kind = 'email' AND r.removed_at IS NULL
         ORDER BY r.last_activity_at DESC LIMIT 2000"#,
        actor.workspace.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Known {
            address: person(row.name, row.value),
            times: 1.0,
            last_at: row.last_activity_at,
            written_to: false,
        })
        .collect())
}

/// Of the records that have an address, the other ones; those of contacts first.
pub async fn others(tx: &mut Tx, key: &str, most: usize) -> Result<Vec<Address>> {
    let rows = sqlx::query!(
        r#"SELECT a.value, CASE WHEN r.kind = 'contact' THEN r.name END AS name
           FROM record_addresses own JOIN records r ON r.id = own.record_id AND r.removed_at IS NULL
           JOIN record_addresses a ON a.record_id = r.id AND a.kind = 'email' AND a.key <> own.key
           WHERE own.workspace_id = kurier_workspace() AND own.kind = 'email' AND own.key = $1
           ORDER BY r.kind <> 'contact', r.last_activity_at DESC, r.id, a.position LIMIT $2"#,
        key,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| person(row.name, row.value)).collect())
}

fn person(name: Option<String>, address: String) -> Address {
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty() && *name != address);
    Address { name, address }
}
