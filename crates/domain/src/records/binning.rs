//! Into the bin and out of it, in the caller's transaction.

use super::{checks, shape, store, stored};
use crate::{
    actor::Actor,
    badges,
    db::Tx,
    error::{Error, Result},
    events::{Event, EventKind},
};
use chrono::{DateTime, Utc};
use kurier_model::RecordId;
use kurier_model::record::Kind;

/// Whether that was anything new. Nobody is told yet.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`] when another one has meanwhile what may stand in one alone: before anything is written.
pub(super) async fn put(
    tx: &mut Tx,
    actor: &Actor,
    kinds: &[Kind],
    record: RecordId,
    in_bin: bool,
    now: DateTime<Utc>,
) -> Result<bool> {
    store::lock(tx, record).await?;
    let (kind, stored) = stored(tx, kinds, record).await?;
    if stored.is_merged {
        return Err(Error::NotFound);
    }
    if stored.removed_at.is_some() == in_bin {
        return Ok(false);
    }
    if !in_bin {
        shape::hold_kind(tx, &kind.key).await?;
        checks::check_unique(tx, kind, record, &stored).await?;
    }
    store::put_in_bin(tx, record, in_bin.then_some(now)).await?;
    let what = if in_bin { EventKind::RecordRemoved } else { EventKind::RecordRestored };
    Event::new(what).record(record).record_in(tx, actor).await?;
    badges::refresh_soon(tx, actor.workspace, record).await?;
    Ok(true)
}
