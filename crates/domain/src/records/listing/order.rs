//! The order of a list, and what of a record says its place in it.

use kurier_model::RecordId;
use kurier_model::record::FieldDefinition;
use std::cmp::Ordering;

/// The order of a list.
pub(super) enum Order<'k> {
    /// The latest activity first.
    Activity,
    By {
        field: &'k FieldDefinition,
        descending: bool,
    },
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
    /// Microseconds since 1970.
    At(i64),
    /// Nothing stands in the field.
    Nothing,
}

impl SortKey {
    /// As a cursor has it.
    pub(super) fn written(&self) -> Option<String> {
        match self {
            Self::Words(words) => Some(words.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::At(micros) => Some(micros.to_string()),
            Self::Nothing => None,
        }
    }

    pub(super) fn of_cursor(order: &Order<'_>, key: Option<&String>) -> Self {
        match (order, key) {
            (_, None) => Self::Nothing,
            (Order::Activity, Some(key)) => key.parse().map_or(Self::Nothing, Self::At),
            (Order::By { field, .. }, Some(key)) if field.what.is_number() => {
                key.parse().map_or(Self::Nothing, Self::Number)
            }
            (Order::By { .. }, Some(key)) => Self::Words(key.clone()),
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
            (SortKey::At(one), SortKey::At(two)) => turned(one.cmp(two).then(self.id.cmp(&other.id))),
            _ => self.id.cmp(&other.id),
        }
    }
}
