//! What stands in a field, by its type: read as people write it, kept so that it reads the same again, and as what it is found and sorted by.
//!
//! What could be read in two ways is refused, never guessed: `1,234` is a thousand to one person and one to another.

mod amount;
mod day;
mod tax_id;

use crate::people::phone_key;
use kurier_mail::message::search_tokens::fold;
use kurier_model::address::{address_key, parse_list};
use kurier_model::home::Home;
use kurier_model::record::{Choice, FieldDefinition, FieldType, Linked};
use kurier_model::{Reason, StageId};
use rlibphonenumber::enums::Region;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};
use url::Url;

const LONGEST_LINE: u32 = 200;
const LONGEST_TEXT: u32 = 20_000;
const LONGEST_URL: u32 = 2_000;
/// The most values of one field.
const MOST: usize = 50;
/// Letters of a text by which it is sorted and found.
const LONGEST_KEY: usize = 200;

/// A value that was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    /// As it is kept.
    pub(crate) text: String,
    /// What it is found by; the first is what it is sorted by.
    pub(crate) keys: Vec<Key>,
}

/// Something to find a value by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Key {
    /// Without accents and capitals; ids as they are.
    Words(String),
    Number(f64),
    /// A number with what it is a number of: an amount and its currency, the place of a stage and its id.
    Of(String, f64),
}

impl Key {
    pub(crate) fn words(&self) -> Option<&str> {
        match self {
            Self::Words(words) | Self::Of(words, _) => Some(words),
            Self::Number(_) => None,
        }
    }

    pub(crate) const fn number(&self) -> Option<f64> {
        match self {
            Self::Words(_) => None,
            Self::Number(number) | Self::Of(_, number) => Some(*number),
        }
    }

    /// The same for the same key, to wait for each other by.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Words(words) => words.clone(),
            Self::Number(number) => number.to_string(),
            Self::Of(words, number) => format!("{number} {words}"),
        }
    }
}

impl Value {
    fn plain(text: String) -> Self {
        let keys = vec![Key::Words(text.clone())];
        Self { text, keys }
    }

    fn number(text: String, number: f64) -> Self {
        Self { text, keys: vec![Key::Number(number)] }
    }

    /// Values of one field, with commas between.
    fn list(values: Vec<String>, key: impl Fn(&str) -> String) -> Self {
        let keys = values.iter().map(|value| Key::Words(key(value))).collect();
        Self { text: values.join(", "), keys }
    }

    /// A stage of a pipeline, by its place in it.
    pub(super) fn stage(stage: StageId, place: usize) -> Self {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        Self { text: stage.to_string(), keys: vec![Key::Of(stage.to_string(), f64::from(place))] }
    }

    /// The words that it is found by.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().filter_map(Key::words)
    }

    /// The numbers that it is found by.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = f64> {
        self.keys.iter().filter_map(Key::number)
    }

    /// An amount and its currency.
    pub(crate) fn money(&self) -> Option<(f64, &str)> {
        match self.keys.first() {
            Some(Key::Of(currency, amount)) => Some((*amount, currency)),
            _ => None,
        }
    }
}

/// A field and what is to stand in it from now on.
pub(crate) struct Written<'k> {
    pub(crate) field: &'k FieldDefinition,
    pub(crate) value: Option<Value>,
}

