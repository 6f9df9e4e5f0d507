//! The database's migrations, applied as the server applies them, without having to compile it.

use crate::fingerprint::hex;
use crate::postgres::{NAME, psql, recreate_database};
use crate::process::capture;
use crate::workspace::Workspace;
use anyhow::Context;
use sha2::{Digest, Sha384};
use std::path::PathBuf;

/// The table in which sqlx notes what was applied.
const LEDGER: &str = "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, \
    installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, \
    execution_time BIGINT NOT NULL)";

struct Migration {
    version: i64,
    description: String,
    checksum: String,
    path: PathBuf,
}

/// What `CREATE DATABASE` copies.
const TEMPLATE: &str = "template1";

/// Brings the database on `port` up to date; makes it anew when an applied migration was edited since.
pub fn apply(workspace: &Workspace, port: u16) -> anyhow::Result<()> {
    let migrations = list(workspace)?;
    let mut applied = applied(port, NAME)?;
    let edited = applied.iter().any(|(version, checksum)| {
        !migrations.iter().any(|known| known.version == *version && known.checksum == *checksum)
    });
    if edited {
        println!("    a migration was edited: the database is made anew");
        recreate_database(port)?;
        applied = self::applied(port, NAME)?;
    }
    for migration in migrations {
        if !applied.iter().any(|(version, _)| *version == migration.version) {
            apply_one(port, NAME, &migration)?;
        }
    }
    Ok(())
}

/// Every database that is made in a new cluster hereafter is up to date from its first moment: hundreds of tests have one each, and need not
/// apply the migrations themselves.
pub fn apply_to_template(workspace: &Workspace, port: u16) -> anyhow::Result<()> {
    // As everybody may in the databases that are copied from it.
    let grant = format!("GRANT TEMPORARY ON DATABASE {TEMPLATE} TO PUBLIC");
    capture(psql(port, TEMPLATE)?.args(["-c", &grant]))?;
    applied(port, TEMPLATE)?;
    list(workspace)?.iter().try_for_each(|migration| apply_one(port, TEMPLATE, migration))
}

fn list(workspace: &Workspace) -> anyhow::Result<Vec<Migration>> {
    let folder = workspace.path("migrations");
    let mut migrations = Vec::new();
    for entry in std::fs::read_dir(&folder).into_iter().flatten() {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_none_or(|ending| ending != "sql") {
            continue;
        }
        let (version, description) =
            name.split_once('_').with_context(|| format!("{name}.sql is not named NUMBER_words.sql"))?;
        migrations.push(Migration {
            version: version.parse()?,
            description: description.replace('_', " "),
            checksum: hex(&Sha384::digest(std::fs::read(&path)?)),
            path,
        });
    }
    migrations.sort_by_key(|migration| migration.version);
    Ok(migrations)
}

fn applied(port: u16, database: &str) -> anyhow::Result<Vec<(i64, String)>> {
    capture(psql(port, database)?.args(["-c", LEDGER]).env("PGOPTIONS", "-c client_min_messages=warning"))?;
    let printed = capture(
        psql(port, database)?.args(["-c", "SELECT version, encode(checksum, 'hex') FROM _sqlx_migrations"]),
    )?;
    printed
        .lines()
        .map(|line| {
            let (version, checksum) = line.split_once('|').context("two columns")?;
            Ok((version.parse()?, checksum.to_owned()))
        })
        .collect()
}

fn apply_one(port: u16, database: &str, migration: &Migration) -> anyhow::Result<()> {
    let note = format!(
        "INSERT INTO _sqlx_migrations VALUES ({}, '{}', now(), true, '\\x{}', 0)",
        migration.version,
        migration.description.replace('\'', "''"),
        migration.checksum
    );
    let mut command = psql(port, database)?;
    if !std::fs::read_to_string(&migration.path)?.starts_with("-- no-transaction") {
        command.arg("--single-transaction");
    }
    capture(command.arg("-f").arg(&migration.path).args(["-c", &note]))
        .with_context(|| format!("migration {}", migration.path.display()))
        .map(drop)
}
