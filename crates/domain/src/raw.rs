//! A message's bytes, as they came.

use crate::error::{Error, Result};
use kurier_mail::message::parse;

/// No message is larger than this when inflated: a bomb is not unpacked.
const LARGEST: usize = 512 * 1024 * 1024;

/// Raw bytes as they came, from what the database keeps.
pub fn inflate(compressed: &[u8]) -> Result<Vec<u8>> {
    use std::io::Read;
    let mut raw = Vec::new();
    let decoder = zstd::stream::Decoder::new(compressed).map_err(Error::internal)?;
    decoder.take(LARGEST as u64).read_to_end(&mut raw).map_err(Error::internal)?;
    Ok(raw)
}

/// The parsed message.
pub fn read(compressed: &[u8]) -> Result<kurier_mail::message::ParsedMessage> {
    parse::parse(&inflate(compressed)?).map_err(Error::internal)
}
