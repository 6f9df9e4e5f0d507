//! Commands and their answers on a signed-in session.

use super::error::ImapError;
use super::hints::Hints;
use super::lexer::Value;
use super::response::{self, Code, Response, Status};
use super::session::{ImapSession, PATIENCE};

/// How a command that succeeded ended.
#[derive(Debug)]
pub(super) struct Completion {
    pub(super) code: Option<Code>,
}

impl Completion {
    /// The arguments of the response code `name`.
    pub(super) fn code(&self, name: &str) -> Option<&[Value]> {
        self.code.as_ref().filter(|code| code.name == name).map(|code| code.values.as_slice())
    }
}

impl ImapSession {
    /// What the server mentioned by the way since the last call.
    pub fn take_hints(&mut self) -> Hints {
        std::mem::take(&mut self.hints)
    }

    /// Asks nothing, hears what is new, keeps the connection alive (NOOP).
    pub async fn noop(&mut self) -> Result<Hints, ImapError> {
        self.run("NOOP").await?;
        Ok(self.take_hints())
    }

    /// Sends a command; its answers are read with [`Self::next_response`].
    pub(super) async fn send(&mut self, command: &str) -> Result<String, ImapError> {
        if command.contains(['\r', '\n', '\0']) {
            return Err(ImapError::InvalidName(command.to_owned()));
        }
        let tag = self.inner.run_command(command).await?.0;
        self.in_flight.push_back((tag.clone(), command_name(command)));
        Ok(tag)
    }

    /// The next response, noting hints and the end of commands.
    pub(super) async fn next_response(&mut self) -> Result<Response, ImapError> {
        let frame = self.inner.get_mut().next_frame().await?.ok_or(ImapError::Disconnected)?;
        let response = response::parse(&frame);
        match &response {
            Response::Status { status: Status::Bye, text, .. } => return Err(ImapError::Bye(text.clone())),
            Response::Tagged { tag, .. } => {
                self.in_flight.retain(|(waiting, _)| waiting.as_bytes() != tag.as_ref());
            }
            _ => {}
        }
        Ok(response)
    }

    /// Reads to the end of commands that were left half read.
    pub(super) async fn drain(&mut self) -> Result<(), ImapError> {
        if std::mem::take(&mut self.idling) {
            // A wait that was dropped instead of interrupted left the server idling.
            self.inner.get_mut().set_read_limit(Some(PATIENCE));
            self.inner.run_command_untagged("DONE").await?;
        }
        while !self.in_flight.is_empty() {
            let response = self.next_response().await?;
            self.hints.note(&response);
        }
        Ok(())
    }

    /// Runs a command that is answered by nothing but its end.
    pub(super) async fn run(&mut self, command: &str) -> Result<Completion, ImapError> {
        self.run_with(command, |_| false).await
    }

    /// Runs a command, giving every answer to `take`, which says whether it was its own.
    pub(super) async fn run_with(
        &mut self,
        command: &str,
        take: impl FnMut(&Response) -> bool,
    ) -> Result<Completion, ImapError> {
        self.drain().await?;
        let tag = self.send(command).await?;
        self.finish(&tag, &command_name(command), take).await
    }

    /// Reads to the end of the command with this tag.
    pub(super) async fn finish(
        &mut self,
        tag: &str,
        name: &str,
        mut take: impl FnMut(&Response) -> bool,
    ) -> Result<Completion, ImapError> {
        loop {
            let response = self.next_response().await?;
            match response {
                Response::Tagged { tag: ended, status, code, text } if ended.as_ref() == tag.as_bytes() => {
                    return completion(name, status, code, text);
                }
                other => {
                    if !take(&other) {
                        self.hints.note(&other);
                    }
                }
            }
        }
    }
}

/// The outcome of a tagged response.
pub(super) fn completion(
    name: &str,
    status: Status,
    code: Option<Code>,
    text: String,
) -> Result<Completion, ImapError> {
    let command = name.to_owned();
    match status {
        Status::Ok => Ok(Completion { code }),
        Status::No => Err(ImapError::No { command, code: code.map(|code| code.name), text }),
        Status::Bad => Err(ImapError::Bad { command, text }),
        Status::Bye => Err(ImapError::Bye(text)),
    }
}

/// The first word of a command, or two for `UID …`: never an argument.
pub(super) fn command_name(command: &str) -> String {
    let mut words = command.split(' ');
    let first = words.next().unwrap_or_default();
    match words.next() {
        Some(second) if first == "UID" => format!("{first} {second}"),
        _ => first.to_owned(),
    }
}

/// A folder name as a quoted argument, in modified UTF-7 already.
pub(super) fn quoted(raw_name: &str) -> Result<String, ImapError> {
    if raw_name.contains(|c: char| c.is_control()) {
        return Err(ImapError::InvalidName(raw_name.to_owned()));
    }
    Ok(format!("\"{}\"", raw_name.replace('\\', "\\\\").replace('"', "\\\"")))
}
