//! What somebody looks for on a timeline: the few notes, tasks and messages of the workspace that have the words, by the indexes of words, among
//! which the timeline's are. Where these are not few the word is common, and who walks along the timeline comes upon it soon; or goes so far and no
//! further in one question ([`super::around::REACH`]).

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

/// The words as Postgres reads them: quoted, all needed in one of their forms, the last as a beginning unless it is closed.
pub(crate) fn tsquery(query: &Query) -> Option<String> {
    let last = query.words.len().checked_sub(1)?;
    let wanted = query.words.iter().enumerate().map(|(index, word)| {
        let mut any: Vec<String> = query.forms(word).iter().map(|form| quoted(form)).collect();
        match (index == last && query.open, any.is_empty()) {
            (true, _) => any.push(format!("{}:*", quoted(word))),
            (false, true) => any.push(quoted(word)),
            (false, false) => {}
        }
        match any.as_slice() {
            [one] => one.clone(),
            any => format!("({})", any.join(" | ")),
        }
    });
    Some(wanted.collect::<Vec<_>>().join(" & "))
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_words_and_nothing_else() {
        let tsquery = |typed: &str| super::tsquery(&Query::read(typed));
        assert_eq!(tsquery("za 12").as_deref(), Some("'za' & '12':*"));
        assert_eq!(tsquery("\"za\" \"12\"").as_deref(), Some("'za' & '12'"));
        assert_eq!(tsquery("  & | ! '"), None);
    }

    #[test]
    fn words_are_looked_for_in_all_their_forms_but_for_those_in_quotation_marks() {
        let tsquery = |typed: &str| super::tsquery(&Query::read(typed)).unwrap();
        let inside = tsquery("Faktury za");
        assert!(inside.starts_with("('faktur' | 'faktura' | ") && inside.ends_with(") & 'za':*"), "{inside}");
        assert!(!inside.contains("faktury':*"), "{inside}");
        let typing = tsquery("za fakturę");
        assert!(typing.starts_with("'za' & ('faktur' | ") && typing.ends_with(" | 'fakture':*)"), "{typing}");
        assert_eq!(tsquery("\"faktury\" za"), "'faktury' & 'za':*");
        assert!(
            !tsquery("faktura za maj numer jeden dla firmy nowak teraz").contains("fakturami"),
            "many words"
        );
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
