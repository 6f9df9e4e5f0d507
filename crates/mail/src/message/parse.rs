//! A raw message as values. Whatever arrives, a message is either read or said to be unreadable with the reason:
//! nothing panics and nothing is lost, for the raw bytes are kept beside.

mod addresses;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Datelike, Utc};
use mail_parser::{HeaderName, Message};

use super::address::Address;
use super::attachment::{self, Attachment};
use super::automatic::{self, AutomaticReason};
use super::body::{self, Body};
use super::parser::parser;
use super::prepared::{prepare, without_mbox_line};
use super::text::one_line;
use super::{form, readable_header, references, snippet};

/// So many people of a message are told from Message-IDs.
const MOST_PEOPLE: usize = 1_000;

/// A message read. No string in it holds a NUL byte; what was missing is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedMessage {
    /// Without angle brackets; `None` when it has none ([`references::synthetic_id`] makes one).
    pub message_id: Option<String>,
    /// Ids in In-Reply-To.
    pub in_reply_to: Vec<String>,
    /// Ids in References, oldest first.
    pub references: Vec<String>,
    /// Decoded, on one line; empty when it has none.
    pub subject: String,
    /// The first author.
    pub from: Option<Address>,
    /// Who sent it for the author, when that is said.
    pub sender: Option<Address>,
    /// Where answers are wanted.
    pub reply_to: Vec<Address>,
    /// The author as a list names it that puts its own address into From (`X-Original-From`, `X-Original-Sender`).
    pub original_from: Option<Address>,
    /// Recipients.
    pub to: Vec<Address>,
    /// Recipients of copies.
    pub cc: Vec<Address>,
    /// Hidden recipients, present only in what we sent or drafted.
    pub bcc: Vec<Address>,
    /// When the author's clock says it was written; only years 1970 to 2099 are believed at all.
    pub date: Option<DateTime<Utc>>,
    /// The text, made from the HTML when there is no other.
    pub text: String,
    /// The HTML version, all its pieces. Hostile: only ever shown through [`super::sanitize`].
    pub html: Option<String>,
    /// Attachments and pictures.
    pub attachments: Vec<Attachment>,
    /// Why it counts as automatic, if it does.
    pub automatic: Option<AutomaticReason>,
    /// A form or another program of a web site sent it, for whoever stands in `reply_to`.
    pub is_form: bool,
    /// About 200 characters of what the author wrote.
    pub snippet: String,
    /// `Disposition-Notification-To`: the author asks for a receipt.
    pub wants_receipt: bool,
}

impl ParsedMessage {
    /// Whether a machine sent it.
    pub fn is_automatic(&self) -> bool {
        self.automatic.is_some()
    }

    /// Whether there may be more text than is kept apart from the raw message.
    pub fn is_text_cut(&self) -> bool {
        // It is cut between characters, of at most four bytes.
        let is_full = |text: &str| text.len() + 4 > body::MOST_TEXT;
        self.html.as_deref().map_or_else(|| is_full(&self.text), is_full)
    }

    /// The ids that place it in its conversation, the nearest parent last.
    pub fn thread_ids(&self) -> Vec<String> {
        references::thread_ids(self.message_id.as_deref(), &self.in_reply_to, &self.references)
    }

    /// Attachments that the reader sees as such.
    pub fn visible_attachments(&self) -> impl Iterator<Item = &Attachment> {
        self.attachments.iter().filter(|attachment| !attachment.inline)
    }
}

/// Why a message cannot be read. It is set aside with its raw bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// There are no bytes.
    #[error("the message is empty")]
    Empty,
    /// There is no header at all.
    #[error("the message has no header")]
    NoHeader,
    /// 4 GiB or more.
    #[error("the message is too large")]
    TooLarge,
    /// The parser gave up where it should not.
    #[error("the message broke the parser")]
    Broken,
}

/// Reads a message.
pub fn parse(raw: &[u8]) -> Result<ParsedMessage, ParseError> {
    if raw.trim_ascii().is_empty() {
        return Err(ParseError::Empty);
    }
    if u32::try_from(raw.len()).is_err() {
        return Err(ParseError::TooLarge);
    }
    catch_unwind(AssertUnwindSafe(|| {
        let prepared = prepare(raw);
        let message = parser().parse(prepared.as_ref()).ok_or(ParseError::NoHeader)?;
        Ok(read(&message))
    }))
    .unwrap_or(Err(ParseError::Broken))
}

