//! SQL of live news.

use crate::{Actor, Db, Result};
use kurier_model::{MailboxId, WorkspaceId, live::News};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;
use std::collections::HashSet;

/// The channel on which Postgres carries news between processes.
pub const CHANNEL: &str = "kurier_live";
/// What travels through Postgres.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Announcement {
    pub workspace: WorkspaceId,
    pub news: News,
}

/// Says when it begins to listen, and hands on every announcement from then on until the connection breaks.
pub async fn listen(db: &Db, begin: impl Fn(), hear: impl Fn(Announcement)) -> Result<()> {
    let mut listener = PgListener::connect_with(db.pool()).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    begin();
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
