//! Programs from the operating system's packages.

use crate::postgres;
use crate::process::{capture, exists, is_root, run};
use anyhow::bail;
use std::path::Path;
use std::process::Command;

/// A program that we need, and what to install for it.
pub struct Need {
    program: &'static str,
    what_for: &'static str,
    debian: &'static [&'static str],
    found: fn() -> bool,
}

/// Needed to build and to run.
pub const TO_RUN: [Need; 3] = [
    Need {
        program: "a C compiler",
        what_for: "building",
        debian: &["build-essential"],
        found: || exists("cc"),
    },
    Need {
        program: "Node.js with npm",
        what_for: "building the client",
        debian: &["nodejs", "npm"],
        found: || exists("npm"),
    },
    Need {
        program: "PostgreSQL 15 or newer (server)",
        what_for: "the built-in database",
        debian: &["postgresql"],
        found: || postgres::binaries().is_ok(),
    },
];

/// Needed by the tests besides.
pub const TO_TEST: [Need; 2] = [
    Need {
        program: "Dovecot 2.3 or newer (IMAP and LMTP)",
        what_for: "tests against a real mail server",
        debian: &["dovecot-imapd", "dovecot-lmtpd"],
        found: || exists("dovecot") || Path::new("/usr/sbin/dovecot").is_file(),
    },
    Need {
        program: "Chromium",
        what_for: "browser tests",
        debian: &["chromium"],
        found: || chromium().is_some(),
    },
];

/// Needed by the measurements besides.
pub const TO_MEASURE: [Need; 2] = [
    Need {
        program: "mbsync",
        what_for: "the comparison in `bench sync`",
        debian: &["isync"],
        found: || exists("mbsync"),
    },
    Need {
        program: "notmuch",
        what_for: "the comparison of searching in `bench sync`",
        debian: &["notmuch"],
        found: || exists("notmuch"),
    },
];

/// Chromium without windows, tabs and what draws them. The same engine; tests need half the processor with it.
const HEADLESS_SHELL: (&str, &str) = ("chromium-headless-shell", "/usr/bin/chromium-headless-shell");

/// The browser that the tests drive.
pub fn chromium() -> Option<&'static str> {
    [HEADLESS_SHELL.1, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .into_iter()
        .find(|path| Path::new(path).is_file())
}

/// Installs the faster browser where it can be had; the tests run without it too.
pub fn prefer_headless_shell() {
    let (package, program) = HEADLESS_SHELL;
    if Path::new(program).is_file() || !is_debian() || !may_install() {
        return;
    }
    let known = capture(Command::new("apt-cache").args(["policy", package]));
    let can_be_had =
        known.is_ok_and(|told| told.contains("Candidate: ") && !told.contains("Candidate: (none)"));
    if can_be_had && let Err(error) = install(&[package]) {
        println!("    {package} cannot be installed, the tests will take longer: {error:#}");
    }
}

/// Installs what is missing, or says exactly what to install.
pub fn ensure<'a>(needs: impl IntoIterator<Item = &'a Need>) -> anyhow::Result<()> {
    let missing: Vec<&Need> = needs.into_iter().filter(|need| !(need.found)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let debian: Vec<&str> = missing.iter().flat_map(|need| need.debian).copied().collect();
    if is_debian() && may_install() {
        return install(&debian);
    }
    let list: Vec<String> =
        missing.iter().map(|need| format!("  - {} ({})", need.program, need.what_for)).collect();
    let hint = if is_debian() {
        format!("\nOn this system: sudo apt-get install {}", debian.join(" "))
    } else {
        String::new()
    };
    bail!("please install, then start again:\n{}{hint}", list.join("\n"));
}

/// Installs Debian packages without asking.
pub fn install(packages: &[&str]) -> anyhow::Result<()> {
    println!("    apt-get install {}", packages.join(" "));
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if is_root() { "apt-get" } else { "sudo" });
        if !is_root() {
            command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-y"]).args(arguments);
        capture(&mut command)
    };
    let installing = [&["install", "--no-install-recommends"], packages].concat();
    if apt(&installing).is_err() {
        apt(&["update"])?;
        apt(&installing)?;
    }
    Ok(())
}

/// Whether this is Debian, or a system made from it.
pub fn is_debian() -> bool {
    exists("apt-get")
        && std::fs::read_to_string("/etc/os-release").is_ok_and(|text| {
            text.lines().any(|line| {
                (line.starts_with("ID=") || line.starts_with("ID_LIKE="))
                    && (line.contains("debian") || line.contains("ubuntu"))
            })
        })
}

fn may_install() -> bool {
    is_root() || (exists("sudo") && run(Command::new("sudo").args(["-n", "true"])).is_ok())
}
