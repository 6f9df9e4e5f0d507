//! Several processes share the mailboxes and the jobs: one may die at any moment, and so may the database.

use std::{
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use kurier_testbed::{
    DovecotOptions, KurierOptions, Postgres, Scene,
    kurier::Visitor,
    mails,
    people::{ANNA, EVERYBODY},
    smtp_receiver::Behaviour,
};
use serde_json::{Value, json};

const MAILS: usize = 12;
/// From the death of one until the other has done everything.
const TAKEN_OVER: Duration = Duration::from_secs(60);

/// `kurier worker` beside `kurier serve`, on the same data.
fn worker(scene: &Scene) -> Result<Child> {
    Ok(scene
        .kurier
        .command(&["worker"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?)
}

async fn until(what: &str, patience: Duration, mut is_so: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    let end = Instant::now() + patience;
    while !is_so().await? {
        if Instant::now() > end {
            bail!("not within {patience:?}: {what}");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_has_the_jobs_of_a_worker_that_was_killed() -> Result<()> {
    let mut scene = Scene::prepare().await?;
    for the_server_dies in [false, true] {
        scene.smtp.forget();
        scene.smtp.behave(Behaviour { data_delay_ms: 2_000, ..Behaviour::default() });
        scene.kurier.serve().await?;
        let mut other = worker(&scene)?;
        let anna = scene.kurier.visit(ANNA).await?;
        let before = scene.dovecot.mails(ANNA.address, "Sent").await.map_or(0, |mails| mails.len());
        let mut outgoing = Vec::new();
        for number in 0..MAILS {
            outgoing.push(anna.send_mail(&format!("Do wysłania {the_server_dies} {number}")).await?);
        }
        // Some have gone, some are on their way, some wait.
        scene.smtp.wait_for(2, Duration::from_secs(30)).await?;
        let killed = Instant::now();
        if the_server_dies {
            scene.kurier.kill_nine()
        } else {
            other.kill()?
        }
        scene.smtp.behave(Behaviour::default());

        // What was being handed over at that moment is in doubt: at most one in each of a server's three lanes.
        let is_done = async || Ok(scene.smtp.received().len() >= MAILS - 3);
        until("the mail is sent", TAKEN_OVER, is_done).await?;
        if the_server_dies {
            scene.kurier.serve().await?;
        }
        let anna = scene.kurier.visit(ANNA).await?;
        let mut sent = 0;
        until("every mail is sent or in doubt", TAKEN_OVER.saturating_sub(killed.elapsed()), async || {
            let settled = settled(&anna, &outgoing).await?;
            sent = settled.unwrap_or_default();
            Ok(settled.is_some())
        })
        .await?;
        until("the copies lie in Sent", TAKEN_OVER.saturating_sub(killed.elapsed()), async || {
            Ok(scene.dovecot.mails(ANNA.address, "Sent").await?.len() == before + sent)
        })
        .await?;
        println!("{sent} of {MAILS} sent, everything done {:?} after the kill", killed.elapsed());
        let received = scene.smtp.received();
        let mut ids: Vec<_> = received.iter().map(|mail| mail.message_id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), received.len(), "nothing is sent twice");
        assert!(sent >= MAILS - 3 && received.len() >= sent);
        let _ = other.kill();
        other.wait()?;
        scene.kurier.stop();
    }
    Ok(())
}

/// How many of these mails are sent; `None` while one of them is neither sent nor in doubt.
async fn settled(person: &Visitor, outgoing: &[String]) -> Result<Option<usize>> {
    let mut sent = 0;
    for id in outgoing {
        let one: Value = person.call("get_outgoing", json!({ "outgoing": id })).await?;
        match one.pointer("/state/state").and_then(Value::as_str) {
            Some("sent") => sent += 1,
            Some("unknown") => {}
            _ => return Ok(None),
        }
    }
    Ok(Some(sent))
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_go_on_when_the_database_is_back() -> Result<()> {
    // One that keeps what it has confirmed, as real ones do.
    let mut postgres = Postgres::start_durable().await?;
    let options =
        KurierOptions { database_url: Some(postgres.database("kurier").await?), ..KurierOptions::default() };
    let mut scene = Scene::prepare_with(DovecotOptions::default(), options).await?;
    scene.kurier.serve().await?;
    let anna = scene.kurier.visit(ANNA).await?;
    anna.send_mail("Przed przerwą").await?;
    postgres.kill_immediate();
    tokio::time::sleep(Duration::from_secs(3)).await;
    postgres.launch().await?;
    // It was asked for before, and is due while the database was away or a moment later.
    scene.smtp.wait_for(1, Duration::from_secs(30)).await?;
    until("a mail can be sent", Duration::from_secs(20), async || {
        Ok(anna.send_mail("Po przerwie").await.is_ok())
    })
    .await?;
    scene.smtp.wait_for(2, Duration::from_secs(20)).await?;
    scene.dovecot.deliver_lmtp(ANNA.address, &mails::by_name("question", ANNA.address)?).await?;
    until("new mail is found", Duration::from_secs(40), async || {
        let search = json!({ "mailbox": null, "words": "krzeseł", "after": null, "limit": 5 });
        let found: Value = anna.call("search", search).await?;
        Ok(found["rows"].as_array().is_some_and(|rows| !rows.is_empty()))
    })
    .await?;
    assert_eq!(scene.kurier.doctor().await?.dead_jobs.len(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_has_the_mailboxes_of_a_worker_that_was_killed() -> Result<()> {
    let postgres = Postgres::start().await?;
    let database = postgres.database("kurier").await?;
    let options = KurierOptions { database_url: Some(database.clone()), ..KurierOptions::default() };
    let scene = Scene::prepare_with(DovecotOptions::default(), options).await?;
    for person in EVERYBODY.into_iter().filter(|person| *person != ANNA) {
        scene.kurier.user_add(person, "member").await?;
        scene.kurier.mailbox_add(person, person, &[], scene.servers()).await?;
    }
    let mut workers = vec![worker(&scene)?, worker(&scene)?];
    all_have(&scene, 0).await?;
    // Either of the two: whoever is left watches everything, and is killed when a companion has just been started.
    for mails_each in 1..=2 {
        let (most, holder) = holds_most(&postgres, &database, &workers).await?;
        let mut dead = workers.remove(most);
        let killed = Instant::now();
        let _ = dead.kill();
        dead.wait()?;
        for person in EVERYBODY {
            scene.dovecot.deliver_lmtp(person.address, &mails::by_name("question", person.address)?).await?;
        }
        until("the other holds every mailbox", TAKEN_OVER, async || {
            let held = format!(
                "SELECT count(*) FROM mailbox_leases WHERE expires_at > now() AND holder <> '{holder}'"
            );
            Ok(postgres.sql(&database, &held).await? == EVERYBODY.len().to_string())
        })
        .await?;
        println!("every mailbox is watched again {:?} after the kill", killed.elapsed());
        all_have(&scene, mails_each).await?;
        let took = killed.elapsed();
        println!("mail that came meanwhile is stored {took:?} after the kill");
        assert!(took < TAKEN_OVER, "mail that came meanwhile appeared after {took:?}");
        workers.push(worker(&scene)?);
    }
    for mut worker in workers {
        let _ = worker.kill();
        worker.wait()?;
    }
    Ok(())
}

/// Which of these processes watches the most mailboxes, and under which name.
async fn holds_most(postgres: &Postgres, database: &str, workers: &[Child]) -> Result<(usize, String)> {
    let question = "SELECT holder FROM mailbox_leases WHERE expires_at > now() GROUP BY holder ORDER BY count(*) DESC LIMIT 1";
    let holder = postgres.sql(database, question).await?;
    // A name is machine, process id and a number.
    let is_it = |worker: &Child| holder.rsplit(':').nth(1) == Some(&worker.id().to_string());
    match workers.iter().position(is_it) {
        Some(most) => Ok((most, holder)),
        None => bail!("{holder:?} is none of the workers"),
    }
}

/// Waits until everybody's inbox has so many mails stored, and has been looked at.
async fn all_have(scene: &Scene, mails: u64) -> Result<()> {
    until("everybody's mail is stored", TAKEN_OVER, async || {
        let doctor = scene.kurier.doctor().await?;
        Ok(EVERYBODY.iter().all(|person| {
            let inbox = doctor.mailbox(person.address).and_then(|mailbox| mailbox.folder("INBOX"));
            inbox.is_some_and(|inbox| inbox.last_synced_at.is_some() && inbox.stored_count >= mails)
        }))
    })
    .await
}
