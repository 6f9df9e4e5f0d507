//! The verbs for administrators.

use std::{
    io::Write as _,
    net::SocketAddr,
    process::{Child, Stdio},
};

use anyhow::{Context as _, Result, bail};

use super::{Doctor, Endpoint, Exported, Kurier, SyncReport};
use crate::{dovecot::Dovecot, people::Person, smtp_receiver::SmtpReceiver};

/// Whose mailbox is added, and how it is reached.
#[derive(Debug, Clone, Copy)]
pub struct MailServers {
    pub imap: SocketAddr,
    pub smtp: SocketAddr,
}

impl MailServers {
    pub fn of(dovecot: &Dovecot, smtp: &SmtpReceiver) -> Self {
        Self { imap: dovecot.imap(), smtp: smtp.address() }
    }
}

impl Kurier {
    /// Runs a verb to its end; gives what it printed, or what it complained of.
    pub async fn run(&self, arguments: &[&str], password: Option<&str>) -> Result<String> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (words, password) = (arguments.join(" "), password.map(str::to_owned));
        tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().context("cannot start kurier")?;
            if let (Some(mut stdin), Some(password)) = (child.stdin.take(), password) {
                writeln!(stdin, "{password}")?;
            }
            let answer = child.wait_with_output()?;
            let told = String::from_utf8_lossy(&answer.stdout).into_owned();
            if !answer.status.success() {
                bail!("kurier {words}: {}\n{told}{}", answer.status, String::from_utf8_lossy(&answer.stderr));
            }
            Ok(told)
        })
        .await?
    }

    /// `role`: owner, admin or member. The person signs in with [`Person::sign_in`].
    pub async fn user_add(&self, person: Person, role: &str) -> Result<()> {
        let words = [
            "user",
            "add",
            "--email",
            person.address,
            "--name",
            person.name,
            "--role",
            role,
            "--password-stdin",
        ];
        self.run(&words, Some(person.sign_in)).await.map(drop)
    }

    /// A private mailbox of its owner, or a team mailbox with members (addresses of users).
    pub async fn mailbox_add(
        &self,
        owner: Person,
        mailbox: Person,
        members: &[Person],
        servers: MailServers,
    ) -> Result<()> {
        let (imap, smtp) = (servers.imap.to_string(), servers.smtp.to_string());
        let kind = if owner == mailbox { "private" } else { "team" };
        let mut words = vec!["mailbox", "add", "--owner", owner.address, "--address", mailbox.address];
        words.extend(["--kind", kind, "--imap", &imap, "--imap-security", "none"]);
        words.extend(["--smtp", &smtp, "--smtp-security", "none", "--username", mailbox.address]);
        words.push("--password-stdin");
        for member in members {
            words.extend(["--member", member.address]);
        }
        self.run(&words, Some(mailbox.password)).await.map(drop)
    }

    /// Syncs every folder until caught up.
    pub async fn sync(&self, address: &str) -> Result<SyncReport> {
        let told = self.run(&["mailbox", "sync", address, "--json"], None).await?;
        last_json(&told)
    }

    /// The same as a process that can be killed on the way; its output goes to the log.
    pub fn spawn_sync(&self, address: &str) -> Result<Child> {
        let log = std::fs::File::options().create(true).append(true).open(self.log_file())?;
        let mut command = self.command(&["mailbox", "sync", address, "--json"]);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        command.spawn().context("cannot start kurier")
    }

    pub async fn doctor(&self) -> Result<Doctor> {
        last_json(&self.run(&["doctor", "--json"], None).await?)
    }

    /// Everything that the web server answers to.
    pub async fn endpoints(&self) -> Result<Vec<Endpoint>> {
        let told = self.run(&["routes", "--json"], None).await?;
        serde_json::from_str(&told).with_context(|| format!("unexpected: {told}"))
    }

    pub async fn export(&self, address: &str) -> Result<Vec<Exported>> {
        let told = self.run(&["export", "--mailbox", address, "--format", "jsonl"], None).await?;
        told.lines().map(|line| serde_json::from_str(line).with_context(|| line.to_owned())).collect()
    }
}

/// The JSON document that a verb prints, wherever log lines may stand before it.
pub(crate) fn last_json<T: serde::de::DeserializeOwned>(told: &str) -> Result<T> {
    let start = if told.starts_with('{') { 0 } else { told.find("\n{").map_or(0, |at| at + 1) };
    serde_json::from_str(told.get(start..).unwrap_or_default()).with_context(|| format!("unexpected: {told}"))
}
