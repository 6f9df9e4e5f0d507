//! Mail that could be attached to a record: that of its people which belongs to nothing, because an address was written down later, or the record
//! made later.

mod store;

use super::Links;
use crate::{actor::Actor, error::Result, records};
use kurier_model::RecordId;
use kurier_model::link::FoundMail;

/// The most threads that are offered at once.
const OFFERED: usize = 50;

impl Links<'_> {
    /// Threads that the actor may see with mail from or to the people of a record, which are attached to nothing; but for those that somebody has
    /// taken off this record. Whoever wants them attaches them.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for a record that is not there.
    pub async fn find(&self, actor: &Actor, record: RecordId) -> Result<FoundMail> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let whose = records::whose_mail(&mut tx, actor, record).await?;
        let mut threads = store::loose(&mut tx, actor, record, &whose, OFFERED + 1).await?;
        let more = threads.len() > OFFERED;
        threads.truncate(OFFERED);
        Ok(FoundMail { threads, more })
    }
}
