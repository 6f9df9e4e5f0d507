//! A message's bytes, as they came.

use crate::error::{Error, Result};
use kurier_mail::message::{ParseError, ParsedMessage, parse};
use std::result;

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

/// The message in the bytes as they came. Nothing at all is what the server holds: a message without a word, not one that cannot be
/// read.
pub fn parsed(raw: &[u8]) -> result::Result<ParsedMessage, ParseError> {
    match parse::parse(raw) {
        Err(ParseError::Empty) => Ok(ParsedMessage::default()),
        read => read,
    }
}

/// The parsed message.
pub fn read(compressed: &[u8]) -> Result<ParsedMessage> {
    parsed(&inflate(compressed)?).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_at_all_is_an_empty_message() {
        for raw in ["", "\r\n", " \n\t"] {
            assert_eq!(parsed(raw.as_bytes()), Ok(ParsedMessage::default()), "{raw:?}");
            let kept = zstd::encode_all(raw.as_bytes(), 1).unwrap();
            assert!(read(&kept).is_ok(), "{raw:?}");
        }
    }
}
