//! Taking records apart that had become one: each has again what was its own. What came since stays with the one that stayed.

use super::{LINKS, Merging, TWICE, hold, store, tell};
use crate::{
    actor::Actor,
    consents,
    db::Tx,
    error::{Error, Result, again},
    events::{Event, EventKind},
    records::{
        Seen,
        joining::{self, Side},
    },
    veil,
};
use kurier_model::record::{Kind, Split};
use kurier_model::{FieldId, MergeId, RecordId};
use serde_json::json;

impl Merging<'_> {
    /// Takes records apart again that had become one. What somebody has changed since in the one that stayed is left as it is, and told.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was done long ago or is taken back already; [`Error::Conflict`] while something else has become part of it
    /// since, or it is in the bin; [`Error::Invalid`] when another record has meanwhile what may stand in one alone.
    pub async fn split(&self, actor: &Actor, merge: MergeId) -> Result<Split> {
        again(|| async {
            let (mut tx, kinds) = self.kurier.records().tx(actor).await?;
            let winner = store::winner(&mut tx, merge).await?.ok_or(Error::NotFound)?;
            let losers = store::losers(&mut tx, merge).await?;
            let mut all = losers.clone();
            all.push(winner);
            let threads = hold(&mut tx, actor, &all, &[winner]).await?;
            // Somebody else may have been faster.
            store::winner(&mut tx, merge).await?.ok_or(Error::NotFound)?;
            let changed: Vec<joining::Changed> =
                store::changed(&mut tx, merge).await?.ok_or(Error::Conflict)?;
            let (kind, sides) = joining::sides(&mut tx, &kinds, &all).await?;
            let stayed = sides.last().filter(|side| !side.is_removed).ok_or(Error::Conflict)?;
            let now = self.kurier.now();
            let seen = Seen::before(&mut tx, winner).await?;
            let kept = joining::put_back(&mut tx, actor, kind, stayed, &changed, now).await?;
            let mut concerned = all.clone();
            concerned.extend(sides.iter().flat_map(|side| joining::linked(kind, side)));
            consents::part(&mut tx, merge).await?;
            concerned.extend(give_back(&mut tx, merge, winner).await?);
            store::take_out(&mut tx, &losers).await?;
            check(&mut tx, kind, &sides, &losers).await?;
            write_down(&mut tx, actor, winner, &losers, &kept).await?;
            store::forget(&mut tx, merge).await?;
            seen.tell(&mut tx, actor, winner).await?;
            tell(&mut tx, actor, &all, concerned, &threads).await?;
            tx.commit().await?;
            Ok(Split { records: losers, kept })
        })
        .await
    }
}

/// What came from each goes back to it, unless it is gone. The records that link to them again.
async fn give_back(tx: &mut Tx, merge: MergeId, winner: RecordId) -> Result<Vec<RecordId>> {
    let mut concerned = Vec::new();
    // Also what the actor does not see.
    let lifted = veil::lift(tx).await?;
    let all = store::all_came(tx, merge).await?;
    // While the one that stayed is still named beside them.
    for came in all.iter().filter(|came| came.table == TWICE) {
        let field: FieldId = came.column.parse().map_err(Error::internal)?;
        let taken: Vec<(RecordId, String)> = serde_json::from_value(came.keys.clone())?;
        let records: Vec<RecordId> = taken.iter().map(|(record, _)| *record).collect();
        store::hold(tx, &records).await?;
        concerned.extend(store::name_again(tx, field, &taken, came.loser, winner).await?);
    }
    for came in all.into_iter().filter(|came| came.table != TWICE) {
        if came.table == LINKS {
            let field: FieldId = came.column.parse().map_err(Error::internal)?;
            let records: Vec<RecordId> = serde_json::from_value(came.keys)?;
            store::hold(tx, &records).await?;
            concerned.extend(store::relink(tx, field, &records, winner, came.loser).await?);
        } else {
            let column = (came.table.as_str(), came.column.as_str());
            store::move_rows(tx, column, winner, came.loser, Some(&came.keys)).await?;
        }
    }
    lifted.back(tx).await?;
    Ok(concerned)
}

/// Another record may have meanwhile what only one may have.
async fn check(tx: &mut Tx, kind: &Kind, sides: &[Side], losers: &[RecordId]) -> Result<()> {
    for side in sides.iter().filter(|side| losers.contains(&side.id)) {
        joining::check_unique(tx, kind, side).await?;
    }
    Ok(())
}

/// On the timelines of all of them.
async fn write_down(
    tx: &mut Tx,
    actor: &Actor,
    winner: RecordId,
    losers: &[RecordId],
    kept: &[FieldId],
) -> Result<()> {
    Event::new(EventKind::RecordSplit)
        .record(winner)
        .payload(json!({ "records": losers, "fields": kept }))
        .record_in(tx, actor)
        .await?;
    for loser in losers {
        Event::new(EventKind::RecordSplit)
            .record(*loser)
            .payload(json!({ "records": [winner] }))
            .record_in(tx, actor)
            .await?;
    }
    Ok(())
}
