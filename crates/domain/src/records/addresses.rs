//! By what people reach whom a record is about: by these, mail and calls find the record.

mod store;

use crate::{actor::Actor, db::Tx, error::Result, people::phone_key, veil};
use kurier_model::address::address_key;
use kurier_model::record::{FieldDefinition, FieldType, Kind};
use kurier_model::{FieldId, RecordId};

/// What kind of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Addresses {
    Email,
    Phone,
}

impl Addresses {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }

    /// Of what kind those are that stand in a field, if they are any.
    const fn of(what: &FieldType) -> Option<Self> {
        match what {
            FieldType::Email => Some(Self::Email),
            FieldType::Phone => Some(Self::Phone),
            _ => None,
        }
    }

    /// A field is taken away, or is there again, with all that stands in it: mail and calls find the records by it no more, or do again. The
    /// badges of threads follow when they are compared next.
    pub(super) async fn put_away(
        tx: &mut Tx,
        kind: &Kind,
        field: &FieldDefinition,
        away: bool,
    ) -> Result<()> {
        let Some(of) = Self::of(&field.what).filter(|_| kind.is_reached()) else { return Ok(()) };
        // What is written down of records that the person does not see counts all the same.
        let lifted = veil::lift(tx).await?;
        if away {
            let others: Vec<FieldId> = kind.all_of(&field.what).iter().map(|other| other.id).collect();
            store::remove_of_field(tx, field.id, of, &others).await?;
        } else {
            store::add_of_field(tx, field.id, of).await?;
        }
        lifted.back(tx).await
    }

    /// The form in which they are compared.
    pub(crate) fn key(self, value: &str) -> String {
        match self {
            Self::Email => address_key(value),
            Self::Phone => phone_key(value),
        }
    }
}

/// These, in this order, and no others.
pub(super) async fn replace(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    kind: Addresses,
    values: &[String],
) -> Result<()> {
    store::remove_all(tx, record, kind).await?;
    for value in values {
        store::add(tx, actor, record, kind, value).await?;
    }
    Ok(())
}
