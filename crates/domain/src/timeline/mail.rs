//! Mail of a timeline.

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
    let few = match words {
        Some(words) => words.few_messages(tx, actor).await?,
        None => None,
    };
    if few.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Latest::default());
    }
    let all = store::threads(tx, actor, around).await?;
    let mut floor = None;
    let found = match (few, words.and_then(|words| words.mail.as_deref())) {
        (Some(few), _) => store::found(tx, actor, &all, &few, None, wanted).await?,
        // Many mails have them: the next ones of the timeline are looked at.
        (None, Some(words)) => {
            let walked = Walked::of(store::walk(tx, &all, wanted.before, REACH).await?);
            floor = walked.floor;
            store::found(tx, actor, &all, &walked.ids, Some(words), wanted).await?
        }
        (None, None) => {
            // Whose latest is not among the latest has none that is.
            let firsts = store::latest(tx, actor, &all, &all, 1, wanted).await?;
            let latest: Vec<Uuid> = firsts.into_iter().map(|(thread, _)| thread).collect();
            let rows = store::latest(tx, actor, &all, &latest, wanted.limit, wanted).await?;
            rows.into_iter().map(|(_, message)| message).collect()
        }
    };
    Ok(Latest { rows: store::read(tx, around, &found).await?, floor })
}
