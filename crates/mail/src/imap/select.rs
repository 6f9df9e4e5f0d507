//! Opening a folder: SELECT, EXAMINE, with CONDSTORE and QRESYNC where there is (RFC 7162).

use super::error::ImapError;
use super::exchange::quoted;
use super::fetch::FlagsUpdate;
use super::lexer::Value;
use super::response::{Code, Response};
use super::session::ImapSession;
use super::uid_set::UidSet;

/// What is known of a folder, so that the server tells only what changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resync {
    /// The UIDVALIDITY seen last.
    pub uid_validity: u32,
    /// The HIGHESTMODSEQ seen last.
    pub modseq: u64,
}

/// An open folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// Changes when UIDs are no longer those of before. 0 when the server does not say.
    pub uid_validity: u32,
    /// The UID that the next message will have at least, where the server says.
    pub uid_next: Option<u32>,
    /// Messages in the folder.
    pub exists: u32,
    /// The number of the last change; `None` where changes are not numbered.
    pub highest_modseq: Option<u64>,
    /// Flags that can be changed for good, as the server writes them; `\*` means any keyword.
    pub permanent_flags: Vec<String>,
    /// Whether the folder cannot be changed.
    pub read_only: bool,
    /// With [`Resync`]: UIDs removed since.
    pub vanished: UidSet,
    /// With [`Resync`]: messages whose flags changed since.
    pub changed: Vec<FlagsUpdate>,
}

impl Selected {
    fn note(&mut self, response: &Response) -> bool {
        match response {
            Response::Data { number: Some(number), name, .. } if name == "EXISTS" => self.exists = *number,
            Response::Data { name, .. } if name == "FLAGS" || name == "RECENT" => {}
            Response::Data { name, values, .. } if name == "VANISHED" => {
                let gone = UidSet::from_value(values.last());
                self.vanished = self.vanished.ranges().iter().chain(gone.ranges()).cloned().collect();
            }
            Response::Data { name, values, .. } if name == "FETCH" => {
                self.changed.extend(FlagsUpdate::from_values(values));
            }
            Response::Status { code: Some(code), .. } => self.note_code(code),
            _ => return false,
        }
        true
    }

    fn note_code(&mut self, code: &Code) {
        let first = code.values.first();
        match code.name.as_str() {
            "UIDVALIDITY" => self.uid_validity = first.and_then(Value::number).unwrap_or_default(),
            "UIDNEXT" => self.uid_next = first.and_then(Value::number),
            "HIGHESTMODSEQ" => {
                self.highest_modseq = first.and_then(Value::number).filter(|modseq| *modseq > 0);
            }
            "NOMODSEQ" => self.highest_modseq = None,
            "PERMANENTFLAGS" => {
                let flags = first.map(Value::items).unwrap_or_default();
                self.permanent_flags = flags.iter().filter_map(Value::text).map(str::to_owned).collect();
            }
            _ => {}
        }
    }
}

impl ImapSession {
    /// Opens a folder for reading and writing.
    pub async fn select(&mut self, raw_name: &str) -> Result<Selected, ImapError> {
        self.open("SELECT", raw_name, None).await
    }

    /// Opens a folder for reading only.
    pub async fn examine(&mut self, raw_name: &str) -> Result<Selected, ImapError> {
        self.open("EXAMINE", raw_name, None).await
    }

    /// Opens a folder and learns what changed since `known`, where the server can tell
    /// ([`ImapSession::has_qresync`]); otherwise like [`ImapSession::select`].
    pub async fn select_resync(&mut self, raw_name: &str, known: Resync) -> Result<Selected, ImapError> {
        self.open("SELECT", raw_name, Some(known).filter(|_| self.qresync)).await
    }

    async fn open(
        &mut self,
        verb: &str,
        raw_name: &str,
        known: Option<Resync>,
    ) -> Result<Selected, ImapError> {
        let plain = format!("{verb} {}", quoted(raw_name)?);
        let asking = match known {
            Some(Resync { uid_validity, modseq }) => {
                Some(format!("{plain} (QRESYNC ({uid_validity} {modseq}))"))
            }
            None => self.condstore.then(|| format!("{plain} (CONDSTORE)")),
        };
        self.drain().await?;
        self.take_hints();
        self.selected = None;
        let mut selected = match asking {
            None => self.open_by(&plain).await?,
            Some(asking) => match self.open_by(&asking).await {
                // Some servers announce the parameter and refuse it. Where the folder opens without, changes are not numbered.
                Err(ImapError::Bad { .. } | ImapError::No { .. }) => {
                    let selected = self.open_by(&plain).await?;
                    (self.condstore, self.qresync) = (false, false);
                    selected
                }
                other => other?,
            },
        };
        if !self.condstore {
            selected.highest_modseq = None;
        }
        self.selected = Some(raw_name.to_owned());
        Ok(selected)
    }

    async fn open_by(&mut self, command: &str) -> Result<Selected, ImapError> {
        let mut selected = Selected::default();
        let completion = self.run_with(command, |response| selected.note(response)).await?;
        selected.read_only = completion.code.is_some_and(|code| code.name == "READ-ONLY");
        Ok(selected)
    }

    /// Leaves the folder without expunging (UNSELECT, RFC 3691).
    pub async fn unselect(&mut self) -> Result<(), ImapError> {
        if self.selected.take().is_none() {
            return Ok(());
        }
        if self.capabilities.has("UNSELECT") || self.capabilities.has("IMAP4REV2") {
            self.run("UNSELECT").await?;
        } else if let Err(error) = self.run("EXAMINE \"\"").await {
            // A refused selection leaves no folder selected, which is what is wanted (RFC 9051 §6.3.2).
            if !error.leaves_session_usable() {
                return Err(error);
            }
        }
        Ok(())
    }
}
