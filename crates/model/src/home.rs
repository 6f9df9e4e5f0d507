//! Where a workspace is at home: what numbers and amounts mean that do not say it.

use serde::{Deserialize, Serialize};

/// Countries that can be chosen (ISO 3166-1), the first one first, its neighbours, the others.
pub const COUNTRIES: [&str; 44] = [
    "PL", "DE", "CZ", "SK", "UA", "LT", "AL", "AT", "BA", "BE", "BG", "CA", "CH", "CY", "DK", "EE", "ES",
    "FI", "FR", "GB", "GE", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LU", "LV", "MD", "ME", "MK", "MT",
    "NL", "NO", "PT", "RO", "RS", "SE", "SI", "TR", "US", "AU",
];

/// Currencies with two digits behind the point (ISO 4217), those of the neighbours first.
pub const CURRENCIES: [&str; 24] = [
    "PLN", "EUR", "USD", "GBP", "CZK", "UAH", "CHF", "SEK", "NOK", "DKK", "HUF", "RON", "BGN", "TRY", "CAD",
    "AUD", "NZD", "CNY", "INR", "ILS", "BRL", "MXN", "ZAR", "SGD",
];

/// Of which country telephone numbers are that name none, and in what amounts are without a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    pub country: String,
    pub currency: String,
}

impl Default for Home {
    fn default() -> Self {
        Self { country: "PL".to_owned(), currency: "PLN".to_owned() }
    }
}
