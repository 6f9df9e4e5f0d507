//! What is asked of very much is asked of so much and no more.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::outbox::Tz;
use kurier_domain::{Actor, Error};
use kurier_model::page::Cursor;
use kurier_model::ready::{Decision, ReadyFilter, ReadyQuery};
use kurier_model::task::TaskForm;
use kurier_model::timeline::{TimelineEntry, TimelineFilter, TimelineItem, TimelineQuery};
use kurier_model::{RecordId, ThreadId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const JAN: &str = "jan@meble-nowak.example";

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_asked_for_by_its_address_is_found_at_any_depth_of_the_queue(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    for number in 0..3 {
        let from = format!("ola{number}@lis.example");
        office.arrives(&Mail::new(&from, BIURO.address, "Pytanie").text("Ile to kosztuje?").raw()).await?;
    }
    let list = office.ready(anna).await?;
    assert_eq!(list.len(), 3);
    let find = async |actor: &Actor, query: &ReadyQuery, thread: ThreadId| {
        ready.find(actor, query, Tz::UTC, thread).await
    };
    let waiting: ReadyQuery = ReadyFilter::Ready.into();
    for item in &list {
        assert_eq!(find(anna, &waiting, item.thread).await?.as_ref(), Some(item), "as it stands in the list");
    }
    let [last, ..] = &list[..] else { anyhow::bail!("nothing waits") };
    for query in [
        ReadyFilter::Ignored.into(),
        ReadyFilter::Postponed.into(),
        ReadyQuery { from: "nikt".to_owned(), ..waiting.clone() },
    ] {
        assert_eq!(find(anna, &query, last.thread).await?, None, "{query:?}");
    }
    assert!(
        matches!(find(&office.celina, &waiting, last.thread).await, Err(Error::NotFound)),
        "not her mailbox"
    );
    assert!(matches!(find(anna, &waiting, ThreadId::new()).await, Err(Error::NotFound)));
    ready.decide(anna, last.thread, Decision::Ignore).await?;
    assert_eq!(find(anna, &waiting, last.thread).await?, None);
    assert!(find(anna, &ReadyFilter::Ignored.into(), last.thread).await?.is_some());
    crate::ready_later::later(&office, anna, list[1].thread).await?;
    let left = find(anna, &ReadyFilter::Postponed.into(), list[1].thread).await?.context("left for later")?;
    assert!(left.postponed.is_some());
    assert_eq!(find(anna, &waiting, list[1].thread).await?, None);
    Ok(())
}

/// Very many notes about a record, made at once, the oldest of which has a word.
async fn notes(office: &Office, record: RecordId, count: i32, oldest: &str, others: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO notes (id, workspace_id, record_id, author_id, text, created_at)
         SELECT gen_random_uuid(), $1, $2, $3, CASE WHEN n = 1 THEN $4 ELSE $5 END, '2026-01-01'::timestamptz + make_interval(mins => n)
         FROM generate_series(1, $6) AS n",
    )
    .bind(office.anna.workspace.0)
    .bind(record.0)
    .bind(office.anna.user.context("Anna")?.0)
    .bind(oldest)
    .bind(others)
    .bind(count)
    .execute(&office.pool)
    .await?;
    Ok(())
}

