//! Taking back what an import has done, the last line first: what it made goes into the bin, what it wrote over is put back. What somebody
//! has changed since, or works on, stays as it is.

use super::Part;
use super::batch::Reach;
use super::store::{self, Done, Stored};
use crate::records::many::{self, PutBack};
use crate::{db::Tx, error::Error, error::Result};
use kurier_model::import::Outcome;
use kurier_model::record::Change;
use kurier_model::{Field, RecordId};
use std::collections::{HashMap, HashSet};

const AT_ONCE: i64 = 200;

/// The next lines.
pub(super) async fn next(tx: &mut Tx, reach: &Reach<'_>, import: &Stored) -> Result<Part> {
    let lines = store::done_lines(tx, import.id, AT_ONCE).await?;
    if lines.is_empty() {
        return Ok(Part::Last);
    }
    let mut back = Back { now: HashMap::new(), made: Vec::new(), kept: HashSet::new() };
    for line in &lines {
        match (line.outcome, line.record) {
            (Outcome::Created, Some(record)) => back.made.push((record, back.revision(line, record))),
            (Outcome::Updated, Some(record)) => {
                // What later lines made may have what this one took from its record.
                back.remove_made(tx, reach).await?;
                back.put_back(tx, reach, import, line, record).await?;
            }
            _ => {}
        }
    }
    back.remove_made(tx, reach).await?;
    let linked: Vec<RecordId> = lines.iter().flat_map(|line| line.linked.clone()).collect();
    for kind in reach.kinds {
        let own = store::of_kind(tx, &kind.key, &linked).await?;
        let own: Vec<(RecordId, u32)> = own.into_iter().map(|record| (record, 1)).collect();
        many::remove(tx, reach.actor, reach.kinds, kind, &own, reach.now).await?;
    }
    store::taken_back(tx, import.id, &lines, back.kept.len()).await?;
    Ok(Part::Some)
}

/// How far it is.
struct Back {
    /// Records that were put back: the line that wrote this revision of one finds it at that one.
    now: HashMap<(RecordId, u32), u32>,
    /// What lines have made, and is still to go into the bin.
    made: Vec<(RecordId, u32)>,
    kept: HashSet<RecordId>,
}

impl Back {
    /// The revision at which a record has to be to go back.
    fn revision(&self, line: &Done, record: RecordId) -> u32 {
        self.now.get(&(record, line.wrote)).copied().unwrap_or(line.revision)
    }

    async fn put_back(
        &mut self,
        tx: &mut Tx,
        reach: &Reach<'_>,
        import: &Stored,
        line: &Done,
        record: RecordId,
    ) -> Result<()> {
        let revision = self.revision(line, record);
        // A field may have been taken away since.
        let is_there = |change: &&Change| match change.field {
            Field::OfKind(field) => reach.kind.field(field).is_some(),
            _ => false,
        };
        let before = line.before.iter().filter(is_there).cloned().collect();
        match many::put_back(tx, reach.actor, reach.kind, record, revision, before, reach.now).await {
            Ok(PutBack::At(after)) => {
                let wrote = line.wrote.saturating_sub(1);
                store::moved(tx, import.id, record, wrote, after).await?;
                self.now.insert((record, wrote), after);
            }
            Ok(PutBack::Gone) => {}
            Ok(PutBack::Changed) | Err(Error::Invalid(_)) => drop(self.kept.insert(record)),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn remove_made(&mut self, tx: &mut Tx, reach: &Reach<'_>) -> Result<()> {
        let made = std::mem::take(&mut self.made);
        if made.is_empty() {
            return Ok(());
        }
        let mut left: HashSet<RecordId> = made.iter().map(|(record, _)| *record).collect();
        for record in many::remove(tx, reach.actor, reach.kinds, reach.kind, &made, reach.now).await? {
            left.remove(&record);
        }
        let all: Vec<RecordId> = left.iter().copied().collect();
        // That one is in the bin already is no loss.
        for record in store::already_removed(tx, &all, reach.now).await? {
            left.remove(&record);
        }
        self.kept.extend(left);
        Ok(())
    }
}
