//! MAIL, RCPT, DATA, and the one moment after which nobody can be sure without an answer.

use std::borrow::Cow;
use std::error::Error as _;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::MailParameter;

use super::super::ascii_domain;
use super::super::outcome::{Outcome, Phase, Refusal, RejectedRecipient, enhanced};
use super::{Envelope, SmtpSession};

impl SmtpSession {
    /// Hands over `raw`. `before_text` runs after the server has taken sender and recipients and just before the text is
    /// sent, with those who were not taken: the moment to write down that sending has begun. If it fails, nothing is sent and the outcome is transient.
    pub async fn send<F, E>(&mut self, envelope: &Envelope, raw: &[u8], before_text: F) -> Outcome
    where
        F: AsyncFnOnce(&[RejectedRecipient]) -> Result<(), E>,
        E: std::fmt::Display,
    {
        match self.offer(envelope, raw.len()).await {
            Err(outcome) => outcome,
            Ok(rejected) => {
                if let Err(error) = before_text(&rejected).await {
                    // The text has been announced: only hanging up takes that back.
                    self.sent.cut();
                    self.connection.abort().await;
                    return Outcome::transient(Phase::Data, error.to_string());
                }
                self.hand_over(raw, rejected).await
            }
        }
    }

    /// Everything up to the server's "go ahead".
    async fn offer(&mut self, envelope: &Envelope, size: usize) -> Result<Vec<RejectedRecipient>, Outcome> {
        let size_known = u64::try_from(size).unwrap_or(u64::MAX);
        if let Some(limit) = self.size_limit.filter(|limit| size_known > *limit) {
            let text = format!("the message has {size} bytes, the server takes {limit}");
            return Err(Outcome::Rejected(Refusal {
                phase: Phase::Sender,
                code: Some(552),
                enhanced: Some("5.3.4".to_owned()),
                text,
                recipient: None,
            }));
        }
        let from = address(&envelope.from, Phase::Sender)?;
        let recipients = envelope
            .recipients
            .iter()
            .map(|to| address(to, Phase::Recipient))
            .collect::<Result<Vec<_>, _>>()?;
        if recipients.is_empty() {
            return Err(Outcome::rejected(Phase::Recipient, "the message has no recipient"));
        }
        let mut parameters = Vec::new();
        if self.size_limit.is_some() {
            parameters.push(MailParameter::Size(size));
        }
        let international =
            std::iter::once(&from).chain(&recipients).find(|address| !address.user().is_ascii());
        if let Some(address) = international {
            if !self.takes_utf8 {
                return Err(Outcome::Rejected(Refusal {
                    phase: Phase::Recipient,
                    code: Some(553),
                    enhanced: Some("5.6.7".to_owned()),
                    text: "the server takes no international addresses (SMTPUTF8)".to_owned(),
                    recipient: Some(address.to_string()),
                }));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        self.connection
            .command(Mail::new(Some(from), parameters))
            .await
            .map_err(|error| refusal(Phase::Sender, &error, None))?;

        let rejected = self.name_recipients(recipients).await?;
        match self.connection.command(Data).await {
            Ok(_) => Ok(rejected),
            Err(error) => Err(refusal(Phase::Data, &error, None)),
        }
    }

    /// Names every recipient; fails only when none was taken or the connection broke.
    async fn name_recipients(&mut self, recipients: Vec<Address>) -> Result<Vec<RejectedRecipient>, Outcome> {
        let count = recipients.len();
        let mut rejected = Vec::new();
        let mut last = None;
        for recipient in recipients {
            let email = recipient.to_string();
            let Err(error) = self.connection.command(Rcpt::new(recipient, Vec::new())).await else {
                continue;
            };
            let outcome = refusal(Phase::Recipient, &error, Some(email.clone()));
            let Some(Refusal { code: Some(code), enhanced, text, .. }) = outcome.refusal().cloned() else {
                return Err(outcome);
            };
            rejected.push(RejectedRecipient { email, code, enhanced, text });
            // One that may be taken later decides over those that never will.
            if !matches!(last, Some(Outcome::Transient(_))) {
                last = Some(outcome);
            }
        }
        match last {
            Some(outcome) if rejected.len() == count => {
                let _ = self.connection.command(Rset).await;
                Err(outcome)
            }
            _ => Ok(rejected),
        }
    }

    async fn hand_over(&mut self, raw: &[u8], rejected_recipients: Vec<RejectedRecipient>) -> Outcome {
        let text = with_crlf(raw);
        // lettre ends the text with CRLF dot CRLF itself.
        let text = text.strip_suffix(b"\r\n").unwrap_or(&text);
        let before = self.sent.bytes();
        match self.connection.message(text).await {
            Ok(response) => {
                let response = response.message().collect::<Vec<_>>().join(" ");
                Outcome::Accepted { response, rejected_recipients }
            }
            Err(error) if error.status().is_some() => refusal(Phase::Content, &error, None),
            Err(error) => {
                let sent = self.sent.bytes() - before;
                // Stuffed dots only make it longer; the end is five bytes, and without its last the server cannot have it.
                let whole = u64::try_from(text.len() + stuffed_dots(text) + 5).unwrap_or(u64::MAX);
                match sent >= whole {
                    true => Outcome::Unknown { text: error.to_string() },
                    false => refusal(Phase::Content, &error, None),
                }
            }
        }
    }
}

fn address(email: &str, phase: Phase) -> Result<Address, Outcome> {
    ascii_domain(email).and_then(|email| email.parse().ok()).ok_or_else(|| {
        Outcome::Rejected(Refusal {
            phase,
            code: None,
            enhanced: None,
            text: format!("{email:?} is not a mail address"),
            recipient: (phase == Phase::Recipient).then(|| email.to_owned()),
        })
    })
}

/// A lettre error as an outcome: 5xx is for good, everything else may pass.
pub(super) fn refusal(phase: Phase, error: &Error, recipient: Option<String>) -> Outcome {
    let code = error.status().map(u16::from);
    let text = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let refusal = Refusal { phase, code, enhanced: enhanced(&text), text, recipient };
    if error.is_permanent() { Outcome::Rejected(refusal) } else { Outcome::Transient(refusal) }
}

/// Every line end as CRLF: a bare LF or CR before a dot would not be stuffed (RUSTSEC-2026-0561).
fn with_crlf(raw: &[u8]) -> Cow<'_, [u8]> {
    let bare = raw.iter().enumerate().any(|(index, byte)| match byte {
        b'\n' => index == 0 || raw.get(index - 1) != Some(&b'\r'),
        b'\r' => raw.get(index + 1) != Some(&b'\n'),
        _ => false,
    });
    if !bare {
        return Cow::Borrowed(raw);
    }
    let mut fixed = Vec::with_capacity(raw.len() + raw.len() / 40);
    let mut bytes = raw.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                fixed.extend_from_slice(b"\r\n");
            }
            b'\n' => fixed.extend_from_slice(b"\r\n"),
            other => fixed.push(other),
        }
    }
    Cow::Owned(fixed)
}

fn stuffed_dots(text: &[u8]) -> usize {
    memchr::memmem::find_iter(text, b"\r\n.").count() + usize::from(text.starts_with(b"."))
}
