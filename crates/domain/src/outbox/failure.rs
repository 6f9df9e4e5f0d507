//! What a server's refusal means to a person.

use crate::error::Error;
use kurier_mail::message::build::BuildError;
use kurier_mail::smtp::{Phase, Refusal};
use kurier_model::compose::SendFailure;
use kurier_model::{Field, Reason};

/// The reason in the words of the interface. `bytes` and `max` are the message's size and the server's limit.
pub(super) fn of(refusal: &Refusal, recipients: &[String], bytes: u64, max: Option<u64>) -> SendFailure {
    let answer = match refusal.code {
        Some(code) if !refusal.text.starts_with(&code.to_string()) => format!("{code} {}", refusal.text),
        _ => refusal.text.clone(),
    };
    let lower = refusal.text.to_lowercase();
    let says_large = refusal.enhanced.as_deref() == Some("5.3.4")
        || (refusal.code == Some(552)
            && ["size", "large", "big", "exceed"].iter().any(|word| lower.contains(word)));
    match (refusal.phase, refusal.code) {
        (_, Some(_)) if says_large => SendFailure::TooLarge { bytes, max },
        (Phase::SignIn, _) => SendFailure::WrongPassword { answer },
        (Phase::Recipient, Some(_)) => {
            let named: Vec<String> = refusal.recipient.iter().cloned().collect();
            SendFailure::RecipientsRefused {
                recipients: if named.is_empty() { recipients.to_vec() } else { named },
                answer,
            }
        }
        (_, Some(_)) => SendFailure::Refused { answer },
        (Phase::Recipient, None) if refusal.recipient.is_some() => {
            SendFailure::RecipientsRefused { recipients: refusal.recipient.iter().cloned().collect(), answer }
        }
        (_, None) => SendFailure::Unreachable { detail: answer },
    }
}

/// A message that cannot be written, said beside the field that is to blame.
pub(super) fn of_build(error: BuildError) -> Error {
    match error {
        BuildError::InvalidAddress { email } => {
            Error::invalid(Field::To, Reason::NotAnAddress { text: email })
        }
        BuildError::ControlCharacter { field } => Error::invalid(field_named(field), Reason::BadCharacters),
        other => Error::internal(other),
    }
}

fn field_named(header: &str) -> Field {
    match header {
        "To" => Field::To,
        "Cc" => Field::Cc,
        "From" => Field::Name,
        _ => Field::Subject,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(phase: Phase, code: Option<u16>, enhanced: Option<&str>, text: &str) -> Refusal {
        Refusal { phase, code, enhanced: enhanced.map(str::to_owned), text: text.to_owned(), recipient: None }
    }

    #[test]
    fn refusals_are_told_apart() {
        let to = ["a@b.pl".to_owned()];
        let of = |refusal: &Refusal| of(refusal, &to, 10, Some(5));
        let too_large = SendFailure::TooLarge { bytes: 10, max: Some(5) };
        assert_eq!(of(&refusal(Phase::Sender, Some(552), Some("5.3.4"), "no")), too_large);
        assert_eq!(of(&refusal(Phase::Content, Some(552), None, "Message size exceeds limit")), too_large);
        assert!(matches!(
            of(&refusal(Phase::SignIn, Some(535), None, "no")),
            SendFailure::WrongPassword { .. }
        ));
        let unknown = of(&refusal(Phase::Recipient, Some(550), Some("5.1.1"), "no such user"));
        assert_eq!(
            unknown,
            SendFailure::RecipientsRefused { recipients: to.to_vec(), answer: "550 no such user".to_owned() }
        );
        assert!(matches!(of(&refusal(Phase::Content, Some(554), None, "spam")), SendFailure::Refused { .. }));
        assert!(matches!(
            of(&refusal(Phase::Connect, None, None, "refused")),
            SendFailure::Unreachable { .. }
        ));
    }
}
