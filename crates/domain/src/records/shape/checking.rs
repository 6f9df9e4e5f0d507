//! Whether a field can be as an administrator wants it.

use super::super::{built_in, kinds::FieldRow, values};
use super::naming::{cleaned, is_called_like};
use crate::error::Result;
use kurier_model::home::Home;
use kurier_model::record::{
    Choice, FieldDefault, FieldDefinition, FieldForm, FieldType, Kind, KindKey, OWN, OwnName, offered,
};
use kurier_model::{Field, FieldId, Invalid, Reason};
use uuid::Uuid;

const MOST_CHOICES: usize = 200;
/// A day after more days than these is nobody's default.
const MOST_DAYS: u16 = 3_660;

/// A field that was not there before.
pub fn new(form: FieldForm, home: &Home, kinds: &[Kind], others: &[FieldRow]) -> Result<FieldDefinition> {
    let mut invalid = Invalid::default();
    let id = FieldId::new();
    let name = named(&form.name, id, others, true, &mut invalid);
    let what = match form.what {
        // By one domain mail of a company is known.
        FieldType::Name | FieldType::Stage | FieldType::Domain => {
            invalid.add(Field::FieldType, Reason::NotAllowed);
            form.what
        }
        FieldType::Link { ref to, .. } if !kinds.iter().any(|kind| kind.key == *to) => {
            invalid.add(Field::FieldType, Reason::Unknown);
            form.what
        }
        what => with_choices(what, &[], &mut invalid),
    };
    let unique = form.unique && what.can_be_unique();
    let required = form.required && what != FieldType::Checkbox;
    let default = default(form.default, home, &what, unique, &mut invalid);
    let field = FieldDefinition { key: own_key(), id, name, what, required, unique, default, in_list: false };
    Ok(invalid.or(field)?)
}

/// A field that is there, as it is from now on.
pub fn changed(
    form: FieldForm,
    home: &Home,
    kind: &KindKey,
    before: &FieldDefinition,
    others: &[FieldRow],
) -> Result<FieldDefinition> {
    let mut invalid = Invalid::default();
    let is_own = built_in::field_of(kind, &before.key).is_none();
    let name = named(&form.name, before.id, others, is_own, &mut invalid);
    let what = if is_same_type(&form.what, &before.what) {
        let known = before.what.choices().or_else(|| before.what.roles());
        with_choices(form.what, known.map_or(&[], Vec::as_slice), &mut invalid)
    } else {
        invalid.add(Field::FieldType, Reason::NotAllowed);
        before.what.clone()
    };
    // What has been written already may be twice: it is asked from the beginning, or never.
    if form.unique && !before.unique {
        invalid.add(Field::Unique, Reason::NotAllowed);
    }
    let is_fixed = built_in::is_fixed(kind, before);
    let is_always = matches!(what, FieldType::Name | FieldType::Stage | FieldType::Checkbox);
    let required = if is_always { before.required } else { form.required };
    let unique = if is_fixed { before.unique } else { form.unique };
    let default = default(form.default, home, &what, unique, &mut invalid);
    let field = FieldDefinition { name, what, required, unique, default, ..before.clone() };
    Ok(invalid.or(field)?)
}

/// What stands in a new record's field, as it is kept.
fn default(
    wanted: Option<FieldDefault>,
    home: &Home,
    what: &FieldType,
    unique: bool,
    invalid: &mut Invalid,
) -> Option<FieldDefault> {
    let reason = match wanted? {
        _ if unique || !what.has_default() => Reason::NotAllowed,
        FieldDefault::Me if *what == FieldType::Person => return Some(FieldDefault::Me),
        FieldDefault::InDays { days } if *what == FieldType::Date && days <= MOST_DAYS => {
            return Some(FieldDefault::InDays { days });
        }
        // Whoever it is may leave, and a day passes.
        FieldDefault::Value { text } if !matches!(what, FieldType::Person | FieldType::Date) => {
            match values::read(home, what, &by_keys(what, &text)) {
                Ok(Some(value)) if !has_removed(what, &value.text) => {
                    return Some(FieldDefault::Value { text: value.text });
                }
                Ok(None) => return None,
                Ok(Some(_)) => Reason::Unknown,
                Err(reason) => reason,
            }
        }
        _ => Reason::NotAllowed,
    };
    invalid.add(Field::Default, reason);
    None
}

