//! Messages as bytes and as values (RFC 5322, MIME): reading, writing, quoting, threading ids, safe HTML.

pub mod address;
pub mod attachment;
pub mod automatic;
mod body;
pub mod build;
mod charset;
mod encoded_words;
mod flowed;
pub mod form;
mod html_text;
mod opaque;
pub mod parse;
mod parser;
mod plain_part;
mod prepared;
pub mod quote;
mod readable_header;
pub mod references;
pub mod reply;
pub mod sanitize;
pub mod search_tokens;
mod snippet;
mod text;

pub use address::{Address, without_tag};
pub use attachment::{Attachment, attachment_bytes, content_id_of};
pub use automatic::AutomaticReason;
pub use form::{is_form_address, is_machine_address, takes_no_answers};
pub use parse::{ParseError, ParsedMessage, header_bytes, parse};
