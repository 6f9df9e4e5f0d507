//! Folders that a person wants deleted. Their mail was moved to the trash as any other mail (a wish each); the folder itself is
//! deleted here, by the one who moves mail, on the connection on which it has just looked again.

mod store;

use super::{
    Watched, folder_pass,
    folders::{self, SyncFolder},
    progress::Progress,
};
use crate::{error::Result, kurier::Kurier};
use kurier_mail::imap::ImapSession;
use kurier_model::wish::FolderKept;

/// Deletes the folders that are to go and are empty. One that is not comes back into the tree, with the reason.
pub async fn perform(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    progress: &Progress,
) -> Result<()> {
    for folder in store::to_delete(kurier.db(), watched).await? {
        if folder.open_wishes {
            // Mail is still on its way out of it; its wishes have their own time.
            continue;
        }
        let Some(known) = folders::store::folder(kurier.db(), watched, folder.id).await? else { continue };
        if let Some(kept) = delete(kurier, watched, session, &known, folder.selectable, progress).await? {
            store::keep(kurier.db(), watched, folder.id, &kept).await?;
        }
    }
    Ok(())
}

/// `None`: it is gone.
async fn delete(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: &SyncFolder,
    selectable: bool,
    progress: &Progress,
) -> Result<Option<FolderKept>> {
    if selectable {
        match session.select(&folder.raw_name).await {
            Ok(selected) if selected.exists > 0 => {
                folder_pass::caught_up(kurier, watched, session, folder, &selected, progress).await?;
                return Ok(Some(FolderKept::MailCame));
            }
            Ok(_) => session.unselect().await?,
            Err(error) if !error.leaves_session_usable() => return Err(error.into()),
            // It may be gone already; the server says so below.
            Err(error) if error.code() == Some("NONEXISTENT") => {}
            // What cannot be looked into may hold mail.
            Err(error) => return Ok(Some(FolderKept::Refused { answer: error.to_string() })),
        }
    }
    match session.delete_folder(&folder.raw_name).await {
        Ok(()) => {}
        Err(error) if error.code() == Some("NONEXISTENT") => {}
        Err(error) if error.leaves_session_usable() => {
            return Ok(Some(FolderKept::Refused { answer: error.to_string() }));
        }
        Err(error) => return Err(error.into()),
    }
    folders::store::end(kurier.db(), watched, folder.id, None).await?;
    Ok(None)
}
