//! Mail that no person wrote to us: never a lead by itself, never answered by a machine (RFC 3834).

use mail_parser::Headers;
use serde::{Deserialize, Serialize};

use super::address::Address;
use super::form::takes_no_answers;

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
    /// It came through a mailing list.
    MailingList,
    /// A newsletter or a campaign.
    Newsletter,
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
    if has("List-Id") || has("List-Post") || precedence == "list" || has("X-Mailing-List") {
        return Some(AutomaticReason::MailingList);
    }
    // Programs that send for sellers put these into letters to one person; such a letter answers, or has nothing else of a mailing.
    let can_be_left = has("List-Unsubscribe") && !has("In-Reply-To") && !has("References");
    if CAMPAIGN_FIELDS.iter().any(|name| headers.contains(*name))
        || (can_be_left && is_newsletter_address(local))
    {
        return Some(AutomaticReason::Newsletter);
    }
    let counted =
        has("List-Unsubscribe-Post") || has("Feedback-ID") || has("X-Feedback-ID") || from.is_none();
    if matches!(precedence.as_str(), "bulk" | "junk") || empty_return_path || (can_be_left && counted) {
        return Some(AutomaticReason::Bulk);
    }
    from.is_some_and(|from| takes_no_answers(&from.email)).then_some(AutomaticReason::NoReplyAddress)
}

/// What programs that send campaigns write into each of their messages.
const CAMPAIGN_FIELDS: &[&str] = &[
    "X-Campaign",
    "X-Campaign-Id",
    "X-CampaignID",
    "X-CSA-Complaints",
    "X-Mailin-Campaign",
    "X-MailingID",
    "X-MC-User",
    "X-Newsletter",
    "X-phpList-Version",
    "X-rpcampaign",
];

/// Words that only the sender of a newsletter has in its address.
const NEWSLETTER_WORDS: &[&str] = &[
    "aktualnosci",
    "biuletyn",
    "campaign",
    "campaigns",
    "deals",
    "digest",
    "kampania",
    "mailing",
    "mailings",
    "marketing",
    "news",
    "newsletter",
    "newsletters",
    "nowosci",
    "okazje",
    "promo",
    "promocja",
    "promocje",
    "promotions",
    "subskrypcja",
    "subskrypcje",
];

fn is_newsletter_address(local: &str) -> bool {
    local.split(|c: char| !c.is_alphanumeric()).any(|word| NEWSLETTER_WORDS.contains(&word))
}
