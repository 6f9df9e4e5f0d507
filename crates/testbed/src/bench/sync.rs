//! First synchronisation: Kurier into Postgres against `mbsync` into Maildir, both with fsync, from the same Dovecot.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

use super::{
    OWNER, linking,
    meter::{Cost, cpu_of_family, watch},
    searchable,
    table::{Table, grouped},
};
use crate::{
    corpus::Corpus,
    dovecot::Dovecot,
    kurier::{Kurier, KurierOptions, MailServers},
    scratch::Scratch,
    smtp_receiver::SmtpReceiver,
};

/// Folders and their share of the mails in percent.
const FOLDERS: [(&str, usize); 3] = [("INBOX", 70), ("Archive", 20), ("Klienci/Północ", 10)];

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// Kurier against its peers.
    All,
    /// Only mbsync.
    PeerOnly,
    /// Kurier with nobody known, and with everybody known.
    Linking,
}

/// One measured program.
struct Run {
    who: &'static str,
    messages: usize,
    /// As the program itself says, where it does; otherwise the wall clock.
    seconds: f64,
    cost: Cost,
    dovecot_cpu: f64,
}

impl Run {
    #[expect(clippy::cast_precision_loss, reason = "counts of messages are far below 2^52")]
    fn rate(&self) -> f64 {
        self.messages as f64 / self.seconds
    }
}

/// Fills a Dovecot with `messages` and lets `mbsync`, Kurier and `mbsync` again fetch them, `rounds` times.
pub async fn run(messages: usize, rounds: usize, what: Measured, options: KurierOptions) -> Result<()> {
    let (dovecot, smtp) = (Dovecot::start().await?, SmtpReceiver::start().await?);
    let bytes = fill(&dovecot, messages).await?;
    println!(
        "{} messages, {} MB, in {} folders; loopback, Dovecot warm, every write with fsync\n",
        grouped(messages as f64),
        grouped(bytes as f64 / 1e6),
        FOLDERS.len()
    );
    if what == Measured::Linking {
        return linking::compare(&dovecot, &smtp, rounds, &options).await;
    }
    let peer_only = what == Measured::PeerOnly;
    // Targets stay until the end: deleting one would disturb the next run.
    let (mut targets, mut kuriers, mut runs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        runs.push(peer(&dovecot, messages, &mut targets).await?);
        if peer_only {
            continue;
        }
        let (run, kurier) = ours(&dovecot, &smtp, messages, options.clone()).await?;
        runs.push(run);
        kuriers.push(kurier);
    }
    runs.push(peer(&dovecot, messages, &mut targets).await?);
    print(&runs);
    let mbsync = runs.last().map(|run| run.seconds).zip(targets.last());
    if let Some((seconds, target)) = mbsync.filter(|_| !peer_only) {
        searchable::compare(&dovecot, &smtp, messages, options, (seconds, target.path())).await?;
    }
    Ok(())
}

/// Bytes written.
async fn fill(dovecot: &Dovecot, messages: usize) -> Result<usize> {
    let corpus = Corpus::fetch().await?;
    let mut mails = corpus.replicated(messages);
    let mut bytes = 0;
    for (folder, percent) in FOLDERS {
        let share = if folder == "INBOX" {
            messages - messages * 20 / 100 - messages * 10 / 100
        } else {
            messages * percent / 100
        };
        let mut left = share;
        while left > 0 {
            let batch: Vec<Vec<u8>> = mails.by_ref().take(left.min(5000)).collect();
            ensure!(!batch.is_empty(), "the corpus ended");
            left -= batch.len();
            bytes += batch.iter().map(Vec::len).sum::<usize>();
            dovecot.append(OWNER.address, folder, batch, true).await?;
        }
        dovecot.warm(OWNER.address, folder).await?;
    }
    // What was written just now would otherwise be flushed during the measured fsyncs.
    let _ = Command::new("sync").status();
    Ok(bytes)
}

async fn ours(
    dovecot: &Dovecot,
    smtp: &SmtpReceiver,
    messages: usize,
    options: KurierOptions,
) -> Result<(Run, Kurier)> {
    let kurier = Kurier::prepare(options)?;
    kurier.user_add(OWNER, "owner").await?;
    kurier.mailbox_add(OWNER, OWNER, &[], MailServers::of(dovecot, smtp)).await?;
    let before = dovecot.cpu();
    let report = kurier.data_dir().with_extension("report");
    let mut command = kurier.command(&["mailbox", "sync", OWNER.address, "--json"]);
    command.stdin(Stdio::null()).stdout(fs::File::create(&report)?);
    let cost = watch(command.spawn()?, Some(kurier.data_dir())).await?;
    let said: crate::kurier::SyncReport = crate::kurier::last_json(&fs::read_to_string(&report)?)?;
    ensure!(
        usize::try_from(said.messages + said.set_aside)? >= messages,
        "Kurier stored {} and set {} aside of {messages}",
        said.messages,
        said.set_aside
    );
    let run =
        Run { who: "kurier", messages, seconds: said.seconds, cost, dovecot_cpu: dovecot.cpu() - before };
    Ok((run, kurier))
}

