//! Contacts as cards (vCard 2.1 to 4.0, RFC 6350): each card is a line, each property a column.

use super::table::{MOST_LINES, Table, cell};
use calcard::vcard::{VCard, VCardEntry, VCardProperty, VCardValue};
use calcard::{Entry, Parser};

/// The columns, by the names of their properties (RFC 6350 §6).
const COLUMNS: [&str; 8] = ["FN", "EMAIL", "TEL", "ORG", "TITLE", "URL", "ADR", "NOTE"];

/// Whether a text is cards.
pub(super) fn is_one(text: &str) -> bool {
    text.trim_start().get(..11).is_some_and(|begin| begin.eq_ignore_ascii_case("BEGIN:VCARD"))
}

/// The cards; `None` when there are too many.
pub(super) fn read(text: &str) -> Option<Table> {
    let mut parser = Parser::new(text);
    let mut lines = Vec::<(u32, Vec<String>)>::new();
    loop {
        match parser.entry() {
            Entry::VCard(card) => {
                if lines.len() == MOST_LINES {
                    return None;
                }
                let number = u32::try_from(lines.len() + 1).unwrap_or(u32::MAX);
                lines.push((number, cells(&card).iter().map(|text| cell(text)).collect()));
            }
            Entry::Eof => break,
            // What is between cards is none.
            _ => {}
        }
    }
    lines.retain(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()));
    Some(Table { columns: COLUMNS.map(str::to_owned).to_vec(), lines })
}

fn cells(card: &VCard) -> Vec<String> {
    let all = |property: &VCardProperty, text: fn(&VCardEntry) -> String, between: &str| {
        let own = card.entries.iter().filter(|entry| entry.name == *property).map(text);
        own.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(between)
    };
    let name = match all(&VCardProperty::Fn, whole, " ") {
        name if name.is_empty() => all(&VCardProperty::N, given_and_family, " "),
        name => name,
    };
    vec![
        name,
        all(&VCardProperty::Email, whole, ", "),
        all(&VCardProperty::Tel, telephone, ", "),
        // Behind it stand its parts.
        card.entries.iter().find(|entry| entry.name == VCardProperty::Org).map(first).unwrap_or_default(),
        all(&VCardProperty::Title, whole, ", "),
        card.entries.iter().find(|entry| entry.name == VCardProperty::Url).map(whole).unwrap_or_default(),
        all(&VCardProperty::Adr, address, "\n"),
        all(&VCardProperty::Note, whole, "\n"),
    ]
}

/// The components of an entry (RFC 6350 §3.3), each as a text.
fn parts(entry: &VCardEntry) -> Vec<String> {
    let mut parts = Vec::new();
    for value in &entry.values {
        match value {
            VCardValue::Text(text) => parts.push(text.trim().to_owned()),
            VCardValue::Component(texts) => parts.push(texts.join(" ").trim().to_owned()),
            VCardValue::Integer(number) => parts.push(number.to_string()),
            _ => {}
        }
    }
    parts
}

fn whole(entry: &VCardEntry) -> String {
    parts(entry).into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn first(entry: &VCardEntry) -> String {
    parts(entry).into_iter().next().unwrap_or_default()
}

/// As a number or as an address (RFC 3966).
fn telephone(entry: &VCardEntry) -> String {
    let text = whole(entry);
    let number = text.strip_prefix("tel:").map(|rest| rest.split(';').next().unwrap_or(rest).to_owned());
    number.unwrap_or(text)
}

fn given_and_family(entry: &VCardEntry) -> String {
    let parts = parts(entry);
    let part = |at: usize| parts.get(at).map(String::as_str).unwrap_or_default();
    format!("{} {}", part(1), part(0)).trim().to_owned()
}

/// Street, then code and town, then country.
fn address(entry: &VCardEntry) -> String {
    let parts = parts(entry);
    let part = |at: usize| parts.get(at).map(String::as_str).unwrap_or_default();
    let town = format!("{} {}", part(5), part(3));
    let pieces = [part(2), town.trim(), part(6)];
    pieces.into_iter().filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_of_all_versions_are_lines() {
        let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Żaneta Łoś\r\nN:Łoś;Żaneta;;;\r\nEMAIL;TYPE=WORK:zaneta@a.example\r\n\
            EMAIL:z@b.example\r\nTEL;TYPE=CELL:+48 512 345 678\r\nORG:Meble Nowak;Sprzedaż\r\nNOTE:Lubi\\, gdy\r\n  się dzwoni\r\n\
            ADR;TYPE=WORK:;;ul. Długa 1;Łódź;;90-001;Polska\r\nEND:VCARD\r\n\
            BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Nowak;J=C3=B3zef\r\n\
            TEL;CELL:600100200\r\nEND:VCARD\r\n\
            BEGIN:VCARD\nVERSION:4.0\nFN:Ola\nTEL;VALUE=uri;TYPE=\"voice,home\":tel:+48-22-621-00-00\nEND:VCARD\n";
        assert!(is_one(text));
        let table = read(text).unwrap();
        let lines: Vec<Vec<&str>> =
            table.lines.iter().map(|(_, cells)| cells.iter().map(String::as_str).collect()).collect();
        assert_eq!(
            lines[0],
            [
                "Żaneta Łoś",
                "zaneta@a.example, z@b.example",
                "+48 512 345 678",
                "Meble Nowak",
                "",
                "",
                "ul. Długa 1, 90-001 Łódź, Polska",
                "Lubi, gdy się dzwoni"
            ]
        );
        assert_eq!((lines[1][0], lines[1][2]), ("Józef Nowak", "600100200"));
        assert_eq!((lines[2][0], lines[2][2]), ("Ola", "+48-22-621-00-00"));
    }
}
