//! Who asks: from the cookie to the actor, for our own routes and for server functions alike.

use super::Web;
use super::refused::Refused;
use super::unavailable::Asked;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use kurier_app::api::cookies::cookie;
use kurier_app::api::server_side::{SESSION_COOKIE, Visitor};
use kurier_domain::{Actor, Error, Kurier};
use leptos::prelude::{provide_context, use_context};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Who asks, laid into the request.
#[derive(Clone)]
struct Session {
    kurier: Kurier,
    actor: Option<Actor>,
}

/// Tells the address and the protection of the browser, as far as it can be believed.
pub async fn know_visitor(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|connect| connect.0.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let visitor = Visitor { ip: client(&web, peer, request.headers()), secure: web.settings.behind_tls() };
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// Finds the session. Without a database nobody is anybody: then the answer is that page.
pub async fn attach(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let token = cookie(request.headers(), SESSION_COOKIE);
    let actor = match token {
        Some(token) if matters(request.uri().path()) => match web.kurier.members().authenticate(&token).await
        {
            Ok(actor) => actor,
            Err(Error::Unavailable(detail)) => {
                tracing::warn!(detail, "the database is gone");
                return Asked::of(&request).unavailable();
            }
            Err(error) => return Refused::from(error).into(),
        },
        _ => None,
    };
    request.extensions_mut().insert(Session { kurier: web.kurier, actor });
    next.run(request).await
}

/// Gives pages and server functions what they ask for by `use_context`.
pub fn provide() {
    let Some(parts) = use_context::<Parts>() else { return };
    if let Some(session) = parts.extensions.get::<Session>() {
        // Before anything is read: what comes after it may not be on the page.
        provide_context(session.kurier.live().position());
        provide_context(session.kurier.clone());
        provide_context(session.actor.clone());
    }
    if let Some(visitor) = parts.extensions.get::<Visitor>() {
        provide_context(*visitor);
    }
}

/// The person who is signed in, for our own routes.
pub struct SignedIn(pub Actor);

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let session = parts.extensions.get::<Session>();
        session.and_then(|session| session.actor.clone()).map(Self).ok_or(Refused::from(Error::SignedOut))
    }
}

/// The built client is the same for everybody.
fn matters(path: &str) -> bool {
    !path.starts_with("/pkg/") && path != "/health"
}

/// The last address that a trusted proxy saw; the peer's, when there is no such proxy.
fn client(web: &Web, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let trusted = &web.settings.trusted_proxies;
    if !trusted.contain(peer) {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> =
        forwarded.flat_map(|line| line.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    hops.into_iter().rev().find(|hop| !trusted.contain(*hop)).unwrap_or(peer)
}
