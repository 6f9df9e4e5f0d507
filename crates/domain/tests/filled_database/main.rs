//! A database that has been used for a while is brought up to date: nothing that was stored is lost, nor what people had asked for
//! and the mail server had not been told yet.

mod leads;

use anyhow::{Context as _, Result};
use kurier_domain::{Db, Kurier, Live, Parts, SystemClock, jobs, secrets::Secrets};
use kurier_mail::dialer::Dialer;
use kurier_model::WorkspaceId;
use kurier_testbed::Postgres;
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use std::sync::Arc;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

const FILLED: &str = include_str!("at_0004.sql");

/// Every placement: where the server has it and its flags, and after an arrow what is wanted.
const PLACEMENTS: &str = "
    SELECT concat(t.subject, ': ', f.path, ' ' || p.uid, ' > ' || w.path, CASE WHEN p.seen THEN ' seen' END,
                  CASE p.wanted_seen WHEN true THEN ' >seen' WHEN false THEN ' >unseen' END, CASE WHEN p.flagged THEN ' flagged' END,
                  CASE p.wanted_flagged WHEN true THEN ' >flagged' WHEN false THEN ' >unflagged' END,
                  CASE WHEN p.answered THEN ' answered' END,
                  CASE p.wanted_answered WHEN true THEN ' >answered' WHEN false THEN ' >unanswered' END,
                  CASE WHEN p.wish_due IS NOT NULL THEN ' due' END, CASE WHEN p.leaving IS NOT NULL THEN ' leaving' END)
    FROM placements p JOIN threads t ON t.id = p.thread_id JOIN folders f ON f.id = p.folder_id
         LEFT JOIN folders w ON w.id = p.wanted_folder_id
    WHERE p.workspace_id = $1 ORDER BY f.path, p.uid";

const EXPECTED: [&str; 16] = [
    "copied: Archive 1",
    "without UID: Archive seen",
    "plain: INBOX 1 seen answered",
    "plain: INBOX 2",
    "moved: INBOX 3 > Archive flagged due",
    "moved twice: INBOX 4 > Projects seen due",
    "moved back: INBOX 5 seen",
    "read, moved, unread: INBOX 6 > Archive seen >unseen due",
    "read: INBOX 7 >seen due",
    "read, unread: INBOX 8 seen >unseen due",
    "answered: INBOX 9 seen flagged >answered due",
    "to ourselves: INBOX 10",
    "copied: INBOX 11 seen flagged",
    "moved, then read: INBOX 12 > Projects >seen due",
    "plain: Sent 1",
    "to ourselves: Sent 2 seen",
];

/// Shown in its folder and whether it has unread mail, folder by folder.
const LINES: &str = "
    SELECT concat(f.path, ': ', string_agg(t.subject || CASE WHEN l.unread THEN ' *' ELSE '' END, '; ' ORDER BY l.last_at))
    FROM thread_folders l JOIN folders f ON f.id = l.folder_id JOIN threads t ON t.id = l.thread_id
    WHERE l.workspace_id = $1 GROUP BY f.path ORDER BY f.path";

const EXPECTED_LINES: [&str; 4] = [
    "Archive: moved *; read, moved, unread *; without UID; copied *",
    "INBOX: plain *; moved back; read; read, unread *; answered; to ourselves *; copied",
    "Projects: moved twice; moved, then read",
    "Sent: plain; to ourselves",
];

/// Not the cluster's superuser: row-level security holds the owner of the tables too.
const KEEPER: &str = "CREATE ROLE keeper LOGIN CREATEROLE";

#[tokio::test(flavor = "multi_thread")]
async fn a_filled_database_is_brought_up_to_date() -> Result<()> {
    let postgres = Postgres::start().await?;
    let superuser = PgPool::connect(&postgres.url()).await?;
    sqlx::query(KEEPER).execute(&superuser).await?;
    let kept = postgres.database("kept").await?;
    sqlx::query("ALTER DATABASE kept OWNER TO keeper").execute(&superuser).await?;
    let own = postgres.database("own").await?;
    for url in [kept.replace("kurier@", "keeper@"), own] {
        bring_up_to_date(PgPool::connect(&url).await?).await?;
    }
    Ok(())
}

