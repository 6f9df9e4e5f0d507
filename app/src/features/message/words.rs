//! Words of a search in texts, comparing words the way people type them (without case and accents), and what stands for a missing subject.

use kurier_i18n::{I18n, t_string};

/// A subject, or that there is none.
#[must_use]
pub fn subject_or(i18n: I18n, subject: &str) -> String {
    let subject = subject.trim();
    if subject.is_empty() { t_string!(i18n, inbox.list.no_subject).to_owned() } else { subject.to_owned() }
}

/// A text for comparing: lower case, Latin letters without accents, one character for each.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// Cuts a text into pieces; `true` marks those that start with a searched word, and whole words that are another form of one (as the search does).
#[must_use]
pub fn pieces(text: &str, query: &str) -> Vec<(String, bool)> {
    let letters: Vec<char> = text.chars().collect();
    let folded: Vec<char> = letters.iter().copied().map(fold_char).collect();
    let words: Vec<Vec<char>> = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().map(fold_char).collect())
        .collect();
    let mut out: Vec<(String, bool)> = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let starts = at == 0 || folded.get(at - 1).is_none_or(|before| !before.is_alphanumeric());
        let rest = folded.get(at..).unwrap_or_default();
        let begun = words.iter().filter(|word| starts && rest.starts_with(word)).map(Vec::len).max();
        let hit = begun.or_else(|| starts.then(|| whole_word(rest, &words)).flatten());
        let (taken, marked) = hit.map_or((1, false), |length| (length, true));
        match out.last_mut() {
            Some((piece, false)) if !marked => piece.push(letter),
            _ => out.push((letters.iter().skip(at).take(taken).collect(), marked)),
        }
        at += taken;
    }
    out
}

/// Endings of Polish words, folded.
const ENDINGS: &str =
    " a ach ami e ech ego em emu i iach iami ie iego iem iom o om ow owi owie u y ych ym ymi ";

/// How long the word is with which this begins, when it may be another form of one of these: it begins like that without its last vowels, and an
/// ending follows. Which forms there are the server knows; its table is not for every page.
fn whole_word(rest: &[char], words: &[Vec<char>]) -> Option<usize> {
    let length = rest.iter().take_while(|c| c.is_alphanumeric()).count();
    let is_form = |word: &Vec<char>| {
        let end =
            word.iter().rposition(|c| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')).map_or(0, |at| at + 1);
        let stem = word.get(..end).unwrap_or_default();
        let ending: String = rest.get(end..length).unwrap_or_default().iter().collect();
        end > 2 && rest.starts_with(stem) && (ending.is_empty() || ENDINGS.contains(&format!(" {ending} ")))
    };
    words.iter().any(is_form).then_some(length)
}

fn fold_char(c: char) -> char {
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' => 'i',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' => 's',
        'ţ' | 'ť' | 'ŧ' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_i18n::Language;

    #[test]
    fn an_empty_subject_has_words() {
        assert_eq!(subject_or(I18n::new(Language::Pl), "  "), "(bez tematu)");
        assert_eq!(subject_or(I18n::new(Language::En), "Offer"), "Offer");
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        let marked: Vec<_> =
            pieces("Oferta: ŁÓDŹ i okolice", "lodz").into_iter().filter(|(_, m)| *m).collect();
        assert_eq!(marked, [("ŁÓDŹ".to_owned(), true)]);
    }

    #[test]
    fn words_are_marked_from_their_beginning_only() {
        let pieces = pieces("art start art.", "ar");
        let shown: Vec<_> = pieces.iter().map(|(text, marked)| (text.as_str(), *marked)).collect();
        assert_eq!(shown, [("ar", true), ("t start ", false), ("ar", true), ("t.", false)]);
    }

    #[test]
    fn other_forms_of_a_word_are_marked_whole() {
        let marked = |text: &str, query: &str| -> Vec<String> {
            pieces(text, query).into_iter().filter_map(|(piece, marked)| marked.then_some(piece)).collect()
        };
        assert_eq!(marked("Fakturę za maj, fakturami i umową", "faktury"), ["Fakturę", "fakturami"]);
        assert_eq!(marked("Cena w centrum, o cenie", "ceny"), ["Cena", "cenie"]);
        assert_eq!(marked("Faktury fakturowe", "faktur"), ["Faktur", "faktur"]);
        assert_eq!(marked("fakturowe", "faktury"), Vec::<String>::new());
    }

    #[test]
    fn nothing_is_lost() {
        for text in ["", "İstanbul ẞ ﷺ", "a b", "żółw"] {
            let whole: String = pieces(text, "b ż i").into_iter().map(|(piece, _)| piece).collect();
            assert_eq!(whole, text);
        }
    }
}
