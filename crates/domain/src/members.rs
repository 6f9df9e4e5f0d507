//! People: who they are, how they sign in, and what their role lets them do.

mod attempts;
mod invitations;
pub(crate) mod ours;
mod password;
mod resets;
mod roles;
mod sessions;
mod set_up;
mod sign_in;
mod store;
mod teams;
pub(crate) mod token;

pub use attempts::place;
pub use sessions::{SESSION_LIFETIME, SessionToken};
pub(crate) use store::active;

use crate::{
    actor::Actor,
    db::Db,
    error::{Error, Result},
    events::{Event, EventKind},
    kurier::Kurier,
};
use chrono::{DateTime, Utc};
use kurier_model::member::{Language, Me, Member};
use kurier_model::{Field, Invalid, Reason};

/// Longest name of a person or a workspace, in characters.
const LONGEST_NAME: u32 = 100;

/// Verbs about people.
#[derive(Debug)]
pub struct Members<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// People, sessions and invitations.
    #[must_use]
    pub const fn members(&self) -> Members<'_> {
        Members { kurier: self }
    }
}

impl Members<'_> {
    /// The person who is signed in.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a worker, [`Error::SignedOut`] when the person is gone.
    pub async fn me(&self, actor: &Actor) -> Result<Me> {
        let user = actor.person()?;
        let mut tx = self.db().tx(actor).await?;
        store::me(&mut tx, user).await?.ok_or(Error::SignedOut)
    }

    /// Everybody in the workspace, by name.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn list(&self, actor: &Actor) -> Result<Vec<Member>> {
        let mut tx = self.db().tx(actor).await?;
        store::list(&mut tx).await
    }

    /// The language of the person's interface; `None` follows the browser.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn set_language(&self, actor: &Actor, language: Option<Language>) -> Result<()> {
        let mut tx = self.db().tx(actor).await?;
        store::set_language(&mut tx, actor.person()?, language).await?;
        Event::new(EventKind::MemberChanged)
            .payload(serde_json::json!({ "user": actor.person()?, "language": language }))
            .record_in(&mut tx, actor)
            .await?;
        Ok(tx.commit().await?)
    }

    /// The person's own name, as colleagues and recipients see it.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is empty or too long.
    pub async fn set_name(&self, actor: &Actor, name: &str) -> Result<()> {
        let mut invalid = Invalid::default();
        let name = checked_name(&mut invalid, Field::Name, name);
        invalid.or(())?;
        let mut tx = self.db().tx(actor).await?;
        store::set_name(&mut tx, actor.person()?, &name).await?;
        Event::new(EventKind::MemberChanged)
            .payload(serde_json::json!({ "user": actor.person()?, "name": name }))
            .record_in(&mut tx, actor)
            .await?;
        Ok(tx.commit().await?)
    }

    fn db(&self) -> &Db {
        self.kurier.db()
    }

    fn now(&self) -> DateTime<Utc> {
        self.kurier.now()
    }
}

/// The name without spaces around it; complains when nothing is left, when it is too long, or when it could break a header.
fn checked_name(invalid: &mut Invalid, field: Field, name: &str) -> String {
    let name = name.trim();
    if name.is_empty() {
        invalid.add(field, Reason::Required);
    } else if name.chars().count() > LONGEST_NAME as usize {
        invalid.add(field, Reason::TooLong { max: LONGEST_NAME });
    } else if let Some(reason) = Reason::characters(name, char::is_control) {
        invalid.add(field, reason);
    }
    name.to_owned()
}

/// The address without spaces around it; complains when it could not be delivered to.
fn checked_email(invalid: &mut Invalid, email: &str) -> String {
    let email = email.trim();
    if email.is_empty() {
        invalid.add(Field::Email, Reason::Required);
    } else if !kurier_model::address::plausible(email) {
        invalid.add(Field::Email, Reason::NotAnAddress { text: email.chars().take(254).collect() });
    }
    email.to_owned()
}