/// Several values of one field, as they are kept.
pub(crate) fn list(text: &str) -> Vec<String> {
    text.split(", ").filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

/// What stands in a field of this type already: it reads the same wherever the workspace is at home.
pub(super) fn read_again(what: &FieldType, text: &str) -> Result<Option<Value>, Reason> {
    read(&Home::default(), what, text)
}

/// What somebody wrote into a field of this type; `None` when it was nothing.
pub(super) fn read(home: &Home, what: &FieldType, text: &str) -> Result<Option<Value>, Reason> {
    let text = text.replace('\0', "");
    if text.trim().is_empty() {
        return Ok(None);
    }
    let value = match what {
        FieldType::Name | FieldType::Text => words(&text)?,
        FieldType::LongText => long_text(&text)?,
        FieldType::Number => {
            let (text, number) = amount::number(&text).ok_or(Reason::NotANumber)?;
            Value::number(text, number)
        }
        FieldType::Money => {
            let (text, number) = amount::money(&text, &home.currency).ok_or(Reason::NotMoney)?;
            let currency = text.rsplit_once(' ').map(|(_, currency)| currency.to_owned()).unwrap_or_default();
            Value { text, keys: vec![Key::Of(currency, number)] }
        }
        FieldType::Date => {
            let (text, number) = day::read(&text).ok_or(Reason::NotADay)?;
            Value::number(text, number)
        }
        FieldType::Choice { choices } => Value::plain(chosen(choices, &line(&text))?),
        FieldType::Choices { choices } => several(choices, &text)?,
        FieldType::Link { several: Some(roles), .. } => match linked(roles, &text)? {
            Some(value) => value,
            None => return Ok(None),
        },
        FieldType::Person | FieldType::Link { several: None, .. } | FieldType::Stage => {
            let id: uuid::Uuid = text.trim().parse().map_err(|_| Reason::Unknown)?;
            Value::plain(id.to_string())
        }
        FieldType::Email => emails(&text)?,
        FieldType::Phone => phones(&text, &home.country)?,
        FieldType::Url => url(&text)?,
        FieldType::Checkbox => return checkbox(&text),
        FieldType::TaxId => Value::plain(tax_id::read(&text).ok_or(Reason::NotATaxId)?),
        FieldType::Domain => domain(&text).ok_or(Reason::NotADomain)?,
    };
    Ok(Some(value))
}

/// One line without control characters and with single spaces.
fn line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn not_longer(text: &str, max: u32) -> Result<(), Reason> {
    if text.chars().count() > max as usize { Err(Reason::TooLong { max }) } else { Ok(()) }
}

fn words(text: &str) -> Result<Value, Reason> {
    let text = line(text);
    not_longer(&text, LONGEST_LINE)?;
    let key = fold(&text).chars().take(LONGEST_KEY).collect();
    Ok(Value { text, keys: vec![Key::Words(key)] })
}

fn long_text(text: &str) -> Result<Value, Reason> {
    let text = text.trim().replace("\r\n", "\n");
    not_longer(&text, LONGEST_TEXT)?;
    Ok(Value { text, keys: Vec::new() })
}

fn chosen(choices: &[Choice], key: &str) -> Result<String, Reason> {
    if choices.iter().any(|choice| choice.key == key) { Ok(key.to_owned()) } else { Err(Reason::Unknown) }
}

/// In the order in which they are offered.
fn several(choices: &[Choice], text: &str) -> Result<Value, Reason> {
    let wanted: Vec<String> = text.split(',').map(line).filter(|key| !key.is_empty()).collect();
    for key in &wanted {
        chosen(choices, key)?;
    }
    let keys = choices.iter().map(|choice| choice.key.clone()).filter(|key| wanted.contains(key)).collect();
    Ok(Value::list(keys, str::to_owned))
}

/// Each record once: the first word counts.
fn linked(roles: &[Choice], text: &str) -> Result<Option<Value>, Reason> {
    let mut all: Vec<Linked> = Vec::new();
    for piece in text.split([',', '\n']).filter(|piece| !piece.trim().is_empty()) {
        let one = Linked::read(piece).ok_or(Reason::Unknown)?;
        if let Some(role) = &one.role {
            chosen(roles, role)?;
        }
        if !all.iter().any(|known| known.record == one.record) {
            all.push(one);
        }
    }
    let texts: Vec<String> = all.iter().map(ToString::to_string).collect();
    at_most(&texts)?;
    let keys = all.iter().map(|one| Key::Words(one.record.to_string())).collect();
    Ok((!texts.is_empty()).then(|| Value { text: texts.join(", "), keys }))
}

fn emails(text: &str) -> Result<Value, Reason> {
    let (good, strange) = parse_list(text);
    if let Some(text) = strange.into_iter().next() {
        return Err(Reason::NotAnAddress { text });
    }
    let mut values: Vec<String> = Vec::new();
    for address in good.into_iter().map(|address| address.address) {
        if !values.iter().any(|known| address_key(known) == address_key(&address)) {
            values.push(address);
        }
    }
    at_most(&values)?;
    Ok(Value::list(values, address_key))
}

/// Numbers that say of which country they are by no prefix are of this one.
fn phones(text: &str, country: &str) -> Result<Value, Reason> {
    let mut values: Vec<String> = Vec::new();
    let region = Region::from_code(country).unwrap_or(Region::PL);
    for piece in text.split([',', ';', '\n']).map(line).filter(|piece| !piece.is_empty()) {
        not_longer(&piece, 40)?;
        let number = PHONE_NUMBER_UTIL.parse(&piece, Some(region)).map_err(|_| Reason::NotAPhone)?;
        if !number.is_valid() {
            return Err(Reason::NotAPhone);
        }
        let written = number.format_as(PhoneNumberFormat::International).into_owned();
        if !values.contains(&written) {
            values.push(written);
        }
    }
    at_most(&values)?;
    Ok(Value::list(values, phone_key))
}

fn at_most(values: &[String]) -> Result<(), Reason> {
    if values.len() > MOST {
        Err(Reason::TooLong { max: u32::try_from(MOST).unwrap_or(u32::MAX) })
    } else {
        Ok(())
    }
}

/// `https://` is what is meant where nothing is said.
fn url(text: &str) -> Result<Value, Reason> {
    let text = text.trim();
    not_longer(text, LONGEST_URL)?;
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&whole).map_err(|_| Reason::NotAWebAddress)?;
    let is_web =
        matches!(url.scheme(), "https" | "http") && url.username().is_empty() && url.password().is_none();
    let has_domain = url.host_str().is_some_and(|host| host.contains('.') || host.starts_with('['));
    if !is_web || !has_domain {
        return Err(Reason::NotAWebAddress);
    }
    let text = url.to_string();
    let text = if url.path() == "/" && url.query().is_none() && url.fragment().is_none() {
        text.trim_end_matches('/').to_owned()
    } else {
        text
    };
    let key = text.chars().take(LONGEST_KEY).collect();
    Ok(Value { text, keys: vec![Key::Words(key)] })
}

