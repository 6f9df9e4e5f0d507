//! `kurier doctor`

use super::words;
use crate::boot::Running;
use anyhow::{Context, Result};
use clap::Args;
use kurier_domain::jobs::Dead;
use kurier_domain::mailboxes::{FolderReport, Report};
use serde::Serialize;
use std::fmt::{self, Write};

#[derive(Debug, Args)]
pub struct Doctor {
    /// As JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Serialize)]
struct Findings {
    database: Database,
    #[serde(flatten)]
    report: Report,
    /// Jobs that failed as often as jobs may, and are not tried again by themselves.
    dead_jobs: Vec<Dead>,
}

#[derive(Debug, Serialize)]
struct Database {
    /// `private` or `url`
    kind: &'static str,
    /// As Postgres numbers it: 150014 is 15.14.
    server_version: Option<u32>,
    reachable: bool,
}

impl Doctor {
    pub async fn run(self, running: &Running) -> Result<()> {
        let report = match running.kurier.members().workspace().await {
            Ok(workspace) => running.kurier.mailboxes().report(workspace).await.map_err(words::said)?,
            // Nothing is set up yet.
            Err(kurier_domain::Error::NotFound) => Report::default(),
            Err(error) => return Err(words::said(error)),
        };
        let connection =
            running.kurier.db().pool().acquire().await.context("the database cannot be reached")?;
        let database = Database {
            kind: if running.has_private_database() { "private" } else { "url" },
            server_version: connection.server_version_num(),
            reachable: true,
        };
        let dead_jobs = running.kurier.jobs().all_dead().await.map_err(words::said)?;
        let findings = Findings { database, report, dead_jobs };
        if self.json {
            println!("{}", serde_json::to_string(&findings)?);
        } else {
            print!("{}", told(&findings)?);
        }
        Ok(())
    }
}

/// What is found, for people.
fn told(findings: &Findings) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let version = findings
        .database
        .server_version
        .map_or_else(String::new, |number| format!(", Postgres {}", number / 10_000));
    writeln!(text, "database: {}{version}", findings.database.kind)?;
    if findings.report.not_searchable > 0 {
        writeln!(text, "{} messages are not searchable yet", findings.report.not_searchable)?;
    }
    for mailbox in &findings.report.mailboxes {
        let watched = mailbox.watched_by.as_deref().unwrap_or("nobody");
        writeln!(text, "\n{}: {}, watched by {watched}", mailbox.address, mailbox.state)?;
        if mailbox.refused > 0 {
            writeln!(
                text,
                "  {} changes were refused by the server and wait for an answer",
                mailbox.refused
            )?;
        }
        if mailbox.differences > 0 {
            writeln!(text, "  {} lines or counts differ from the stored mail", mailbox.differences)?;
        }
        for folder in &mailbox.folders {
            writeln!(
                text,
                "  {:40} server {:>7}  stored {:>7}  set aside {:>4}  waiting {:>4}  to do {:>4}  unread {:>6}  {}",
                folder.path,
                folder.server_count,
                folder.stored_count,
                folder.set_aside,
                folder.waiting,
                folder.wishes,
                folder.unread,
                verdict(folder)
            )?;
        }
    }
    let outbox = &findings.report.outbox;
    writeln!(
        text,
        "\noutbox: {} waiting, {} failed, {} unknown",
        outbox.waiting, outbox.failed, outbox.unknown
    )?;
    if findings.dead_jobs.is_empty() {
        writeln!(text, "jobs: none given up")?;
    }
    for dead in &findings.dead_jobs {
        writeln!(
            text,
            "job {} ({}): GIVEN UP after {} attempts at {}: {}",
            dead.id, dead.job, dead.attempts, dead.since, dead.error
        )?;
    }
    Ok(text)
}

fn verdict(folder: &FolderReport) -> String {
    let missing = folder.server_count - folder.stored_count - folder.set_aside;
    match &folder.trouble {
        Some(trouble) => format!("CANNOT BE OPENED: {trouble:?}"),
        None if folder.is_in_order() => "in order".to_owned(),
        None if missing > 0 => format!("{missing} MISSING"),
        None if missing < 0 => format!("{} TOO MANY", -missing),
        None if folder.not_handed_out => "some are NOT HANDED OUT by the server".to_owned(),
        None => format!("{} not found on the server yet", folder.waiting),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_domain::mailboxes::{MailboxReport, OutboxReport};
    use kurier_model::MailboxId;
    use kurier_model::mailbox::{MailboxState, Trouble};

    fn folder(path: &str) -> FolderReport {
        FolderReport {
            path: path.to_owned(),
            role: None,
            uidvalidity: Some(1),
            server_count: 12,
            stored_count: 12,
            set_aside: 0,
            not_handed_out: false,
            waiting: 0,
            wishes: 0,
            unread: 0,
            trouble: None,
            kept: None,
            last_synced_at: None,
        }
    }

    fn findings(folders: Vec<FolderReport>) -> Findings {
        let mailbox = MailboxReport {
            id: MailboxId::new(),
            address: "anna@firma.example".to_owned(),
            state: "idle".to_owned(),
            detail: MailboxState::Idle,
            watched_by: None,
            folders,
            refused: 2,
            differences: 3,
        };
        let outbox = OutboxReport { waiting: 4, failed: 5, unknown: 6 };
        Findings {
            database: Database { kind: "private", server_version: Some(170_002), reachable: true },
            report: Report { mailboxes: vec![mailbox], outbox, not_searchable: 7 },
            dead_jobs: Vec::new(),
        }
    }

    #[test]
    fn each_trouble_is_told() {
        let folders = vec![
            folder("Good"),
            FolderReport { wishes: 8, ..folder("Wanted") },
            FolderReport { waiting: 9, ..folder("Ghosts") },
            FolderReport { stored_count: 10, set_aside: 1, ..folder("Missing") },
            FolderReport { stored_count: 15, ..folder("Surplus") },
            FolderReport { not_handed_out: true, ..folder("Withheld") },
            FolderReport { trouble: Some(Trouble::Disconnected), ..folder("Closed") },
        ];
        let text = told(&findings(folders)).unwrap();
        let line = |start: &str| text.lines().find(|line| line.trim_start().starts_with(start)).unwrap();
        for (path, verdict) in [
            ("Good", "in order"),
            ("Wanted", "in order"),
            ("Ghosts", "9 not found on the server yet"),
            ("Missing", "1 MISSING"),
            ("Surplus", "3 TOO MANY"),
            ("Withheld", "some are NOT HANDED OUT by the server"),
            ("Closed", "CANNOT BE OPENED: Disconnected"),
        ] {
            let line = line(path);
            assert!(line.ends_with(&format!("  {verdict}")), "{line}");
        }
        assert!(line("Wanted").contains("to do    8") && line("Ghosts").contains("waiting    9"), "{text}");
        assert!(line("Missing").contains("server      12  stored      10  set aside    1"), "{text}");
        for told in [
            "database: private, Postgres 17",
            "7 messages are not searchable yet",
            "anna@firma.example: idle, watched by nobody",
            "2 changes were refused by the server and wait for an answer",
            "3 lines or counts differ from the stored mail",
            "outbox: 4 waiting, 5 failed, 6 unknown",
            "jobs: none given up",
        ] {
            assert_eq!(line(told).trim_start(), told);
        }
    }
}
