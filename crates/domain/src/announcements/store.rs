//! Announcements as they come out of Postgres.

use super::{Announcement, CHANNEL};
use crate::{
    db::Db,
    error::{Error, Result},
};
use sqlx::postgres::PgListener;

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
    Err(Error::Unavailable("the listening connection was closed".to_owned()))
}
