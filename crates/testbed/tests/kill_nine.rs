//! `kill -9` at any moment of the first synchronisation and of sending: nothing is lost, nothing is there twice.
//!
//! The moments are random; the seed is printed, and `KURIER_SEED` repeats it.

#![expect(clippy::indexing_slicing, reason = "JSON: a missing field is null, or the test fails")]

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context as _, Result, bail};
use kurier_testbed::{Corpus, Scene, people::ANNA, smtp_receiver::Behaviour};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};

const MAILS: usize = 3000;
const KILLS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_sync_continues() -> Result<()> {
    let mut dice = dice();
    let scene = Scene::prepare().await?;
    fill(&scene).await?;
    for turn in 0..KILLS {
        let mut sync = scene.kurier.spawn_sync(ANNA.address)?;
        pause(&mut dice, 100..1800).await;
        let family = kurier_testbed::process::descendants(sync.id());
        sync.kill()?;
        sync.wait()?;
        if turn % 2 == 1 {
            // As when the machine loses power: the embedded Postgres dies as well.
            kurier_testbed::process::kill_all(&family);
        }
    }
    scene.kurier.sync(ANNA.address).await?;
    complete(&scene).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_continues() -> Result<()> {
    let mut dice = dice();
    let mut scene = Scene::prepare().await?;
    fill(&scene).await?;
    for turn in 0..KILLS {
        scene.kurier.serve().await?;
        pause(&mut dice, 50..1500).await;
        if turn % 2 == 0 { scene.kurier.kill_nine() } else { scene.kurier.kill_nine_with_family() }
    }
    scene.kurier.serve().await?;
    scene.wait_until_counts_agree(Duration::from_secs(120)).await?;
    complete(&scene).await
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_sending_nothing_goes_out_twice() -> Result<()> {
    let mut dice = dice();
    let mut scene = Scene::prepare().await?;
    // Every mail takes a while between the final dot and the reply: the moment in which a crash is dangerous.
    scene.smtp.behave(Behaviour { data_delay_ms: 150, ..Behaviour::default() });
    scene.kurier.serve().await?;
    let mut subjects = Vec::new();
    let mut outgoing: BTreeMap<String, String> = BTreeMap::new();
    for round in 0..KILLS {
        let anna = scene.kurier.visit(ANNA).await?;
        for number in 0..5 {
            let subject = format!("Wysyłka {round}-{number}");
            outgoing.insert(anna.send_mail(&subject).await?, subject.clone());
            subjects.push(subject);
        }
        // Undo holds a mail back for ten seconds; the kill falls into the seconds around its end.
        pause(&mut dice, 9_000..12_500).await;
        if round % 2 == 0 {
            scene.kurier.kill_nine();
        } else {
            scene.kurier.kill_nine_with_family();
        }
        scene.kurier.serve().await?;
    }
    let states = settled(&scene, &outgoing).await?;
    let received = scene.smtp.received();
    for (id, subject) in &outgoing {
        let times = received.iter().filter(|mail| mail.subject == *subject).count();
        let state = states.get(id).with_context(|| format!("{subject} is lost: no row in the outbox"))?;
        assert!(times <= 1, "{subject} was sent {times} times ({state})");
        match state.as_str() {
            "sent" => assert_eq!(times, 1, "{subject} is called sent and never arrived"),
            "unknown" => {}
            "failed" | "retrying" | "scheduled" => {
                assert_eq!(times, 0, "{subject} arrived and is called {state}");
            }
            other => bail!("{subject} is left {other}"),
        }
    }
    let sent = states.values().filter(|state| *state == "sent").count();
    println!(
        "{} mails: {sent} sent, {} in doubt",
        states.len(),
        states.values().filter(|s| *s == "unknown").count()
    );
    assert!(sent * 2 > states.len(), "most mails should have gone out: {states:?}");
    Ok(())
}

fn dice() -> StdRng {
    let seed = std::env::var("KURIER_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(rand::random::<u64>);
    println!("KURIER_SEED={seed}");
    StdRng::seed_from_u64(seed)
}

async fn pause(dice: &mut StdRng, milliseconds: std::ops::Range<u64>) {
    tokio::time::sleep(Duration::from_millis(dice.random_range(milliseconds))).await;
}

async fn fill(scene: &Scene) -> Result<()> {
    let corpus = Corpus::fetch().await?;
    let mut mails = corpus.mails().map(|mail| mail.raw);
    for (folder, share) in [("INBOX", MAILS / 2), ("Archive", MAILS / 3), ("Klienci/Północ", MAILS / 6)] {
        scene.dovecot.append(ANNA.address, folder, mails.by_ref().take(share).collect(), true).await?;
    }
    Ok(())
}

/// Everything is there exactly once, and a further sync has nothing to do.
async fn complete(scene: &Scene) -> Result<()> {
    scene.counts_agree().await?;
    scene.export_agrees().await?;
    let again = scene.kurier.sync(ANNA.address).await?;
    assert_eq!(again.messages, 0, "there was still something to fetch: {again:?}");
    scene.counts_agree().await
}

/// Waits until no mail is on its way any more; gives the state of each.
async fn settled(scene: &Scene, outgoing: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let anna = scene.kurier.visit(ANNA).await?;
    for _ in 0..120 {
        let mut states = BTreeMap::new();
        for id in outgoing.keys() {
            let one: Value = anna.call("get_outgoing", json!({ "outgoing": id })).await?;
            states.insert(id.clone(), one["state"]["state"].as_str().unwrap_or_default().to_owned());
        }
        if states.values().all(|state| ["sent", "failed", "unknown"].contains(&state.as_str())) {
            return Ok(states);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    bail!("the outbox did not come to rest within a minute")
}
