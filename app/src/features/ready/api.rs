//! Server functions of the Ready queue.

use crate::api::Json;
#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Unread};
use kurier_model::ThreadId;
use kurier_model::page::{Cursor, Page};
use kurier_model::ready::{Decided, Decision, LeadProposal, ReadyFilter, ReadyItem, RecordMatch};
use leptos::prelude::*;

/// Things to decide on, newest first.
#[server(input = Json, output = Json)]
pub async fn ready_page(
    filter: ReadyFilter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<Page<ReadyItem>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.ready().page(&me, filter, after, limit).await?)?)
}

/// How many things nobody has decided on.
#[server(input = Json, output = Json)]
pub async fn ready_count() -> Result<u32, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().count(&me).await?)
}

/// A lead form filled from the thread's message.
#[server(input = Json, output = Json)]
pub async fn propose_lead(thread: ThreadId) -> Result<LeadProposal, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().propose(&me, thread).await?)
}

/// Create, attach or ignore.
#[server(input = Json, output = Json)]
pub async fn decide(thread: ThreadId, decision: Decision) -> Result<Decided, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().decide(&me, thread, decision).await?)
}

/// Leads that the thread may belong to, or that the words find.
#[server(input = Json, output = Json)]
pub async fn record_matches(thread: ThreadId, query: Option<String>) -> Result<Vec<RecordMatch>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().matches(&me, thread, query.as_deref()).await?)
}
