//! What becomes of a mail that is a new enquiry: a record of the kind `lead`, first filled in by a form that a mail fills in
//! ([`crate::triage`]). Whatever else is done with it, is done with every record ([`crate::records`]).

mod store;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    records::{self, Asks},
};
use chrono::{DateTime, Utc};
use kurier_model::lead::LeadForm;
use kurier_model::record::{Change, Kind, LEAD};
use kurier_model::{Field, Invalid, RecordId, UserId};

/// The fields of the form, and by which keys a lead has them.
const FIELDS: [(Field, &str); 7] = [
    (Field::LeadName, "name"),
    (Field::Email, "emails"),
    (Field::Phone, "phones"),
    (Field::Company, "company_name"),
    (Field::Owner, "owner"),
    (Field::Stage, "stage"),
    (Field::Description, "description"),
];

/// The kind, as the workspace has it. The transaction is one of [`crate::records::Records::tx`], which has written it down.
pub(crate) async fn kind(tx: &mut Tx, actor: &Actor) -> Result<Kind> {
    records::kind(tx, actor, &LEAD.into()).await
}

/// Makes a lead in the caller's transaction. What the workspace requires besides, the form does not ask for.
///
/// # Errors
/// [`Error::Invalid`] names the fields of the form.
pub(crate) async fn create(
    tx: &mut Tx,
    actor: &Actor,
    form: &LeadForm,
    now: DateTime<Utc>,
) -> Result<RecordId> {
    let kind = kind(tx, actor).await?;
    let change = |(field, value)| Some(Change { field: in_kind(&kind, field)?, value });
    let changes: Vec<Change> = form.values().into_iter().filter_map(change).collect();
    records::create(tx, actor, &kind, &changes, Asks::Named, now).await.map_err(|error| match error {
        Error::Invalid(invalid) => {
            let said = of_form(&kind, &invalid);
            // What the form does not have is told as it is.
            Error::Invalid(if said.fields.is_empty() { invalid } else { said })
        }
        other => other,
    })
}

/// A field of the form as the kind has it.
fn in_kind(kind: &Kind, field: Field) -> Option<Field> {
    let (_, key) = FIELDS.iter().find(|(known, _)| *known == field)?;
    Some(Field::OfKind(kind.field_called(key)?.id))
}

/// What is wrong, said of the fields of the form, in their order.
fn of_form(kind: &Kind, invalid: &Invalid) -> Invalid {
    let mut said = Invalid::default();
    for (field, _) in FIELDS {
        let about = |other: &Field| Some(*other) == in_kind(kind, field);
        for (_, reason) in invalid.fields.iter().filter(|(other, _)| about(other)) {
            said.add(field, reason.clone());
        }
    }
    said
}

/// Takes a new lead away again, when undo is asked for and nobody has worked with it since.
///
/// # Errors
/// [`Error::Conflict`] when somebody has.
pub(crate) async fn remove_untouched(
    tx: &mut Tx,
    actor: &Actor,
    lead: RecordId,
    now: DateTime<Utc>,
) -> Result<()> {
    let is_free = !store::is_worked_with(tx, lead).await?;
    if is_free && records::remove_unused(tx, actor, lead, now).await? { Ok(()) } else { Err(Error::Conflict) }
}

/// People to whom a lead can be given.
pub(crate) async fn salespeople(tx: &mut Tx) -> Result<Vec<(UserId, String)>> {
    store::salespeople(tx).await
}
