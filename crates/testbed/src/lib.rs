//! The world around Kurier, on loopback, for tests and for trying things by hand: Postgres, Dovecot (IMAP and LMTP),
//! an SMTP receiver and an AI endpoint, with people in it and real mail.
//!
//! Everything runs from private configuration in a scratch directory, on ports nobody else uses, as an unprivileged
//! user even when the tests run as root, and is gone when its value is dropped.
//!
//! **Architecture invariant:** nothing in the product depends on this crate; it knows Kurier only through its binary
//! (command line, environment and HTTP), never through its crates.

pub mod ai_endpoint;
pub mod bench;
pub mod certificate;
pub mod control;
pub mod corpus;
pub mod dovecot;
pub mod gate;
pub mod kurier;
pub mod mails;
pub mod people;
pub mod postgres;
pub mod process;
pub mod records;
pub mod scene;
pub mod scratch;
pub mod smtp_receiver;
pub mod ways_out;

pub use ai_endpoint::AiEndpoint;
pub use corpus::Corpus;
pub use dovecot::{Dovecot, DovecotOptions};
pub use gate::{Gate, Reaction, Rule};
pub use kurier::{Kurier, KurierOptions, MailServers};
pub use people::Person;
pub use postgres::Postgres;
pub use scene::Scene;
pub use scratch::Scratch;
pub use smtp_receiver::SmtpReceiver;
