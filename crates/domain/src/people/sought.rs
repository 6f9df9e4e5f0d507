//! What somebody looks for among records: words in any order, however they are spelled; numbers however they are grouped.

use super::phone_key;
use kurier_mail::message::search_tokens::fold;

/// An index of pieces of words knows pieces of so many letters.
const PIECE: usize = 3;

/// Patterns for `record_has` (migration 0007), side by side: a word, and the digits when it is a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sought {
    pub(crate) words: Vec<String>,
    pub(crate) numbers: Vec<Option<String>>,
}

impl Sought {
    /// More words are not looked for.
    const MOST: usize = 12;

    pub(crate) fn read(query: &str) -> Self {
        let (words, numbers) = query
            .split_whitespace()
            .take(Self::MOST)
            .map(|word| {
                let digits = phone_key(word);
                let is_number = !digits.is_empty()
                    && word
                        .chars()
                        .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '.' | '/'));
                (contained(&fold(word)), is_number.then(|| contained(&digits)))
            })
            // Of a zero, or of accents alone, nothing is left.
            .filter(|(word, _)| word != "%%")
            .unzip();
        Self { words, numbers }
    }

    /// The words for which an index of pieces of words is of use.
    pub(crate) fn indexed(&self) -> Option<Self> {
        let pairs = self.words.iter().zip(&self.numbers);
        let of_use =
            pairs.filter(|(word, number)| has_piece(word) && number.as_deref().is_none_or(has_piece));
        let (words, numbers): (Vec<_>, Vec<_>) =
            of_use.map(|(word, number)| (word.clone(), number.clone())).unzip();
        (!words.is_empty()).then_some(Self { words, numbers })
    }
}

/// A pattern for LIKE that finds the text as it is written. A zero, which no text of Postgres has, is left out.
pub(crate) fn contained(text: &str) -> String {
    let text = text.replace('\0', "");
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Whether such an index is of use for a pattern: what has no three letters in a row it does not know, and would be read whole.
pub(crate) fn has_piece(pattern: &str) -> bool {
    let longest = pattern.split(|c: char| !c.is_ascii_alphanumeric()).map(str::len).max();
    longest.unwrap_or_default() >= PIECE
}

#[cfg(test)]
mod tests {
    use super::Sought;

    #[test]
    fn words_lose_their_accents_and_numbers_their_signs() {
        let sought = Sought::read(" Krzeseł  100% +48-512 ");
        assert_eq!(sought.words, ["%krzesel%", "%100\\%%", "%+48-512%"]);
        assert_eq!(sought.numbers, [None, None, Some("%48512%".to_owned())]);
        assert_eq!(Sought::read(" \0 \u{301} "), Sought::default());
    }
}
