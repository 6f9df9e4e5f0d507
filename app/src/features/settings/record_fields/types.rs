//! What fields can be, in words.

use crate::features::records::words::kind_name;
use kurier_i18n::{I18n, t_string};
use kurier_model::record::{FieldType, Kind};

/// What can stand in a field.
pub fn type_name(i18n: I18n, what: &FieldType, kinds: &[Kind]) -> String {
    let name = match what {
        FieldType::Name => t_string!(i18n, settings.fields.types.name),
        FieldType::Text => t_string!(i18n, settings.fields.types.text),
        FieldType::LongText => t_string!(i18n, settings.fields.types.long_text),
        FieldType::Number => t_string!(i18n, settings.fields.types.number),
        FieldType::Money => t_string!(i18n, settings.fields.types.money),
        FieldType::Date => t_string!(i18n, settings.fields.types.date),
        FieldType::Choice { .. } => t_string!(i18n, settings.fields.types.choice),
        FieldType::Choices { .. } => t_string!(i18n, settings.fields.types.choices),
        FieldType::Person => t_string!(i18n, settings.fields.types.person),
        FieldType::Link { to, several } => {
            let known = kinds.iter().find(|kind| kind.key == *to);
            let gone = || t_string!(i18n, settings.fields.types.gone).to_owned();
            let kind = known.map_or_else(gone, |kind| kind_name(i18n, kind));
            return match several {
                Some(_) => t_string!(i18n, settings.fields.types.links_to, kind = kind),
                None => t_string!(i18n, settings.fields.types.link_to, kind = kind),
            };
        }
        FieldType::Email => t_string!(i18n, settings.fields.types.email),
        FieldType::Stage => t_string!(i18n, settings.fields.types.stage),
        FieldType::Phone => t_string!(i18n, settings.fields.types.phone),
        FieldType::Url => t_string!(i18n, settings.fields.types.url),
        FieldType::Checkbox => t_string!(i18n, settings.fields.types.checkbox),
        FieldType::TaxId => t_string!(i18n, settings.fields.types.tax_id),
        FieldType::Domain => t_string!(i18n, settings.fields.types.domain),
    };
    name.to_owned()
}
