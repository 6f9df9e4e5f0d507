//! Two that want the same rows in another order: neither of them hears of it.

use crate::leads::JAN;
use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result, ensure};
use kurier_domain::Error;
use kurier_model::inbox::ThreadAction;
use kurier_model::lead::LeadForm;
use kurier_model::mailbox::FolderRole;
use kurier_model::ready::Decision;
use kurier_model::record::{KindKey, LEAD, ListQuery};
use kurier_testbed::mails::{self, Mail};
use kurier_testbed::people::BIURO;
use sqlx::{AssertSqlSafe, Connection as _, PgPool};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// How many statements on this database wait for a lock.
async fn waiting(pool: &PgPool) -> Result<i64> {
    let query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    Ok(sqlx::query_scalar(query).fetch_one(pool).await?)
}

/// Waits until so many do.
async fn until_waiting(pool: &PgPool, wanted: i64) -> Result<()> {
    let mut looks = 0;
    while waiting(pool).await? < wanted {
        looks += 1;
        ensure!(looks < 2_000, "{wanted} never waited");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// A page that is left, a watch that ends: nobody waits for the answer any more, wherever it was on its way. No connection goes back to the
/// others with a transaction that is still open.
#[sqlx::test(migrations = "../../migrations")]
async fn who_stops_waiting_leaves_no_transaction_open(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (records, kind, all) = (office.kurier.records(), KindKey::from(LEAD), ListQuery::default());
    let mut looking = sqlx::PgConnection::connect_with(&pool.connect_options()).await?;
    let open = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    for hundredths in 0..150 {
        // So that there is a connection to begin on at once.
        records.board(&office.anna, &kind, &all).await?;
        let mut asking = Box::pin(records.board(&office.anna, &kind, &all));
        let until = Instant::now() + Duration::from_micros(hundredths * 10);
        while futures::poll!(&mut asking).is_pending() && Instant::now() < until {
            tokio::task::yield_now().await;
        }
        drop(asking);
        let mut looks = 0;
        // What was on its way is finished or taken back at once.
        while sqlx::query_scalar::<_, i64>(open).fetch_one(&mut looking).await? > 0 {
            looks += 1;
            ensure!(
                looks < 250,
                "a transaction is open, {hundredths} hundredths of a millisecond after it was asked for"
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
    Ok(())
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
        until_waiting(&pool, 1).await?;
        sqlx::query("UPDATE mailboxes SET sync_finished_at = now() WHERE id = $1")
            .bind(id.0)
            .execute(&mut *watcher)
            .await
            .context("the watcher waits too")?;
        anyhow::Ok(watcher.commit().await?)
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
    let (ready, threads) = (kurier.ready(), kurier.threads());
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    office.arrives(&mails::newsletter(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let inbox = office.folder(FolderRole::Inbox).await?;

    fall(&pool, &["records"]).await?;
    let lead = office.lead(anna, "Krzesła", "").await?;
    assert!(fallen(&pool).await?, "create");

    fall(&pool, &["records"]).await?;
    office.change(anna, lead, "emails", "jan.nowak@meble-nowak.example").await?;
    assert!(fallen(&pool).await?, "update");
    office.badges(lead).await?;
    assert_eq!(office.conversation(thread).await?.client.context("a badge")?.record, lead);

    fall(&pool, &["records"]).await?;
    let stages = kurier.records().get(anna, lead).await?.kind.stages;
    kurier.records().move_to_stage(anna, lead, stages.last().context("stages")?.id).await?;
    assert!(fallen(&pool).await?, "move_to_stage");

    fall(&pool, &["record_threads"]).await?;
    office.kurier.links().attach(anna, vec![thread], lead).await?;
    assert!(fallen(&pool).await?, "attach");
    fall(&pool, &["record_threads"]).await?;
    office.kurier.links().detach(anna, thread, lead).await?;
    assert!(fallen(&pool).await?, "detach");

    fall(&pool, &["triage"]).await?;
    let decided = ready.decide(anna, thread, Decision::Attach { record: lead }).await?;
    assert!(fallen(&pool).await?, "decide");
    assert_eq!(kurier.links().threads_of(anna, lead).await?.len(), 1);
    fall(&pool, &["triage"]).await?;
    ready.undo(anna, decided.undo).await?;
    assert!(fallen(&pool).await?, "undo");
    assert!(kurier.links().threads_of(anna, lead).await?.is_empty());

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

/// Two threads become one while somebody attaches, decides on or ignores the one that ends: what was done hangs on what is left of it.
#[sqlx::test(migrations = "../../migrations")]
async fn what_is_done_to_a_thread_that_ends_is_done_to_the_one_it_becomes(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (anna, ready) = (&office.anna, office.kurier.ready());
    let lead = office.lead(anna, "Krzesła", "").await?;
    for round in ["attach", "decide", "ignore"] {
        let mut threads = Vec::new();
        for which in ["zostaje", "kończy się"] {
            let subject = format!("{round}: {which}");
            let sender = format!("{}@klient.example", which.chars().next().unwrap_or('x'));
            office.arrives(&Mail::new(&sender, BIURO.address, &subject).text("Pytanie.").raw()).await?;
            threads.push(office.thread(&subject).await?);
        }
        let [winner, loser] = threads[..] else { unreachable!("two threads") };
        let mut merging = pool.begin().await?;
        sqlx::query("SELECT FROM threads WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE")
            .bind([winner.0, loser.0])
            .execute(&mut *merging)
            .await?;
        let doing = async {
            match round {
                "attach" => office.kurier.links().attach(anna, vec![loser], lead).await.map(|_| ()),
                "decide" => ready.decide(anna, loser, Decision::Attach { record: lead }).await.map(|_| ()),
                _ => ready.decide(anna, loser, Decision::Ignore).await.map(|_| ()),
            }
        };
        let joining = async {
            until_waiting(&pool, 1).await.context(round)?;
            for statement in [
                "UPDATE messages SET thread_id = $1 WHERE thread_id = $2",
                "UPDATE placements SET thread_id = $1 WHERE thread_id = $2",
                "UPDATE threads SET merged_into = $1 WHERE id = $2",
                "DELETE FROM triage WHERE thread_id = $2 AND $1::uuid IS NOT NULL",
            ] {
                sqlx::query(statement).bind(winner.0).bind(loser.0).execute(&mut *merging).await?;
            }
            anyhow::Ok(merging.commit().await?)
        };
        tokio::try_join!(async { anyhow::Ok(doing.await?) }, joining)?;
        let linked: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM record_threads WHERE thread_id = $1)")
                .bind(winner.0)
                .fetch_one(&pool)
                .await?;
        assert_eq!(linked, round != "ignore", "{round}");
        assert!(office.ready(anna).await?.iter().all(|item| item.thread != winner), "{round}");
    }
    Ok(())
}

/// A client may have thousands of threads, which others are changing: whoever decides on one of them, or changes the lead, waits for none
/// of the others. Their badges follow, and go with the lead.
#[sqlx::test(migrations = "../../migrations")]
async fn who_decides_on_a_thread_waits_for_no_other(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (anna, records, ready) = (&office.anna, office.kurier.records(), office.kurier.ready());
    let sender = "klient@klient.example";
    for subject in ["Pierwsza", "Druga"] {
        office.arrives(&Mail::new(sender, BIURO.address, subject).text("Pytanie.").raw()).await?;
    }
    let (first, second) = (office.thread("Pierwsza").await?, office.thread("Druga").await?);
    let mut other = pool.begin().await?;
    sqlx::query("SELECT FROM threads WHERE id = $1 FOR UPDATE").bind(second.0).execute(&mut *other).await?;
    let form = LeadForm { name: "Klient".to_owned(), email: sender.to_owned(), ..LeadForm::default() };
    let work = async {
        let made = ready.decide(anna, first, Decision::Create { lead: form }).await?;
        let lead = made.record.context("made")?;
        for address in ["inny@klient.example", sender] {
            office.change(anna, lead, "emails", address).await?;
        }
        office.kurier.links().attach(anna, vec![first], lead).await?;
        anyhow::Ok(lead)
    };
    let lead =
        tokio::time::timeout(Duration::from_secs(30), work).await.context("it waits for the other")??;
    other.commit().await?;
    let client =
        async |thread| anyhow::Ok(office.conversation(thread).await?.client.map(|client| client.record));
    assert_eq!((client(first).await?, client(second).await?), (Some(lead), None));
    office.badges(lead).await?;
    assert_eq!(client(second).await?, Some(lead));

    // The first lead is won; a second one of the same client comes, and is taken back.
    let stages = records.get(anna, lead).await?.kind.stages;
    let won = stages.iter().find(|stage| stage.outcome.closes()).context("a stage that closes")?.id;
    records.move_to_stage(anna, lead, won).await?;
    office.arrives(&Mail::new(sender, BIURO.address, "Trzecia").text("Pytanie.").raw()).await?;
    let third = office.thread("Trzecia").await?;
    let form = LeadForm { name: "Drugi".to_owned(), email: sender.to_owned(), ..LeadForm::default() };
    let made = ready.decide(anna, third, Decision::Create { lead: form }).await?;
    let newer = made.record.context("made")?;
    office.badges(newer).await?;
    assert_eq!(client(second).await?, Some(newer), "open ones come first");
    ready.undo(anna, made.undo).await?;
    office.badges(newer).await?;
    assert_eq!(client(second).await?, Some(lead), "the badge of a lead that is gone goes with it");
    assert_eq!(client(third).await?, Some(lead));
    Ok(())
}

/// Somebody writes another address into a lead while a colleague takes an attachment back that had taught it one: whoever comes first, what was
/// written is there in the end, or is asked about.
#[sqlx::test(migrations = "../../migrations")]
async fn an_address_that_is_saved_while_another_is_taken_back_stays(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let desk = Desk::of(&office, "lead").await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let rounds = ["saved first", "taken back first", "at once"];
    for (round, order) in rounds.into_iter().cycle().take(12).enumerate() {
        let lead = office.lead(&office.anna, &format!("Stoły {round}"), "ewa@klient.example").await?;
        let done = office.kurier.links().attach(&office.anna, vec![thread], lead).await?;
        let undo = done.undo.context("undo")?;
        let seen = desk.get(lead).await?.revision;
        // Whoever comes to the record first has it first.
        let mut other = pool.begin().await?;
        if order != "at once" {
            let hold = "SELECT FROM records WHERE id = $1 FOR UPDATE";
            sqlx::query(hold).bind(lead.0).execute(&mut *other).await?;
        }
        let saving = async {
            if order == "taken back first" {
                until_waiting(&pool, 1).await?;
            }
            let emails = format!("ewa@klient.example, {JAN}, nowy@klient.example");
            anyhow::Ok(desk.update(lead, seen, &[("emails", &emails)]).await)
        };
        let taking_back = async {
            if order == "saved first" {
                until_waiting(&pool, 1).await?;
            }
            anyhow::Ok(office.kurier.ready().undo(&office.anna, undo).await?)
        };
        let letting_go = async {
            if order != "at once" {
                until_waiting(&pool, 2).await?;
            }
            anyhow::Ok(other.commit().await?)
        };
        let (saved, _, ()) = tokio::try_join!(saving, taking_back, letting_go).context(order)?;
        match saved {
            Ok(_) => assert_ne!(order, "taken back first", "what was seen is not what is there"),
            Err(Error::Changed(_)) => {
                assert_ne!(order, "saved first", "nobody had changed it");
                assert_eq!(
                    office.emails(lead).await?,
                    ["ewa@klient.example"],
                    "{order}: nothing of it is kept"
                );
                office
                    .change(&office.bartek, lead, "emails", "ewa@klient.example, nowy@klient.example")
                    .await?;
            }
            Err(error) => return Err(error).context(order),
        }
        assert_eq!(office.emails(lead).await?, ["ewa@klient.example", "nowy@klient.example"], "{order}");
        let attached = office.kurier.links().threads_of(&office.anna, lead).await?;
        assert!(attached.is_empty(), "{order}");
    }
    Ok(())
}
