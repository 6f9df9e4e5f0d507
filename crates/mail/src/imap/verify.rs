//! Trying an account before it is saved.

use super::account::ImapAccount;
use super::error::ImapError;
use super::folder::Folder;
use super::session::{ImapSession, Step};
use crate::dialer::Dialer;

/// Connects, signs in and lists the folders, telling each step as it begins: what "add account" does before it saves.
pub async fn verify(
    dialer: &Dialer,
    account: &ImapAccount,
    mut on_step: impl FnMut(Step),
) -> Result<Vec<Folder>, ImapError> {
    let mut session = ImapSession::connect_with(dialer, account, &mut on_step).await?;
    on_step(Step::Folders);
    let folders = session.list_folders().await?;
    session.logout().await;
    Ok(folders)
}
