//! Notes by their words.

mod store;

use crate::people::Written;
use crate::{db::Tx, error::Result};
use kurier_mail::message::search_tokens::fold;
use kurier_model::timeline::FoundNote;

/// So many that have the words are few, and read all.
const FEW: usize = 500;
/// So much of a note is shown, in characters, and so many words before the one that was found.
const SHOWN: usize = 160;
const BEFORE: usize = 5;

/// Notes that have the words, of records that are seen: those that have them as they were typed first, then the latest. Of words that very many
/// have, those among the latest.
pub(super) async fn find(tx: &mut Tx, words: &str, most: usize) -> Result<Vec<FoundNote>> {
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
        None => store::latest(tx, &written).await?,
    };
    let mut found = store::ranked(tx, &few, &written, most).await?;
    for note in &mut found {
        note.text = around(&note.text, &written.stems);
    }
    Ok(found)
}

/// A piece of a text, with the first of these words in it.
fn around(text: &str, stems: &[String]) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let has_one = |word: &&str| {
        let folded = fold(word);
        stems.iter().any(|stem| folded.contains(stem.as_str()))
    };
    let begin = words.iter().position(has_one).unwrap_or_default().saturating_sub(BEFORE);
    let rest = words.get(begin..).unwrap_or_default().join(" ");
    let mut shown: String = rest.chars().take(SHOWN).collect();
    if shown.len() < rest.len() {
        shown.push('…');
    }
    if begin > 0 { format!("… {shown}") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn a_note_is_shown_where_the_word_stands() {
        let stems = ["zaliczk".to_owned()];
        assert_eq!(around("Krótko:\nzaliczka.", &stems), "Krótko: zaliczka.");
        let long =
            format!("{} przed tym słowem stoi jeszcze ZALICZKĘ {}", "a ".repeat(200), "b ".repeat(200));
        let shown = around(&long, &stems);
        assert!(
            shown.starts_with("… przed tym słowem stoi jeszcze ZALICZKĘ b") && shown.ends_with('…'),
            "{shown}"
        );
        assert_eq!(around("nic takiego", &stems), "nic takiego");
    }
}
