//! What columns and cells can be called: the words of the interface, in both of its languages.

use crate::features::leads::stage::stage_label;
use crate::features::records::words::{choice_name, field_name};
use kurier_domain::imports::ImportWords;
use kurier_i18n::{I18n, Language};
use kurier_model::record::{FieldType, Kind};

/// Of a kind.
#[must_use]
pub fn words_of(kind: &Kind) -> ImportWords {
    let mut words = ImportWords::default();
    for i18n in [Language::Pl, Language::En].map(I18n::new) {
        for field in &kind.fields {
            words.fields.push((field.id, field_name(i18n, field)));
            match &field.what {
                FieldType::Choice { choices } | FieldType::Choices { choices } => {
                    for choice in choices {
                        words.values.push((field.id, choice_name(i18n, field, choice), choice.key.clone()));
                        words.values.push((field.id, choice.key.clone(), choice.key.clone()));
                    }
                }
                FieldType::Stage => {
                    for stage in &kind.stages {
                        words.values.push((
                            field.id,
                            stage_label(i18n, &stage.name).to_string(),
                            stage.id.to_string(),
                        ));
                    }
                }
                _ => {}
            }
        }
    }
    words
}
