//! By what people reach whom a record is about: by these, mail and calls find the record.

mod store;

use crate::{actor::Actor, db::Tx, error::Result, people::phone_key};
use kurier_model::RecordId;
use kurier_model::address::address_key;

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
