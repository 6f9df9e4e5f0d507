//! What stands in the cells of a line, as changes of a record: by the words that people use for choices, stages, people and companies.

use super::ImportWords;
use super::joined::is_family_name;
use kurier_mail::message::search_tokens::fold;
use kurier_model::address::{address_key, plausible};
use kurier_model::record::pieces::{Piece, pieces};
use kurier_model::record::{Change, FieldDefinition, FieldType, Kind, KindKey};
use kurier_model::{Field, FieldId, Invalid, Reason, RecordId, UserId};
use std::borrow::Cow;
use std::collections::HashMap;

/// Whom and what cells can name.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What people call choices and stages, folded, and their keys or ids.
    words: HashMap<(FieldId, String), String>,
    /// By name and by address, folded.
    people: HashMap<String, Vec<UserId>>,
    /// By the kind's key and a name or an address, folded.
    records: HashMap<(KindKey, String), Vec<RecordId>>,
}

impl Known {
    pub(super) fn new(words: &ImportWords, people: &[(UserId, String, String)]) -> Self {
        let mut known = Self::default();
        for (field, word, key) in &words.values {
            known.words.insert((*field, fold(word)), key.clone());
        }
        for (id, name, address) in people {
            for called in [name, address] {
                let known = known.people.entry(fold(called)).or_default();
                if !known.contains(id) {
                    known.push(*id);
                }
            }
        }
        known
    }

    pub(super) fn add(&mut self, kind: &KindKey, name: String, record: RecordId) {
        let records = self.records.entry((kind.clone(), name)).or_default();
        if !records.contains(&record) {
            records.push(record);
        }
    }

    pub(super) fn has(&self, kind: &KindKey, name: &str) -> bool {
        self.records.contains_key(&(kind.clone(), name.to_owned()))
    }
}

/// How a cell names a record, in the form in which names and addresses are compared.
pub(super) enum Key {
    Name(String),
    Address(String),
}

impl Key {
    pub(super) fn of(cell: &str) -> Self {
        let clean: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let cell = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        if plausible(&cell) {
            Self::Address(address_key(&cell))
        } else {
            Self::Name(fold(&cell).chars().take(200).collect())
        }
    }

    fn text(self) -> String {
        match self {
            Self::Name(text) | Self::Address(text) => text,
        }
    }
}

/// What stands in each field: cells that go into one are put together, family names behind the others.
pub(super) fn texts<'k>(
    kind: &'k Kind,
    columns: &[String],
    fields: &[Option<FieldId>],
    cells: &[String],
) -> Vec<(&'k FieldDefinition, String)> {
    let given = |field: FieldId| {
        let all = fields.iter().zip(cells).zip(columns);
        let mut own: Vec<(&String, &String)> = all
            .filter(|((chosen, cell), _)| **chosen == Some(field) && !cell.is_empty())
            .map(|((_, cell), column)| (cell, column))
            .collect();
        own.sort_by_key(|(_, column)| is_family_name(column));
        own.into_iter().map(|(cell, _)| cell.as_str()).collect::<Vec<_>>()
    };
    let text = |field: &'k FieldDefinition| {
        let between = match field.what {
            FieldType::LongText => "\n",
            _ if field.what.has_several() => ", ",
            _ => " ",
        };
        let cells = given(field.id);
        (!cells.is_empty()).then(|| (field, cells.join(between)))
    };
    kind.fields.iter().filter_map(text).collect()
}

/// The line as changes. What cannot be meant, or could be several, is said with its field.
pub(super) fn changes(texts: &[(&FieldDefinition, String)], known: &Known) -> (Vec<Change>, Invalid) {
    let (mut changes, mut invalid) = (Vec::new(), Invalid::default());
    for (field, text) in texts {
        match value(field, text, known) {
            Ok(value) => changes.push(Change { field: Field::OfKind(field.id), value }),
            Err(reason) => invalid.add(Field::OfKind(field.id), reason),
        }
    }
    (changes, invalid)
}

/// A record as a cell names it.
pub(super) struct Named<'t> {
    pub(super) name: Cow<'t, str>,
    /// The key of a role, written behind it as lists that are saved to a file have it: `Jan Kot (decydent)`.
    role: Option<&'t str>,
}

/// The records that a cell names: one, or several with commas between ([`pieces`]).
pub(super) fn named<'t>(field: &FieldDefinition, text: &'t str, known: &'t Known) -> Vec<Named<'t>> {
    if field.what.roles().is_none() {
        return vec![Named { name: text.into(), role: None }];
    }
    let role = |called: &str| known.words.get(&(field.id, fold(called.trim()))).map(String::as_str);
    let one = |piece: Piece<'t>| match piece {
        Piece::Plain(whole) => {
            let parts = whole.strip_suffix(')').and_then(|whole| whole.rsplit_once('('));
            match parts.and_then(|(name, called)| Some((name, role(called)?))) {
                Some((name, role)) => Named { name: name.trim().into(), role: Some(role) },
                None => Named { name: whole.into(), role: None },
            }
        }
        Piece::Quoted { name, behind: None } => Named { name: name.into(), role: None },
        Piece::Quoted { name, behind: Some(called) } => match role(called) {
            Some(role) => Named { name: name.into(), role: Some(role) },
            None => Named { name: format!("{name} ({called})").into(), role: None },
        },
    };
    pieces(text).into_iter().map(one).collect()
}

fn value(field: &FieldDefinition, text: &str, known: &Known) -> Result<String, Reason> {
    let word = |text: &str| known.words.get(&(field.id, fold(text.trim()))).cloned();
    match &field.what {
        FieldType::Choice { .. } | FieldType::Stage => word(text).ok_or(Reason::Unknown),
        FieldType::Choices { .. } => {
            let called = |piece| match piece {
                Piece::Plain(name) => word(name),
                Piece::Quoted { name, behind: None } => word(&name),
                Piece::Quoted { name, behind: Some(more) } => word(&format!("{name} ({more})")),
            };
            let keys: Option<Vec<String>> = pieces(text).into_iter().map(called).collect();
            keys.map(|keys| keys.join(",")).ok_or(Reason::Unknown)
        }
        FieldType::Person => one(known.people.get(&fold(text.trim()))),
        FieldType::Link { to, .. } => {
            let found = |named: Named<'_>| {
                let found = one(known.records.get(&(to.clone(), Key::of(&named.name).text())))?;
                Ok(named.role.map_or_else(|| found.clone(), |role| format!("{found}:{role}")))
            };
            let all: Result<Vec<String>, Reason> = named(field, text, known).into_iter().map(found).collect();
            Ok(all?.join(", "))
        }
        FieldType::Checkbox => match fold(text.trim()).as_str() {
            "tak" | "t" | "yes" | "y" | "true" | "prawda" | "1" | "x" => Ok("true".to_owned()),
            "nie" | "n" | "no" | "false" | "falsz" | "0" => Ok("false".to_owned()),
            _ => Err(Reason::Unknown),
        },
        _ => Ok(text.to_owned()),
    }
}

fn one<T: ToString>(found: Option<&Vec<T>>) -> Result<String, Reason> {
    match found.map(Vec::as_slice) {
        Some([one]) => Ok(one.to_string()),
        Some([_, _, ..]) => Err(Reason::Ambiguous),
        _ => Err(Reason::Unknown),
    }
}
