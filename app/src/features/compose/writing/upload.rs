//! A file on its way into a draft.

/// One file that is being sent, or could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: u32,
    pub name: String,
    pub bytes: u64,
    pub percent: u8,
    pub trouble: Option<UploadTrouble>,
}

/// Why a file did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadTrouble {
    /// With it the message has more bytes than the mailbox's server takes.
    TooLarge {
        bytes: u64,
        max: u64,
    },
    /// More than is taken at once.
    FarTooLarge,
    Other,
}
