//! One record of a sweep: what is done to it, and what takes that back.

use super::Reach;
use super::store::{Line, Outcome};
use crate::records::many::PutBack;
use crate::records::{binning, revisions, store, stored, visibility, writing};
use crate::{
    badges,
    db::Tx,
    error::{Error, Result},
    veil,
};
use chrono::{DateTime, Utc};
use kurier_model::record::{Change, Changes, SweepAct};
use kurier_model::{Field, RecordId, UserId};
use serde_json::json;

/// What came of it, and who does not see the record any more.
pub(super) async fn act_on(
    tx: &mut Tx,
    reach: &Reach<'_>,
    record: RecordId,
    act: &SweepAct,
    now: DateTime<Utc>,
) -> Result<(Outcome, Vec<UserId>)> {
    let changes = match act {
        SweepAct::Change { changes } => changes,
        SweepAct::Remove => {
            let is_new = binning::put(tx, reach.actor, reach.kinds, record, true, now).await?;
            let revision = revision(tx, record).await?;
            let outcome = if is_new { Outcome::Changed(moment(now), revision) } else { Outcome::Same };
            return Ok((outcome, Vec::new()));
        }
    };
    match write(tx, reach, record, changes, false, now).await? {
        Some(written) => Ok((Outcome::Changed(written.before, written.revision), written.lost)),
        None => Ok((Outcome::Same, Vec::new())),
    }
}

/// What came of writing into a record.
struct Written {
    /// What stood in the fields before: a JSON array, in their order.
    before: String,
    /// That of the record since.
    revision: u32,
    /// Who does not see it any more, and is still to be told.
    lost: Vec<UserId>,
}

/// `None` when that says nothing new. Who is given it is not told of each.
async fn write(
    tx: &mut Tx,
    reach: &Reach<'_>,
    record: RecordId,
    changes: &[Change],
    is_back: bool,
    now: DateTime<Utc>,
) -> Result<Option<Written>> {
    store::lock(tx, record).await?;
    let (kind, mut stored) = stored(tx, reach.kinds, record).await?;
    if stored.removed_at.is_some() {
        return Err(Error::NotFound);
    }
    if is_back {
        stored.allow_again(changes);
    }
    let stood = |change: &Change| match change.field {
        Field::OfKind(id) => stored.value(kind, id).unwrap_or_default().to_owned(),
        _ => stored.visibility.as_str().to_owned(),
    };
    let before = json!(changes.iter().map(stood).collect::<Vec<_>>()).to_string();
    let changes = Changes { revision: revision(tx, record).await?, fields: changes.to_vec() };
    let done = writing::change_untold(tx, reach.actor, kind, record, &stored, &changes, now).await?;
    let Some(done) = done else { return Ok(None) };
    if done.moves_mail {
        badges::refresh_known_soon(tx, reach.actor.workspace, &[record]).await?;
    }
    Ok(Some(Written { before, revision: revision(tx, record).await?, lost: done.lost }))
}

/// As a line keeps it, to the microsecond, like Postgres.
fn moment(at: DateTime<Utc>) -> String {
    at.timestamp_micros().to_string()
}

/// Nothing's, of what the actor has hidden from themselves.
async fn revision(tx: &mut Tx, record: RecordId) -> Result<u32> {
    Ok(revisions::of(tx, record).await?.map(|known| known.now).unwrap_or_default())
}

/// The same of taking it back.
pub(super) async fn take_back(
    tx: &mut Tx,
    reach: &Reach<'_>,
    act: &SweepAct,
    line: &Line,
    now: DateTime<Utc>,
) -> Result<(PutBack, Vec<UserId>)> {
    hold(tx, reach, act, line.record).await?;
    let Some(known) = revisions::of(tx, line.record).await? else {
        return Ok((PutBack::Gone, Vec::new()));
    };
    if known.now != line.revision {
        return Ok((PutBack::Changed, Vec::new()));
    }
    match act {
        SweepAct::Remove => {
            // Whoever has restored it and put it into the bin again has done so for reasons of their own.
            let (_, stored) = stored(tx, reach.kinds, line.record).await?;
            if stored.removed_at.map(moment).is_none_or(|removed| removed != line.before) {
                return Ok((PutBack::Changed, Vec::new()));
            }
            let is_new = binning::put(tx, reach.actor, reach.kinds, line.record, false, now).await?;
            let came = if is_new { PutBack::At(line.revision) } else { PutBack::Changed };
            Ok((came, Vec::new()))
        }
        SweepAct::Change { changes } => {
            let stood: Vec<String> = serde_json::from_str(&line.before).map_err(Error::internal)?;
            let back = changes.iter().zip(stood).map(|(change, value)| Change { field: change.field, value });
            let written = write(tx, reach, line.record, &back.collect::<Vec<_>>(), true, now).await?;
            Ok((PutBack::At(line.revision), written.map(|written| written.lost).unwrap_or_default()))
        }
    }
}

/// Holds a record that the sweep has changed. It may have hidden it from whoever asked for it: what it did itself, and wrote down, can be taken back
/// all the same.
async fn hold(tx: &mut Tx, reach: &Reach<'_>, act: &SweepAct, record: RecordId) -> Result<()> {
    match act {
        SweepAct::Change { changes } if visibility::may_hide(reach.kind, changes) => {
            let lifted = veil::lift(tx).await?;
            store::lock(tx, record).await?;
            lifted.back(tx).await
        }
        _ => store::lock(tx, record).await,
    }
}
