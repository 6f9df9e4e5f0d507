//! Lines that begin a history, in the languages and programs that our users' mail comes from.

/// "-----Original Message-----" and its like.
pub(super) fn is_separator(line: &str) -> bool {
    let marked = (line.starts_with("--")
        || line.starts_with("__")
        || line.starts_with("**")
        || line.starts_with("Begin"))
        && line.len() < 100;
    if !marked {
        return false;
    }
    let words = line.trim_matches(|c: char| matches!(c, '-' | '_' | '*' | ' ' | ':')).to_lowercase();
    [
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
        "weitergeleitete nachricht",
        "message d'origine",
        "message original",
        "mensaje original",
        "messaggio originale",
        "исходное сообщение",
        "původní zpráva",
    ]
    .contains(&words.as_str())
}

/// Whether an attribution broken over lines can begin like this.
pub(super) fn may_begin(line: &str) -> bool {
    let start: String = line.chars().take(8).collect::<String>().to_lowercase();
    let word = ["on ", "w dniu ", "dnia ", "am ", "le ", "el ", "il ", "dne ", "op "]
        .iter()
        .any(|word| start.starts_with(word));
    word || (line.bytes().any(|byte| byte.is_ascii_digit()) && line.contains([',', '.', ':']))
}

/// "On … wrote:", "W dniu … pisze:" and their like, on one line.
pub(super) fn is_attribution(line: &str) -> bool {
    if line.len() > 400 || !line.ends_with([':', '>']) {
        return false;
    }
    let line = line.trim_end_matches([':', ' ', '>']).to_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let ends = |words: &[&str]| words.iter().any(|word| line.ends_with(word));
    let digits = line.bytes().any(|byte| byte.is_ascii_digit());
    (starts(&["on "]) && ends(&[" wrote"]))
        || (starts(&["w dniu ", "dnia "])
            && ends(&["pisze", "napisał", "napisała", "napisał(a)", "napisała(a)", "napisano"]))
        || (digits
            && line.contains('@')
            && ends(&[
                "napisał(a)",
                "napisał",
                "napisała",
                "pisze",
                "wrote",
                "schrieb",
                "a écrit",
                "escribió",
                "ha scritto",
            ]))
        || (starts(&["am ", "le ", "el ", "il giorno ", "dne ", "op "])
            && digits
            && (line.contains(" schrieb")
                || ends(&["a écrit", "escribió", "ha scritto", "napsal", "napsal(a)"])
                || line.contains(" schreef")))
}

const FIELDS: &[(&str, Field)] = &[
    ("from:", Field::From),
    ("od:", Field::From),
    ("von:", Field::From),
    ("de :", Field::From),
    ("de:", Field::From),
    ("da:", Field::From),
    ("от:", Field::From),
    ("sent:", Field::Date),
    ("date:", Field::Date),
    ("wysłane:", Field::Date),
    ("wysłano:", Field::Date),
    ("data:", Field::Date),
    ("gesendet:", Field::Date),
    ("datum:", Field::Date),
    ("envoyé :", Field::Date),
    ("envoyé:", Field::Date),
    ("дата:", Field::Date),
    ("to:", Field::To),
    ("do:", Field::To),
    ("an:", Field::To),
    ("à :", Field::To),
    ("para:", Field::To),
    ("cc:", Field::To),
    ("dw:", Field::To),
    ("кому:", Field::To),
    ("subject:", Field::Subject),
    ("temat:", Field::Subject),
    ("betreff:", Field::Subject),
    ("objet :", Field::Subject),
    ("asunto:", Field::Subject),
    ("oggetto:", Field::Subject),
    ("тема:", Field::Subject),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    Date,
    To,
    Subject,
}

fn field(line: &str) -> Option<Field> {
    let start: String =
        line.trim_start_matches(['*', ' ']).chars().take(12).collect::<String>().to_lowercase();
    let start = start.replace('*', "");
    FIELDS.iter().find(|(name, _)| start.starts_with(name)).map(|(_, field)| *field)
}

/// Whether `line` and those after it are the header that Outlook puts above a history: at least three fields, the
/// author first.
pub(super) fn is_header_block<'l>(line: &str, following: impl Iterator<Item = &'l str>) -> bool {
    if field(line) != Some(Field::From) {
        return false;
    }
    let mut seen = vec![Field::From];
    for line in following.filter(|line| !line.is_empty()) {
        // Long lists of recipients are folded.
        let Some(field) = field(line) else { continue };
        if !seen.contains(&field) {
            seen.push(field);
        }
    }
    seen.len() >= 3
}
