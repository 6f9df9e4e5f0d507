//! Makes so on the server what people want of mail.
//!
//! Every wish that is due is written down as tried before it is tried, with the moment of the next try: whatever ends the
//! connection in the middle, nothing is tried again at once, and what comes in is never held up by what cannot go out.

mod store;

use super::{Watched, folder_deletion, folder_pass, folders, progress::Progress};
use crate::{error::Result, kurier::Kurier};
use kurier_mail::imap::{FlagChange, Flags, FlagsUpdate, ImapError, ImapSession, UidSet};
use kurier_model::{FolderId, PlacementId, wish::RefusalReason};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Wishes that are worked on together.
const AT_ONCE: i64 = 1_000;
/// A wish that was refused "for now" so often is given up; with the waits between, after about six hours.
const MOST_ATTEMPTS: i32 = 40;
/// Of a set that is refused without a reason so many messages are tried alone.
const ALONE: usize = 50;

/// A wish whose turn it is.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub placement: PlacementId,
    pub folder: Opened,
    /// `None`: it was moved there and its UID is not known yet.
    pub uid: Option<u32>,
    pub seen: (bool, Option<bool>),
    pub flagged: (bool, Option<bool>),
    pub answered: (bool, Option<bool>),
    /// The folder that it is to go to.
    pub target: Option<Opened>,
    pub attempts: i32,
}

/// A folder as our UIDs know it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Opened {
    pub id: FolderId,
    pub raw_name: String,
    /// UIDVALIDITY; with another one every UID means another message (RFC 9051 §2.3.1.1).
    pub validity: Option<i64>,
}

impl Opened {
    fn is_of(&self, validity: u32) -> bool {
        self.validity == Some(i64::from(validity))
    }
}

/// A flag that people change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Flag {
    Seen,
    Flagged,
    Answered,
}

impl Flag {
    fn set(self) -> Flags {
        let mut flags = Flags::default();
        match self {
            Self::Seen => flags.seen = true,
            Self::Flagged => flags.flagged = true,
            Self::Answered => flags.answered = true,
        }
        flags
    }

    const fn of(self, flags: &Flags) -> bool {
        match self {
            Self::Seen => flags.seen,
            Self::Flagged => flags.flagged,
            Self::Answered => flags.answered,
        }
    }

    const fn wanted(self, due: &Due) -> (bool, Option<bool>) {
        match self {
            Self::Seen => due.seen,
            Self::Flagged => due.flagged,
            Self::Answered => due.answered,
        }
    }
}

/// Does everything that is due.
///
/// # Errors
/// Only what ends the connection, and those of the database.
pub async fn perform(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    progress: &Progress,
) -> Result<()> {
    // Where UIDs are not known, the folder tells them.
    for folder in store::without_uid(kurier.db(), watched).await? {
        look_at(kurier, watched, session, folder, progress).await?;
    }
    loop {
        let due = store::take_due(kurier.db(), watched, AT_ONCE).await?;
        if due.is_empty() {
            break;
        }
        let mut stale = BTreeSet::new();
        for flag in [Flag::Seen, Flag::Flagged, Flag::Answered] {
            set_flags(kurier, watched, session, &due, flag, &mut stale).await?;
        }
        move_all(kurier, watched, session, &due, &mut stale).await?;
        // Where UIDs mean other messages now, or the server did not say where mail went, the folder finds it by its bytes; what is
        // not there was removed elsewhere.
        for folder in stale {
            look_at(kurier, watched, session, folder, progress).await?;
        }
        store::end_fulfilled(kurier.db(), watched, &due).await?;
    }
    folder_deletion::perform(kurier, watched, session, progress).await
}

/// How long until the next wish is due; `None`: there is none.
pub async fn next_due(kurier: &Kurier, watched: &Watched) -> Result<Option<Duration>> {
    store::next_due(kurier.db(), watched).await
}

async fn look_at(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: FolderId,
    progress: &Progress,
) -> Result<()> {
    if let Some(folder) = folders::store::folder(kurier.db(), watched, folder).await? {
        Box::pin(folder_pass::run(kurier, watched, session, &folder, progress)).await?;
    }
    Ok(())
}

/// Messages of one folder for which the same is to be done.
type Group<'a> = BTreeMap<u32, &'a Due>;

/// What came of setting flags.
enum Marked {
    /// The server keeps these.
    Reported(Vec<FlagsUpdate>),
    ReadOnly,
    /// The folder is not the one that our UIDs are of.
    Stale,
}

