//! Signing in, and changing the password.

use super::{Members, SessionToken, attempts, password, sessions, store, token};
use crate::{
    actor::Actor,
    error::{Error, Result},
    events::{Event, EventKind},
};
use kurier_model::address::address_key;
use kurier_model::{Field, Invalid, Reason};
use std::net::IpAddr;

impl Members<'_> {
    /// Begins a session. A wrong address and a wrong password get the same answer, after the same time.
    ///
    /// # Errors
    /// [`Error::Invalid`] (password: wrong) and [`Error::TooManyAttempts`].
    pub async fn sign_in(&self, email: &str, password: &str, client: IpAddr) -> Result<SessionToken> {
        let key = address_key(email);
        // An address longer than any real one must not fill the table of attempts.
        let key: String = key.chars().take(254).collect();
        let limits = attempts::sign_in_limits(&key, client);
        self.count_attempt(&limits).await?;
        let mut tx = self.db().system_tx().await?;
        let found = store::find_by_email(&mut tx, &key).await?;
        drop(tx);
        let fits = password::fits(password, found.as_ref().map(|user| user.password_hash.as_str())).await?;
        let Some(user) = found.filter(|user| fits && !user.disabled) else {
            return Err(Error::invalid(Field::Password, Reason::Wrong));
        };
        self.forgive(&limits).await?;
        let mut tx = self.db().system_tx().await?;
        let session = sessions::begin(&mut tx, user.workspace, user.id, self.now()).await?;
        tx.commit().await?;
        Ok(session)
    }

    /// Changes the person's password and ends all sessions but the one in which it was done.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the old one is wrong or the new one too short, [`Error::TooManyAttempts`].
    pub async fn change_password(
        &self,
        actor: &Actor,
        old: &str,
        new: &str,
        keep_session: &str,
    ) -> Result<()> {
        let user = actor.person()?;
        let mut invalid = Invalid::default();
        password::check(&mut invalid, Field::NewPassword, new);
        invalid.or(())?;
        let limits = [attempts::Limit::new(format!("change-password {user}"), 10)];
        self.count_attempt(&limits).await?;
        let mut tx = self.db().tx(actor).await?;
        let stored = store::password_hash(&mut tx, user).await?.ok_or(Error::SignedOut)?;
        drop(tx);
        if !password::fits(old, Some(&stored)).await? {
            return Err(Error::invalid(Field::Password, Reason::Wrong));
        }
        self.forgive(&limits).await?;
        let hash = password::hash(new).await?;
        let mut tx = self.db().tx(actor).await?;
        store::set_password_hash(&mut tx, user, &hash).await?;
        store::forget_resets(&mut tx, user).await?;
        sessions::store::end_all(&mut tx, user, Some(&token::digest(keep_session))).await?;
        Event::new(EventKind::PasswordChanged).record_in(&mut tx, actor).await?;
        Ok(tx.commit().await?)
    }
}
