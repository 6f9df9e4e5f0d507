//! Waiting for news: IDLE (RFC 2177).

use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;

use super::error::ImapError;
use super::exchange::completion;
use super::response::{Response, Status};
use super::session::{ImapSession, PATIENCE};

/// IDLE is begun anew this often: firewalls forget silent connections long before the server's half hour.
const RENEW_AFTER: Duration = Duration::from_secs(5 * 60);
/// A server that does not end IDLE in this time is gone.
const DONE_LIMIT: Duration = Duration::from_secs(15);

/// Why waiting ended. All but [`IdleEvent::Timeout`] and [`IdleEvent::Interrupted`] are hints to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdleEvent {
    /// The folder has this many messages: something arrived.
    NewMail {
        /// Messages in the folder now.
        exists: u32,
    },
    /// Flags changed.
    Changed,
    /// Messages were removed.
    Expunged,
    /// Nothing happened for as long as the caller wanted to wait.
    Timeout,
    /// The caller's token was cancelled.
    Interrupted,
}

impl ImapSession {
    /// Waits in the selected folder until something happens there, `limit` has passed, or `interrupt` is cancelled.
    /// Ready for the next command afterwards. The end of the connection is [`ImapError::Disconnected`], never an event.
    pub async fn idle(
        &mut self,
        limit: Duration,
        interrupt: &CancellationToken,
    ) -> Result<IdleEvent, ImapError> {
        if !self.capabilities.idle() {
            return Err(ImapError::Unsupported("IDLE"));
        }
        let deadline = Instant::now() + limit;
        self.drain().await?;
        loop {
            let until = deadline.min(Instant::now() + RENEW_AFTER);
            let event = self.idle_once(until, interrupt).await?;
            if event != IdleEvent::Timeout || Instant::now() >= deadline {
                return Ok(event);
            }
        }
    }

    async fn idle_once(
        &mut self,
        until: Instant,
        interrupt: &CancellationToken,
    ) -> Result<IdleEvent, ImapError> {
        let tag = self.send("IDLE").await?;
        let mut early = None;
        loop {
            match self.next_response().await? {
                Response::Continue(_) => break,
                Response::Tagged { tag: ended, status, code, text } if ended.as_ref() == tag.as_bytes() => {
                    completion("IDLE", status, code, text)?;
                    return Err(ImapError::Protocol("IDLE ended before it began".to_owned()));
                }
                other => early = event(&other).or(early),
            }
        }
        self.idling = true;
        let event = match early {
            Some(event) => event,
            None => {
                let wire = self.inner.get_mut();
                wire.rest();
                wire.set_read_limit(None);
                let waited = self.wait(until, interrupt).await;
                self.inner.get_mut().set_read_limit(Some(PATIENCE));
                waited?
            }
        };
        let ended = async {
            self.inner.run_command_untagged("DONE").await?;
            self.idling = false;
            let mut better = event;
            self.finish(&tag, "IDLE", |response| {
                // New mail outranks what else is told in the same breath.
                if let Some(late @ IdleEvent::NewMail { .. }) = self::event(response) {
                    better = late;
                } else if let (Some(late), IdleEvent::Timeout) = (self::event(response), better) {
                    better = late;
                }
                true
            })
            .await?;
            Ok(better)
        };
        timeout(DONE_LIMIT, ended).await.map_err(|_| ImapError::Timeout)?
    }

    async fn wait(&mut self, until: Instant, interrupt: &CancellationToken) -> Result<IdleEvent, ImapError> {
        loop {
            tokio::select! {
                biased;
                () = interrupt.cancelled() => return Ok(IdleEvent::Interrupted),
                response = timeout_at(until, self.next_response()) => {
                    let Ok(response) = response else { return Ok(IdleEvent::Timeout) };
                    if let Some(event) = event(&response?) {
                        return Ok(event);
                    }
                }
            }
        }
    }
}

fn event(response: &Response) -> Option<IdleEvent> {
    match response {
        Response::Data { number: Some(exists), name, .. } if name == "EXISTS" => {
            Some(IdleEvent::NewMail { exists: *exists })
        }
        Response::Data { name, .. } if name == "EXPUNGE" || name == "VANISHED" => Some(IdleEvent::Expunged),
        Response::Data { name, .. } if name == "FETCH" => Some(IdleEvent::Changed),
        Response::Status { status: Status::Ok, code: Some(code), .. } if code.name == "HIGHESTMODSEQ" => {
            Some(IdleEvent::Changed)
        }
        _ => None,
    }
}
