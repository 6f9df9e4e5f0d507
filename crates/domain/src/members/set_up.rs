//! The first start: a one-time token makes the workspace and its owner. The command line can do the same.

use super::{Members, SessionToken, checked_email, checked_name, password, sessions, store, token};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events::{Event, EventKind},
};
use kurier_model::address::address_key;
use kurier_model::member::{Role, SetUpForm};
use kurier_model::{Field, Invalid, Reason, UserId, WorkspaceId};

impl Members<'_> {
    /// Is there a workspace?
    ///
    /// # Errors
    /// Those of the database.
    pub async fn is_set_up(&self) -> Result<bool> {
        let mut tx = self.db().system_tx().await?;
        Ok(store::first_workspace(&mut tx).await?.is_some())
    }

    /// A new one-time token for [`Members::set_up`], in place of earlier ones; `None` when there is a workspace already.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn set_up_token(&self) -> Result<Option<String>> {
        let mut tx = self.db().system_tx().await?;
        if store::first_workspace(&mut tx).await?.is_some() {
            return Ok(None);
        }
        let token = token::new();
        store::replace_set_up_token(&mut tx, &token::digest(&token), self.now()).await?;
        tx.commit().await?;
        Ok(Some(token))
    }

    /// Makes the workspace and its owner, and signs the owner in.
    ///
    /// # Errors
    /// [`Error::Invalid`] about fields and about a token that is unknown or used.
    pub async fn set_up(&self, form: SetUpForm) -> Result<SessionToken> {
        let mut invalid = Invalid::default();
        let workspace_name = checked_name(&mut invalid, Field::WorkspaceName, &form.workspace_name);
        let name = checked_name(&mut invalid, Field::Name, &form.name);
        let email = checked_email(&mut invalid, &form.email);
        password::check(&mut invalid, Field::Password, &form.password);
        invalid.or(())?;
        let hash = password::hash(&form.password).await?;
        let mut tx = self.db().system_tx().await?;
        if !store::take_set_up_token(&mut tx, &token::digest(&form.token)).await? {
            return Err(Error::invalid(Field::Token, Reason::Expired));
        }
        let workspace = self.found_workspace(&mut tx, &workspace_name).await?;
        let user = self.join(&mut tx, workspace, &email, &name, Role::Owner, &hash).await?;
        let session = sessions::begin(&mut tx, workspace, user, self.now()).await?;
        tx.commit().await?;
        Ok(session)
    }

    /// Adds a person from the command line. The first one has to be an owner, and makes the workspace.
    ///
    /// # Errors
    /// [`Error::Invalid`] about fields, an address that is taken, or a first person who is no owner.
    pub async fn add_user(&self, email: &str, name: &str, role: Role, password: &str) -> Result<UserId> {
        let mut invalid = Invalid::default();
        let email = checked_email(&mut invalid, email);
        let name = checked_name(&mut invalid, Field::Name, name);
        password::check(&mut invalid, Field::Password, password);
        invalid.or(())?;
        let hash = password::hash(password).await?;
        let mut tx = self.db().system_tx().await?;
        let workspace = match store::first_workspace(&mut tx).await? {
            Some(workspace) => workspace,
            None if role == Role::Owner => {
                let domain = email.rsplit('@').next().unwrap_or(&email);
                self.found_workspace(&mut tx, domain).await?
            }
            None => return Err(Error::invalid(Field::Role, Reason::NotAllowed)),
        };
        let user = self.join(&mut tx, workspace, &email, &name, role, &hash).await?;
        tx.commit().await?;
        Ok(user)
    }

    /// The person with this address, as an actor, for commands that act on somebody's behalf.
    ///
    /// # Errors
    /// [`Error::Invalid`] (e-mail: unknown) when there is none, or they are disabled.
    pub async fn find(&self, email: &str) -> Result<Actor> {
        let mut tx = self.db().system_tx().await?;
        store::find_by_email(&mut tx, &address_key(email))
            .await?
            .filter(|user| !user.disabled)
            .map(store::StoredUser::into_actor)
            .ok_or_else(|| Error::invalid(Field::Email, Reason::Unknown))
    }

    /// The person with this id as an actor; `None` when they are gone or disabled.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn active(&self, user: UserId) -> Result<Option<Actor>> {
        let mut tx = self.db().system_tx().await?;
        store::active(&mut tx, user).await
    }

    /// The workspace of this installation, for commands that act for all of it.
    ///
    /// # Errors
    /// [`Error::NotFound`] before it is set up.
    pub async fn workspace(&self) -> Result<WorkspaceId> {
        let mut tx = self.db().system_tx().await?;
        store::first_workspace(&mut tx).await?.ok_or(Error::NotFound)
    }

    /// Makes the workspace. Two set-ups at once: the second one waits here, and finds that there is one.
    async fn found_workspace(&self, tx: &mut Tx, name: &str) -> Result<WorkspaceId> {
        store::lock_set_up(tx).await?;
        if store::first_workspace(tx).await?.is_some() {
            return Err(Error::Conflict);
        }
        store::forget_set_up_tokens(tx).await?;
        let workspace = WorkspaceId::new();
        store::insert_workspace(tx, workspace, name, self.now()).await?;
        Ok(workspace)
    }

    /// Adds a person to a workspace and writes it down.
    pub(super) async fn join(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        email: &str,
        name: &str,
        role: Role,
        password_hash: &str,
    ) -> Result<UserId> {
        let user = UserId::new();
        let new = store::NewUser { id: user, workspace, email, name, role, password_hash };
        if !store::insert_user(tx, &new, self.now()).await? {
            return Err(Error::invalid(Field::Email, Reason::Taken));
        }
        let actor =
            Actor { user: Some(user), workspace, role, name: name.to_owned(), email: email.to_owned() };
        Event::new(EventKind::MemberJoined)
            .payload(serde_json::json!({ "user": user, "role": role }))
            .record_in(tx, &actor)
            .await?;
        Ok(user)
    }
}
