//! A record as a card.

use super::words::{days_in_stage, value_words};
use crate::features::board::Card;
use crate::features::timeline::record_url;
use kurier_i18n::{I18n, t_string};
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
        since: row.stage_since.map(|since| time_in_stage(i18n, days_in_stage(since))),
        icon: None,
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

/// In short, and in a sentence.
fn time_in_stage(i18n: I18n, days: u32) -> (String, String) {
    match days {
        0 => (
            t_string!(i18n, records.board.today).to_owned(),
            t_string!(i18n, records.board.since_today).to_owned(),
        ),
        _ => (
            t_string!(i18n, records.board.days, count = days),
            t_string!(i18n, records.days_in_stage, count = days),
        ),
    }
}
