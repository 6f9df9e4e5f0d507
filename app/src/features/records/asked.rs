//! What somebody asks of a field while they choose it, and in words.

use super::words::{choice_name, stage_name, value_words};
use kurier_i18n::{I18n, t_string};
use kurier_model::record::{FieldDefinition, FieldType, FieldValue, Filter, Kind, Test};
use leptos::prelude::*;

/// How a field can be asked, as the value of a choice.
pub const HAS: &str = "has";
pub const ONE_OF: &str = "one_of";
pub const BETWEEN: &str = "between";
pub const FILLED: &str = "filled";
pub const EMPTY: &str = "empty";

/// Stands for whoever asks.
pub const ME: &str = "me";

/// How fields of a type are asked beside *filled* and *empty*; `None` for those that are asked for nothing else.
#[must_use]
pub const fn main_question(what: &FieldType) -> Option<&'static str> {
    Some(match what {
        FieldType::Choice { .. }
        | FieldType::Choices { .. }
        | FieldType::Stage
        | FieldType::Person
        | FieldType::Link { .. } => ONE_OF,
        FieldType::Number | FieldType::Money | FieldType::Date => BETWEEN,
        FieldType::Checkbox | FieldType::LongText => return None,
        _ => HAS,
    })
}

/// What somebody is asking of a field.
#[derive(Clone, Copy)]
pub struct Asked {
    /// One of the questions above, or nothing.
    pub how: RwSignal<String>,
    pub words: RwSignal<String>,
    pub values: RwSignal<Vec<String>>,
    pub from: RwSignal<String>,
    pub to: RwSignal<String>,
}

impl Asked {
    /// What is asked of a field now.
    #[must_use]
    pub fn of(field: &FieldDefinition, filters: &[Filter]) -> Self {
        let (mut how, mut words, mut values) = (String::new(), String::new(), Vec::new());
        let (mut from, mut to) = (String::new(), String::new());
        let set = filters.iter().find(|filter| filter.field == field.key).map(|filter| filter.test.clone());
        match set {
            None => {}
            Some(Test::Has { words: asked }) => (how, words) = (HAS.to_owned(), asked),
            Some(Test::OneOf { values: asked }) => (how, values) = (ONE_OF.to_owned(), asked),
            Some(Test::Between { from: low, to: high }) => (how, from, to) = (BETWEEN.to_owned(), low, high),
            Some(Test::Filled) => FILLED.clone_into(&mut how),
            Some(Test::Empty) => EMPTY.clone_into(&mut how),
        }
        Self {
            how: RwSignal::new(how),
            words: RwSignal::new(words),
            values: RwSignal::new(values),
            from: RwSignal::new(from),
            to: RwSignal::new(to),
        }
    }

    /// As a filter; `None` when nothing is asked.
    #[must_use]
    pub fn filter(&self, field: &FieldDefinition) -> Option<Filter> {
        let test = match self.how.get_untracked().as_str() {
            HAS => Test::Has { words: self.words.get_untracked().trim().to_owned() },
            ONE_OF => Test::OneOf { values: self.values.get_untracked() },
            BETWEEN => Test::Between { from: self.from.get_untracked(), to: self.to.get_untracked() },
            FILLED => Test::Filled,
            EMPTY => Test::Empty,
            _ => return None,
        };
        // What says nothing is no filter.
        let filter = Filter { field: field.key.clone(), test };
        Filter::read(&filter.field, &filter.written())
    }
}

/// A filter's question in words.
#[must_use]
pub fn asked_words(i18n: I18n, kind: &Kind, filter: &Filter) -> String {
    let field = kind.field_called(&filter.field);
    let shown = |text: &str| match field {
        Some(field) => value_words(i18n, field, &FieldValue::new(field.id, text.to_owned(), None)),
        None => text.to_owned(),
    };
    match &filter.test {
        Test::Has { words } => t_string!(i18n, records.filter.has_words, words = words),
        Test::OneOf { values } => one_of(i18n, kind, field, values),
        Test::Between { from, to } if to.is_empty() => {
            t_string!(i18n, records.filter.from_words, from = shown(from))
        }
        Test::Between { from, to } if from.is_empty() => {
            t_string!(i18n, records.filter.to_words, to = shown(to))
        }
        Test::Between { from, to } => format!("{}–{}", shown(from), shown(to)),
        Test::Filled => t_string!(i18n, records.filter.filled).to_owned(),
        Test::Empty => t_string!(i18n, records.filter.empty).to_owned(),
    }
}

fn one_of(i18n: I18n, kind: &Kind, field: Option<&FieldDefinition>, values: &[String]) -> String {
    let gone = || t_string!(i18n, records.gone).to_owned();
    let name = |value: &String| match field.map(|field| (field, &field.what)) {
        Some((field, FieldType::Choice { choices } | FieldType::Choices { choices })) => {
            choices.iter().find(|choice| choice.key == *value).map(|choice| choice_name(i18n, field, choice))
        }
        Some((_, FieldType::Stage)) => {
            let stage = value.parse().ok().and_then(|id| kind.stage(id));
            Some(stage.map_or_else(gone, |stage| stage_name(i18n, &stage.name)))
        }
        Some((_, FieldType::Person)) if value == ME => Some(t_string!(i18n, records.filter.me).to_owned()),
        _ => None,
    };
    let names: Vec<String> = values.iter().filter_map(name).collect();
    if names.len() == values.len() {
        return names.join(", ");
    }
    t_string!(i18n, records.filter.chosen, count = values.len())
}
