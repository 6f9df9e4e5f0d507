//! `kurier-testbed serve`: a Dovecot, an SMTP receiver and an AI endpoint with people and mail in them, until the
//! standard input closes or a signal comes.

use std::{fs, path::PathBuf, sync::Arc};

use anyhow::Result;
use clap::{Parser, Subcommand};
use kurier_testbed::{DovecotOptions, control::Testbed};
use tokio::{
    io::AsyncReadExt as _,
    signal::unix::{SignalKind, signal},
};

/// The world around Kurier, on loopback, for tests and for trying things by hand.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Start everything and print a map (JSON: ports, people, passwords, the control address).
    Serve {
        /// Write the map into this file, too, once everything is up.
        #[arg(long)]
        port_file: Option<PathBuf>,
        /// Port of the control interface (0: any).
        #[arg(long, default_value_t = 0)]
        control_port: u16,
        /// Do not stop when the standard input closes: for starting it in the background.
        #[arg(long)]
        ignore_stdin: bool,
        /// Leave the mailboxes empty.
        #[arg(long)]
        empty: bool,
        /// Dovecot has no special folders and does not say what they are.
        #[arg(long)]
        no_special_use: bool,
        /// Dovecot says only IMAP4rev1 LITERAL+ IDLE.
        #[arg(long)]
        plain_imap: bool,
        /// Fill Anna's inbox with so many mails of the real corpus, copied as often as needed.
        #[arg(long, default_value_t = 0)]
        corpus: usize,
    },
}

#[tokio::main]
async fn main() -> Result<()> {
    let Verb::Serve { port_file, control_port, ignore_stdin, empty, no_special_use, plain_imap, corpus } =
        Arguments::parse().verb;
    let options = DovecotOptions { special_use: !no_special_use, plain_imap, ..DovecotOptions::default() };
    let testbed = Arc::new(Testbed::start(options, !empty).await?);
    if corpus > 0 {
        testbed.fill_from_corpus("anna@firma.example", "INBOX", 0, corpus).await?;
    }
    let (map, server) = Arc::clone(&testbed).control(control_port).await?;
    let text = serde_json::to_string_pretty(&map)?;
    println!("{text}");
    if let Some(file) = &port_file {
        // Whoever waits for the file must never read half of it.
        let fresh = file.with_extension("new");
        fs::write(&fresh, &text)?;
        fs::rename(fresh, file)?;
    }
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = closed_stdin(), if !ignore_stdin => {}
    }
    server.abort();
    let _ = server.await;
    testbed.dovecot.write().await.dissolve();
    if let Some(file) = port_file {
        let _ = fs::remove_file(file);
    }
    // Reading the standard input cannot be called off and would keep the runtime from stopping.
    std::process::exit(0)
}

async fn closed_stdin() {
    let mut stdin = tokio::io::stdin();
    let mut buffer = [0; 1024];
    while matches!(stdin.read(&mut buffer).await, Ok(count) if count > 0) {}
}
