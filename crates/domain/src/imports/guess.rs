//! Which column of a file goes into which field: by its name, in the words of either language, then by what stands in it.

use super::joined::{can_be_joined, is_of_a_name};
use super::table::Table;
use kurier_mail::message::search_tokens::fold;
use kurier_model::FieldId;
use kurier_model::record::{FieldType, Kind};

/// What the company is called that a record is about.
const COMPANY: &[&str] = &[
    "firma",
    "organizacja",
    "nazwa firmy",
    "company",
    "company name",
    "organization",
    "organization - name",
    "org",
    "associated company",
    "person - organization",
    "deal - organization",
    "organization name",
];

/// How programs that people come from, and people themselves, call what stands in a column; behind it the key of the field. Of two that a
/// kind has, the first is meant.
const NAMES: [(&str, &[&str]); 18] = [
    (
        "full_name",
        &[
            "imie i nazwisko",
            "nazwisko i imie",
            "kontakt",
            "osoba",
            "contact",
            "person",
            "person - name",
            "name",
            "display name",
            "fn",
        ],
    ),
    ("company", COMPANY),
    ("company_name", COMPANY),
    (
        "name",
        &[
            "nazwa",
            "nazwa firmy",
            "firma",
            "company",
            "company name",
            "organization",
            "organization - name",
            "deal - title",
            "deal name",
            "tytul",
            "title",
            "temat",
            "subject",
            "szansa",
        ],
    ),
    ("subject", &["temat", "tytul", "subject", "title", "ticket name"]),
    (
        "emails",
        &[
            "email",
            "e-mail",
            "mail",
            "adres e-mail",
            "e-mail address",
            "email address",
            "person - email",
            "email - work",
            "email 2",
            "e-mail 1 - value",
            "e-mail 2 - value",
            "e-mail 2 address",
        ],
    ),
    (
        "phones",
        &[
            "telefon",
            "tel",
            "tel.",
            "telefon komorkowy",
            "komorka",
            "phone",
            "phone number",
            "mobile",
            "mobile phone",
            "mobile phone number",
            "business phone",
            "person - phone",
            "phone - work",
            "phone - mobile",
            "phone 1 - value",
            "phone 2 - value",
        ],
    ),
    (
        "contact",
        &["kontakt", "osoba", "contact", "contact person", "deal - contact person", "associated contact"],
    ),
    ("title", &["stanowisko", "job title", "position", "organization title", "person - job title"]),
    ("domain", &["domena", "domain", "company domain name"]),
    ("tax_id", &["nip", "vat", "vat id", "tax id", "nip/vat", "numer nip"]),
    ("website", &["strona", "www", "strona www", "website", "website url", "url"]),
    ("address", &["adres", "address", "street address", "adr", "organization - address"]),
    ("amount", &["kwota", "wartosc", "amount", "value", "deal - value"]),
    ("close_date", &["data zamkniecia", "close date", "expected close date", "deal - expected close date"]),
    (
        "owner",
        &[
            "opiekun",
            "handlowiec",
            "wlasciciel",
            "owner",
            "contact owner",
            "company owner",
            "deal owner",
            "person - owner",
            "deal - owner",
        ],
    ),
    ("language", &["jezyk", "language", "preferred language"]),
    ("description", &["opis", "notatki", "notatka", "uwagi", "notes", "note", "description"]),
];

/// A field for each column. Several columns go into one only by their names, and only where they can be put together.
pub(super) fn fields(table: &Table, kind: &Kind, called: &[(FieldId, String)]) -> Vec<Option<FieldId>> {
    let names: Vec<String> = table.columns.iter().map(|name| fold(name.trim())).collect();
    let mut fields: Vec<Option<FieldId>> = vec![None; names.len()];
    let fits = |fields: &[Option<FieldId>], field: FieldId| {
        let joins = kind
            .field(field)
            .is_some_and(|field| field.what != FieldType::Name && can_be_joined(&field.what));
        joins || !fields.contains(&Some(field))
    };
    for (place, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        let own = called.iter().filter(|(_, called)| fold(called) == *name).map(|(field, _)| *field);
        let by_key = kind.fields.iter().filter(|field| field.key == *name).map(|field| field.id);
        let known = NAMES
            .iter()
            .filter(|(_, names)| names.contains(&name.as_str()))
            .filter_map(|(key, _)| kind.field_called(key).map(|field| field.id));
        let field = own.chain(by_key).chain(known).find(|field| fits(&fields, *field));
        if let Some(slot) = fields.get_mut(place) {
            *slot = field;
        }
    }
    // Names of people in two columns.
    if let Some(whole) = kind.field_called("full_name").map(|field| field.id)
        && !fields.contains(&Some(whole))
    {
        for (slot, name) in fields.iter_mut().zip(&names) {
            if slot.is_none() && is_of_a_name(name) {
                *slot = Some(whole);
            }
        }
    }
    for place in 0..names.len() {
        let field = content(table, place).and_then(|what| Some(kind.all_of(&what).first()?.id));
        let is_free = field.is_some_and(|field| !fields.contains(&Some(field)));
        if let Some(slot) = fields.get_mut(place).filter(|slot| slot.is_none() && is_free) {
            *slot = field;
        }
    }
    fields
}

/// What nearly all cells of a column are, when that can be seen.
fn content(table: &Table, place: usize) -> Option<FieldType> {
    let cells = table.lines.iter().take(50).filter_map(|(_, cells)| cells.get(place));
    let filled: Vec<&String> = cells.filter(|cell| !cell.is_empty()).collect();
    let most = |is: fn(&str) -> bool| {
        !filled.is_empty() && filled.iter().filter(|cell| is(cell)).count() * 10 >= filled.len() * 9
    };
    if most(|cell| cell.contains('@') && cell.contains('.') && !cell.contains(' ')) {
        return Some(FieldType::Email);
    }
    most(|cell| cell.starts_with('+') && cell.chars().filter(char::is_ascii_digit).count() >= 9)
        .then_some(FieldType::Phone)
}
