//! Server functions of the inbox: each gets the person, calls one verb and returns its value.

use crate::api::{ApiError, Json, Unread};
#[cfg(feature = "ssr")]
use crate::{api::server_side, state::zone::zone};
use kurier_model::{
    EventId, FolderId, MailboxId, RecordId, ThreadId,
    glance::Glance,
    inbox::{Done, Thread, ThreadAction, ThreadFilter, ThreadRow},
    mailbox::Mailbox,
    page::{Cursor, Page},
};
use leptos::prelude::*;

/// The mailboxes that I may see, with their folders.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn mailboxes() -> Result<Unread<Vec<Mailbox>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.mailboxes().list(&me).await?)?)
}

/// Threads of a folder, newest first.
///
/// # Errors
/// `NotFound` when I may not see the folder.
#[server(input = Json, output = Json)]
pub async fn thread_page(
    folder: FolderId,
    filter: ThreadFilter,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<Page<ThreadRow>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.threads().page(&me, folder, filter, after, limit.min(200)).await?)?)
}

/// A whole thread.
///
/// # Errors
/// `NotFound` when I may not see it.
#[server(input = Json, output = Json)]
pub async fn open_thread(thread: ThreadId) -> Result<Unread<Thread>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.threads().open(&me, thread).await?)?)
}

/// What is under way with a client, what is to be done next, and when there was mail last.
///
/// # Errors
/// `NotFound` when I may not see the client.
#[server(input = Json, output = Json)]
pub async fn client_glance(client: RecordId) -> Result<Unread<Glance>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.glances().of(&me, client, zone()).await?)?)
}

/// A folder in which the thread lies.
///
/// # Errors
/// `NotFound` when I may not see the thread.
#[server(input = Json, output = Json)]
pub async fn thread_folder(thread: ThreadId) -> Result<Option<FolderId>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.threads().open(&me, thread).await?.folders.first().copied())
}

/// Does something to threads, on the mail server too.
///
/// # Errors
/// `NotFound` when I may not see one of them, `Invalid` for a folder of another mailbox.
#[server(input = Json, output = Json)]
pub async fn act(
    threads: Vec<ThreadId>,
    from: Option<FolderId>,
    action: ThreadAction,
) -> Result<Done, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.threads().act(&me, threads, from, action).await?)
}

/// Takes back what was done.
///
/// # Errors
/// `Conflict` when it cannot be taken back any more.
#[server(input = Json, output = Json)]
pub async fn undo(event: EventId) -> Result<Done, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.threads().undo(&me, event).await?)
}

/// Threads in which the words occur: subject, people or text. In one mailbox or in all that I may see.
///
/// # Errors
/// `Invalid` for words that cannot be searched for.
#[server(input = Json, output = Json)]
pub async fn search(
    mailbox: Option<MailboxId>,
    words: String,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<Page<ThreadRow>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.threads().search(&me, mailbox, &words, after, limit.min(200)).await?)?)
}

/// Makes a folder on the mail server.
///
/// # Errors
/// `Invalid` for a name that the server does not take, `Conflict` when it exists.
#[server(input = Json, output = Json)]
pub async fn create_folder(
    mailbox: MailboxId,
    parent: Option<FolderId>,
    name: String,
) -> Result<FolderId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().create_folder(&me, mailbox, parent, &name).await?)
}

/// Renames a folder on the mail server; what lies in it stays.
///
/// # Errors
/// `Invalid` for a name that the server does not take, `Conflict` when it exists.
#[server(input = Json, output = Json)]
pub async fn rename_folder(folder: FolderId, name: String) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().rename_folder(&me, folder, &name).await?)
}

/// Takes a folder out of sight, its mail into the trash; it is deleted on the mail server once it is empty.
///
/// # Errors
/// `Invalid` for a folder with a role, with folders below it, or with mail that cannot go to a trash.
#[server(input = Json, output = Json)]
pub async fn delete_folder(folder: FolderId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().delete_folder(&me, folder).await?)
}

/// Wants again what the mail server refused for these threads.
///
/// # Errors
/// `NotFound` when I may not see one of them.
#[server(input = Json, output = Json)]
pub async fn try_refused_again(threads: Vec<ThreadId>) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.wishes().try_again(&me, &threads).await?)
}

/// Leaves these threads as the mail server has them.
///
/// # Errors
/// `NotFound` when I may not see one of them.
#[server(input = Json, output = Json)]
pub async fn give_up_refused(threads: Vec<ThreadId>) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.wishes().give_up(&me, &threads).await?)
}

/// Forgets why a folder was not deleted.
///
/// # Errors
/// `NotFound`.
#[server(input = Json, output = Json)]
pub async fn dismiss_kept_folder(folder: FolderId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().dismiss_kept(&me, folder).await?)
}

/// Asks the mail server now instead of waiting for it.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn sync_now(mailbox: MailboxId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().sync_now(&me, mailbox).await?)
}
