//! Random steps of people, of other mail programs, of the network and of dying workers, several mailboxes beside each other.
//! Lines and counts have to equal the placements all the while; whenever everything comes to rest, placements and ledger equal
//! what Dovecot says, and of the mail that was delivered nothing is missing but what another program removed.
//!
//! `KURIER_SEED` repeats the choices (not the races); `KURIER_SEEDS` and `KURIER_STEPS` say how many and how long.

use super::office::{Office, number};
use super::steps::Lane;
use super::truth;
use super::worker::Worker;
use anyhow::{Context, Result, bail};
use futures::{StreamExt, TryStreamExt, stream};
use sqlx::PgPool;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Lanes beside each other.
const AT_ONCE: usize = 10;
/// Everything comes to rest after so many steps.
const BLOCK: usize = 50;
const PATIENCE: Duration = Duration::from_secs(90);

#[sqlx::test(migrations = "../../migrations")]
async fn random_steps_leave_everything_right(pool: PgPool) -> Result<()> {
    let (seeds, steps) = (number("KURIER_SEEDS", 10), number("KURIER_STEPS", 100));
    let seed = std::env::var("KURIER_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed: u64 = seed.unwrap_or_else(rand::random);
    println!("KURIER_SEED={seed} KURIER_SEEDS={seeds} KURIER_STEPS={steps}");
    let office = Office::with_desks(pool, seeds).await?;
    let workers = Mutex::new(vec![Worker::start(&office.kurier, "a"), Worker::start(&office.kurier, "b")]);
    let began = Instant::now();
    stream::iter(0..seeds)
        .map(|number| {
            let lane = Lane::new(&office, &workers, number, seed.wrapping_add(number as u64));
            async move {
                let mut lane = lane;
                match run(&mut lane, steps).await {
                    Ok(()) => Ok(()),
                    Err(error) => bail!("lane {number}: {error:#}\nits last steps:\n{}", lane.history()),
                }
            }
        })
        .buffer_unordered(AT_ONCE)
        .try_collect::<()>()
        .await
        .with_context(|| format!("KURIER_SEED={seed}"))?;
    println!("{seeds} seeds of {steps} steps in {:?}", began.elapsed());
    Ok(())
}

async fn run(lane: &mut Lane<'_>, steps: usize) -> Result<()> {
    for step in 1..=steps {
        lane.step().await?;
        if step % 10 == 0 {
            let wrong = truth::lines(&lane.office.pool).await?;
            if !wrong.is_empty() {
                bail!("lines and counts differ from placements:\n{}", wrong.join("\n"));
            }
        }
        if step % BLOCK == 0 || step == steps {
            lane.desk().gate.relent();
            lane.office.hurry().await?;
            lane.office.settle(lane.desk(), PATIENCE).await?;
            lane.nothing_is_lost().await?;
        }
    }
    Ok(())
}
