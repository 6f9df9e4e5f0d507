//! Lists that people have saved: their own, and those that everybody has.

mod store;

use super::listing::Listed;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_model::record::{Kind, ListQuery, ListView, ViewForm};
use kurier_model::{Field, Reason, ViewId};

const LONGEST_NAME: u32 = 100;
/// The most lists that somebody saves of a kind.
const MOST: i64 = 100;

/// Those of the actor and those that everybody has, by name.
pub(super) async fn all(tx: &mut Tx, actor: &Actor, kind: &Kind) -> Result<Vec<ListView>> {
    store::all(tx, actor, &kind.key).await
}

/// A new list of the actor's, or one of theirs as it is from now on.
pub(super) async fn save(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    view: Option<ViewId>,
    form: ViewForm,
    now: DateTime<Utc>,
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
    check(kind, actor, &form.query)?;
    let form = ViewForm { name, ..form };
    let Some(view) = view else {
        if store::count(tx, person, &kind.key).await? >= MOST {
            return Err(Error::invalid(Field::Name, Reason::Wrong));
        }
        let view = ViewId::new();
        store::insert(tx, actor, person, &kind.key, view, &form, now).await?;
        return Ok(view);
    };
    if store::update(tx, person, &kind.key, view, &form).await? { Ok(view) } else { Err(Error::NotFound) }
}

/// Removes a list of the actor's.
pub(super) async fn remove(tx: &mut Tx, actor: &Actor, view: ViewId) -> Result<()> {
    if store::remove(tx, actor.person()?, view).await? { Ok(()) } else { Err(Error::NotFound) }
}

fn check(kind: &Kind, actor: &Actor, query: &ListQuery) -> Result<()> {
    if let Some(key) = &query.sort {
        kind.field_called(key).filter(|field| field.what.sorts()).ok_or(Error::NotFound)?;
    }
    Listed::read(kind, actor, query).map(drop)
}
