//! What people have written down.

mod store;

use super::around::{Around, Row, Wanted};
use super::words::Words;
use crate::{actor::Actor, db::Tx, error::Result};
use uuid::Uuid;

pub(super) async fn latest(
    tx: &mut Tx,
    actor: &Actor,
    around: &Around<'_>,
    words: Option<&Words>,
    wanted: Wanted,
) -> Result<Vec<Row>> {
    let records = around.all();
    let few = match words {
        Some(words) => words.few_notes(tx).await?,
        None => None,
    };
    let words = words.map(|words| &words.patterns[..]);
    let found = match few {
        Some(few) => store::found(tx, &records, &few, words.unwrap_or_default(), wanted).await?,
        None => {
            // Whose latest is not among the latest has none that is.
            let firsts = store::latest(tx, &records, 1, words, wanted).await?;
            let latest: Vec<Uuid> = firsts.into_iter().map(|(record, _)| record).collect();
            let rows = store::latest(tx, &latest, wanted.limit, words, wanted).await?;
            rows.into_iter().map(|(_, note)| note).collect()
        }
    };
    store::read(tx, actor, around, &found).await
}
