//! A list as a file that spreadsheets read (RFC 4180): columns as they are shown, one record a line.

use super::place::read_query;
use super::words::{choice_name, field_name, role_name, value_words};
use crate::api::server_side::Tz;
use kurier_domain::{Actor, Kurier, Result};
use kurier_i18n::{I18n, Language, t_string};
use kurier_model::record::pieces::{is_formula, quoted, quoted_with};
use kurier_model::record::{
    FieldDefinition, FieldType, FieldValue, KindKey, Linked, ListCursor, ListQuery, RecordFact, RecordRow,
    Told,
};

/// So many records are read at once.
const PAGE: u32 = 200;

/// A list that is written a part at a time.
pub struct Export {
    kurier: Kurier,
    actor: Actor,
    i18n: I18n,
    kind: KindKey,
    query: ListQuery,
    zone: Tz,
    columns: Vec<FieldDefinition>,
    /// They are columns too, behind the others.
    facts: Vec<RecordFact>,
    at: At,
}

enum At {
    Head,
    Rows(Option<ListCursor>),
    End,
}

impl Export {
    /// Begins a list; `pairs` are those of the page's address, and the days in it begin as in the zone.
    ///
    /// # Errors
    /// [`kurier_domain::Error::NotFound`] for a kind that is not there.
    pub async fn begin(
        kurier: Kurier,
        actor: Actor,
        kind: KindKey,
        pairs: &[(String, String)],
        zone: Option<Tz>,
    ) -> Result<Self> {
        let known = kurier.records().kind(&actor, &kind).await?;
        let tag = pairs.iter().find(|(key, _)| key == "lang").map(|(_, tag)| tag.as_str());
        let language = tag.and_then(Language::from_tag).unwrap_or_default();
        let mut query = read_query(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        // In the order of the latest activity, whatever is changed while the file is written would leave it.
        let name = known.first(&FieldType::Name).map(|field| field.key.clone());
        query.sort = query.sort.or(name);
        let facts = match &query.columns {
            Some(columns) => RecordFact::among(columns),
            None => known.facts_in_list.clone(),
        };
        let is_column = |field: &FieldDefinition| match &query.columns {
            Some(columns) => field.what == FieldType::Name || columns.contains(&field.key),
            None => field.in_list,
        };
        let columns = known.fields.into_iter().filter(is_column).collect();
        let (i18n, zone, at) = (I18n::new(language), zone.unwrap_or(Tz::UTC), At::Head);
        Ok(Self { kurier, actor, i18n, kind, query, zone, columns, facts, at })
    }

    /// The next lines; `None` behind the last one.
    ///
    /// # Errors
    /// Those of [`kurier_domain::records::Records::page`].
    pub async fn next(&mut self) -> Result<Option<String>> {
        match std::mem::replace(&mut self.at, At::End) {
            At::End => Ok(None),
            At::Head => {
                self.at = At::Rows(None);
                let names = self.columns.iter().flat_map(|field| {
                    let currency = (field.what == FieldType::Money)
                        .then(|| t_string!(self.i18n, records.currency).to_owned());
                    [Some(safe(&field_name(self.i18n, field))), currency].into_iter().flatten()
                });
                let names =
                    names.chain(self.facts.iter().map(|fact| field_name(self.i18n, &fact.as_field())));
                // By this, spreadsheets know that it is UTF-8.
                Ok(Some(format!("\u{feff}{}", line(self.i18n, names))))
            }
            At::Rows(after) => {
                let records = self.kurier.records().seen_from(self.zone);
                let page = records.page(&self.actor, &self.kind, &self.query, after, PAGE).await?;
                if let Some(next) = page.next {
                    self.at = At::Rows(Some(next));
                }
                Ok(Some(page.rows.iter().map(|row| self.row(row)).collect()))
            }
        }
    }

    fn row(&self, row: &RecordRow) -> String {
        let value = |field: &FieldDefinition| row.values.iter().find(|value| value.field == field.id);
        let told = |fact: &RecordFact| match row.tells(*fact) {
            Some(Told::Moment(moment)) => moment.with_timezone(&self.zone).format("%Y-%m-%d").to_string(),
            Some(Told::Words(words)) => safe(&words),
            None => String::new(),
        };
        let cells = self.columns.iter().flat_map(|field| cells(self.i18n, field, value(field)));
        line(self.i18n, cells.chain(self.facts.iter().map(told)))
    }
}

/// A line of such a file. Where a comma is in numbers, spreadsheets put semicolons between.
pub fn line(i18n: I18n, cells: impl Iterator<Item = String>) -> String {
    let between = match i18n.language() {
        Language::Pl => ";",
        Language::En => ",",
    };
    let mut line = cells.map(|text| cell(&text)).collect::<Vec<_>>().join(between);
    line.push_str("\r\n");
    line
}

/// What stands in a field; of an amount its currency beside it, so that a spreadsheet reckons with the number.
fn cells(i18n: I18n, field: &FieldDefinition, value: Option<&FieldValue>) -> Vec<String> {
    match (&field.what, value) {
        (FieldType::Money, Some(value)) => match value.value.split_once(' ') {
            Some((amount, currency)) => vec![number(i18n, amount), currency.to_owned()],
            None => vec![safe(&value.value), String::new()],
        },
        (FieldType::Money, None) => vec![String::new(), String::new()],
        (FieldType::Number, Some(value)) => vec![number(i18n, &value.value)],
        (FieldType::Date, Some(value)) => vec![value.value.clone()],
        (FieldType::Choices { choices }, Some(value)) => {
            let name = |key: &str| {
                let known = choices.iter().find(|choice| choice.key == key);
                quoted(&known.map_or_else(|| key.to_owned(), |choice| choice_name(i18n, field, choice)))
            };
            vec![safe(&value.value.split(", ").map(name).collect::<Vec<_>>().join(", "))]
        }
        (FieldType::Link { several: Some(_), .. }, Some(value)) => vec![safe(&linked(i18n, field, value))],
        // What is gone is no name: an import would make a record that is called so.
        (FieldType::Person | FieldType::Link { .. }, Some(value)) => {
            vec![safe(value.label.as_deref().unwrap_or_default())]
        }
        (_, Some(value)) => vec![safe(&value_words(i18n, field, value))],
        (_, None) => vec![String::new()],
    }
}

/// Those records of a field that are there, each with its role behind it, as an import reads them again.
fn linked(i18n: I18n, field: &FieldDefinition, value: &FieldValue) -> String {
    let words = |(one, name): (Linked, Option<String>)| {
        let name = name?;
        Some(match one.role {
            Some(role) => quoted_with(&name, &role_name(i18n, field, &role)),
            None => quoted(&name),
        })
    };
    value.linked().into_iter().filter_map(words).collect::<Vec<_>>().join(", ")
}

/// A number as it is typed, with the mark of the language.
fn number(i18n: I18n, number: &str) -> String {
    match i18n.language() {
        Language::Pl => number.replace('.', ","),
        Language::En => number.to_owned(),
    }
}

/// What a spreadsheet would reckon out is made a text (OWASP, CSV Injection).
pub fn safe(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

fn cell(cell: &str) -> String {
    if cell.contains(['"', ',', ';', '\r', '\n']) || cell.starts_with([' ', '\'']) || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_file_is_a_formula_or_another_cell() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+48 512 345 678", "'+48 512 345 678"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("'t Hooft", "'t Hooft"),
            ("Jan", "Jan"),
        ] {
            assert_eq!(safe(text), expected);
        }
        assert_eq!(cell("a;b \"c\"\r\nd"), "\"a;b \"\"c\"\"\r\nd\"");
        assert_eq!((cell("Jan"), cell(" Jan")), ("Jan".to_owned(), "\" Jan\"".to_owned()));
    }
}
