//! What somebody asks of a field while they choose it, and in words.

use super::words::{choice_name, stage_name, value_words};
use kurier_i18n::{I18n, t_string};
use kurier_model::record::{
    FieldDefinition, FieldType, FieldValue, Filter, Kind, MOST_DAYS, Moment, SomeDays, Test,
};
use leptos::prelude::*;

/// How a field can be asked, as the value of a choice.
pub const HAS: &str = "has";
pub const ONE_OF: &str = "one_of";
pub const NONE_OF: &str = "none_of";
pub const DURING: &str = "during";
pub const WAITING: &str = "waiting";
pub const BETWEEN: &str = "between";
pub const FILLED: &str = "filled";
pub const EMPTY: &str = "empty";

/// Stands for whoever asks.
pub const ME: &str = "me";

/// Days that are said by how many they are, as [`SomeDays`] writes them.
pub const NEXT: &str = "next";
pub const LAST: &str = "last";
pub const BEFORE: &str = "before";

/// How a field, or a moment, can be asked.
#[must_use]
pub fn questions(field: &FieldDefinition) -> &'static [&'static str] {
    match (Moment::from_key(&field.key), &field.what) {
        (Some(Moment::InStage), _) => &[WAITING],
        (Some(_), _) => &[DURING, BETWEEN],
        (
            None,
            FieldType::Choice { .. }
            | FieldType::Choices { .. }
            | FieldType::Stage
            | FieldType::Person
            | FieldType::Link { .. },
        ) => &[ONE_OF, NONE_OF, FILLED, EMPTY],
        (None, FieldType::Date) => &[DURING, BETWEEN, FILLED, EMPTY],
        (None, FieldType::Number | FieldType::Money) => &[BETWEEN, FILLED, EMPTY],
        (None, FieldType::Checkbox | FieldType::LongText) => &[FILLED, EMPTY],
        (None, _) => &[HAS, FILLED, EMPTY],
    }
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
    /// Which days, without how many they are.
    pub days: RwSignal<String>,
    pub count: RwSignal<String>,
    /// How many they are cannot be read.
    pub is_wrong: RwSignal<bool>,
}

impl Asked {
    /// What is asked of a field now.
    #[must_use]
    pub fn of(field: &FieldDefinition, filters: &[Filter]) -> Self {
        let (mut how, mut words, mut values) = ("", String::new(), Vec::new());
        let (mut from, mut to) = (String::new(), String::new());
        let (mut days, mut count) = ("today".to_owned(), "7".to_owned());
        let set = filters.iter().find(|filter| filter.field == field.key).map(|filter| filter.test.clone());
        match set {
            None | Some(Test::Unknown { .. }) => {}
            Some(Test::Has { words: asked }) => (how, words) = (HAS, asked),
            Some(Test::OneOf { values: asked }) => (how, values) = (ONE_OF, asked),
            Some(Test::NoneOf { values: asked }) => (how, values) = (NONE_OF, asked),
            Some(Test::During { days: asked }) => {
                let is_waiting = field.key == Moment::InStage.key();
                how = if is_waiting { WAITING } else { DURING };
                asked.written().trim_end_matches(|c: char| c.is_ascii_digit()).clone_into(&mut days);
                count = asked.count().map_or(count, |asked| asked.to_string());
            }
            Some(Test::Between { from: low, to: high }) => (how, from, to) = (BETWEEN, low, high),
            Some(Test::Filled) => how = FILLED,
            Some(Test::Empty) => how = EMPTY,
        }
        Self {
            how: RwSignal::new(how.to_owned()),
            words: RwSignal::new(words),
            values: RwSignal::new(values),
            from: RwSignal::new(from),
            to: RwSignal::new(to),
            days: RwSignal::new(days),
            count: RwSignal::new(count),
            is_wrong: RwSignal::new(false),
        }
    }

