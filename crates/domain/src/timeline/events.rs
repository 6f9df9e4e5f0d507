//! What was done with records and with the tasks about them. A task about several of the records is told of once.

mod store;

use super::around::{Around, Latest, REACH, Walked, Wanted};
use super::words::Words;
use crate::{actor::Actor, db::Tx, error::Result};
use uuid::Uuid;

/// Events of these kinds; with words, those of tasks that have them.
pub(super) async fn latest(
    tx: &mut Tx,
    actor: &Actor,
    around: &Around<'_>,
    kinds: &[String],
    words: Option<&Words>,
    wanted: Wanted,
) -> Result<Latest> {
    let all = around.all();
    let few = match words {
        Some(words) => words.few_tasks(tx).await?,
        None => None,
    };
    let mut floor = None;
    let found = match (few, words) {
        (Some(few), words) => {
            let words = words.map(|words| &words.patterns[..]).unwrap_or_default();
            store::of_tasks(tx, actor, &all, &few, kinds, words, wanted).await?
        }
        // Many tasks have them: the next events of the timeline are looked at.
        (None, Some(words)) => {
            let walked = Walked::of(store::walk(tx, &all, wanted.before, REACH).await?);
            floor = walked.floor;
            store::found(tx, actor, &all, &walked.ids, kinds, &words.patterns, wanted).await?
        }
        (None, None) => {
            // Whose latest is not among the latest has none that is.
            let firsts = store::latest(tx, &all, &all, 1, kinds, wanted).await?;
            let latest: Vec<Uuid> = firsts.into_iter().map(|(record, _)| record).collect();
            let rows = store::latest(tx, &all, &latest, wanted.limit, kinds, wanted).await?;
            rows.into_iter().map(|(_, event)| event).collect()
        }
    };
    Ok(Latest { rows: store::read(tx, actor, around, &found).await?, floor })
}