/// The header of a message as it came, blank line included, without an mbox separator.
pub fn header_bytes(raw: &[u8]) -> &[u8] {
    let raw = without_mbox_line(raw);
    raw.get(..readable_header::header_end(raw)).unwrap_or_default()
}

fn read(message: &Message<'_>) -> ParsedMessage {
    let headers = message.headers();
    let raw_value = |name: HeaderName<'static>| {
        headers
            .get(name)
            .map(|header| String::from_utf8_lossy(header.raw_value()).into_owned())
            .unwrap_or_default()
    };
    let sender = addresses::all(message, HeaderName::Sender, message.sender().into_iter()).into_iter().next();
    let authors = addresses::all(message, HeaderName::From, message.all_from());
    let return_path = references::message_ids(&raw_value(HeaderName::ReturnPath));
    let sent_by = sender.iter().cloned().chain(return_path.iter().map(|path| Address::new(None, path)));
    let from = addresses::author(authors, &sent_by.collect::<Vec<_>>());
    let Body { text, html, shown } = body::read(message);
    let is_report = message.root_part().is_content_type("multipart", "report");
    let reply_to = addresses::all(message, HeaderName::ReplyTo, message.reply_to().into_iter());
    let to = addresses::all(message, HeaderName::To, message.all_to());
    let cc = addresses::all(message, HeaderName::Cc, message.all_cc());
    let mut references = references::message_ids(&raw_value(HeaderName::References));
    let written = raw_value(HeaderName::InReplyTo);
    let mut in_reply_to = Vec::new();
    if !(written.is_empty() && references.is_empty()) {
        let people = from.iter().chain(&sender).chain(&reply_to).chain(&to).chain(&cc).take(MOST_PEOPLE);
        let people: HashSet<String> = people.map(Address::key).collect();
        references.retain(|id| !people.contains(&id.to_lowercase()));
        in_reply_to = references::parents(&written, &people);
    }
    ParsedMessage {
        message_id: references::message_id(&raw_value(HeaderName::MessageId)),
        in_reply_to,
        references,
        subject: one_line(message.subject().unwrap_or_default()),
        automatic: automatic::reason(&headers, from.as_ref(), is_report),
        is_form: form::is_form(&headers, from.as_ref()),
        sender,
        reply_to,
        original_from: ["X-Original-From", "X-Original-Sender"]
            .into_iter()
            .find_map(|name| addresses::one(headers.get(name)?.raw_value())),
        to,
        cc,
        bcc: addresses::all(message, HeaderName::Bcc, message.all_bcc()),
        date: message.date().and_then(date).or_else(|| odd_date(&raw_value(HeaderName::Date))),
        attachments: attachment::list(message, html.as_deref(), &shown),
        snippet: snippet::snippet(&text),
        wants_receipt: headers.contains("Disposition-Notification-To"),
        from,
        text,
        html,
    }
}

fn date(date: mail_parser::DateTime) -> Option<DateTime<Utc>> {
    let valid = date.is_valid().then(|| date.to_timestamp())?;
    DateTime::from_timestamp(valid, 0).filter(|date| (1970..=2099).contains(&date.year()))
}

/// Dates without a zone, and those of programs that count years from 1900 ("102" is 2002).
fn odd_date(text: &str) -> Option<DateTime<Utc>> {
    let mut words: Vec<String> = one_line(text).split(' ').map(str::to_owned).collect();
    if words.len() > 12 {
        return None;
    }
    for word in &mut words {
        if let Ok(year @ 100..=199) = word.parse::<u32>()
            && word.len() >= 3
        {
            *word = (1900 + year).to_string();
        }
    }
    let text = words.join(" ");
    let zoned = mail_parser::DateTime::parse_rfc822(&text).and_then(date);
    zoned.or_else(|| mail_parser::DateTime::parse_rfc822(&format!("{text} +0000")).and_then(date))
}

#[cfg(test)]
mod tests;
