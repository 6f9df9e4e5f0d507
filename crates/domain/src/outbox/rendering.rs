//! A draft as the message that goes out: checked, then rendered once.

use super::drafts::store::{Held, Sender};
use super::pictures::DraftFile;
use super::{failure, pictures};
use crate::consents::Leaving;
use crate::reading::Read;
use crate::{
    actor::Actor,
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use kurier_mail::message::build::{OutgoingMessage, build};
use kurier_mail::message::sanitize::{Extent, ImagePolicy, SanitizeOptions, sanitize};
use kurier_mail::message::{references, reply};
use kurier_model::compose::DraftContent;
use kurier_model::{Address, Field, Invalid, OutboxId, Reason};
use std::collections::HashSet;

const LONGEST_SUBJECT: u32 = 900;

/// A message ready to go.
#[derive(Clone, Debug)]
pub(super) struct Rendered {
    /// Without angle brackets.
    pub(super) message_id: String,
    pub(super) subject: String,
    /// To and Cc and Bcc, for people to see.
    pub(super) recipients: Vec<Address>,
    pub(super) envelope_from: String,
    pub(super) envelope_to: Vec<String>,
    pub(super) mime: Vec<u8>,
}

/// Says everything that is wrong with a draft at once.
pub(super) fn check(content: &DraftContent) -> Result<()> {
    let mut invalid = Invalid::default();
    if content.to.is_empty() && content.cc.is_empty() && content.bcc.is_empty() {
        invalid.add(Field::To, Reason::Required);
    }
    for (field, list) in [(Field::To, &content.to), (Field::Cc, &content.cc), (Field::Bcc, &content.bcc)] {
        for address in list {
            let written = format!("{}{}", address.name.as_deref().unwrap_or_default(), address.address);
            if let Some(reason) = Reason::characters(&written, char::is_control) {
                invalid.add(field, reason);
            } else if kurier_mail::smtp::ascii_domain(&address.address).is_none()
                || !kurier_model::address::plausible(address.address.trim())
            {
                invalid.add(field, Reason::NotAnAddress { text: address.address.clone() });
            }
        }
    }
    if let Some(reason) = Reason::characters(&content.subject, char::is_control) {
        invalid.add(Field::Subject, reason);
    }
    if content.subject.chars().count() > LONGEST_SUBJECT as usize {
        invalid.add(Field::Subject, Reason::TooLong { max: LONGEST_SUBJECT });
    }
    Ok(invalid.or(())?)
}

/// What a message is made of, beside who writes it.
#[derive(Debug)]
pub(super) struct Sources<'s> {
    pub(super) draft: &'s Held,
    pub(super) sender: &'s Sender,
    /// What is answered or forwarded.
    pub(super) original: Option<&'s Read>,
    pub(super) files: Vec<DraftFile>,
    pub(super) leaving: &'s Leaving,
}

/// Renders.
pub(super) fn render(
    actor: &Actor,
    id: OutboxId,
    sources: Sources<'_>,
    now: DateTime<Utc>,
) -> Result<Rendered> {
    let Sources { draft, sender, original, files, leaving } = sources;
    check(&draft.content)?;
    let content = &draft.content;
    let message_id = format!("{}@{}", id.0.simple(), id_domain(&sender.address));
    let answers = original.filter(|_| draft.kind != "forward");
    let (html, files) = pictures::agree(whole_html(content, leaving), files, answers);
    let real_id = |read: &Read| Some(read.message_id.clone()).filter(|id| !references::is_synthetic(id));
    let message = OutgoingMessage {
        from: kurier_mail::Address::new(Some(&actor.name), &sender.address),
        to: mail_addresses(&content.to),
        cc: mail_addresses(&content.cc),
        subject: content.subject.trim().to_owned(),
        message_id: message_id.clone(),
        date: now,
        in_reply_to: answers.and_then(real_id),
        references: original.map(|read| reply::references(&read.parsed)).unwrap_or_default(),
        html: Some(html),
        files,
        extra_headers: leaving.headers(),
        ..OutgoingMessage::default()
    };
    let mime = build(&message).map_err(failure::of_build)?;
    let size = mime.len() as u64;
    if let Some(max) = sender.size_limit.filter(|max| size > *max) {
        return Err(Error::invalid(Field::Attachment, Reason::TooLarge { bytes: size, most: max }));
    }
    let mut seen = HashSet::new();
    let recipients: Vec<Address> = content
        .to
        .iter()
        .chain(&content.cc)
        .chain(&content.bcc)
        .filter(|address| seen.insert(address.key()))
        .cloned()
        .collect();
    Ok(Rendered {
        message_id,
        subject: content.subject.trim().to_owned(),
        envelope_from: sender.address.clone(),
        envelope_to: recipients.iter().map(|address| address.address.trim().to_owned()).collect(),
        recipients,
        mime,
    })
}

