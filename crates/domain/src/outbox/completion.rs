//! Completion of addresses: people that the actor's mail knows, the likely ones first.

mod store;

use super::Drafts;
use crate::{actor::Actor, error::Result};
use chrono::{DateTime, Utc};
use kurier_mail::message::search_tokens::fold;
use kurier_model::Address;
use kurier_model::address::address_key;

/// The most addresses that are offered.
const OFFERED: usize = 8;
/// After so many days a letter counts half.
const HALF_LIFE: f64 = 60.0;

/// An address with how often and when it was met.
#[derive(Clone, Debug)]
struct Known {
    address: Address,
    times: f64,
    last_at: DateTime<Utc>,
    /// Written to by us: more than having been written by.
    written_to: bool,
}

impl Drafts<'_> {
    /// Addresses that begin like `query` (in the name or the address), from mail that the actor may see and from leads.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn complete(&self, actor: &Actor, query: &str) -> Result<Vec<Address>> {
        let query = fold(query.trim());
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.kurier.db().tx(actor).await?;
        let mut known = store::people(&mut tx, actor).await?;
        known.extend(store::recipients(&mut tx, actor).await?);
        known.extend(store::leads(&mut tx, actor).await?);
        Ok(rank(known, &query, self.kurier.now()))
    }

    /// The other addresses of whoever has this one, by the records that the actor may see.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn other_addresses(&self, actor: &Actor, address: &str) -> Result<Vec<Address>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::others(&mut tx, &address_key(address), OFFERED).await
    }
}

fn rank(known: Vec<Known>, query: &str, now: DateTime<Utc>) -> Vec<Address> {
    let mut people: Vec<(f64, Address)> = Vec::new();
    for one in known {
        let Some(fit) = fit(&one.address, query) else { continue };
        let days = (now - one.last_at).num_days().max(0);
        #[expect(clippy::cast_precision_loss, reason = "days, far below 2^52")]
        let fresh = 0.5_f64.powf(days as f64 / HALF_LIFE);
        let score = (1.0 + one.times).ln() * (0.2 + fresh) * fit * if one.written_to { 3.0 } else { 1.0 };
        match people.iter_mut().find(|(_, address)| address.key() == one.address.key()) {
            Some((total, address)) => {
                *total += score;
                if address.name.is_none() {
                    address.name = one.address.name;
                }
            }
            None => people.push((score, one.address)),
        }
    }
    people.sort_by(|(a, left), (b, right)| b.total_cmp(a).then_with(|| left.key().cmp(&right.key())));
    people.truncate(OFFERED);
    people.into_iter().map(|(_, address)| address).collect()
}

/// How well an address fits: its beginning best, then a word's beginning, then the inside. `None`: not at all.
fn fit(address: &Address, query: &str) -> Option<f64> {
    let key = fold(&address.address);
    let name = fold(address.name.as_deref().unwrap_or_default());
    if key.starts_with(query) || name.starts_with(query) {
        return Some(2.0);
    }
    let begins = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric()).any(|word| !word.is_empty() && word.starts_with(query))
    };
    if begins(&name) || begins(&key) {
        return Some(1.5);
    }
    (query.chars().count() >= 3 && (name.contains(query) || key.contains(query))).then_some(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn known(name: &str, address: &str, times: f64, days_ago: i64, written_to: bool) -> Known {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Known {
            address: Address::named(name, address),
            times,
            last_at: now - TimeDelta::days(days_ago),
            written_to,
        }
    }

    fn offered(query: &str) -> Vec<String> {
        let people = vec![
            known("Łukasz Nowak", "lukasz@firma.pl", 2.0, 1, false),
            known("Anna Nowak", "anna@firma.pl", 50.0, 400, false),
            known("Jan Nowacki", "jan@nowe.pl", 1.0, 2, true),
            known("Celina", "celina@inna.pl", 9.0, 1, false),
            known("Celina", "CELINA@inna.pl", 9.0, 1, false),
        ];
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        rank(people, &fold(query), now).into_iter().map(|address| address.key()).collect()
    }

    #[test]
    fn lately_and_often_comes_first_and_everybody_once() {
        assert_eq!(offered("lukasz"), ["lukasz@firma.pl"]);
        assert_eq!(offered("Łuk"), ["lukasz@firma.pl"]);
        assert_eq!(offered("celína"), ["celina@inna.pl"]);
        assert_eq!(offered("now"), ["jan@nowe.pl", "lukasz@firma.pl", "anna@firma.pl"]);
        assert_eq!(offered("cel"), ["celina@inna.pl"]);
        assert!(offered("x").is_empty());
    }
}
