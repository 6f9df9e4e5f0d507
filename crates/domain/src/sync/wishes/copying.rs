//! Moving on a server that cannot move: copies are made, and then the originals removed. Where that ends in between, what is copied is
//! not copied again.

use super::{Due, Group, Opened, ids, look_at, store};
use crate::error::{Error, Result};
use crate::kurier::Kurier;
use crate::sync::{Watched, progress::Progress};
use kurier_mail::imap::{ImapError, ImapSession, Moved, UidSet};
use kurier_model::FolderId;
use std::collections::BTreeSet;

/// Looks into the folders into which copying was begun: what lies there is known when it goes on.
pub async fn look(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    due: &[Due],
    progress: &Progress,
) -> Result<()> {
    let begun = due.iter().filter(|one| one.is_copy_begun);
    let targets: BTreeSet<FolderId> =
        begun.filter_map(|one| one.target.as_ref()).map(|target| target.id).collect();
    for target in targets {
        look_at(kurier, watched, session, target, progress).await?;
    }
    Ok(())
}

/// Moves a group out of the selected folder. The inner error: the originals could not be removed.
pub async fn by_copies(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    (from, target): (&Opened, &Opened),
    group: &Group<'_>,
) -> Result<Result<Moved, ImapError>, ImapError> {
    let there = copied(kurier, watched, session, target, group).await?;
    if !there.is_empty() {
        let selected = session.select(&from.raw_name).await?;
        if !from.is_of(selected.uid_validity) {
            return Err(ImapError::Disconnected);
        }
    }
    let missing: Vec<(u32, &Due)> =
        group.iter().filter(|(uid, _)| !there.contains(uid)).map(|(uid, due)| (*uid, *due)).collect();
    let uids = UidSet::from_uids(missing.iter().map(|(uid, _)| *uid));
    let placements = ids(&missing.iter().map(|(_, due)| *due).collect::<Vec<_>>());
    let mut moved = Moved::default();
    if !missing.is_empty() {
        store::copying(kurier.db(), watched, &placements, Some(target.id)).await.map_err(of_ours)?;
        match session.copy(&uids, &target.raw_name).await {
            Ok(copies) => moved = copies,
            Err(error) => {
                // Refused, a server has copied none (RFC 9051 §6.4.7).
                if error.leaves_session_usable() {
                    store::copying(kurier.db(), watched, &placements, None).await.map_err(of_ours)?;
                }
                return Err(error);
            }
        }
    }
    let all = UidSet::from_uids(group.keys().copied());
    match session.remove(&all).await {
        Ok(()) => Ok(Ok(moved)),
        Err(error) if error.leaves_session_usable() => {
            // What this meets with is no news beside what is in the way.
            let _ = session.take_back(&all, &moved, &target.raw_name).await;
            Ok(Err(error))
        }
        Err(error) => Err(error),
    }
}

/// Of a group the UIDs of what was copied before and lies in the target folder now, as this connection sees it: what another program has
/// removed there meanwhile must be copied anew, or the original would be the last one.
async fn copied(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    target: &Opened,
    group: &Group<'_>,
) -> Result<BTreeSet<u32>, ImapError> {
    let begun: Vec<&Due> = group.values().copied().filter(|due| due.is_copy_begun).collect();
    if begun.is_empty() {
        return Ok(BTreeSet::new());
    }
    let known = store::lying_in(kurier.db(), watched, target.id, &ids(&begun)).await.map_err(of_ours)?;
    let selected = session.select(&target.raw_name).await?;
    let there =
        if target.is_of(selected.uid_validity) { session.all_uids().await? } else { UidSet::default() };
    let lies_there = |due: &Due| known.get(&due.placement).is_some_and(|uid| there.contains(*uid));
    Ok(group.iter().filter(|(_, due)| lies_there(due)).map(|(uid, _)| *uid).collect())
}

/// A trouble of ours ends the connection; the next one goes on.
pub fn of_ours(error: Error) -> ImapError {
    ImapError::Io(std::io::Error::other(error))
}
