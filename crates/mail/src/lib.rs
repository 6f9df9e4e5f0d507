//! crates/mail
