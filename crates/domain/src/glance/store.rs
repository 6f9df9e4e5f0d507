//! SQL of clients at a glance.

use crate::records::Circle;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::glance::{LastMail, OpenWork};
use kurier_model::inbox::ClientBadge;
use kurier_model::pipeline::StageName;
use kurier_model::record::KindKey;
use kurier_model::{RecordId, ThreadId};
use uuid::Uuid;

/// What is under way with a client (the client themselves, where they are in a pipeline), then what is with their company; so much of it, and
/// how much there is.
pub async fn open(tx: &mut Tx, circle: &Circle, most: usize) -> Result<(Vec<OpenWork>, u32)> {
    let mut own: Vec<Uuid> = circle.own.iter().map(|record| record.0).collect();
    own.push(circle.client.record.0);
    let of_company: Vec<Uuid> = circle.of_company.iter().map(|record| record.0).collect();
    let rows = sqlx::query!(
        r#"SELECT r.id, r.kind, r.name, s.name AS stage, r.worth, r.worth_currency, u.name AS "owner?",
                  r.id = ANY ($1) AS "is_own!", count(*) OVER () AS "count!"
           FROM records r JOIN pipeline_stages s ON s.id = r.stage_id LEFT JOIN users u ON u.id = r.owner_id
           WHERE (r.id = ANY ($1) OR r.id = ANY ($2)) AND NOT r.closed AND r.removed_at IS NULL
           ORDER BY r.id = ANY ($1) DESC, r.last_activity_at DESC, r.id LIMIT $3"#,
        &own,
        &of_company,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(&mut **tx)
    .await?;
    let count = rows.first().map_or(0, |row| u32::try_from(row.count).unwrap_or(u32::MAX));
    let work = rows.into_iter().map(|row| OpenWork {
        record: RecordId(row.id),
        kind: KindKey(row.kind),
        name: row.name,
        stage: StageName::from_stored(&row.stage),
        amount: row.worth.zip(row.worth_currency).map(|(worth, currency)| format!("{worth} {currency}")),
        owner: row.owner,
        of_company: !row.is_own,
    });
    Ok((work.collect(), count))
}

/// A company, unless it is in the bin or not to be seen.
pub async fn company(tx: &mut Tx, company: RecordId) -> Result<Option<ClientBadge>> {
    let row =
        sqlx::query!("SELECT id, kind, name FROM records WHERE id = $1 AND removed_at IS NULL", company.0)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(row.map(|row| ClientBadge { record: RecordId(row.id), kind: KindKey(row.kind), name: row.name }))
}

/// The latest mail of the threads that have a client's badge, in mailboxes that the actor may see.
pub async fn last_mail(tx: &mut Tx, actor: &Actor, client: RecordId) -> Result<Option<LastMail>> {
    let row = sqlx::query!(
        "SELECT t.id, t.last_at FROM threads t
         WHERE t.client_record_id = $2 AND t.merged_into IS NULL AND t.message_count > 0
           AND t.mailbox_id IN (SELECT v.mailbox_id FROM visible_mailboxes($1) v)
         ORDER BY t.last_at DESC, t.id DESC LIMIT 1",
        actor.user.map(|user| user.0),
        client.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| LastMail { thread: ThreadId(row.id), at: row.last_at }))
}
