//! Folders and messages as Dovecot itself sees them: what a test compares Kurier with.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result, bail};
use serde::Serialize;
use serde_json::Value;

use super::Dovecot;
use crate::process::Account;

/// A folder's own account of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Folder {
    pub path: String,
    pub messages: u64,
    pub unseen: u64,
    pub uidvalidity: u32,
    pub uidnext: u32,
}

/// A message as it lies in a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredMail {
    pub uid: u32,
    /// `\Seen \Answered …`
    pub flags: Vec<String>,
    pub message_id: String,
    pub subject: String,
    pub from: String,
    pub to: String,
    pub in_reply_to: String,
    pub references: String,
}

impl Dovecot {
    /// All folders with their counts.
    pub async fn folders(&self, user: &str) -> Result<Vec<Folder>> {
        let items = "messages unseen uidvalidity uidnext";
        let status = ["-f", "json", "mailbox", "status", "-u", user, items, "*"];
        let told = match self.doveadm(&status).await {
            Ok(told) => told,
            // A folder was deleted between being listed and being looked at.
            Err(error) if error.to_string().contains("Failed to lookup mailbox status") => {
                self.doveadm(&status).await?
            }
            Err(error) => return Err(error),
        };
        let rows: Vec<Value> = serde_json::from_str(&told).with_context(|| told.clone())?;
        let number = |row: &Value, name: &str| word(row, name).parse::<u64>().unwrap_or_default();
        let mut folders: Vec<Folder> = rows
            .iter()
            .map(|row| Folder {
                path: word(row, "mailbox"),
                messages: number(row, "messages"),
                unseen: number(row, "unseen"),
                uidvalidity: u32::try_from(number(row, "uidvalidity")).unwrap_or_default(),
                uidnext: u32::try_from(number(row, "uidnext")).unwrap_or_default(),
            })
            .collect();
        folders.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(folders)
    }

    /// The messages of a folder by UID.
    pub async fn mails(&self, user: &str, folder: &str) -> Result<Vec<StoredMail>> {
        let fields = "uid flags hdr.message-id hdr.subject.utf8 hdr.from.utf8 hdr.to.utf8 hdr.in-reply-to hdr.references";
        let told =
            self.doveadm(&["-f", "json", "fetch", "-u", user, fields, "mailbox", folder, "all"]).await?;
        let rows: Vec<Value> = serde_json::from_str(&told).with_context(|| told.clone())?;
        let mut mails: Vec<StoredMail> = rows
            .iter()
            .map(|row| StoredMail {
                uid: word(row, "uid").parse().unwrap_or_default(),
                flags: word(row, "flags").split_whitespace().map(str::to_owned).collect(),
                message_id: word(row, "hdr.message-id"),
                subject: word(row, "hdr.subject.utf8"),
                from: word(row, "hdr.from.utf8"),
                to: word(row, "hdr.to.utf8"),
                in_reply_to: word(row, "hdr.in-reply-to"),
                references: word(row, "hdr.references"),
            })
            .collect();
        mails.sort_by_key(|mail| mail.uid);
        Ok(mails)
    }

    /// A message's bytes as IMAP gives them.
    pub async fn raw(&self, user: &str, folder: &str, uid: u32) -> Result<String> {
        let uid = uid.to_string();
        let told = self.doveadm(&["fetch", "-u", user, "text", "mailbox", folder, "uid", &uid]).await?;
        Ok(told.strip_prefix("text:\n").unwrap_or(&told).to_owned())
    }

    pub async fn create_folder(&self, user: &str, folder: &str) -> Result<()> {
        self.doveadm(&["mailbox", "create", "-s", "-u", user, folder]).await.map(drop)
    }

    pub async fn delete_folder(&self, user: &str, folder: &str) -> Result<()> {
        self.doveadm(&["mailbox", "delete", "-r", "-s", "-u", user, folder]).await.map(drop)
    }

    /// Adds or removes a flag on every message of a folder, as another mail program would.
    pub async fn flag(&self, user: &str, folder: &str, flag: &str, on: bool) -> Result<()> {
        let verb = if on { "add" } else { "remove" };
        self.doveadm(&["flags", verb, "-u", user, flag, "mailbox", folder, "all"]).await.map(drop)
    }

