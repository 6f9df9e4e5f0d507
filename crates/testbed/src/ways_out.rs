//! Mail that carries a way out, and where that leads.

use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::{
    kurier::Visitor,
    records,
    smtp_receiver::{Received, SmtpReceiver},
};

/// Where all ways out begin, below the address of a server.
const PLACE: &str = "/unsubscribe/";

/// A basis is asked for from now on, and Jan, to whom [`Visitor::send_mail`] writes, is subscribed; his id.
pub async fn subscribe_jan(visitor: &Visitor) -> Result<String> {
    let () = visitor.call("require_consent", json!({ "required": true })).await?;
    let values = [("name", "Jan Nowak"), ("emails", "jan.nowak@meble-nowak.example")];
    let jan = records::create(visitor, "contact", &values).await?;
    let said = json!({ "record": jan, "to": null, "basis": "consent", "explanation": "" });
    let () = visitor.call("subscribe", said).await?;
    Ok(jan)
}

/// Writes to Jan, and waits until he has it.
pub async fn send(visitor: &Visitor, smtp: &SmtpReceiver, subject: &str) -> Result<Received> {
    let before = smtp.received().len();
    let outgoing = visitor.send_mail(subject).await?;
    // At once: nobody takes it back.
    let _: Value = visitor.call("retry_sending", json!({ "outgoing": outgoing })).await?;
    smtp.wait_for(before + 1, Duration::from_secs(30)).await?.pop().context("nothing came")
}

/// The page to which a mail's `List-Unsubscribe` leads, below the address of the server.
pub fn page(mail: &Received) -> Result<String> {
    let field = mail.raw.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <"));
    let link = field.and_then(|field| field.strip_suffix('>')).context("no List-Unsubscribe")?;
    let (_, token) = link.split_once(PLACE).with_context(|| link.to_owned())?;
    Ok(format!("{PLACE}{token}"))
}
