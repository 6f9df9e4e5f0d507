//! Mail of a large office: one message comes through the real synchronisation, the others are copies of it in the database.

use anyhow::Result;

use super::super::OWNER;
use crate::{
    dovecot::Dovecot,
    kurier::{Kurier, MailServers},
    mails::Mail,
    postgres::Postgres,
    smtp_receiver::SmtpReceiver,
};

const FILLING: &str = include_str!("mail.sql");

/// A mailbox with one message. Its servers are gone afterwards: they know nothing of the copies.
pub(super) async fn begin(kurier: &Kurier) -> Result<()> {
    let (dovecot, smtp) = (Dovecot::start().await?, SmtpReceiver::start().await?);
    let text = "Dzień dobry, proszę o ofertę na pięć biurek z dostawą do Krakowa.\n\nPozdrawiam\nJan Nowak\ntel. 512 345 678";
    let mail = Mail::new("Jan Nowak <jan@pierwszy.example>", OWNER.address, "Zamówienie").text(text);
    dovecot.append(OWNER.address, "INBOX", vec![mail.raw()], false).await?;
    kurier.mailbox_add(OWNER, OWNER, &[], MailServers::of(&dovecot, &smtp)).await?;
    kurier.sync(OWNER.address).await?;
    Ok(())
}

/// So many messages, around so many contacts that are there already.
pub(super) async fn fill(postgres: &Postgres, database: &str, messages: u32, contacts: u32) -> Result<()> {
    let filling = FILLING
        .replace("{messages}", &messages.to_string())
        .replace("{contacts}", &contacts.max(1).to_string());
    postgres.script(database, &filling).await
}
