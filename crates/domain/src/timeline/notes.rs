//! What people have written down.

mod store;

use super::around::{Around, Latest, REACH, Walked, Wanted};
use super::words::Words;
use crate::{actor::Actor, db::Tx, error::Result};
use uuid::Uuid;

pub(super) async fn latest(
    tx: &mut Tx,
    actor: &Actor,
    around: &Around<'_>,
    words: Option<&Words>,
    wanted: Wanted,
) -> Result<Latest> {
    let records = around.all();
    let few = match words {
        Some(words) => words.few_notes(tx).await?,
        None => None,
    };
    let mut floor = None;
    let found = match (few, words) {
        (Some(few), words) => {
            let words = words.map(|words| &words.patterns[..]).unwrap_or_default();
            store::found(tx, &records, &few, words, wanted).await?
        }
        // Many notes have them: the next ones of the timeline are looked at.
        (None, Some(words)) => {
            let walked = Walked::of(store::walk(tx, &records, wanted.before, REACH).await?);
            floor = walked.floor;
            store::found(tx, &records, &walked.ids, &words.patterns, wanted).await?
        }
        (None, None) => {
            // Whose latest is not among the latest has none that is.
            let firsts = store::latest(tx, &records, 1, wanted).await?;
            let latest: Vec<Uuid> = firsts.into_iter().map(|(record, _)| record).collect();
            let rows = store::latest(tx, &latest, wanted.limit, wanted).await?;
            rows.into_iter().map(|(_, note)| note).collect()
        }
    };
    Ok(Latest { rows: store::read(tx, actor, around, &found).await?, floor })
}
