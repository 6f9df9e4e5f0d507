//! Why a thread is where it is, and who sees it.

mod store;

use super::Links;
use super::store as links;
use crate::{
    actor::Actor,
    error::{Error, Result},
};
use kurier_model::ThreadId;
use kurier_model::link::ThreadReasons;

impl Links<'_> {
    /// The mailboxes in which the actor finds the thread's mail and who else sees it there, the records that it is attached to, and what makes its
    /// client its client. Of mailboxes that the actor may not see nothing is said, not even that there are any.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor may not see the thread.
    pub async fn reasons(&self, actor: &Actor, thread: ThreadId) -> Result<ThreadReasons> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let current = links::current(&mut tx, &[thread]).await?;
        let thread = *current.first().ok_or(Error::NotFound)?;
        links::visible_subjects(&mut tx, actor, &current).await?.pop().ok_or(Error::NotFound)?;
        Ok(ThreadReasons {
            mailboxes: store::mailboxes(&mut tx, actor, thread).await?,
            links: store::links(&mut tx, thread).await?,
            client: store::client(&mut tx, thread).await?,
        })
    }
}
