//! Records by words: all kinds at once, and the few of a kind among which all are that have the words.

mod store;

pub(super) use store::{find, find_among};

use super::nearly::one_letter;
use crate::people::{Sought, contained};
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
/// So many of those that may be meant with a letter amiss are looked at.
const NEAR: usize = 300;
/// No more words are read letter by letter.
const MOST_WORDS: usize = 12;

/// How many are found: of all kinds together, and of each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Most {
    pub(crate) all: usize,
    pub(crate) of_kind: usize,
}

impl Most {
    pub(crate) const fn of_all(all: usize) -> Self {
        Self { all, of_kind: all }
    }
}

/// The records among which all of a kind are that have the words, when these are few. Nothing for words that are too short for the index.
pub(super) async fn few(tx: &mut Tx, kind: &KindKey, sought: &Sought) -> Result<Option<Vec<RecordId>>> {
    let Some(sought) = sought.indexed() else { return Ok(None) };
    let found = store::with_words(tx, Some(kind), &sought, FEW + 1).await?;
    Ok(Some(found).filter(|found| found.len() <= FEW))
}

/// Records of all kinds, those whose name begins with the words first, then what is open and was worked on last. Where there are hardly any,
/// those with nearly the words come behind them.
pub(crate) async fn everywhere(tx: &mut Tx, words: &str, most: Most) -> Result<Vec<Found>> {
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
        let mut near = nearly(tx, &looked_for, most.all).await?;
        near.retain(|record| !ranked.contains(record));
        near.truncate(most.all.saturating_sub(found.len()));
        found.extend(store::found(tx, &near, true).await?);
    }
    Ok(found)
}

/// These records, in this order.
pub(crate) async fn found(tx: &mut Tx, records: &[RecordId]) -> Result<Vec<Found>> {
    store::found(tx, records, false).await
}

/// Records that have nearly the words: with a letter amiss in a word first, then those that are like them.
async fn nearly(tx: &mut Tx, looked_for: &str, most: usize) -> Result<Vec<RecordId>> {
    let words: Vec<String> = looked_for.split_whitespace().take(MOST_WORDS).map(str::to_owned).collect();
    let patterns: Vec<String> = words.iter().map(|word| contained(word)).collect();
    let mut near: Vec<RecordId> = Vec::new();
    for (record, text) in store::spelt(tx, &words, &patterns, NEAR).await? {
        if words.iter().all(|word| stands_nearly(word, &text)) {
            near.push(record);
        }
    }
    near.truncate(most);
    for record in store::near(tx, looked_for, most).await? {
        if !near.contains(&record) {
            near.push(record);
        }
    }
    near.truncate(most);
    Ok(near)
}

/// Whether a word stands in a text, or one that is the same but for a letter.
fn stands_nearly(word: &str, text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    text.contains(word) || words.any(|other| one_letter(word, other))
}
