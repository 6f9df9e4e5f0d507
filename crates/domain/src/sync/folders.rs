//! The folder tree, as the server has it.

pub mod store;

use super::Watched;
use crate::{
    error::{Error, Result},
    kurier::Kurier,
};
use kurier_mail::imap::{ImapError, ImapSession};
use kurier_model::{FolderId, mailbox::FolderRole};

/// A list is asked for so often when folders are renamed meanwhile.
const LISTINGS: usize = 5;

/// A folder that can hold messages, as a pass needs it.
#[derive(Clone, Debug)]
pub struct SyncFolder {
    pub id: FolderId,
    pub raw_name: String,
    pub role: Option<FolderRole>,
    pub uidvalidity: Option<i64>,
    /// Everything below was stored or set aside, or is told by `first_missing`; `None` before the first complete pass.
    pub uidnext: Option<i64>,
    /// The lowest UID that the server did not hand out for now.
    pub first_missing: Option<i64>,
    pub highestmodseq: Option<i64>,
    /// Where changes are not numbered: flags of messages below this UID are still to be compared in this round.
    pub flags_below: Option<i64>,
    /// Our counts agree with each other and with the server's of the last look, and the folder could be opened.
    pub in_order: bool,
    /// What LIST-STATUS told, to pass by folders in which nothing happened.
    pub status: Option<kurier_mail::imap::FolderStatus>,
}

/// Makes our tree the server's: new folders appear, vanished ones go (their messages stay stored while other folders hold
/// them). Answers with those that hold messages, the inbox first.
pub async fn reconcile(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
) -> Result<Vec<SyncFolder>> {
    for _ in 0..LISTINGS {
        if let Some(folders) = reconcile_once(kurier, watched, session).await? {
            return Ok(folders);
        }
    }
    // Somebody renames without end: the next pass looks again.
    Err(Error::Crossed)
}

async fn reconcile_once(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
) -> Result<Option<Vec<SyncFolder>>> {
    // A folder that a person makes after the server has listed its own is not among them, and not gone.
    let known = store::known(kurier.db(), watched).await?;
    let mut listed = session.list_folders().await?;
    // Every server has an inbox (RFC 9051 §5.1): a list without one is not to be believed, and nothing is removed by it.
    if !listed.iter().any(|folder| folder.role == Some(FolderRole::Inbox)) {
        return Err(Error::Mail(Box::new(ImapError::Protocol(
            "the list of folders has no inbox".to_owned(),
        ))));
    }
    // Parents before children, so that each finds its parent's row.
    listed.sort_by(|one, other| one.path.cmp(&other.path));
    let mut folders = store::put(kurier.db(), watched, &known, &listed).await?;
    if let Some(folders) = &mut folders {
        folders.sort_by_key(|folder| (order(folder.role), folder.raw_name.clone()));
    }
    Ok(folders)
}

const fn order(role: Option<FolderRole>) -> u8 {
    match role {
        Some(FolderRole::Inbox) => 0,
        Some(FolderRole::Sent) => 1,
        Some(FolderRole::Drafts) => 2,
        Some(FolderRole::Archive) => 3,
        None | Some(FolderRole::Flagged) => 4,
        Some(FolderRole::All) => 5,
        Some(FolderRole::Junk) => 6,
        Some(FolderRole::Trash) => 7,
    }
}
