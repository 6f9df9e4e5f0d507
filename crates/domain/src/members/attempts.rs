//! Rate limits: how often something may be tried, counted in the database so that every process counts together.

mod store;

use super::Members;
use crate::error::{Error, Result};
use chrono::{DateTime, TimeDelta, Utc};
use std::net::IpAddr;

/// Counters start anew this often.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// The counter of knocks at the ways in starts anew this often, and lets so many pass.
const KNOCKS_WINDOW: TimeDelta = TimeDelta::seconds(10);
const KNOCKS: i32 = 70;

/// One counter and its limit within [`WINDOW`].
#[derive(Clone, Debug)]
pub struct Limit {
    key: String,
    most: i32,
}

impl Limit {
    pub fn new(key: String, most: i32) -> Self {
        Self { key, most }
    }
}

/// What guards the sign-in of an address from a client: guessing one person's password from one place, many people's from
/// one place, and one person's from many places.
pub fn sign_in_limits(email_key: &str, client: IpAddr) -> [Limit; 3] {
    let place = place(client);
    [
        Limit::new(format!("sign-in {email_key} {place}"), 10),
        Limit::new(format!("sign-in {place}"), 60),
        Limit::new(format!("sign-in {email_key}"), 100),
    ]
}

/// Where a client is, for limits: its address; of IPv6 the network that one customer usually has (/64).
#[must_use]
pub fn place(client: IpAddr) -> String {
    match client.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

impl Members<'_> {
    /// Counts one request to a way in (sign-in, set-up, invitations) from where the client is, whichever process it came to.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] when there were too many within seconds.
    pub async fn knock(&self, client: IpAddr) -> Result<()> {
        let limit = Limit::new(format!("way in {}", place(client)), KNOCKS);
        self.count_within(&[limit], KNOCKS_WINDOW).await
    }

    /// Counts one attempt against every limit, before it is made, so that attempts side by side count too.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] when one of them is used up.
    pub(super) async fn count_attempt(&self, limits: &[Limit]) -> Result<()> {
        self.count_within(limits, WINDOW).await
    }

    async fn count_within(&self, limits: &[Limit], length: TimeDelta) -> Result<()> {
        let (start, left) = window(self.now(), length);
        let mut tx = self.db().system_tx().await?;
        store::clear_before(&mut tx, start - WINDOW - WINDOW).await?;
        let mut used_up = false;
        for limit in limits {
            used_up |= store::count(&mut tx, &limit.key, start).await? > limit.most;
        }
        tx.commit().await?;
        if used_up {
            return Err(Error::TooManyAttempts { retry_after_seconds: left });
        }
        Ok(())
    }

    /// Takes one attempt back from every limit: it was right. So only failures add up.
    pub(super) async fn forgive(&self, limits: &[Limit]) -> Result<()> {
        let (start, _) = window(self.now(), WINDOW);
        let mut tx = self.db().system_tx().await?;
        for limit in limits {
            store::forgive(&mut tx, &limit.key, start).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// When the window began that `now` is in, and the seconds until it ends.
fn window(now: DateTime<Utc>, length: TimeDelta) -> (DateTime<Utc>, u32) {
    let into = now.timestamp().rem_euclid(length.num_seconds());
    let start =
        now - TimeDelta::seconds(into) - TimeDelta::nanoseconds(i64::from(now.timestamp_subsec_nanos()));
    (start, u32::try_from(length.num_seconds() - into).unwrap_or(1))
}
