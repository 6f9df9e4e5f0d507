//! One folder: what is new is fetched, what is gone goes, flags follow.

use super::{Watched, changes, folders::SyncFolder, progress::Progress, store};
use crate::{
    Kurier, Result,
    intake::{self, Destination, Prepared, Taken},
};
use kurier_mail::imap::{
    FetchProblem, FetchedItem, FetchedMessage, ImapError, ImapSession, Selected, UidSet,
};
use std::collections::HashSet;
use tokio::sync::mpsc;

/// Messages asked for in one command.
const COMMAND: usize = 100;
/// A batch is stored when it has this many messages …
const BATCH_MESSAGES: usize = 400;
/// … or this many bytes, whichever comes first. Bounds memory, together with the two batches that may wait.
const BATCH_BYTES: usize = 6 * 1024 * 1024;
/// A folder that vanished while the pass ran, or that may not be opened, is passed by.
const PASSED_BY: [&str; 4] = ["NONEXISTENT", "NOPERM", "INUSE", "CANNOT"];

/// Brings one folder up to date.
pub async fn run(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: &SyncFolder,
    progress: &Progress,
) -> Result<Taken> {
    if nothing_happened(folder) {
        return Ok(Taken::default());
    }
    let selected = match session.select(&folder.raw_name).await {
        Ok(selected) => selected,
        Err(ImapError::No { code, text, .. })
            if code.as_deref().is_none_or(|code| PASSED_BY.contains(&code)) =>
        {
            tracing::warn!(mailbox = %watched.id, folder = %folder.id, text, "a folder cannot be opened");
            return Ok(Taken::default());
        }
        Err(error) => return Err(error.into()),
    };
    caught_up(kurier, watched, session, folder, &selected, progress).await
}

/// The same for a folder that is selected already.
pub async fn caught_up(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: &SyncFolder,
    selected: &Selected,
    progress: &Progress,
) -> Result<Taken> {
    let validity = i64::from(selected.uid_validity);
    let same = folder.uidvalidity == Some(validity);
    if !same {
        // RFC 9051 §2.3.1.1: the UIDs mean other messages now. Ours are forgotten; what is fetched again finds its
        // stored self by its bytes, so nothing is doubled and nothing that hangs on a message is lost.
        store::forget_uids(kurier.db(), watched, folder.id, validity).await?;
    }
    let known_modseq = folder.highestmodseq.filter(|_| same && folder.uidnext.is_some());
    if let (Some(known), Some(now)) = (known_modseq, selected.highest_modseq)
        && i64::try_from(now).is_ok_and(|now| now != known)
    {
        changes::by_modseq(kurier, watched, session, folder, known).await?;
    }
    let ours = store::uids(kurier.db(), watched, folder.id).await?;
    let first_new = folder.uidnext.filter(|_| same).and_then(|next| u32::try_from(next).ok());
    let mut taken = match first_new {
        Some(next) if selected.uid_next.is_some_and(|now| now <= next) => Taken::default(),
        Some(next) => {
            // `n:*` always answers with the last message, even when it is older (RFC 9051 §6.4.8).
            let news = session.uid_search(&format!("UID {next}:*")).await?;
            fetch_missing(kurier, watched, session, folder, &news, &ours, progress).await?
        }
        None => {
            let all = session.all_uids().await?;
            fetch_missing(kurier, watched, session, folder, &all, &ours, progress).await?
        }
    };
    let mut server_count = u64::from(selected.exists);
    let stored = store::stored_count(kurier.db(), watched, folder.id).await?;
    // What came after SELECT makes the two differ as well; the comparison settles it.
    if stored != i64::from(selected.exists) || first_new.is_none() {
        let all = session.all_uids().await?;
        let ours = store::uids(kurier.db(), watched, folder.id).await?;
        let gone: Vec<u32> = ours.iter().copied().filter(|uid| !all.contains(*uid)).collect();
        changes::vanished(kurier, watched, folder, &gone).await?;
        server_count = all.len();
        taken += fetch_missing(kurier, watched, session, folder, &all, &ours, progress).await?;
    }
    if selected.highest_modseq.is_none() {
        changes::by_comparison(kurier, watched, session, folder).await?;
    }
    store::folder_synced(kurier.db(), watched, folder.id, selected, server_count, kurier.now()).await?;
    Ok(taken)
}

/// LIST-STATUS tells enough to pass by a folder in which nothing happened.
fn nothing_happened(folder: &SyncFolder) -> bool {
    let Some(status) = &folder.status else { return false };
    folder.uidnext.is_some()
        && status.highest_modseq.is_some()
        && folder.uidvalidity == status.uid_validity.map(i64::from)
        && folder.uidnext == status.uid_next.map(i64::from)
        && folder.highestmodseq == status.highest_modseq.and_then(|modseq| i64::try_from(modseq).ok())
}