fn checkbox(text: &str) -> Result<Option<Value>, Reason> {
    match text.trim() {
        "true" => Ok(Some(Value::number("true".to_owned(), 1.0))),
        "false" => Ok(None),
        _ => Err(Reason::Unknown),
    }
}

/// A domain, also out of an address or of a page on the web. Kept as it is read; found by that, and as addresses have it (RFC 5891).
fn domain(text: &str) -> Option<Value> {
    let text = text.trim();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.split(['/', '?', '#']).next()?;
    let text = text.rsplit_once('@').map_or(text, |(_, domain)| domain);
    let ascii = idna::domain_to_ascii_strict(text.trim_end_matches('.')).ok()?;
    let ascii = ascii.strip_prefix("www.").unwrap_or(&ascii).to_owned();
    let labels: Vec<&str> = ascii.split('.').collect();
    let is_name = labels.len() > 1 && labels.iter().all(|label| !label.is_empty() && label.len() <= 63);
    let is_number = labels.last().is_some_and(|label| label.chars().all(|c| c.is_ascii_digit()));
    (is_name && !is_number && ascii.len() <= 253).then(|| {
        let shown = idna::domain_to_unicode(&ascii).0;
        let mut keys = vec![Key::Words(shown.clone())];
        keys.extend((shown != ascii).then_some(Key::Words(ascii)));
        Value { text: shown, keys }
    })
}

#[cfg(test)]
mod tests;
