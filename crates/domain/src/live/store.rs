//! SQL of live news.

use crate::{actor::Actor, db::Db, error::Result};
use kurier_model::{MailboxId, RecordId};
use std::collections::HashSet;

pub async fn visible_mailboxes(db: &Db, actor: &Actor) -> Result<HashSet<MailboxId>> {
    let mut tx = db.tx(actor).await?;
    let rows = sqlx::query_scalar!(
        r#"SELECT v.mailbox_id AS "id!" FROM visible_mailboxes($1) v"#,
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut *tx)
    .await?;
    Ok(rows.into_iter().map(MailboxId).collect())
}

/// Whether the actor may see a record.
pub async fn sees_record(db: &Db, actor: &Actor, record: RecordId) -> Result<bool> {
    let mut tx = db.tx(actor).await?;
    Ok(sqlx::query_scalar!(r#"SELECT EXISTS (SELECT 1 FROM records WHERE id = $1) AS "sees!""#, record.0)
        .fetch_one(&mut *tx)
        .await?)
}
