//! The form of a lead, filled in from a mail.

use crate::leads;
use crate::members::{self, ours::Ours};
use crate::people::{names, signature};
use crate::reading::{self, Read, bare_subject};
use crate::records;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    postponed,
};
use kurier_mail::Address;
use kurier_mail::message::is_machine_address;
use kurier_model::ThreadId;
use kurier_model::home::Home;
use kurier_model::lead::LeadForm;
use kurier_model::ready::LeadProposal;

/// Characters of the mail that the description starts with.
const DESCRIPTION: usize = 1_000;
const LONGEST_NAME: usize = 120;

/// What the form is filled from: the first who wrote to us from outside, and everything that they wrote; where only we wrote,
/// whom we wrote to; and where a form of ours says nothing in its header, the address in its text. Our own addresses are never
/// a client's.
pub(super) async fn make(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<LeadProposal> {
    let messages = reading::thread_from_its_beginning(tx, actor, thread).await?;
    let ours = members::ours::all(tx).await?;
    let kind = leads::kind(tx, actor).await?;
    let form = match asked(&messages, &ours) {
        Some((person, letters)) => from_letters(&kind.home, person, &letters),
        None => from_ours(&kind.home, &messages, &ours).ok_or(Error::NotFound)?,
    };
    let description = match postponed::get(tx, thread).await? {
        Some(left) => format!("{}\n\n{}", form.description, left.note).trim_start().to_owned(),
        None => form.description,
    };
    let stages: Vec<_> = kind.stages.into_iter().map(|stage| (stage.id, stage.name)).collect();
    let stage = stages.first().map(|(id, _)| *id);
    // A company that is known is called as it is there, whatever stands in the signature.
    let (company, company_by) = match records::company_of(tx, actor, &form.email).await? {
        Some((name, domain)) => (name, Some(domain)),
        None => (form.company, None),
    };
    let form = LeadForm { owner: actor.user, stage, description, company, ..form };
    Ok(LeadProposal { form, salespeople: leads::salespeople(tx).await?, stages, company_by })
}

/// Who asked, and all that they wrote, oldest first. A person comes before a robot that wrote earlier.
fn asked<'m>(messages: &'m [Read], ours: &Ours) -> Option<(&'m Address, Vec<&'m Read>)> {
    let written: Vec<(&Read, &Address)> =
        messages.iter().filter_map(|message| Some((message, author(message, ours)?))).collect();
    let is_person = |(message, author): &&(&Read, &Address)| {
        !message.parsed.is_automatic() || message.parsed.from.as_ref() != Some(author)
    };
    let (_, person) = written.iter().find(is_person).or(written.first())?;
    let theirs = written.iter().filter(|(_, author)| author.key() == person.key());
    Some((person, theirs.map(|(message, _)| *message).collect()))
}

/// The need stands in the first letter; the number and the company under whichever has them first.
fn from_letters(home: &Home, person: &Address, letters: &[&Read]) -> LeadForm {
    let subject = letters.first().map(|letter| letter.parsed.subject.as_str()).unwrap_or_default();
    let text = letters.first().map(|letter| letter.own_text()).unwrap_or_default();
    let mut form = fill(home, person.name.as_deref(), &person.email, subject, text);
    for letter in letters.iter().skip(1) {
        let later = fill(home, None, &person.email, subject, letter.own_text());
        if form.phone.is_empty() {
            form.phone = later.phone;
        }
        if form.company.is_empty() {
            form.company = later.company;
        }
    }
    form
}

/// Nobody outside wrote by name.
fn from_ours(home: &Home, messages: &[Read], ours: &Ours) -> Option<LeadForm> {
    let sent = messages.iter().rev().find_map(|message| Some((message, recipient(message, ours)?)));
    if let Some((message, person)) = sent {
        // What we wrote has our own telephone number and company under it.
        let form = fill(home, person.name.as_deref(), &person.email, &message.parsed.subject, "");
        return Some(LeadForm { description: reading::shortened(message.own_text(), DESCRIPTION), ..form });
    }
    let incoming = messages.iter().find(|message| !message.is_mine);
    let message = incoming.or(messages.last())?;
    let text = message.own_text();
    let form = fill(
        home,
        None,
        &address_in(text, ours),
        &message.parsed.subject,
        if message.is_mine { "" } else { text },
    );
    Some(LeadForm { description: reading::shortened(text, DESCRIPTION), ..form })
}

