//! Measurements that anybody can repeat: `kurier-bench sync`, `kurier-bench inbox`, `kurier-bench crm`.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};
use kurier_testbed::{KurierOptions, bench, bench::sync::Measured};

/// Measures the built Kurier on loopback. Build it for release first.
#[derive(Parser)]
struct Arguments {
    /// The binary to measure [default: KURIER_BIN, else kurier beside this program].
    #[arg(long, global = true)]
    binary: Option<PathBuf>,
    /// Postgres to use instead of the embedded one.
    #[arg(long, global = true)]
    database_url: Option<String>,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// First synchronisation, against mbsync on the same mailbox in the same run.
    Sync {
        #[arg(long, default_value_t = 20_000)]
        messages: usize,
        #[arg(long, default_value_t = 1)]
        rounds: usize,
        /// Only mbsync, without Kurier.
        #[arg(long)]
        peer_only: bool,
        /// Only Kurier: into a workspace that knows nobody, and into one that knows everybody who wrote.
        #[arg(long, conflicts_with = "peer_only")]
        linking: bool,
    },
    /// Lists, boards, pages and searches of a large office, and its Ready queue.
    Crm {
        /// A quarter as many companies and half as many deals.
        #[arg(long, default_value_t = 200_000)]
        contacts: u32,
        #[arg(long, default_value_t = 1_000_000)]
        messages: u32,
    },
    /// Lists, conversations and search in a large mailbox.
    Inbox {
        #[arg(long, default_value_t = 100_000)]
        messages: usize,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    let Arguments { binary, database_url, what } = Arguments::parse();
    let options = KurierOptions { binary, database_url, ..KurierOptions::default() };
    match what {
        What::Sync { messages, rounds, peer_only, linking } => {
            let what = match (peer_only, linking) {
                (true, _) => Measured::PeerOnly,
                (_, true) => Measured::Linking,
                _ => Measured::All,
            };
            bench::sync::run(messages, rounds, what, options).await
        }
        What::Crm { contacts, messages } => bench::crm::run(contacts, messages, options).await,
        What::Inbox { messages } => bench::inbox::run(messages, options).await,
    }
}
