//! CPU time and memory of processes, by `/proc`.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Child,
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::process::descendants;

const PERIOD: Duration = Duration::from_millis(60);

/// What a program and the processes below it have cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    pub wall: Duration,
    /// CPU seconds, user and system, of the processes that count as the program itself.
    pub own_cpu: f64,
    /// Highest resident set of the largest process of the program itself, in bytes.
    pub own_peak: u64,
    /// CPU seconds of the Postgres processes below it.
    pub postgres_cpu: f64,
    /// Highest sum of the Postgres processes' own (not shared) memory, in bytes.
    pub postgres_peak: u64,
}

/// Watches a child until it ends, and the Postgres in `data` with it: that one is nobody's child.
pub async fn watch(mut child: Child, data: Option<PathBuf>) -> Result<Cost> {
    tokio::task::spawn_blocking(move || {
        let start = Instant::now();
        let (mut meter, mut turn) = (Meter::default(), 0_u32);
        let status = loop {
            let database = data.as_deref().and_then(postmaster);
            meter.look(std::iter::once(child.id()).chain(database), turn.is_multiple_of(5));
            if let Some(status) = child.try_wait()? {
                break status;
            }
            turn += 1;
            std::thread::sleep(PERIOD);
        };
        anyhow::ensure!(status.success(), "the measured program ended with {status}");
        Ok(Cost { wall: start.elapsed(), ..meter.cost() })
    })
    .await?
}

/// CPU seconds of a process and everything below it so far, ended children included.
pub fn cpu_of_family(top: u32) -> f64 {
    let family = descendants(top).into_iter().filter_map(|pid| u32::try_from(pid).ok());
    std::iter::once(top).chain(family).filter_map(stat).map(|stat| stat.seconds).sum()
}

#[derive(Default)]
struct Meter {
    /// Last seen CPU seconds by process id.
    own: BTreeMap<u32, f64>,
    postgres: BTreeMap<u32, f64>,
    own_peak: u64,
    postgres_peak: u64,
}

impl Meter {
    fn look(&mut self, tops: impl Iterator<Item = u32>, memory_of_postgres: bool) {
        let mut postgres_memory = 0;
        let below = |top| descendants(top).into_iter().filter_map(|pid| u32::try_from(pid).ok());
        for pid in tops.flat_map(|top| std::iter::once(top).chain(below(top))) {
            let Some(stat) = stat(pid) else { continue };
            if stat.name.starts_with("postgres") || stat.name == "initdb" {
                self.postgres.insert(pid, stat.own_seconds);
                if memory_of_postgres {
                    postgres_memory += status_bytes(pid, "RssAnon:");
                }
            } else {
                self.own.insert(pid, stat.own_seconds);
                self.own_peak = self.own_peak.max(status_bytes(pid, "VmHWM:"));
            }
        }
        self.postgres_peak = self.postgres_peak.max(postgres_memory);
    }

    fn cost(&self) -> Cost {
        Cost {
            wall: Duration::ZERO,
            own_cpu: self.own.values().sum(),
            own_peak: self.own_peak,
            postgres_cpu: self.postgres.values().sum(),
            postgres_peak: self.postgres_peak,
        }
    }
}

/// The first process of the Postgres whose cluster lies somewhere below a folder.
fn postmaster(folder: &Path) -> Option<u32> {
    let named = |folder: &Path| {
        let lines = fs::read_to_string(folder.join("postmaster.pid")).ok()?;
        lines.lines().next()?.parse().ok()
    };
    let below = || fs::read_dir(folder).ok()?.flatten().find_map(|entry| named(&entry.path()));
    named(folder).or_else(below)
}

struct Stat {
    name: String,
    /// Without ended children.
    own_seconds: f64,
    /// With them.
    seconds: f64,
}

/// `/proc/PID/stat`: fields 14 to 17 are user and system time of the process, then of its ended children, in ticks of
/// 10 ms.
fn stat(pid: u32) -> Option<Stat> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (before, after) = line.rsplit_once(')')?;
    let name = before.split_once('(')?.1.to_owned();
    let ticks: Vec<f64> =
        after.split_whitespace().skip(11).take(4).map(|word| word.parse().unwrap_or_default()).collect();
    let own: f64 = ticks.iter().take(2).sum();
    Some(Stat { name, own_seconds: own / 100.0, seconds: ticks.iter().sum::<f64>() / 100.0 })
}

/// A line of `/proc/PID/status`, given there in kB.
fn status_bytes(pid: u32, field: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let value = text.lines().find_map(|line| line.strip_prefix(field));
    value.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() * 1024
}
