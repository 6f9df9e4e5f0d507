//! Requests, one after the other, and how long they took.

use std::time::Duration;

use anyhow::Result;
use serde_json::Value;

use super::table::Table;
use crate::kurier::Visitor;

/// So often each is made.
pub(super) const ROUNDS: usize = 40;

pub(super) async fn repeat(
    visitor: &Visitor,
    name: &str,
    arguments: impl Fn(usize) -> Value,
) -> Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(ROUNDS);
    for turn in 0..ROUNDS {
        times.push(visitor.timed::<Value>(name, arguments(turn)).await?.1);
    }
    Ok(times)
}

pub(super) fn row(table: &mut Table, name: &str, times: &[Duration]) {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = |percent: usize| {
        let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
        sorted.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    };
    table.row([
        name.to_owned(),
        format!("{:.1}", at(50)),
        format!("{:.1}", at(95)),
        format!("{:.1}", at(100)),
        times.len().to_string(),
    ]);
}