    /// Whether so many days are to be written down.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.days.with(|days| matches!(days.as_str(), NEXT | LAST | BEFORE))
    }

    fn some_days(&self) -> Option<SomeDays> {
        let count = self.count.with_untracked(|count| count.trim().to_owned());
        let days = self.days.get_untracked();
        match self.how.get_untracked().as_str() {
            WAITING => SomeDays::read(&format!("{BEFORE}{count}")),
            _ if untrack(|| self.is_counted()) => SomeDays::read(&format!("{days}{count}")),
            _ => SomeDays::read(&days),
        }
    }

    /// Says in its field what cannot be asked; whether there is something.
    #[must_use]
    pub fn complains(&self) -> bool {
        let asks_days = self.how.with_untracked(|how| matches!(how.as_str(), DURING | WAITING));
        let is_wrong = asks_days && self.some_days().is_none();
        self.is_wrong.set(is_wrong);
        is_wrong
    }

    /// As a filter; `None` when nothing is asked.
    #[must_use]
    pub fn filter(&self, field: &FieldDefinition) -> Option<Filter> {
        let test = match self.how.get_untracked().as_str() {
            HAS => Test::Has { words: self.words.get_untracked().trim().to_owned() },
            ONE_OF => Test::OneOf { values: self.values.get_untracked() },
            NONE_OF => Test::NoneOf { values: self.values.get_untracked() },
            DURING | WAITING => Test::During { days: self.some_days()? },
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

/// What is said where a number of days cannot be read.
pub fn days_wrong(i18n: I18n) -> String {
    t_string!(i18n, records.filter.days_wrong, most = MOST_DAYS)
}

/// A filter's question in words, as they stand behind what the field is called and a colon.
#[must_use]
pub fn asked_words(i18n: I18n, kind: &Kind, filter: &Filter) -> String {
    let known = kind.asked(&filter.field);
    let field = known.as_ref();
    let shown = |text: &str| match field {
        Some(field) => value_words(i18n, field, &FieldValue::new(field.id, text.to_owned(), None)),
        None => text.to_owned(),
    };
    let is_box = field.is_some_and(|field| field.what == FieldType::Checkbox);
    match &filter.test {
        Test::Has { words } => t_string!(i18n, records.filter.has_words, words = words),
        Test::OneOf { values } => one_of(i18n, kind, field, values),
        Test::NoneOf { values } => {
            t_string!(i18n, records.filter.none_of_words, values = one_of(i18n, kind, field, values))
        }
        Test::During { days: SomeDays::Before(days) } if filter.field == Moment::InStage.key() => {
            t_string!(i18n, records.filter.waiting_words, count = usize::from(*days))
        }
        Test::During { days } => days_words(i18n, *days),
        Test::Between { from, to } if to.is_empty() => {
            t_string!(i18n, records.filter.from_words, from = shown(from))
        }
        Test::Between { from, to } if from.is_empty() => {
            t_string!(i18n, records.filter.to_words, to = shown(to))
        }
        Test::Between { from, to } => format!("{}–{}", shown(from), shown(to)),
        Test::Filled if is_box => t_string!(i18n, records.filter.yes_words).to_owned(),
        Test::Empty if is_box => t_string!(i18n, records.filter.no_words).to_owned(),
        Test::Filled => t_string!(i18n, records.filter.filled_words).to_owned(),
        Test::Empty => t_string!(i18n, records.filter.empty_words).to_owned(),
        Test::Unknown { .. } => t_string!(i18n, records.filter.unknown).to_owned(),
    }
}

fn days_words(i18n: I18n, days: SomeDays) -> String {
    match days {
        SomeDays::Today => t_string!(i18n, records.filter.today).to_owned(),
        SomeDays::ThisWeek => t_string!(i18n, records.filter.week).to_owned(),
        SomeDays::ThisMonth => t_string!(i18n, records.filter.month).to_owned(),
        SomeDays::ThisQuarter => t_string!(i18n, records.filter.quarter).to_owned(),
        SomeDays::Next(days) => t_string!(i18n, records.filter.next_words, count = usize::from(days)),
        SomeDays::Last(days) => t_string!(i18n, records.filter.last_words, count = usize::from(days)),
        SomeDays::Before(days) => t_string!(i18n, records.filter.before_words, count = usize::from(days)),
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
        Some((_, FieldType::Person)) if value == ME => {
            Some(t_string!(i18n, records.filter.me_words).to_owned())
        }
        _ => None,
    };
    let names: Vec<String> = values.iter().filter_map(name).collect();
    if names.len() == values.len() {
        return names.join(", ");
    }
    t_string!(i18n, records.filter.chosen, count = values.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_i18n::Language;
    use kurier_model::FieldId;

    /// Of one field, whose type this is.
    fn kind(what: FieldType) -> Kind {
        let field = FieldDefinition {
            id: FieldId::new(),
            key: "own_1".to_owned(),
            name: None,
            what,
            required: false,
            unique: false,
            default: None,
            in_list: true,
        };
        Kind {
            key: "deal".into(),
            own: None,
            is_people: false,
            visibility: kurier_model::visibility::Visibility::Everybody,
            fields: vec![field],
            facts_in_list: Vec::new(),
            stages: Vec::new(),
            home: kurier_model::home::Home::default(),
        }
    }

    #[test]
    fn behind_a_colon_nothing_of_ours_begins_with_a_capital() {
        let me = || vec![ME.to_owned()];
        let all = [
            (FieldType::Text, Test::Filled),
            (FieldType::Text, Test::Empty),
            (FieldType::Text, Test::Has { words: "Kot".to_owned() }),
            (FieldType::Text, Test::Unknown { written: "?".to_owned() }),
            (FieldType::Checkbox, Test::Filled),
            (FieldType::Checkbox, Test::Empty),
            (FieldType::Person, Test::OneOf { values: me() }),
            (FieldType::Person, Test::NoneOf { values: me() }),
            (FieldType::Date, Test::During { days: SomeDays::Today }),
            (FieldType::Date, Test::During { days: SomeDays::ThisQuarter }),
            (FieldType::Date, Test::During { days: SomeDays::Next(7) }),
            (FieldType::Number, Test::Between { from: "1".to_owned(), to: String::new() }),
        ];
        for language in [Language::Pl, Language::En] {
            let i18n = I18n::new(language);
            for (what, test) in &all {
                let kind = kind(what.clone());
                let filter = Filter { field: "own_1".to_owned(), test: test.clone() };
                let said = asked_words(i18n, &kind, &filter);
                assert!(!said.is_empty() && !said.starts_with(char::is_uppercase), "{said}");
            }
        }
        let me = Filter { field: "own_1".to_owned(), test: Test::NoneOf { values: me() } };
        assert_eq!(asked_words(I18n::new(Language::Pl), &kind(FieldType::Person), &me), "inne niż: ja");
    }
}