async fn page(
    office: &Office,
    record: RecordId,
    show: TimelineFilter,
    find: &str,
    after: Option<Cursor>,
) -> Result<(Vec<TimelineEntry>, Option<Cursor>)> {
    let query = TimelineQuery { show, find: find.to_owned() };
    let page = office.kurier.records().timeline(&office.anna, record, query, after, 20).await?;
    Ok((page.rows, page.next))
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_word_that_many_have_is_looked_for_so_far_and_no_further(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let companies = Desk::of(&office, "company").await?;
    let here = companies.create(&[("name", "Meble")]).await?;
    let elsewhere = companies.create(&[("name", "Lampy")]).await?;
    notes(&office, elsewhere, 2_001, "faktura", "faktura").await?;
    notes(&office, here, 1_500, "faktura proforma", "rozmowa").await?;
    for show in [TimelineFilter::All, TimelineFilter::Notes] {
        let (rows, next) = page(&office, here, show, "faktura", None).await?;
        assert!(rows.is_empty(), "the latest have not the word");
        let next = next.context("and older ones were not looked at")?;
        let (rows, next) = page(&office, here, show, "faktura", Some(next)).await?;
        assert!(
            matches!(&rows[..], [TimelineEntry { what: TimelineItem::Note { text, .. }, .. }] if text == "faktura proforma")
        );
        assert_eq!(next, None);
    }
    // What few have is found at once, wherever it is.
    let (rows, next) = page(&office, here, TimelineFilter::All, "proforma", None).await?;
    assert_eq!((rows.len(), next), (1, None));
    Ok(())
}

/// How many rows of a table the transaction has looked up so far.
async fn looked_up(tx: &mut sqlx::PgConnection, table: &str) -> Result<i64> {
    let read = "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = $1";
    Ok(sqlx::query_scalar(read).bind(table).fetch_one(tx).await?)
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_a_very_big_house_the_best_are_looked_at(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    let jan = contacts.create(&[("name", "Jan"), ("emails", JAN)]).await?;
    let first = deals.create(&[("name", "Pierwsza"), ("contact", &jan.to_string())]).await?;
    // As many deals, all older but the last.
    sqlx::query(
        "WITH made AS (
             INSERT INTO records (id, workspace_id, kind, name, owner_id, stage_id, description, closed, created_by, created_at,
                                  last_activity_at, field_values, stage_since, visibility)
             SELECT gen_random_uuid(), r.workspace_id, r.kind, 'Szansa ' || n, r.owner_id, r.stage_id, r.description, false, r.created_by,
                    r.created_at, r.last_activity_at - make_interval(mins => 6001 - n), r.field_values, r.stage_since, r.visibility
             FROM records r, generate_series(1, 6000) AS n WHERE r.id = $1 RETURNING id)
         INSERT INTO record_index (record_id, workspace_id, field_id, place, words, number)
         SELECT made.id, i.workspace_id, i.field_id, i.place, i.words, i.number FROM made, record_index i WHERE i.record_id = $1",
    )
    .bind(first.0)
    .execute(&office.pool)
    .await?;
    sqlx::query("ANALYZE records, record_index, record_addresses").execute(&office.pool).await?;
    for (sought, is_house) in [(JAN, false), ("meble-nowak.example", true)] {
        let mut tx = office.pool.begin().await?;
        let best: Vec<String> = sqlx::query_scalar(
            "SELECT r.name FROM work_best($1, ARRAY[$2], $3) w
             CROSS JOIN LATERAL (SELECT r.name, r.last_activity_at FROM records r WHERE r.id = w.record_id OFFSET 0) r
             WHERE w.is_linked ORDER BY r.last_activity_at DESC, r.name LIMIT 3",
        )
        .bind(office.anna.workspace.0)
        .bind(sought)
        .bind(is_house)
        .fetch_all(&mut *tx)
        .await?;
        assert_eq!(best, ["Pierwsza", "Szansa 6000", "Szansa 5999"], "{sought}");
        let (index, records) =
            (looked_up(&mut tx, "record_index").await?, looked_up(&mut tx, "records").await?);
        assert!(index < 5_500 && records < 5_500, "{sought}: {index} and {records} of 6,000 looked up");
    }
    office.arrives(&Mail::new(JAN, BIURO.address, "Dostawa").text("Kiedy?").raw()).await?;
    let thread = office.ready(&office.anna).await?.pop().context("several fit")?.thread;
    let offered = office.kurier.ready().matches(&office.anna, thread, None).await?;
    let names: Vec<&str> = offered.iter().take(2).map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Pierwsza", "Szansa 6000"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn nobody_asks_for_thousands_of_changes_at_once(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (links, tasks) = (office.kurier.links(), office.kurier.tasks());
    let lead = office.lead(&office.anna, "Bramy", "x@inna.example").await?;
    let threads = (0..501).map(|_| ThreadId::new()).collect();
    assert!(matches!(links.attach(&office.anna, threads, lead).await, Err(Error::Invalid(_))));
    let form = TaskForm { title: "Zadzwonić".to_owned(), records: vec![lead; 51], ..TaskForm::default() };
    assert!(matches!(tasks.create(&office.anna, &form, Tz::UTC).await, Err(Error::Invalid(_))));
    let form = TaskForm { records: vec![lead], ..form };
    tasks.create(&office.anna, &form, Tz::UTC).await?;
    Ok(())
}
