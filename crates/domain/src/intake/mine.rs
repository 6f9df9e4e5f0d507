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
//! A form's mail is its visitor's also where it comes from another house (the agency that made the site): it is told by its address,
//! or by the program that sent it. Whoever only wants answers at another address stays who they are.
//!
//! Whoever else it went to is written down beside it (`written_to`), so that what a colleague writes to a client with a copy to oneself,
//! or one client with a copy to another, is in the history of everybody who takes part.
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
use crate::people::free_mail::same_house;
use crate::{db::Tx, error::Result};
use kurier_mail::message::{AutomaticReason, ParsedMessage, is_machine_address, takes_no_answers};
use kurier_model::{Address, MessageId, ThreadId};
use std::collections::BTreeSet;

/// No address is longer (RFC 5321 §4.5.3.1: 64 + 1 + 255 bytes).
const LONGEST: usize = 320;
/// What goes to more people than these is a round letter, and part of nobody's history.
const PARTICIPANTS: usize = 20;

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
    let us = match new {
        [] => Ours::default(),
        _ => ours::all(tx).await?,
    };
    if new.iter().any(|message| names_anybody(message.facts)) {
        let named: Vec<(MessageId, Address)> = new
            .iter()
            .filter_map(|message| Some((message.id, named(message.facts, &us, &to.own_key)?)))
            .collect();
        store::put_authors(tx, &named).await?;
    }
    let fresh: Vec<MessageId> = new.iter().map(|message| message.id).collect();
    let turned = store::decide(tx, to, all, &fresh).await?;
    if !turned.is_empty() {
        store::withdraw(tx, &turned).await?;
    }
    let ours = store::ours(tx, all).await?;
    let others = new.iter().filter(|message| !ours.contains(&message.id));
    let taking_part: Vec<(MessageId, String)> = others
        .flat_map(|message| participants(message.facts, &us).into_iter().map(|key| (message.id, key)))
        .collect();
    store::put_participants(tx, to.workspace, &taking_part).await?;
    Ok(ours)
}

/// Who outside is a recipient of somebody else's mail: it belongs to their history too. Lists and machines write to nobody.
fn participants(facts: &Facts, ours: &Ours) -> BTreeSet<String> {
    let recipients = &facts.recipients;
    if facts.parsed.is_automatic() || recipients.to.len() + recipients.cc.len() > PARTICIPANTS {
        return BTreeSet::new();
    }
    let outside = |address: &&Address| {
        let key = address.key();
        can_be_kept(address) && facts.from_key.as_ref() != Some(&key) && !ours.has(&key)
    };
    recipients.to.iter().chain(&recipients.cc).filter(outside).map(Address::key).collect()
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
    let original = facts.parsed.original_from.clone().map(Address::from);
    if let Some(author) = original.filter(|author| can_be_kept(author) && author.key() != from) {
        let key = author.key();
        let is_believed = match ours.has(&key) {
            true => from_us || same_house(from, own_key),
            // Only what passes mail on writes that down.
            false => from_us || facts.parsed.is_automatic(),
        };
        // A form's mail that a group has passed on is still the visitor's.
        let behind = answered(facts, from, ours).filter(|visitor| !same_house(&key, &visitor.key()));
        let author = behind.filter(|_| is_machine_address(&key)).unwrap_or(author);
        return Some(author).filter(|_| is_believed);
    }
    let author = answered(facts, from, ours)?;
    let speaks = speaks_for_others(&facts.parsed, from, own_key) && !same_house(from, &author.key());
    Some(author).filter(|_| from_us || speaks)
}

/// The first of those who are to be answered that is somebody outside. A list may name itself there.
fn answered(facts: &Facts, from: &str, ours: &Ours) -> Option<Address> {
    let recipients = &facts.recipients;
    let is_list = facts.parsed.automatic == Some(AutomaticReason::MailingList);
    let is_addressed =
        |key: &str| is_list && recipients.to.iter().chain(&recipients.cc).any(|person| person.key() == key);
    let outside = |address: &&Address| {
        let key = address.key();
        can_be_kept(address)
            && key != from
            && !ours.has(&key)
            && !takes_no_answers(&key)
            && !is_addressed(&key)
    };
    recipients.reply_to.iter().find(outside).cloned()
}

fn can_be_kept(address: &Address) -> bool {
    address.address.len() <= LONGEST && address.address.contains('@')
}

