//! What a person may not see counts all the same: whether a number is taken, on what grounds somebody may be written to, whose mail it is. Where
//! that is asked, the transaction of a person works for Kurier itself for a while, and sees every record of the workspace.

mod store;

use crate::{db::Tx, error::Result};
use kurier_model::{RecordId, UserId};

/// For whom the transaction works again, when it is over.
#[must_use = "the transaction sees every record until it is put back"]
#[derive(Debug)]
pub(crate) struct Lifted {
    person: Option<String>,
}

/// From here on the transaction sees every record, until [`Lifted::back`]. On an error in between it is over anyhow.
pub(crate) async fn lift(tx: &mut Tx) -> Result<Lifted> {
    Ok(Lifted { person: store::lift(tx).await? })
}

/// From here on the transaction works for a person, as one that was begun for them.
pub(crate) async fn work_for(tx: &mut Tx, person: UserId) -> Result<()> {
    store::put_back(tx, &person.to_string()).await
}

impl Lifted {
    /// The transaction works for the person again.
    pub(crate) async fn back(self, tx: &mut Tx) -> Result<()> {
        match self.person {
            Some(person) => store::put_back(tx, &person).await,
            None => Ok(()),
        }
    }
}

/// The transaction goes on seeing these records, which it has found or made, until it ends: also when it gives them away.
pub(crate) async fn hold(tx: &mut Tx, records: &[RecordId]) -> Result<()> {
    store::hold(tx, records).await
}
