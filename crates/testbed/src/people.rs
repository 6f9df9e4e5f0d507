//! The people of `firma.example`, a small Polish company, and the clients who write to them.

use serde::Serialize;

/// The domain that Dovecot is home to; mail to it is delivered by LMTP.
pub const DOMAIN: &str = "firma.example";

/// Somebody with a mailbox on the local Dovecot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Address and IMAP/SMTP user name in one.
    pub address: &'static str,
    pub name: &'static str,
    /// Password of the mailbox, for IMAP and SMTP.
    pub password: &'static str,
    /// Password of the person's account in Kurier.
    pub sign_in: &'static str,
    /// What the person is in the tests.
    pub part: &'static str,
}

/// Sells, writes Polish, owns the workspace in most tests.
pub const ANNA: Person = Person {
    address: "anna@firma.example",
    name: "Anna Kowalska",
    password: "anna-haslo-1",
    sign_in: "dlugie-haslo-anna-2026",
    part: "sales, owner",
};

/// Anna's colleague, a member of the team mailbox.
pub const BARTEK: Person = Person {
    address: "bartek@firma.example",
    name: "Bartek Nowak",
    password: "bartek-haslo-2",
    sign_in: "dlugie-haslo-bartek-2026",
    part: "colleague, member of the team mailbox",
};

/// Member of the workspace who may see neither Anna's nor the team's mail.
pub const CELINA: Person = Person {
    address: "celina@firma.example",
    name: "Celina Wiśniewska",
    password: "celina-haslo-3",
    sign_in: "dlugie-haslo-celina-2026",
    part: "member without access",
};

/// The address that several people work.
pub const BIURO: Person = Person {
    address: "biuro@firma.example",
    name: "Biuro Firma",
    password: "biuro-haslo-4",
    sign_in: "dlugie-haslo-biuro-2026",
    part: "team mailbox",
};

/// Everybody with a mailbox.
pub const EVERYBODY: [Person; 4] = [ANNA, BARTEK, CELINA, BIURO];