async fn set_flags(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    due: &[Due],
    flag: Flag,
    stale: &mut BTreeSet<FolderId>,
) -> Result<()> {
    let mut groups: BTreeMap<(&Opened, bool), Group<'_>> = BTreeMap::new();
    for one in due {
        let (is, wanted) = flag.wanted(one);
        if let (Some(uid), Some(wanted)) = (one.uid, wanted.filter(|wanted| *wanted != is)) {
            groups.entry((&one.folder, wanted)).or_default().insert(uid, one);
        }
    }
    for ((folder, value), group) in groups {
        let change = if value { FlagChange::Add } else { FlagChange::Remove };
        let answer = async {
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
        .await;
        match answer {
            Ok(Marked::Stale) => {
                stale.insert(folder.id);
                give_up_tired(kurier, watched, &group).await?;
            }
            Ok(Marked::Reported(updates)) => {
                // What the server answers with is what it keeps.
                let lost: BTreeSet<u32> = updates
                    .iter()
                    .filter(|update| flag.of(&update.flags) != value)
                    .map(|update| update.uid)
                    .collect();
                let (refused, done): (Vec<&Due>, Vec<&Due>) =
                    group.values().copied().partition(|due| due.uid.is_some_and(|uid| lost.contains(&uid)));
                store::flag_done(kurier.db(), watched, &ids(&done), flag, value).await?;
                give_up(kurier, watched, &refused, RefusalReason::NotKept, "").await?;
            }
            Ok(Marked::ReadOnly) => {
                let all: Vec<&Due> = group.into_values().collect();
                give_up(kurier, watched, &all, RefusalReason::NotAllowed, "").await?;
            }
            Err(error) => refuse(kurier, watched, &group.into_values().collect::<Vec<_>>(), error).await?,
        }
    }
    Ok(())
}

async fn move_all(
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
        match move_group(kurier, watched, session, way, &group, stale).await {
            Ok(Moved::Done) => {}
            Ok(Moved::Stale) => give_up_tired(kurier, watched, &group).await?,
            // Without a reason it may be one message of them.
            Err(error @ (ImapError::No { .. } | ImapError::Bad { .. }))
                if group.len() > 1 && error.code().is_none() =>
            {
                for (uid, one) in group.into_iter().take(ALONE) {
                    let alone = Group::from([(uid, one)]);
                    if let Err(error) = move_group(kurier, watched, session, way, &alone, stale).await {
                        refuse(kurier, watched, &[one], error).await?;
                    }
                }
            }
            Err(error) => refuse(kurier, watched, &group.into_values().collect::<Vec<_>>(), error).await?,
        }
    }
    Ok(())
}

/// What came of moving.
enum Moved {
    Done,
    /// The folder is not the one that our UIDs are of.
    Stale,
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
    let moved = session.move_messages(&UidSet::from_uids(group.keys().copied()), &target.raw_name).await?;
    let is_known = moved.uid_validity.is_some_and(|validity| target.is_of(validity));
    let told: BTreeMap<u32, u32> = moved.uids.into_iter().filter(|_| is_known).collect();
    let done: Vec<(&Due, Option<u32>)> =
        group.iter().map(|(uid, due)| (*due, told.get(uid).copied())).collect();
    if done.iter().any(|(_, uid)| uid.is_none()) {
        stale.insert(target.id);
    }
    store::moved(kurier.db(), watched, target.id, &done)
        .await
        .map_err(|error| ImapError::Io(std::io::Error::other(error)))?;
    Ok(Moved::Done)
}

/// A server whose UIDs never last (RFC 4315 §2, UIDNOTSTICKY) is not asked for ever.
async fn give_up_tired(kurier: &Kurier, watched: &Watched, group: &Group<'_>) -> Result<()> {
    let tired: Vec<&Due> = group.values().copied().filter(|due| due.attempts >= MOST_ATTEMPTS).collect();
    give_up(kurier, watched, &tired, RefusalReason::GaveUp, "").await
}

fn ids(due: &[&Due]) -> Vec<uuid::Uuid> {
    due.iter().map(|due| due.placement.0).collect()
}

/// What the server refused: for good, or for now. An error of the connection goes on; the next try is written down already.
async fn refuse(kurier: &Kurier, watched: &Watched, due: &[&Due], error: ImapError) -> Result<()> {
    if !error.leaves_session_usable() {
        return Err(error.into());
    }
    let answer = match &error {
        ImapError::No { text, .. } | ImapError::Bad { text, .. } => text.clone(),
        other => other.to_string(),
    };
    let reason = match error.code() {
        Some("OVERQUOTA") => RefusalReason::OverQuota,
        Some("NOPERM" | "CANNOT") => RefusalReason::NotAllowed,
        // The folder was there when the tree was read last: the next reading says whether it is gone or was renamed.
        Some("TRYCREATE" | "NONEXISTENT") => RefusalReason::FolderGone,
        _ => RefusalReason::Refused,
    };
    let for_now = error.is_transient() || reason == RefusalReason::FolderGone;
    let most = if reason == RefusalReason::FolderGone { 2 } else { MOST_ATTEMPTS };
    let (waiting, given_up): (Vec<&Due>, Vec<&Due>) =
        due.iter().partition(|due| for_now && due.attempts < most);
    tracing::info!(
        mailbox = %watched.lease.mailbox, %error, waiting = waiting.len(), given_up = given_up.len(),
        "the server refused a change"
    );
    if reason == RefusalReason::FolderGone {
        super::store::request(kurier.db(), watched.lease.workspace, watched.lease.mailbox, kurier.now())
            .await?;
    }
    let reason = if error.is_transient() { RefusalReason::GaveUp } else { reason };
    give_up(kurier, watched, &given_up, reason, &answer).await
}

async fn give_up(
    kurier: &Kurier,
    watched: &Watched,
    due: &[&Due],
    reason: RefusalReason,
    answer: &str,
) -> Result<()> {
    if due.is_empty() {
        return Ok(());
    }
    store::give_up(kurier.db(), watched, &ids(due), reason, answer).await
}
