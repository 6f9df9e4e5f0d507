//! Addresses of people of whom nothing is known any more: keyed hashes, from which nobody can read an address. At these nobody is written to,
//! and whoever writes one of them down again is told.

mod store;

use crate::{actor::Actor, db::Tx, error::Result, people::spellings, secrets::Secrets};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

pub(crate) use store::is_being_erased;

/// Those of these addresses that were erased, in any spelling, and when.
///
/// # Errors
/// Those of the database.
pub(crate) async fn among<'k>(
    tx: &mut Tx,
    secrets: &Secrets,
    addresses: &[&'k str],
) -> Result<HashMap<&'k str, DateTime<Utc>>> {
    let mut by_hash: HashMap<String, Vec<&'k str>> = HashMap::new();
    for address in addresses {
        for hash in hashes(secrets, address) {
            by_hash.entry(hash).or_default().push(address);
        }
    }
    if by_hash.is_empty() {
        return Ok(HashMap::new());
    }
    let asked: Vec<String> = by_hash.keys().cloned().collect();
    let found = store::among(tx, &asked).await?;
    let whose = |hash: &String| by_hash.get(hash).into_iter().flatten();
    Ok(found.iter().flat_map(|(hash, at)| whose(hash).map(|address| (*address, *at))).collect())
}

/// Nobody writes to these addresses any more. Their hashes, for the proof.
///
/// # Errors
/// Those of the database.
pub(crate) async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    secrets: &Secrets,
    addresses: &[String],
    now: DateTime<Utc>,
) -> Result<()> {
    store::keep(tx, actor, &all_hashes(secrets, addresses), now).await
}

/// Whoever is at one of these addresses wants mail again. Whether they were among the erased.
///
/// # Errors
/// Those of the database.
pub(crate) async fn welcome(tx: &mut Tx, secrets: &Secrets, addresses: &[String]) -> Result<bool> {
    store::welcome(tx, &all_hashes(secrets, addresses)).await
}

/// The hash of an address, as a certificate names it.
pub(crate) fn hash(secrets: &Secrets, address: &str) -> String {
    secrets.hash("address", address)
}

fn hashes(secrets: &Secrets, address: &str) -> Vec<String> {
    spellings(address).iter().map(|spelling| hash(secrets, spelling)).collect()
}

fn all_hashes(secrets: &Secrets, addresses: &[String]) -> Vec<String> {
    let mut all: Vec<String> = addresses.iter().flat_map(|address| hashes(secrets, address)).collect();
    all.sort_unstable();
    all.dedup();
    all
}
