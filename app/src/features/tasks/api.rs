//! Server functions of tasks. Days are those of whoever asks.

use crate::api::{ApiError, Json, Unread};
#[cfg(feature = "ssr")]
use crate::{api::server_side, state::zone::zone};
use kurier_model::record::Found;
use kurier_model::task::{Task, TaskCursor, TaskForm, TaskList, TaskPage};
use kurier_model::{RecordId, TaskId};
use leptos::prelude::*;

/// Tasks, the most urgent first.
#[server(input = Json, output = Json)]
pub async fn list_tasks(
    list: TaskList,
    after: Option<TaskCursor>,
    limit: u32,
) -> Result<Unread<TaskPage>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.tasks().page(&me, list, zone(), after, limit).await?)?)
}

/// What is to be done about a record.
#[server(input = Json, output = Json)]
pub async fn tasks_of_record(record: RecordId) -> Result<Unread<Vec<Task>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.tasks().of_record(&me, record, zone()).await?)?)
}

/// Tasks by words of their titles, what is to be done first.
#[server(input = Json, output = Json)]
pub async fn search_tasks(words: String) -> Result<Unread<Vec<Task>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.tasks().search(&me, &words, zone()).await?)?)
}

/// One task.
#[server(input = Json, output = Json)]
pub async fn get_task(task: TaskId) -> Result<Unread<Task>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.tasks().get(&me, task, zone()).await?)?)
}

/// Records of all kinds by words, for a task to be about.
#[server(input = Json, output = Json)]
pub async fn find_records_for_task(words: String) -> Result<Unread<Vec<Found>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().search(&me, &words).await?)?)
}

/// Gives somebody something to do.
#[server(input = Json, output = Json)]
pub async fn create_task(form: TaskForm) -> Result<TaskId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.tasks().create(&me, &form, zone()).await?)
}

/// Writes a task anew.
#[server(input = Json, output = Json)]
pub async fn change_task(task: TaskId, revision: u32, form: TaskForm) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.tasks().change(&me, task, revision, &form, zone()).await?;
    Ok(())
}

/// Says that a task is done, or is to be done after all.
#[server(input = Json, output = Json)]
pub async fn finish_task(task: TaskId, done: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.tasks().finish(&me, task, done).await?;
    Ok(())
}

/// Takes a task away.
#[server(input = Json, output = Json)]
pub async fn remove_task(task: TaskId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.tasks().remove(&me, task).await?;
    Ok(())
}

/// Brings a task back.
#[server(input = Json, output = Json)]
pub async fn restore_task(task: TaskId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.tasks().restore(&me, task).await?;
    Ok(())
}
