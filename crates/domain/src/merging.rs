//! Records that turn out to be one: looking what would come of it, making them one, and taking them apart again.
//!
//! One of them stays. What belongs to the others becomes its own, row by row, in one transaction ([`columns`]), and which rows these were is
//! kept, with what stood in its fields before: so all goes back to where it came from as long as it can be taken back. The others stay as
//! they were, unseen, and their addresses lead to the one that stays (`merged_into`, always one step).

mod columns;
mod splitting;
mod store;

pub use columns::{COLUMNS, Fate};

use crate::{
    actor::Actor,
    badges, consents,
    db::Tx,
    erased,
    error::{Error, Result, again},
    events::{self, Event, EventKind},
    kurier::Kurier,
    lines,
    records::{Seen, joining},
    veil,
};
use chrono::TimeDelta;
use kurier_model::live::News;
use kurier_model::record::{MergeForm, MergePreview};
use kurier_model::{FieldId, MergeId, RecordId, ThreadId};
use serde_json::json;

/// So many become one at once.
const MOST: u32 = 5;
/// So long it can be taken back.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Verbs about records that are one.
#[derive(Debug)]
pub struct Merging<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Records that turn out to be one.
    #[must_use]
    pub const fn merging(&self) -> Merging<'_> {
        Merging { kurier: self }
    }
}

impl Merging<'_> {
    /// What would come of making these records one; `winner` stays, or the one in which most is filled in, the older of two alike.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for records in the bin or of several kinds; [`Error::Invalid`] for fewer than two, or too many.
    pub async fn preview(
        &self,
        actor: &Actor,
        records: &[RecordId],
        winner: Option<RecordId>,
    ) -> Result<MergePreview> {
        let records = each(records.iter().copied())?;
        let (mut tx, kinds) = self.kurier.records().tx(actor).await?;
        let (kind, sides) = joining::sides(&mut tx, &kinds, &records).await?;
        if sides.iter().any(|side| side.is_removed) {
            return Err(Error::NotFound);
        }
        let shown: Vec<_> = sides.iter().map(|side| joining::shown(kind, side)).collect();
        let fullest =
            shown.iter().min_by_key(|side| (std::cmp::Reverse(side.filled), side.created_at, side.id));
        let winner = winner.or(fullest.map(|side| side.id)).filter(|winner| records.contains(winner));
        let winner = winner.ok_or(Error::NotFound)?;
        let losers = others(&records, winner);
        let joined = consents::Joined::of(&mut tx, &records).await?;
        let moving = store::moving(&mut tx, actor, &losers).await?;
        let count = |count: i64| u32::try_from(count).unwrap_or_default();
        Ok(MergePreview {
            winner,
            fields: joining::differences(&mut tx, kind, &sides, winner).await?,
            narrowed: joining::narrowest(&sides).filter(|_| joining::differs(kind, &sides)),
            sides: shown,
            moving: moving.into_iter().map(|(what, n)| (what, count(n))).filter(|(_, n)| *n > 0).collect(),
            opted_out: joined.opted_out(),
            bounded: joined.is_subscribed() && !joined.opted_out(),
        })
    }

    /// Makes several records one, as somebody has seen them.
    ///
    /// # Errors
    /// As [`Merging::preview`]; [`Error::Conflict`] when one of them was changed since; [`Error::Invalid`] names fields.
    pub async fn merge(&self, actor: &Actor, form: &MergeForm) -> Result<MergeId> {
        let records = each(form.seen.iter().map(|(record, _)| *record))?;
        if !records.contains(&form.winner) {
            return Err(Error::NotFound);
        }
        again(|| async {
            let (mut tx, kinds) = self.kurier.records().tx(actor).await?;
            let losers = others(&records, form.winner);
            let threads = hold(&mut tx, actor, &records, &losers).await?;
            let (kind, sides) = joining::sides(&mut tx, &kinds, &records).await?;
            if sides.iter().any(|side| side.is_removed) {
                return Err(Error::NotFound);
            }
            let ids: Vec<_> = records.iter().map(|record| record.0).collect();
            // Who is being erased must not live on in another.
            if erased::is_being_erased(&mut tx, &ids).await? {
                return Err(Error::Conflict);
            }
            if sides.iter().any(|side| !form.seen.contains(&(side.id, side.revision))) {
                return Err(Error::Conflict);
            }
            let fields = joining::joined(kind, &sides, form.winner, &form.take)?;
            let now = self.kurier.now();
            let merge = MergeId::new();
            store::insert(&mut tx, actor, merge, form.winner, now).await?;
            let people = consents::Joined::of(&mut tx, &records).await?;
            people.bound(&mut tx, actor, merge).await?;
            store::put_into(&mut tx, &losers, form.winner, now).await?;
            let mut concerned: Vec<RecordId> = records.clone();
            for loser in &losers {
                concerned.extend(give(&mut tx, actor, merge, *loser, form.winner, &records).await?);
            }
            let winner = sides.iter().find(|side| side.id == form.winner).ok_or(Error::NotFound)?;
            let seen = Seen::before(&mut tx, winner.id).await?;
            let changed = joining::write(&mut tx, actor, kind, winner, &sides, &fields, now).await?;
            joining::narrow(&mut tx, actor, winner, &sides).await?;
            seen.tell(&mut tx, actor, winner.id).await?;
            store::put_changed(&mut tx, merge, &changed).await?;
            people.write(&mut tx, actor, form.winner, merge, now).await?;
            Event::new(EventKind::RecordMerged)
                .record(form.winner)
                .payload(json!({ "merge": merge, "records": losers }))
                .record_in(&mut tx, actor)
                .await?;
            concerned.extend(sides.iter().flat_map(|side| joining::linked(kind, side)));
            tell(&mut tx, actor, &records, concerned, &threads).await?;
            tx.commit().await?;
            Ok(merge)
        })
        .await
    }

    /// What became one long ago stays one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_away(&self) -> Result<()> {
        let mut tx = self.kurier.db().system_tx().await?;
        store::forget_old(&mut tx, self.kurier.now() - KEPT).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Each once.
