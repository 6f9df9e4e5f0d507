//! Where the workspace is at home: numbers and amounts that do not say it are of there. What stands in records already says it, and stays.

mod store;

use super::Records;
use crate::{
    actor::Actor,
    error::{Error, Result},
    events::{Event, EventKind},
};
use kurier_model::home::{COUNTRIES, CURRENCIES, Home};
use kurier_model::{Field, Invalid, Reason};

impl Records<'_> {
    /// Of which country numbers are that name none, and in what amounts are without a currency.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn home(&self, actor: &Actor) -> Result<Home> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::get(&mut tx).await
    }

    /// From now on numbers and amounts are read as they are written there.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::Invalid`] for what cannot be chosen.
    pub async fn set_home(&self, actor: &Actor, home: &Home) -> Result<()> {
        if !actor.is_admin() {
            return Err(Error::Forbidden);
        }
        let mut invalid = Invalid::default();
        if !COUNTRIES.contains(&home.country.as_str()) {
            invalid.add(Field::Country, Reason::Unknown);
        }
        if !CURRENCIES.contains(&home.currency.as_str()) {
            invalid.add(Field::Currency, Reason::Unknown);
        }
        invalid.or(())?;
        let mut tx = self.kurier.db().tx(actor).await?;
        if store::put(&mut tx, actor.workspace, home).await? {
            Event::new(EventKind::HomeChanged).payload(home).record_in(&mut tx, actor).await?;
        }
        Ok(tx.commit().await?)
    }
}
