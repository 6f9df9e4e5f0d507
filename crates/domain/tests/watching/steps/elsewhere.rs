//! Another mail program on the same mailbox, that goes straight to the server; and the server's disk, to compare with.

use anyhow::{Context, Result};
use kurier_mail::dialer::Dialer;
use kurier_mail::imap::{FlagChange, Flags, ImapAccount, ImapError, ImapSession, Secret, UidSet};
use kurier_mail::stream::Security;
use kurier_testbed::{Dovecot, Person};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The other program's connection.
pub struct Elsewhere {
    session: ImapSession,
}

impl Elsewhere {
    pub async fn open(dovecot: &Dovecot, person: &Person) -> Result<Self> {
        let account = ImapAccount {
            host: "127.0.0.1".to_owned(),
            port: dovecot.imap().port(),
            security: Security::None,
            username: person.address.to_owned(),
            secret: Secret::Password(person.password.to_owned().into()),
        };
        let session = ImapSession::connect(&Dialer::new(vec!["127.0.0.0/8".parse()?]), &account).await?;
        Ok(Self { session })
    }

    /// UIDs in a folder, which stays selected. None when it is not there.
    pub async fn uids(&mut self, folder: &str) -> Result<Vec<u32>> {
        match self.session.select(folder).await {
            Ok(_) => Ok(self.session.all_uids().await?.iter().collect()),
            Err(error) if error.leaves_session_usable() => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// The Message-ID behind each UID of a folder.
    pub async fn messages(&mut self, folder: &str) -> Result<BTreeMap<u32, String>> {
        let mut messages = BTreeMap::new();
        for uid in self.uids(folder).await? {
            messages.insert(uid, self.message_id(uid).await?.unwrap_or_default());
        }
        Ok(messages)
    }

    /// The Message-ID of a message in the selected folder; `None` when it has just gone.
    pub async fn message_id(&mut self, uid: u32) -> Result<Option<String>> {
        Ok(self.session.fetch_one(uid).await?.and_then(|message| message_id(&message.raw)))
    }

    pub async fn flag(&mut self, uid: u32, set: bool, flags: &Flags) -> Result<()> {
        let change = if set { FlagChange::Add } else { FlagChange::Remove };
        usable(self.session.store_flags(&UidSet::from_uids([uid]), change, flags).await)
    }

    pub async fn move_to(&mut self, uid: u32, folder: &str) -> Result<()> {
        usable(self.session.move_messages(&UidSet::from_uids([uid]), folder).await)
    }

    pub async fn expunge(&mut self, uid: u32) -> Result<()> {
        usable(self.session.remove(&UidSet::from_uids([uid])).await)
    }

    pub async fn create(&mut self, folder: &str) -> Result<()> {
        usable(self.session.create_folder("", folder).await)
    }

    pub async fn rename(&mut self, folder: &str, to: &str) -> Result<()> {
        usable(self.session.rename_folder(folder, "", to).await)
    }
}

/// What the server refuses is no fault here.
fn usable<T>(outcome: Result<T, ImapError>) -> Result<()> {
    match outcome {
        Ok(_) => Ok(()),
        Err(error) if error.leaves_session_usable() => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Message-IDs, each as often as it lies there.
pub type Ids = BTreeMap<String, u32>;

/// Every folder on the server's disk with what lies in it.
pub fn on_disk(dovecot: &Dovecot, person: &Person) -> Result<BTreeMap<String, Ids>> {
    let top = dovecot.maildir(person.address, "INBOX");
    let mut folders = BTreeMap::from([("INBOX".to_owned(), ids_in(&top)?)]);
    for entry in fs::read_dir(&top)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().join("cur").is_dir() {
            folders.insert(name, ids_in(&entry.path())?);
        }
    }
    Ok(folders)
}

fn ids_in(maildir: &Path) -> Result<Ids> {
    let mut ids = Ids::new();
    for part in ["cur", "new"] {
        for entry in fs::read_dir(maildir.join(part)).into_iter().flatten() {
            let raw = fs::read(entry?.path())?;
            *ids.entry(message_id(&raw).context("a Message-ID")?).or_default() += 1;
        }
    }
    Ok(ids)
}

fn message_id(raw: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(raw);
    let line = text.lines().find_map(|line| line.strip_prefix("Message-ID: <"))?;
    Some(line.trim_end().trim_end_matches('>').to_owned())
}
