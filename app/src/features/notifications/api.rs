//! Server functions of what one was told.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::NotificationId;
use kurier_model::notification::{Notification, NotificationKind};
use kurier_model::page::{Cursor, Page};
use leptos::prelude::*;

/// What I was told, the latest first.
#[server(input = Json, output = Json)]
pub async fn list_notifications(
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<Page<Notification>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.notifications().page(&me, after, limit).await?)?)
}

/// I have read one of them, or all.
#[server(input = Json, output = Json)]
pub async fn read_notifications(which: Option<NotificationId>) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.notifications().read(&me, which).await?;
    Ok(())
}

/// Every kind, and whether I want it.
#[server(input = Json, output = Json)]
pub async fn notification_kinds() -> Result<Unread<Vec<(NotificationKind, bool)>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.notifications().kinds(&me).await?)?)
}

/// From now on I want to be told of this, or not.
#[server(input = Json, output = Json)]
pub async fn want_notifications(kind: NotificationKind, wanted: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.notifications().want(&me, kind, wanted).await?;
    Ok(())
}
