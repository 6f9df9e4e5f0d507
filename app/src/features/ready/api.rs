//! Server functions of the Ready queue.

use crate::api::Json;
use crate::api::{ApiError, Unread};
#[cfg(feature = "ssr")]
use crate::{api::server_side, state::zone::zone};
use kurier_model::page::{Cursor, Page};
use kurier_model::ready::{
    Decided, Decision, Elsewhere, LeadProposal, PostponeForm, ReadyFilter, ReadyItem, ReadyQuery,
    RecordMatch, SenderIgnored, SenderMail, SenderRule,
};
use kurier_model::{EventId, SenderRuleId, ThreadId};
use leptos::prelude::*;

/// Things to decide on, newest or latest back first; those that are left for later, what comes back first coming first.
#[server(input = Json, output = Json)]
pub async fn ready_page(
    query: ReadyQuery,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<Page<ReadyItem>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.ready().page(&me, &query, zone(), after, limit).await?)?)
}

/// What stands in a list for a thread, wherever it is there.
#[server(input = Json, output = Json)]
pub async fn find_ready(query: ReadyQuery, thread: ThreadId) -> Result<Unread<Option<ReadyItem>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.ready().find(&me, &query, zone(), thread).await?)?)
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

/// Create, attach or ignore what was seen in a list of the queue, or elsewhere.
#[server(input = Json, output = Json)]
pub async fn decide(
    thread: ThreadId,
    decision: Decision,
    seen: Option<ReadyFilter>,
) -> Result<Decided, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().decide_seen(&me, thread, decision, seen).await?)
}

/// What became of something that somebody else has decided on.
#[server(input = Json, output = Json)]
pub async fn decided_elsewhere(thread: ThreadId) -> Result<Option<Elsewhere>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().elsewhere(&me, thread).await?)
}

/// Leaves something for later, or changes how it is left.
#[server(input = Json, output = Json)]
pub async fn postpone(thread: ThreadId, form: PostponeForm, seen: ReadyFilter) -> Result<Decided, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().postpone(&me, thread, &form, seen, zone()).await?)
}

/// What is left for later waits again at once.
#[server(input = Json, output = Json)]
pub async fn resume(thread: ThreadId) -> Result<Decided, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().resume(&me, thread).await?)
}

/// Ignores automatic mail of the machine that sent this: what a list shows, or all that waits and is to come.
#[server(input = Json, output = Json)]
pub async fn ignore_sender(
    thread: ThreadId,
    sender: String,
    mail: SenderMail,
) -> Result<SenderIgnored, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().ignore_sender(&me, thread, &sender, &mail, zone()).await?)
}

/// Senders whose automatic mail is ignored when it comes, the latest rule first: those with these letters in their address, or all.
#[server(input = Json, output = Json)]
pub async fn sender_rules(
    letters: String,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<Page<SenderRule>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.ready().sender_rules(&me, &letters, after, limit).await?)?)
}

/// Ends such a rule.
#[server(input = Json, output = Json)]
pub async fn remove_sender_rule(rule: SenderRuleId) -> Result<EventId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().remove_sender_rule(&me, rule).await?)
}

/// Leads that the thread may belong to, or that the words find.
#[server(input = Json, output = Json)]
pub async fn record_matches(thread: ThreadId, query: Option<String>) -> Result<Vec<RecordMatch>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.ready().matches(&me, thread, query.as_deref()).await?)
}
