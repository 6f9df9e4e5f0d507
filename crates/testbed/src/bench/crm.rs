//! A large office: the time from request to answer of lists, boards and pages of records, of the Ready queue and of searches, over HTTP on
//! loopback, one request at a time; and the same list asked of the values alone, as if nothing were kept beside them to find them by.

mod mail;

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::{
    OWNER,
    requests::{repeat, row},
    table::{Table, grouped},
};
use crate::{
    kurier::{Kurier, KurierOptions, Visitor},
    postgres::Postgres,
    records::{begin_import, field},
};

const FILLING: &str = include_str!("crm/filling.sql");
/// On the timeline of one deal.
const NOTES: u32 = 5_000;

/// Fills a workspace with so many contacts, a quarter as many companies and half as many deals, and so many messages, then measures.
pub async fn run(contacts: u32, messages: u32, options: KurierOptions) -> Result<()> {
    let postgres = Postgres::start_durable().await?;
    let database = postgres.database("crm").await?;
    let mut kurier = Kurier::prepare(KurierOptions { database_url: Some(database.clone()), ..options })?;
    kurier.user_add(OWNER, "owner").await?;
    mail::begin(&kurier).await?;
    kurier.serve().await?;
    let visitor = kurier.visit(OWNER).await?;
    postgres.script(&database, &filling(&postgres, &database, &visitor, contacts).await?).await?;
    mail::fill(&postgres, &database, messages, contacts).await?;
    postgres.sql(&database, "CHECKPOINT").await?;
    let (companies, deals) = (contacts / 4, contacts / 2);
    println!(
        "{} contacts, {} companies, {} deals, {} messages, a timeline of {} notes and as many messages\n",
        grouped(f64::from(contacts)),
        grouped(f64::from(companies)),
        grouped(f64::from(deals)),
        grouped(f64::from(messages)),
        grouped(f64::from(NOTES))
    );
    measure(&visitor).await?;
    let amount = field(&visitor.call("record_kind", json!({ "kind": "deal" })).await?, "amount")?;
    println!("Of the values alone: {}", of_values_alone(&postgres, &database, &amount).await?);
    bring_in(&visitor, contacts / 2).await?;
    Ok(())
}

/// The statements that fill a workspace with so many contacts, a quarter as many companies and half as many deals.
pub async fn filling(
    postgres: &Postgres,
    database: &str,
    visitor: &Visitor,
    contacts: u32,
) -> Result<String> {
    let (contacts, companies, deals) = (contacts.max(1), (contacts / 4).max(1), (contacts / 2).max(1));
    let mut filling = FILLING.to_owned();
    let mut put = |name: &str, value: &str| filling = filling.replace(&format!("{{{name}}}"), value);
    for kind in ["contact", "company", "deal"] {
        let known: Value = visitor.call("record_kind", json!({ "kind": kind })).await?;
        for key in
            ["name", "emails", "company", "amount", "stage", "contact", "close_date", "source", "owner"]
        {
            if let Ok(id) = field(&known, key) {
                put(&format!("{kind}.{key}"), &id);
            }
        }
    }
    let ids = postgres.sql(database, "SELECT workspace_id || ' ' || id FROM users LIMIT 1").await?;
    let (workspace, person) = ids.split_once(' ').context("nobody is there")?;
    put("workspace", workspace);
    put("person", person);
    for (name, count) in
        [("contacts", contacts), ("companies", companies), ("deals", deals), ("notes", NOTES)]
    {
        put(name, &count.to_string());
    }
    Ok(filling)
}

/// As `filling.sql` numbers them.
fn record_id(kind: u32, n: usize) -> String {
    format!("{kind:08x}-0000-7000-8000-{n:012x}")
}

fn one_of(field: &str, value: Value) -> Value {
    json!({ "field": field, "test": { "is": "one_of", "values": [value] } })
}

fn between(field: &str, from: &str, to: &str) -> Value {
    json!({ "field": field, "test": { "is": "between", "from": from, "to": to } })
}

fn list(kind: &str, words: &str, sort: Value, filters: Value) -> Value {
    let query = json!({ "words": words, "mine": false, "in_bin": false, "sort": sort, "descending": false, "filters": filters });
    json!({ "kind": kind, "query": query, "after": null, "limit": 50 })
}

