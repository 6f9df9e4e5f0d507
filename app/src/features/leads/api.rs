//! Server functions of leads.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::lead::{Board, Lead, LeadForm, LeadRow};
use kurier_model::page::{Cursor, Page};
use kurier_model::record::Changes;
use kurier_model::timeline::{TimelineEntry, TimelineFilter};
use kurier_model::{FolderId, LeadId, StageId, ThreadId};
use leptos::prelude::*;

/// Leads, the latest activity first.
#[server(input = Json, output = Json)]
pub async fn lead_page(
    stage: Option<StageId>,
    query: Option<String>,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<Page<LeadRow>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.leads().page(&me, stage, query.as_deref(), after, limit).await?)?)
}

/// Stages with their newest leads.
#[server(input = Json, output = Json)]
pub async fn lead_board() -> Result<Unread<Board>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.leads().board(&me).await?)?)
}

/// A lead, whole.
#[server(input = Json, output = Json)]
pub async fn get_lead(lead: LeadId) -> Result<Unread<Lead>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.leads().get(&me, lead).await?)?)
}

/// Makes a lead by hand.
#[server(input = Json, output = Json)]
pub async fn create_lead(form: LeadForm) -> Result<LeadId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.leads().create(&me, form).await?)
}

/// Saves what was changed in the form of a lead.
#[server(input = Json, output = Json)]
pub async fn update_lead(lead: LeadId, changes: Changes) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.leads().update(&me, lead, changes).await?;
    Ok(())
}

/// Moves a lead along the pipeline.
#[server(input = Json, output = Json)]
pub async fn move_to_stage(lead: LeadId, stage: StageId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.leads().move_to_stage(&me, lead, stage).await?;
    Ok(())
}

/// What happened around a lead, newest first.
#[server(input = Json, output = Json)]
pub async fn lead_timeline(
    lead: LeadId,
    filter: TimelineFilter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<Page<TimelineEntry>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.leads().timeline(&me, lead, filter, after, limit).await?)?)
}

/// A folder in which the thread lies.
#[server(input = Json, output = Json)]
pub async fn thread_folder(thread: ThreadId) -> Result<Option<FolderId>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.threads().open(&me, thread).await?.folders.first().copied())
}
