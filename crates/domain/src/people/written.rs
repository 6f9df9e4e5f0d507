//! What somebody looks for in what people have written: words in any order, with or without accents, in any of their forms.

use super::sought::{contained, has_piece};
use kurier_mail::message::search_tokens::fold;
use kurier_model::inflection::stem;

/// More is not looked for, in characters and in words.
const LONGEST: usize = 200;
const MOST: usize = 12;
/// A stem of fewer letters stands in too many other words.
const STEM: usize = 4;

/// Patterns for LIKE, side by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// The words as they were typed.
    pub(crate) words: Vec<String>,
    /// The same in any of their forms: all of these have to stand there.
    pub(crate) forms: Vec<String>,
    /// What a word has to have in it, as it is.
    pub(crate) stems: Vec<String>,
    /// All that was typed.
    pub(crate) whole: String,
}

impl Written {
    pub(crate) fn read(query: &str) -> Self {
        let typed: String = query.chars().filter(|c| *c != '\0').take(LONGEST).collect();
        let whole = fold(typed.trim());
        let words: Vec<&str> = whole.split_whitespace().take(MOST).collect();
        let stems: Vec<String> = words.iter().map(|word| form(word).to_owned()).collect();
        Self {
            words: words.iter().map(|word| contained(word)).collect(),
            forms: stems.iter().map(|stem| contained(stem)).collect(),
            stems,
            whole,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The forms for which an index of three-letter pieces is of use.
    pub(crate) fn indexed(&self) -> Vec<String> {
        self.forms.iter().filter(|form| has_piece(form)).cloned().collect()
    }
}

/// What stands in all forms of a word.
fn form(word: &str) -> &str {
    let stem = stem(word);
    if stem.len() < STEM { word } else { stem }
}

#[cfg(test)]
mod tests {
    use super::Written;

    #[test]
    fn words_are_sought_by_what_stands_in_all_their_forms() {
        let written = Written::read(" Umowy na 100% żółw\0 ");
        assert_eq!(written.words, ["%umowy%", "%na%", "%100\\%%", "%zolw%"]);
        assert_eq!(written.forms, ["%umow%", "%na%", "%100\\%%", "%zolw%"]);
        assert_eq!(written.indexed(), ["%umow%", "%100\\%%", "%zolw%"]);
        assert_eq!(Written::read("cena").forms, ["%cena%"]);
        assert!(Written::read(" \0 \u{301} ").is_empty());
    }
}
