//! Mail of a timeline.

mod store;

use super::around::{Around, Row, Wanted};
use super::words::Words;
use crate::{actor::Actor, db::Tx, error::Result};
use uuid::Uuid;

/// Which messages are looked for: all, these few, or those with the words.
#[derive(Clone, Copy, Debug)]
struct Sought<'w> {
    few: Option<&'w [Uuid]>,
    words: Option<&'w str>,
}

pub(super) async fn latest(
    tx: &mut Tx,
    actor: &Actor,
    around: &Around<'_>,
    words: Option<&Words>,
    wanted: Wanted,
) -> Result<Vec<Row>> {
    let few = match words {
        Some(words) => words.few_messages(tx, actor).await?,
        None => None,
    };
    if few.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Vec::new());
    }
    // Among a few these alone are asked for; else each is looked at.
    let common = words.filter(|_| few.is_none()).and_then(|words| words.mail.as_deref());
    let sought = Sought { few: few.as_deref(), words: common };
    let all = store::threads(tx, actor, around).await?;
    // Whose latest is not among the latest has none that is.
    let firsts = store::latest(tx, actor, &all, &all, 1, sought, wanted).await?;
    let latest: Vec<Uuid> = firsts.into_iter().map(|(thread, _)| thread).collect();
    let rows = store::latest(tx, actor, &all, &latest, wanted.limit, sought, wanted).await?;
    let found: Vec<Uuid> = rows.into_iter().map(|(_, message)| message).collect();
    store::read(tx, around, &found).await
}
