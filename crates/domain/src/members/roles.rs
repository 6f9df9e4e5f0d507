//! What role somebody has, and whether they may come in at all.

use super::{Members, sessions, store};
use crate::{
    actor::Actor,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
};
use kurier_model::UserId;
use kurier_model::member::Role;

impl Members<'_> {
    /// Gives a person another role. Admins change members and admins; only an owner makes or unmakes owners.
    ///
    /// # Errors
    /// [`Error::Forbidden`], [`Error::NotFound`], and [`Error::Conflict`] when the last owner would go.
    pub async fn set_role(&self, actor: &Actor, user: UserId, role: Role) -> Result<()> {
        only_admins(actor)?;
        let mut tx = self.db().tx(actor).await?;
        let now_has = store::role_for_update(&mut tx, user).await?.ok_or(Error::NotFound)?;
        may_change(actor, now_has, role)?;
        if now_has == Role::Owner && role != Role::Owner && store::owners(&mut tx).await? <= 1 {
            return Err(Error::Conflict);
        }
        store::set_role(&mut tx, user, role).await?;
        store::forget_resets(&mut tx, user).await?;
        Event::new(EventKind::MemberChanged)
            .payload(serde_json::json!({ "user": user, "role": role }))
            .record_in(&mut tx, actor)
            .await?;
        // Administrators see every record.
        events::notify_of_sight(&mut tx, actor.workspace, user).await?;
        Ok(tx.commit().await?)
    }

    /// Keeps a person out from now on: their sessions end, what they wrote stays.
    ///
    /// # Errors
    /// [`Error::Forbidden`], also for oneself; [`Error::NotFound`]; [`Error::Conflict`] when the last owner would go.
    pub async fn disable(&self, actor: &Actor, user: UserId) -> Result<()> {
        self.set_disabled(actor, user, true).await
    }

    /// Lets a disabled person in again.
    ///
    /// # Errors
    /// [`Error::Forbidden`] and [`Error::NotFound`].
    pub async fn enable(&self, actor: &Actor, user: UserId) -> Result<()> {
        self.set_disabled(actor, user, false).await
    }

    async fn set_disabled(&self, actor: &Actor, user: UserId, disabled: bool) -> Result<()> {
        only_admins(actor)?;
        if actor.user == Some(user) {
            return Err(Error::Forbidden);
        }
        let mut tx = self.db().tx(actor).await?;
        let role = store::role_for_update(&mut tx, user).await?.ok_or(Error::NotFound)?;
        may_change(actor, role, role)?;
        if disabled && role == Role::Owner && store::owners(&mut tx).await? <= 1 {
            return Err(Error::Conflict);
        }
        store::set_disabled(&mut tx, user, disabled.then(|| self.now())).await?;
        store::forget_resets(&mut tx, user).await?;
        if disabled {
            sessions::store::end_all(&mut tx, user, None).await?;
        }
        Event::new(EventKind::MemberChanged)
            .payload(serde_json::json!({ "user": user, "disabled": disabled }))
            .record_in(&mut tx, actor)
            .await?;
        Ok(tx.commit().await?)
    }
}

/// Asked before anything is looked up: to others a person who exists and one who does not are the same.
pub(super) fn only_admins(actor: &Actor) -> Result<()> {
    if actor.is_admin() { Ok(()) } else { Err(Error::Forbidden) }
}

/// Admins deal with everybody up to their own role.
pub(super) fn may_change(actor: &Actor, from: Role, to: Role) -> Result<()> {
    if from <= actor.role && to <= actor.role { Ok(()) } else { Err(Error::Forbidden) }
}