async fn measure(visitor: &Visitor) -> Result<()> {
    let deal: Value = visitor.call("record_kind", json!({ "kind": "deal" })).await?;
    let narrow = json!([
        one_of("stage", deal.pointer("/stages/1/id").cloned().unwrap_or_default()),
        one_of("owner", json!("me")),
        between("close_date", "2026-01-01", "2026-03-31")
    ]);
    let wide = json!([
        one_of("source", json!("event")),
        between("amount", "50000", ""),
        between("close_date", "2025-01-01", "")
    ]);
    let not_event = json!({ "field": "source", "test": { "is": "none_of", "values": ["event"] } });
    let recently = json!({ "field": "created_at", "test": { "is": "during", "days": { "last": 30 } } });
    let waiting = json!({ "field": "stage_since", "test": { "is": "during", "days": { "before": 30 } } });
    let quarter = json!({ "field": "close_date", "test": { "is": "during", "days": "this_quarter" } });
    let mut table = Table::new(&["", "p50 ms", "p95 ms", "max ms", "requests"]);
    let lists = [
        ("contacts, the latest first", list("contact", "", Value::Null, json!([]))),
        ("contacts, by name", list("contact", "", json!("full_name"), json!([]))),
        ("contacts, by a field that is empty", list("contact", "", json!("title"), json!([]))),
        ("contacts, the first made first", list("contact", "", json!("created_at"), json!([]))),
        ("contacts, a common word", list("contact", "nowak", Value::Null, json!([]))),
        ("contacts, one of all by its words", list("contact", "nowak 150001", Value::Null, json!([]))),
        ("deals, three narrow filters, by amount", list("deal", "", json!("amount"), narrow.clone())),
        ("deals, three narrow filters, by owner", list("deal", "", json!("owner"), narrow)),
        ("deals, three wide filters, by amount", list("deal", "", json!("amount"), wide.clone())),
        ("deals, three wide filters, the latest first", list("deal", "", Value::Null, wide.clone())),
        ("deals, three wide filters, by source", list("deal", "", json!("source"), wide.clone())),
        ("deals, by owner", list("deal", "", json!("owner"), json!([]))),
        (
            "deals, of this quarter, long in their stage, not of one source",
            list("deal", "", json!("source"), json!([quarter, waiting, not_event])),
        ),
        ("deals, made lately, by source", list("deal", "", json!("source"), json!([recently]))),
    ];
    for (name, arguments) in lists {
        row(&mut table, name, &repeat(visitor, "record_list", |_| arguments.clone()).await?);
    }
    for (name, filters) in [("board", json!([])), ("board, three wide filters", wide)] {
        let query = list("deal", "", Value::Null, filters).get("query").cloned();
        let arguments = json!({ "kind": "deal", "query": query });
        row(&mut table, name, &repeat(visitor, "records_by_stage", |_| arguments.clone()).await?);
    }
    let pages = repeat(visitor, "get_record", |turn| json!({ "record": record_id(1, turn + 1) })).await?;
    row(&mut table, "a company with its people", &pages);
    for (name, words) in [
        ("everything, a common word", "nowak"),
        ("everything, one of all by its words", "nowak 150001"),
        ("everything, a letter amiss", "nowka 150001"),
        ("everything, a letter amiss in a short name", "nawak 150001"),
        ("everything, two letters", "no"),
    ] {
        row(&mut table, name, &repeat(visitor, "search_records", |_| json!({ "words": words })).await?);
    }
    timelines(visitor, &mut table).await?;
    mail_rows(visitor, &mut table).await?;
    println!("{table}\nRequest sent to answer read, over HTTP on loopback, signed in, one at a time.");
    Ok(())
}

/// Timelines: of a deal with very much on it, of a contact, and of a company with very many deals; words in them.
async fn timelines(visitor: &Visitor, table: &mut Table) -> Result<()> {
    for (name, record, show, find) in [
        ("a long timeline", record_id(3, 1), "all", ""),
        ("a long timeline, mail", record_id(3, 1), "mail", ""),
        ("a long timeline, a common word", record_id(3, 1), "all", "notatka"),
        ("a long timeline, one of all by its words", record_id(3, 1), "all", "notatka 4321"),
        ("a contact's timeline", record_id(2, 7920), "all", ""),
        ("a company's with 5,000 deals", record_id(1, 1), "all", ""),
        ("a company's with 5,000 deals, a common word", record_id(1, 1), "all", "ustalenia"),
        ("a company's with 5,000 deals, a word it has not", record_id(1, 1), "all", "notatka"),
    ] {
        let query = json!({ "show": show, "find": find });
        let asked = json!({ "record": record, "query": query, "after": null, "limit": 30 });
        row(table, name, &repeat(visitor, "record_timeline", |_| asked.clone()).await?);
    }
    Ok(())
}

