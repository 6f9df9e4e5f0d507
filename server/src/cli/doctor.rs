//! `kurier doctor`

use super::words;
use crate::boot::Running;
use anyhow::{Context, Result};
use clap::Args;
use kurier_domain::jobs::Dead;
use kurier_domain::mailboxes::{FolderReport, Report};
use serde::Serialize;

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
            tell(&findings);
        }
        Ok(())
    }
}

fn tell(findings: &Findings) {
    let version = findings
        .database
        .server_version
        .map_or_else(String::new, |number| format!(", Postgres {}", number / 10_000));
    println!("database: {}{version}", findings.database.kind);
    if findings.report.not_searchable > 0 {
        println!("{} messages are not searchable yet", findings.report.not_searchable);
    }
    for mailbox in &findings.report.mailboxes {
        let watched = mailbox.watched_by.as_deref().unwrap_or("nobody");
        println!("\n{}: {}, watched by {watched}", mailbox.address, mailbox.state);
        if mailbox.refused > 0 {
            println!("  {} changes were refused by the server and wait for an answer", mailbox.refused);
        }
        if mailbox.differences > 0 {
            println!("  {} lines or counts differ from the stored mail", mailbox.differences);
        }
        for folder in &mailbox.folders {
            println!(
                "  {:40} server {:>7}  stored {:>7}  set aside {:>4}  waiting {:>4}  to do {:>4}  unread {:>6}  {}",
                folder.path,
                folder.server_count,
                folder.stored_count,
                folder.set_aside,
                folder.waiting,
                folder.wishes,
                folder.unread,
                verdict(folder)
            );
        }
    }
    let outbox = &findings.report.outbox;
    println!("\noutbox: {} waiting, {} failed, {} unknown", outbox.waiting, outbox.failed, outbox.unknown);
    if findings.dead_jobs.is_empty() {
        println!("jobs: none given up");
    }
    for dead in &findings.dead_jobs {
        println!(
            "job {} ({}): GIVEN UP after {} attempts at {}: {}",
            dead.id, dead.job, dead.attempts, dead.since, dead.error
        );
    }
}

fn verdict(folder: &FolderReport) -> String {
    let missing = folder.server_count - folder.stored_count - folder.set_aside;
    match &folder.trouble {
        Some(trouble) => format!("CANNOT BE OPENED: {trouble:?}"),
        None if folder.is_in_order() => "in order".to_owned(),
        None if missing != 0 => format!("{missing} MISSING"),
        None => "not found on the server yet".to_owned(),
    }
}
