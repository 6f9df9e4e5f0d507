//! What a server says first.

use std::time::Duration;

use super::capabilities::Capabilities;
use super::error::ImapError;
use super::framing::Framed;
use super::response::{self, Response, Status};
use crate::stream::MailStream;

/// What the server said before anybody signed in.
#[derive(Debug, Default)]
pub(super) struct Greeting {
    pub(super) capabilities: Option<Capabilities>,
}

/// Waits for it no longer than `patience`.
pub(super) async fn greeted(
    stream: MailStream,
    patience: Duration,
) -> Result<(Framed<MailStream>, Greeting), ImapError> {
    let mut framed = Framed::new(stream, patience);
    let frame = match framed.next_frame().await {
        Ok(Some(frame)) => frame,
        // A door whose server is away (a proxy, a restart) opens and closes: nobody has said anything.
        Ok(None) => return Err(ImapError::Disconnected),
        Err(error) if error.kind() == std::io::ErrorKind::TimedOut => return Err(ImapError::Timeout),
        Err(error) => return Err(error.into()),
    };
    match response::parse(&frame) {
        Response::Status { status: Status::Ok, code, .. } => {
            let code = code.filter(|code| code.name == "CAPABILITY");
            Ok((framed, Greeting { capabilities: code.map(|code| Capabilities::from_values(&code.values)) }))
        }
        Response::Status { text, .. } => Err(ImapError::Greeting(text)),
        _ => {
            let shown: String = String::from_utf8_lossy(&frame).trim().chars().take(80).collect();
            Err(ImapError::Greeting(shown))
        }
    }
}