/// Fetches what the server has and we have not, newest first, storing while the next messages come.
async fn fetch_missing(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: &SyncFolder,
    theirs: &UidSet,
    ours: &HashSet<u32>,
    progress: &Progress,
) -> Result<Taken> {
    let mut missing: Vec<u32> = theirs.iter().filter(|uid| !ours.contains(uid)).collect();
    if missing.is_empty() {
        return Ok(Taken::default());
    }
    missing.sort_unstable_by(|one, other| other.cmp(one));
    progress.expect(missing.len() as u64).await?;
    let to = Destination {
        workspace: watched.workspace,
        mailbox: watched.id,
        folder: folder.id,
        own_key: watched.address_key.clone(),
        holder: watched.holder.clone(),
    };
    let sets: Vec<UidSet> =
        missing.chunks(COMMAND).map(|chunk| UidSet::from_uids(chunk.iter().copied())).collect();
    let (send, receive) = mpsc::channel(1);
    let (prepared_send, prepared_receive) = mpsc::channel(1);
    let now = kurier.now();
    let (fetched, _, stored) = tokio::join!(
        fetch(session, sets, send),
        read(receive, prepared_send, now),
        put(kurier, &to, prepared_receive, progress),
    );
    // A failure to store closes the channels and ends the fetch: the cause is the one to tell.
    let taken = stored?;
    fetched?;
    Ok(taken)
}

/// What goes from the connection to the parser.
struct Batch {
    messages: Vec<FetchedMessage>,
    problems: Vec<Prepared>,
}

async fn fetch(session: &mut ImapSession, sets: Vec<UidSet>, out: mpsc::Sender<Batch>) -> Result<()> {
    let mut asked: HashSet<u32> = sets.iter().flat_map(UidSet::iter).collect();
    let mut batch = Batch { messages: Vec::new(), problems: Vec::new() };
    let mut bytes = 0;
    let mut bodiless = Vec::new();
    let mut fetching = session.fetch_messages(sets).await?;
    while let Some(item) = fetching.next().await? {
        match item {
            FetchedItem::Message(message) => {
                // A server may tell of others in between (flags); only what was asked for, and once.
                if !asked.remove(&message.uid) {
                    continue;
                }
                bytes += message.raw.len();
                batch.messages.push(message);
            }
            FetchedItem::Problem(FetchProblem::NoBody { uid, .. }) => bodiless.push(uid),
            FetchedItem::Problem(problem) => {
                tracing::warn!(?problem, "a message came without what was asked for")
            }
        }
        if batch.messages.len() >= BATCH_MESSAGES || bytes >= BATCH_BYTES {
            let full = std::mem::replace(&mut batch, Batch { messages: Vec::new(), problems: Vec::new() });
            bytes = 0;
            if out.send(full).await.is_err() {
                return Ok(());
            }
        }
    }
    drop(fetching);
    // What did not come in bulk is asked for one by one; what does not come then is set aside, visibly.
    bodiless.extend(asked.iter().copied());
    bodiless.sort_unstable();
    bodiless.dedup();
    let present = if bodiless.is_empty() { UidSet::default() } else { session.all_uids().await? };
    for uid in bodiless.into_iter().filter(|uid| present.contains(*uid)) {
        match session.fetch_one(uid).await {
            Ok(Some(message)) => batch.messages.push(message),
            Ok(None) => {
                batch.problems.push(Prepared::missing(uid, "the server did not hand it out".to_owned()))
            }
            Err(error) if error.leaves_session_usable() => {
                batch
                    .problems
                    .push(Prepared::missing(uid, format!("the server did not hand it out: {error}")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    // Nobody listens any more when storing failed; the cause is told there.
    let _ = out.send(batch).await;
    Ok(())
}

async fn read(
    mut batches: mpsc::Receiver<Batch>,
    out: mpsc::Sender<Vec<Prepared>>,
    now: chrono::DateTime<chrono::Utc>,
) {
    while let Some(batch) = batches.recv().await {
        let read = tokio::task::spawn_blocking(move || {
            let mut prepared = intake::prepare(batch.messages, now);
            prepared.extend(batch.problems);
            prepared
        });
        let Ok(prepared) = read.await else { return };
        if out.send(prepared).await.is_err() {
            return;
        }
    }
}

async fn put(
    kurier: &Kurier,
    to: &Destination,
    mut batches: mpsc::Receiver<Vec<Prepared>>,
    progress: &Progress,
) -> Result<Taken> {
    let mut taken = Taken::default();
    while let Some(batch) = batches.recv().await {
        if batch.is_empty() {
            continue;
        }
        let messages = batch.len() as u64;
        taken += intake::take(kurier.db(), to, batch, kurier.now()).await?;
        progress.advance(messages).await?;
    }
    Ok(taken)
}
