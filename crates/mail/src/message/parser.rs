//! The one parser.

use std::sync::LazyLock;

use mail_parser::MessageParser;

/// The parser of this crate: part numbers depend on its limits, so everybody uses this one.
pub(super) fn parser() -> &'static MessageParser {
    static PARSER: LazyLock<MessageParser> =
        LazyLock::new(|| MessageParser::new().max_depth(64).max_parts(10_000).max_encoded_nesting(2));
    &PARSER
}
