//! The copy in Sent: the same bytes, put there over IMAP once the message has gone. A step of its own, which can be
//! repeated: the server is asked for the Message-ID first.

mod store;

use super::{Look, Outbox};
use crate::events::{self, WorkerChannel};
use crate::mailboxes::{Credentials, trouble};
use crate::queue::{self, FileCopy};
use crate::{
    actor::Actor,
    error::{Error, Result},
    kurier::Kurier,
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_mail::imap::{Flags, ImapError, ImapSession};
use kurier_model::OutboxId;
use kurier_model::live::News;
use kurier_model::mailbox::FolderRole;
use store::Copy;

/// How long a worker has for one copy before another may try. The queue gives a copy to one worker at a time anyway.
const LEASE: TimeDelta = TimeDelta::seconds(30);
/// Waits between attempts, in seconds.
const BACKOFF: [i64; 7] = [10, 60, 300, 900, 1_800, 3_600, 7_200];
/// How long a provider that keeps copies itself may take for it.
const OWN_COPY: TimeDelta = TimeDelta::seconds(30);
/// How often a copy looks whether its mailbox is still paused.
const PAUSED: TimeDelta = TimeDelta::minutes(1);

/// When the copy of a message sent through `smtp_host` is due; `None` where the provider certainly makes it itself.
pub(super) fn first_due(smtp_host: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let host = smtp_host.trim_end_matches('.').to_ascii_lowercase();
    let of = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
    if of("gmail.com") || of("googlemail.com") {
        return None;
    }
    let keeps_copies = of("office365.com") || of("outlook.com");
    Some(if keeps_copies { now + OWN_COPY } else { now })
}

impl Outbox<'_> {
    /// Looks at one sent message, and puts its copy into Sent when that is due. However often this is called, there is one copy.
    ///
    /// # Errors
    /// Those of the database, and [`Error::Forbidden`] for people: this is a worker's. A mail server's trouble is written into
    /// the message's row.
    pub async fn file_copy(&self, actor: &Actor, outgoing: OutboxId) -> Result<Look> {
        if !actor.is_system() {
            return Err(Error::Forbidden);
        }
        let kurier = self.kurier;
        let now = kurier.now();
        let Some(copy) = store::claim(kurier.db(), actor.workspace, outgoing, now, now + LEASE).await? else {
            let due = store::due(kurier.db(), actor.workspace, outgoing).await?;
            return Ok(due.map_or(Look::Nothing, |due| Look::until(due, now)));
        };
        match kurier.mailboxes().credentials(actor, copy.mailbox).await {
            Ok(credentials) => match kurier.mailboxes().session(actor, copy.mailbox).await {
                Ok(session) => {
                    let put = put(session, &copy).await;
                    write_down(kurier, &credentials, &copy, put).await?;
                }
                Err(Error::Mail(error)) => write_down(kurier, &credentials, &copy, Err(*error)).await?,
                Err(Error::MailboxPaused) => hold(kurier, &copy).await?,
                Err(error) => return Err(error),
            },
            // Removed: there is no Sent any more.
            Err(Error::NotFound) => store::unneeded(kurier.db(), &copy).await?,
            Err(error) => return Err(error),
        }
        Ok(Look::Done)
    }
}

async fn write_down(
    kurier: &Kurier,
    credentials: &Credentials,
    copy: &Copy,
    put: Result<(), ImapError>,
) -> Result<()> {
    let mut tx = kurier.db().workspace_tx(copy.workspace).await?;
    match put {
        Ok(()) => {
            store::done(&mut tx, copy, kurier.now()).await?;
            events::wake(&mut tx, WorkerChannel::Mailbox, copy.mailbox).await?;
        }
        Err(error) => {
            tracing::warn!(outgoing = %copy.id, %error, attempt = copy.attempt, "no copy in Sent yet");
            let trouble = trouble::imap_trouble(&error, &credentials.imap);
            let step = usize::try_from(copy.attempt.saturating_sub(1)).unwrap_or(usize::MAX);
            let wait = BACKOFF.get(step).map(|seconds| TimeDelta::seconds(*seconds));
            store::not_done(&mut tx, copy, &trouble, wait.map(|wait| kurier.now() + wait)).await?;
            if let Some(wait) = wait {
                let again = FileCopy::of(&mut tx, copy.workspace, copy.id, copy.mailbox).await?;
                queue::enqueue(&mut tx, &again, wait.to_std().unwrap_or_default()).await?;
            }
        }
    }
    events::notify(&mut tx, copy.workspace, &News::Outbox { outgoing: copy.id }).await?;
    Ok(tx.commit().await?)
}

/// Nothing was tried: the copy is put there soon after somebody has given the password.
async fn hold(kurier: &Kurier, copy: &Copy) -> Result<()> {
    let mut tx = kurier.db().workspace_tx(copy.workspace).await?;
    store::hold(&mut tx, copy, kurier.now() + PAUSED).await?;
    let again = FileCopy::of(&mut tx, copy.workspace, copy.id, copy.mailbox).await?;
    queue::enqueue(&mut tx, &again, PAUSED.to_std().unwrap_or_default()).await?;
    Ok(tx.commit().await?)
}

async fn put(mut session: ImapSession, copy: &Copy) -> Result<(), ImapError> {
    let folder = match &copy.folder {
        Some(folder) => folder.clone(),
        None => sent_folder(&mut session).await?,
    };
    session.select(&folder).await?;
    if session.find_by_message_id(&copy.message_id).await?.is_empty() {
        let flags = Flags { seen: true, ..Flags::default() };
        session.append(&folder, &copy.mime, &flags, Some(copy.sent_at)).await?;
    }
    session.logout().await;
    Ok(())
}

/// Where no Sent folder is known yet: the server's, or a new one.
async fn sent_folder(session: &mut ImapSession) -> Result<String, ImapError> {
    let folders = session.list_folders().await?;
    if let Some(sent) =
        folders.iter().find(|folder| folder.role == Some(FolderRole::Sent) && folder.selectable)
    {
        return Ok(sent.raw_name.clone());
    }
    match session.create_folder("", "Sent").await {
        // Some servers keep everything below the inbox.
        Err(ImapError::No { .. }) => {
            let delimiter = folders.iter().find_map(|folder| folder.delimiter).unwrap_or('.');
            session.create_folder(&format!("INBOX{delimiter}"), "Sent").await
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_that_keep_copies() {
        let now = DateTime::default();
        assert_eq!(first_due("smtp.gmail.com", now), None);
        assert_eq!(first_due("notgmail.com", now), Some(now));
        assert_eq!(first_due("smtp.office365.com", now), Some(now + OWN_COPY));
    }
}
