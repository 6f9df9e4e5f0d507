//! What columns and cells can be called: the words of the interface, in both of its languages.

use crate::features::records::words::{choice_name, field_name, stage_name};
use kurier_domain::imports::ImportWords;
use kurier_i18n::{I18n, Language};
use kurier_model::record::{FieldType, Kind, offered};

/// Of a kind.
#[must_use]
pub fn words_of(kind: &Kind) -> ImportWords {
    let mut words = ImportWords::default();
    for i18n in [Language::Pl, Language::En].map(I18n::new) {
        for field in &kind.fields {
            words.fields.push((field.id, field_name(i18n, field)));
            match &field.what {
                FieldType::Choice { choices } | FieldType::Choices { choices } => {
                    for choice in offered(choices) {
                        words.values.push((field.id, choice_name(i18n, field, choice), choice.key.clone()));
                        words.values.push((field.id, choice.key.clone(), choice.key.clone()));
                    }
                }
                FieldType::Link { several: Some(roles), .. } => {
                    for role in offered(roles) {
                        words.values.push((field.id, choice_name(i18n, field, role), role.key.clone()));
                    }
                }
                FieldType::Stage => {
                    for stage in &kind.stages {
                        words.values.push((field.id, stage_name(i18n, &stage.name), stage.id.to_string()));
                    }
                }
                _ => {}
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_model::pipeline::{Outcome, PipelineStage, StageName};
    use kurier_model::record::{Choice, FieldDefinition, OwnName};
    use kurier_model::{FieldId, StageId};

    #[test]
    fn stages_and_choices_are_known_by_what_people_call_them() {
        let field = |key: &str, what: FieldType| FieldDefinition {
            id: FieldId::new(),
            key: key.to_owned(),
            name: None,
            what,
            required: false,
            unique: false,
            default: None,
            in_list: false,
        };
        let own = |name: &str| Some(OwnName { pl: name.to_owned(), en: name.to_owned() });
        let choices = vec![
            Choice { key: "own_1".to_owned(), name: own("targi"), removed: false },
            Choice { key: "own_2".to_owned(), name: own("ulotka"), removed: true },
        ];
        let won = StageId::new();
        let stage = PipelineStage {
            id: won,
            name: StageName::built_in("deal_won"),
            outcome: Outcome::Won,
            probability: 100,
        };
        let kind = Kind {
            key: "deal".into(),
            own: None,
            is_people: false,
            visibility: kurier_model::visibility::Visibility::Everybody,
            fields: vec![field("stage", FieldType::Stage), field("source", FieldType::Choice { choices })],
            facts_in_list: Vec::new(),
            stages: vec![stage],
            home: kurier_model::home::Home::default(),
        };
        let words = words_of(&kind).values;
        let key_of =
            |word: &str| words.iter().find(|(_, known, _)| known == word).map(|(_, _, key)| key.clone());
        for language in [Language::Pl, Language::En] {
            let name = stage_name(I18n::new(language), &StageName::built_in("deal_won"));
            assert_eq!(key_of(&name), Some(won.to_string()), "{name}");
        }
        assert_eq!(key_of("targi"), Some("own_1".to_owned()));
        assert_eq!(key_of("ulotka"), None, "it is not offered any more");
    }
}
