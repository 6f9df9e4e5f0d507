//! The database behind its wall: transactions see one workspace, or ask the few questions before one is known.

use crate::{
    actor::Actor,
    error::{Error, Result},
};
use kurier_model::WorkspaceId;
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction};

/// A transaction. Dropped without `commit`, it is rolled back.
pub type Tx = Transaction<'static, Postgres>;

/// The connection pool. There is no other way to a table than [`Db::tx`] and [`Db::system_tx`].
#[derive(Clone, Debug)]
pub struct Db {
    pool: PgPool,
}

impl Db {
    #[must_use]
    pub const fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// A transaction that sees the rows of the actor's workspace and no others, and of its records those that a person may see: it works for
    /// them (migration 0038).
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when the database cannot be reached.
    pub async fn tx(&self, actor: &Actor) -> Result<Tx> {
        match actor.user {
            Some(person) => {
                self.begin(actor.workspace, &format!("; SET LOCAL kurier.person_id = '{person}'")).await
            }
            None => self.workspace_tx(actor.workspace).await,
        }
    }

    /// The same for a worker that knows the workspace and has no actor at hand.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when the database cannot be reached.
    pub async fn workspace_tx(&self, workspace: WorkspaceId) -> Result<Tx> {
        self.begin(workspace, "").await
    }

    /// The same for whoever stores hundreds of messages at a time. What Postgres knows of tables that grow so fast is old, and
    /// a plan that it keeps is older: such a transaction asks by index, and forgets the plans of its connection at the beginning. (To plan
    /// every time would hold for the checks of foreign keys too, a dozen for a message: half of what storing costs.)
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when the database cannot be reached.
    pub async fn storing_tx(&self, workspace: WorkspaceId) -> Result<Tx> {
        self.begin(
            workspace,
            "; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL jit = off; DISCARD PLANS",
        )
        .await
    }

    async fn begin(&self, workspace: WorkspaceId, settings: &str) -> Result<Tx> {
        // One round trip; an id is hexadecimal digits and hyphens, nothing that could end the string.
        let begin = format!(
            "BEGIN; SET LOCAL ROLE kurier_app; SET LOCAL kurier.workspace_id = '{workspace}'{settings}"
        );
        self.begun(begin).await
    }

    /// A transaction across workspaces, for questions asked before one is known: whose session is this, which mailbox
    /// needs a watcher, which mail is due. Never on behalf of a person.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`] when the database cannot be reached.
    pub async fn system_tx(&self) -> Result<Tx> {
        self.begun("BEGIN; SET LOCAL ROLE kurier_system".to_owned()).await
    }

    /// In a task of its own: whoever stops waiting in the moment in which it begins would leave it open, on a connection that others get
    /// (sqlx 0.9 rolls back what it has counted, and counts when the answer is there).
    async fn begun(&self, begin: String) -> Result<Tx> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(begin)).await });
        Ok(begun.await.map_err(Error::internal)??)
    }

    /// The pool itself: for migrations, listening and health, which touch no table of a workspace.
    #[must_use]
    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }
}
