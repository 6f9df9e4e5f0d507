//! `kurier routes`

use crate::http::routes::{Endpoint, endpoints};
use anyhow::{Context, Result};
use clap::Args;
use std::io::{ErrorKind, Write};

#[derive(Debug, Args)]
pub struct Routes {
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl Routes {
    /// Needs no database.
    pub fn run(&self) -> Result<()> {
        let all = endpoints();
        let told = if self.json { serde_json::to_string(&all)? } else { lines(&all) };
        match writeln!(std::io::stdout(), "{told}") {
            // Whoever reads has enough (`| head`).
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            other => other.context("cannot write the routes"),
        }
    }
}

fn lines(all: &[Endpoint]) -> String {
    let line = |endpoint: &Endpoint| format!("{:<7} {}", endpoint.method, endpoint.path);
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}
