//! One folder: what is new is fetched, what is gone goes, flags follow.

use super::{
    Watched, changes,
    folders::{self, SyncFolder},
    progress::Progress,
    store,
};
use crate::{
    error::{Error, Result},
    intake::{self, Destination, Prepared},
    kurier::Kurier,
    mailboxes::imap_trouble,
};
use kurier_mail::imap::{FetchProblem, FetchedItem, FetchedMessage, ImapSession, Selected, UidSet};
use std::collections::HashSet;
use tokio::sync::mpsc;

/// Messages asked for in one command.
const COMMAND: usize = 100;
/// A batch is stored when it has this many messages …
const BATCH_MESSAGES: usize = 800;
/// … or this many bytes, whichever comes first. Bounds memory, together with the two batches that may wait.
const BATCH_BYTES: usize = 6 * 1024 * 1024;

/// Brings one folder up to date. One that cannot be opened is passed by, with its trouble written down.
pub async fn run(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: &SyncFolder,
    progress: &Progress,
) -> Result<()> {
    let selected = match session.select(&folder.raw_name).await {
        Ok(selected) => selected,
        Err(error) if error.leaves_session_usable() => {
            tracing::warn!(mailbox = %watched.lease.mailbox, folder = %folder.id, %error, "a folder cannot be opened");
            let trouble = imap_trouble(&error, &watched.imap);
            folders::store::put_trouble(kurier.db(), watched, folder.id, Some(&trouble)).await?;
            return Ok(());
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
) -> Result<()> {
    let validity = i64::from(selected.uid_validity);
    let same = folder.uidvalidity == Some(validity);
    if !same {
        // RFC 9051 §2.3.1.1: the UIDs mean other messages now. Ours are forgotten; what is fetched again finds its
        // stored self by its bytes, so nothing is doubled and nothing that hangs on a message is lost.
        store::forget_uids(kurier.db(), watched, folder.id, validity).await?;
    }
    let complete_before = same && folder.uidnext.is_some();
    let known_modseq = folder.highestmodseq.filter(|_| complete_before);
    if let (Some(known), Some(now)) = (known_modseq, selected.highest_modseq)
        && i64::try_from(now).is_ok_and(|now| now != known)
    {
        changes::by_modseq(kurier, watched, session, folder, known).await?;
    }
    // What was not handed out the last time may lie anywhere: then everything is compared.
    let was_whole = same && folder.first_missing.is_none();
    let first_new = folder.uidnext.filter(|_| was_whole).and_then(|next| u32::try_from(next).ok());
    let mut first_missing = match first_new {
        Some(next) if selected.uid_next.is_some_and(|now| now <= next) => None,
        Some(next) => {
            // `n:*` always answers with the last message, even when it is older (RFC 9051 §6.4.8).
            let news = session.uid_search(&format!("UID {next}:*")).await?;
            let news: UidSet = news.iter().filter(|uid| *uid >= next).collect();
            let ours = store::uids(kurier.db(), watched, folder.id, next).await?;
            fetch_missing(kurier, watched, session, folder, &news, &ours, progress).await?
        }
        None => {
            let all = session.all_uids().await?;
            let ours = store::uids(kurier.db(), watched, folder.id, 0).await?;
            fetch_missing(kurier, watched, session, folder, &all, &ours, progress).await?
        }
    };
    let mut server_count = u64::from(selected.exists);
    let held = store::held(kurier.db(), watched, folder.id).await?;
    // What came after SELECT makes the two differ as well; the comparison settles it.
    let is_even = held.messages == i64::from(selected.exists) && held.waiting == 0;
    if !is_even || first_new.is_none() || first_missing.is_some() {
        let all = session.all_uids().await?;
        let ours = store::uids(kurier.db(), watched, folder.id, 0).await?;
        let gone: Vec<u32> = ours.iter().copied().filter(|uid| !all.contains(*uid)).collect();
        changes::vanished(kurier, watched, folder, &gone).await?;
        server_count = all.len();
        if first_missing.is_none() {
            first_missing = fetch_missing(kurier, watched, session, folder, &all, &ours, progress).await?;
        }
        if first_missing.is_none() {
            // Everything that is there has its UID now.
            store::remove_waiting(kurier.db(), watched, folder.id).await?;
        }
    }
    if selected.highest_modseq.is_none() {
        changes::by_comparison(kurier, watched, session, folder).await?;
    } else if known_modseq.is_none() && complete_before {
        changes::all_by_comparison(kurier, watched, session, folder).await?;
    }
    // Equal numbers say that the same is here and there only because nothing below UIDNEXT was left out: what was is remembered.
    store::folder_synced(kurier.db(), watched, folder.id, selected, server_count, first_missing, kurier.now())
        .await
}

/// LIST-STATUS tells enough to pass by a folder in which nothing happened.
pub fn nothing_happened(folder: &SyncFolder) -> bool {
    let Some(status) = &folder.status else { return false };
    folder.in_order
        && folder.uidnext.is_some()
        && status.highest_modseq.is_some()
        && folder.uidvalidity == status.uid_validity.map(i64::from)
        && folder.uidnext == status.uid_next.map(i64::from)
        && folder.highestmodseq == status.highest_modseq.and_then(|modseq| i64::try_from(modseq).ok())
}

/// Fetches what the server has and we have not, newest first, storing while the next messages come. Answers with the lowest UID that
/// the server did not hand out for now.
async fn fetch_missing(
    kurier: &Kurier,
    watched: &Watched,
    session: &mut ImapSession,
    folder: &SyncFolder,
    theirs: &UidSet,
    ours: &HashSet<u32>,
    progress: &Progress,
) -> Result<Option<u32>> {
    let mut missing: Vec<u32> = theirs.iter().filter(|uid| !ours.contains(uid)).collect();
    if missing.is_empty() {
        return Ok(None);
    }
    missing.sort_unstable_by(|one, other| other.cmp(one));
    progress.expect(missing.len() as u64).await?;
    let to = Destination {
        workspace: watched.lease.workspace,
        mailbox: watched.lease.mailbox,
        folder: folder.id,
        own_key: watched.address_key.clone(),
    };
    let sets: Vec<UidSet> =
        missing.chunks(COMMAND).map(|chunk| UidSet::from_uids(chunk.iter().copied())).collect();
    let (send, receive) = mpsc::channel(1);
    let (prepared_send, prepared_receive) = mpsc::channel(1);
    let now = kurier.now();
    let (fetched, read, stored) = tokio::join!(
        fetch(session, sets, send),
        read(receive, prepared_send, now),
        put(kurier, watched, &to, prepared_receive, progress),
    );
    // A failure to store closes the channels and ends the fetch: the cause is the one to tell.
    stored?;
    read?;
    fetched
}

/// What goes from the connection to the parser.
#[derive(Default)]
struct Batch {
    messages: Vec<FetchedMessage>,
    problems: Vec<Prepared>,
}

/// Answers with the lowest UID that is not handed out for now.
async fn fetch(
    session: &mut ImapSession,
    sets: Vec<UidSet>,
    out: mpsc::Sender<Batch>,
) -> Result<Option<u32>> {
    let mut asked: HashSet<u32> = sets.iter().flat_map(UidSet::iter).collect();
    let mut batch = Batch::default();
    let mut bytes = 0;
    let mut bodiless = Vec::new();
    let mut fetching = session.fetch_messages(sets).await?;
    loop {
        let item = match fetching.next().await {
            Ok(Some(item)) => item,
            Ok(None) => break,
            Err(error) => {
                // What came before is kept: the next connection goes on from there.
                let _ = out.send(batch).await;
                return Err(error.into());
            }
        };
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
            bytes = 0;
            if out.send(std::mem::take(&mut batch)).await.is_err() {
                return Ok(None);
            }
        }
    }
    drop(fetching);
    bodiless.extend(asked.iter().copied());
    bodiless.sort_unstable();
    bodiless.dedup();
    let first_missing = one_by_one(session, bodiless, &mut batch).await?;
    // Nobody listens any more when storing failed; the cause is told there.
    let _ = out.send(batch).await;
    Ok(first_missing)
}

/// What did not come in bulk is asked for alone; what does not come then is set aside, visibly. Answers with the lowest UID that is
/// not handed out for now.
async fn one_by_one(session: &mut ImapSession, uids: Vec<u32>, batch: &mut Batch) -> Result<Option<u32>> {
    let present = if uids.is_empty() { UidSet::default() } else { session.all_uids().await? };
    let mut first_missing = None;
    for uid in uids.into_iter().filter(|uid| present.contains(*uid)) {
        match session.fetch_one(uid).await {
            Ok(Some(message)) => batch.messages.push(message),
            Ok(None) => {
                batch.problems.push(Prepared::missing(uid, "the server did not hand it out".to_owned()))
            }
            // Not now: the next pass asks again.
            Err(error) if error.leaves_session_usable() && error.is_transient() => {
                tracing::info!(uid, %error, "a message is not handed out for now");
                first_missing = first_missing.or(Some(uid));
            }
            Err(error) if error.leaves_session_usable() => {
                batch
                    .problems
                    .push(Prepared::missing(uid, format!("the server did not hand it out: {error}")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(first_missing)
}

async fn read(
    mut batches: mpsc::Receiver<Batch>,
    out: mpsc::Sender<Vec<Prepared>>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    while let Some(batch) = batches.recv().await {
        let read = tokio::task::spawn_blocking(move || {
            let mut prepared = intake::prepare(batch.messages, now);
            prepared.extend(batch.problems);
            prepared
        });
        // A batch that broke on the way did not come: the pass must not say that it did.
        let prepared = read.await.map_err(Error::internal)?;
        if out.send(prepared).await.is_err() {
            break;
        }
    }
    Ok(())
}

async fn put(
    kurier: &Kurier,
    watched: &Watched,
    to: &Destination,
    mut batches: mpsc::Receiver<Vec<Prepared>>,
    progress: &Progress,
) -> Result<()> {
    while let Some(batch) = batches.recv().await {
        if batch.is_empty() {
            continue;
        }
        let messages = batch.len() as u64;
        let taken = intake::take(kurier.db(), &watched.lease, to, batch, kurier.now()).await?;
        progress.advance(messages, taken).await?;
    }
    Ok(())
}
