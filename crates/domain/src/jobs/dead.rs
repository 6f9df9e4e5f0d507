//! Jobs that were given up: shown to administrators, who can have them tried again.

use super::store::Dead;
use super::{Jobs, store};
use crate::{
    actor::Actor,
    error::{Error, Result},
};
use kurier_model::jobs::{DeadJob, JobKind};

impl Jobs<'_> {
    /// The workspace's jobs that were given up, latest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn dead(&self, actor: &Actor) -> Result<Vec<DeadJob>> {
        if !actor.is_admin() {
            return Err(Error::Forbidden);
        }
        let mut tx = self.kurier.db().tx(actor).await?;
        let dead = store::dead(&mut tx).await?.into_iter();
        Ok(dead
            .map(|dead| DeadJob {
                id: dead.id,
                kind: JobKind::named(&dead.job),
                attempts: dead.attempts,
                since: dead.since,
            })
            .collect())
    }

    /// Tries a job of the workspace again that was given up, from the beginning. One that was not, or is no more, is left alone.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn revive(&self, actor: &Actor, job: i64) -> Result<()> {
        if !actor.is_admin() {
            return Err(Error::Forbidden);
        }
        let mut tx = self.kurier.db().tx(actor).await?;
        store::revive(&mut tx, job).await?;
        Ok(tx.commit().await?)
    }

    /// All jobs that were given up, with their errors, for `kurier doctor`.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn all_dead(&self) -> Result<Vec<Dead>> {
        let mut tx = self.kurier.db().system_tx().await?;
        store::dead(&mut tx).await
    }

    /// Clears away what was given up and then asked for anew.
    pub(super) async fn remove_superseded(&self) -> Result<()> {
        let mut tx = self.kurier.db().system_tx().await?;
        store::remove_superseded(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}
