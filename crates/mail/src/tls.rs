//! TLS for every mail connection: rustls with ring, certificates always verified.

use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Which certificate authorities are trusted. Cheap to clone.
#[derive(Clone)]
pub struct TlsPolicy {
    config: Arc<ClientConfig>,
}

/// Why a connection could not be encrypted.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The server's certificate is not valid for the host.
    #[error("the certificate of {host} is not valid: {reason}")]
    Certificate {
        /// The host asked for.
        host: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The host is no name that a certificate can carry.
    #[error("{host:?} is not a name a certificate can be issued to")]
    Name {
        /// The host asked for.
        host: String,
    },
    /// The PEM file of extra authorities cannot be used.
    #[error("the extra certificate authorities cannot be read: {0}")]
    ExtraRoots(String),
    /// The handshake broke off; typical when the port does not speak TLS.
    #[error("the TLS handshake with {host} failed: {source}")]
    Handshake {
        /// The host asked for.
        host: String,
        /// What happened.
        source: std::io::Error,
    },
    /// The handshake took too long.
    #[error("the TLS handshake with {host} took longer than {} s", after.as_secs())]
    Timeout {
        /// The host asked for.
        host: String,
        /// The time allowed.
        after: Duration,
    },
}

impl TlsError {
    /// Whether the same call may succeed later by itself.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Handshake { .. } | Self::Timeout { .. })
    }
}

static USUAL_ROOTS: LazyLock<RootCertStore> = LazyLock::new(|| {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
});

static USUAL: LazyLock<TlsPolicy> = LazyLock::new(|| TlsPolicy::trusting(USUAL_ROOTS.clone()));

impl Default for TlsPolicy {
    /// Mozilla's authorities and those installed on this machine.
    fn default() -> Self {
        USUAL.clone()
    }
}

impl TlsPolicy {
    /// The usual authorities and those of a PEM file.
    pub fn with_extra_roots(pem: &[u8]) -> Result<Self, TlsError> {
        let mut roots = USUAL_ROOTS.clone();
        let mut added = 0;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| TlsError::ExtraRoots(error.to_string()))?;
            roots.add(certificate).map_err(|error| TlsError::ExtraRoots(error.to_string()))?;
            added += 1;
        }
        if added == 0 {
            return Err(TlsError::ExtraRoots("no certificate found".to_owned()));
        }
        Ok(Self::trusting(roots))
    }

    fn trusting(roots: RootCertStore) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        #[expect(clippy::expect_used, reason = "ring supports the default protocol versions, always")]
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring supports TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { config: Arc::new(config) }
    }

    /// Encrypts `tcp`, verifying that the server is `host`.
    pub async fn encrypt(
        &self,
        host: &str,
        tcp: TcpStream,
        limit: Duration,
    ) -> Result<TlsStream<TcpStream>, TlsError> {
        let bare = host.trim().trim_matches(['[', ']']).trim_end_matches('.');
        let name = ServerName::try_from(idna::domain_to_ascii(bare).unwrap_or_else(|_| bare.to_owned()))
            .map_err(|_| TlsError::Name { host: host.to_owned() })?;
        let handshake = TlsConnector::from(Arc::clone(&self.config)).connect(name, tcp);
        let outcome = tokio::time::timeout(limit, handshake)
            .await
            .map_err(|_| TlsError::Timeout { host: host.to_owned(), after: limit })?;
        outcome.map_err(|source| match certificate_problem(&source) {
            Some(reason) => TlsError::Certificate { host: host.to_owned(), reason },
            None => TlsError::Handshake { host: host.to_owned(), source },
        })
    }
}

fn certificate_problem(error: &std::io::Error) -> Option<String> {
    match error.get_ref()?.downcast_ref::<rustls::Error>()? {
        rustls::Error::InvalidCertificate(problem) => Some(problem.to_string()),
        _ => None,
    }
}

impl fmt::Debug for TlsPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsPolicy").finish_non_exhaustive()
    }
}
