//! Invitations: a link that lets one person join, for a week.

mod store;

use super::{Members, SessionToken, checked_email, checked_name, password, sessions, token};
use crate::{
    actor::Actor,
    error::{Error, Result},
    events::{Event, EventKind},
};
use chrono::TimeDelta;
use kurier_model::address::address_key;
use kurier_model::member::{AcceptForm, Invitation, Role};
use kurier_model::{Field, Invalid, InvitationId, Reason};

/// How long an invitation can be accepted.
const LIFETIME: TimeDelta = TimeDelta::days(7);

impl Members<'_> {
    /// Invites somebody, in place of an earlier invitation to the same address. Returns the token of the link; it is
    /// shown once.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an admin and invites no higher than their own role; [`Error::Invalid`]
    /// when the address is none, or taken.
    pub async fn invite(&self, actor: &Actor, email: &str, role: Role) -> Result<String> {
        if !actor.is_admin() || role > actor.role {
            return Err(Error::Forbidden);
        }
        let mut invalid = Invalid::default();
        let email = checked_email(&mut invalid, email);
        invalid.or(())?;
        let mut system = self.db().system_tx().await?;
        let taken = super::store::find_by_email(&mut system, &address_key(&email)).await?.is_some();
        drop(system);
        if taken {
            return Err(Error::invalid(Field::Email, Reason::Taken));
        }
        let now = self.now();
        let token = token::new();
        let invitation = Invitation { id: InvitationId::new(), email, role, expires_at: now + LIFETIME };
        let mut tx = self.db().tx(actor).await?;
        store::clear_for(&mut tx, &invitation.email, now).await?;
        store::insert(&mut tx, actor, &invitation, &token::digest(&token), now).await?;
        Event::new(EventKind::MemberInvited)
            .payload(serde_json::json!({ "invitation": invitation.id, "role": role }))
            .record_in(&mut tx, actor)
            .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Invitations that can still be accepted, newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an admin.
    pub async fn invitations(&self, actor: &Actor) -> Result<Vec<Invitation>> {
        if !actor.is_admin() {
            return Err(Error::Forbidden);
        }
        let mut tx = self.db().tx(actor).await?;
        store::open(&mut tx, self.now()).await
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an admin, [`Error::NotFound`] when it is gone or accepted.
    pub async fn revoke_invitation(&self, actor: &Actor, id: InvitationId) -> Result<()> {
        if !actor.is_admin() {
            return Err(Error::Forbidden);
        }
        let mut tx = self.db().tx(actor).await?;
        if !store::revoke(&mut tx, id).await? {
            return Err(Error::NotFound);
        }
        Ok(tx.commit().await?)
    }

    /// What the link's page shows before the person joins.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown or used token, [`Error::Invalid`] (token: expired).
    pub async fn invitation(&self, token: &str) -> Result<Invitation> {
        let mut tx = self.db().system_tx().await?;
        let (invitation, _) = store::find(&mut tx, &token::digest(token)).await?.ok_or(Error::NotFound)?;
        if invitation.expires_at <= self.now() {
            return Err(Error::invalid(Field::Token, Reason::Expired));
        }
        Ok(invitation)
    }

    /// Joins the workspace and signs in.
    ///
    /// # Errors
    /// Those of [`Members::invitation`], and [`Error::Invalid`] about name and password.
    pub async fn accept(&self, form: AcceptForm) -> Result<SessionToken> {
        let invitation = self.invitation(&form.token).await?;
        let mut invalid = Invalid::default();
        let name = checked_name(&mut invalid, Field::Name, &form.name);
        password::check(&mut invalid, Field::Password, &form.password);
        invalid.or(())?;
        let hash = password::hash(&form.password).await?;
        let now = self.now();
        let mut tx = self.db().system_tx().await?;
        // Again, and for good: of two clicks at once, one wins.
        let workspace = store::take(&mut tx, invitation.id, now).await?.ok_or(Error::NotFound)?;
        let user = self.join(&mut tx, workspace, &invitation.email, &name, invitation.role, &hash).await?;
        let session = sessions::begin(&mut tx, workspace, user, now).await?;
        tx.commit().await?;
        Ok(session)
    }
}
