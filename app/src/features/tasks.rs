//! Tasks: a page of one's own and everybody's, those of a record, and the form that makes and changes one.

mod about;
pub mod api;
mod form;
mod of_record;
mod page;
mod row;

pub use form::{Given, TaskDialog};
pub use of_record::RecordTasks;

use crate::lazy::split;
use kurier_model::TaskId;
use leptos::prelude::*;

/// Where a task is opened.
#[must_use]
pub fn task_url(task: TaskId) -> String {
    format!("/tasks?task={task}")
}

split! {
    /// `/tasks`.
    pages, fetched by fetch_tasks_page: pub fn tasks_page() -> AnyView { page::TasksPage().into_any() }
}
