//! Mail of a timeline.

mod store;

use super::around::{Around, Row, Wanted};
use super::words::Words;
use crate::{actor::Actor, db::Tx, error::Result};

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
    store::latest(tx, actor, around, few.as_deref(), common, wanted).await
}
