//! What became of a message handed to a server.

use serde::{Deserialize, Serialize};

/// Where in the conversation something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Name, TCP, TLS, greeting, EHLO.
    Connect,
    /// AUTH.
    SignIn,
    /// MAIL FROM: the sender or the size is refused.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA, before the text was sent.
    Data,
    /// After the text was sent.
    Content,
}

/// A server's refusal, or a failure before the message can have been taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Where it happened.
    pub phase: Phase,
    /// The reply code, `None` when the connection failed instead.
    pub code: Option<u16>,
    /// The enhanced status code, such as `5.1.1` (RFC 3463).
    pub enhanced: Option<String>,
    /// The server's own words, or the failure's.
    pub text: String,
    /// The recipient refused, when it was one.
    pub recipient: Option<String>,
}

/// A recipient that the server refused while it took the message for others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedRecipient {
    /// The address.
    pub email: String,
    /// The reply code.
    pub code: u16,
    /// The enhanced status code.
    pub enhanced: Option<String>,
    /// The server's own words.
    pub text: String,
}

impl RejectedRecipient {
    /// Whether it may be taken later, or in another conversation: a server that takes so many recipients and no more says 452, or
    /// 552, which is to be read as 452 (RFC 5321 §4.5.3.1.10). A mailbox that is full is another matter (5.2.2).
    pub fn is_for_now(&self) -> bool {
        match self.code {
            400..500 => true,
            552 => self.enhanced.as_deref() != Some("5.2.2"),
            _ => false,
        }
    }
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The server has taken it for every recipient that is not listed as rejected.
    Accepted {
        /// The server's last words; they often name its queue id.
        response: String,
        /// Recipients it was not taken for.
        rejected_recipients: Vec<RejectedRecipient>,
    },
    /// Refused for good: sending the same again cannot help.
    Rejected(Refusal),
    /// Not taken now; it has not been sent and may be tried again.
    Transient(Refusal),
    /// The connection was lost after the whole text was sent and before the answer: it may have been sent. Never
    /// sent again by a machine.
    Unknown {
        /// What happened.
        text: String,
    },
}

impl Outcome {
    /// A failure before any text was sent, that may pass.
    pub(super) fn transient(phase: Phase, text: impl Into<String>) -> Self {
        Self::Transient(Refusal { phase, code: None, enhanced: None, text: text.into(), recipient: None })
    }

    /// A failure before any text was sent, that will not pass.
    pub(super) fn rejected(phase: Phase, text: impl Into<String>) -> Self {
        Self::Rejected(Refusal { phase, code: None, enhanced: None, text: text.into(), recipient: None })
    }

    /// The refusal, if there is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Rejected(refusal) | Self::Transient(refusal) => Some(refusal),
            Self::Accepted { .. } | Self::Unknown { .. } => None,
        }
    }
}

/// The enhanced status code at the start of a reply's text (RFC 2034).
pub(super) fn enhanced(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?;
    let mut numbers = word.split('.');
    let class = numbers.next().filter(|class| matches!(*class, "2" | "4" | "5"))?;
    let digits =
        |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let rest: Vec<&str> = numbers.collect();
    (rest.len() == 2 && rest.iter().all(|part| digits(part))).then(|| format!("{class}.{}", rest.join(".")))
}