fn each(records: impl Iterator<Item = RecordId>) -> Result<Vec<RecordId>> {
    let mut each: Vec<RecordId> = Vec::new();
    for record in records {
        if !each.contains(&record) {
            each.push(record);
        }
    }
    let is_right = (2..=MOST as usize).contains(&each.len());
    if is_right { Ok(each) } else { Err(joining::wrong_number(MOST)) }
}

fn others(records: &[RecordId], winner: RecordId) -> Vec<RecordId> {
    records.iter().copied().filter(|record| *record != winner).collect()
}

/// Holds the threads that are attached to some of these records, then the records: as whoever attaches one. The threads.
async fn hold(
    tx: &mut Tx,
    actor: &Actor,
    records: &[RecordId],
    with_threads: &[RecordId],
) -> Result<Vec<ThreadId>> {
    let threads = store::threads_of(tx, with_threads).await?;
    let held = lines::lock(tx, actor.workspace, threads).await?.threads().to_vec();
    joining::hold(tx, records).await?;
    // One that was attached meanwhile is not held.
    let now = store::threads_of(tx, with_threads).await?;
    if now.iter().all(|thread| held.contains(thread)) { Ok(held) } else { Err(Error::Crossed) }
}

/// Gives what belongs to one record to another, and writes down what that was. The records that link to it from now on.
async fn give(
    tx: &mut Tx,
    actor: &Actor,
    merge: MergeId,
    loser: RecordId,
    winner: RecordId,
    group: &[RecordId],
) -> Result<Vec<RecordId>> {
    // Also what the actor does not see: what became part of it before, and who links to it.
    let lifted = veil::lift(tx).await?;
    for (table, column) in columns::moving() {
        let keys = store::move_rows(tx, (table, column), loser, winner, None).await?;
        let is_any = keys.as_array().is_some_and(|keys| !keys.is_empty());
        // The row of what became part of it before is always there: it says who is of this.
        if is_any || column == "merged_into" {
            let came = store::Came { loser, table: table.to_owned(), column: column.to_owned(), keys };
            store::put_came(tx, actor, merge, &came).await?;
        }
    }
    let mut concerned = Vec::new();
    for (field, records) in linking(tx, loser, group).await? {
        let taken = store::take_twice(tx, field, &records, loser, winner).await?;
        if !taken.is_empty() {
            concerned.extend(taken.iter().map(|(record, _)| *record));
            let keys = serde_json::to_value(&taken)?;
            let came = store::Came { loser, table: TWICE.to_owned(), column: field.to_string(), keys };
            store::put_came(tx, actor, merge, &came).await?;
        }
        let moved = store::relink(tx, field, &records, loser, winner).await?;
        let keys = serde_json::to_value(&moved)?;
        let came = store::Came { loser, table: LINKS.to_owned(), column: field.to_string(), keys };
        store::put_came(tx, actor, merge, &came).await?;
        concerned.extend(moved);
    }
    lifted.back(tx).await?;
    Ok(concerned)
}

/// In place of a table: records that link to one by the field whose id is the column.
const LINKS: &str = "record_index";
/// The same where the field named the one that stays, too.
const TWICE: &str = "record_index twice";

/// The fields by which other records link to one, and these records, held.
async fn linking(tx: &mut Tx, to: RecordId, group: &[RecordId]) -> Result<Vec<(FieldId, Vec<RecordId>)>> {
    let found = store::linking(tx, to).await?;
    let records: Vec<RecordId> = found.iter().map(|(_, record)| *record).collect();
    store::hold(tx, &records).await?;
    let mut fields: Vec<(FieldId, Vec<RecordId>)> = Vec::new();
    for (field, record) in found.into_iter().filter(|(_, record)| !group.contains(record)) {
        match fields.last_mut().filter(|(known, _)| *known == field) {
            Some((_, records)) => records.push(record),
            None => fields.push((field, vec![record])),
        }
    }
    Ok(fields)
}

/// Badges follow, and open pages hear of it: those of the records, of others that show them, and of mail.
async fn tell(
    tx: &mut Tx,
    actor: &Actor,
    records: &[RecordId],
    mut concerned: Vec<RecordId>,
    threads: &[ThreadId],
) -> Result<()> {
    let changed = badges::refresh(tx, threads).await?;
    badges::tell(tx, actor.workspace, changed).await?;
    for record in records {
        badges::refresh_soon(tx, actor.workspace, *record).await?;
    }
    concerned.sort_unstable();
    concerned.dedup();
    // Of more than these, whoever looks at them reads everything again.
    if concerned.len() > TOLD {
        concerned.truncate(0);
        concerned.extend(records);
        events::notify(tx, actor.workspace, &News::Resync).await?;
    }
    for record in concerned {
        events::notify(tx, actor.workspace, &News::Record { record }).await?;
    }
    events::notify(tx, actor.workspace, &News::Ready).await
}

/// So many records are told of one by one.
const TOLD: usize = 100;
