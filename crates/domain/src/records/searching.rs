//! Records by words: all kinds at once, and the few of a kind among which all are that have the words.

mod store;

pub(super) use store::{find, find_among};

use crate::people::Sought;
use crate::{db::Tx, error::Result};
use kurier_mail::message::search_tokens::fold;
use kurier_model::RecordId;
use kurier_model::record::{Found, KindKey};

/// So many that have the words are few. Where there are more, a list that is walked comes upon them soon.
const FEW: usize = 2_000;
/// More is not looked for, in characters.
const LONGEST: usize = 200;
/// With fewer than these, those with nearly the words are shown as well.
const ENOUGH: usize = 3;

/// The records among which all of a kind are that have the words, when these are few. Nothing for words that are too short for the index.
pub(super) async fn few(tx: &mut Tx, kind: &KindKey, sought: &Sought) -> Result<Option<Vec<RecordId>>> {
    let Some(sought) = sought.indexed() else { return Ok(None) };
    let found = store::with_words(tx, Some(kind), &sought, FEW + 1).await?;
    Ok(Some(found).filter(|found| found.len() <= FEW))
}

/// Records of all kinds, those whose name begins with the words first, then what is open and was worked on last. Where there are hardly any,
/// those with nearly the words come behind them.
pub(crate) async fn everywhere(tx: &mut Tx, words: &str, most: usize) -> Result<Vec<Found>> {
    let words: String = words.chars().filter(|c| *c != '\0').take(LONGEST).collect();
    let sought = Sought::read(&words);
    let looked_for = fold(words.trim());
    if sought.words.is_empty() {
        return Ok(Vec::new());
    }
    let Some(indexed) = sought.indexed() else {
        let latest = store::latest(tx, &sought, most).await?;
        return store::found(tx, &latest, false).await;
    };
    let mut few = store::with_words(tx, None, &indexed, FEW).await?;
    if few.len() == FEW {
        // Of more than these, those that are called so are not to be missed.
        few.extend(store::beginning(tx, &looked_for, FEW).await?);
        few.sort_unstable();
        few.dedup();
    }
    let ranked = store::ranked(tx, &few, &sought, &looked_for, most).await?;
    let mut found = store::found(tx, &ranked, false).await?;
    if found.len() < ENOUGH {
        let mut near = store::near(tx, &looked_for, most).await?;
        near.retain(|record| !ranked.contains(record));
        near.truncate(most.saturating_sub(found.len()));
        found.extend(store::found(tx, &near, true).await?);
    }
    Ok(found)
}
