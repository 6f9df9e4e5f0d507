//! Words for the search index: the same for what is stored and for what is asked, so that "Żółć" finds "zolc".

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// In characters.
const SHORTEST: usize = 2;
/// Longer words are no words.
const LONGEST: usize = 40;
/// More distinct words of one message are not indexed.
const MOST: usize = 10_000;

/// The distinct words of the texts, in order of appearance: lower case, without accents, addresses and domains whole and
/// in their parts. Deterministic.
pub fn tokens<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut tokens = Tokens::default();
    for text in texts {
        tokens.add(text);
    }
    tokens.found
}

/// The words of a search, cut as [`tokens`] cuts. All of them are in the index of a message that holds the words.
pub fn query_tokens(query: &str) -> Vec<String> {
    tokens([query])
}

#[derive(Default)]
struct Tokens {
    found: Vec<String>,
    seen: HashSet<String>,
}

impl Tokens {
    fn add(&mut self, text: &str) {
        // A chunk is what may hold an address or a domain; a word is letters and digits only.
        let joins =
            |c: char| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '@' | '.' | '-' | '_' | '+');
        for chunk in text.split(|c: char| !joins(c)).filter(|chunk| !chunk.is_empty()) {
            if self.found.len() >= MOST {
                return;
            }
            let folded = fold(chunk);
            let whole = folded.trim_matches(['.', '-', '_', '+', '@']);
            let compound = whole.contains(['@', '.', '-', '_', '+']);
            if compound && (whole.contains('@') || whole.contains('.')) {
                self.push(whole);
                if let Some((_, domain)) = whole.rsplit_once('@') {
                    self.push(domain);
                }
            }
            for word in whole.split(['@', '.', '-', '_', '+']) {
                self.push_word(word);
            }
        }
    }

    /// Words of scripts without spaces are cut into pairs of characters.
    fn push_word(&mut self, word: &str) {
        if !word.chars().any(is_unspaced) {
            return self.push(word);
        }
        let characters: Vec<char> = word.chars().collect();
        for pair in characters.windows(2).take(MOST) {
            self.push(&pair.iter().collect::<String>());
        }
    }

    fn push(&mut self, token: &str) {
        if self.found.len() >= MOST || token.len() < SHORTEST || self.seen.contains(token) {
            return;
        }
        let length = token.chars().count();
        // Addresses may be longer than words.
        let longest = if token.contains('@') || token.contains('.') { LONGEST * 2 } else { LONGEST };
        if (SHORTEST..=longest).contains(&length) {
            self.seen.insert(token.to_owned());
            self.found.push(token.to_owned());
        }
    }
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Lower case without accents.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ŧ' => folded.push('t'),
            'þ' => folded.push_str("th"),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(
            tokens(["Zażółć GĘŚLĄ jaźń, łódź! Straße Ærø"]),
            ["zazolc", "gesla", "jazn", "lodz", "strasse", "aero"]
        );
        assert_eq!(query_tokens("zażółć"), query_tokens("ZAZOLC"));
        assert_eq!(tokens(["e\u{301}te\u{301}"]), ["ete"]);
    }

    #[test]
    fn addresses_are_found_whole_and_in_parts() {
        let found = tokens(["<Jan.Kowalski+crm@Firma-A.example.pl>"]);
        for part in [
            "jan.kowalski+crm@firma-a.example.pl",
            "firma-a.example.pl",
            "jan",
            "kowalski",
            "firma",
            "example",
            "pl",
        ] {
            assert!(found.contains(&part.to_owned()), "{part}: {found:?}");
        }
        assert!(
            query_tokens("jan.kowalski").iter().all(|word| word == "jan.kowalski" || found.contains(word))
        );
    }

    #[test]
    fn junk_is_left_out_and_size_is_bounded() {
        assert!(tokens(["a . , - ---- @ ..", &"x".repeat(100)]).is_empty());
        let many: String = (0..50_000).map(|n| format!("w{n} ")).collect();
        assert_eq!(tokens([many.as_str()]).len(), MOST);
        assert_eq!(tokens(["東京都"]), ["東京", "京都"]);
        assert_eq!(tokens(["kot kot", "kot pies"]), ["kot", "pies"]);
    }
}