/// A robot, a form, and whatever sends from our own domain names the person it speaks for. A person who wants answers at another
/// address of theirs stays who they are; so do a list and a newsletter, but for a form that sends by their programs.
fn speaks_for_others(parsed: &ParsedMessage, from: &str, own_key: &str) -> bool {
    let by_sign = match parsed.automatic {
        Some(AutomaticReason::DeliveryReport | AutomaticReason::AutoReply) => false,
        Some(AutomaticReason::AutoSubmitted | AutomaticReason::NoReplyAddress | AutomaticReason::Bulk) => {
            true
        }
        Some(AutomaticReason::Newsletter) => parsed.is_form || takes_no_answers(from),
        Some(AutomaticReason::MailingList) | None => parsed.is_form,
    };
    by_sign || same_house(own_key, from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::prepare;
    use chrono::{DateTime, Utc};
    use kurier_mail::imap::{FetchedMessage, Flags};
    use std::collections::HashSet;

    const OWN: &str = "biuro@firma.example";
    const JAN: &str = "jan@klient.example";

    fn author(header: &str) -> Option<String> {
        let raw = format!("{header}\nTo: {OWN}\nSubject: Zapytanie\n\nProszę o ofertę.\n");
        let fetched = FetchedMessage {
            uid: 1,
            flags: Flags::default(),
            modseq: None,
            internal_date: None,
            raw: raw.replace('\n', "\r\n").into_bytes().into(),
        };
        let prepared = prepare::prepare(vec![fetched], DateTime::<Utc>::UNIX_EPOCH).pop().unwrap();
        let ours = Ours(HashSet::from([OWN.to_owned(), "anna@firma.example".to_owned()]));
        named(prepared.facts().unwrap(), &ours, OWN).map(|author| author.key())
    }

    #[test]
    fn forms_of_other_houses_name_their_author() {
        for from in [
            "From: WordPress <wordpress@agencja.example>",
            "From: www-data@serwer.example",
            "From: Formularz <formularz.kontaktowy@agencja.example>",
            "From: Strona <kontakt-form@agencja.example>",
            "From: Formularz kontaktowy <kontakt@agencja.example>",
            "From: Agencja <kontakt@agencja.example>\nX-PHP-Originating-Script: 1000:mail.php",
            "From: form@agencja.example\nList-Unsubscribe: <https://esp.example>",
            "From: form@agencja.example\nX-Campaign-Id: 7",
            "From: Agencja <kontakt@agencja.example>\nList-Unsubscribe: <https://esp.example>\nFeedback-ID: 1:2:3:esp",
            "From: 'WordPress' via Biuro <biuro@firma.example>\nX-Original-From: wordpress@agencja.example\nList-ID: <biuro.firma.example>",
        ] {
            let answer_to = format!("{from}\nReply-To: Jan <{JAN}>");
            assert_eq!(author(&answer_to).as_deref(), Some(JAN), "{from}");
        }
        // Who is named takes no answers, or is one of us.
        for reply_to in ["noreply@klient.example", "anna@firma.example", "biuro+www@firma.example"] {
            assert_eq!(
                author(&format!("From: www@agencja.example\nReply-To: {reply_to}")),
                None,
                "{reply_to}"
            );
        }
    }

    #[test]
    fn a_person_who_wants_answers_elsewhere_stays_that_person() {
        for from in [
            "From: Jan <jan@firma-klienta.example>",
            "From: Jan <jan@firma-klienta.example>\nX-Mailer: Microsoft Outlook 16.0",
            "From: Jan <jan@firma-klienta.example>\nUser-Agent: Roundcube Webmail/1.6\nX-PHP-Originating-Script: 0:rcube.php",
            "From: Jan <jan@firma-klienta.example>\nList-Unsubscribe: <https://crm.example>",
            "From: Jan <jan@firma-klienta.example>\nAuto-Submitted: auto-replied",
            "From: Sklep <newsletter@sklep.example>\nList-Unsubscribe: <https://esp.example>",
        ] {
            assert_eq!(author(&format!("{from}\nReply-To: jan.k@gmail.com")), None, "{from}");
        }
        // Its own house: a shop that is answered elsewhere.
        assert_eq!(author("From: powiadomienia@sklep.example\nReply-To: kontakt@sklep.example"), None);
    }
}
