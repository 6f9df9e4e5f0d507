//! A forgotten password: a link by which its person chooses another, once, within a day. Kurier has no mail of its own to send it
//! by: an administrator makes it, and gives it to the person in a way that both trust.

mod store;

use super::roles::{may_change, only_admins};
use super::{Members, SessionToken, password, sessions, token};
use crate::{
    actor::Actor,
    error::{Error, Result},
    events::{Event, EventKind},
};
use chrono::TimeDelta;
use kurier_model::member::{PasswordReset, ResetForm};
use kurier_model::{Field, Invalid, Reason, UserId};

/// How long the link can be used.
const LIFETIME: TimeDelta = TimeDelta::days(1);

impl Members<'_> {
    /// Makes the link's token for somebody else, in place of an earlier one. It is shown once.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an admin, also for oneself and for a higher role; [`Error::NotFound`] for nobody,
    /// and for whoever is kept out.
    pub async fn offer_reset(&self, actor: &Actor, user: UserId) -> Result<String> {
        only_admins(actor)?;
        if actor.user == Some(user) {
            return Err(Error::Forbidden);
        }
        let mut tx = self.db().tx(actor).await?;
        let role = super::store::role_for_update(&mut tx, user).await?.ok_or(Error::NotFound)?;
        may_change(actor, role, role)?;
        let (token, now) = (token::new(), self.now());
        if !store::offer(&mut tx, actor, user, &token::digest(&token), now, now + LIFETIME).await? {
            return Err(Error::NotFound);
        }
        Event::new(EventKind::PasswordResetOffered)
            .payload(serde_json::json!({ "user": user }))
            .record_in(&mut tx, actor)
            .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The same for whoever runs the server, who has nobody to ask.
    ///
    /// # Errors
    /// [`Error::NotFound`] for nobody, and for whoever is kept out.
    pub async fn offer_reset_to(&self, email: &str) -> Result<String> {
        let person = self.find(email).await?;
        let user = person.person()?;
        let system = Actor::system(person.workspace);
        let (token, now) = (token::new(), self.now());
        let mut tx = self.db().tx(&system).await?;
        if !store::offer(&mut tx, &system, user, &token::digest(&token), now, now + LIFETIME).await? {
            return Err(Error::NotFound);
        }
        Event::new(EventKind::PasswordResetOffered)
            .payload(serde_json::json!({ "user": user }))
            .record_in(&mut tx, &system)
            .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Whose password the link is for.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown or used token; [`Error::Invalid`] (token: expired).
    pub async fn password_reset(&self, token: &str) -> Result<PasswordReset> {
        let mut tx = self.db().system_tx().await?;
        let (reset, expires_at) =
            store::find(&mut tx, &token::digest(token)).await?.ok_or(Error::NotFound)?;
        if expires_at <= self.now() {
            return Err(Error::invalid(Field::Token, Reason::Expired));
        }
        Ok(reset)
    }

    /// Sets the password, ends all sessions of the person, and begins one.
    ///
    /// # Errors
    /// Those of [`Members::password_reset`], and [`Error::Invalid`] about the password.
    pub async fn reset_password(&self, form: ResetForm) -> Result<SessionToken> {
        self.password_reset(&form.token).await?;
        let mut invalid = Invalid::default();
        password::check(&mut invalid, Field::Password, &form.password);
        invalid.or(())?;
        let hash = password::hash(&form.password).await?;
        let now = self.now();
        let mut tx = self.db().system_tx().await?;
        // Again, and for good: of two clicks at once, one wins.
        let user = store::take(&mut tx, &token::digest(&form.token), now).await?.ok_or(Error::NotFound)?;
        let actor = super::store::active(&mut tx, user).await?.ok_or(Error::NotFound)?;
        super::store::set_password_hash(&mut tx, user, &hash).await?;
        super::store::forget_resets(&mut tx, user).await?;
        sessions::store::end_all(&mut tx, user, None).await?;
        Event::new(EventKind::PasswordChanged)
            .payload(serde_json::json!({ "by": "link" }))
            .record_in(&mut tx, &actor)
            .await?;
        let session = sessions::begin(&mut tx, actor.workspace, user, now).await?;
        tx.commit().await?;
        Ok(session)
    }
}
