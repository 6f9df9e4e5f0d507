//! The form of a lead, filled in from a mail.

use crate::assistant::bare_subject;
use crate::records::{self, names, signature};
use crate::{Actor, Error, Result, Tx, reading};
use kurier_model::ThreadId;
use kurier_model::lead::LeadForm;
use kurier_model::ready::LeadProposal;

/// Characters of the mail that the description starts with.
const DESCRIPTION: usize = 1_000;
const LONGEST_NAME: usize = 120;

/// From the newest incoming message of the thread (the newest at all, when there is none).
pub(super) async fn make(tx: &mut Tx, actor: &Actor, thread: ThreadId) -> Result<LeadProposal> {
    let conversation = reading::conversation(tx, actor, thread).await?;
    let message = conversation
        .iter()
        .rev()
        .find(|message| !message.is_mine)
        .or(conversation.last())
        .ok_or(Error::NotFound)?;
    let from = message
        .parsed
        .reply_to
        .first()
        .filter(|_| message.parsed.is_automatic())
        .or(message.parsed.from.as_ref());
    let email = from.map(|from| from.email.clone()).unwrap_or_default();
    let form =
        fill(from.and_then(|from| from.name.as_deref()), &email, &message.parsed.subject, message.own_text());
    let stages =
        records::stages(tx, actor).await?.into_iter().map(|stage| (stage.id, stage.name)).collect::<Vec<_>>();
    let form = LeadForm { owner: actor.user, stage: stages.first().map(|(id, _)| *id), ..form };
    Ok(LeadProposal { form, salespeople: records::salespeople(tx).await?, stages })
}

fn fill(name: Option<&str>, email: &str, subject: &str, text: &str) -> LeadForm {
    let about = bare_subject(subject);
    let person = names::person(name, email);
    let about = if about.is_empty() { person } else { about };
    LeadForm {
        name: about.chars().take(LONGEST_NAME).collect(),
        email: email.to_owned(),
        phone: signature::phones(text).into_iter().next().unwrap_or_default(),
        company: signature::company(text, email).unwrap_or_default(),
        owner: None,
        stage: None,
        description: reading::shortened(text, DESCRIPTION),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_fills_the_form() {
        let text = "Dzień dobry,\nproszę o ofertę na 20 krzeseł.\n\nAnna Nowak\nMeble Nowak Sp. z o.o.\ntel. 600 700 800";
        let form = fill(Some("Anna Nowak"), "anna@meble.pl", "Re: Zapytanie o krzesła", text);
        assert_eq!(form.name, "Zapytanie o krzesła");
        assert_eq!((form.phone.as_str(), form.company.as_str()), ("600 700 800", "Meble Nowak Sp. z o.o."));
        assert!(form.description.contains("20 krzeseł"));
        assert_eq!(fill(None, "jan.lis@gmail.com", "", "").name, "Jan Lis");
    }
}
