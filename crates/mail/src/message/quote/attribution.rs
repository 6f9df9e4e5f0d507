//! Lines that begin a history, in the languages and programs that our users' mail comes from.

/// "-----Original Message-----" and its like.
pub(super) fn is_separator(line: &str) -> bool {
    let marked = (line.starts_with("--")
        || line.starts_with("__")
        || line.starts_with("**")
        || line.starts_with("Begin"))
        && line.len() < 120;
    if !marked {
        return false;
    }
    let words =
        line.trim_matches(|c: char| matches!(c, '-' | '_' | '*' | ':') || c.is_whitespace()).to_lowercase();
    SEPARATORS.contains(&words.as_str())
}

const SEPARATORS: &[&str] = &[
    "original message",
    "forwarded message",
    "original appointment",
    "begin forwarded message",
    "wiadomość oryginalna",
    "oryginalna wiadomość",
    "wiadomość przekazana",
    "przekazana wiadomość",
    "wiadomość przesłana dalej",
    "treść przekazanej wiadomości",
    "ursprüngliche nachricht",
    "originalnachricht",
    "original-nachricht",
    "weitergeleitete nachricht",
    "message d'origine",
    "message d’origine",
    "message original",
    "message transféré",
    "mensaje original",
    "mensaje reenviado",
    "messaggio originale",
    "messaggio inoltrato",
    "mensagem original",
    "mensagem encaminhada",
    "oorspronkelijk bericht",
    "doorgestuurd bericht",
    "исходное сообщение",
    "пересылаемое сообщение",
    "переадресованное сообщение",
    "пересланное сообщение",
    "оригінальне повідомлення",
    "переслане повідомлення",
    "původní zpráva",
    "přeposlaná zpráva",
    "pôvodná správa",
    "preposlaná správa",
    "eredeti üzenet",
    "továbbított üzenet",
    "ursprungligt meddelande",
    "vidarebefordrat meddelande",
    "oprindelig meddelelse",
    "videresendt meddelelse",
    "opprinnelig melding",
    "videresendt melding",
    "alkuperäinen viesti",
    "mesaj original",
    "mesaj redirecționat",
    "izvorna poruka",
    "orijinal ileti",
];

/// What somebody did who is quoted.
const VERBS: &[&str] = &[
    " wrote ",
    " writes ",
    " pisze ",
    " napisał ",
    " napisała ",
    " napisał(a) ",
    " napisała(a) ",
    " napisał/a ",
    " napisano ",
    " napisana przez ",
    " schrieb ",
    " geschrieben ",
    " a écrit ",
    " escribió ",
    " ha scritto ",
    " escreveu ",
    " va escriure ",
    " napsal ",
    " napsala ",
    " napsal(a) ",
    " napísal ",
    " napísala ",
    " napísal(a) ",
    " schreef ",
    " geschreven ",
    " skrev ",
    " kirjoitti ",
    " írta ",
    " a scris ",
    " rašė ",
    " rakstīja ",
    " kirjutas ",
    " yazdı ",
    " написал ",
    " написала ",
    " написал(а) ",
    " пишет ",
    " пише ",
    " написав ",
    " έγραψε ",
    " napisao ",
    " napisao/la ",
    " napisal ",
    " napisala ",
    " 写道 ",
    "写道",
    "寫道",
    "작성",
    "のメール",
];

/// How the line above a quote begins.
const OPENINGS: &[&str] = &[
    "on ",
    "w dniu ",
    "dnia ",
    "wiadomość ",
    "am ",
    "le ",
    "el ",
    "il ",
    "em ",
    "dne ",
    "dňa ",
    "op ",
    "den ",
    "på ",
    "pe ",
    "în ",
    "la ",
    "dana ",
    "στις ",
    "в ",
];

/// Whether an attribution broken over lines can begin like this.
pub(super) fn may_begin(line: &str, next: &str) -> bool {
    let start: String = line.chars().take(12).collect::<String>().to_lowercase();
    OPENINGS.iter().any(|word| start.starts_with(word))
        || line.contains('@')
        || next.starts_with('<')
        || (line.bytes().any(|byte| byte.is_ascii_digit()) && line.contains([',', '.', ':']))
}

/// "On … wrote:", "W dniu … pisze:" and their like, on one line. An ordinary sentence can end so too: where no marked quote
/// follows, it has to say when and who as only programs do.
pub(super) fn is_attribution(line: &str, quote_follows: bool) -> bool {
    if line.len() > 400 || !line.ends_with([':', '>', '：']) {
        return false;
    }
    let bare = line.trim_end_matches([':', ' ', '>', '：', '\u{a0}']);
    let words: Vec<&str> = bare.split_whitespace().collect();
    let lower = format!(" {} ", words.join(" ").to_lowercase());
    let (date, time, address) = (has_date(&lower), has_time(&lower), has_address(&lower));
    if !VERBS.iter().any(|verb| lower.contains(verb)) {
        // Gmail writes no word at all: "2026-11-25 9:08 GMT+01:00 Jan <jan@…>:".
        return quote_follows && date && time && address;
    }
    let says_when_and_who = date && (time || address) || time && address;
    let opens = OPENINGS.iter().any(|word| lower.trim_start().starts_with(word));
    says_when_and_who || quote_follows && (date || time || address || opens)
}

