//! A conversation of large mails costs the process what is shown of it, not what lies in it. `KURIER_LARGE_MAILS` says how many
//! mails of 10 MB there are (8; 50 in a long run), `KURIER_BIN` which binary.

use std::{
    env, fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result};
use kurier_testbed::{
    Scene,
    mails::{Attachment, Mail},
    people::ANNA,
};
use rand::RngCore as _;
use serde_json::{Value, json};

/// Base64 makes 10 MB of it.
const FILE: usize = 7_300_000;
/// Opening may add so much, in bytes.
const ROOM: u64 = 100_000_000;
/// Opening it six times takes less than this of a processor, in hundredths of a second: what is not shown is not read.
const BUSY: u64 = 300;
const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread")]
async fn opening_a_conversation_of_large_mails_reads_what_it_shows() -> Result<()> {
    let count: usize = env::var("KURIER_LARGE_MAILS").ok().map_or(Ok(8), |count| count.parse())?;
    let mut scene = Scene::prepare().await?;
    let first = Mail::new("Jan <jan@klient.example>", ANNA.address, "Duże pliki").text("najstarszy rysunek");
    for number in 0..count {
        let mut file = vec![0; FILE];
        // Nothing that could be packed.
        rand::rng().fill_bytes(&mut file);
        let mail = match number {
            0 => first.clone(),
            _ => first.answer("Jan <jan@klient.example>", ANNA.address, &format!("Rysunek {number}")),
        };
        let mail = mail.attach(Attachment::new("rysunek.bin", "application/octet-stream", file));
        scene.dovecot.append(ANNA.address, "INBOX", vec![mail.raw()], false).await?;
    }
    scene.kurier.sync(ANNA.address).await?;
    scene.kurier.serve().await?;
    let until = tokio::time::Instant::now() + PATIENCE;
    // Nothing else is done from then on.
    while scene.kurier.doctor().await?.not_searchable > 0 {
        anyhow::ensure!(tokio::time::Instant::now() < until, "never searchable");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    // A process that has not indexed anything: what that had and gave back would hide what opening takes.
    scene.kurier.restart().await?;
    let anna = scene.kurier.visit(ANNA).await?;
    let pid = scene.kurier.pid().context("it runs")?;
    anna.page("/inbox").await?;
    let search = json!({ "mailbox": null, "words": "najstarszy", "after": null, "limit": 50 });
    let found: Value = anna.call("search", search).await?;
    let conversation = found.pointer("/rows/0/id").with_context(|| format!("not found: {found}"))?.clone();
    let before = memory(pid, "VmRSS")?;
    // Where the kernel lets the peak begin anew (proc(5)), it is exact.
    let is_exact = fs::write(format!("/proc/{pid}/clear_refs"), "5").is_ok();
    let done = Arc::new(AtomicBool::new(false));
    let peak = thread::spawn({
        let done = Arc::clone(&done);
        move || peak(pid, &done)
    });
    let busy = processor(pid)?;
    let opened = (0..6).map(|_| anna.call::<Value>("open_thread", json!({ "thread": conversation })));
    for answer in futures::future::try_join_all(opened).await? {
        let messages = answer.get("messages").and_then(Value::as_array).map_or(0, Vec::len);
        anyhow::ensure!(messages == count, "{messages} of {count} messages: {answer}");
    }
    let busy = processor(pid)? - busy;
    let id = conversation.as_str().context("an id")?;
    anna.page(&format!("/threads/{id}")).await?;
    done.store(true, Ordering::Relaxed);
    let peak = peak.join().map_err(|_| anyhow::anyhow!("the thread that looks at the memory panicked"))??;
    let peak = if is_exact { peak.max(memory(pid, "VmHWM")?) } else { peak };
    let added = peak.saturating_sub(before);
    println!(
        "{count} mails of 10 MB, opened six times at once: {:.1} MB more, {busy}0 ms",
        added as f64 / 1e6
    );
    assert!(added < ROOM, "{added} bytes more than {before}");
    assert!(busy < BUSY, "{busy}0 ms of the processor");
    Ok(())
}

/// The most memory that the process has until it is `done`, looked at every millisecond: 100 MB are not come by faster.
fn peak(pid: u32, done: &AtomicBool) -> Result<u64> {
    let mut most = 0;
    while !done.load(Ordering::Relaxed) {
        most = most.max(memory(pid, "VmRSS")?);
        thread::sleep(Duration::from_millis(1));
    }
    Ok(most)
}

/// A line of `/proc/…/status` (proc(5)), in bytes.
fn memory(pid: u32, name: &str) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).context("no such line")?;
    let kib: u64 = line.trim_matches([':', ' ', '\t']).trim_end_matches(" kB").parse()?;
    Ok(kib * 1024)
}

/// What a process has taken of a processor so far, in hundredths of a second (proc(5)).
fn processor(pid: u32) -> Result<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").context("stat")?;
    let fields = fields.split(' ').skip(11).take(2).map(str::parse::<u64>);
    Ok(fields.sum::<Result<u64, _>>()?)
}
