//! What the parser is given.

use std::borrow::Cow;

use super::{opaque, readable_header};

/// What the parser is given: no mbox separator, nothing closed up in a signature, and a header that it can read.
pub(super) fn prepare(raw: &[u8]) -> Cow<'_, [u8]> {
    let opened = opaque::opened(Cow::Borrowed(without_mbox_line(raw)));
    readable_header::with_readable_header(&opened).map_or(opened, Cow::Owned)
}

pub(super) fn without_mbox_line(raw: &[u8]) -> &[u8] {
    let separator = raw.starts_with(b"From ") || raw.starts_with(b">From ");
    match memchr::memchr(b'\n', raw).filter(|_| separator) {
        Some(end) => raw.get(end + 1..).unwrap_or_default(),
        None => raw,
    }
}
