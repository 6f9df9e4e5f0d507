//! Slows down whoever hammers the ways in. Guesses at a password are counted apart, in the database (`members`).

use super::refused::Refused;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kurier_app::api::server_side::Visitor;
use kurier_domain::Error;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Tries per second and at once, for one address.
const PER_SECOND: NonZeroU32 = NonZeroU32::new(3).unwrap();
const AT_ONCE: NonZeroU32 = NonZeroU32::new(40).unwrap();
/// Addresses that were quiet are forgotten when there are more than this.
const KNOWN: usize = 10_000;

/// Server functions that anybody may call.
const WAYS_IN: [&str; 5] =
    ["/api/sign_in", "/api/set_up", "/api/accept_invitation", "/api/read_invitation", "/api/change_password"];

/// One counter for each address.
#[derive(Clone)]
pub struct Limits(Arc<DefaultKeyedRateLimiter<IpAddr>>);

impl Default for Limits {
    fn default() -> Self {
        Self(Arc::new(RateLimiter::keyed(Quota::per_second(PER_SECOND).allow_burst(AT_ONCE))))
    }
}

/// Answers with 429 when there was too much from an address.
pub async fn slow_down(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let guarded =
        request.method() == Method::POST && WAYS_IN.iter().any(|way| request.uri().path().starts_with(way));
    if let Some(visitor) = request.extensions().get::<Visitor>().filter(|_| guarded) {
        if limits.0.len() > KNOWN {
            limits.0.retain_recent();
        }
        if let Err(not_before) = limits.0.check_key(&visitor.ip) {
            let wait = not_before.wait_time_from(DefaultClock::default().now()).as_secs();
            let retry_after_seconds = u32::try_from(wait).unwrap_or(u32::MAX).max(1);
            return Refused::from(Error::TooManyAttempts { retry_after_seconds }).into();
        }
    }
    next.run(request).await
}
