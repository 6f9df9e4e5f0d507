//! Words for the search index: the same for what is stored and for what is asked, so that "Żółć" finds "zolc".

use std::borrow::Cow;
use std::collections::HashSet;

use super::html_text;
use super::parse::ParsedMessage;
use kurier_model::inflection::forms;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// In characters.
const SHORTEST: usize = 2;
/// Longer words are no words.
const LONGEST: usize = 40;
/// More distinct words of one message are not indexed.
const MOST: usize = 10_000;
/// The words of a longer search are not looked for in all their forms.
const MOST_IN_FORMS: usize = 8;
/// More people of one message are not searched.
const MOST_PEOPLE: usize = 500;

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

/// Everything of a message that is searched, cut at `most` bytes a text: subject, people, files, its text and, since the
/// two versions of a mail often say different things, the text of its HTML.
pub fn searched(message: &ParsedMessage, most: usize) -> Vec<Cow<'_, str>> {
    let mut texts: Vec<Cow<'_, str>> = vec![Cow::Borrowed(&message.subject)];
    let people = message.from.iter().chain(&message.reply_to).chain(&message.to).chain(&message.cc);
    for person in people.take(MOST_PEOPLE) {
        texts.push(Cow::Borrowed(&person.email));
        texts.extend(person.name.as_deref().map(Cow::Borrowed));
    }
    texts.extend(message.attachments.iter().map(|attachment| Cow::Borrowed(attachment.name.as_str())));
    let cut = |text: &str| text.floor_char_boundary(most);
    texts.push(Cow::Borrowed(message.text.get(..cut(&message.text)).unwrap_or_default()));
    if let Some(html) = &message.html {
        let mut text = html_text::from_html(html);
        text.truncate(cut(&text));
        texts.push(Cow::Owned(text));
    }
    texts
}

/// A search as it was typed: what stands in quotation marks has to occur as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// All of these occur, the last perhaps only as a beginning.
    pub words: Vec<String>,
    /// Whether the last word may go on: it was not closed by a quotation mark.
    pub open: bool,
    /// Words in a row.
    pub phrases: Vec<Vec<String>>,
    /// Those of the words that stand in quotation marks: as they are, and in no other form.
    quoted: HashSet<String>,
}

impl Query {
    /// Reads what was typed. Quotation marks of all languages are alike, and one that is not closed closes at the end.
    pub fn read(typed: &str) -> Self {
        let is_mark = |c: char| matches!(c, '"' | '„' | '”' | '“' | '«' | '»' | '‟' | '＂');
        let parts: Vec<&str> = typed.split(is_mark).collect();
        let quoted = |index: &usize| index % 2 == 1;
        let phrases = parts.iter().enumerate().filter(|(index, _)| quoted(index));
        let open = parts.iter().rposition(|part| !query_tokens(part).is_empty());
        Self {
            words: tokens(parts.iter().copied()),
            open: open.is_none_or(|index| !quoted(&index)),
            phrases: phrases.map(|(_, part)| row(part)).filter(|words| words.len() > 1).collect(),
            quoted: tokens(parts.iter().skip(1).step_by(2).copied()).into_iter().collect(),
        }
    }

    /// In which forms a word is looked for; none: only as it is. Whoever asks for many words means each as it is.
    pub fn forms(&self, word: &str) -> Vec<String> {
        let is_exact = self.quoted.contains(word) || self.words.len() > MOST_IN_FORMS;
        if is_exact { Vec::new() } else { forms(word) }
    }

    /// Whether every phrase occurs in one of the texts.
    pub fn stands_in(&self, texts: &[Cow<'_, str>]) -> bool {
        let mut wanting: Vec<&[String]> = self.phrases.iter().map(Vec::as_slice).collect();
        for text in texts {
            if wanting.is_empty() {
                break;
            }
            let words = row(text);
            wanting.retain(|phrase| !words.windows(phrase.len()).any(|window| window == *phrase));
        }
        wanting.is_empty()
    }
}

/// The words of a text as they follow each other, single letters too.
fn row(text: &str) -> Vec<String> {
    let word = |c: char| c.is_alphanumeric() || is_combining_mark(c) || html_text::is_invisible(c);
    text.split(|c: char| !word(c)).filter(|word| !word.is_empty()).map(fold).collect()
}

#[derive(Default)]
struct Tokens {
    found: Vec<String>,
    seen: HashSet<String>,
}

impl Tokens {
    fn add(&mut self, text: &str) {
        // A chunk is what may hold an address or a domain; a word is letters and digits only.
        let joins = |c: char| {
            c.is_alphanumeric()
                || is_combining_mark(c)
                || matches!(c, '@' | '.' | '-' | '_' | '+')
                || html_text::is_invisible(c)
        };
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

/// Lower case without accents, and without what cannot be seen: the form in which words are compared.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    let seen = |c: &char| !is_combining_mark(*c) && !html_text::is_invisible(*c);
    for c in text.nfkd().filter(seen).flat_map(char::to_lowercase) {
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
    fn what_cannot_be_seen_divides_no_word() {
        assert_eq!(tokens(["kra\u{ad}ków krze\u{200b}sła"]), ["krakow", "krzesla"]);
    }

    #[test]
    fn quotation_marks_make_a_phrase() {
        let query = Query::read("oferta \"krzesła i stoły\" 202");
        assert_eq!(query.words, ["oferta", "krzesla", "stoly", "202"]);
        assert!(query.open);
        let text = |text: &'static str| vec![Cow::Borrowed(text)];
        assert!(query.stands_in(&text("Mamy KRZESŁA,\n> i stoły.")));
        assert!(!query.stands_in(&text("Mamy stoły i krzesła")));
        assert!(!query.stands_in(&[Cow::Borrowed("krzesła i"), Cow::Borrowed("stoły")]));
        let closed = Query::read("„stół dębowy”");
        assert_eq!((closed.open, closed.phrases.len()), (false, 1));
        assert!(!Query::read("oferta \"stó").open);
        assert!(Query::read("oferta").stands_in(&[]));
        assert_eq!(Query::read("\"\" \"").words, Vec::<String>::new());
    }

    #[test]
    fn the_html_of_a_mail_is_searched_too() {
        let mail = ParsedMessage {
            text: "Zobacz wersję HTML".to_owned(),
            html: Some("<table><tr><td>Kwota</td><td>1200</td></tr></table>".to_owned()),
            ..ParsedMessage::default()
        };
        let texts = searched(&mail, 1_000);
        let found = tokens(texts.iter().map(AsRef::as_ref));
        assert_eq!(found, ["zobacz", "wersje", "html", "kwota", "1200"]);
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
