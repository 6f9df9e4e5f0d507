//! Two that want the same rows in another order: neither of them hears of it.

use crate::office::Office;
use anyhow::{Context, Result, ensure};
use kurier_model::Field;
use kurier_model::lead::LeadForm;
use kurier_model::ready::Decision;
use kurier_model::record::{Change, Changes};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::{AssertSqlSafe, PgPool};
use std::time::Duration;

/// Somebody holds the row of `first`, the verb begins and waits for it, and then that somebody wants the row of `second`.
async fn crossed<T>(
    pool: &PgPool,
    first: &str,
    second: &str,
    verb: impl Future<Output = kurier_domain::Result<T>>,
) -> Result<T> {
    let mut other = pool.begin().await?;
    let rows = sqlx::query(AssertSqlSafe(first.to_owned())).execute(&mut *other).await?.rows_affected();
    ensure!(rows == 1, "{rows} rows of {first}");
    let other = async {
        let mut looks = 0;
        while waiting(pool).await? == 0 {
            looks += 1;
            ensure!(looks < 2000, "it never waited");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        sqlx::query(AssertSqlSafe(second.to_owned())).execute(&mut *other).await.context("the other one")?;
        other.commit().await?;
        anyhow::Ok(())
    };
    let (done, other) = tokio::join!(verb, other);
    other?;
    Ok(done?)
}

/// How many statements on this database wait for a lock.
async fn waiting(pool: &PgPool) -> Result<i64> {
    let query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    Ok(sqlx::query_scalar(query).fetch_one(pool).await?)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_mailbox_is_removed_while_its_watcher_writes(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let lease = office.kurier.sync().claim_one("a watcher", office.biuro).await?.context("it is free")?;
    let id = lease.mailbox;
    crossed(
        &pool,
        &format!("SELECT FROM mailbox_leases WHERE mailbox_id = '{id}' FOR KEY SHARE"),
        &format!("UPDATE mailboxes SET sync_finished_at = now() WHERE id = '{id}'"),
        office.kurier.mailboxes().remove(&office.anna, office.biuro),
    )
    .await?;
    assert!(office.kurier.mailboxes().list(&office.anna).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn decisions_and_leads_change_while_others_change_them(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let form = LeadForm { name: "Krzesła".to_owned(), ..LeadForm::default() };
    let lead = kurier.leads().create(anna, form).await?;
    let of_lead = format!("SELECT FROM records WHERE id = '{lead}' FOR UPDATE");
    let of_thread = format!("SELECT FROM threads WHERE id = '{thread}' FOR UPDATE");

    let fields = vec![Change { field: Field::Email, value: "jan.nowak@meble-nowak.example".to_owned() }];
    let changes = Changes { revision: kurier.leads().get(anna, lead).await?.revision, fields };
    crossed(&pool, &of_thread, &of_lead, kurier.leads().update(anna, lead, changes)).await?;
    let badge = office.conversation(thread).await?.client.context("a badge")?;
    assert_eq!(badge.lead, lead);

    let ready = kurier.ready();
    let attach = ready.decide(anna, thread, Decision::Attach { lead });
    let decided = crossed(&pool, &of_lead, &of_thread, attach).await?;
    assert_eq!(decided.lead, Some(lead));
    assert_eq!(kurier.leads().get(anna, lead).await?.row.threads, 1);
    Ok(())
}
