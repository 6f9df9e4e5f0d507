//! One writer a mailbox: a worker keeps it however long intake takes, and writes nothing once it has lost it.

use crate::office::{Office, eventually, letter};
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::mailbox::FolderRole;
use kurier_testbed::people::ANNA;
use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};
use std::time::Duration;

/// However long intake takes, its worker's leases are kept; or another would take all its mailboxes over.
#[sqlx::test(migrations = "../../migrations")]
async fn leases_are_renewed_while_intake_is_held_up(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.deliver(&letter("Held up")).await?;
    let sync = office.kurier.sync();
    let lease = sync.claim_one("busy", office.mailbox).await?.context("it is free")?;
    let mut holding = hold_up(&office).await?;
    let intake = async { anyhow::Ok(sync.once(&lease).await?) };
    let meanwhile = async {
        eventually("the intake waits", || async { Ok(waits(&office).await?.then_some(())) }).await?;
        let renewed = tokio::time::timeout(Duration::from_secs(1), sync.renew("busy")).await;
        assert_eq!(renewed.context("renewing waits for the intake")??, [office.mailbox]);
        assert!(waits(&office).await?, "all the while");
        let_go(&mut holding).await
    };
    let (report, ()) = tokio::try_join!(intake, meanwhile)?;
    assert_eq!(report.messages, 1);
    sync.release(&lease).await?;
    office.until_listed(FolderRole::Inbox, "Held up").await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_worker_that_lost_its_mailbox_stores_no_batch_more(pool: PgPool) -> Result<()> {
    // More than a batch.
    const MAILS: i64 = 900;
    let office = Office::open(pool).await?;
    let mails = (0..MAILS).map(|number| letter(&format!("Mail {number}")).raw()).collect();
    office.dovecot.append(ANNA.address, "INBOX", mails, true).await?;
    let sync = office.kurier.sync();
    let lost = sync.claim_one("lost", office.mailbox).await?.context("it is free")?;
    let mut holding = hold_up(&office).await?;
    let intake = async { anyhow::Ok(sync.once(&lost).await) };
    let meanwhile = async {
        eventually("the intake waits", || async { Ok(waits(&office).await?.then_some(())) }).await?;
        sqlx::query("UPDATE mailbox_leases SET expires_at = now() - interval '1 s'")
            .execute(&office.pool)
            .await?;
        let taken = sync.claim_one("next", office.mailbox).await?;
        assert_eq!(taken, None, "nobody takes it over in the middle of a batch");
        let_go(&mut holding).await
    };
    let (outcome, ()) = tokio::try_join!(intake, meanwhile)?;
    assert!(matches!(outcome, Err(Error::LeaseLost)), "{outcome:?}");
    let (messages, uids) = stored(&office).await?;
    assert!(messages == uids && messages > 0 && messages < MAILS, "the batch that was begun: {messages}");

    let next = sync.claim_one("next", office.mailbox).await?.context("it is free")?;
    let again = sync.once(&lost).await;
    assert!(matches!(again, Err(Error::LeaseLost)), "{again:?}");
    assert_eq!(stored(&office).await?, (messages, uids));
    sync.release(&next).await?;
    office.once().await?;
    assert_eq!(stored(&office).await?, (MAILS, MAILS), "each once");
    office.until_in_order().await
}

/// How many messages are stored, and how many of the server's UIDs.
async fn stored(office: &Office) -> Result<(i64, i64)> {
    let counts = "SELECT (SELECT count(*) FROM messages), count(DISTINCT uid) FROM placements";
    Ok(sqlx::query_as(counts).fetch_one(&office.pool).await?)
}

/// From now on intake waits in the middle of a batch, until it is [let go](let_go).
async fn hold_up(office: &Office) -> Result<PoolConnection<Postgres>> {
    for statement in [
        "CREATE FUNCTION held_up() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN PERFORM pg_advisory_xact_lock(29); RETURN NEW; END $$",
        "CREATE TRIGGER held_up BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION held_up()",
    ] {
        sqlx::query(statement).execute(&office.pool).await?;
    }
    let mut holding = office.pool.acquire().await?;
    sqlx::query("SELECT pg_advisory_lock(29)").execute(&mut *holding).await?;
    Ok(holding)
}

async fn let_go(holding: &mut PoolConnection<Postgres>) -> Result<()> {
    sqlx::query("SELECT pg_advisory_unlock(29)").execute(&mut **holding).await?;
    Ok(())
}

/// Whether somebody waits for the lock that holds intake up.
async fn waits(office: &Office) -> Result<bool> {
    let waiting =
        "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 29 AND NOT granted
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";
    Ok(sqlx::query_scalar(waiting).fetch_one(&office.pool).await?)
}
