//! The life of a watched mailbox: a pass, then waiting for news, with patience when the server is in trouble.

use super::{Lease, Sync, Watched, folder_pass, operations, progress::Progress, store, trouble_of};
use crate::{Error, Result};
use chrono::TimeDelta;
use kurier_mail::imap::{IdleEvent, ImapError, ImapSession};
use kurier_model::{
    FolderId,
    account::{FolderRole, MailboxState},
};
use std::{sync::Arc, time::Duration};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Folders that are not the inbox are looked at this often.
const POLL: Duration = Duration::from_secs(60);
/// Without IDLE the inbox is looked at this often.
const WITHOUT_IDLE: Duration = Duration::from_secs(20);
/// The first and the longest wait between attempts.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(80));

impl Sync<'_> {
    /// Watches a mailbox until `shutdown`: everything is synchronised, then the inbox is listened to and other folders
    /// are polled. `woken` tells that changes of ours wait or that somebody asks for a full pass. Comes back earlier
    /// only when the mailbox is gone, its lease is lost, or its password is refused.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn watch(&self, lease: &Lease, woken: Arc<Notify>, shutdown: CancellationToken) -> Result<()> {
        let mut attempt: u32 = 0;
        while !shutdown.is_cancelled() {
            let watched = self.open(lease).await?;
            let progress = Progress::new(self.kurier.clone(), &watched);
            let began = std::time::Instant::now();
            let error =
                match shutdown.run_until_cancelled(self.attend(&watched, &progress, &woken, &shutdown)).await
                {
                    None | Some(Ok(())) => break,
                    Some(Err(error)) => error,
                };
            if let Error::Mail(mail) = &error
                && let ImapError::AuthenticationFailed { reason } = &**mail
            {
                return progress.settle(MailboxState::NeedsPassword { answer: reason.clone() }).await;
            }
            if matches!(error, Error::NotFound) {
                return Ok(());
            }
            attempt = if began.elapsed() > Duration::from_secs(300) { 1 } else { attempt.saturating_add(1) };
            let wait = backoff(attempt);
            tracing::info!(mailbox = %watched.id, %error, attempt, "a mailbox is in trouble; trying again");
            let state = MailboxState::Retrying {
                trouble: trouble_of(&error, &watched),
                attempt,
                retry_at: self.kurier.now() + TimeDelta::from_std(wait).unwrap_or_default(),
            };
            // The database may be what is gone.
            let _ = progress.settle(state).await;
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = woken.notified() => {}
                () = shutdown.cancelled() => {}
            }
        }
        Ok(())
    }

    /// One connection's life. Ends with an error, or when `shutdown` was cancelled.
    async fn attend(
        &self,
        watched: &Watched,
        progress: &Progress,
        woken: &Arc<Notify>,
        shutdown: &CancellationToken,
    ) -> Result<()> {
        let mut session = self.connect(watched).await?;
        loop {
            self.pass(watched, &mut session, progress).await?;
            progress.settle(MailboxState::Idle).await?;
            let next_pass = tokio::time::Instant::now() + POLL;
            let Some(inbox) = self.inbox(watched).await? else {
                tokio::select! {
                    () = tokio::time::sleep_until(next_pass) => continue,
                    () = woken.notified() => continue,
                    () = shutdown.cancelled() => return Ok(()),
                }
            };
            while tokio::time::Instant::now() < next_pass {
                let left = next_pass.saturating_duration_since(tokio::time::Instant::now());
                let event = self.listen(&mut session, watched, inbox, left, woken, shutdown).await?;
                if shutdown.is_cancelled() {
                    return Ok(());
                }
                match event {
                    IdleEvent::Timeout => {}
                    IdleEvent::Interrupted => {
                        operations::perform_waiting(self.kurier, watched, &mut session).await?;
                        if store::is_requested(self.kurier.db(), watched).await? {
                            break;
                        }
                    }
                    IdleEvent::NewMail { .. } | IdleEvent::Changed | IdleEvent::Expunged => {
                        self.look_at(watched, &mut session, inbox, progress).await?;
                    }
                }
            }
        }
    }

    /// Waits in the inbox. A wake-up that came before is not lost: `Notify` keeps one.
    async fn listen(
        &self,
        session: &mut ImapSession,
        watched: &Watched,
        inbox: FolderId,
        limit: Duration,
        woken: &Arc<Notify>,
        shutdown: &CancellationToken,
    ) -> Result<IdleEvent> {
        if !session.capabilities().idle() {
            let limit = limit.min(WITHOUT_IDLE);
            return Ok(tokio::select! {
                () = tokio::time::sleep(limit) => IdleEvent::Changed,
                () = woken.notified() => IdleEvent::Interrupted,
                () = shutdown.cancelled() => IdleEvent::Interrupted,
            });
        }
        let Some(folder) = store::folder(self.kurier.db(), watched, inbox).await? else {
            return Err(Error::NotFound);
        };
        // What came between the last look and IDLE would not be told: SELECT tells it.
        let selected = session.select(&folder.raw_name).await?;
        if selected.uid_next.map(i64::from) != folder.uidnext {
            return Ok(IdleEvent::NewMail { exists: selected.exists });
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
            event = session.idle(limit, &interrupt) => Ok(event?),
            () = waiting => Ok(IdleEvent::Interrupted),
        }
    }

    async fn look_at(
        &self,
        watched: &Watched,
        session: &mut ImapSession,
        inbox: FolderId,
        progress: &Progress,
    ) -> Result<()> {
        if let Some(folder) = store::folder(self.kurier.db(), watched, inbox).await? {
            folder_pass::run(self.kurier, watched, session, &folder, progress).await?;
            progress.settle(MailboxState::Idle).await?;
        }
        Ok(())
    }

    async fn inbox(&self, watched: &Watched) -> Result<Option<FolderId>> {
        store::folder_of_role(self.kurier.db(), watched, FolderRole::Inbox).await
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