fn has_address(line: &str) -> bool {
    line.split(' ').any(|word| {
        word.trim_matches(|c: char| !c.is_alphanumeric())
            .split_once('@')
            .is_some_and(|(_, domain)| domain.contains('.'))
    })
}

/// A year, or three numbers with the same sign between them.
fn has_date(line: &str) -> bool {
    let numbers: Vec<&str> = line.split(|c: char| !c.is_ascii_digit()).collect();
    let is_year = |number: &&str| number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    numbers.iter().any(is_year)
        || line.split(' ').any(|word| {
            let word = word.trim_matches(|c: char| !c.is_ascii_digit());
            ['.', '/', '-'].iter().any(|sign| {
                let parts: Vec<&str> = word.split(*sign).collect();
                parts.len() == 3
                    && parts
                        .iter()
                        .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
            })
        })
}

/// "9:08", "9h08", and "kl. 9.08" with the word before it.
fn has_time(line: &str) -> bool {
    let mut before = "";
    line.split(' ').any(|word| {
        let number = word.trim_matches(|c: char| !c.is_ascii_digit());
        let is_time = [':', 'h', '.'].iter().any(|sign| {
            let Some((hours, rest)) = number.split_once(*sign) else { return false };
            let minutes: String = rest.chars().take_while(char::is_ascii_digit).collect();
            let said = *sign != '.'
                || matches!(before, "kl" | "kl." | "klo" | "um" | "ore" | "alle" | "godz." | "o" | "at");
            said && (1..=2).contains(&hours.len())
                && hours.bytes().all(|b| b.is_ascii_digit())
                && minutes.len() == 2
        });
        before = word;
        is_time
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_many_programs() {
        for line in [
            "On Mon, Mar 2, 2026 at 10:15 AM Jan Kowalski <jan@example.com> wrote:",
            "W dniu 25.11.2026 o 09:08, Biuro pisze:",
            "śr., 25 lis 2026 o 09:08 Biuro <biuro@firma.example> napisał(a):",
            "Biuro <biuro@firma.example> schrieb am Mi., 25. Nov. 2026, 09:08:",
            "Am 25.11.26 um 09:08 schrieb Biuro:",
            "Le mer. 25 nov. 2026 à 09:08, Biuro <biuro@firma.example> a écrit\u{a0}:",
            "El mié, 25 nov 2026 a las 9:08, Biuro (<biuro@firma.example>) escribió:",
            "Il giorno mer 25 nov 2026 alle ore 09:08 Biuro <biuro@firma.example> ha scritto:",
            "st 25. 11. 2026 v 9:08 odesílatel Biuro <biuro@firma.example> napsal:",
            "st 25. 11. 2026 o 9:08 Biuro <biuro@firma.example> napísal(a):",
            "Op wo 25 nov 2026 om 09:08 schreef Biuro <biuro@firma.example>:",
            "ons 25 nov. 2026 kl 09:08 skrev Biuro <biuro@firma.example>:",
            "Den ons. 25. nov. 2026 kl. 09.08 skrev Biuro <biuro@firma.example>:",
            "ke 25. marrask. 2026 klo 9.08 Biuro (biuro@firma.example) kirjoitti:",
            "Biuro <biuro@firma.example> ezt írta (időpont: 2026. nov. 25., Sze, 9:08):",
            "ср, 25 нояб. 2026 г. в 09:08, Biuro <biuro@firma.example>:",
            "25.11.2026, 09:08, \"Biuro\" <biuro@firma.example> пишет:",
            "Em qua., 25 de nov. de 2026 às 09:08, Biuro <biuro@firma.example> escreveu:",
            "2026年11月25日(水) 9:08 Biuro <biuro@firma.example>:",
            "2026-11-25 9:08 GMT+01:00 Biuro <biuro@firma.example>:",
            "Wiadomość napisana przez Biuro <biuro@firma.example> w dniu 25.11.2026, o godz. 09:08:",
        ] {
            assert!(is_attribution(line, true), "{line}");
        }
    }

    #[test]
    fn sentences_are_none() {
        for line in [
            "w dniu wczorajszym nasz magazynier pisze:",
            "on the label somebody wrote:",
            "W 2026 roku magazynier napisał:",
            "Kierowca o 9:08 napisał:",
            "Am Montag schrieb der Fahrer:",
            "termin 25.11.2026 9:08, kontakt <biuro@firma.example>:",
            "zamówienie z 25.11.2026:",
        ] {
            assert!(!is_attribution(line, false), "{line}");
        }
        assert!(!is_attribution("odpowiedzi na pytania:", true));
    }
}