/// The queue, and mail found by its words.
async fn mail_rows(visitor: &Visitor, table: &mut Table) -> Result<()> {
    let ready = |query: Value| json!({ "query": query, "after": null, "limit": 40 });
    let page: Value = visitor.call("ready_page", ready(json!({ "filter": "ready" }))).await?;
    let rows = page.get("rows").and_then(Value::as_array).context("nothing waits")?;
    let waiting: Vec<Value> = rows.iter().filter_map(|row| row.get("thread").cloned()).collect();
    for (name, query) in [
        ("Ready", json!({ "filter": "ready" })),
        ("Ready, of a sender", json!({ "filter": "ready", "from": "nieznany5000" })),
        ("Ready, older than a week", json!({ "filter": "ready", "age": "over_week" })),
    ] {
        row(table, name, &repeat(visitor, "ready_page", |_| ready(query.clone())).await?);
    }
    row(table, "Ready, how many", &repeat(visitor, "ready_count", |_| json!({})).await?);
    let of_turn = |turn: usize| waiting.get(turn % waiting.len().max(1)).cloned().unwrap_or_default();
    let matches = |turn| json!({ "thread": of_turn(turn), "query": null });
    row(table, "Ready, candidates of a mail", &repeat(visitor, "record_matches", matches).await?);
    for (name, words) in [("mail, a common word", "nowak"), ("mail, one thread of all", "zamowienie 150001")]
    {
        let asked = json!({ "mailbox": null, "words": words, "after": null, "limit": 50 });
        row(table, name, &repeat(visitor, "search", |_| asked.clone()).await?);
    }
    Ok(())
}

/// So many contacts out of a file, every tenth of a company that nobody has written down: the time of each part.
async fn bring_in(visitor: &Visitor, lines: u32) -> Result<()> {
    let mut file = "Name;E-mail;Phone;Company;Job title\n".to_owned();
    for line in 0..lines {
        let company =
            if line % 10 == 0 { format!("Nowa {line}") } else { format!("Nowa {}", line - line % 10) };
        let _ = writeln!(
            file,
            "Osoba {line};osoba{line}@import.example;+48 512 {:03} {:03};{company};Handlowiec",
            line / 1_000 % 1_000,
            line % 1_000
        );
    }
    let mut parts = Vec::new();
    let mut began = Instant::now();
    let import = begin_import(visitor, "contact", "osoby.csv", &file).await?;
    parts.push(("read", began.elapsed()));
    let shown: Value = visitor.call("get_import", json!({ "import": import })).await?;
    let columns = shown.get("columns").and_then(Value::as_array).context("no columns")?;
    let fields: Vec<&Value> = columns.iter().filter_map(|column| column.get("field")).collect();
    let plan = json!({ "import": import, "plan": { "fields": fields, "twins": "skip" } });
    for (name, verb, arguments, end) in [
        ("looked at", "check_import", plan, "checked"),
        ("written", "run_import", json!({ "import": import }), "done"),
        ("taken back", "take_import_back", json!({ "import": import }), "taken_back"),
    ] {
        began = Instant::now();
        visitor.call::<Value>(verb, arguments).await?;
        loop {
            let now: Value = visitor.call("get_import", json!({ "import": import })).await?;
            if now.get("state").is_some_and(|state| state == end) {
                parts.push((name, began.elapsed()));
                if end == "done" {
                    println!("What came of them: {}", now.get("counts").unwrap_or(&Value::Null));
                }
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    let told: Vec<String> =
        parts.iter().map(|(name, time)| format!("{name} {:.1} s", time.as_secs_f64())).collect();
    println!("{} contacts out of a file: {}", grouped(f64::from(lines)), told.join(", "));
    Ok(())
}

/// The three wide filters and their order without an index row, as Postgres itself times it.
async fn of_values_alone(postgres: &Postgres, database: &str, amount: &str) -> Result<String> {
    let statement = format!(
        "EXPLAIN (ANALYZE, TIMING OFF) SELECT id FROM records WHERE kind = 'deal' AND removed_at IS NULL
           AND field_values::text LIKE '%\"event\"%' AND split_part(field_values ->> '{amount}', ' ', 1)::float8 >= 50000
         ORDER BY split_part(field_values ->> '{amount}', ' ', 1)::float8 LIMIT 50"
    );
    let told = postgres.sql(database, &statement).await?;
    let time = told.lines().find(|line| line.starts_with("Execution Time"));
    Ok(time.unwrap_or("no time was told").to_owned())
}
