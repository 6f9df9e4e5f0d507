//! Taking back what was just done to records, by the rules of every save: what stood in the fields stands there again, unless somebody else
//! has changed them since. What stood there may do so again in any case, also what is not offered any more or lies in the bin by now; that it did
//! is looked up in the history, never taken from whoever asks.

use super::store::Stored;
use super::{Records, changes, not_too_many, revisions, store, stored, writing};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
};
use kurier_model::record::{Back, Change, Changes, Kind, TakenBack};
use kurier_model::{Field, RecordId};

/// What takes a change back that was just written: what stood in its fields, at the revision that they have now.
pub(super) async fn of(
    tx: &mut Tx,
    kind: &Kind,
    record: RecordId,
    before: &Stored,
    done: &Changes,
) -> Result<Back> {
    let revision = revisions::of(tx, record).await?.ok_or(Error::NotFound)?.now;
    let stood = done
        .fields
        .iter()
        .map(|change| Change { field: change.field, value: before.text(kind, change.field) });
    // What changed nothing is not there to be taken back.
    let stood = stood.filter(|_| revision > done.revision).collect();
    Ok(Back::of(record, Changes { revision, fields: stood }))
}

impl Records<'_> {
    /// Takes back what was done to these records, each by itself and as a whole. In which of them somebody else has changed the same since is
    /// said, and they stay as they are.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more records than a page of a list has; those of the database, unless something is taken back already: then it
    /// is said of the record.
    pub async fn take_back(&self, actor: &Actor, done: Vec<Back>) -> Result<TakenBack> {
        not_too_many(done.len())?;
        for back in &done {
            not_too_many(back.steps.iter().map(|step| step.fields.len() + 1).sum())?;
        }
        let is_one = done.len() == 1;
        let (mut taken, mut is_told) = (TakenBack::default(), false);
        for back in done {
            match self.take_one_back(actor, &back, is_one).await {
                Ok(()) => is_told = true,
                Err(Error::Changed(_)) => taken.changed.push(self.name_of(actor, back.record).await),
                Err(error) => taken.refused.push(self.refused(actor, back.record, error, is_told).await?),
            }
        }
        Ok(taken)
    }

    /// `tells`: of what is done to many at once nobody is told who follows them.
    async fn take_one_back(&self, actor: &Actor, back: &Back, tells: bool) -> Result<()> {
        again(|| async {
            let (mut tx, kinds) = self.tx(actor).await?;
            store::lock(&mut tx, back.record).await?;
            let now = self.kurier.now();
            for step in &back.steps {
                let (kind, mut stored) = stored(&mut tx, &kinds, back.record).await?;
                if stored.removed_at.is_some() {
                    return Err(Error::NotFound);
                }
                for Change { field, value } in &step.fields {
                    if let Field::OfKind(field) = field
                        && changes::stood(&mut tx, back.record, *field, value).await?
                    {
                        stored.stood.push((*field, value.clone()));
                    }
                }
                let done = writing::update(&mut tx, actor, kind, back.record, &stored, step, now).await?;
                if tells {
                    writing::tell_followers(&mut tx, actor, back.record, &done, now).await?;
                }
            }
            tx.commit().await?;
            Ok(())
        })
        .await
    }
}
