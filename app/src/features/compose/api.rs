//! Server functions of drafts and the outbox.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::compose::{AboutOffer, Draft, DraftAbout, DraftContent, DraftRow, DraftStart, Outgoing};
use kurier_model::consent::{Finding, Grounds, Handed};
use kurier_model::inbox::Thread;
use kurier_model::member::Language;
use kurier_model::{Address, DraftAttachmentId, DraftId, MailboxId, MessageId, OutboxId, RecordId, ThreadId};
use leptos::prelude::*;

/// Starts a draft; replies and forwards come with recipients, subject and quote, in the person's language.
#[server(input = Json, output = Json)]
pub async fn start_draft(start: DraftStart, language: Language) -> Result<Draft, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    let writer = server_side::Conventions { language, zone: crate::state::zone::zone() };
    Ok(kurier.drafts().start(&me, start, writer).await?)
}

/// A draft, whole.
#[server(input = Json, output = Json)]
pub async fn get_draft(draft: DraftId) -> Result<Draft, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().get(&me, draft).await?)
}

/// The person's drafts, newest first, and their messages on their way out, failed or doubtful.
#[server(input = Json, output = Json)]
pub async fn drafts_and_outgoing() -> Result<Unread<(Vec<DraftRow>, Vec<Outgoing>)>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&(kurier.drafts().list(&me).await?, kurier.outbox().list(&me).await?))?)
}

/// Saves what was written; `revision` is the one it was written on. Conflict: it was saved elsewhere meanwhile.
#[server(input = Json, output = Json)]
pub async fn save_draft(draft: DraftId, revision: u32, content: DraftContent) -> Result<u32, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().save(&me, draft, revision, content).await?)
}

/// Throws a draft away.
#[server(input = Json, output = Json)]
pub async fn discard_draft(draft: DraftId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().discard(&me, draft).await?)
}

/// Throws a draft away in which nothing was written.
///
/// # Errors
/// `NotFound`.
#[server(input = Json, output = Json)]
pub async fn leave_draft(draft: DraftId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().leave(&me, draft).await?)
}

/// Sends from another mailbox.
#[server(input = Json, output = Json)]
pub async fn set_draft_mailbox(draft: DraftId, mailbox: MailboxId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().set_mailbox(&me, draft, mailbox).await?)
}

/// Says to which record a draft belongs, or that it belongs to none; `revision` is the one that is known. Conflict: it was saved elsewhere
/// meanwhile.
#[server(input = Json, output = Json)]
pub async fn say_draft_about(
    draft: DraftId,
    revision: u32,
    record: Option<RecordId>,
) -> Result<u32, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().say_about(&me, draft, revision, record).await?)
}

/// Records to which a draft may belong that goes to these people, or all that have the words.
#[server(input = Json, output = Json)]
pub async fn offer_draft_about(
    draft: DraftId,
    people: Vec<String>,
    words: String,
) -> Result<Vec<AboutOffer>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().offer_about(&me, draft, &people, &words).await?)
}

/// Takes the record of a draft out of the bin.
#[server(input = Json, output = Json)]
pub async fn restore_draft_about(draft: DraftId) -> Result<DraftAbout, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().restore_about(&me, draft).await?)
}

/// Takes a file out of a draft.
#[server(input = Json, output = Json)]
pub async fn remove_attachment(attachment: DraftAttachmentId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().remove_attachment(&me, attachment).await?)
}

/// People whom the typed letters may mean, most likely first.
#[server(input = Json, output = Json)]
pub async fn complete_recipient(query: String) -> Result<Vec<Address>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().complete(&me, &query).await?)
}

/// The other addresses of whoever has this one.
#[server(input = Json, output = Json)]
pub async fn other_addresses(address: String) -> Result<Vec<Address>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.drafts().other_addresses(&me, &address).await?)
}

/// Mailboxes that the person may send from.
#[server(input = Json, output = Json)]
pub async fn senders() -> Result<Vec<(MailboxId, String)>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().list(&me).await?.into_iter().map(|mailbox| (mailbox.id, mailbox.address)).collect())
}

/// Hands a draft to the outbox, which holds it back for the undo time; or tells what there is to know first of which the person has not been
/// told.
#[server(input = Json, output = Json)]
pub async fn send_draft(draft: DraftId, revision: u32, told: Vec<Finding>) -> Result<Handed, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.outbox().hand_over(&me, draft, revision, &told).await?)
}

/// What there is to know before a draft leaves.
#[server(input = Json, output = Json)]
pub async fn look_over(draft: DraftId) -> Result<Vec<Finding>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.outbox().look_over(&me, draft).await?)
}

/// Gives grounds for a draft to those of these addresses to whom it would not go otherwise.
#[server(input = Json, output = Json)]
pub async fn give_grounds(draft: DraftId, people: Vec<String>, grounds: Grounds) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.outbox().give_grounds(&me, draft, &people, &grounds).await?)
}

/// Takes a held message back; the draft that is open again. Conflict: it is already on its way.
#[server(input = Json, output = Json)]
pub async fn cancel_sending(outgoing: OutboxId) -> Result<DraftId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.outbox().cancel(&me, outgoing).await?)
}

/// Where a message is.
#[server(input = Json, output = Json)]
pub async fn get_outgoing(outgoing: OutboxId) -> Result<Outgoing, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.outbox().get(&me, outgoing).await?)
}

/// Mail on its way out, of which it is still to be seen what becomes of it.
#[server(input = Json, output = Json)]
pub async fn on_its_way() -> Result<Unread<Vec<Outgoing>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    let mut list = kurier.outbox().list(&me).await?;
    list.retain(Outgoing::is_on_its_way);
    Ok(Unread::of(&list)?)
}

/// Sends now what waits for its time; tries again what failed: sending, or the copy in Sent. A draft that was changed since is another message.
/// Where there is something to know of which its author was not told the first time, nothing is sent.
#[server(input = Json, output = Json)]
pub async fn retry_sending(outgoing: OutboxId) -> Result<Handed, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.outbox().retry(&me, outgoing).await?)
}

/// The author has read what went wrong after sending.
#[server(input = Json, output = Json)]
pub async fn note_outgoing(outgoing: OutboxId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.outbox().note(&me, outgoing).await?)
}

/// A person decides about a doubtful message: it was sent, or it has to be sent again.
#[server(input = Json, output = Json)]
pub async fn resolve_unknown(outgoing: OutboxId, sent: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.outbox().resolve_unknown(&me, outgoing, sent).await?)
}

/// The message that a reply to this thread answers: the latest that is not our own, or the latest.
#[server(input = Json, output = Json)]
pub async fn reply_target(thread: ThreadId) -> Result<Option<MessageId>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(latest_to_answer(&kurier.threads().open(&me, thread).await?))
}

/// The latest message that is not our own, or the latest.
#[must_use]
pub fn latest_to_answer(thread: &Thread) -> Option<MessageId> {
    let written = || thread.messages.iter().rev().filter(|message| !message.draft);
    written().find(|message| !message.is_mine).or_else(|| written().next()).map(|message| message.id)
}
