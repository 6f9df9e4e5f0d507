//! What other rooms do with records in transactions of their own.

use super::{kinds, many, reachable, related, revisions, store, stored, values, writing};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    veil,
};
use chrono::{DateTime, Utc};
use kurier_model::RecordId;
use kurier_model::record::{FieldType, Kind, KindKey};

/// The records whose mail is a record's ([`reachable`]): its own, and that of its people, or of those whom it is about.
///
/// # Errors
/// [`Error::NotFound`] for a record that is not there.
pub(crate) async fn whose_mail(tx: &mut Tx, actor: &Actor, record: RecordId) -> Result<Vec<RecordId>> {
    let kinds = kinds::known(tx, actor).await?;
    let (kind, stored) = stored(tx, &kinds, record).await?;
    if stored.removed_at.is_some() {
        return Err(Error::NotFound);
    }
    reachable::of(tx, &kinds, kind, record, &stored).await
}

/// A kind, in a transaction of [`Records::tx`].
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn kind(tx: &mut Tx, actor: &Actor, key: &KindKey) -> Result<Kind> {
    kinds::known(tx, actor).await?.into_iter().find(|kind| kind.key == *key).ok_or(Error::NotFound)
}

/// Whether a field for telephone numbers takes this.
pub(crate) fn is_phone(text: &str) -> bool {
    values::read(&FieldType::Phone, text).is_ok()
}

/// Puts a record into the bin on which nobody works; whether it went.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn remove_unused(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let kinds = kinds::known(tx, actor).await?;
    store::lock(tx, record).await?;
    let (kind, stored) = stored(tx, &kinds, record).await?;
    let revision = revisions::of(tx, record).await?.ok_or(Error::NotFound)?.now;
    // Whoever links to it works with it, also where the actor does not see that.
    let lifted = veil::lift(tx).await?;
    let gone = many::remove(tx, actor, &kinds, kind, &[(record, revision)], now).await?;
    lifted.back(tx).await?;
    writing::tell(tx, actor, record, related::linked(kind, &stored.values)).await?;
    Ok(!gone.is_empty())
}
