//! Several records at once, as somebody has chosen them in a list: each is changed by itself, as if it were the only one, and what is refused
//! of one keeps nothing from the others.

use super::{LIMIT, Records, revisions, store, stored, writing};
use crate::{
    actor::Actor,
    error::{Error, Result, again},
};
use kurier_model::record::{Change, Changes, EachChanged, Refused};
use kurier_model::{Field, Reason, RecordId};

impl Records<'_> {
    /// Changes a field of each of these records: the last word counts. What is refused is said by record.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more records than a page of a list has; those of the database.
    pub async fn change_each(&self, actor: &Actor, changes: Vec<(RecordId, Change)>) -> Result<EachChanged> {
        not_too_many(changes.len())?;
        let mut done = EachChanged::default();
        for (record, change) in changes {
            match self.change_one(actor, record, &change).await {
                Ok(before) => done.before.push((record, before)),
                Err(Error::Invalid(invalid)) => {
                    let why = invalid.fields.into_iter().next().map_or(Reason::Wrong, |(_, reason)| reason);
                    done.refused.push(Refused { record, name: self.name_of(actor, record).await?, why });
                }
                Err(Error::NotFound) => {
                    done.refused.push(Refused { record, name: String::new(), why: Reason::Unknown });
                }
                Err(error) if done.before.is_empty() => return Err(error),
                // What is done already can be taken back only by whoever is told of it.
                Err(_) => done.refused.push(Refused { record, name: String::new(), why: Reason::Wrong }),
            }
        }
        Ok(done)
    }

    /// What stood in the field before.
    async fn change_one(&self, actor: &Actor, record: RecordId, change: &Change) -> Result<String> {
        again(|| async {
            let (mut tx, kinds) = self.tx(actor).await?;
            store::lock(&mut tx, record).await?;
            let (kind, stored) = stored(&mut tx, &kinds, record).await?;
            if stored.removed_at.is_some() {
                return Err(Error::NotFound);
            }
            let before = match change.field {
                Field::OfKind(id) => stored.value(kind, id).unwrap_or_default().to_owned(),
                Field::Visibility => stored.visibility.as_str().to_owned(),
                _ => String::new(),
            };
            let revision = revisions::of(&mut tx, record).await?.ok_or(Error::NotFound)?.now;
            let changes = Changes { revision, fields: vec![change.clone()] };
            writing::update(&mut tx, actor, kind, record, &stored, &changes, self.kurier.now()).await?;
            tx.commit().await?;
            Ok(before)
        })
        .await
    }

    async fn name_of(&self, actor: &Actor, record: RecordId) -> Result<String> {
        let mut tx = self.kurier.db().tx(actor).await?;
        Ok(store::get(&mut tx, record).await?.map(|stored| stored.name).unwrap_or_default())
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

fn not_too_many(count: usize) -> Result<()> {
    if count <= LIMIT as usize {
        Ok(())
    } else {
        Err(Error::invalid(Field::Query, Reason::TooLong { max: LIMIT }))
    }
}
