//! Two that want the same rows in another order: neither of them hears of it.

use crate::office::Office;
use anyhow::{Context, Result, ensure};
use kurier_model::Field;
use kurier_model::inbox::ThreadAction;
use kurier_model::lead::LeadForm;
use kurier_model::mailbox::FolderRole;
use kurier_model::ready::Decision;
use kurier_model::record::{Change, Changes};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::{AssertSqlSafe, PgPool};
use std::fmt::Write as _;
use std::time::Duration;

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
    let mut watcher = pool.begin().await?;
    sqlx::query("SELECT FROM mailbox_leases WHERE mailbox_id = $1 FOR KEY SHARE")
        .bind(id.0)
        .execute(&mut *watcher)
        .await?;
    let writing = async {
        let mut looks = 0;
        while waiting(&pool).await? == 0 {
            looks += 1;
            ensure!(looks < 2000, "it never waited");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        sqlx::query("UPDATE mailboxes SET sync_finished_at = now() WHERE id = $1")
            .bind(id.0)
            .execute(&mut *watcher)
            .await
            .context("the watcher waits too")?;
        Ok(watcher.commit().await?)
    };
    let removing = async { Ok(office.kurier.mailboxes().remove(&office.anna, office.biuro).await?) };
    tokio::try_join!(writing, removing)?;
    assert!(office.kurier.mailboxes().list(&office.anna).await?.is_empty());
    Ok(())
}

/// The next transaction that writes to one of the tables is the one that Postgres gives up to end a deadlock.
async fn fall(pool: &PgPool, tables: &[&str]) -> Result<()> {
    // A sequence counts also what is rolled back.
    let mut script = "DROP SEQUENCE IF EXISTS falls; CREATE SEQUENCE falls;
        GRANT USAGE ON SEQUENCE falls TO PUBLIC;
        CREATE OR REPLACE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('falls') = 1 THEN RAISE EXCEPTION 'deadlock' USING ERRCODE = 'deadlock_detected'; END IF;
            RETURN NULL;
        END $$;"
    .to_owned();
    for table in tables {
        writeln!(
            script,
            "CREATE OR REPLACE TRIGGER fall AFTER INSERT OR UPDATE OR DELETE ON {table} EXECUTE FUNCTION fall();"
        )?;
    }
    sqlx::raw_sql(AssertSqlSafe(script)).execute(pool).await?;
    Ok(())
}

async fn fallen(pool: &PgPool) -> Result<bool> {
    Ok(sqlx::query_scalar("SELECT is_called FROM falls").fetch_one(pool).await?)
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_postgres_gave_up_is_done_again(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let (leads, ready, threads) = (kurier.leads(), kurier.ready(), kurier.threads());
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    office.arrives(&mails::newsletter(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let inbox = office.folder(FolderRole::Inbox).await?;

    fall(&pool, &["records"]).await?;
    let form = LeadForm { name: "Krzesła".to_owned(), ..LeadForm::default() };
    let lead = leads.create(anna, form).await?;
    assert!(fallen(&pool).await?, "create");

    fall(&pool, &["records"]).await?;
    let fields = vec![Change { field: Field::Email, value: "jan.nowak@meble-nowak.example".to_owned() }];
    let revision = leads.get(anna, lead).await?.revision;
    leads.update(anna, lead, Changes { revision, fields }).await?;
    assert!(fallen(&pool).await?, "update");
    assert_eq!(office.conversation(thread).await?.client.context("a badge")?.lead, lead);

    fall(&pool, &["records"]).await?;
    let stages = leads.get(anna, lead).await?.stages;
    leads.move_to_stage(anna, lead, stages.last().context("stages")?.id).await?;
    assert!(fallen(&pool).await?, "move_to_stage");

    fall(&pool, &["record_threads"]).await?;
    leads.attach(anna, vec![thread], lead).await?;
    assert!(fallen(&pool).await?, "attach");
    fall(&pool, &["record_threads"]).await?;
    leads.detach(anna, thread, lead).await?;
    assert!(fallen(&pool).await?, "detach");

    fall(&pool, &["triage"]).await?;
    let decided = ready.decide(anna, thread, Decision::Attach { lead }).await?;
    assert!(fallen(&pool).await?, "decide");
    assert_eq!(leads.get(anna, lead).await?.row.threads, 1);
    fall(&pool, &["triage"]).await?;
    ready.undo(anna, decided.undo).await?;
    assert!(fallen(&pool).await?, "undo");
    assert_eq!(leads.get(anna, lead).await?.row.threads, 0);

    for action in [ThreadAction::Flag, ThreadAction::MarkRead, ThreadAction::Archive] {
        fall(&pool, &["placements"]).await?;
        let done = threads.act(anna, vec![thread], Some(inbox), action).await?;
        assert!(fallen(&pool).await?, "{action:?}");
        fall(&pool, &["placements"]).await?;
        threads.undo(anna, done.undo.context("it can be taken back")?).await?;
        assert!(fallen(&pool).await?, "{action:?} taken back");
    }
    assert!(office.inbox().await?.iter().any(|row| row.id == thread));

    fall(&pool, &["mailboxes"]).await?;
    kurier.mailboxes().remove(anna, office.biuro).await?;
    assert!(fallen(&pool).await?, "remove");
    Ok(())
}
