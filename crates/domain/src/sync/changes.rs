//! What others did to messages that we have: flags changed, messages removed.

use super::{
    Watched,
    folders::{self, SyncFolder},
    store,
};
use crate::{error::Result, kurier::Kurier};
use kurier_mail::imap::{FlagsUpdate, ImapSession, UidSet};
use std::collections::HashSet;

/// Without CONDSTORE, the flags of this many of the latest messages are compared at every pass …
const LATEST: usize = 3_000;
/// … and of so many older ones, further back at each pass, until all had their turn.
const OLDER: usize = 10_000;
/// Changes are stored in batches of this many messages.
const BATCH: usize = 2_000;

/// Flags (and with QRESYNC removals) since the MODSEQ that we know (RFC 7162).
pub async fn by_modseq(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: &SyncFolder,
    known: i64,
) -> Result<()> {
    let (updates, gone) = session.fetch_changes(u64::try_from(known).unwrap_or_default()).await?;
    put(kurier, watched, folder, &updates).await?;
    if let Some(gone) = gone.filter(|gone| !gone.is_empty()) {
        let ours = store::uids(kurier.db(), watched, folder.id, 0).await?;
        let gone: Vec<u32> = ours.into_iter().filter(|uid| gone.contains(*uid)).collect();
        vanished(kurier, watched, folder, &gone).await?;
    }
    Ok(())
}

/// Flags by comparison, for servers that do not number changes.
pub async fn by_comparison(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: &SyncFolder,
) -> Result<()> {
    let mut ours: Vec<u32> = store::uids(kurier.db(), watched, folder.id, 0).await?.into_iter().collect();
    ours.sort_unstable_by(|one, other| other.cmp(one));
    let below = folder.flags_below.and_then(|below| u32::try_from(below).ok()).unwrap_or(u32::MAX);
    let older: Vec<u32> = ours.iter().skip(LATEST).copied().filter(|uid| *uid < below).take(OLDER).collect();
    let next = older.last().copied().filter(|_| older.len() == OLDER);
    ours.truncate(LATEST);
    ours.extend(older);
    compare(kurier, watched, session, folder, ours).await?;
    folders::store::put_flags_below(kurier.db(), watched, folder.id, next).await
}

/// The flags of every message: for a folder of which no MODSEQ is known, though the server numbers changes now.
pub async fn all_by_comparison(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: &SyncFolder,
) -> Result<()> {
    let ours: Vec<u32> = store::uids(kurier.db(), watched, folder.id, 0).await?.into_iter().collect();
    compare(kurier, watched, session, folder, ours).await
}

async fn compare(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: &SyncFolder,
    uids: Vec<u32>,
) -> Result<()> {
    if uids.is_empty() {
        return Ok(());
    }
    let updates = session.fetch_flags(&UidSet::from_uids(uids)).await?;
    put(kurier, watched, folder, &updates).await
}

/// Messages that the server has no more.
pub async fn vanished(kurier: &Kurier, watched: &Watched, folder: &SyncFolder, gone: &[u32]) -> Result<()> {
    for batch in gone.chunks(BATCH) {
        store::remove_placements(kurier.db(), watched, folder.id, batch).await?;
    }
    Ok(())
}

async fn put(kurier: &Kurier, watched: &Watched, folder: &SyncFolder, updates: &[FlagsUpdate]) -> Result<()> {
    let mut seen = HashSet::new();
    let latest: Vec<&FlagsUpdate> = updates.iter().rev().filter(|update| seen.insert(update.uid)).collect();
    for batch in latest.chunks(BATCH) {
        store::put_flags(kurier.db(), watched, folder.id, batch).await?;
    }
    Ok(())
}
