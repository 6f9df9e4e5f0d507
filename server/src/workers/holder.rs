//! Names of processes in the rows that they hold, and what becomes of rows whose process is dead.

use kurier_domain::{Kurier, Result};
use rustix::process::{Pid, test_kill_process};

/// A name for this process: machine, process, and a number of its own, because process ids come again.
pub fn holder_name() -> String {
    format!("{}:{}:{:08x}", machine(), std::process::id(), rand::random::<u32>())
}

/// After a crash, the dead process' mailboxes are free at once for others on the same machine. Elsewhere nobody can know,
/// and waits until the leases run out.
pub async fn bury_dead(kurier: &Kurier) -> Result<()> {
    for holder in kurier.sync().holders().await? {
        if is_dead(&holder) {
            tracing::info!(holder, "its process is dead: taking over its mailboxes");
            kurier.sync().release_all(&holder).await?;
        }
    }
    Ok(())
}

fn is_dead(holder: &str) -> bool {
    let mut parts = holder.rsplitn(3, ':');
    let (_number, pid, place) = (parts.next(), parts.next(), parts.next());
    let pid = pid.and_then(|pid| pid.parse().ok()).and_then(Pid::from_raw);
    match pid {
        Some(pid) if place == Some(machine().as_str()) => {
            test_kill_process(pid) == Err(rustix::io::Errno::SRCH)
        }
        _ => false,
    }
}

/// The machine's name, and where there are containers, this one's numbering of processes.
fn machine() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let numbering = std::fs::read_link("/proc/self/ns/pid").ok();
    match numbering
        .as_deref()
        .and_then(|link| link.to_str())
        .map(|link| link.replace(|c: char| !c.is_ascii_digit(), ""))
    {
        Some(numbering) => format!("{name}/{numbering}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_processes_of_this_machine_are_known_to_be_dead() {
        assert!(!is_dead(&holder_name()));
        // Larger than any process id (2^22 on Linux).
        assert!(is_dead(&format!("{}:8388607:00000000", machine())));
        assert!(!is_dead("elsewhere:8388607:00000000"));
        assert!(!is_dead("nonsense"));
    }
}
