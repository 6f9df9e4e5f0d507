//! Errors of the domain in words for a terminal.

use kurier_domain::Error;
use kurier_model::mailbox::Trouble;
use kurier_model::{Field, Reason};

/// The error as the verb's last words.
pub fn said(error: Error) -> anyhow::Error {
    match error {
        Error::Invalid(invalid) => {
            let lines: Vec<String> = invalid
                .fields
                .iter()
                .map(|(field, reason)| format!("{}: {}", name(*field), because(reason)))
                .collect();
            anyhow::anyhow!(lines.join("; "))
        }
        Error::NotFound => anyhow::anyhow!("there is no such thing"),
        Error::Forbidden => anyhow::anyhow!("this person may not do that"),
        Error::Conflict => anyhow::anyhow!("somebody else changed it at the same moment: try again"),
        other => anyhow::Error::new(other),
    }
}

/// What went wrong with a mail server.
pub fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::HostNotFound { host } => format!("there is no host {host}"),
        Trouble::PrivateNetwork { host } => {
            format!("{host} is on a private network: list it in KURIER_ALLOWED_PRIVATE_NETWORKS to allow it")
        }
        Trouble::Refused { host, port } => format!("nobody listens at {host}:{port}"),
        Trouble::TimedOut { host, port } => format!("{host}:{port} does not answer"),
        Trouble::Tls { detail } => format!("no secure connection: {detail}"),
        Trouble::WrongPassword { answer } => {
            format!("the server refused the user name or the password: {answer}")
        }
        Trouble::Protocol { detail } | Trouble::Other { detail } => detail.clone(),
        Trouble::Disconnected => "the server closed the connection".to_owned(),
        Trouble::Throttled => "the server limits us: try again later".to_owned(),
    }
}

fn name(field: Field) -> String {
    // The wire's own names (`imap_host`) read well enough.
    field.to_string().replace('_', " ")
}

fn because(reason: &Reason) -> String {
    match reason {
        Reason::Required => "is missing".to_owned(),
        Reason::TooLong { max } => format!("is longer than {max} characters"),
        Reason::TooShort { min } => format!("needs at least {min} characters"),
        Reason::NotAnAddress { text } => format!("{text:?} is not an e-mail address"),
        Reason::Taken => "is in use already".to_owned(),
        Reason::Expired => "has expired".to_owned(),
        Reason::Wrong => "is wrong".to_owned(),
        Reason::Unknown => "is not known here".to_owned(),
        Reason::BadCharacters => "has characters that cannot be used".to_owned(),
        Reason::TheseCharacters { characters } => format!("has characters that cannot be used: {characters}"),
        Reason::PrivateNetwork => "is on a private network that is not allowed".to_owned(),
        Reason::TooLarge { bytes, most } => format!("has {bytes} bytes, and {most} are the most"),
        Reason::NotAllowed => "is not allowed here (the first person has to be an owner)".to_owned(),
        Reason::NotANumber => "is not a number".to_owned(),
        Reason::NotMoney => "is not an amount of money".to_owned(),
        Reason::NotADay => "is not a day".to_owned(),
        Reason::NotATime => "is not a time".to_owned(),
        Reason::NotAWebAddress => "is not an address on the web".to_owned(),
        Reason::NotAPhone => "is not a phone number".to_owned(),
        Reason::NotATaxId => "is not a tax number".to_owned(),
        Reason::NotADomain => "is not a domain".to_owned(),
        Reason::Ambiguous => "more than one thing fits".to_owned(),
        Reason::Twice => "goes into one place twice".to_owned(),
        Reason::Erased => "was erased because they asked for it".to_owned(),
        Reason::PastDay => "is over already".to_owned(),
    }
}
