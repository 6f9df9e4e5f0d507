//! What runs later or again, through the real queue.

use crate::office::Office;
use crate::outbox::{JAN, letter};
use anyhow::{Context, Result, bail};
use kurier_domain::{Error, Kurier};
use kurier_model::compose::{DraftContent, DraftStart, SendState};
use kurier_model::inbox::ThreadAction;
use kurier_model::jobs::JobKind;
use kurier_model::mailbox::{FolderRole, MailboxForm, MailboxKind, Security, Server};
use kurier_model::member::Language;
use kurier_model::{Address, MailboxId};
use kurier_testbed::people::{ANNA, BIURO};
use kurier_testbed::smtp_receiver::Behaviour;
use kurier_testbed::{SmtpReceiver, mails};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A process that works through the queue, until it is dropped.
struct Process {
    stop: CancellationToken,
}

impl Process {
    fn start(kurier: &Kurier) -> Self {
        let (kurier, stop) = (kurier.clone(), CancellationToken::new());
        let shutdown = stop.clone();
        tokio::spawn(async move { kurier.jobs().work(shutdown, TaskTracker::new()).await });
        Self { stop }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    for _ in 0..600 {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("not within half a minute: {what}")
}

async fn ask(pool: &PgPool, job: &str, payload: Value, key: &str, attempts: i32) -> Result<()> {
    sqlx::query("SELECT kurier_enqueue($1, $2, $3, NULL, 0, $4, false)")
        .bind(job)
        .bind(payload)
        .bind(key)
        .bind(attempts)
        .execute(pool)
        .await?;
    Ok(())
}

/// How many jobs wait with keys like this.
pub async fn waiting(pool: &PgPool, key: &str) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT count(*) FROM graphile_worker.jobs WHERE key LIKE $1")
        .bind(key)
        .fetch_one(pool)
        .await?)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_job_comes_with_its_transaction_or_not_at_all(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let workspace = office.anna.workspace;
    for committed in [false, true] {
        let mut tx = office.kurier.db().tx(&office.anna).await?;
        sqlx::query("SELECT kurier_enqueue('index', $1, 'probe', NULL, 0, 1, false)")
            .bind(json!({ "workspace": workspace, "mailbox": office.biuro }))
            .execute(&mut *tx)
            .await?;
        if committed {
            tx.commit().await?
        } else {
            tx.rollback().await?
        }
        assert_eq!(waiting(&office.pool, "probe").await?, i64::from(committed));
    }
    // Only the functions lead to the queue.
    let mut tx = office.kurier.db().tx(&office.anna).await?;
    assert!(sqlx::query("SELECT * FROM graphile_worker.jobs").execute(&mut *tx).await.is_err());
    // Asking again replaces what has not begun; the watchdog leaves it alone.
    for only_if_missing in [false, true, false] {
        sqlx::query("SELECT kurier_enqueue('index', '{}', 'probe', NULL, 60, 1, $1)")
            .bind(only_if_missing)
            .execute(&office.pool)
            .await?;
        assert_eq!(waiting(&office.pool, "probe").await?, 1);
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_message_goes_out_when_its_time_has_come_and_once(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let _processes = [Process::start(&office.kurier), Process::start(&office.kurier)];
    let draft = letter(&office, JAN).await?;
    let begun = tokio::time::Instant::now();
    let outgoing = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    // The same job again and again, under other names.
    for again in 0..20 {
        let payload = json!({ "workspace": office.anna.workspace, "outgoing": outgoing.id, "lane": format!("{again}") });
        ask(&office.pool, "deliver", payload, &format!("again {again}"), 3).await?;
    }
    eventually("the mail is sent", async || Ok((!office.smtp.received().is_empty()).then_some(()))).await?;
    let late = begun.elapsed();
    assert!(late > Duration::from_secs(10) && late < Duration::from_secs(13), "{late:?}");
    eventually("the copy lies in Sent", async || {
        let sent = office.dovecot.mails(BIURO.address, "Sent").await?;
        Ok((!sent.is_empty()).then_some(()))
    })
    .await?;
    eventually("nothing is left to do", async || {
        Ok((waiting(&office.pool, "again%").await? + waiting(&office.pool, "file_copy%").await? == 0)
            .then_some(()))
    })
    .await?;
    for again in 0..20 {
        let payload = json!({ "workspace": office.anna.workspace, "outgoing": outgoing.id, "lane": "x" });
        ask(&office.pool, "file_copy", payload.clone(), &format!("again {again}"), 3).await?;
        ask(&office.pool, "deliver", payload, &format!("again d{again}"), 3).await?;
    }
    eventually("nothing is left to do", async || {
        Ok((waiting(&office.pool, "again%").await? == 0).then_some(()))
    })
    .await?;
    assert_eq!(office.smtp.received().len(), 1);
    assert_eq!(office.dovecot.mails(BIURO.address, "Sent").await?.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_job_that_is_given_up_is_shown_to_administrators_and_tried_again_by_them(
    pool: PgPool,
) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let process = Process::start(kurier);
    // Nobody can read these: no mailbox is named. One is another workspace's.
    ask(&office.pool, "index", json!({ "workspace": anna.workspace }), "broken", 1).await?;
    ask(&office.pool, "index", json!({ "workspace": MailboxId::new() }), "theirs", 1).await?;
    let all = eventually("both are given up", async || {
        let dead = kurier.jobs().all_dead().await?;
        Ok((dead.len() == 2).then_some(dead))
    })
    .await?;
    assert!(all.iter().all(|dead| dead.error.contains("mailbox")), "{all:?}");
    let seen = kurier.jobs().dead(anna).await?;
    assert_eq!(seen.iter().map(|dead| dead.kind).collect::<Vec<_>>(), [JobKind::Index]);
    let theirs = all.iter().find(|dead| dead.id != seen[0].id).context("the other")?.id;
    assert!(matches!(kurier.jobs().dead(&office.bartek).await, Err(Error::Forbidden)));
    assert!(matches!(kurier.jobs().revive(&office.bartek, seen[0].id).await, Err(Error::Forbidden)));
    drop(process);
    kurier.jobs().revive(anna, theirs).await?;
    assert_eq!(kurier.jobs().all_dead().await?.len(), 2, "not Anna's to revive");
    kurier.jobs().revive(anna, seen[0].id).await?;
    assert!(kurier.jobs().dead(anna).await?.is_empty());
    // What is asked for anew under the same key takes the place of what was given up.
    ask(&office.pool, "index", json!({}), "theirs", 1).await?;
    assert!(kurier.jobs().all_dead().await?.is_empty());
    assert_eq!(waiting(&office.pool, "theirs").await?, 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_waits_without_a_job_gets_one(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let draft = letter(&office, JAN).await?;
    office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    sqlx::query("UPDATE outbox SET not_before = now() - interval '1 hour'").execute(&office.pool).await?;
    sqlx::query("DELETE FROM graphile_worker._private_jobs").execute(&office.pool).await?;
    let _process = Process::start(&office.kurier);
    eventually("the mail is sent", async || Ok((!office.smtp.received().is_empty()).then_some(()))).await?;
    eventually("the mail is found", async || {
        let found = office.kurier.threads().search(&office.anna, None, "krzeseł", None, 5).await?;
        Ok((!found.rows.is_empty()).then_some(()))
    })
    .await
}

#[sqlx::test(migrations = "../../migrations")]
async fn slow_servers_keep_only_their_own_mail_waiting(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let mut slow = Vec::new();
    for number in 0..4 {
        let server = SmtpReceiver::start().await?;
        server.behave(Behaviour { delay_ms: 4_000, ..Behaviour::default() });
        let mailbox = another_mailbox(&office, &server, number).await?;
        for _ in 0..6 {
            send_from(&office, mailbox).await?;
        }
        slow.push(server);
    }
    let prompt = send_from(&office, office.biuro).await?;
    // Everything is due.
    sqlx::query("UPDATE outbox SET not_before = now()").execute(&office.pool).await?;
    sqlx::query("UPDATE graphile_worker._private_jobs SET run_at = now()").execute(&office.pool).await?;
    let begun = tokio::time::Instant::now();
    let _process = Process::start(&office.kurier);
    office.smtp.wait_for(1, Duration::from_secs(20)).await?;
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    eventually("it is said to be sent", async || {
        let state = office.kurier.outbox().get(&office.anna, prompt).await?.state;
        Ok(matches!(state, SendState::Sent { .. }).then_some(()))
    })
    .await?;
    assert!(slow.iter().all(|server| server.received().is_empty()));
    Ok(())
}

async fn another_mailbox(office: &Office, smtp: &SmtpReceiver, number: usize) -> Result<MailboxId> {
    let server = |address: std::net::SocketAddr| Server {
        host: "127.0.0.1".to_owned(),
        port: address.port(),
        security: Security::None,
    };
    let form = MailboxForm {
        address: format!("anna{number}@firma.example"),
        imap: server(office.dovecot.imap()),
        smtp: server(smtp.address()),
        username: ANNA.address.to_owned(),
        password: ANNA.password.to_owned(),
        kind: MailboxKind::Private,
        members: Vec::new(),
    };
    let connection = office.kurier.mailboxes().begin_connection(&office.anna, form).await?;
    Ok(office.kurier.mailboxes().connect_unverified(&office.anna, connection.id).await?)
}

async fn send_from(office: &Office, mailbox: MailboxId) -> Result<kurier_model::OutboxId> {
    let start = DraftStart::New { mailbox: Some(mailbox), record: None };
    let draft = office.kurier.drafts().start(&office.anna, start, Language::Pl).await?;
    let content = DraftContent {
        to: vec![Address::bare(JAN)],
        subject: "Oferta".to_owned(),
        html: "<p>Oferta</p>".to_owned(),
        ..DraftContent::default()
    };
    let revision = office.kurier.drafts().save(&office.anna, draft.id, draft.revision, content).await?;
    Ok(office.kurier.outbox().send(&office.anna, draft.id, revision).await?.id)
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_deleted_everywhere_is_not_found_and_is_forgotten(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let kurier = &office.kurier;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    while kurier.threads().index_batch().await? > 0 {}
    let found = async || -> Result<usize> {
        Ok(kurier.threads().search(&office.anna, None, "krzeseł", None, 5).await?.rows.len())
    };
    assert_eq!(found().await?, 1);
    let thread = office.thread("krzesła").await?;
    office.dovecot.expunge(BIURO.address, "INBOX", &["ALL"]).await?;
    office.sync().await?;
    assert_eq!(found().await?, 0, "at once");
    let opened = kurier.threads().open(&office.anna, thread).await;
    assert!(matches!(opened, Err(Error::NotFound)), "{opened:?}");
    kurier.threads().forget_unplaced(Duration::from_secs(60)).await?;
    assert_eq!(rows(&office.pool, "messages").await?, 1, "it may only have been moved");
    office.wait(8 * 86_400);
    kurier.threads().forget_unplaced(Duration::from_secs(60)).await?;
    for table in ["messages", "contents", "message_search", "threads", "thread_references", "triage"] {
        assert_eq!(rows(&office.pool, table).await?, 0, "{table}");
    }

    // What comes back in time stays.
    let question = mails::question(BIURO.address).raw();
    office.arrives(&question).await?;
    office.dovecot.expunge(BIURO.address, "INBOX", &["ALL"]).await?;
    office.sync().await?;
    kurier.threads().forget_unplaced(Duration::from_secs(60)).await?;
    office.arrives(&question).await?;
    office.wait(8 * 86_400);
    kurier.threads().forget_unplaced(Duration::from_secs(60)).await?;
    assert_eq!(office.inbox().await?.len(), 1);
    Ok(())
}

async fn rows(pool: &PgPool, table: &str) -> Result<i64> {
    let query = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
    Ok(sqlx::query_scalar(query).fetch_one(pool).await?)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_removed_mailbox_is_forgotten_with_everything_in_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let kurier = &office.kurier;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let inbox = office.folder(FolderRole::Inbox).await?;
    let thread = office.thread("krzesła").await?;
    kurier.threads().act(&office.anna, vec![thread], Some(inbox), ThreadAction::Flag).await?;
    let draft = letter(&office, JAN).await?;
    kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    letter(&office, JAN).await?;
    // Nothing happens to one that is not removed.
    let system = kurier_domain::Actor::system(office.anna.workspace);
    kurier.mailboxes().forget(&system, office.biuro, Duration::from_secs(60)).await?;
    assert_eq!(office.inbox().await?.len(), 1);

    kurier.mailboxes().remove(&office.anna, office.biuro).await?;
    assert_eq!(waiting(&office.pool, "forget_mailbox:%").await?, 1);
    // However large it is, it keeps nobody else waiting: a turn ends, and another goes on.
    assert!(!kurier.mailboxes().forget(&system, office.biuro, Duration::ZERO).await?);
    assert!(kurier.mailboxes().forget(&system, office.biuro, Duration::ZERO).await?);
    for table in ["mailboxes", "folders", "messages", "contents", "threads", "drafts", "outbox", "placements"]
    {
        assert_eq!(rows(&office.pool, table).await?, 0, "{table}");
    }
    kurier.mailboxes().forget(&system, office.biuro, Duration::from_secs(60)).await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_left_of_old_mail_is_cleared_away(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let new = DraftStart::EMPTY;
    let empty = kurier.drafts().start(anna, new, Language::Pl).await?.id;
    let written = letter(&office, JAN).await?.id;
    let discarded = letter(&office, JAN).await?.id;
    kurier.drafts().discard(anna, discarded).await?;
    let sent = letter(&office, JAN).await?;
    kurier.outbox().send(anna, sent.id, sent.revision).await?;
    office.wait(11);
    office.deliver().await?;
    kurier.drafts().clear_away().await?;
    assert_eq!(rows(&office.pool, "drafts").await?, 4, "nothing is old");
    office.wait(40 * 86_400);
    kurier.drafts().clear_away().await?;
    let left: Vec<uuid::Uuid> =
        sqlx::query_scalar("SELECT id FROM drafts ORDER BY id").fetch_all(&office.pool).await?;
    assert!(!left.contains(&empty.0) && !left.contains(&discarded.0), "{left:?}");
    let listed: Vec<_> = kurier.drafts().list(anna).await?.into_iter().map(|row| row.id).collect();
    assert_eq!(listed, [written]);
    let bytes: i32 =
        sqlx::query_scalar("SELECT octet_length(mime) FROM outbox").fetch_one(&office.pool).await?;
    assert_eq!(bytes, 0, "it lies in Sent");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_jobs_of_a_worker_that_fell_silent_are_taken_over(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let [claimed, transmitting] = [letter(&office, JAN).await?, letter(&office, JAN).await?];
    let claimed = office.kurier.outbox().send(&office.anna, claimed.id, claimed.revision).await?;
    let transmitting =
        office.kurier.outbox().send(&office.anna, transmitting.id, transmitting.revision).await?;
    // As a process leaves them that was killed 15 seconds ago.
    for (outgoing, state) in [(&claimed, "claimed"), (&transmitting, "transmitting")] {
        sqlx::query(
            "UPDATE outbox SET state = $2, claimed_by = 'gone', claimed_at = now() - interval '15 s', attempt = 1 WHERE id = $1",
        )
        .bind(outgoing.id.0)
        .bind(state)
        .execute(&office.pool)
        .await?;
    }
    for statement in [
        "INSERT INTO graphile_worker._private_workers (id, last_heartbeat_at) VALUES ('gone', now() - interval '15 s')",
        "UPDATE graphile_worker._private_jobs SET locked_by = 'gone', locked_at = now() - interval '16 s', attempts = 1
         WHERE key LIKE 'deliver:%'",
        "UPDATE graphile_worker._private_job_queues q SET locked_by = 'gone', locked_at = now() - interval '16 s'
         WHERE EXISTS (SELECT 1 FROM graphile_worker._private_jobs j WHERE j.job_queue_id = q.id AND j.locked_by = 'gone')",
    ] {
        sqlx::query(statement).execute(&office.pool).await?;
    }
    let _process = Process::start(&office.kurier);
    let begun = tokio::time::Instant::now();
    eventually("both are settled", async || {
        let sent = office.kurier.outbox().get(&office.anna, claimed.id).await?.state;
        let doubtful = office.kurier.outbox().get(&office.anna, transmitting.id).await?.state;
        Ok((matches!(sent, SendState::Sent { .. }) && matches!(doubtful, SendState::Unknown { .. }))
            .then_some(()))
    })
    .await?;
    // 15 seconds were over already.
    assert!(begun.elapsed() < Duration::from_secs(40), "{:?}", begun.elapsed());
    println!("taken over {:?} after the death", begun.elapsed() + Duration::from_secs(15));
    assert_eq!(office.smtp.received().len(), 1, "what was being handed over is not sent again");
    Ok(())
}

/// Whoever changes a lead asks for its badges; what was missed when two crossed is found by comparing.
#[sqlx::test(migrations = "../../migrations")]
async fn badges_follow_the_lead(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let anna = &office.anna;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let client = async || anyhow::Ok(office.conversation(thread).await?.client.map(|client| client.record));
    let lead = office.lead(anna, "Krzesła", JAN).await?;
    assert_eq!(client().await?, None, "not by the one who makes the lead");
    let process = Process::start(&office.kurier);
    eventually("the badge", async || Ok((client().await? == Some(lead)).then_some(()))).await?;
    office.change(anna, lead, "emails", "inny@klient.example").await?;
    eventually("no badge", async || Ok((client().await?.is_none()).then_some(()))).await?;
    drop(process);

    sqlx::query("UPDATE threads SET client_record_id = $1").bind(lead.0).execute(&office.pool).await?;
    assert_eq!(client().await?, Some(lead), "as if two had crossed");
    assert_eq!(office.kurier.badges().mend().await?, 1);
    assert_eq!(client().await?, None);
    sqlx::query("UPDATE record_addresses SET key = $1").bind(JAN).execute(&office.pool).await?;
    assert_eq!(office.kurier.badges().mend().await?, 1);
    assert_eq!(client().await?, Some(lead), "mail from the address, and no badge yet");
    assert_eq!(office.kurier.badges().mend().await?, 0);
    Ok(())
}
