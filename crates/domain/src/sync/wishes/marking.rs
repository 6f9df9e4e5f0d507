//! Flags that are to be set or cleared.

use super::flag::Flag;
use super::halves::Halves;
use super::{Due, Group, Opened, give_up, give_up_all, give_up_tired, ids, refuse_parts, store};
use crate::error::Result;
use crate::kurier::Kurier;
use crate::sync::Watched;
use kurier_mail::imap::{FlagChange, FlagsUpdate, ImapError, ImapSession, UidSet};
use kurier_model::{FolderId, wish::RefusalReason};
use std::collections::{BTreeMap, BTreeSet};

/// What came of setting flags.
enum Marked {
    /// The server keeps these.
    Reported(Vec<FlagsUpdate>),
    ReadOnly,
    /// The folder is not the one that our UIDs are of.
    Stale,
}

pub async fn set(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    due: &[Due],
    flag: Flag,
    stale: &mut BTreeSet<FolderId>,
) -> Result<()> {
    let mut groups: BTreeMap<(&Opened, bool), Group<'_>> = BTreeMap::new();
    for one in due {
        let (is, wanted) = wanted(flag, one);
        if let (Some(uid), Some(wanted)) = (one.uid, wanted.filter(|wanted| *wanted != is)) {
            groups.entry((&one.folder, wanted)).or_default().insert(uid, one);
        }
    }
    for ((folder, value), group) in groups {
        let change = if value { FlagChange::Add } else { FlagChange::Remove };
        let mut halves = Halves::of(group);
        while let Some(part) = halves.next() {
            match mark(session, folder, &part, change, flag).await {
                Err(error) => {
                    halves.refused(part, error);
                    continue;
                }
                Ok(Marked::Stale) => {
                    stale.insert(folder.id);
                    give_up_tired(kurier, watched, &part).await?;
                }
                Ok(Marked::Reported(updates)) => {
                    keep_told(kurier, watched, &part, (flag, value), &updates).await?;
                }
                Ok(Marked::ReadOnly) => {
                    give_up_all(kurier, watched, &part, RefusalReason::NotAllowed).await?
                }
            }
            halves.taken();
        }
        refuse_parts(kurier, watched, halves.into_refused()).await?;
    }
    Ok(())
}

async fn mark(
    session: &mut ImapSession,
    folder: &Opened,
    group: &Group<'_>,
    change: FlagChange,
    flag: Flag,
) -> Result<Marked, ImapError> {
    let selected = session.select(&folder.raw_name).await?;
    if !folder.is_of(selected.uid_validity) {
        return Ok(Marked::Stale);
    }
    if selected.read_only {
        return Ok(Marked::ReadOnly);
    }
    let uids = UidSet::from_uids(group.keys().copied());
    session.store_flags(&uids, change, &flag.set()).await.map(Marked::Reported)
}

/// What the server answers with is what it keeps.
async fn keep_told(
    kurier: &Kurier,
    watched: &Watched,
    group: &Group<'_>,
    (flag, value): (Flag, bool),
    updates: &[FlagsUpdate],
) -> Result<()> {
    let lost: BTreeSet<u32> =
        updates.iter().filter(|update| flag.of(&update.flags) != value).map(|update| update.uid).collect();
    let (refused, done): (Vec<&Due>, Vec<&Due>) =
        group.values().copied().partition(|due| due.uid.is_some_and(|uid| lost.contains(&uid)));
    store::flag_done(kurier.db(), watched, &ids(&done), flag, value).await?;
    give_up(kurier, watched, &refused, RefusalReason::NotKept, "").await
}

/// What a flag is, and what is wanted of it.
const fn wanted(flag: Flag, due: &Due) -> (bool, Option<bool>) {
    match flag {
        Flag::Seen => due.seen,
        Flag::Flagged => due.flagged,
        Flag::Answered => due.answered,
    }
}
