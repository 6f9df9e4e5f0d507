use serde::{Deserialize, Serialize};

/// How the receiver treats mail. The default takes everything from everybody who signs in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Behaviour {
    /// `550 5.1.1` for these recipients.
    pub refuse_recipients: Vec<String>,
    /// `450 4.2.0` for these recipients.
    pub defer_recipients: Vec<String>,
    /// So many recipients a mail; `452 4.5.3` for each more.
    pub most_recipients: Option<usize>,
    /// `451 4.3.0` for every recipient.
    pub temporary_failure: bool,
    /// Bytes; a larger mail gets `552 5.3.4`, at MAIL FROM when it says its size, else after the data.
    pub size_limit: Option<usize>,
    /// `535 5.7.8` for every password.
    pub refuse_password: bool,
    /// What happens between the final dot and the reply.
    pub hang_up: HangUp,
    /// Milliseconds before every reply.
    pub delay_ms: u64,
    /// Milliseconds between the final dot and its reply.
    pub data_delay_ms: u64,
}

/// Cutting the connection when the whole mail has come and no reply was sent: the sender must doubt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HangUp {
    #[default]
    Never,
    /// The mail was taken all the same.
    MailKept,
    /// The mail was thrown away.
    MailLost,
}
