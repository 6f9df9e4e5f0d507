//! The database is slow, or goes away, in the middle of a first synchronisation: everything is stored afterwards, and no good
//! mail was set aside.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use kurier_testbed::{Corpus, DovecotOptions, KurierOptions, Postgres, Scene, people::ANNA};

const MAILS: usize = 2_000;
/// Trouble begins when so many are stored.
const BEGUN: u64 = 100;
const PATIENCE: Duration = Duration::from_secs(150);

struct World {
    scene: Scene,
    postgres: Postgres,
    url: String,
}

/// A first synchronisation that is under way.
async fn under_way() -> Result<World> {
    let postgres = Postgres::start().await?;
    let url = postgres.database("kurier").await?;
    let options = KurierOptions { database_url: Some(url.clone()), ..KurierOptions::default() };
    let mut scene = Scene::prepare_with(DovecotOptions::default(), options).await?;
    let mails = Corpus::fetch().await?.mails().take(MAILS).map(|mail| mail.raw).collect();
    scene.dovecot.append(ANNA.address, "INBOX", mails, true).await?;
    scene.kurier.serve().await?;
    let world = World { scene, postgres, url };
    let until = Instant::now() + PATIENCE;
    while world.stored().await? < BEGUN {
        if Instant::now() > until {
            bail!("the first synchronisation did not begin: {}", world.scene.kurier.log());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(world)
}

impl World {
    async fn stored(&self) -> Result<u64> {
        let told = self.postgres.sql(&self.url, "SELECT count(*) FROM messages").await?;
        told.parse().with_context(|| told)
    }

    /// Everything comes to be stored, and nothing was set aside.
    async fn is_whole(&self) -> Result<()> {
        self.scene.wait_until_counts_agree(PATIENCE).await?;
        let report = self.scene.anna().await?;
        let aside: u64 = report.folders.iter().map(|folder| folder.set_aside).sum();
        assert_eq!((report.stored(), aside), (MAILS as u64, 0));
        self.scene.export_agrees().await.map(drop)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_that_take_too_long_are_nobodys_fault() -> Result<()> {
    let world = under_way().await?;
    let (postgres, url) = (&world.postgres, &world.url);
    // Sessions read their settings when they begin.
    let end_sessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = 'kurier' AND pid <> pg_backend_pid()";
    postgres.sql(url, "ALTER DATABASE kurier SET statement_timeout = '15ms'").await?;
    postgres.sql(&postgres.url(), end_sessions).await?;
    tokio::time::sleep(Duration::from_secs(8)).await;
    postgres.sql(&postgres.url(), "ALTER DATABASE kurier RESET statement_timeout").await?;
    println!("{} of {MAILS} stored when the trouble ended", world.stored().await?);
    postgres.sql(&postgres.url(), end_sessions).await?;
    world.is_whole().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_breaks_down_loses_nothing() -> Result<()> {
    let mut world = under_way().await?;
    for _ in 0..2 {
        println!("{} of {MAILS} stored when it breaks down", world.stored().await?);
        world.postgres.kill_immediate();
        tokio::time::sleep(Duration::from_secs(1)).await;
        world.postgres.launch().await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    world.is_whole().await
}
