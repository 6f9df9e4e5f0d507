//! Mail that is to lie in another folder.

use super::copying::{self, of_ours};
use super::halves::Halves;
use super::{Due, Group, Opened, give_up_all, give_up_tired, refuse, refuse_parts, store};
use crate::error::Result;
use crate::kurier::Kurier;
use crate::sync::Watched;
use kurier_mail::imap::{ImapError, ImapSession, UidSet};
use kurier_model::{FolderId, wish::RefusalReason};
use std::collections::{BTreeMap, BTreeSet};

pub async fn move_all(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    due: &[Due],
    stale: &mut BTreeSet<FolderId>,
) -> Result<()> {
    let mut groups: BTreeMap<(&Opened, &Opened), Group<'_>> = BTreeMap::new();
    for one in due {
        if let (Some(uid), Some(target)) = (one.uid, &one.target)
            && target.id != one.folder.id
        {
            groups.entry((&one.folder, target)).or_default().insert(uid, one);
        }
    }
    for (way, group) in groups {
        let mut halves = Halves::of(group);
        while let Some(part) = halves.next() {
            match move_group(kurier, watched, session, way, &part, stale).await {
                Err(error) => {
                    halves.refused(part, error);
                    continue;
                }
                Ok(Moved::Done) => {}
                Ok(Moved::Stale) => give_up_tired(kurier, watched, &part).await?,
                Ok(Moved::NotRemoved(error)) => {
                    refuse(kurier, watched, &part.values().copied().collect::<Vec<_>>(), error).await?;
                }
                Ok(Moved::ReadOnly) => give_up_all(kurier, watched, &part, RefusalReason::NotAllowed).await?,
            }
            halves.taken();
        }
        refuse_parts(kurier, watched, halves.into_refused()).await?;
    }
    Ok(())
}

/// What came of moving.
enum Moved {
    Done,
    /// Nothing can be taken out of the folder.
    ReadOnly,
    /// The folder is not the one that our UIDs are of.
    Stale,
    /// All are copied, and none was removed: for smaller groups it would be the same.
    NotRemoved(ImapError),
}

/// Folders that have to be looked at afterwards become `stale`: `from`, when our UIDs are not of what is there now (then nothing is
/// moved), and `target`, when the server did not tell the new UID of every message.
async fn move_group(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    (from, target): (&Opened, &Opened),
    group: &Group<'_>,
    stale: &mut BTreeSet<FolderId>,
) -> Result<Moved, ImapError> {
    let selected = session.select(&from.raw_name).await?;
    if !from.is_of(selected.uid_validity) {
        stale.insert(from.id);
        return Ok(Moved::Stale);
    }
    if selected.read_only {
        return Ok(Moved::ReadOnly);
    }
    let moved = if session.capabilities().moves() {
        session.move_messages(&UidSet::from_uids(group.keys().copied()), &target.raw_name).await?
    } else {
        match copying::by_copies(kurier, watched, session, (from, target), group).await? {
            Ok(moved) => moved,
            Err(error) => return Ok(Moved::NotRemoved(error)),
        }
    };
    let is_known = moved.uid_validity.is_some_and(|validity| target.is_of(validity));
    let told: BTreeMap<u32, u32> = moved.uids.into_iter().filter(|_| is_known).collect();
    let done: Vec<(&Due, Option<u32>)> =
        group.iter().map(|(uid, due)| (*due, told.get(uid).copied())).collect();
    if done.iter().any(|(_, uid)| uid.is_none()) {
        stale.insert(target.id);
    }
    store::moved(kurier.db(), watched, target.id, &done).await.map_err(of_ours)?;
    Ok(Moved::Done)
}
