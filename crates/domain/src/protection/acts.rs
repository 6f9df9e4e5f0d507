//! The log of what was done for the protection of data: who, when, what and how much, and nothing of the person.

pub(super) mod store;

use super::subject::Subject;
use crate::{actor::Actor, db::Tx, erased, error::Result, keyset::cursor, secrets::Secrets};
use chrono::{DateTime, Utc};
use kurier_model::ActId;
use kurier_model::page::{Cursor, Page};
use kurier_model::protection::{Act, ActKind};

pub(super) use store::get;

pub(super) async fn page(tx: &mut Tx, after: Option<Cursor>, limit: u32) -> Result<Page<Act>> {
    let mut rows = store::page(tx, after, limit + 1).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|act| cursor(act.at, act.id));
    Ok(Page { rows, next })
}

/// Something that is done with this transaction, of which there is no more to say.
pub(super) async fn done(tx: &mut Tx, actor: &Actor, what: ActKind, now: DateTime<Utc>) -> Result<ActId> {
    let act = ActId::new();
    store::insert(tx, actor, act, &store::New { what, ..store::New::default() }, now).await?;
    Ok(act)
}

/// The addresses of a person as the log keeps them.
pub(super) fn hashes(secrets: &Secrets, subject: &Subject) -> Vec<String> {
    let key = kurier_model::address::address_key;
    let mut all: Vec<String> =
        subject.addresses.iter().map(|address| erased::hash(secrets, &key(address))).collect();
    all.sort_unstable();
    all.dedup();
    all
}
