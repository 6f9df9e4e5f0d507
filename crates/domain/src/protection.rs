//! The rights of the people whose data is stored (GDPR, Art. 5 (1) e, 15, 17, 20): what there is of a person, handing it out, erasing it with
//! proof, and rules that say how long it is kept.
//!
//! **Architecture Invariant:** what is handed out, what is counted before something is erased, and what is looked for afterwards are one
//! search ([`facts`]).

mod acts;
mod erasing;
mod export;
mod facts;
mod holding;
mod retention;
mod subject;

pub use export::{MailFile, PersonExport};

use crate::{
    actor::Actor,
    error::{Error, Result},
    kurier::Kurier,
};
use kurier_model::ActId;
use kurier_model::page::{Cursor, Page};
use kurier_model::protection::{Act, Asked, PersonalData};

/// The most lines of the log at once.
const LIMIT: u32 = 200;

/// Verbs about the data of people.
#[derive(Debug)]
pub struct Protection<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// The rights of the people whose data is stored.
    #[must_use]
    pub const fn protection(&self) -> Protection<'_> {
        Protection { kurier: self }
    }
}

impl Protection<'_> {
    /// What there is of a person: of those records that are chosen, or of all that look like the same person. Where they are mentioned is asked
    /// apart.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`], also for records that are not the same person's.
    pub async fn look(
        &self,
        actor: &Actor,
        record: kurier_model::RecordId,
        asked: Option<&Asked>,
    ) -> Result<PersonalData> {
        only_admins(actor)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = subject::find(&mut tx, record, asked).await?;
        facts::data(&mut tx, found).await
    }

    /// In how many places of what people have written down the person is mentioned.
    ///
    /// # Errors
    /// Those of [`Protection::look`].
    pub async fn mentions(&self, actor: &Actor, asked: &Asked) -> Result<u32> {
        only_admins(actor)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let found = subject::find(&mut tx, asked.record, Some(asked)).await?;
        let mentions = facts::mentions(&mut tx, &found.subject).await?;
        Ok(u32::try_from(mentions.len()).unwrap_or(u32::MAX))
    }

    /// What was done for the protection of data, the latest first. Everybody may know.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn acts(&self, actor: &Actor, after: Option<Cursor>, limit: u32) -> Result<Page<Act>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        acts::page(&mut tx, after, limit.clamp(1, LIMIT)).await
    }

    /// One of these acts.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn act(&self, actor: &Actor, act: ActId) -> Result<Act> {
        let mut tx = self.kurier.db().tx(actor).await?;
        acts::get(&mut tx, act).await?.ok_or(Error::NotFound)
    }
}

fn only_admins(actor: &Actor) -> Result<()> {
    if actor.is_admin() { Ok(()) } else { Err(Error::Forbidden) }
}
