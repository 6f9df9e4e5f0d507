//! Tasks by words of their titles.

mod store;

use crate::people::Written;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_model::TaskId;

/// So many that have the words are few, and read all.
const FEW: usize = 1_000;

/// Tasks that the actor may see and that have the words: what is to be done first, and of it what has the words as they were typed, the most urgent
/// first. Of words that very many have, those among the most urgent, and among what was done last.
pub(super) async fn find(tx: &mut Tx, actor: &Actor, words: &str, most: usize) -> Result<Vec<TaskId>> {
    let written = Written::read(words);
    if written.is_empty() {
        return Ok(Vec::new());
    }
    let indexed = written.indexed();
    let few = match indexed.is_empty() {
        true => None,
        false => Some(store::with_words(tx, &indexed, FEW + 1).await?).filter(|few| few.len() <= FEW),
    };
    let few = match few {
        Some(few) => few,
        None => store::foremost(tx, &written).await?,
    };
    store::ranked(tx, actor, &few, &written, most).await
}
