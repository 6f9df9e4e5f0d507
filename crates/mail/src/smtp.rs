//! SMTP submission (RFC 5321, RFC 6409): one message over one connection, with an outcome that leaves no doubt unsaid.

mod outcome;
mod session;
mod wire;

pub use outcome::{Outcome, Phase, Refusal, RejectedRecipient};
pub use session::{Envelope, SmtpAccount, SmtpSession, verify};

/// The address with its domain in ASCII, if it is one that SMTP can carry.
pub fn ascii_domain(email: &str) -> Option<String> {
    let (local, domain) = email.trim().rsplit_once('@')?;
    let domain = idna::domain_to_ascii(domain).ok().filter(|domain| !domain.is_empty())?;
    let address = format!("{local}@{domain}");
    let plain = address.len() <= 320
        && !address.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>'));
    (plain && address.parse::<lettre::Address>().is_ok()).then_some(address)
}
