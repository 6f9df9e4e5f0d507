//! Several records at once, as somebody has chosen them in a list: each is changed by itself, as if it were the only one, and what is refused
//! of one keeps nothing from the others.

use super::{Records, not_too_many, revisions, store, stored, taking_back, writing};
use crate::{
    actor::Actor,
    error::{Error, Result, again},
};
use kurier_model::record::{Back, Change, Changes, EachChanged, Refused};
use kurier_model::{Reason, RecordId};

impl Records<'_> {
    /// Changes fields of each of these records: the last word counts. What is refused is said by record.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more records than a page of a list has; those of the database.
    pub async fn change_each(
        &self,
        actor: &Actor,
        changes: Vec<(RecordId, Vec<Change>)>,
    ) -> Result<EachChanged> {
        not_too_many(changes.len())?;
        for (_, fields) in &changes {
            not_too_many(fields.len())?;
        }
        let mut done = EachChanged::default();
        for (record, fields) in changes {
            match self.change_one(actor, record, &fields).await {
                Ok(back) => done.back.push(back),
                Err(error) => {
                    let is_told = !done.back.is_empty();
                    done.refused.push(self.refused(actor, record, error, is_told).await?);
                }
            }
        }
        Ok(done)
    }

    /// Why a record was not changed, for whoever changes several. An error that has nothing to do with it stays one, unless some are changed
    /// already, which is to be told all the same (`is_told`): what is done can be taken back only by whoever knows of it.
    pub(super) async fn refused(
        &self,
        actor: &Actor,
        record: RecordId,
        error: Error,
        is_told: bool,
    ) -> Result<Refused> {
        let why = match error {
            Error::Invalid(invalid) => {
                invalid.fields.into_iter().next().map_or(Reason::Wrong, |(_, reason)| reason)
            }
            Error::NotFound => return Ok(Refused { record, name: String::new(), why: Reason::Unknown }),
            error if is_told => {
                tracing::warn!(%error, %record, "one of several records was not changed");
                Reason::Wrong
            }
            error => return Err(error),
        };
        Ok(Refused { record, name: self.name_of(actor, record).await, why })
    }

    async fn change_one(&self, actor: &Actor, record: RecordId, fields: &[Change]) -> Result<Back> {
        again(|| async {
            let (mut tx, kinds) = self.tx(actor).await?;
            store::lock(&mut tx, record).await?;
            let (kind, stored) = stored(&mut tx, &kinds, record).await?;
            if stored.removed_at.is_some() {
                return Err(Error::NotFound);
            }
            let revision = revisions::of(&mut tx, record).await?.ok_or(Error::NotFound)?.now;
            let changes = Changes { revision, fields: fields.to_vec() };
            writing::update(&mut tx, actor, kind, record, &stored, &changes, self.kurier.now()).await?;
            let back = taking_back::of(&mut tx, kind, record, &stored, &changes).await?;
            tx.commit().await?;
            Ok(back)
        })
        .await
    }

    /// What a record is called, to tell of it; nothing when that cannot be known.
    pub(super) async fn name_of(&self, actor: &Actor, record: RecordId) -> String {
        let name = async {
            let mut tx = self.kurier.db().tx(actor).await?;
            Ok::<_, Error>(store::get(&mut tx, record).await?.map(|stored| stored.name))
        };
        name.await.ok().flatten().unwrap_or_default()
    }

    /// Puts each of these records into the bin, or takes it out; those with which that was done.
    ///
    /// # Errors
    /// Those of [`Records::change_each`].
    pub async fn remove_each(
        &self,
        actor: &Actor,
        records: Vec<RecordId>,
        removed: bool,
    ) -> Result<Vec<RecordId>> {
        not_too_many(records.len())?;
        let mut done = Vec::new();
        for record in records {
            match self.put_in_bin(actor, record, removed).await {
                Ok(()) => done.push(record),
                // Gone, or another one has meanwhile what may stand in one alone.
                Err(Error::NotFound | Error::Invalid(_)) => {}
                Err(error) if done.is_empty() => return Err(error),
                Err(_) => {}
            }
        }
        Ok(done)
    }
}