async fn peer(dovecot: &Dovecot, messages: usize, targets: &mut Vec<Scratch>) -> Result<Run> {
    let target = Scratch::new("mb")?;
    let config = target.path().join("mbsyncrc");
    fs::write(&config, mbsync_config(dovecot, target.path()))?;
    fs::create_dir(target.path().join("mail"))?;
    let before = dovecot.cpu();
    let mut command = Command::new("mbsync");
    command.arg("-q").arg("-c").arg(&config).arg("all").env("HOME", target.path());
    let cost = watch(command.spawn().context("mbsync is missing: install isync")?, None).await?;
    let fetched = count_files(&target.path().join("mail"));
    ensure!(fetched == messages, "mbsync fetched {fetched} of {messages}");
    targets.push(target);
    let seconds = cost.wall.as_secs_f64();
    Ok(Run { who: "mbsync", messages, seconds, cost, dovecot_cpu: dovecot.cpu() - before })
}

fn mbsync_config(dovecot: &Dovecot, target: &Path) -> String {
    let (imap, user, password) = (dovecot.imap(), OWNER.address, OWNER.password);
    let mail = target.join("mail");
    let mail = mail.display();
    format!(
        "FSync yes
IMAPAccount here
Host {}
Port {}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account here

MaildirStore near
Path {mail}/
Inbox {mail}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Near
Sync Pull
SyncState *
",
        imap.ip(),
        imap.port()
    )
}

fn count_files(folder: &Path) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            count += count_files(&path);
        } else if path.parent().is_some_and(|parent| parent.ends_with("cur") || parent.ends_with("new")) {
            count += 1;
        }
    }
    count
}

#[expect(clippy::cast_precision_loss, reason = "sizes of memory and counts are far below 2^52")]
fn print(runs: &[Run]) {
    let mut table = Table::new(&[
        "",
        "msg/s",
        "seconds",
        "wall s",
        "CPU s",
        "CPU s/1000",
        "peak MB",
        "Postgres CPU s",
        "Postgres MB",
        "Dovecot CPU s",
    ]);
    for run in runs {
        let cost = &run.cost;
        let postgres = cost.postgres_cpu > 0.0;
        let or_dash = |shown: String| if postgres { shown } else { "–".to_owned() };
        table.row([
            run.who.to_owned(),
            grouped(run.rate()),
            format!("{:.2}", run.seconds),
            format!("{:.2}", cost.wall.as_secs_f64()),
            format!("{:.2}", cost.own_cpu),
            format!("{:.3}", (cost.own_cpu + cost.postgres_cpu) * 1000.0 / run.messages as f64),
            format!("{:.0}", cost.own_peak as f64 / 1e6),
            or_dash(format!("{:.2}", cost.postgres_cpu)),
            or_dash(format!("{:.0}", cost.postgres_peak as f64 / 1e6)),
            format!("{:.2}", run.dovecot_cpu),
        ]);
    }
    println!("{table}");
    let mean = |who: &str| {
        let rates: Vec<f64> = runs.iter().filter(|run| run.who == who).map(Run::rate).collect();
        rates.iter().sum::<f64>() / rates.len().max(1) as f64
    };
    let (kurier, mbsync) = (mean("kurier"), mean("mbsync"));
    let peak =
        runs.iter().filter(|run| run.who == "kurier").map(|run| run.cost.own_peak).max().unwrap_or_default();
    if kurier.is_nan() || kurier == 0.0 {
        return;
    }
    println!("kurier {} msg/s : mbsync {} msg/s = {:.2}", grouped(kurier), grouped(mbsync), kurier / mbsync);
    println!("peak memory of kurier: {:.0} MB (Postgres apart)", peak as f64 / 1e6);
    println!(
        "\nCPU s/1000: per 1,000 messages, Postgres included. Postgres MB: its processes' own memory, without the shared buffers."
    );
}

impl Dovecot {
    /// CPU seconds of the whole server so far.
    fn cpu(&self) -> f64 {
        self.pid().map(cpu_of_family).unwrap_or_default()
    }
}
