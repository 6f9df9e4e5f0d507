//! A large mailbox under a person's fingers: the time from request to answer of what the inbox asks for, over HTTP on
//! loopback, one request at a time.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::{
    OWNER,
    requests::{ROUNDS, repeat, row},
    table::{Table, grouped},
};
use crate::{
    corpus::Corpus,
    dovecot::Dovecot,
    kurier::{Kurier, KurierOptions, MailServers, Visitor},
    smtp_receiver::SmtpReceiver,
};

const PAGE: u32 = 50;
/// The list page that counts as a late one.
const LATE: usize = 500;
/// Words of the corpus: nearly everywhere, in some mails, in very few.
const COMMON: [&str; 4] = ["the", "mail", "list", "free"];
const MIDDLE: [&str; 4] = ["linux", "money", "razor", "server"];
const RARE: [&str; 4] = ["thermodynamics", "zoologist", "kerberized", "xyzzyplugh"];

/// Fills a mailbox with `messages` through the real synchronisation, then measures.
pub async fn run(messages: usize, options: KurierOptions) -> Result<()> {
    let (dovecot, smtp) = (Dovecot::start().await?, SmtpReceiver::start().await?);
    let corpus = Corpus::fetch().await?;
    let mut mails = corpus.replicated(messages);
    let mut left = messages;
    while left > 0 {
        let batch: Vec<Vec<u8>> = mails.by_ref().take(left.min(5000)).collect();
        left -= batch.len();
        dovecot.append(OWNER.address, "INBOX", batch, true).await?;
    }
    let mut kurier = Kurier::prepare(options)?;
    kurier.user_add(OWNER, "owner").await?;
    kurier.mailbox_add(OWNER, OWNER, &[], MailServers::of(&dovecot, &smtp)).await?;
    let report = kurier.sync(OWNER.address).await?;
    println!(
        "{} messages synchronised in {:.1} s, {} set aside\n",
        grouped(report.messages as f64),
        report.seconds,
        report.set_aside
    );
    kurier.serve().await?;
    // What becomes searchable meanwhile would be measured too.
    while kurier.doctor().await?.not_searchable > 0 {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    measure(&kurier.visit(OWNER).await?).await
}

async fn measure(visitor: &Visitor) -> Result<()> {
    let mailboxes: Value = visitor.call("mailboxes", json!({})).await?;
    let (mailbox, folder) = inbox(&mailboxes).context("there is no inbox")?;
    let mut table = Table::new(&["", "p50 ms", "p95 ms", "max ms", "requests"]);

    let first = repeat(visitor, "thread_page", |_| list(&folder, &Value::Null)).await?;
    row(&mut table, "list, page 1", &first);

    let (cursors, pages, ids) = walk(visitor, &folder).await?;
    let late = repeat(visitor, "thread_page", |turn| {
        list(&folder, cursors.get(turn % cursors.len().max(1)).unwrap_or(&Value::Null))
    })
    .await?;
    row(&mut table, &format!("list, pages {} to {pages}", pages + 1 - cursors.len()), &late);

    let threads = ids.len().max(1);
    let opened = repeat(visitor, "open_thread", |turn| {
        let id = ids.get(turn * 7919 % threads).cloned().unwrap_or_default();
        json!({ "thread": id })
    })
    .await?;
    row(&mut table, "open a conversation", &opened);

    for (name, words) in [("common", COMMON), ("middling", MIDDLE), ("rare", RARE)] {
        let found = repeat(visitor, "search", |turn| {
            let word = words.get(turn % words.len()).copied().unwrap_or_default();
            json!({ "mailbox": mailbox, "words": word, "after": null, "limit": PAGE })
        })
        .await?;
        row(&mut table, &format!("search, {name} words"), &found);
    }
    let address = format!("/inbox/{}", folder.as_str().unwrap_or_default());
    let mut pages = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        pages.push(visitor.page(&address).await?.1);
    }
    row(&mut table, "whole first page (HTML)", &pages);
    println!("{table}\nRequest sent to answer read, over HTTP on loopback, signed in, one at a time.");
    Ok(())
}

fn list(folder: &Value, after: &Value) -> Value {
    json!({ "folder": folder, "filter": "all", "after": after, "limit": PAGE })
}

/// Walks past the late page as scrolling does; gives the cursors of the last twenty pages, the number of the last one and
/// the threads seen on the way.
async fn walk(visitor: &Visitor, folder: &Value) -> Result<(Vec<Value>, usize, Vec<Value>)> {
    let (mut cursors, mut ids) = (vec![Value::Null], Vec::new());
    for _ in 0..LATE + 10 {
        let after = cursors.last().cloned().unwrap_or_default();
        let page: Value = visitor.call("thread_page", list(folder, &after)).await?;
        let rows = page.get("rows").and_then(Value::as_array).cloned().unwrap_or_default();
        ids.extend(rows.iter().filter_map(|row| row.get("id").cloned()));
        match page.get("next") {
            Some(next) if !next.is_null() => cursors.push(next.clone()),
            _ => break,
        }
    }
    ensure!(!ids.is_empty(), "the inbox is empty");
    let pages = cursors.len();
    Ok((cursors.split_off(pages.saturating_sub(20)), pages, ids))
}

/// The mailbox and its inbox folder.
fn inbox(mailboxes: &Value) -> Option<(Value, Value)> {
    let mailbox = mailboxes.as_array()?.first()?;
    let folders = mailbox.get("folders")?.as_array()?;
    let inbox = folders.iter().find(|folder| folder.get("role").is_some_and(|role| role == "inbox"))?;
    Some((mailbox.get("id")?.clone(), inbox.get("id")?.clone()))
}
