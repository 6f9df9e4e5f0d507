//! What a server mentions by the way.

use super::response::Response;

/// What the server mentioned by the way about the selected folder since the last [`ImapSession::take_hints`].
/// A hint to look, never the truth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// The last EXISTS.
    pub exists: Option<u32>,
    /// Messages were removed.
    pub expunged: bool,
    /// Flags changed.
    pub flags_changed: bool,
}

impl Hints {
    pub(super) fn note(&mut self, response: &Response) {
        let Response::Data { number, name, .. } = response else { return };
        match name.as_str() {
            "EXISTS" => self.exists = *number,
            "EXPUNGE" | "VANISHED" => self.expunged = true,
            "FETCH" => self.flags_changed = true,
            _ => {}
        }
    }
}