/// Who wrote a message, when that is nobody of us. A robot, a form, and what comes with our own address name the person elsewhere.
fn author<'m>(message: &'m Read, ours: &Ours) -> Option<&'m Address> {
    if message.is_mine {
        return None;
    }
    if let Some(author) = &message.author {
        return Some(author).filter(|author| is_other(author, ours));
    }
    let parsed = &message.parsed;
    let named = parsed.original_from.iter().chain(&parsed.reply_to);
    let elsewhere = parsed.is_automatic() || parsed.is_form || from_us(message, ours);
    // A form's own address is no client's: whom it speaks for may stand in its text.
    let sender = parsed.from.iter().filter(|from| !parsed.is_form && !is_machine_address(&from.email));
    named
        .filter(|named| elsewhere && !is_machine_address(&named.email))
        .chain(sender)
        .find(|person| is_other(person, ours))
}

/// The first other person to whom one of us wrote.
fn recipient<'m>(message: &'m Read, ours: &Ours) -> Option<&'m Address> {
    let people = message.parsed.to.iter().chain(&message.parsed.cc);
    people.filter(|_| message.is_mine || from_us(message, ours)).find(|person| is_other(person, ours))
}

fn from_us(message: &Read, ours: &Ours) -> bool {
    message.parsed.from.as_ref().is_some_and(|from| ours.has(&from.key()))
}

fn is_other(person: &Address, ours: &Ours) -> bool {
    person.email.contains('@') && !ours.has(&person.key())
}

/// The first address in a text that is not ours; empty when there is none.
fn address_in(text: &str, ours: &Ours) -> String {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '[' | ']')
    })
    .filter_map(|word| kurier_model::Address::parse(word.trim_matches(['.', '\''])))
    .find(|found| !ours.has(&found.key()))
    .map(|found| found.address)
    .unwrap_or_default()
}

fn fill(home: &Home, name: Option<&str>, email: &str, subject: &str, text: &str) -> LeadForm {
    let about = bare_subject(subject);
    let person = names::person(name, email);
    let about = if about.is_empty() { person } else { about };
    LeadForm {
        name: about.chars().take(LONGEST_NAME).collect(),
        email: email.to_owned(),
        // What looks like a number and is none stands in the description all the same.
        phone: signature::phones(text)
            .into_iter()
            .find(|phone| records::is_phone(home, phone))
            .unwrap_or_default(),
        company: signature::company(text, email).unwrap_or_default(),
        owner: None,
        stage: None,
        description: reading::shortened(text, DESCRIPTION),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_mail_fills_the_form() {
        let text = "Dzień dobry,\nproszę o ofertę na 20 krzeseł.\n\nAnna Nowak\nMeble Nowak Sp. z o.o.\ntel. 600 700 800";
        let form =
            fill(&Home::default(), Some("Anna Nowak"), "anna@meble.pl", "Re: Zapytanie o krzesła", text);
        assert_eq!(form.name, "Zapytanie o krzesła");
        assert_eq!((form.phone.as_str(), form.company.as_str()), ("600 700 800", "Meble Nowak Sp. z o.o."));
        assert!(form.description.contains("20 krzeseł"));
        assert_eq!(fill(&Home::default(), None, "jan.lis@gmail.com", "", "").name, "Jan Lis");
    }

    #[test]
    fn an_address_is_found_in_what_a_form_says() {
        let ours = Ours(HashSet::from(["biuro@firma.pl".to_owned()]));
        let text = "Formularz biuro@firma.pl\nE-mail: Jan <jan@klient.pl>.\n@ a@b x@";
        assert_eq!(address_in(text, &ours), "jan@klient.pl");
        assert_eq!(address_in("nic", &ours), "");
    }
}
