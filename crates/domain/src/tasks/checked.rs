//! What a form says of a task, as it can be stored.

use super::when::When;
use kurier_model::UserId;

/// A form that can be stored.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) assignee: UserId,
    pub(super) when: When,
}
