//! Mail that no person wrote to us: never a lead by itself, never answered by a machine (RFC 3834).

use mail_parser::Headers;
use serde::{Deserialize, Serialize};

use super::address::Address;

/// Why a message counts as automatic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutomaticReason {
    /// A report about mail that could not be delivered, or was.
    DeliveryReport,
    /// An absence note or other reply by a machine.
    AutoReply,
    /// `Auto-Submitted` says that a machine made it.
    AutoSubmitted,
    /// It came through a mailing list or is a newsletter.
    MailingList,
    /// It says of itself that it was sent in bulk.
    Bulk,
    /// Its sender takes no answers.
    NoReplyAddress,
}

/// Tells an automatic message by its header.
pub(super) fn reason(
    headers: &Headers<'_>,
    from: Option<&Address>,
    is_report: bool,
) -> Option<AutomaticReason> {
    let value = |name: &str| {
        let raw = headers.get(name)?.raw_value();
        Some(String::from_utf8_lossy(raw).trim().to_ascii_lowercase())
    };
    let has = |name: &str| headers.contains(name);
    let local = from.map(Address::key).unwrap_or_default();
    let local = local.split('@').next().unwrap_or_default();

    let empty_return_path = value("Return-Path").is_some_and(|path| path == "<>");
    if is_report || matches!(local, "mailer-daemon" | "postmaster") || has("X-Failed-Recipients") {
        return Some(AutomaticReason::DeliveryReport);
    }
    let submitted = value("Auto-Submitted").filter(|word| !word.starts_with("no"));
    let precedence = value("Precedence").unwrap_or_default();
    if submitted.as_deref().is_some_and(|word| word.starts_with("auto-replied"))
        || precedence == "auto_reply"
        || value("X-Autoreply").is_some_and(|word| word != "no")
        || has("X-Autorespond")
        || has("X-Autoresponder")
        || value("X-Auto-Response-Suppress").is_some_and(|word| word.contains("all")) && submitted.is_some()
    {
        return Some(AutomaticReason::AutoReply);
    }
    if submitted.is_some() {
        return Some(AutomaticReason::AutoSubmitted);
    }
    if has("List-Id")
        || has("List-Unsubscribe")
        || has("List-Post")
        || precedence == "list"
        || has("X-Mailing-List")
    {
        return Some(AutomaticReason::MailingList);
    }
    if matches!(precedence.as_str(), "bulk" | "junk")
        || has("Feedback-ID")
        || has("X-Campaign-Id")
        || empty_return_path
    {
        return Some(AutomaticReason::Bulk);
    }
    let plain: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    let silent = ["noreply", "donotreply", "nieodpowiadaj", "bezodpowiedzi", "neodpovidat"];
    silent.iter().any(|word| plain.contains(word)).then_some(AutomaticReason::NoReplyAddress)
}
