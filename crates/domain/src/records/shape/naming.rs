//! What a workspace calls what it makes, in both languages.

use kurier_model::Reason;
use kurier_model::record::OwnName;

const LONGEST_NAME: u32 = 60;

/// Whether two would be taken for one another, in either language.
pub fn is_called_like(one: &OwnName, other: &OwnName) -> bool {
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    same(&one.pl, &other.pl) || same(&one.en, &other.en)
}

/// Each on one line; where one language is missing, the other's word.
pub fn cleaned(name: &OwnName, is_needed: bool) -> Result<Option<OwnName>, Reason> {
    let [pl, en] = [&name.pl, &name.en].map(|name| {
        let clean: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        clean.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    if [&pl, &en].iter().any(|name| name.chars().count() > LONGEST_NAME as usize) {
        return Err(Reason::TooLong { max: LONGEST_NAME });
    }
    match (pl.is_empty(), en.is_empty()) {
        (true, true) if is_needed => Err(Reason::Required),
        (true, true) => Ok(None),
        (true, false) => Ok(Some(OwnName { pl: en.clone(), en })),
        (false, true) => Ok(Some(OwnName { en: pl.clone(), pl })),
        (false, false) => Ok(Some(OwnName { pl, en })),
    }
}
