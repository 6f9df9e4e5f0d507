//! Filters as SQL takes them.

use super::super::store;
use super::super::values::{self, Value};
use super::when::{Between, When};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    people::{Sought, contained},
};
use chrono::{DateTime, NaiveDate, Utc};
use kurier_mail::message::search_tokens::fold;
use kurier_model::record::{FieldDefinition, FieldType, Filter, Kind, ListQuery, Moment, SomeDays, Test};
use kurier_model::{Field, FieldId, Invalid, Reason, RecordId};
use serde::Serialize;
use uuid::Uuid;

/// Stands for whoever asks.
const ME: &str = "me";
/// Between the words of `one_of` (`list_test` in migration 0031).
const BETWEEN_WORDS: &str = "\u{1f}";
/// The most filters of a list, and values of one.
const MOST: usize = 30;
const MOST_VALUES: usize = 200;
/// What a list asks may say so much: it is kept, and read with every list.
const MOST_LETTERS: usize = 64 * 1024;

/// What is asked of a list, as SQL reads it (`list_question` in migration 0025, `list_rest` in 0055). Filters stand side by side, those of
/// moments for themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(in super::super) struct Question {
    pub(in super::super) kind: String,
    pub(super) in_bin: bool,
    /// Whose records alone.
    pub(super) somebody: Option<Uuid>,
    pub(super) words: Vec<String>,
    pub(super) numbers: Vec<Option<String>>,
    fields: Vec<Uuid>,
    tests: Vec<&'static str>,
    wanted: Vec<Option<String>>,
    low: Vec<Option<f64>>,
    high: Vec<Option<f64>>,
    moments: Vec<&'static str>,
    since: Vec<Option<DateTime<Utc>>>,
    until: Vec<Option<DateTime<Utc>>>,
}

/// What is asked of fields and of moments.
#[derive(Default)]
pub(super) struct Filters {
    pub(super) fields: Vec<(FieldId, Asked)>,
    pub(super) moments: Vec<(Moment, Between)>,
}

impl Filters {
    pub(super) const fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.moments.is_empty()
    }
}

/// What is asked of a field, as its index keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
    OneOf(Vec<String>),
    NoneOf(Vec<String>),
    Has(String),
    Between(Option<f64>, Option<f64>),
    Filled,
    Empty,
}

/// How much it says.
fn weight(test: &Test) -> usize {
    match test {
        Test::OneOf { values } | Test::NoneOf { values } => values.iter().map(|value| value.len() + 1).sum(),
        Test::Has { words } => words.len(),
        Test::Between { from, to } => from.len() + to.len(),
        Test::Unknown { written } => written.len(),
        Test::During { .. } | Test::Filled | Test::Empty => 0,
    }
}

/// The same question about records as they are by now: one that has become part of another may still stand in an address or a saved list.
pub(in super::super) async fn current(tx: &mut Tx, kind: &Kind, query: &ListQuery) -> Result<ListQuery> {
    let mut query = query.clone();
    for Filter { field, test } in query.filters.iter_mut().take(MOST) {
        let known = kind.field_called(field);
        let is_link = known.is_some_and(|field| matches!(field.what, FieldType::Link { .. }));
        let (Test::OneOf { values } | Test::NoneOf { values }) = test else { continue };
        for value in values.iter_mut().take(MOST_VALUES).filter(|_| is_link) {
            let Ok(id) = value.parse::<RecordId>() else { continue };
            if let Some(now) = store::current(tx, id).await? {
                *value = now.to_string();
            }
        }
    }
    Ok(query)
}

/// # Errors
/// [`Error::NotFound`] for a field that the kind does not have, [`Error::Invalid`] for what its type cannot be asked.
pub(super) fn read(kind: &Kind, actor: &Actor, filters: &[Filter], when: When) -> Result<Filters> {
    let mut invalid = Invalid::default();
    let mut all = Filters::default();
    if filters.iter().map(|filter| filter.field.len() + 1 + weight(&filter.test)).sum::<usize>()
        > MOST_LETTERS
    {
        return Err(Error::invalid(Field::Query, Reason::Wrong));
    }
    for Filter { field: key, test } in filters.iter().take(MOST) {
        match (kind.field_called(key).filter(|field| field.what.filters()), Moment::from_key(key)) {
            (Some(field), _) => match asked(kind, field, actor, test, when) {
                Ok(asked) => all.fields.push((field.id, asked)),
                Err(reason) => invalid.add(Field::OfKind(field.id), reason),
            },
            (None, Some(moment)) => match asked_of(moment, test, when) {
                Ok(between) => all.moments.push((moment, between)),
                Err(reason) => invalid.add(Field::Query, reason),
            },
            (None, None) => return Err(Error::NotFound),
        }
    }
    Ok(invalid.or(all)?)
}

