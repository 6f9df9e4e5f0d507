//! Random steps over a real Postgres and a real Dovecot: mail comes, two browsers act at once, somebody decides, another mail program does
//! what it likes, the server refuses, connections end, workers are killed. Whenever it settles, everything agrees.
//!
//! The seed of each run is printed; `KURIER_SEED` repeats it, `KURIER_STEPS` and `KURIER_SEEDS` say how much.

mod comparing;
mod deciding;
mod elsewhere;
mod faults;
mod walk;

use crate::office::{connect, kurier};
use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use kurier_domain::{Error, Kurier};
use kurier_model::member::Role;
use kurier_testbed::{Dovecot, DovecotOptions, Gate, Person};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::time::Instant;
use walk::Walk;

/// Everything is compared after so many steps.
const COMPARED_EVERY: u32 = 50;
/// Of each walk, unless it is a long run: two thousand in all.
const STEPS: u32 = 200;
/// Walks at once; each has a mailbox of its own on one server.
const AT_ONCE: usize = 10;

#[sqlx::test(migrations = "../../migrations")]
async fn whatever_happens_lines_counts_and_ledger_agree(pool: PgPool) -> Result<()> {
    let steps: u32 = setting("KURIER_STEPS").unwrap_or(STEPS);
    let count: usize = setting("KURIER_SEEDS").unwrap_or(AT_ONCE);
    let first: Option<u64> = setting("KURIER_SEED");
    let seeds: Vec<u64> = match first {
        Some(seed) => vec![seed],
        None => (0..count).map(|_| rand::random()).collect(),
    };
    faults::listen();
    // Ten watchers, each with two browsers and a listener.
    let pool =
        PgPoolOptions::new().max_connections(60).connect_with((*pool.connect_options()).clone()).await?;
    let people: Vec<Person> = (0..seeds.len()).map(person).collect();
    let dovecot =
        Dovecot::start_with(DovecotOptions { people: people.clone(), ..DovecotOptions::default() }).await?;
    let kurier = kurier(pool.clone()).await?;
    for (turn, person) in people.iter().enumerate() {
        let role = if turn == 0 { Role::Owner } else { Role::Member };
        kurier.members().add_user(person.address, person.name, role, "dlugie-haslo-kroki-2026").await?;
    }
    let began = Instant::now();
    for (seeds, people) in seeds.chunks(AT_ONCE).zip(people.chunks(AT_ONCE)) {
        let walks = seeds.iter().zip(people).map(|(seed, person)| {
            let world = World { kurier: &kurier, pool: &pool, dovecot: &dovecot };
            async move {
                println!("KURIER_SEED={seed} KURIER_STEPS={steps}");
                walk(world, *person, *seed, steps).await.with_context(|| format!("KURIER_SEED={seed}"))
            }
        });
        try_join_all(walks).await?;
        let workspace = kurier.members().find(people[0].address).await?.workspace;
        for mailbox in kurier.mailboxes().report(workspace).await?.mailboxes {
            ensure!(mailbox.is_in_order(), "{mailbox:#?}");
        }
    }
    let found = faults::found();
    ensure!(found.is_empty(), "mended by itself on the way: {found:?}");
    println!("{} walks of {steps} steps in {:.1} s", seeds.len(), began.elapsed().as_secs_f64());
    Ok(())
}

/// What the walks share.
#[derive(Clone, Copy)]
pub struct World<'a> {
    pub kurier: &'a Kurier,
    pub pool: &'a PgPool,
    pub dovecot: &'a Dovecot,
}

async fn walk(world: World<'_>, person: Person, seed: u64, steps: u32) -> Result<()> {
    let kurier = world.kurier;
    let actor = kurier.members().find(person.address).await?;
    let gate = Gate::before(world.dovecot.imap()).await?;
    let mailbox = connect(kurier, &actor, &person, &gate).await?;
    let mut walk = Walk::begin(world, person, actor, mailbox, gate, seed).await?;
    for step in 1..=steps {
        walk.step().await.with_context(|| format!("step {step}"))?;
        if step % COMPARED_EVERY == 0 || step == steps {
            walk.settle().await.with_context(|| format!("settling after step {step}"))?;
            walk.compare().await.with_context(|| format!("after step {step}"))?;
        }
    }
    walk.end().await
}

fn person(turn: usize) -> Person {
    let address: &'static str = format!("osoba{turn}@firma.example").leak();
    Person { address, name: "Osoba Losowa", password: "haslo-losowe-1", sign_in: "", part: "walks at random" }
}

fn setting<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

/// What may happen to anybody who acts at a bad moment is no fault; anything else is.
fn allowed<T>(outcome: kurier_domain::Result<T>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(
            Error::NotFound
            | Error::Conflict
            | Error::FolderGone
            | Error::Invalid(_)
            | Error::Mail(_)
            | Error::Unavailable(_),
        ) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
