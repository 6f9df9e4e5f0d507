//! Server functions of who sees a record.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::record::Back;
use kurier_model::visibility::{Sight, SightPreview, Visibility};
use kurier_model::{RecordId, UserId};
use leptos::prelude::*;

/// Who may see a record, and who follows it.
#[server(input = Json, output = Json)]
pub async fn record_sight(record: RecordId) -> Result<Unread<Sight>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().sight(&me, record).await?)?)
}

/// Who would gain and who would lose access.
#[server(input = Json, output = Json)]
pub async fn preview_sight(
    record: RecordId,
    visibility: Visibility,
    owner: Option<UserId>,
) -> Result<Unread<SightPreview>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().preview_sight(&me, record, visibility, owner).await?)?)
}

/// Says who may see a record; what takes that back.
#[server(input = Json, output = Json)]
pub async fn show_record_to(
    record: RecordId,
    revision: u32,
    visibility: Visibility,
) -> Result<Unread<Back>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().show_to(&me, record, revision, visibility).await?)?)
}

/// A person follows a record from now on, or no more.
#[server(input = Json, output = Json)]
pub async fn follow_record(record: RecordId, person: UserId, follows: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.followers().follow(&me, record, person, follows).await?)
}
