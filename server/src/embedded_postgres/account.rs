//! Postgres refuses to run as root: as whom it runs instead.

use anyhow::{Context, Result};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// An account without privileges.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    pub uid: u32,
    pub gid: u32,
}

impl Account {
    /// The account that Postgres must run as: `None` (our own) unless we are root.
    ///
    /// # Errors
    /// When we are root and there is neither a user `postgres` nor a user `nobody`.
    pub fn unprivileged() -> Result<Option<Self>> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let accounts = std::fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
        ["postgres", "nobody"].iter().find_map(|name| find(&accounts, name)).map(Some).context(
            "Postgres must not run as root, and there is no user `postgres` or `nobody` to run it as",
        )
    }

    /// A command that runs as this account, or as ourselves.
    pub fn command(account: Option<Self>, program: &std::path::Path) -> Command {
        let mut command = Command::new(program);
        // The person's locale, PG* variables and the like must not leak into the cluster.
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin:/usr/local/bin")
            .env("LC_ALL", "C.UTF-8")
            .current_dir("/");
        if let Some(account) = account {
            command.uid(account.uid).gid(account.gid);
        }
        command
    }
}

fn find(accounts: &str, name: &str) -> Option<Account> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_as_passwd_writes_them() {
        let account =
            find("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n", "nobody").unwrap();
        assert_eq!((account.uid, account.gid), (65534, 65533));
        assert!(find("nobodyelse:x:1:1::/:/bin/sh", "nobody").is_none());
    }
}
