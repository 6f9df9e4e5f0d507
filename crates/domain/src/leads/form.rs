//! What a person fills in, checked.

use super::{Checked, stages, store};
use crate::{
    actor::Actor,
    db::Tx,
    error::Result,
    people::phone_key,
    records::{Revisions, wanted},
};
use kurier_model::address::parse_list;
use kurier_model::lead::LeadForm;
use kurier_model::record::{Change, Changes};
use kurier_model::{Field, Invalid, Reason, StageId};

const LONGEST_NAME: u32 = 200;
const LONGEST_DESCRIPTION: u32 = 20_000;
const FEWEST_DIGITS: usize = 5;

/// Evens out white space and says everything that is wrong at once.
pub(crate) async fn check(tx: &mut Tx, actor: &Actor, form: &LeadForm) -> Result<Checked> {
    let (checked, invalid) = read(tx, actor, form).await?;
    Ok(invalid.or(checked)?)
}

async fn read(tx: &mut Tx, actor: &Actor, form: &LeadForm) -> Result<(Checked, Invalid)> {
    let mut invalid = Invalid::default();
    let name = line(&form.name);
    if name.is_empty() {
        invalid.add(Field::LeadName, Reason::Required);
    }
    too_long(&mut invalid, Field::LeadName, &name, LONGEST_NAME);
    let (emails, strange) = parse_list(&form.email);
    for text in strange {
        invalid.add(Field::Email, Reason::NotAnAddress { text });
    }
    let phones: Vec<String> =
        form.phone.split([',', ';', '\n']).map(line).filter(|phone| !phone.is_empty()).collect();
    if phones.iter().any(|phone| phone_key(phone).len() < FEWEST_DIGITS || phone.chars().count() > 40) {
        invalid.add(Field::Phone, Reason::Wrong);
    }
    let company = line(&form.company);
    too_long(&mut invalid, Field::Company, &company, LONGEST_NAME);
    let description = form.description.trim().replace("\r\n", "\n").replace('\0', "");
    too_long(&mut invalid, Field::Description, &description, LONGEST_DESCRIPTION);
    if let Some(owner) = form.owner
        && !store::salespeople(tx).await?.iter().any(|(id, _)| *id == owner)
    {
        invalid.add(Field::Owner, Reason::Unknown);
    }
    let known = stages::list(tx, actor).await?;
    let stage = match form.stage {
        None => known.first().map(|stage| stage.id),
        Some(wanted) => known.iter().map(|stage| stage.id).find(|id| *id == wanted),
    };
    if stage.is_none() {
        invalid.add(Field::Stage, Reason::Unknown);
    }
    let stage = stage.unwrap_or_else(StageId::new);
    let checked = Checked {
        name,
        emails: emails.into_iter().map(|address| address.address).collect(),
        phones,
        company: Some(company).filter(|company| !company.is_empty()),
        owner: form.owner,
        stage,
        description,
    };
    Ok((checked, invalid))
}

/// The form as it is to be: `now` with the changes. Complaints are about what is changed only: somebody who left may still
/// own a lead. Answers with the fields that the changes are about, too.
///
/// # Errors
/// [`crate::Error::Changed`] when somebody else changed a field after the revision that was seen, and to something else.
pub(super) async fn changed(
    tx: &mut Tx,
    actor: &Actor,
    now: &LeadForm,
    changes: &Changes,
    revisions: &Revisions,
) -> Result<(Vec<Field>, Checked)> {
    let (mut form, mut invalid) = (now.clone(), Invalid::default());
    let mut fields = Vec::new();
    for Change { field, value } in wanted(changes, revisions, |field| now.value(field).unwrap_or_default())? {
        if !form.put(*field, value) {
            invalid.add(*field, Reason::Unknown);
        }
        fields.push(*field);
    }
    let form = invalid.or(form)?;
    let (checked, mut invalid) = read(tx, actor, &form).await?;
    invalid.fields.retain(|(field, _)| fields.contains(field));
    Ok((fields, invalid.or(checked)?))
}

/// Those of the wanted fields that differ, in the order of the form.
pub(crate) fn differences(old: &LeadForm, new: &Checked, wanted: &[Field]) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut differs = |field, differs: bool| {
        if differs && wanted.contains(&field) {
            fields.push(field);
        }
    };
    let same_list = |old: &str, new: &[String]| match new {
        [] => old.is_empty(),
        [one] => old == one,
        _ => false,
    };
    differs(Field::LeadName, old.name != new.name);
    differs(Field::Email, !same_list(&old.email, &new.emails));
    differs(Field::Phone, !same_list(&old.phone, &new.phones));
    differs(Field::Company, old.company != new.company.clone().unwrap_or_default());
    differs(Field::Owner, old.owner != new.owner);
    differs(Field::Stage, old.stage != Some(new.stage));
    differs(Field::Description, old.description != new.description);
    fields
}

fn line(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn too_long(invalid: &mut Invalid, field: Field, text: &str, max: u32) {
    if text.chars().count() > max as usize {
        invalid.add(field, Reason::TooLong { max });
    }
}
