//! Server functions of the settings.

use crate::api::Json;
#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Unread};
use kurier_model::home::Home;
use kurier_model::jobs::DeadJob;
use kurier_model::mailbox::{
    Connection, FolderLedger, MailboxForm, MailboxSettings, ServerGuess, ServersForm, SetAside,
};
use kurier_model::member::{Invitation, Language, Member, Role};
use kurier_model::visibility::{Team, TeamForm};
use kurier_model::{ConnectionId, InvitationId, MailboxId, TeamId, UserId};
use leptos::prelude::*;

/// Servers and members of a mailbox that I manage.
///
/// # Errors
/// `NotFound`, `Forbidden`.
#[server(input = Json, output = Json)]
pub async fn get_mailbox_settings(mailbox: MailboxId) -> Result<Unread<MailboxSettings>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.mailboxes().settings(&me, mailbox).await?)?)
}

/// The servers that an address probably has.
///
/// # Errors
/// `Invalid` when it is no address.
#[server(input = Json, output = Json)]
pub async fn guess_servers(address: String) -> Result<ServerGuess, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().guess(&me, &address).await?)
}

/// Keeps the form, so that it can be verified at `/accounts/connections/{id}/verify`.
///
/// # Errors
/// `Invalid` field by field.
#[server(input = Json, output = Json)]
pub async fn begin_connection(form: MailboxForm) -> Result<Connection, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().begin_connection(&me, form).await?)
}

/// Keeps other servers for a mailbox, so that they can be verified like those of a new one.
///
/// # Errors
/// `Invalid` field by field, `Forbidden`, `NotFound`.
#[server(input = Json, output = Json)]
pub async fn begin_change(mailbox: MailboxId, form: ServersForm) -> Result<Connection, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().begin_change(&me, mailbox, form).await?)
}

/// Makes the mailbox of a connection that was verified; its synchronisation starts.
///
/// # Errors
/// `Conflict` when it was not verified.
#[server(input = Json, output = Json)]
pub async fn connect_mailbox(connection: ConnectionId) -> Result<MailboxId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().connect(&me, connection).await?)
}

/// Gives a mailbox its new password.
///
/// # Errors
/// `Invalid`, `NotFound`.
#[server(input = Json, output = Json)]
pub async fn update_password(mailbox: MailboxId, password: String) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.mailboxes().update_password(&me, mailbox, &password).await?;
    Ok(())
}

/// Chooses who sees a team mailbox.
///
/// # Errors
/// `Forbidden`, `NotFound`.
#[server(input = Json, output = Json)]
pub async fn set_mailbox_members(mailbox: MailboxId, members: Vec<UserId>) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.mailboxes().set_members(&me, mailbox, members).await?;
    Ok(())
}

/// Removes a mailbox and its mail from Kurier; nothing changes on its server.
///
/// # Errors
/// `Forbidden`, `NotFound`.
#[server(input = Json, output = Json)]
pub async fn remove_mailbox(mailbox: MailboxId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.mailboxes().remove(&me, mailbox).await?;
    Ok(())
}

/// Looks for new mail now.
///
/// # Errors
/// `NotFound`.
#[server(input = Json, output = Json)]
pub async fn sync_mailbox(mailbox: MailboxId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.mailboxes().sync_now(&me, mailbox).await?;
    Ok(())
}

/// The server's counts against ours, folder by folder.
///
/// # Errors
/// `NotFound`.
#[server(input = Json, output = Json)]
pub async fn mailbox_ledger(mailbox: MailboxId) -> Result<Vec<FolderLedger>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().ledger(&me, mailbox).await?)
}

/// Messages that could not be stored as mail. The raw text of each is at `/mail/set-aside/{id}`.
///
/// # Errors
/// `NotFound`.
#[server(input = Json, output = Json)]
pub async fn set_aside_list(mailbox: MailboxId) -> Result<Vec<SetAside>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.mailboxes().set_aside(&me, mailbox).await?)
}

/// Work in the background that was given up, for admins: to members there is none, and their page is whole.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn dead_jobs() -> Result<Unread<Vec<DeadJob>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    if !me.is_admin() {
        return Ok(Unread::of(&Vec::new())?);
    }
    Ok(Unread::of(&kurier.jobs().dead(&me).await?)?)
}

