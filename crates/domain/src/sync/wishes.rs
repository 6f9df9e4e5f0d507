//! Makes so on the server what people want of mail.
//!
//! Every wish that is due is written down as tried before it is tried, with the moment of the next try: whatever ends the
//! connection in the middle, nothing is tried again at once, and what comes in is never held up by what cannot go out.

mod copying;
mod flag;
mod halves;
mod marking;
mod moving;
mod store;

use self::flag::Flag;
use super::{Watched, folder_deletion, folder_pass, folders, progress::Progress};
use crate::{error::Result, kurier::Kurier};
use kurier_mail::imap::{ImapError, ImapSession};
use kurier_model::{FolderId, PlacementId, wish::RefusalReason};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Wishes that are worked on together: where the server refuses many of them one by one, what comes in does not wait for long.
const AT_ONCE: i64 = 250;
/// A wish that was refused "for now" so often is given up; with the waits between, after about six hours.
const MOST_ATTEMPTS: i32 = 40;

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
    /// It may have been copied there already (`copying`).
    pub is_copy_begun: bool,
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
        // Mail whose UID does not become known cannot be changed.
        let lost: Vec<&Due> =
            due.iter().filter(|one| one.uid.is_none() && one.attempts >= MOST_ATTEMPTS).collect();
        give_up(kurier, watched, &lost, RefusalReason::GaveUp, "").await?;
        copying::look(kurier, watched, session, &due, progress).await?;
        for flag in [Flag::Seen, Flag::Flagged, Flag::Answered] {
            marking::set(kurier, watched, session, &due, flag, &mut stale).await?;
        }
        moving::move_all(kurier, watched, session, &due, &mut stale).await?;
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

async fn refuse_parts(
    kurier: &Kurier,
    watched: &Watched,
    refused: Vec<(Group<'_>, ImapError)>,
) -> Result<()> {
    for (part, error) in refused {
        refuse(kurier, watched, &part.into_values().collect::<Vec<_>>(), error).await?;
    }
    Ok(())
}

/// A server whose UIDs never last (RFC 4315 §2, UIDNOTSTICKY) is not asked for ever.
async fn give_up_tired(kurier: &Kurier, watched: &Watched, group: &Group<'_>) -> Result<()> {
    let tired: Vec<&Due> = group.values().copied().filter(|due| due.attempts >= MOST_ATTEMPTS).collect();
    give_up(kurier, watched, &tired, RefusalReason::GaveUp, "").await
}

async fn give_up_all(
    kurier: &Kurier,
    watched: &Watched,
    group: &Group<'_>,
    reason: RefusalReason,
) -> Result<()> {
    give_up(kurier, watched, &group.values().copied().collect::<Vec<_>>(), reason, "").await
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
