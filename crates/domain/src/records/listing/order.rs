//! The order of a list, and what of a record says its place in it.

use kurier_mail::message::search_tokens::fold;
use kurier_model::RecordId;
use kurier_model::record::{FieldDefinition, Moment};
use std::cmp::Ordering;
use std::collections::HashMap;
use uuid::Uuid;

/// The order of a list.
pub(super) enum Order<'k> {
    At {
        moment: Moment,
        descending: bool,
    },
    By {
        field: &'k FieldDefinition,
        descending: bool,
    },
    /// Of a field whose words say nothing of its order: keys of choices, ids of people.
    Grouped {
        field: &'k FieldDefinition,
        descending: bool,
        groups: Groups,
    },
}

/// What stands in such a field, in its order.
pub(super) struct Groups {
    all: Vec<String>,
    places: HashMap<String, usize>,
}

impl Groups {
    /// In the order of the choices, or of these names; what is not known comes last.
    pub(super) fn of(field: &FieldDefinition, mut all: Vec<String>, names: &HashMap<Uuid, String>) -> Self {
        let choices = field.what.choices().map(Vec::as_slice).unwrap_or_default();
        let place = |words: &String| {
            let choice = choices.iter().position(|choice| choice.key == *words);
            let name = words.parse().ok().and_then(|id: Uuid| names.get(&id)).map(|name| fold(name));
            let is_known = choice.is_some() || name.is_some();
            (!is_known, choice, name, words.clone())
        };
        all.sort_by_cached_key(place);
        all.dedup();
        let places = all.iter().cloned().zip(0..).collect();
        Self { all, places }
    }

    /// Those from one of them on.
    pub(super) fn from(&self, first: Option<&str>, descending: bool) -> Vec<String> {
        let mut all = self.all.clone();
        if descending {
            all.reverse();
        }
        let gone_by = first.and_then(|first| all.iter().position(|words| words == first));
        all.split_off(gone_by.unwrap_or_default())
    }

    /// Every one that stands in a record is known, unless it was written this moment: that one comes last.
    pub(super) fn key(&self, words: String) -> SortKey {
        SortKey::Group(self.places.get(&words).copied().unwrap_or(usize::MAX), words)
    }
}

/// What a record is put in order by.
pub(super) struct Keyed {
    pub(super) id: RecordId,
    pub(super) key: SortKey,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum SortKey {
    Words(String),
    Number(f64),
    /// Which of the groups it is in.
    Group(usize, String),
    /// Microseconds since 1970.
    At(i64),
    /// Nothing stands in the field.
    Nothing,
}

impl SortKey {
    /// As a cursor has it.
    pub(super) fn written(&self) -> Option<String> {
        match self {
            Self::Words(words) | Self::Group(_, words) => Some(words.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::At(micros) => Some(micros.to_string()),
            Self::Nothing => None,
        }
    }

    pub(super) fn of_cursor(order: &Order<'_>, key: Option<&String>) -> Self {
        match (order, key) {
            (_, None) => Self::Nothing,
            (Order::At { .. }, Some(key)) => key.parse().map_or(Self::Nothing, Self::At),
            (Order::By { field, .. }, Some(key)) if field.what.is_number() => {
                key.parse().map_or(Self::Nothing, Self::Number)
            }
            (Order::By { .. }, Some(key)) => Self::Words(key.clone()),
            (Order::Grouped { groups, .. }, Some(key)) => groups.key(key.clone()),
        }
    }
}

impl Keyed {
    /// As the indexes have it: those without come last, the latest made first.
    pub(super) fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let turned = |order: Ordering| if descending { order.reverse() } else { order };
        match (&self.key, &other.key) {
            (SortKey::Nothing, SortKey::Nothing) => other.id.cmp(&self.id),
            (SortKey::Nothing, _) => Ordering::Greater,
            (_, SortKey::Nothing) => Ordering::Less,
            (SortKey::Words(one), SortKey::Words(two)) => turned(one.cmp(two).then(self.id.cmp(&other.id))),
            (SortKey::Number(one), SortKey::Number(two)) => {
                turned(one.total_cmp(two).then(self.id.cmp(&other.id)))
            }
            (SortKey::Group(one, _), SortKey::Group(two, _)) => {
                turned(one.cmp(two).then(self.id.cmp(&other.id)))
            }
            (SortKey::At(one), SortKey::At(two)) => turned(one.cmp(two).then(self.id.cmp(&other.id))),
            _ => self.id.cmp(&other.id),
        }
    }
}
