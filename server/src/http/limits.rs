//! Slows down whoever hammers the ways in: here at once, and in the database, where every process counts together. Guesses at
//! a password are counted there apart (`members`).

use super::refused::Refused;
use super::unsubscribe;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kurier_app::api::server_side::Visitor;
use kurier_domain::members::place;
use kurier_domain::{Error, Kurier};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Tries per second and at once, from one place.
const PER_SECOND: NonZeroU32 = NonZeroU32::new(3).unwrap();
const AT_ONCE: NonZeroU32 = NonZeroU32::new(40).unwrap();
/// Places that were quiet are forgotten when there are more than this.
const KNOWN: usize = 10_000;

/// What anybody may call, signed in or not.
const WAYS_IN: [&str; 9] = [
    "/api/sign_in",
    "/api/set_up",
    "/api/accept_invitation",
    "/api/read_invitation",
    "/api/change_password",
    "/api/read_reset",
    "/api/reset_password",
    "/api/read_way_out",
    unsubscribe::PLACE,
];

/// One counter for each place: an address, or the network of one IPv6 customer.
#[derive(Clone)]
pub struct Limits {
    here: Arc<DefaultKeyedRateLimiter<String>>,
    kurier: Kurier,
}

impl Limits {
    pub fn new(kurier: Kurier) -> Self {
        let quota = Quota::per_second(PER_SECOND).allow_burst(AT_ONCE);
        Self { here: Arc::new(RateLimiter::keyed(quota)), kurier }
    }

    /// Counts one request.
    async fn count(&self, client: IpAddr) -> Result<(), Error> {
        if self.here.len() > KNOWN {
            self.here.retain_recent();
        }
        if let Err(not_before) = self.here.check_key(&place(client)) {
            let wait = not_before.wait_time_from(DefaultClock::default().now()).as_secs();
            let retry_after_seconds = u32::try_from(wait).unwrap_or(u32::MAX).max(1);
            return Err(Error::TooManyAttempts { retry_after_seconds });
        }
        match self.kurier.members().knock(client).await {
            Err(refused @ Error::TooManyAttempts { .. }) => Err(refused),
            // Without a database the request itself will say so.
            _ => Ok(()),
        }
    }
}

/// Answers with 429 when there was too much from a place.
pub async fn slow_down(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let guarded =
        request.method() == Method::POST && WAYS_IN.iter().any(|way| request.uri().path().starts_with(way));
    if let Some(visitor) = request.extensions().get::<Visitor>().filter(|_| guarded)
        && let Err(refused) = limits.count(visitor.ip).await
    {
        return Refused::from(refused).into();
    }
    next.run(request).await
}
