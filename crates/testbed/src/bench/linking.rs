//! What linking costs a first synchronisation: the same mailbox into a workspace that knows nobody, and into one in which everybody who ever
//! wrote is a contact with a deal under way, so that each thread is attached to one; turn by turn, in the same run.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::{OWNER, crm, table::grouped};
use crate::{
    dovecot::Dovecot,
    kurier::{Kurier, KurierOptions, MailServers},
    postgres::Postgres,
    smtp_receiver::SmtpReceiver,
};

/// Contacts that have nothing to do with the mail, and half as many deals.
const OTHERS: u32 = 50_000;
/// A contact and a deal for each address; words in braces are put in here.
const EVERYBODY: &str = include_str!("linking/everybody.sql");

/// Prints the time of both, and the ratio of their sums.
pub async fn compare(
    dovecot: &Dovecot,
    smtp: &SmtpReceiver,
    rounds: usize,
    options: &KurierOptions,
) -> Result<()> {
    let postgres = Postgres::start_durable().await?;
    let (mut senders, mut sums) = (String::new(), [0.0, 0.0]);
    for turn in 0..2 * rounds.max(1) {
        let name = format!("linking{turn}");
        let url = postgres.database(&name).await?;
        let mut kurier =
            Kurier::prepare(KurierOptions { database_url: Some(url.clone()), ..options.clone() })?;
        kurier.user_add(OWNER, "owner").await?;
        kurier.serve().await?;
        let visitor = kurier.visit(OWNER).await?;
        let knows = turn % 2 == 1;
        if knows {
            let filling = crm::filling(&postgres, &url, &visitor, OTHERS).await?;
            postgres.script(&url, &filling).await?;
            postgres.script(&url, &everybody(&visitor, &senders).await?).await?;
        } else {
            // The same pages were opened.
            visitor.call::<Value>("record_kind", json!({ "kind": "deal" })).await?;
        }
        kurier.stop();
        // What was filled in is on the disk before the clock runs.
        postgres.sql(&url, "CHECKPOINT").await?;
        kurier.mailbox_add(OWNER, OWNER, &[], MailServers::of(dovecot, smtp)).await?;
        let report = kurier.sync(OWNER.address).await?;
        *sums.get_mut(usize::from(knows)).context("one of two")? += report.seconds;
        let linked = postgres.sql(&url, "SELECT count(*) FROM record_threads").await?;
        if senders.is_empty() {
            senders = postgres
                .sql(&url, "SELECT string_agg(DISTINCT quote_literal(from_key), ',') FROM messages WHERE from_key LIKE '%@%'")
                .await?;
        }
        let whom = if knows { "everybody is known" } else { "nobody is known" };
        println!("{whom}: {:.2} s, {linked} threads linked", report.seconds);
        postgres.sql(&url, "CHECKPOINT").await?;
    }
    let [nobody, all] = sums;
    println!(
        "linking, beside {} other contacts: {:.1} % slower",
        grouped(f64::from(OTHERS)),
        100.0 * (all / nobody - 1.0)
    );
    Ok(())
}

/// The statements that make a contact and a deal of everybody.
async fn everybody(visitor: &crate::kurier::Visitor, senders: &str) -> Result<String> {
    let mut script = EVERYBODY.replace("{senders}", senders);
    for (kind, key) in [("contact", "emails"), ("deal", "contact"), ("deal", "stage")] {
        let known: Value = visitor.call("record_kind", json!({ "kind": kind })).await?;
        script = script.replace(&format!("{{{kind}.{key}}}"), &crate::records::field(&known, key)?);
    }
    Ok(script)
}
