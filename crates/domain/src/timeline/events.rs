//! What was done with records and with the tasks about them. A task about several of the records is told of once.

mod store;

use super::around::{Around, Row, Wanted};
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
) -> Result<Vec<Row>> {
    let all = around.all();
    let few = match words {
        Some(words) => words.few_tasks(tx).await?,
        None => None,
    };
    let words = words.map(|words| &words.patterns[..]);
    let found = match few {
        Some(few) => store::of_tasks(tx, &all, &few, kinds, words.unwrap_or_default(), wanted).await?,
        None => {
            // Whose latest is not among the latest has none that is.
            let firsts = store::latest(tx, &all, &all, 1, kinds, words, wanted).await?;
            let latest: Vec<Uuid> = firsts.into_iter().map(|(record, _)| record).collect();
            let rows = store::latest(tx, &all, &latest, wanted.limit, kinds, words, wanted).await?;
            rows.into_iter().map(|(_, event)| event).collect()
        }
    };
    store::read(tx, actor, around, &found).await
}