fn asked(
    kind: &Kind,
    field: &FieldDefinition,
    actor: &Actor,
    test: &Test,
    when: When,
) -> Result<Asked, Reason> {
    let all = |values: &[String]| -> Vec<String> {
        let of_actor = |value: &String| match (value.as_str(), actor.user) {
            (ME, Some(me)) if field.what == FieldType::Person => me.to_string(),
            // No text of Postgres has a zero.
            _ => value.replace('\0', ""),
        };
        values.iter().take(MOST_VALUES).map(of_actor).collect()
    };
    Ok(match test {
        Test::Has { words } => Asked::Has(contained(&has(&field.what, words)?)),
        Test::OneOf { values } => Asked::OneOf(all(values)),
        // Every record is in a stage: in one of the others, which an index answers.
        Test::NoneOf { values } if field.what == FieldType::Stage => {
            let others = kind.stages.iter().map(|stage| stage.id.to_string());
            Asked::OneOf(others.filter(|stage| !values.contains(stage)).collect())
        }
        Test::NoneOf { values } => Asked::NoneOf(all(values)),
        Test::During { days } => {
            if field.what != FieldType::Date {
                return Err(Reason::Unknown);
            }
            let (first, last) = when.days(*days);
            Asked::Between(first.and_then(number_of), last.and_then(number_of))
        }
        Test::Between { from, to } => Asked::Between(end(&field.what, from)?, end(&field.what, to)?),
        Test::Filled => Asked::Filled,
        Test::Empty => Asked::Empty,
        Test::Unknown { .. } => return Err(Reason::Unknown),
    })
}

/// Moments are asked for by days; how long something has been in its stage, by the hour, as it is shown.
fn asked_of(moment: Moment, test: &Test, when: When) -> Result<Between, Reason> {
    match test {
        Test::During { days: SomeDays::Before(days) } if moment == Moment::InStage => {
            Ok(when.longer_than(*days))
        }
        Test::During { days } => Ok(when.moments(when.days(*days))),
        Test::Between { from, to } => Ok(when.moments((day(from)?, day(to)?))),
        _ => Err(Reason::Unknown),
    }
}

/// A day as people write it.
fn day(text: &str) -> Result<Option<NaiveDate>, Reason> {
    Ok(values::read_again(&FieldType::Date, text)?.and_then(|value| value.text.parse().ok()))
}

/// A day as the index of a field has it.
fn number_of(day: NaiveDate) -> Option<f64> {
    let since = day.signed_duration_since(NaiveDate::default()).num_days();
    i32::try_from(since).ok().map(f64::from)
}

/// Words as the index of a field has them.
fn has(what: &FieldType, words: &str) -> Result<String, Reason> {
    let trimmed = words.trim();
    Ok(match what {
        FieldType::Phone => {
            let digits: String = trimmed.chars().filter(char::is_ascii_digit).collect();
            // Zeros before a number are dialled within its country, or to get out of it; no number is kept with them.
            let number = digits.trim_start_matches('0').to_owned();
            match (digits.is_empty(), number.is_empty()) {
                (true, _) => Err(Reason::NotAPhone)?,
                (false, true) => digits,
                (false, false) => number,
            }
        }
        FieldType::TaxId => {
            trimmed.to_uppercase().chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '\u{a0}')).collect()
        }
        FieldType::Name | FieldType::Text => fold(trimmed),
        FieldType::Url => trimmed.to_owned(),
        _ => trimmed.to_lowercase(),
    })
}

/// An end of what is between; a currency is not asked for.
fn end(what: &FieldType, text: &str) -> Result<Option<f64>, Reason> {
    if !what.is_number() || matches!(what, FieldType::Stage | FieldType::Checkbox) {
        return Err(Reason::Unknown);
    }
    let number = |value: Value| value.numbers().next();
    Ok(values::read_again(what, text)?.and_then(number))
}

impl Question {
    pub(super) fn sought(&self) -> Sought {
        Sought { words: self.words.clone(), numbers: self.numbers.clone() }
    }

    pub(super) fn of(kind: &Kind, actor: &Actor, query: &ListQuery, filters: &Filters) -> Self {
        let Sought { words, numbers } = Sought::read(&query.words);
        let mut question = Self {
            kind: kind.key.0.clone(),
            in_bin: query.in_bin,
            somebody: actor.user.filter(|_| query.mine).map(|user| user.0),
            words,
            numbers,
            ..Self::default()
        };
        for (field, asked) in &filters.fields {
            let (test, wanted, low, high) = match asked {
                Asked::OneOf(words) => ("one_of", Some(words.join(BETWEEN_WORDS)), None, None),
                Asked::NoneOf(words) => ("none_of", Some(words.join(BETWEEN_WORDS)), None, None),
                Asked::Has(pattern) => ("has", Some(pattern.clone()), None, None),
                Asked::Between(low, high) => ("between", None, *low, *high),
                Asked::Filled => ("filled", None, None, None),
                Asked::Empty => ("empty", None, None, None),
            };
            question.fields.push(field.0);
            question.tests.push(test);
            question.wanted.push(wanted);
            question.low.push(low);
            question.high.push(high);
        }
        for (moment, (since, until)) in &filters.moments {
            question.moments.push(moment.key());
            question.since.push(*since);
            question.until.push(*until);
        }
        question
    }
}
