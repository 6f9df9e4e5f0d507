//! Whose a message is: ours, or who wrote it where From does not say so.
//!
//! From is what a message says of itself; anybody can write our address there, and forms and groups do. So a message is ours
//! when Kurier sent it (the outbox knows its Message-ID), or when it lies in Sent or among the drafts. A copy of it elsewhere,
//! which came to oneself or back from a list, is ours too when it also claims to be. Copies come in any order, so whatever
//! arrives is decided together with what is there under the same Message-ID.
//!
//! A form that sends through our own account leaves a copy in Sent as well. Where it names somebody outside as its author and
//! goes to nobody but us, it is that person's, wherever it lies.
//!
//! One thing is believed without such a proof: our address in From, nobody else named as the author, and somebody outside to
//! whom it goes. That is a letter of ours of which another program kept no copy in Sent; a form or a forgery addressed to
//! ourselves is not.

mod store;

use super::{
    Destination,
    prepare::{Facts, Prepared},
    store::NewMessage,
};
use crate::members::ours::{self, Ours};
use crate::records::free_mail::company_domain;
use crate::{db::Tx, error::Result};
use kurier_mail::message::AutomaticReason;
use kurier_model::{Address, MessageId, ThreadId};

/// No address is longer (RFC 5321 §4.5.3.1: 64 + 1 + 255 bytes).
const LONGEST: usize = 320;

/// What is there already under the Message-IDs of a batch.
pub async fn copies(tx: &mut Tx, to: &Destination, mail: &[&Prepared]) -> Result<Vec<(MessageId, ThreadId)>> {
    let ids: Vec<String> =
        mail.iter().filter_map(|message| message.facts()).map(|facts| facts.message_id.clone()).collect();
    store::copies(tx, to, &ids).await
}

/// Decides whose the messages of a batch are. `new` are those that were stored just now, `all` those that were placed, known
/// ones too: call it when the placements are written, before lines are computed and mail is offered. Answers with those of
/// `all` that are ours.
pub async fn decide(
    tx: &mut Tx,
    to: &Destination,
    new: &[NewMessage<'_>],
    all: &[MessageId],
) -> Result<Vec<MessageId>> {
    if new.iter().any(|message| names_anybody(message.facts)) {
        let ours = ours::all(tx).await?;
        let named: Vec<(MessageId, Address)> = new
            .iter()
            .filter_map(|message| Some((message.id, named(message.facts, &ours, &to.own_key)?)))
            .collect();
        store::put_authors(tx, &named).await?;
    }
    let fresh: Vec<MessageId> = new.iter().map(|message| message.id).collect();
    let turned = store::decide(tx, to, all, &fresh).await?;
    if !turned.is_empty() {
        store::withdraw(tx, &turned).await?;
    }
    store::ours(tx, all).await
}

fn names_anybody(facts: &Facts) -> bool {
    facts.parsed.original_from.is_some() || !facts.recipients.reply_to.is_empty()
}

/// The author that a message names beside From, where that is to be believed: the one that a list kept, else the first of those
/// who are to be answered that is none of us. A stranger's word makes nobody one of us: that is believed of what comes from us or
/// from our own house.
fn named(facts: &Facts, ours: &Ours, own_key: &str) -> Option<Address> {
    let from = facts.from_key.as_deref()?;
    let from_us = ours.has(from);
    let other = |address: &Address| {
        let length = address.address.len();
        length <= LONGEST && address.address.contains('@') && address.key() != from
    };
    let original = facts.parsed.original_from.clone().map(Address::from).filter(&other);
    if let Some(author) = original {
        let is_believed = match ours.has(&author.key()) {
            true => from_us || same_house(from, own_key),
            // Only what passes mail on writes that down.
            false => from_us || facts.parsed.is_automatic(),
        };
        return Some(author).filter(|_| is_believed);
    }
    let outside = |address: &&Address| other(address) && !ours.has(&address.key());
    let author = facts.recipients.reply_to.iter().find(outside).cloned()?;
    let speaks = speaks_for_others(facts.parsed.automatic, from, own_key) && !same_house(from, &author.key());
    Some(author).filter(|_| from_us || speaks)
}

/// A robot, and whatever sends from our own domain, names the person it speaks for: a form.
fn speaks_for_others(automatic: Option<AutomaticReason>, from: &str, own_key: &str) -> bool {
    let robot = matches!(
        automatic,
        Some(AutomaticReason::AutoSubmitted | AutomaticReason::NoReplyAddress | AutomaticReason::Bulk)
    );
    robot || same_house(own_key, from)
}

/// Who has a free address shares no house with anybody.
fn same_house(one: &str, other: &str) -> bool {
    company_domain(one).is_some_and(|house| company_domain(other) == Some(house))
}
