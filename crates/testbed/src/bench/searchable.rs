//! When the last message of a first synchronisation can be found by its words: `kurier serve` from its start, against
//! `mbsync` and then `notmuch new`.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};

use super::OWNER;
use crate::{
    dovecot::Dovecot,
    kurier::{Kurier, KurierOptions, MailServers},
    postgres::Postgres,
    smtp_receiver::SmtpReceiver,
};

/// How often Kurier's database is asked.
const PERIOD: Duration = Duration::from_millis(250);
/// Without another message searchable for this long, something is wrong.
const PATIENCE: Duration = Duration::from_secs(120);

/// Prints both. `mbsync`: its seconds, and the folder with the Maildirs that it filled.
pub(super) async fn compare(
    dovecot: &Dovecot,
    smtp: &SmtpReceiver,
    messages: usize,
    options: KurierOptions,
    mbsync: (f64, &Path),
) -> Result<()> {
    let notmuch = notmuch(mbsync.1)?;
    let ours = kurier(dovecot, smtp, messages, options).await?;
    let peer = mbsync.0 + notmuch;
    println!(
        "\nthe last message searchable: kurier after {ours:.1} s; mbsync {:.1} s + notmuch {notmuch:.1} s = {peer:.1} s; {:.2} times as fast",
        mbsync.0,
        peer / ours
    );
    Ok(())
}

/// Seconds that `notmuch new` takes.
fn notmuch(target: &Path) -> Result<f64> {
    let config = target.join("notmuch-config");
    let mail = target.join("mail");
    fs::write(
        &config,
        format!("[database]\npath={}\n[new]\ntags=new\nignore=.mbsyncstate;.uidvalidity\n", mail.display()),
    )?;
    let start = Instant::now();
    let status = Command::new("notmuch")
        .args(["new", "--quiet"])
        .env("NOTMUCH_CONFIG", &config)
        .env("HOME", target)
        .stdout(Stdio::null())
        .status()
        .context("notmuch is missing: install notmuch")?;
    ensure!(status.success(), "notmuch ended with {status}");
    Ok(start.elapsed().as_secs_f64())
}

/// Seconds from the start of `kurier serve`, on a mailbox that it has never synchronised, until everything is searchable.
async fn kurier(
    dovecot: &Dovecot,
    smtp: &SmtpReceiver,
    messages: usize,
    options: KurierOptions,
) -> Result<f64> {
    // One of its own, with fsync, so that it can be asked from outside.
    let postgres = Postgres::start_durable().await?;
    let url = postgres.database("kurier").await?;
    let mut kurier = Kurier::prepare(KurierOptions { database_url: Some(url.clone()), ..options })?;
    kurier.user_add(OWNER, "owner").await?;
    kurier.mailbox_add(OWNER, OWNER, &[], MailServers::of(dovecot, smtp)).await?;
    let start = Instant::now();
    kurier.serve().await?;
    let (mut most, mut since) = (0, Instant::now());
    loop {
        // Counted without a join: nobody has told Postgres yet how large the tables are.
        let told = postgres
            .sql(&url, "SELECT (SELECT count(*) FROM placements) - (SELECT count(*) FROM index_queue)")
            .await?;
        let searchable: usize = told.parse().with_context(|| told)?;
        if searchable >= messages {
            return Ok(start.elapsed().as_secs_f64());
        }
        if searchable > most {
            (most, since) = (searchable, Instant::now());
        }
        if since.elapsed() > PATIENCE {
            bail!("{searchable} of {messages} searchable, and no more for {PATIENCE:?}: {}", kurier.log());
        }
        tokio::time::sleep(PERIOD).await;
    }
}
