//! Who asks.

use kurier_model::{UserId, WorkspaceId, member::Role};

/// The person (or Kurier itself) on whose behalf a verb runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// `None`: Kurier itself, at work for the workspace.
    pub user: Option<UserId>,
    pub workspace: WorkspaceId,
    pub role: Role,
    pub name: String,
    pub email: String,
}

impl Actor {
    /// Kurier itself: a worker that acts inside one workspace. It sees every mailbox of that workspace.
    #[must_use]
    pub fn system(workspace: WorkspaceId) -> Self {
        Self { user: None, workspace, role: Role::Owner, name: "Kurier".to_owned(), email: String::new() }
    }

    /// Whether this is a worker and not a person.
    #[must_use]
    pub const fn is_system(&self) -> bool {
        self.user.is_none()
    }

    /// May invite people and connect team mailboxes.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.role >= Role::Admin
    }

    /// The person, for verbs that only people can do.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] for a worker.
    pub fn person(&self) -> crate::error::Result<UserId> {
        self.user.ok_or(crate::error::Error::Forbidden)
    }
}
