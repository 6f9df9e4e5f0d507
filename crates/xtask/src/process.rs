//! Running other programs, so that a signal to xtask stops them and everything is tidied up afterwards.

use anyhow::{Context, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

static INTERRUPTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// From now on a signal does not end this process at once: the running step ends, and with it the command.
pub fn watch_signals() {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // Failing leaves the default: the signal ends xtask. Nothing better is left to do.
        drop(signal_hook::flag::register(signal, Arc::clone(&INTERRUPTED)));
    }
}

/// Runs a program with its output on ours; an error when it fails.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = wait(spawn(command)?)?;
    if status.success() { Ok(()) } else { bail!("{} ended with {status}", describe(command)) }
}

/// Runs a program silently; its output is in the error when it fails, else returned.
pub fn capture(command: &mut Command) -> anyhow::Result<String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = command.output().with_context(|| format!("cannot start {}", describe(command)))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let words = String::from_utf8_lossy(&output.stdout);
        bail!("{} ended with {}\n{words}{errors}", describe(command), output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs a program with its output on ours, and returns the output too, with the success.
pub fn tee(command: &mut Command) -> anyhow::Result<(bool, String)> {
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = spawn(command)?;
    let out = child.stdout.take().map(|pipe| std::thread::spawn(move || echo(pipe, &std::io::stdout())));
    let err = child.stderr.take().map(|pipe| std::thread::spawn(move || echo(pipe, &std::io::stderr())));
    let status = wait(child)?;
    let text = [out, err].into_iter().flatten().filter_map(|thread| thread.join().ok()).collect();
    Ok((status.success(), text))
}

/// Waits for a started program; passes a signal that we got on to it, and then fails.
pub fn wait(mut child: Child) -> anyhow::Result<ExitStatus> {
    loop {
        if INTERRUPTED.load(Ordering::Relaxed) {
            stop(&child, Signal::SIGTERM)?;
            child.wait()?;
            bail!("interrupted");
        }
        if let Some(status) = child.try_wait()? {
            if INTERRUPTED.load(Ordering::Relaxed) {
                bail!("interrupted");
            }
            return Ok(status);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Sends a signal to a child of ours.
pub fn stop(child: &Child, signal: Signal) -> anyhow::Result<()> {
    kill(Pid::from_raw(i32::try_from(child.id())?), signal).context("cannot stop a child process")
}

/// Whether this process may do anything on this machine.
pub fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

/// Whether a program is on the PATH.
pub fn exists(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

fn spawn(command: &mut Command) -> anyhow::Result<Child> {
    command.stdin(Stdio::null());
    command.spawn().with_context(|| format!("cannot start {}", describe(command)))
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    format!("`{}`", words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" "))
}

fn echo(pipe: impl Read, mut to: impl Write) -> String {
    let mut reader = BufReader::new(pipe);
    let mut text = String::new();
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        // Our own output being gone must not keep the child from running to its end.
        drop(to.write_all(&line));
        text.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    text
}
