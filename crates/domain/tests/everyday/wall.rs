//! The wall between workspaces, table by table: what migrations make is looked at, not a list of what should be there.

use crate::office::Office;
use crate::outbox::letter;
use anyhow::Result;
use kurier_domain::Db;
use kurier_model::WorkspaceId;
use kurier_model::ready::Decision;
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::{AssertSqlSafe, PgPool};

/// Tables of no workspace, and the role of people's transactions must not touch them.
const OF_NOBODY: [&str; 3] = ["_sqlx_migrations", "attempts", "set_up_tokens"];
/// Its owner looks behind the wall, in a function that builds the same wall itself (`search_messages`).
const NOT_FORCED: &str = "message_search";

#[derive(sqlx::FromRow)]
struct Table {
    name: String,
    secured: bool,
    forced: bool,
    of_workspace: bool,
    readable: bool,
    policies: i64,
}

async fn tables(pool: &PgPool) -> Result<Vec<Table>> {
    Ok(sqlx::query_as(
        "SELECT c.relname::text AS name, c.relrowsecurity AS secured, c.relforcerowsecurity AS forced,
                EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'workspace_id' AND a.attnotnull)
                    OR c.relname = 'workspaces' AS of_workspace,
                has_table_privilege('kurier_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE') AS readable,
                (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polroles @> '{0}'::oid[]) AS policies
         FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname",
    )
    .fetch_all(pool)
    .await?)
}

#[sqlx::test(migrations = "../../migrations")]
async fn every_table_is_behind_the_wall(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    letter(&office, "jan@klient.example").await?;
    let lead = office.lead(&office.anna, "Krzesła", "jan@klient.example").await?;
    let thread = office.thread("krzesła").await?;
    office.kurier.ready().decide(&office.anna, thread, Decision::Attach { record: lead }).await?;
    let stranger = Db::new(pool.clone()).workspace_tx(WorkspaceId::new()).await?;
    let nobody = pool.begin_with("BEGIN; SET LOCAL ROLE kurier_app").await?;
    let mut walls = [("another workspace", stranger), ("no workspace", nobody)];
    let mut filled = 0;
    for table in tables(&pool).await? {
        let name = &table.name;
        if OF_NOBODY.contains(&name.as_str()) {
            assert!(!table.readable, "{name} is open to people's transactions");
            continue;
        }
        assert!(table.of_workspace, "{name} does not say whose it is");
        assert!(table.secured && table.policies > 0, "{name} has no row-level security");
        assert_eq!(table.forced, name != NOT_FORCED, "{name}: its owner's view");
        let count = || AssertSqlSafe(format!("SELECT count(*) FROM {name}"));
        let all: i64 = sqlx::query_scalar(count()).fetch_one(&pool).await?;
        filled += i64::from(all > 0);
        for (who, wall) in &mut walls {
            let seen: i64 = sqlx::query_scalar(count()).fetch_one(&mut **wall).await?;
            assert_eq!(seen, 0, "{name} is seen by {who}");
        }
    }
    assert!(filled >= 18, "only {filled} tables had anything in them");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn whose_mailbox_it_is_is_said_once(pool: PgPool) -> Result<()> {
    let functions: Vec<String> = sqlx::query_scalar(
        "SELECT proname::text FROM pg_proc
         WHERE pronamespace = 'public'::regnamespace AND prosrc ILIKE '%mailbox_members%' ORDER BY proname",
    )
    .fetch_all(&pool)
    .await?;
    assert_eq!(functions, ["visible_mailboxes"]);
    let policies: Vec<String> =
        sqlx::query_scalar("SELECT policyname::text FROM pg_policies WHERE qual ILIKE '%mailbox_members%'")
            .fetch_all(&pool)
            .await?;
    assert!(policies.is_empty(), "{policies:?}");
    Ok(())
}
