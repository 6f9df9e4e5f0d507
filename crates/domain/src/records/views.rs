//! Lists that people have saved: their own, and those that everybody has; which columns one's own list has.

mod store;

use super::listing::{Listed, When};
use super::{Records, kinds};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use kurier_model::record::{Kind, KindKey, ListQuery, ListView, RecordFact, ViewForm};
use kurier_model::{Field, Reason, ViewId};
use std::collections::HashSet;

const LONGEST_NAME: u32 = 100;
/// The most lists that somebody saves of a kind.
const MOST: i64 = 100;

impl Records<'_> {
    /// Lists of a kind that the actor, or somebody for everybody, has saved.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind that is not there.
    pub async fn views(&self, actor: &Actor, kind: &KindKey) -> Result<Vec<ListView>> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        all(&mut tx, actor, &kind).await
    }

    /// Saves a list: a new one, or this one of the actor's as it is from now on. Its id.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind or a field that is not there, and for a list of somebody else; [`Error::Invalid`] names what is wrong.
    pub async fn save_view(
        &self,
        actor: &Actor,
        kind: &KindKey,
        view: Option<ViewId>,
        form: ViewForm,
    ) -> Result<ViewId> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        let view = save(&mut tx, actor, &kind, view, form, self.when()).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Removes a list that the actor has saved. The records stay.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a list of somebody else.
    pub async fn remove_view(&self, actor: &Actor, view: ViewId) -> Result<()> {
        let mut tx = self.kurier.db().tx(actor).await?;
        remove(&mut tx, actor, view).await?;
        tx.commit().await?;
        Ok(())
    }

    /// With which saved list the actor begins when they open a kind; `None`: with all of its records.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a list of somebody else that is not for everybody.
    pub async fn begin_with_view(&self, actor: &Actor, kind: &KindKey, view: Option<ViewId>) -> Result<()> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        begin_with(&mut tx, actor, &kind, view).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The columns of the actor's own list of a kind, by the keys of fields; what is no key is left out.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind that is not there.
    pub async fn choose_columns(&self, actor: &Actor, kind: &KindKey, columns: &[String]) -> Result<()> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        kinds::choose_columns(&mut tx, actor, &kind, columns).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Those of the actor and those that everybody has, by name.
pub(super) async fn all(tx: &mut Tx, actor: &Actor, kind: &Kind) -> Result<Vec<ListView>> {
    store::all(tx, actor, &kind.key).await
}

/// A new list of the actor's, or one of theirs as it is from now on.
async fn save(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    view: Option<ViewId>,
    mut form: ViewForm,
    when: When,
) -> Result<ViewId> {
    let person = actor.person()?;
    let name = form.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::invalid(Field::Name, Reason::Required));
    }
    if name.chars().count() > LONGEST_NAME as usize {
        return Err(Error::invalid(Field::Name, Reason::TooLong { max: LONGEST_NAME }));
    }
    // What cannot be asked is not kept.
    check(kind, actor, &form.query, when)?;
    form.name = name;
    if let Some(columns) = &mut form.query.columns {
        let mut known = HashSet::new();
        columns.retain(|key| {
            let is_one = kind.field_called(key).is_some() || RecordFact::from_key(key).is_some();
            is_one && known.insert(key.clone())
        });
    }
    let Some(view) = view else {
        if store::count(tx, person, &kind.key).await? >= MOST {
            return Err(Error::invalid(Field::Name, Reason::Wrong));
        }
        let view = ViewId::new();
        store::insert(tx, actor, person, &kind.key, view, &form, when.now).await?;
        return Ok(view);
    };
    if store::update(tx, person, &kind.key, view, &form).await? { Ok(view) } else { Err(Error::NotFound) }
}

/// Removes a list of the actor's.
async fn remove(tx: &mut Tx, actor: &Actor, view: ViewId) -> Result<()> {
    if store::remove(tx, actor.person()?, view).await? { Ok(()) } else { Err(Error::NotFound) }
}

/// With which list the actor begins when they open the kind.
async fn begin_with(tx: &mut Tx, actor: &Actor, kind: &Kind, view: Option<ViewId>) -> Result<()> {
    let person = actor.person()?;
    let Some(view) = view else { return store::forget_first(tx, person, &kind.key).await };
    if store::choose_first(tx, actor, person, &kind.key, view).await? { Ok(()) } else { Err(Error::NotFound) }
}

fn check(kind: &Kind, actor: &Actor, query: &ListQuery, when: When) -> Result<()> {
    if query.sort.as_ref().is_some_and(|key| !kind.sorts(key)) {
        return Err(Error::NotFound);
    }
    Listed::read(kind, actor, query, when).map(drop)
}
