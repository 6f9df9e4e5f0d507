//! `cargo xtask`: sets up, builds, runs and tests Kurier.

mod bench;
mod browser;
mod cargo;
mod dev_postgres;
mod fingerprint;
mod migrations;
mod npm;
mod outcome;
mod packages;
mod postgres;
mod process;
mod profile;
mod progress;
mod server;
mod setup;
mod site;
mod site_sizes;
mod site_table;
mod sqlx_data;
mod test_run;
mod throwaway;
mod toolchain;
mod wasm;
mod workspace;

use anyhow::bail;
use profile::Profile;
use test_run::Effort;
use workspace::Workspace;

const HELP: &str = "\
cargo xtask COMMAND

  run [--release] [-- ARGUMENTS…]   set up what is missing, build, start `kurier serve ARGUMENTS…`
  build [--release]                 build the binary; with --release the client is inside it
  test [--release] [--long] [FILTER…]
                                    everything that CI checks; with filters only the tests whose names contain one;
                                    with --release the browser tests use the release binary; with --long what is
                                    random is tried far more often (hours)
  bench NAME [ARGUMENTS…]           measure sync, inbox, crm or clicks, for instance `bench sync --messages 20000`
  pictures                          take the pictures in docs anew, from the release build
  setup                             only install what is missing
  sqlx prepare|check                write the checked SQL's description to .sqlx, or say whether it is stale
  dev-postgres start|stop           a private, migrated database to develop against
";

fn main() {
    process::watch_signals();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Err(error) = dispatch(&arguments) {
        eprintln!("xtask: {error:#}");
        std::process::exit(1);
    }
}

fn dispatch(arguments: &[String]) -> anyhow::Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let workspace = Workspace::find()?;
    match words.as_slice() {
        ["run", rest @ ..] => {
            let (profile, rest) = Profile::from_arguments(rest);
            let rest = rest.strip_prefix(&["--"]).unwrap_or(rest);
            server::run(&workspace, profile, rest)
        }
        ["build", rest @ ..] => {
            let (profile, rest) = Profile::from_arguments(rest);
            if let Some(word) = rest.first() {
                bail!("`build` does not know {word}");
            }
            server::build(&workspace, profile).map(|_| ())
        }
        ["test", rest @ ..] => {
            let (profile, rest) = Profile::from_arguments(rest);
            let (flags, filters): (Vec<&str>, Vec<&str>) = rest.iter().partition(|word| **word == "--long");
            let effort = if flags.is_empty() { Effort::Usual } else { Effort::Long };
            test_run::run(&workspace, profile, effort, &filters)
        }
        ["bench", name, rest @ ..] => bench::run(&workspace, name, rest),
        ["pictures"] => browser::pictures(&workspace),
        ["setup"] => setup::run(&workspace),
        ["sqlx", "prepare"] => sqlx_data::prepare(&workspace),
        ["sqlx", "check"] => sqlx_data::check(&workspace),
        ["dev-postgres", "start"] => dev_postgres::start(&workspace),
        ["dev-postgres", "stop"] => dev_postgres::stop(&workspace),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => bail!("unknown command `{}`\n\n{HELP}", words.join(" ")),
    }
}
