//! A private database to develop against: it stays until it is stopped, and keeps its data.

use crate::process::{capture, is_root};
use crate::workspace::Workspace;
use crate::{migrations, postgres};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

/// Starts the cluster if it does not run, brings the database up to date, and prints its address.
pub fn start(workspace: &Workspace) -> anyhow::Result<()> {
    let folder = folder(workspace);
    let data = folder.join("data");
    if !data.join("PG_VERSION").is_file() {
        std::fs::create_dir_all(&folder)?;
        postgres::initialise(&folder, &data)?;
    }
    let port = match running_on(&data) {
        Some(port) => port,
        None => launch(&folder, &data)?,
    };
    postgres::ensure_database(port)?;
    migrations::apply(workspace, port)?;
    println!("DATABASE_URL={}", postgres::url(port));
    Ok(())
}

/// Stops the cluster; its data stays.
pub fn stop(workspace: &Workspace) -> anyhow::Result<()> {
    let folder = folder(workspace);
    let data = folder.join("data");
    if running_on(&data).is_none() {
        bail!("the development database is not running");
    }
    let pg_ctl = postgres::binaries()?.join("pg_ctl");
    capture(
        postgres::unprivileged(&pg_ctl)?
            .arg("stop")
            .arg("-D")
            .arg(&data)
            .args(["-m", "fast"])
            .current_dir(folder),
    )
    .map(drop)
}

/// In the target folder, or, since Postgres cannot work there for root, in one of its own.
fn folder(workspace: &Workspace) -> PathBuf {
    if is_root() {
        let name = workspace.root.to_string_lossy().replace('/', "-");
        PathBuf::from(format!("/var/tmp/kurier-dev-postgres{name}"))
    } else {
        workspace.target.join("dev-postgres")
    }
}

fn launch(folder: &Path, data: &Path) -> anyhow::Result<u16> {
    let port = postgres::free_port()?;
    let options =
        format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off");
    let pg_ctl = postgres::binaries()?.join("pg_ctl");
    // Not captured: the server would keep the pipe open. Its output goes to the log.
    let status = postgres::unprivileged(&pg_ctl)?
        .args(["start", "-w", "-s", "-o", &options, "-D"])
        .arg(data)
        .arg("-l")
        .arg(folder.join("log"))
        .current_dir(folder)
        .status()?;
    if !status.success() {
        bail!("Postgres did not start: see {}", folder.join("log").display());
    }
    postgres::wait_until_ready(port)?;
    Ok(port)
}

/// The port of the running cluster, from the file that a server keeps while it runs: process, folder, start, port, …
fn running_on(data: &Path) -> Option<u16> {
    let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let port = text.lines().nth(3)?.trim().parse().ok()?;
    capture(postgres::psql(port, "postgres").ok()?.args(["-c", "SELECT 1"])).context("stale").ok()?;
    Some(port)
}
