//! Forms of a word: whoever looks for "faktury" means "faktura" too. No dictionary: Polish endings are cut off, and others put in their place.

/// What a word may end with in one of its forms, without accents; longer ones first.
const ENDINGS: [&str; 35] = [
    "owie", "iego", "iemu", "iami", "iach", "ami", "ach", "ego", "emu", "ych", "ich", "ymi", "imi", "owi",
    "iem", "iej", "iom", "om", "ow", "em", "ie", "ia", "iu", "io", "ej", "ym", "im", "a", "e", "y", "i", "u",
    "o", "ze", "",
];
/// What softens an R before it: "faktura", "fakturze".
const SOFT: &str = "ze";
/// Shorter words have no forms, and no stem is shorter; in letters.
const SHORTEST: usize = 4;
const STEM: usize = 3;

/// All forms that a word may have, with itself; it is in lower case and without accents. Of short words there are none, and of what is no word:
/// numbers, addresses.
#[must_use]
pub fn forms(word: &str) -> Vec<String> {
    if word.len() < SHORTEST || !is_word(word) {
        return Vec::new();
    }
    let soft = word.strip_suffix(SOFT).filter(|stem| stem.ends_with('r') && stem.len() >= STEM);
    let mut forms: Vec<String> =
        [Some(stem(word)), soft].into_iter().flatten().flat_map(with_endings).collect();
    forms.push(word.to_owned());
    forms.sort_unstable();
    forms.dedup();
    forms
}

fn with_endings(stem: &str) -> impl Iterator<Item = String> {
    let fitting = ENDINGS.iter().filter(move |ending| **ending != SOFT || stem.ends_with('r'));
    fitting.map(move |ending| [stem, ending].concat())
}

/// A word without its ending, as far as enough of it is left.
#[must_use]
pub fn stem(word: &str) -> &str {
    if !is_word(word) {
        return word;
    }
    let endings = ENDINGS.iter().filter(|ending| **ending != SOFT);
    let cut = |ending: &&str| word.strip_suffix(*ending).filter(|stem| stem.len() >= STEM);
    endings.copied().find_map(|ending| cut(&ending)).unwrap_or(word)
}

fn is_word(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_find_each_other() {
        for all in [
            &["faktura", "faktury", "fakture", "faktur", "fakturami", "fakturze"][..],
            &["umowa", "umowy", "umowe", "umow", "umowie", "umowami"],
            &["cena", "ceny", "cenie", "cenach"],
            &["klient", "klienta", "klientowi", "klientow", "klientami"],
            &["zamowienie", "zamowienia", "zamowien", "zamowieniu", "zamowieniami", "zamowieniach"],
            &["nowaka", "nowakowi", "nowak", "nowakiem"],
            &["kowalski", "kowalska", "kowalskiego", "kowalskiemu", "kowalskiej", "kowalskim"],
            &["oferta", "oferty", "oferte", "ofert"],
            &["meble", "mebli", "meblami"],
        ] {
            for asked in all {
                let found = forms(asked);
                for word in all {
                    assert!(found.iter().any(|form| form == word), "{asked} finds {word}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn other_words_and_what_is_no_word_have_nothing_in_common() {
        for (asked, other) in
            [("cena", "centrum"), ("umowa", "umowny"), ("firma", "firmament"), ("plan", "planeta")]
        {
            assert!(!forms(asked).iter().any(|form| form == other), "{asked}: {other}");
        }
        for nothing in ["za", "nip", "2026", "jan@klient.example", "fv12", "żółw"] {
            assert!(forms(nothing).is_empty(), "{nothing}");
            assert_eq!(stem(nothing), nothing);
        }
        assert_eq!((stem("umowy"), stem("talerze"), stem("plan")), ("umow", "talerz", "plan"));
    }
}
