//! Whoever has left something for later is told when it waits again: once for all copies of the mail, and not what they have ended themselves, what
//! was decided meanwhile, or what they may no longer see.

mod store;

use crate::{
    actor::Actor,
    db::Tx,
    error::Result,
    notifications::{self, Told},
    postponed,
};
use chrono::{DateTime, Utc};
use kurier_model::ThreadId;
use kurier_model::notification::NotificationKind;

/// Tells that a thread waits again, when it was left and does. The actor is whoever ended it; Kurier, when its time or another mail came.
pub(super) async fn tell(tx: &mut Tx, actor: &Actor, thread: ThreadId, now: DateTime<Utc>) -> Result<()> {
    let Some(left) = postponed::get(tx, thread).await? else { return Ok(()) };
    // Copies in other mailboxes, which were left along with it.
    let copies = store::copies(tx, &left, now).await?;
    if !copies.iter().any(|copy| copy.is_back && !copy.is_told) {
        return Ok(());
    }
    let back: Vec<ThreadId> = copies.iter().filter(|copy| copy.is_back).map(|copy| copy.thread).collect();
    store::mark(tx, &back).await?;
    // Of copies the last in the order of ids stands for the others, as in the queue.
    let stands = copies.iter().rfind(|copy| copy.is_back && copy.is_seen);
    match stands {
        Some(copy) if !copies.iter().any(|copy| copy.is_told) => {
            let told = Told::thread(NotificationKind::CameBack, copy.thread);
            notifications::tell(tx, actor, left.by, told, now).await
        }
        _ => Ok(()),
    }
}

/// The same for those of these threads that were left.
pub(super) async fn tell_all(
    tx: &mut Tx,
    actor: &Actor,
    threads: &[ThreadId],
    now: DateTime<Utc>,
) -> Result<()> {
    if threads.is_empty() {
        return Ok(());
    }
    for thread in store::left(tx, threads).await? {
        tell(tx, actor, thread, now).await?;
    }
    Ok(())
}