/// What the person wrote and the quote, safe for whoever opens it, and between them the way out. Pictures that the composer did not fetch
/// are named again.
fn whole_html(content: &DraftContent, leaving: &Leaving) -> String {
    let options = SanitizeOptions {
        images: ImagePolicy::Allow,
        cid_url: "cid:{cid}".to_owned(),
        extent: Extent::Whole,
    };
    let quote = content
        .quote
        .as_deref()
        .map(|quote| quote.replace(" data-kurier-remote=", " src="))
        .unwrap_or_default();
    let between = if quote.is_empty() { "" } else { "<br>" };
    let safe = |html: &str| leaving.without_others(sanitize(html, &options).html);
    let line = leaving.line();
    // One text, unless something of ours stands in the middle.
    let body = match line.is_empty() {
        true => safe(&format!("{}{between}{quote}", content.html)),
        false => format!("{}{line}{}", safe(&content.html), safe(&format!("{between}{quote}"))),
    };
    format!("<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>{body}</body></html>")
}

fn mail_addresses(addresses: &[Address]) -> Vec<kurier_mail::Address> {
    let mut seen = HashSet::new();
    addresses
        .iter()
        .filter(|address| seen.insert(address.key()))
        .map(|address| kurier_mail::Address::new(address.name.as_deref(), &address.address))
        .collect()
}

/// The right side of the Message-ID: the sender's own domain, as RFC 5322 §3.6.4 recommends.
fn id_domain(address: &str) -> String {
    kurier_mail::smtp::ascii_domain(address)
        .and_then(|address| address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()))
        .filter(|domain| domain.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
        .unwrap_or_else(|| "kurier.invalid".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> DraftContent {
        DraftContent {
            to: vec![Address::named("Anna", "anna@firma.pl")],
            bcc: vec![Address::bare("Szef@firma.pl"), Address::bare("ANNA@firma.pl")],
            subject: "Oferta".to_owned(),
            html: "<p>Dzień dobry<script>x</script></p>".to_owned(),
            quote: Some(
                "<blockquote><img data-kurier-remote=\"https://x.pl/a.png\"></blockquote>".to_owned(),
            ),
            ..DraftContent::default()
        }
    }

    fn held(content: DraftContent) -> Held {
        Held {
            mailbox: kurier_model::MailboxId::new(),
            thread: None,
            in_reply_to: None,
            kind: "new".to_owned(),
            revision: 1,
            stamp: 1,
            state: "open".to_owned(),
            content,
        }
    }

    fn rendered(content: DraftContent, size_limit: Option<u64>) -> Result<Rendered> {
        let mut actor = Actor::system(kurier_model::WorkspaceId::new());
        actor.name = "Bartek Żak".to_owned();
        let sender = Sender { address: "sprzedaż@kurier.pl".to_owned(), size_limit };
        let sender = Sender { address: sender.address.replace('ż', "z"), ..sender };
        let (draft, leaving) = (held(content), Leaving::default());
        let sources =
            Sources { draft: &draft, sender: &sender, original: None, files: Vec::new(), leaving: &leaving };
        render(&actor, OutboxId::new(), sources, DateTime::default())
    }

    #[test]
    fn hidden_recipients_are_on_the_envelope_only() {
        let rendered = rendered(content(), None).unwrap();
        assert_eq!(rendered.envelope_to, ["anna@firma.pl", "Szef@firma.pl"]);
        let parsed = kurier_mail::message::parse(&rendered.mime).unwrap();
        assert_eq!(parsed.message_id.as_deref(), Some(rendered.message_id.as_str()));
        assert!(rendered.message_id.ends_with("@kurier.pl"));
        assert_eq!(parsed.from.as_ref().unwrap().display(), "Bartek Żak");
        assert!(parsed.bcc.is_empty() && !String::from_utf8_lossy(&rendered.mime).contains("Szef"));
        let html = parsed.html.unwrap();
        assert!(html.contains("src=\"https://x.pl/a.png\"") && !html.contains("script"), "{html}");
        assert!(parsed.text.contains("Dzień dobry"));
    }

    #[test]
    fn what_cannot_be_sent_is_said_beside_its_field() {
        let reasons = |content: DraftContent| match rendered(content, None) {
            Err(Error::Invalid(invalid)) => invalid.fields,
            other => panic!("{other:?}"),
        };
        assert_eq!(reasons(DraftContent::default()), [(Field::To, Reason::Required)]);
        let broken = DraftContent { subject: "a\r\nBcc: x@y.pl".to_owned(), ..content() };
        let these = |characters: &str| Reason::TheseCharacters { characters: characters.to_owned() };
        assert_eq!(reasons(broken), [(Field::Subject, these("U+000D U+000A"))]);
        let injected = DraftContent { to: vec![Address::named("a\nb", "a@b.pl")], ..content() };
        assert_eq!(reasons(injected), [(Field::To, these("U+000A"))]);
        let half = DraftContent { cc: vec![Address::bare("anna@")], ..content() };
        assert!(matches!(reasons(half).as_slice(), [(Field::Cc, Reason::NotAnAddress { .. })]));
        assert!(matches!(rendered(content(), Some(100)), Err(Error::Invalid(_))));
    }
}
