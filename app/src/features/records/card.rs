//! A record as a card.

use super::words::{days_in_stage, value_words};
use crate::features::board::Card;
use crate::features::timeline::record_url;
use kurier_i18n::{I18n, t_string};
use kurier_model::record::{FieldType, Kind, OWNER, RecordRow};

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
            // Other people may stand in it too; it is the owner's.
            FieldType::Person if field.key == OWNER => card.owner = Some(value_words(i18n, field, value)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use kurier_i18n::Language;
    use kurier_model::record::{FieldDefinition, FieldValue, OwnName};
    use kurier_model::{FieldId, RecordId, UserId};

    #[test]
    fn a_card_is_its_owners_whoever_else_stands_in_the_record() {
        let field = |key: &str, name: Option<&str>| FieldDefinition {
            id: FieldId::new(),
            key: key.to_owned(),
            name: name.map(|name| OwnName { pl: name.to_owned(), en: name.to_owned() }),
            what: FieldType::Person,
            required: false,
            unique: false,
            default: None,
            in_list: true,
        };
        let fields =
            vec![field("own_1", Some("Opiekun")), field(OWNER, None), field("own_2", Some("Montaż"))];
        let value = |at: usize, name: &str| {
            FieldValue::new(fields[at].id, UserId::new().to_string(), Some(name.to_owned()))
        };
        let row = RecordRow {
            id: RecordId::new(),
            values: vec![value(0, "Bartek"), value(1, "Anna"), value(2, "Celina")],
            created_by: None,
            created_at: DateTime::UNIX_EPOCH,
            last_activity_at: DateTime::UNIX_EPOCH,
            stage_since: None,
            removed_at: None,
            name: "Krzesła".to_owned(),
            photo: None,
        };
        let kind = Kind {
            key: "deal".into(),
            own: None,
            is_people: false,
            visibility: kurier_model::visibility::Visibility::Everybody,
            fields,
            facts_in_list: Vec::new(),
            stages: Vec::new(),
            home: kurier_model::home::Home::default(),
        };
        let card = record_card(I18n::new(Language::Pl), &kind, &row);
        assert_eq!(card.owner.as_deref(), Some("Anna"));
        assert_eq!(card.notes, ["Bartek", "Celina"]);
    }
}
