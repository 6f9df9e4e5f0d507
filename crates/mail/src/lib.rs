//! The protocols of mail: IMAP, SMTP and MIME. No database and no CRM: this floor turns bytes
//! into plain values and plain values into bytes, and says of every failure whether trying again can help.
//!
//! Everything that opens a connection goes through [`dialer::Dialer`], which refuses private addresses.

pub mod autoconfig;
pub mod dialer;
pub mod error;
pub mod imap;
pub mod message;
#[cfg(test)]
mod processor_time;
pub mod smtp;
pub mod stream;
pub mod tls;

pub use error::Error;
pub use message::address::Address;
