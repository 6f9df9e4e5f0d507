//! `.sqlx`: the database's answers about every checked statement, so that building needs no database.

use crate::fingerprint::files;
use crate::postgres::Postgres;
use crate::process::run;
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::{cargo, migrations, setup};
use anyhow::bail;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// The crate that all SQL is in.
const PACKAGE: &str = "kurier-domain";
const SOURCE: &str = "crates/domain/src/lib.rs";

/// `cargo xtask sqlx prepare`: writes `.sqlx` anew.
pub fn prepare(workspace: &Workspace) -> anyhow::Result<()> {
    let fresh = collect(workspace)?;
    let folder = workspace.path(".sqlx");
    std::fs::create_dir_all(&folder)?;
    let (old, new) = (contents(&folder)?, contents(&fresh)?);
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        std::fs::remove_file(folder.join(name))?;
    }
    for (name, content) in &new {
        if old.get(name) != Some(content) {
            std::fs::write(folder.join(name), content)?;
        }
    }
    println!("{} statements described in .sqlx", new.len());
    Ok(())
}

/// `cargo xtask sqlx check`: fails when `.sqlx` is not what the statements and migrations say.
pub fn check(workspace: &Workspace) -> anyhow::Result<()> {
    let fresh = collect(workspace)?;
    compare(workspace, &fresh)
}

/// Makes `command`, a check or clippy of the whole workspace, ask the database and write down its answers.
///
/// Returns the folder with the answers, for [`compare`].
pub fn ask_live(
    workspace: &Workspace,
    postgres: &Postgres,
    command: &mut Command,
) -> anyhow::Result<PathBuf> {
    migrations::apply(workspace, postgres.port())?;
    let folder = workspace.target.join("xtask/sqlx");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    // Only a compiler run writes the answers, so make cargo believe that there is something to compile.
    let source = std::fs::OpenOptions::new().append(true).open(workspace.path(SOURCE))?;
    source.set_modified(SystemTime::now())?;
    command.env("DATABASE_URL", postgres.url()).env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", &folder);
    Ok(folder)
}

/// Fails when the committed answers differ from those in `fresh`.
pub fn compare(workspace: &Workspace, fresh: &Path) -> anyhow::Result<()> {
    let (committed, fresh) = (contents(&workspace.path(".sqlx"))?, contents(fresh)?);
    if committed == fresh {
        return Ok(());
    }
    let missing = fresh.iter().filter(|(name, content)| committed.get(*name) != Some(*content)).count();
    let stale = committed.keys().filter(|name| !fresh.contains_key(*name)).count();
    bail!(".sqlx is stale ({missing} missing or changed, {stale} left over): run `cargo xtask sqlx prepare`")
}

fn collect(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut progress = Progress::new(3);
    progress.step("What is needed", || setup::to_run(workspace))?;
    let postgres = progress.step("Temporary Postgres", Postgres::start)?;
    progress.step("Checked SQL", || {
        let mut command = cargo::command(workspace, "check");
        command.args(["--package", PACKAGE, "--all-targets"]);
        let folder = ask_live(workspace, &postgres, &mut command)?;
        run(&mut command)?;
        Ok(folder)
    })
}

fn contents(folder: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for file in files(folder)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("query-") {
            found.insert(name, std::fs::read(&file)?);
        }
    }
    Ok(found)
}
