//! A record as a card.

use super::words::value_words;
use crate::features::board::Card;
use crate::features::timeline::record_url;
use kurier_i18n::I18n;
use kurier_model::record::{FieldType, Kind, RecordRow};

/// What the card of a record says.
pub fn record_card(i18n: I18n, kind: &Kind, row: &RecordRow) -> Card {
    let mut card = Card {
        id: row.id,
        href: record_url(&kind.key, row.id),
        name: row.name.clone(),
        notes: Vec::new(),
        owner: None,
        at: row.last_activity_at,
        takes_mail: false,
    };
    for value in &row.values {
        let Some(field) = kind.field(value.field) else { continue };
        match field.what {
            FieldType::Person => card.owner = Some(value_words(i18n, field, value)),
            // It is the column's.
            FieldType::Stage => {}
            _ => card.notes.push(value_words(i18n, field, value)),
        }
    }
    card
}
