//! To which record a message being written will belong: what its author says; as long as nobody says anything, the record on which the
//! conversation is that it answers.

mod store;

pub(crate) use store::begin;

use super::store as drafts;
use crate::outbox::Drafts;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    records,
};
use kurier_model::address::address_key;
use kurier_model::compose::{AboutOffer, AboutReason, DraftAbout};
use kurier_model::{DraftId, RecordId};
use std::collections::HashSet;

/// So many are found by words.
const FOUND: usize = 20;
/// Work of so many recipients is looked for: more are no conversation about one thing.
const PEOPLE: usize = 50;

impl Drafts<'_> {
    /// Says to which record a draft belongs, or that it belongs to none; saved as what is written is, with the next number. One that has
    /// become part of another is that one.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a record that the actor may not see or that is in the bin; [`Error::Conflict`] when the draft was saved
    /// elsewhere meanwhile or is being sent.
    pub async fn say_about(
        &self,
        actor: &Actor,
        draft: DraftId,
        revision: u32,
        record: Option<RecordId>,
    ) -> Result<u32> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let held = drafts::hold(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        let record = match record {
            Some(record) => Some(there(&mut tx, record).await?),
            None => None,
        };
        if !held.is_open() || held.revision != revision {
            return Err(Error::Conflict);
        }
        store::say(&mut tx, draft, record, self.kurier.now()).await?;
        tx.commit().await?;
        Ok(revision + 1)
    }

    /// Records to which a draft may belong that goes to these people: those of the conversation, open work with the people, and the people;
    /// or all that have the words.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn offer_about(
        &self,
        actor: &Actor,
        draft: DraftId,
        people: &[String],
        words: &str,
    ) -> Result<Vec<AboutOffer>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        drafts::get(&mut tx, actor, draft).await?.ok_or(Error::NotFound)?;
        if !words.trim().is_empty() {
            let mut found = records::everywhere(&mut tx, words, records::Most::of_all(FOUND)).await?;
            // What is nearly called so is offered where nothing is.
            if found.iter().any(|found| !found.is_near) {
                found.retain(|found| !found.is_near);
            }
            return Ok(offered(found, AboutReason::Words));
        }
        let keys: Vec<String> =
            people.iter().take(PEOPLE).map(|one| address_key(&one.replace('\0', ""))).collect();
        let found = [
            (AboutReason::Conversation, store::of_conversation(&mut tx, draft).await?),
            (AboutReason::Work, store::work_with(&mut tx, &keys).await?),
            (AboutReason::Person, store::people(&mut tx, &keys).await?),
        ];
        let (mut offers, mut seen) = (Vec::new(), HashSet::new());
        for (reason, mut ids) in found {
            ids.retain(|id| seen.insert(*id));
            offers.extend(offered(records::found(&mut tx, &ids).await?, reason));
        }
        Ok(offers)
    }

    /// Takes the record of a draft out of the bin.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of restoring it.
    pub async fn restore_about(&self, actor: &Actor, draft: DraftId) -> Result<DraftAbout> {
        if let DraftAbout::Record { record, in_bin: true, .. } = self.get(actor, draft).await?.about {
            self.kurier.records().restore(actor, record).await?;
        }
        Ok(self.get(actor, draft).await?.about)
    }
}

fn offered(found: Vec<kurier_model::record::Found>, reason: AboutReason) -> Vec<AboutOffer> {
    found.into_iter().map(|found| AboutOffer { found, reason }).collect()
}

/// The record that one is by now, when somebody may write about it.
pub(crate) async fn there(tx: &mut Tx, record: RecordId) -> Result<RecordId> {
    store::there(tx, record).await?.ok_or(Error::NotFound)
}

/// To which record a draft belongs, for whoever writes it.
pub(crate) async fn of(tx: &mut Tx, draft: DraftId) -> Result<DraftAbout> {
    match store::said(tx, draft).await? {
        DraftAbout::Unsaid => Ok(store::answered(tx, draft).await?.unwrap_or_default()),
        said => Ok(said),
    }
}