async fn bring_up_to_date(pool: PgPool) -> Result<()> {
    MIGRATIONS.run_to(4, &pool).await?;
    sqlx::raw_sql(FILLED).execute(&pool).await?;
    MIGRATIONS.run_to(42, &pool).await?;
    sqlx::raw_sql(leads::FILLED).execute(&pool).await?;
    MIGRATIONS.run(&pool).await?;
    jobs::prepare_queue(&pool).await?;

    let db = Db::new(pool.clone());
    let kurier = Kurier::new(Parts {
        db: db.clone(),
        live: Live::default(),
        clock: Arc::new(SystemClock),
        dialer: Dialer::new(Vec::new()),
        secrets: Secrets::new(&[7; 32]),
        model: None,
        public_url: None,
    });
    let mut system = db.system_tx().await?;
    let workspaces: Vec<uuid::Uuid> = sqlx::query_scalar("SELECT workspace_id FROM workspaces ORDER BY name")
        .fetch_all(&mut *system)
        .await?;
    assert_eq!(workspaces.len(), 2);
    for workspace in workspaces {
        let placements: Vec<String> =
            sqlx::query_scalar(PLACEMENTS).bind(workspace).fetch_all(&mut *system).await?;
        assert_eq!(placements, EXPECTED.map(str::to_owned));
        let lines: Vec<String> = sqlx::query_scalar(LINES).bind(workspace).fetch_all(&mut *system).await?;
        assert_eq!(lines, EXPECTED_LINES.map(str::to_owned));
        let inbox: String =
            sqlx::query_scalar("SELECT raw_name FROM folders WHERE workspace_id = $1 AND role = 'inbox'")
                .bind(workspace)
                .fetch_one(&mut *system)
                .await?;
        assert_eq!(inbox, "INBOX", "as it is listed now");
        let report = kurier.mailboxes().report(WorkspaceId(workspace)).await?;
        let mailbox = report.mailboxes.first().context("the mailbox")?;
        assert_eq!(mailbox.differences, 0, "lines and counts agree with the placements");
    }
    let open: i64 =
        sqlx::query_scalar("SELECT count(*) FROM mail_operations WHERE state IN ('waiting', 'performing')")
            .fetch_one(&mut *system)
            .await?;
    assert_eq!(open, 0, "nobody does them any more");
    drop(system);
    leads::are_records(&kurier, &db).await
}

/// The file of each table.
async fn files(pool: &PgPool) -> Result<Vec<(String, i64)>> {
    let files = "SELECT relname::text, relfilenode::bigint FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_sqlx_migrations' ORDER BY 1";
    Ok(sqlx::query_as(files).fetch_all(pool).await?)
}

/// A table that is written anew is nobody's until it is done: of millions of rows, for minutes. That has to be done some rows at a time.
#[tokio::test(flavor = "multi_thread")]
async fn no_migration_writes_a_whole_table_anew() -> Result<()> {
    // A cluster of its own: the one of the tests makes databases that are up to date.
    let postgres = Postgres::start().await?;
    let pool = PgPool::connect(&postgres.database("older").await?).await?;
    let anew = async |before: &[(String, i64)]| -> Result<Vec<String>> {
        let now = files(&pool).await?;
        let is_anew =
            |(name, file): &&(String, i64)| now.iter().any(|(other, now)| other == name && now != file);
        Ok(before.iter().filter(is_anew).map(|(name, _)| name.clone()).collect())
    };
    MIGRATIONS.run_to(47, &pool).await?;
    let before = files(&pool).await?;
    MIGRATIONS.run_to(53, &pool).await?;
    assert_eq!(anew(&before).await?, ["events", "notes", "tasks"], "that is how it is known");
    let before = files(&pool).await?;
    MIGRATIONS.run(&pool).await?;
    assert_eq!(anew(&before).await?, [""; 0]);
    Ok(())
}

/// Few rows: they are looked through where one that they name goes.
const FEW: [&str; 1] = ["folders.parent_id"];

/// What goes with a thread, a message, a folder, a draft or a record is looked for at every one that goes or is put together with another.
#[sqlx::test(migrations = "../../migrations")]
async fn what_belongs_to_mail_is_found_by_an_index(pool: PgPool) -> Result<()> {
    let keys: Vec<String> = sqlx::query_scalar(
        "SELECT concat(c.conrelid::regclass, '.', a.attname) FROM pg_constraint c
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attname <> 'workspace_id'
         WHERE c.contype = 'f' AND c.confrelid::regclass::text IN ('threads', 'messages', 'contents', 'folders', 'placements', 'drafts',
                                                                    'outbox', 'records')
         ORDER BY 1",
    )
    .fetch_all(&pool)
    .await?;
    let led_by_index: Vec<String> = sqlx::query_scalar(
        "SELECT concat(i.indrelid::regclass, '.', a.attname) FROM pg_index i
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]",
    )
    .fetch_all(&pool)
    .await?;
    let missing: Vec<&String> =
        keys.iter().filter(|key| !led_by_index.contains(key) && !FEW.contains(&key.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(keys.len() > 15 && keys.iter().any(|key| key == "messages.thread_id"), "{keys:?}");
    Ok(())
}
