//! The binary `kurier`: the web server, the workers, and the verbs for administrators.

mod boot;
mod cli;
mod config;
mod connectors;
mod embedded_postgres;
mod http;
mod lifecycle;
mod workers;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kurier: {error:#}");
            ExitCode::FAILURE
        }
    }
}
