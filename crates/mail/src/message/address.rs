//! A person's or machine's address as it stands in a header.

use serde::{Deserialize, Serialize};

/// A mail address with the name beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The name shown; `None` when there is none.
    pub name: Option<String>,
    /// `local@domain` as written. In received mail it may be anything at all, even without an `@`.
    pub email: String,
}

impl Address {
    /// An address with a name; an empty name is none.
    pub fn new(name: Option<&str>, email: &str) -> Self {
        let name = name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        Self { name, email: email.trim().to_owned() }
    }

    /// What two spellings of one address have in common: for comparing, never for sending.
    pub fn key(&self) -> String {
        self.email.trim().to_lowercase()
    }

    /// The key without what stands behind a plus: `anna+shop@firma.example` is Anna.
    pub fn person_key(&self) -> String {
        without_tag(&self.key())
    }

    /// The part after the last `@`, in lower case.
    pub fn domain(&self) -> Option<String> {
        self.email
            .rsplit_once('@')
            .map(|(_, domain)| domain.trim().to_lowercase())
            .filter(|domain| !domain.is_empty())
    }

    /// Whether there is something before and after the `@`.
    pub fn can_be_written_to(&self) -> bool {
        self.email
            .trim()
            .rsplit_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
    }

    /// The name if there is one, else the address.
    pub fn display(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.email)
    }
}

/// An address in lower case without what stands behind a plus.
pub fn without_tag(key: &str) -> String {
    let parts = key.rsplit_once('@').and_then(|(local, domain)| Some((local.split_once('+')?.0, domain)));
    match parts {
        Some((local, domain)) if !local.is_empty() => format!("{local}@{domain}"),
        _ => key.to_owned(),
    }
}

impl From<Address> for kurier_model::Address {
    fn from(address: Address) -> Self {
        Self { name: address.name, address: address.email }
    }
}

impl From<kurier_model::Address> for Address {
    fn from(address: kurier_model::Address) -> Self {
        Self { name: address.name, email: address.address }
    }
}