/// Has it tried again.
///
/// # Errors
/// `Forbidden` for members who are not admins.
#[server(input = Json, output = Json)]
pub async fn revive_job(job: i64) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.jobs().revive(&me, job).await?)
}

/// The people of the workspace.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn members() -> Result<Unread<Vec<Member>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.members().list(&me).await?)?)
}

/// The teams of the workspace.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn teams() -> Result<Unread<Vec<Team>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.members().teams(&me).await?)?)
}

/// Another team, or another name and other people for one that is there.
///
/// # Errors
/// `Invalid`, `Forbidden`, `NotFound`.
#[server(input = Json, output = Json)]
pub async fn save_team(team: Option<TeamId>, form: TeamForm) -> Result<TeamId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.members().save_team(&me, team, form).await?)
}

/// A team is no more.
///
/// # Errors
/// `Forbidden`, `NotFound`.
#[server(input = Json, output = Json)]
pub async fn remove_team(team: TeamId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.members().remove_team(&me, team).await?)
}

/// Invitations that wait.
///
/// # Errors
/// `Forbidden` for members who are not admins.
#[server(input = Json, output = Json)]
pub async fn invitations() -> Result<Unread<Vec<Invitation>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.members().invitations(&me).await?)?)
}

/// Invites somebody. Returns the one-time token of the link.
///
/// # Errors
/// `Invalid`, `Forbidden`.
#[server(input = Json, output = Json)]
pub async fn invite(email: String, role: Role) -> Result<String, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.members().invite(&me, &email, role).await?)
}

/// Takes an invitation back.
///
/// # Errors
/// `Forbidden`, `NotFound`.
#[server(input = Json, output = Json)]
pub async fn revoke_invitation(invitation: InvitationId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.members().revoke_invitation(&me, invitation).await?;
    Ok(())
}

/// Gives a member another role.
///
/// # Errors
/// `Forbidden`, `Conflict` for the last owner.
#[server(input = Json, output = Json)]
pub async fn set_role(member: UserId, role: Role) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.members().set_role(&me, member, role).await?;
    Ok(())
}

/// Shuts a member out, or lets them in again.
///
/// # Errors
/// `Forbidden`, `Conflict` for the last owner.
#[server(input = Json, output = Json)]
pub async fn set_disabled(member: UserId, disabled: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    if disabled {
        kurier.members().disable(&me, member).await?;
    } else {
        kurier.members().enable(&me, member).await?;
    }
    Ok(())
}

/// Makes a link by which a member chooses another password. Returns its one-time token.
///
/// # Errors
/// `Forbidden`, `NotFound`.
#[server(input = Json, output = Json)]
pub async fn offer_reset(member: UserId) -> Result<String, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.members().offer_reset(&me, member).await?)
}

/// Changes my name.
///
/// # Errors
/// `Invalid`.
#[server(input = Json, output = Json)]
pub async fn set_name(name: String) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.members().set_name(&me, &name).await?;
    Ok(())
}

/// Changes my password and ends all other sessions.
///
/// # Errors
/// `Invalid`, `TooManyAttempts`.
#[server(input = Json, output = Json)]
pub async fn change_password(old: String, new: String) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    let session = server_side::session_token().ok_or(ApiError::SignedOut)?;
    kurier.members().change_password(&me, &old, &new, &session).await?;
    Ok(())
}

/// Keeps the language of the interface for this person.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn set_language(language: Language) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.members().set_language(&me, Some(language)).await?;
    Ok(())
}

/// Of which country numbers are that name none, and in what amounts are without a currency.
///
/// # Errors
/// Those of every server function.
#[server(input = Json, output = Json)]
pub async fn workspace_home() -> Result<Unread<Home>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().home(&me).await?)?)
}

/// From now on numbers and amounts are read as they are written there.
///
/// # Errors
/// `Forbidden`, `Invalid`.
#[server(input = Json, output = Json)]
pub async fn set_workspace_home(home: Home) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().set_home(&me, &home).await?)
}
