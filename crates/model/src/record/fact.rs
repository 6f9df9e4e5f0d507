//! What every record has without a field for it, and a list can show in a column.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordFact {
    /// Since when it is in its stage.
    InStage,
    /// Who made it.
    CreatedBy,
    /// When it was made.
    Created,
}

/// What a record says of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    Moment(DateTime<Utc>),
    Words(String),
}

impl RecordFact {
    /// In the order of their columns, which stand behind those of the fields.
    pub const ALL: [Self; 3] = [Self::InStage, Self::CreatedBy, Self::Created];

    /// By what columns name it, as they name a field by its key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::InStage => "in_stage_since",
            Self::CreatedBy => "created_by",
            Self::Created => "created_at",
        }
    }

    /// The reverse of [`Self::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.key() == key)
    }

    /// Those that are among chosen columns.
    #[must_use]
    pub fn among(columns: &[String]) -> Vec<Self> {
        Self::ALL.into_iter().filter(|fact| columns.iter().any(|key| key == fact.key())).collect()
    }

    /// Whether a list can be in its order.
    #[must_use]
    pub const fn sorts(self) -> bool {
        matches!(self, Self::Created)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_by_its_key_and_stands_in_its_order() {
        for fact in RecordFact::ALL {
            assert_eq!(RecordFact::from_key(fact.key()), Some(fact));
        }
        let chosen = ["created_at", "amount", "created_by"].map(str::to_owned);
        assert_eq!(RecordFact::among(&chosen), [RecordFact::CreatedBy, RecordFact::Created]);
    }
}
