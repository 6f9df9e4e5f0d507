//! Which of our two languages a mail is written in.

use kurier_model::member::Language;

const POLISH: [&str; 36] = [
    "i",
    "w",
    "z",
    "na",
    "do",
    "nie",
    "się",
    "że",
    "jest",
    "czy",
    "dla",
    "proszę",
    "prosze",
    "dzień",
    "dzien",
    "dobry",
    "pozdrawiam",
    "dziękuję",
    "dziekuje",
    "oraz",
    "państwa",
    "pani",
    "pan",
    "mam",
    "jak",
    "co",
    "za",
    "po",
    "od",
    "przez",
    "będzie",
    "mogę",
    "witam",
    "także",
    "oferta",
    "zapytanie",
];
const ENGLISH: [&str; 34] = [
    "the", "and", "of", "to", "in", "is", "for", "you", "your", "we", "are", "that", "this", "with",
    "please", "thanks", "thank", "hello", "hi", "dear", "regards", "best", "could", "would", "can", "have",
    "it", "on", "be", "will", "our", "from", "not", "what",
];

/// Counts common words and Polish letters; `fallback` when the text says nothing either way.
#[must_use]
pub(crate) fn detect(text: &str, fallback: Language) -> Language {
    let mut polish = 0_usize;
    let mut english = 0_usize;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(2_000) {
        let word = word.to_lowercase();
        if POLISH.contains(&word.as_str()) {
            polish += 1;
        }
        if ENGLISH.contains(&word.as_str()) {
            english += 1;
        }
        if word.contains(['ą', 'ć', 'ę', 'ł', 'ń', 'ś', 'ź', 'ż']) {
            polish += 2;
        }
    }
    match polish.cmp(&english) {
        std::cmp::Ordering::Greater => Language::Pl,
        std::cmp::Ordering::Less => Language::En,
        std::cmp::Ordering::Equal => fallback,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_polish_from_english() {
        let polish = "Dzień dobry, proszę o ofertę na 20 krzeseł. Pozdrawiam";
        let without_accents = "Dzien dobry, prosze o przeslanie oferty na 20 krzesel do konca tygodnia.";
        let english = "Hello, could you send us a quote for 20 chairs? Thanks, John (Łódź)";
        assert_eq!(detect(polish, Language::En), Language::Pl);
        assert_eq!(detect(without_accents, Language::En), Language::Pl);
        assert_eq!(detect(english, Language::Pl), Language::En);
        assert_eq!(detect("1234", Language::Pl), Language::Pl);
        assert_eq!(detect("", Language::En), Language::En);
    }
}
