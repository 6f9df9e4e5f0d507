//! The verbs of the binary. They are for administrators, work beside a running server and without one, and stay stable.

mod add_mailbox;
mod doctor;
mod export;
mod mailbox;
mod mailbox_sync;
mod migrate;
mod routes;
mod serve;
mod stdin;
mod user;
mod words;

use crate::boot::Running;
use crate::config::{self, Config};
use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::io::IsTerminal;
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;

/// Database connections of a verb that ends by itself.
const FEW: u32 = 6;

/// E-mail in your CRM, on your own server.
#[derive(Debug, Parser)]
#[command(name = "kurier", version, about, after_help = config::help(), after_long_help = config::help())]
struct Cli {
    /// Settings file [default: kurier.toml in the current folder, when there is one]
    #[arg(long, global = true, value_name = "FILE", env = "KURIER_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Everything in one process: web server, workers and, without DATABASE_URL, a private Postgres
    Serve,
    /// The web server alone; any number may run
    Web,
    /// The workers alone: mail in, mail out, search index; any number may run
    Worker,
    /// Bring the database up to date and end
    Migrate,
    /// Look whether everything is in order: database, mailboxes, the server's counts against ours, outbox
    Doctor(doctor::Doctor),
    /// People
    #[command(subcommand)]
    User(user::User),
    /// Connected e-mail accounts
    #[command(subcommand)]
    Mailbox(mailbox::Mailbox),
    /// Name everything that the web server answers to: pages, server functions, streams and files
    Routes(routes::Routes),
    /// Write out everything that is stored of a mailbox, a message a line
    Export(export::Export),
}

/// Reads the command line and does what it says.
///
/// # Errors
/// In words for the administrator.
pub fn run() -> Result<()> {
    let cli = Cli::parse();
    let lasting = matches!(cli.verb, Verb::Serve | Verb::Web | Verb::Worker);
    start_log(if lasting { "info" } else { "warn" });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the async runtime")?;
    runtime.block_on(async {
        let config = Config::load(cli.config.as_deref())?;
        match cli.verb {
            Verb::Serve => serve::run(config, serve::Role::All).await,
            Verb::Web => serve::run(config, serve::Role::Web).await,
            Verb::Worker => serve::run(config, serve::Role::Worker).await,
            Verb::Migrate => with_kurier(&config, migrate::run).await,
            Verb::Doctor(doctor) => with_kurier(&config, async |running| doctor.run(running).await).await,
            Verb::User(user) => {
                let url = config.web.public_url();
                with_kurier(&config, async |running| user.run(running, &url).await).await
            }
            Verb::Mailbox(mailbox) => with_kurier(&config, async |running| mailbox.run(running).await).await,
            Verb::Routes(routes) => routes.run(),
            Verb::Export(export) => with_kurier(&config, async |running| export.run(running).await).await,
        }
    })
}

/// Runs a verb with the handle, and lets everything go afterwards, whatever came of it.
async fn with_kurier(config: &Config, verb: impl AsyncFnOnce(&Running) -> Result<()>) -> Result<()> {
    let running = Running::start(config, FEW).await?;
    let outcome = tokio::select! {
        outcome = verb(&running) => outcome,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted")),
    };
    let closed = running.close().await;
    outcome.and(closed)
}

/// Logs go to standard error: standard output is for what was asked for.
fn start_log(level: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        EnvFilter::new(format!("{level},sqlx=error,html5ever=error,lettre=warn,graphile_worker=warn"))
    });
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr).init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_that_administrators_rely_on_stay() {
        for line in [
            "kurier serve",
            "kurier web",
            "kurier worker",
            "kurier migrate",
            "kurier doctor --json",
            "kurier user add --email E --name N --role owner --password-stdin",
            "kurier user reset --email E",
            "kurier mailbox add --owner E --address A --kind team --member E --member F --imap h:143 --imap-security none \
             --smtp h:25 --smtp-security starttls --username U --password-stdin",
            "kurier mailbox list",
            "kurier mailbox sync A --json",
            "kurier routes --json",
            "kurier export --mailbox A --format jsonl",
        ] {
            Cli::try_parse_from(line.split_whitespace()).unwrap_or_else(|error| panic!("{line}: {error}"));
        }
        let no_password = "kurier user add --email E --name N --role owner";
        assert!(Cli::try_parse_from(no_password.split_whitespace()).is_err());
    }

    #[test]
    fn every_setting_is_in_the_help() {
        for name in [
            "KURIER_DATA_DIR",
            "KURIER_LISTEN",
            "KURIER_PUBLIC_URL",
            "KURIER_SECRET_KEY_FILE",
            "KURIER_ALLOWED_PRIVATE_NETWORKS",
            "KURIER_AI_URL",
            "KURIER_AI_KEY",
            "KURIER_AI_MODEL",
            "DATABASE_URL",
        ] {
            assert!(config::help().contains(name), "{name}");
        }
    }
}
