//! Server functions of what hangs on records: threads, notes and files.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::file::RecordFile;
use kurier_model::inbox::{AttachedThread, Done};
use kurier_model::link::{AttachedInStage, FoundMail, ThreadReasons};
use kurier_model::page::{Cursor, Page};
use kurier_model::record::Split;
use kurier_model::timeline::FoundNote;
use kurier_model::{EventId, FileId, MergeId, NoteId, RecordId, StageId, ThreadId};
use leptos::prelude::*;

/// The threads that are attached to a record.
#[server(input = Json, output = Json)]
pub async fn attached_threads(record: RecordId) -> Result<Unread<Vec<AttachedThread>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.links().threads_of(&me, record).await?)?)
}

/// Attaches threads to a record.
#[server(input = Json, output = Json)]
pub async fn attach_threads(threads: Vec<ThreadId>, record: RecordId) -> Result<Done, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.links().attach(&me, threads, record).await?)
}

/// Attaches threads to a record and puts that into a stage.
#[server(input = Json, output = Json)]
pub async fn attach_in_stage(
    threads: Vec<ThreadId>,
    record: RecordId,
    stage: StageId,
) -> Result<Unread<AttachedInStage>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.links().attach_in_stage(&me, threads, record, stage).await?)?)
}

/// Takes a thread off a record.
#[server(input = Json, output = Json)]
pub async fn detach_thread(thread: ThreadId, record: RecordId) -> Result<Done, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.links().detach(&me, thread, record).await?)
}

/// Attaches a thread to a record instead of another one.
#[server(input = Json, output = Json)]
pub async fn reattach_thread(thread: ThreadId, from: RecordId, to: RecordId) -> Result<Done, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.links().reattach(&me, thread, from, to).await?)
}

/// Why a thread is where it is, and who sees it.
#[server(input = Json, output = Json)]
pub async fn why_thread_is_here(thread: ThreadId) -> Result<ThreadReasons, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.links().reasons(&me, thread).await?)
}

/// Mail that could be attached to a record.
#[server(input = Json, output = Json)]
pub async fn find_mail(record: RecordId) -> Result<FoundMail, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.links().find(&me, record).await?)
}

/// Notes by their words.
#[server(input = Json, output = Json)]
pub async fn search_notes(words: String) -> Result<Unread<Vec<FoundNote>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.notes().search(&me, &words).await?)?)
}

/// Takes a decision, an attaching or a detaching back.
#[server(input = Json, output = Json)]
pub async fn undo_decision(event: EventId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.ready().undo(&me, event).await?;
    Ok(())
}

/// Writes a note about a record.
#[server(input = Json, output = Json)]
pub async fn add_note(record: RecordId, text: String) -> Result<NoteId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.notes().add(&me, record, &text).await?)
}

/// Writes one's own note anew.
#[server(input = Json, output = Json)]
pub async fn change_note(note: NoteId, text: String) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.notes().change(&me, note, &text).await?;
    Ok(())
}

/// Takes one's own note away.
#[server(input = Json, output = Json)]
pub async fn remove_note(note: NoteId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.notes().remove(&me, note).await?;
    Ok(())
}

/// Brings one's own note back.
#[server(input = Json, output = Json)]
pub async fn restore_note(note: NoteId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.notes().restore(&me, note).await?;
    Ok(())
}

/// The files of a record.
#[server(input = Json, output = Json)]
pub async fn record_files(
    record: RecordId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<Page<RecordFile>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().files(&me, record, after, limit).await?)?)
}

/// Calls a file something else.
#[server(input = Json, output = Json)]
pub async fn rename_file(file: FileId, was: String, name: String) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.files().rename(&me, file, &was, &name).await?;
    Ok(())
}

/// Takes a file away.
#[server(input = Json, output = Json)]
pub async fn remove_file(file: FileId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.files().remove(&me, file).await?;
    Ok(())
}

/// Brings a file back.
#[server(input = Json, output = Json)]
pub async fn restore_file(file: FileId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.files().restore(&me, file).await?;
    Ok(())
}

/// Takes records apart again that had become one.
#[server(input = Json, output = Json)]
pub async fn split_records(merge: MergeId) -> Result<Split, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.merging().split(&me, merge).await?)
}
