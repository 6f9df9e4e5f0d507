//! The guarded dialer: the only way out of this process to a mail server.
//!
//! A host name is resolved once, every address is checked, and the connection is made to a checked address,
//! so neither a private address, nor an odd spelling of one, nor a name that changes its mind (DNS rebinding) gets through.

mod guard;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use crate::tls::{TlsError, TlsPolicy};

/// Opens TCP and TLS connections to hosts on the public internet, and to private networks that were allowed by name.
#[derive(Clone, Debug)]
pub struct Dialer {
    allowed_private: Arc<[IpNet]>,
    tls: TlsPolicy,
}

/// Why no connection was opened.
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    /// The host is not a host name or address at all.
    #[error("{host:?} is not a host name")]
    InvalidHost {
        /// What was given as the host.
        host: String,
    },
    /// The name has no address, or the name server did not answer.
    #[error("{host} could not be found: {reason}")]
    Resolve {
        /// The name looked up.
        host: String,
        /// The resolver's words.
        reason: String,
    },
    /// Every address of the host is private, loopback or otherwise not on the public internet.
    #[error("{host} is at {address}, an address that is not allowed")]
    Forbidden {
        /// The name looked up.
        host: String,
        /// The first refused address.
        address: IpAddr,
    },
    /// The host answered that nobody listens on the port, or is unreachable.
    #[error("{address} refused the connection: {source}")]
    Refused {
        /// The address tried last.
        address: SocketAddr,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// Nothing answered in time.
    #[error("{host}:{port} did not answer within {} s", after.as_secs())]
    Timeout {
        /// The host dialled.
        host: String,
        /// The port dialled.
        port: u16,
        /// The time allowed.
        after: Duration,
    },
}

impl DialError {
    /// Whether the same call may succeed later by itself.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::InvalidHost { .. } | Self::Forbidden { .. } => false,
            Self::Resolve { .. } | Self::Refused { .. } | Self::Timeout { .. } => true,
        }
    }
}

impl Dialer {
    /// A dialer that reaches public addresses and those inside `allowed_private`, with the usual certificate authorities.
    pub fn new(allowed_private: Vec<IpNet>) -> Self {
        Self { allowed_private: allowed_private.into(), tls: TlsPolicy::default() }
    }

    /// The same dialer trusting also the certificate authorities of a PEM file.
    pub fn with_extra_roots(mut self, pem: &[u8]) -> Result<Self, TlsError> {
        self.tls = TlsPolicy::with_extra_roots(pem)?;
        Ok(self)
    }

    /// How connections of this dialer are encrypted.
    pub fn tls(&self) -> &TlsPolicy {
        &self.tls
    }

    /// Whether a connection to `address` would be allowed.
    pub fn check(&self, address: IpAddr) -> bool {
        let canonical = address.to_canonical();
        self.allowed_private.iter().any(|network| network.contains(&canonical)) || guard::is_public(canonical)
    }

    /// Resolves `host` once and returns only addresses that may be dialled.
    pub async fn resolve(
        &self,
        host: &str,
        port: u16,
        limit: Duration,
    ) -> Result<Vec<SocketAddr>, DialError> {
        let name = guard::clean_host(host).ok_or_else(|| DialError::InvalidHost { host: host.to_owned() })?;
        let timed_out = || DialError::Timeout { host: name.clone(), port, after: limit };
        let unresolved = |reason: String| DialError::Resolve { host: name.clone(), reason };

        let found: Vec<SocketAddr> = match name.parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, port)],
            Err(_) => timeout(limit, tokio::net::lookup_host((name.as_str(), port)))
                .await
                .map_err(|_| timed_out())?
                .map_err(|error| unresolved(error.to_string()))?
                .collect(),
        };
        let allowed: Vec<SocketAddr> =
            found.iter().copied().filter(|address| self.check(address.ip())).collect();
        match (allowed.is_empty(), found.first()) {
            (false, _) => Ok(allowed),
            (true, Some(first)) => Err(DialError::Forbidden { host: name, address: first.ip() }),
            (true, None) => Err(unresolved("the name has no address".to_owned())),
        }
    }

    /// Opens a TCP connection within `limit`, trying the host's addresses in turn.
    pub async fn connect(&self, host: &str, port: u16, limit: Duration) -> Result<TcpStream, DialError> {
        let deadline = Instant::now() + limit;
        let addresses = self.resolve(host, port, limit).await?;
        self.connect_to(&addresses, host, port, deadline, limit).await
    }

    /// Opens a TCP connection to one of `addresses`, which [`Dialer::resolve`] returned. They are checked again.
    pub async fn connect_resolved(
        &self,
        addresses: &[SocketAddr],
        host: &str,
        limit: Duration,
    ) -> Result<TcpStream, DialError> {
        let port = addresses.first().map_or(0, SocketAddr::port);
        self.connect_to(addresses, host, port, Instant::now() + limit, limit).await
    }

    async fn connect_to(
        &self,
        addresses: &[SocketAddr],
        host: &str,
        port: u16,
        deadline: Instant,
        limit: Duration,
    ) -> Result<TcpStream, DialError> {
        let mut last = None;
        for (tried, address) in addresses.iter().enumerate() {
            if !self.check(address.ip()) {
                last = Some(DialError::Forbidden { host: host.to_owned(), address: address.ip() });
                continue;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let share = left / u32::try_from(addresses.len() - tried).unwrap_or(1).clamp(1, 4);
            match timeout_at(Instant::now() + share, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // Commands are small and answered one by one: never wait to fill a packet.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(source)) => last = Some(DialError::Refused { address: *address, source }),
                Err(_) => last = Some(DialError::Timeout { host: host.to_owned(), port, after: limit }),
            }
        }
        Err(last.unwrap_or_else(|| DialError::Resolve {
            host: host.to_owned(),
            reason: "the name has no address".to_owned(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn every_spelling_of_loopback_is_refused() {
        let dialer = Dialer::new(Vec::new());
        for host in [
            "127.0.0.1",
            "localhost",
            "LOCALHOST.",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0",
            "0.0.0.0",
            "[::1]",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "[::ffff:7f00:1]",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::1",
        ] {
            let error = dialer.connect(host, 143, LIMIT).await.expect_err(host);
            assert!(
                !matches!(error, DialError::Refused { .. } | DialError::Timeout { .. }),
                "{host}: {error}"
            );
        }
    }

    #[tokio::test]
    async fn an_allowed_network_is_dialled() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let dialer = Dialer::new(vec!["127.0.0.0/8".parse().unwrap()]);
        dialer.connect("127.0.0.1", port, LIMIT).await.unwrap();
        dialer.connect("::ffff:127.0.0.1", port, LIMIT).await.unwrap();
        assert!(!dialer.check("10.0.0.1".parse().unwrap()));
    }

    #[tokio::test]
    async fn what_is_no_host_is_said_to_be_none() {
        let dialer = Dialer::new(Vec::new());
        for host in ["", " ", "a b", "a\r\nb", "mail/example", "user@host", "a\0b", "[::1", "fe80::1%lo"] {
            let error = dialer.connect(host, 143, LIMIT).await.expect_err(host);
            assert!(matches!(error, DialError::InvalidHost { .. }), "{host}: {error}");
            assert!(!error.is_transient());
        }
    }

    #[tokio::test]
    async fn nobody_listening_is_transient() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let dialer = Dialer::new(vec!["127.0.0.0/8".parse().unwrap()]);
        let error = dialer.connect("127.0.0.1", port, LIMIT).await.expect_err("nobody listens");
        assert!(matches!(error, DialError::Refused { .. }) && error.is_transient());
    }
}
