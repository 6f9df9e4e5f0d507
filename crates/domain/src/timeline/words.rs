//! What somebody looks for on a timeline: the few notes, tasks and messages of the workspace that have the words, by the indexes of words, among
//! which the timeline's are. Where these are not few the word is common, and who walks along the timeline comes upon it soon.

mod store;

use crate::{actor::Actor, db::Tx, error::Result, people::Sought};
use kurier_mail::message::search_tokens::Query;
use uuid::Uuid;

/// So many that have the words are few.
const FEW: usize = 2_000;
/// More is not looked for, in characters.
const LONGEST: usize = 200;

/// The words.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// Patterns, all of which a text has.
    pub(super) patterns: Vec<String>,
    /// Those of which an index knows.
    indexed: Option<Vec<String>>,
    /// The same for mail; `None`: mail has no such words.
    pub(super) mail: Option<String>,
}

impl Words {
    /// `None`: nothing is looked for.
    pub(super) fn read(find: &str) -> Option<Self> {
        let find: String = find.trim().chars().take(LONGEST).collect();
        if find.is_empty() {
            return None;
        }
        let sought = Sought::read(&find);
        let indexed = sought.indexed().map(|sought| sought.words);
        // Accents alone are no word: nothing has them.
        let patterns = if sought.words.is_empty() { vec![String::new()] } else { sought.words };
        Some(Self { patterns, indexed, mail: tsquery(&Query::read(&find)) })
    }

    pub(super) async fn few_notes(&self, tx: &mut Tx) -> Result<Option<Vec<Uuid>>> {
        let Some(words) = &self.indexed else { return Ok(None) };
        Ok(few(store::notes(tx, words, FEW + 1).await?))
    }

    pub(super) async fn few_tasks(&self, tx: &mut Tx) -> Result<Option<Vec<Uuid>>> {
        let Some(words) = &self.indexed else { return Ok(None) };
        Ok(few(store::tasks(tx, words, FEW + 1).await?))
    }

    pub(super) async fn few_messages(&self, tx: &mut Tx, actor: &Actor) -> Result<Option<Vec<Uuid>>> {
        let Some(words) = &self.mail else { return Ok(Some(Vec::new())) };
        Ok(few(store::messages(tx, actor, words, FEW + 1).await?))
    }
}

fn few(found: Vec<Uuid>) -> Option<Vec<Uuid>> {
    (found.len() <= FEW).then_some(found)
}

/// The words as Postgres reads them: quoted, all needed, the last as a beginning unless it is closed.
pub(crate) fn tsquery(query: &Query) -> Option<String> {
    let last = query.words.len().checked_sub(1)?;
    let quoted = query.words.iter().enumerate().map(|(index, word)| {
        let word = word.replace('\\', "\\\\").replace('\'', "''");
        let prefix = if index == last && query.open { ":*" } else { "" };
        format!("'{word}'{prefix}")
    });
    Some(quoted.collect::<Vec<_>>().join(" & "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_words_and_nothing_else() {
        let tsquery = |typed: &str| super::tsquery(&Query::read(typed));
        assert_eq!(tsquery("faktura żółta").as_deref(), Some("'faktura' & 'zolta':*"));
        assert_eq!(tsquery("faktura \"żółta\"").as_deref(), Some("'faktura' & 'zolta'"));
        assert_eq!(tsquery("  & | ! '"), None);
    }

    #[test]
    fn nothing_is_everything_and_a_sign_alone_is_looked_for_in_texts() {
        assert!(Words::read("  ").is_none());
        let words = Words::read(" Żółte & ").unwrap();
        assert_eq!(words.patterns, ["%zolte%", "%&%"]);
        assert_eq!(words.indexed.as_deref(), Some(&["%zolte%".to_owned()][..]));
        assert_eq!(Words::read("&").unwrap().mail, None);
        assert_eq!(Words::read("\u{301}").unwrap().patterns, [""], "which only an empty text is like");
    }
}