/// Choices that are new with the form have no key yet: they are meant by their names.
fn by_keys(what: &FieldType, text: &str) -> String {
    let Some(choices) = what.choices() else { return text.to_owned() };
    let key = |said: &str| {
        let is_meant = |choice: &&Choice| {
            let name = choice.name.as_ref();
            choice.key == said || name.is_some_and(|name| name.pl == said || name.en == said)
        };
        let meant = offered(choices).find(is_meant);
        meant.map_or_else(|| said.to_owned(), |choice| choice.key.clone())
    };
    match what {
        FieldType::Choice { .. } => key(text.trim()),
        _ => text.split(',').map(|said| key(said.trim())).collect::<Vec<_>>().join(", "),
    }
}

/// Whether one of these choices is not offered any more.
fn has_removed(what: &FieldType, text: &str) -> bool {
    let chosen = values::list(text);
    what.choices().is_some_and(|all| all.iter().any(|one| one.removed && chosen.contains(&one.key)))
}

fn is_same_type(one: &FieldType, other: &FieldType) -> bool {
    match (one, other) {
        (FieldType::Link { to, several: one }, FieldType::Link { to: other, several: two }) => {
            to == other && one.is_some() == two.is_some()
        }
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

/// What a field is called; nothing only where there are words for it.
fn named(
    name: &OwnName,
    field: FieldId,
    others: &[FieldRow],
    is_needed: bool,
    invalid: &mut Invalid,
) -> Option<OwnName> {
    let name = match cleaned(name, is_needed) {
        Ok(name) => name?,
        Err(reason) => {
            invalid.add(Field::Name, reason);
            return None;
        }
    };
    let others = others.iter().filter(|row| row.field.id != field && !row.is_removed);
    if others.filter_map(|row| row.field.name.as_ref()).any(|other| is_called_like(other, &name)) {
        invalid.add(Field::Name, Reason::Taken);
    }
    Some(name)
}

/// The type with its choices as they are kept: those that are not wanted any more stand at the end, so that where they were chosen they are
/// still called by their names.
fn with_choices(what: FieldType, before: &[Choice], invalid: &mut Invalid) -> FieldType {
    match what {
        FieldType::Choice { choices } => FieldType::Choice { choices: some(choices, before, invalid) },
        FieldType::Choices { choices } => FieldType::Choices { choices: some(choices, before, invalid) },
        // Whoever is named need not be in a role.
        FieldType::Link { to, several: Some(roles) } => {
            FieldType::Link { to, several: Some(kept(roles, before, invalid)) }
        }
        other => other,
    }
}

/// At least one is offered.
fn some(wanted: Vec<Choice>, before: &[Choice], invalid: &mut Invalid) -> Vec<Choice> {
    let all = kept(wanted, before, invalid);
    if offered(&all).next().is_none() && invalid.about(Field::Choices).is_none() {
        invalid.add(Field::Choices, Reason::Required);
    }
    all
}

fn kept(wanted: Vec<Choice>, before: &[Choice], invalid: &mut Invalid) -> Vec<Choice> {
    let mut all: Vec<Choice> = Vec::new();
    for choice in wanted.into_iter().filter(|choice| !choice.removed) {
        match one(choice, before, &all) {
            Ok(choice) => all.push(choice),
            Err(reason) => invalid.add(Field::Choices, reason),
        }
    }
    if all.len() > MOST_CHOICES {
        invalid.add(Field::Choices, Reason::TooLong { max: MOST_CHOICES.try_into().unwrap_or(u32::MAX) });
    }
    let is_gone = |choice: &&Choice| !all.iter().any(|kept| kept.key == choice.key);
    let gone: Vec<Choice> = before.iter().filter(is_gone).cloned().collect();
    all.extend(gone.into_iter().map(|choice| Choice { removed: true, ..choice }));
    all
}

/// One choice, beside those that were read.
fn one(wanted: Choice, before: &[Choice], read: &[Choice]) -> Result<Choice, Reason> {
    let known = before.iter().find(|choice| choice.key == wanted.key);
    if known.is_none() && !wanted.key.is_empty() {
        return Err(Reason::Unknown);
    }
    let has_words = known.is_some_and(|choice| is_built_in(&choice.key));
    let given = wanted.name.unwrap_or(OwnName { pl: String::new(), en: String::new() });
    let name = cleaned(&given, !has_words)?;
    let key = if wanted.key.is_empty() { own_key() } else { wanted.key };
    let is_there = |other: &Choice| {
        other.key == key || name.as_ref().zip(other.name.as_ref()).is_some_and(|(a, b)| is_called_like(a, b))
    };
    if offered(read).any(is_there) {
        return Err(Reason::Taken);
    }
    Ok(Choice { key, name, removed: false })
}

/// Whether the interface has words for a choice.
fn is_built_in(key: &str) -> bool {
    !key.starts_with(OWN)
}

fn own_key() -> String {
    format!("{OWN}{}", Uuid::now_v7().simple())
}