    /// Deletes for good, by a `doveadm` search query such as `["uid", "1:5"]` or `["all"]`.
    pub async fn expunge(&self, user: &str, folder: &str, query: &[&str]) -> Result<()> {
        let mut arguments = vec!["expunge", "-u", user, "mailbox", folder];
        arguments.extend(query);
        self.doveadm(&arguments).await.map(drop)
    }

    /// Moves what a `doveadm` search query finds, as another mail program would.
    pub async fn move_mails(&self, user: &str, from: &str, to: &str, query: &[&str]) -> Result<()> {
        let mut arguments = vec!["move", "-u", user, to, "mailbox", from];
        arguments.extend(query);
        self.doveadm(&arguments).await.map(drop)
    }

    /// Puts mails into a folder by writing its Maildir, the fastest way there is; the folder is made when missing. The
    /// mails count as read when `seen`. The last one is the newest: they are a minute apart and end now.
    pub async fn append(&self, user: &str, folder: &str, mails: Vec<Vec<u8>>, seen: bool) -> Result<usize> {
        if folder != "INBOX" && !self.maildir(user, folder).join("cur").exists() {
            self.create_folder(user, folder).await.or_else(ignore_exists)?;
        }
        let (maildir, account) = (self.maildir(user, folder), self.account.clone());
        let top = self.home(user);
        tokio::task::spawn_blocking(move || {
            make_maildir(&top, &maildir, &account)?;
            write_mails(&maildir, &mails, seen, &account)
        })
        .await?
    }

    /// Makes Dovecot number a folder afresh: same mails, new UIDs and another UIDVALIDITY, as after a restored backup.
    pub async fn renumber(&self, user: &str, folder: &str) -> Result<()> {
        self.kick(user).await?;
        let maildir = self.maildir(user, folder);
        for entry in fs::read_dir(&maildir)?.flatten() {
            if entry.file_name().to_string_lossy().starts_with("dovecot") {
                let _ = fs::remove_file(entry.path());
            }
        }
        // UIDVALIDITY is a time in seconds when nothing else is known: it must not come out the same.
        tokio::time::sleep(Duration::from_millis(1100)).await;
        self.doveadm(&["mailbox", "status", "-u", user, "uidvalidity", folder]).await.map(drop)
    }

    /// Has Dovecot read a folder once, so that its index is there: neither side of a measurement pays for it.
    pub async fn warm(&self, user: &str, folder: &str) -> Result<()> {
        self.doveadm(&["index", "-u", user, folder]).await.map(drop)
    }

    /// The folder's Maildir on disk.
    pub fn maildir(&self, user: &str, folder: &str) -> PathBuf {
        let top = self.home(user).join("Maildir");
        if folder == "INBOX" { top } else { top.join(folder) }
    }

    fn home(&self, user: &str) -> PathBuf {
        self.scratch.path().join("mail").join(user)
    }
}

fn word(row: &Value, name: &str) -> String {
    row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn ignore_exists(error: anyhow::Error) -> Result<()> {
    if error.to_string().contains("exists") { Ok(()) } else { Err(error) }
}

fn make_maildir(top: &Path, maildir: &Path, account: &Account) -> Result<()> {
    for folder in ["cur", "new", "tmp"] {
        fs::create_dir_all(maildir.join(folder))?;
        account.give(&maildir.join(folder))?;
    }
    for above in maildir.ancestors() {
        account.give(above)?;
        if above == top {
            return Ok(());
        }
    }
    bail!("{} is not below {}", maildir.display(), top.display())
}

fn write_mails(maildir: &Path, mails: &[Vec<u8>], seen: bool, account: &Account) -> Result<usize> {
    let now = SystemTime::now();
    let flags = if seen { ":2,S" } else { ":2," };
    let salt: u32 = rand::random();
    for (turn, raw) in mails.iter().enumerate() {
        let minutes = u64::try_from(mails.len() - turn)?;
        let received = now - Duration::from_secs(60 * minutes);
        let seconds = received.duration_since(UNIX_EPOCH)?.as_secs();
        // S and W spare Dovecot reading the file to learn its size.
        let size = raw.len();
        let name = format!(
            "{seconds}.M{turn:06}P{}Q{salt:08x}.testbed,S={size},W={size}{flags}",
            std::process::id()
        );
        let path = maildir.join("cur").join(name);
        let file = fs::File::create(&path)?;
        std::io::Write::write_all(&mut &file, raw)?;
        file.set_modified(received)?;
        account.give(&path)?;
    }
    Ok(mails.len())
}
