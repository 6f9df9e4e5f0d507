//! Grounds for a message that is being written: whom it names, and what may be said of them.

use super::Outbox;
use super::drafts::store::{self, Held};
use crate::consents::{self, Recipients, Weighed};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    secrets::Secrets,
};
use kurier_model::DraftId;
use kurier_model::address::address_key;
use kurier_model::consent::Grounds;

impl Outbox<'_> {
    /// Gives grounds for a draft of the actor's to those of these people to whom it would not go otherwise. Who has been added meanwhile is
    /// asked about when it is sent.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while it is being sent; [`Error::Invalid`] when one of them cannot be written to on these
    /// grounds.
    pub async fn give_grounds(
        &self,
        actor: &Actor,
        draft: DraftId,
        people: &[String],
        grounds: &Grounds,
    ) -> Result<()> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let held = store::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        if !held.is_open() {
            return Err(Error::Conflict);
        }
        let people: Vec<String> = people.iter().map(|one| address_key(one)).collect();
        let mut unclear = weigh(&mut tx, &self.kurier.parts().secrets, draft, &held).await?.unclear;
        unclear.retain(|one| people.contains(&one.address.key()));
        // What is said for good is said of a record that one sees.
        if matches!(grounds, Grounds::Subscription { .. }) {
            unclear = consents::as_seen(&mut tx, &unclear).await?;
        }
        consents::give(&mut tx, actor, draft, &unclear, grounds, self.kurier.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// Who may be written to, and on what grounds.
pub(super) async fn weigh(tx: &mut Tx, secrets: &Secrets, draft: DraftId, held: &Held) -> Result<Weighed> {
    let is_answer = held.is_answer();
    consents::ask(tx, secrets, Recipients { draft, thread: held.thread, is_answer, content: &held.content })
        .await
}
