//! Forms of a word: whoever looks for "faktury" means "faktura" too. No dictionary: Polish endings are cut off, and others put in their place.

/// What a word may end with in one of its forms, without accents; longer ones first.
const ENDINGS: [&str; 29] = [
    "owie", "ami", "ach", "ego", "emu", "ych", "ich", "ymi", "imi", "owi", "iem", "iej", "om", "ow", "em",
    "ie", "ia", "iu", "io", "ej", "ym", "im", "a", "e", "y", "i", "u", "o", "",
];
/// Shorter words have no forms, and no stem is shorter; in letters.
const SHORTEST: usize = 4;
const STEM: usize = 3;
/// What begins with a stem of so many letters is a form of the word. Much begins with a shorter one: only what is one of its endings away.
const TELLING: usize = 5;

/// What else is found by a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forms {
    /// Every word that begins so; this one too.
    Beginning(String),
    /// These words; this one too.
    Words(Vec<String>),
}

impl Forms {
    /// Of a word in lower case and without accents. Of short ones there are none, and of what is no word: numbers, addresses.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        if word.len() < SHORTEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let stem = stem(word);
        if stem.len() >= TELLING {
            return Some(Self::Beginning(stem.to_owned()));
        }
        let mut words: Vec<String> = ENDINGS.iter().map(|ending| format!("{stem}{ending}")).collect();
        words.push(word.to_owned());
        words.sort_unstable();
        words.dedup();
        Some(Self::Words(words))
    }

    /// Whether a word, in lower case and without accents, is one of them.
    #[must_use]
    pub fn include(&self, word: &str) -> bool {
        match self {
            Self::Beginning(stem) => word.starts_with(stem.as_str()),
            Self::Words(words) => words.iter().any(|form| form == word),
        }
    }
}

/// A word without its ending, as far as enough of it is left.
#[must_use]
pub fn stem(word: &str) -> &str {
    let cut = |ending: &&str| word.strip_suffix(*ending).filter(|stem| stem.chars().count() >= STEM);
    ENDINGS.iter().find_map(cut).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_find_each_other() {
        for forms in [
            &["faktura", "faktury", "fakture", "faktur", "fakturami"][..],
            &["umowa", "umowy", "umowe", "umow", "umowie", "umowami"],
            &["cena", "ceny", "cenie", "cenach"],
            &["klient", "klienta", "klientowi", "klientow", "klientami"],
            &["zamowienie", "zamowienia", "zamowien", "zamowieniu"],
            &["nowaka", "nowakowi", "nowak"],
            &["oferta", "oferty", "oferte", "ofert"],
            &["meble", "mebli", "meblami"],
        ] {
            for asked in forms.iter().filter(|word| word.len() > 4) {
                let found = Forms::of(asked).unwrap();
                for word in forms {
                    assert!(found.include(word), "{asked} finds {word}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn other_words_and_what_is_no_word_have_nothing_in_common() {
        for (asked, other) in
            [("cena", "centrum"), ("umowa", "umowny"), ("firma", "firmament"), ("plan", "planeta")]
        {
            assert!(!Forms::of(asked).unwrap().include(other), "{asked}: {other}");
        }
        for nothing in ["za", "nip", "2026", "jan@klient.example", "fv12", "żółw"] {
            assert_eq!(Forms::of(nothing), None, "{nothing}");
        }
    }
}
