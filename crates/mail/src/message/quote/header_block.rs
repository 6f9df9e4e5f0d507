//! The block of header fields that Outlook and others put above a history.

use Field::{Date, From, Subject, To};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    Date,
    To,
    Subject,
}

/// In lower case, without the colon.
const FIELDS: &[(Field, &[&str])] = &[
    (
        From,
        &[
            "from",
            "od",
            "von",
            "de",
            "da",
            "от",
            "від",
            "fra",
            "från",
            "van",
            "lähettäjä",
            "feladó",
            "de la",
            "nuo",
            "kimden",
            "από",
            "saatja",
            "odosielateľ",
            "odesílatel",
            "remitente",
            "expéditeur",
            "mittente",
        ],
    ),
    (
        Date,
        &[
            "sent",
            "date",
            "wysłane",
            "wysłano",
            "data",
            "gesendet",
            "datum",
            "envoyé",
            "дата",
            "отправлено",
            "надіслано",
            "sendt",
            "dato",
            "skickat",
            "verzonden",
            "inviato",
            "enviado",
            "enviado el",
            "enviada em",
            "fecha",
            "odesláno",
            "odoslané",
            "dátum",
            "lähetetty",
            "päiväys",
            "elküldve",
            "küldve",
            "trimis",
            "dată",
            "išsiųsta",
            "gönderildi",
            "tarih",
            "poslano",
            "poslané",
            "στάλθηκε",
            "изпратено",
            "saadetud",
        ],
    ),
    (
        To,
        &[
            "to",
            "do",
            "an",
            "à",
            "para",
            "a",
            "cc",
            "dw",
            "kopie",
            "copie",
            "кому",
            "till",
            "til",
            "aan",
            "komu",
            "pre",
            "vastaanottaja",
            "címzett",
            "către",
            "catre",
            "kam",
            "kime",
            "za",
            "προς",
            "до",
            "kopia",
            "kopi",
        ],
    ),
    (
        Subject,
        &[
            "subject",
            "temat",
            "betreff",
            "objet",
            "asunto",
            "oggetto",
            "тема",
            "emne",
            "ämne",
            "onderwerp",
            "předmět",
            "predmet",
            "aihe",
            "tárgy",
            "subiect",
            "konu",
            "zadeva",
            "assunto",
            "θέμα",
            "относно",
            "teema",
        ],
    ),
];

fn field(line: &str) -> Option<Field> {
    let start: String = line
        .trim_start_matches(|c: char| c == '*' || c.is_whitespace())
        .chars()
        .take(24)
        .filter(|c| *c != '*')
        .collect::<String>()
        .to_lowercase();
    let (name, _) = start.split_once([':', '：'])?;
    // French puts a blank before the colon, often one that does not break.
    let name = name.trim_end();
    FIELDS.iter().find(|(_, names)| names.contains(&name)).map(|(field, _)| *field)
}

/// Whether a line is one of such a block.
pub(super) fn is_field(line: &str) -> bool {
    field(line).is_some()
}

/// Whether `line` and those after it are such a block: at least three fields, the author or the date first, and the author
/// among them.
pub(super) fn is_header_block<'l>(line: &str, following: impl Iterator<Item = &'l str>) -> bool {
    let Some(first) = field(line).filter(|first| matches!(first, From | Date)) else { return false };
    let mut seen = vec![first];
    for line in following.filter(|line| !line.is_empty()) {
        // Long lists of recipients are folded.
        let Some(field) = field(line) else { continue };
        if !seen.contains(&field) {
            seen.push(field);
        }
    }
    seen.len() >= 3 && seen.contains(&From)
}

#[cfg(test)]
mod tests {
    use super::is_header_block;

    #[test]
    fn blocks_in_many_languages() {
        for block in [
            "From: a\nSent: b\nTo: c\nSubject: d",
            "Od: a\nWysłano: b\nDo: c\nTemat: d",
            "Wysłano: b\nOd: a\nDo: c\nTemat: d",
            "*Od:* a\n*Wysłane:* b\n*Do:* c\n*Temat:* d",
            "Gesendet: b\nVon: a\nAn: c\nBetreff: d",
            "De\u{a0}: a\nEnvoyé\u{202f}: b\nÀ : c\nObjet : d",
            "Fra: a\nSendt: b\nTil: c\nEmne: d",
            "Från: a\nSkickat: b\nTill: c\nÄmne: d",
            "Od: a\nOdesláno: b\nKomu: c\nPředmět: d",
            "Od: a\nOdoslané: b\nKomu: c\nPredmet: d",
            "Van: a\nVerzonden: b\nAan: c\nOnderwerp: d",
            "De: a\nEnviado el: b\nPara: c\nAsunto: d",
            "De: a\nEnviada em: b\nPara: c\nAssunto: d",
            "Da: a\nInviato: b\nA: c\nOggetto: d",
            "Lähettäjä: a\nLähetetty: b\nVastaanottaja: c\nAihe: d",
            "Feladó: a\nElküldve: b\nCímzett: c\nTárgy: d",
            "От: a\nОтправлено: b\nКому: c\nТема: d",
            "Від: a\nНадіслано: b\nКому: c\nТема: d",
        ] {
            let (first, rest) = block.split_once('\n').unwrap();
            assert!(is_header_block(first, rest.lines()), "{block}");
        }
        for text in [
            "Od: jutra\nDo: piątku\nzamknięte",
            "Data: 5 maja\nTemat: narada\nDo: wszystkich",
            "From: the start",
        ] {
            let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
            assert!(!is_header_block(first, rest.lines()), "{text}");
        }
    }
}
