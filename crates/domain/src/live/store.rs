//! SQL of live news.

use super::{Announcement, CHANNEL};
use crate::{Actor, Db, Result};
use kurier_model::MailboxId;
use sqlx::postgres::PgListener;
use std::collections::HashSet;

/// Hands on every announcement until the connection breaks; the first thing handed on after a reconnection is the
/// caller's to notice (the error).
pub async fn listen(db: &Db, hear: impl Fn(Announcement)) -> Result<()> {
    let mut listener = PgListener::connect_with(db.pool()).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    while let Some(notification) = listener.try_recv().await? {
        match serde_json::from_str(notification.payload()) {
            Ok(announcement) => hear(announcement),
            Err(error) => tracing::warn!(%error, "an announcement that cannot be read"),
        }
    }
    Err(crate::Error::Unavailable("the listening connection was closed".to_owned()))
}

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
