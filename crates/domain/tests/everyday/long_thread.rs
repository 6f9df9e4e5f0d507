//! What a mail costs does not depend on how long its thread is already. Work is counted, not time: rows and index entries that
//! Postgres reads and writes.

use crate::office::Office;
use anyhow::{Context, Result, bail};
use kurier_domain::{Db, Kurier, Live, Parts, SystemClock, secrets::Secrets};
use kurier_mail::dialer::Dialer;
use kurier_model::MailboxId;
use kurier_testbed::people::BIURO;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};
use std::sync::Arc;
use std::time::Duration;

/// As long as the thread is; `KURIER_LONG_THREAD` makes it longer.
const LONG: usize = 2_000;
const SHORT: usize = 9;
/// Threads of one mail: in an empty mailbox reading a whole table would be right.
const OTHERS: usize = 1_000;
/// Rows that may be read more: the latest messages that a line is made of, index entries that are dead and not cleared away yet.
const A_FEW: i64 = 200;

fn mail(thread: &str, number: usize) -> Vec<u8> {
    let earlier = number.checked_sub(1).map_or_else(String::new, |before| {
        format!("In-Reply-To: <{thread}.{before}@klient.example>\r\nReferences: <{thread}.0@klient.example> <{thread}.{before}@klient.example>\r\n")
    });
    format!(
        "From: Jan {} <jan{}@klient.example>\r\nTo: {}\r\nSubject: {thread}\r\nMessage-ID: <{thread}.{number}@klient.example>\r\n{earlier}\
         Date: Mon, 05 Jan 2026 {:02}:{:02}:{:02} +0100\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nList {number}\r\n",
        number % 20,
        number % 20,
        BIURO.address,
        number / 3_600,
        number / 60 % 60,
        number % 60,
    )
    .into_bytes()
}

/// One pass over the mailbox on connections of its own, which have told what they read when they are closed.
async fn pass(database: &PgConnectOptions, mailbox: MailboxId) -> Result<()> {
    let pool: PgPool = PgPoolOptions::new().max_connections(4).connect_with(database.clone()).await?;
    let kurier = Kurier::new(Parts {
        db: Db::new(pool.clone()),
        live: Live::default(),
        clock: Arc::new(SystemClock),
        dialer: Dialer::new(vec!["127.0.0.0/8".parse()?]),
        secrets: Secrets::new(&[7; 32]),
        model: None,
        public_url: None,
    });
    let sync = kurier.sync();
    let lease = sync.claim_one("test", mailbox).await?.context("nobody else watches it")?;
    let keep = async {
        loop {
            tokio::time::sleep(Duration::from_secs(4)).await;
            let _ = sync.renew(&lease.holder).await;
        }
    };
    tokio::select! {
        done = sync.once(&lease) => drop(done?),
        () = keep => {}
    }
    sync.release(&lease).await?;
    pool.close().await;
    Ok(())
}

/// Rows and index entries read, and rows written, since the database was made.
async fn work(database: &PgConnectOptions) -> Result<i64> {
    let mut connection = PgConnection::connect_with(database).await?;
    for _ in 0..100 {
        let others: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
               AND backend_type = 'client backend'",
        )
        .fetch_one(&mut connection)
        .await?;
        if others == 0 {
            let rows = sqlx::query_scalar(
                "SELECT ((SELECT sum(seq_tup_read + n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables)
                         + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes))::bigint",
            )
            .fetch_one(&mut connection)
            .await?;
            connection.close().await?;
            return Ok(rows);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("connections stay open")
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_next_mail_of_a_long_thread_costs_no_more_than_that_of_a_short_one(pool: PgPool) -> Result<()> {
    let long = match std::env::var("KURIER_LONG_THREAD") {
        Ok(number) => number.parse()?,
        Err(_) => LONG,
    };
    let office = Office::open(pool).await?;
    let database = (*office.pool.connect_options()).clone();
    office.pool.close().await;
    let mut there: Vec<_> = (0..OTHERS).map(|other| mail(&format!("other{other}"), 0)).collect();
    there.extend((0..long).map(|number| mail("long", number)));
    there.extend((0..SHORT).map(|number| mail("short", number)));
    office.dovecot.append(BIURO.address, "INBOX", there, false).await?;
    pass(&database, office.biuro).await?;
    // As it would have been by itself soon.
    let mut connection = PgConnection::connect_with(&database).await?;
    sqlx::query("ANALYZE").execute(&mut connection).await?;
    connection.close().await?;

    let mut cost = Vec::new();
    for (thread, number) in [("short", SHORT), ("long", long)] {
        office.dovecot.append(BIURO.address, "INBOX", vec![mail(thread, number)], false).await?;
        let before = work(&database).await?;
        pass(&database, office.biuro).await?;
        cost.push(work(&database).await? - before);
    }
    let [short, long_cost] = cost[..] else { bail!("two costs") };
    println!("rows: mail {} of a thread {short}, mail {} of a thread {long_cost}", SHORT + 1, long + 1);
    let mut connection = PgConnection::connect_with(&database).await?;
    let counts: Vec<i32> = sqlx::query_scalar(
        "SELECT message_count FROM threads WHERE subject IN ('long', 'short') ORDER BY subject",
    )
    .fetch_all(&mut connection)
    .await?;
    connection.close().await?;
    assert_eq!(counts, [i32::try_from(long + 1)?, i32::try_from(SHORT + 1)?], "it is one thread each");
    assert!(long_cost < 3 * short, "{long_cost} rows for a mail of a long thread, {short} of a short one");
    assert!(
        long_cost < short + A_FEW,
        "{long_cost} rows for a mail of a long thread, {short} of a short one"
    );
    Ok(())
}
