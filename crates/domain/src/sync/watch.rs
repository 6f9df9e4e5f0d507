//! The life of a watched mailbox: a pass, then waiting for news, with patience when the server is in trouble.

use super::{
    Lease, Sync, Watched, folder_pass, folders, progress::Progress, refused_password, store, trouble_of,
    wishes,
};
use crate::{
    error::{Error, Result},
    intake::Taken,
    lines::repair,
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_mail::imap::{IdleEvent, ImapSession};
use kurier_model::{
    FolderId,
    mailbox::{FolderRole, MailboxState, Trouble},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Folders that are not the inbox are looked at this often.
const POLL: Duration = Duration::from_secs(60);
/// Without IDLE the inbox is looked at this often.
const WITHOUT_IDLE: Duration = Duration::from_secs(20);
/// The first and the longest wait between attempts.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(80));
/// Lines and counts are compared with the placements at the first pass, and then this often.
const COMPARE: Duration = Duration::from_secs(3_600);

/// Why a watch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was told to.
    Told,
    /// The password is refused: nobody signs in again before somebody gives another or presses "Try again".
    Refused,
    /// The mailbox was removed.
    Removed,
    /// Another worker has it now.
    LeaseLost,
}

impl Sync<'_> {
    /// Watches a mailbox until `shutdown`: everything is synchronised, then the inbox is listened to and other folders
    /// are polled. `woken` tells that changes of ours wait or that somebody asks for a full pass.
    ///
    /// # Errors
    /// Those of the database, before the watch has begun.
    pub async fn watch(
        &self,
        lease: &Lease,
        woken: Arc<Notify>,
        shutdown: CancellationToken,
    ) -> Result<Ended> {
        let mut attempt: u32 = 0;
        while !shutdown.is_cancelled() {
            let Some(watched) = self.open(lease).await? else { return Ok(Ended::Removed) };
            let progress = Progress::new(self.kurier.clone(), &watched);
            let began = self.kurier.now();
            let mut was_well = false;
            let attending = self.attend(&watched, &progress, &woken, &shutdown, &mut was_well);
            let error = match shutdown.run_until_cancelled(attending).await {
                None | Some(Ok(())) => break,
                Some(Err(error)) => error,
            };
            if let Some(answer) = refused_password(&error) {
                progress.refused(&answer).await?;
                return Ok(Ended::Refused);
            }
            if matches!(error, Error::LeaseLost) {
                return Ok(Ended::LeaseLost);
            }
            // Trouble that has healed does not count, nor does a connection that brought mail before it was lost.
            let brought = progress.taken() != Taken::default();
            attempt = if was_well || brought { 1 } else { attempt.saturating_add(1) };
            let wait = backoff(attempt);
            tracing::info!(mailbox = %lease.mailbox, %error, attempt, "a mailbox is in trouble; trying again");
            let state = MailboxState::Retrying {
                trouble: trouble_of(&error, &watched),
                attempt,
                retry_at: self.kurier.now() + TimeDelta::from_std(wait).unwrap_or_default(),
            };
            // The database may be what is gone.
            let _ = progress.ends(state).await;
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.asked_again(&watched, &woken, (attempt == 1).then_some(began)) => {}
                () = shutdown.cancelled() => {}
            }
        }
        Ok(Ended::Told)
    }

    /// A watch broke off by a fault of ours, the `attempt`-th time in a row: that is said of the mailbox. Answers with how long to wait.
    pub async fn broke(&self, lease: &Lease, attempt: u32) -> Duration {
        let wait = backoff(attempt);
        if let Ok(Some(watched)) = self.open(lease).await {
            let state = MailboxState::Retrying {
                trouble: Trouble::Other { detail: "the synchronisation broke off".to_owned() },
                attempt,
                retry_at: self.kurier.now() + TimeDelta::from_std(wait).unwrap_or_default(),
            };
            // The database may be what is gone.
            let _ = Progress::new(self.kurier.clone(), &watched).ends(state).await;
        }
        wait
    }

    /// Ends when a person asks for a pass; also when one has asked since the attempt that failed `began`, whose wake-up may have
    /// been heard in the moment in which the connection was lost. Other wake-ups (clicks that change mail) do not shorten a wait.
    async fn asked_again(&self, watched: &Watched, woken: &Notify, began: Option<DateTime<Utc>>) {
        let db = self.kurier.db();
        if began.is_some() && store::is_requested(db, watched, began).await.unwrap_or(false) {
            return;
        }
        loop {
            woken.notified().await;
            if store::is_requested(db, watched, None).await.unwrap_or(false) {
                return;
            }
        }
    }

    /// One connection's life. Ends with an error, or when `shutdown` was cancelled. `was_well`: a whole pass succeeded.
    async fn attend(
        &self,
        watched: &Watched,
        progress: &Progress,
        woken: &Arc<Notify>,
        shutdown: &CancellationToken,
        was_well: &mut bool,
    ) -> Result<()> {
        let mut session = self.connect(watched).await?;
        let mut compared: Option<Instant> = None;
        loop {
            self.pass(watched, &mut session, progress).await?;
            *was_well = true;
            if compared.is_none() {
                // What was kept as "well" from before may have been shown as not looked at.
                progress.tell_anew().await?;
            }
            if compared.is_none_or(|at| at.elapsed() > COMPARE) {
                repair::mend(self.kurier.db(), watched.lease.workspace, watched.lease.mailbox).await?;
                compared = Some(Instant::now());
            }
            progress.in_order().await?;
            let next_pass = Instant::now() + POLL;
            let Some(inbox) = folders::store::of_role(self.kurier.db(), watched, FolderRole::Inbox).await?
            else {
                // A tree without an inbox is not believed; it is read again, sooner when somebody asks.
                let asked = self.asked_again(watched, woken, None);
                let _ = tokio::time::timeout_at(next_pass, asked).await;
                continue;
            };
            while Instant::now() < next_pass && !shutdown.is_cancelled() {
                if self
                    .attend_inbox(watched, &mut session, inbox, next_pass, progress, woken, shutdown)
                    .await?
                {
                    break;
                }
            }
            if shutdown.is_cancelled() {
                return Ok(());
            }
        }
    }

    /// Waits for one event and does what it asks for. Answers with whether a whole pass is wanted.
    #[expect(clippy::too_many_arguments, reason = "what a watch is made of, passed on as it is")]
    async fn attend_inbox(
        &self,
        watched: &Watched,
        session: &mut ImapSession,
        inbox: FolderId,
        next_pass: Instant,
        progress: &Progress,
        woken: &Arc<Notify>,
        shutdown: &CancellationToken,
    ) -> Result<bool> {
        // A wake-up is a hint: what is asked for stands in the database.
        if store::is_requested(self.kurier.db(), watched, None).await? {
            return Ok(true);
        }
        let mut left = next_pass.saturating_duration_since(Instant::now());
        if let Some(wish) = wishes::next_due(self.kurier, watched).await? {
            left = left.min(wish);
        }
        let event = self.listen(session, watched, inbox, left, woken, shutdown).await?;
        match event {
            Some(IdleEvent::NewMail { .. } | IdleEvent::Changed | IdleEvent::Expunged) => {
                if let Some(folder) = folders::store::folder(self.kurier.db(), watched, inbox).await? {
                    folder_pass::run(self.kurier, watched, session, &folder, progress).await?;
                    progress.in_order().await?;
                }
                // News that came at the moment of a wake-up have used it up.
                store::is_requested(self.kurier.db(), watched, None).await
            }
            Some(IdleEvent::Timeout | IdleEvent::Interrupted) => {
                wishes::perform(self.kurier, watched, session, progress).await?;
                store::is_requested(self.kurier.db(), watched, None).await
            }
            // The inbox itself is gone or renamed: the tree is read again.
            None => Ok(true),
        }
    }

    /// Waits in the inbox. A wake-up that came before is not lost: `Notify` keeps one. `None`: there is no inbox to wait in.
    async fn listen(
        &self,
        session: &mut ImapSession,
        watched: &Watched,
        inbox: FolderId,
        limit: Duration,
        woken: &Arc<Notify>,
        shutdown: &CancellationToken,
    ) -> Result<Option<IdleEvent>> {
        if !session.capabilities().idle() {
            let until_look = limit.min(WITHOUT_IDLE);
            let event = if until_look < WITHOUT_IDLE { IdleEvent::Timeout } else { IdleEvent::Changed };
            return Ok(Some(tokio::select! {
                () = tokio::time::sleep(until_look) => event,
                () = woken.notified() => IdleEvent::Interrupted,
                () = shutdown.cancelled() => IdleEvent::Interrupted,
            }));
        }
        let Some(folder) = folders::store::folder(self.kurier.db(), watched, inbox).await? else {
            return Ok(None);
        };
        // What came between the last look and IDLE would not be told: SELECT tells it.
        let selected = session.select(&folder.raw_name).await?;
        if selected.uid_next.map(i64::from) != folder.uidnext {
            return Ok(Some(IdleEvent::NewMail { exists: selected.exists }));
        }
        let interrupt = shutdown.child_token();
        let waker = interrupt.clone();
        let woken = woken.clone();
        let waiting = async {
            woken.notified().await;
            waker.cancel();
            // The token has ended IDLE; this branch must not.
            std::future::pending::<()>().await;
        };
        tokio::select! {
            biased;
            event = session.idle(limit, &interrupt) => Ok(Some(event?)),
            () = waiting => Ok(Some(IdleEvent::Interrupted)),
        }
    }
}

/// Doubling with jitter, so that many mailboxes of one server do not come back in step.
fn backoff(attempt: u32) -> Duration {
    let (first, longest) = BACKOFF;
    let doubled = first.saturating_mul(1 << attempt.saturating_sub(1).min(6)).min(longest);
    doubled.mul_f64(rand::random_range(0.75..1.25))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_grows_and_ends() {
        assert!(backoff(1) < Duration::from_secs(3));
        assert!(backoff(4) > Duration::from_secs(10));
        assert!(backoff(60) <= Duration::from_secs(100));
    }
}
