//! A private Dovecot: IMAP (plain, STARTTLS, TLS) and LMTP on loopback, mail in Maildir.

mod config;
mod folders;
mod lmtp;

use std::{
    collections::BTreeMap,
    fs,
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result};
use rustix::process::Signal;

pub use self::{
    folders::{Folder, StoredMail},
    lmtp::deliver,
};
use crate::{
    certificate::Certificate,
    people::{EVERYBODY, Person},
    process::{self, Account},
    scratch::{Scratch, free_port},
};

/// How this Dovecot differs from an ordinary one.
#[derive(Debug, Clone)]
pub struct DovecotOptions {
    /// Sent, Drafts, Trash, Junk and Archive exist and say what they are (RFC 6154).
    pub special_use: bool,
    /// Says only `IMAP4rev1 LITERAL+ IDLE`: no MOVE, UIDPLUS, CONDSTORE, SPECIAL-USE, LIST-STATUS.
    pub plain_imap: bool,
    /// People with mailboxes.
    pub people: Vec<Person>,
}

impl Default for DovecotOptions {
    fn default() -> Self {
        Self { special_use: true, plain_imap: false, people: EVERYBODY.to_vec() }
    }
}

/// A running Dovecot. Its folders live as long as the value, through any number of restarts.
#[derive(Debug)]
pub struct Dovecot {
    scratch: Scratch,
    account: Account,
    certificate: Certificate,
    options: DovecotOptions,
    passwords: BTreeMap<String, String>,
    imap_port: u16,
    imaps_port: u16,
    lmtp_port: u16,
    child: Option<Child>,
}

impl Dovecot {
    pub async fn start() -> Result<Self> {
        Self::start_with(DovecotOptions::default()).await
    }

    pub async fn start_with(options: DovecotOptions) -> Result<Self> {
        let scratch = Scratch::new("dc")?;
        let account = Account::unprivileged()?;
        account.give(scratch.path())?;
        let certificate = Certificate::create(scratch.path())?;
        fs::set_permissions(&certificate.key, fs::Permissions::from_mode(0o600))?;
        account.give(&certificate.key)?;
        let passwords = options
            .people
            .iter()
            .map(|person| (person.address.to_owned(), person.password.to_owned()))
            .collect();
        let (imap_port, imaps_port, lmtp_port) = (free_port()?, free_port()?, free_port()?);
        let mut dovecot = Self {
            scratch,
            account,
            certificate,
            options,
            passwords,
            imap_port,
            imaps_port,
            lmtp_port,
            child: None,
        };
        for folder in ["base", "state", "mail"] {
            let path = dovecot.scratch.path().join(folder);
            fs::create_dir_all(&path)?;
            dovecot.account.give(&path)?;
        }
        fs::write(dovecot.config(), config::text(&dovecot))?;
        dovecot.write_users()?;
        dovecot.launch().await?;
        Ok(dovecot)
    }

    /// Starts it again after [`Self::stop`] or [`Self::kill`], on the same ports with the same mail.
    pub async fn launch(&mut self) -> Result<()> {
        let mut command = self.account.command(dovecot_program());
        command.arg("-F").arg("-c").arg(self.config()).current_dir("/");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.child =
            Some(command.spawn().context("cannot start dovecot: install dovecot-imapd and dovecot-lmtpd")?);
        for port in [self.imap_port, self.imaps_port, self.lmtp_port] {
            process::wait_for_port(port, Duration::from_secs(10))
                .await
                .with_context(|| format!("dovecot did not come up: {}", self.log()))?;
        }
        Ok(())
    }

    /// Orderly: sessions are told BYE. What has not gone after a second is killed (Dovecot waits six for its clients).
    pub fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let family = process::descendants(child.id());
        process::end(&mut child, Signal::TERM, Duration::from_secs(1));
        process::kill_all(&family);
    }

    /// Stops for good and removes every trace, for an end by signal where no value is dropped.
    pub fn dissolve(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(self.scratch.path());
    }

    /// Like a power cut for the clients: every session process is killed and no word is said.
    pub fn kill(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let family = process::descendants(child.id());
        let _ = child.kill();
        let _ = child.wait();
        process::kill_all(&family);
    }

    pub async fn restart(&mut self) -> Result<()> {
        self.stop();
        self.launch().await
    }

    /// Process id of the master process, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    pub fn is_running(&self) -> bool {
        self.child.is_some()
    }

    /// Unencrypted, and STARTTLS.
    pub fn imap(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.imap_port).into()
    }

    /// TLS from the first byte.
    pub fn imaps(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.imaps_port).into()
    }

    pub fn lmtp(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.lmtp_port).into()
    }

    /// The authority that signed the server's certificate.
    pub fn authority(&self) -> &Path {
        &self.certificate.authority
    }

    /// What Dovecot has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.scratch.path().join("log")).unwrap_or_default()
    }

    /// Delivers by LMTP as a real mail server would; returns after Dovecot's `250`.
    pub async fn deliver_lmtp(&self, to: &str, raw: &[u8]) -> Result<()> {
        lmtp::deliver(self.lmtp(), "sender@klient.example", &[to], raw).await
    }

    /// Sets another mailbox password; sessions that are signed in stay so until [`Self::kick`].
    pub async fn set_password(&mut self, user: &str, password: &str) -> Result<()> {
        self.passwords.insert(user.to_owned(), password.to_owned());
        self.write_users()?;
        // Dovecot looks at the file at most once a second, and tells a change by its time in whole seconds.
        tokio::time::sleep(Duration::from_millis(2_100)).await;
        self.write_users()?;
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        let _ = self.doveadm(&["auth", "cache", "flush"]).await;
        Ok(())
    }

    /// Throws every session of a user out.
    pub async fn kick(&self, user: &str) -> Result<()> {
        // Exit 68 (no such session) is as good.
        let _ = self.doveadm(&["kick", user]).await;
        Ok(())
    }

    /// Runs `doveadm` against this instance.
    pub async fn doveadm(&self, arguments: &[&str]) -> Result<String> {
        process::run(self.doveadm_command(arguments)).await
    }

    fn doveadm_command(&self, arguments: &[&str]) -> Command {
        let mut command = self.account.command("doveadm");
        command.arg("-c").arg(self.config()).args(arguments).current_dir("/");
        command
    }

    fn config(&self) -> PathBuf {
        self.scratch.path().join("dovecot.conf")
    }

    fn write_users(&self) -> Result<()> {
        let lines: String = self
            .passwords
            .iter()
            .map(|(user, password)| format!("{user}:{{PLAIN}}{password}::::::\n"))
            .collect();
        let fresh = self.scratch.path().join("users.new");
        fs::write(&fresh, lines)?;
        self.account.give(&fresh)?;
        fs::rename(fresh, self.scratch.path().join("users"))?;
        Ok(())
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.stop();
    }
}

fn dovecot_program() -> &'static str {
    if Path::new("/usr/sbin/dovecot").exists() { "/usr/sbin/dovecot" } else { "dovecot" }
}
