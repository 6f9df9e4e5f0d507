//! The web server.

use super::mail::Networks;
use serde::Deserialize;
use std::net::{Ipv4Addr, SocketAddr};

/// Where Kurier listens, and under which address people know it.
#[derive(Clone, Debug, Deserialize)]
pub struct Web {
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    #[serde(default)]
    public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    #[serde(default)]
    pub trusted_proxies: Networks,
}

impl Web {
    /// The address under which people open Kurier, without a slash at its end.
    #[must_use]
    pub fn public_url(&self) -> String {
        match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.listen),
        }
    }

    /// The same, where somebody has said so: what leaves for others names no address that may lead nowhere.
    #[must_use]
    pub fn known_url(&self) -> Option<String> {
        self.public_url.clone()
    }

    /// People reach us over TLS (ended by a proxy before us).
    #[must_use]
    pub fn behind_tls(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

fn default_listen() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 3000).into()
}
