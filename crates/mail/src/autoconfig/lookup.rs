//! What a domain says of itself in DNS: SRV records for mail clients (RFC 6186, RFC 8314) and MX.

use hickory_resolver::TokioResolver;

use super::{Candidate, Source};
use crate::stream::Security;

/// A domain's records, best first.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) imap: Vec<Candidate>,
    pub(super) smtp: Vec<Candidate>,
    pub(super) mx: Vec<String>,
}

/// Asks for all records at once. Whatever cannot be had is left out.
pub(super) async fn records(domain: &str) -> Records {
    let Ok(builder) = TokioResolver::builder_tokio() else { return Records::default() };
    let resolver = builder.build();
    let (imaps, imap, submissions, submission, mx) = tokio::join!(
        srv(&resolver, "_imaps._tcp", domain, Security::Tls),
        srv(&resolver, "_imap._tcp", domain, Security::StartTls),
        srv(&resolver, "_submissions._tcp", domain, Security::Tls),
        srv(&resolver, "_submission._tcp", domain, Security::StartTls),
        mx(&resolver, domain),
    );
    Records { imap: [imaps, imap].concat(), smtp: [submissions, submission].concat(), mx }
}

async fn srv(resolver: &TokioResolver, service: &str, domain: &str, security: Security) -> Vec<Candidate> {
    let Ok(found) = resolver.srv_lookup(format!("{service}.{domain}.")).await else { return Vec::new() };
    let mut records: Vec<_> = found.iter().collect();
    records.sort_by_key(|record| (record.priority(), u16::MAX - record.weight()));
    let candidate = |host: String, port| Candidate { host, port, security, source: Source::Srv };
    records
        .into_iter()
        .map(|record| {
            candidate(record.target().to_utf8().trim_end_matches('.').to_lowercase(), record.port())
        })
        // A single dot says that there is no such service.
        .filter(|server| !server.host.is_empty() && server.port != 0)
        .take(4)
        .collect()
}

async fn mx(resolver: &TokioResolver, domain: &str) -> Vec<String> {
    let Ok(found) = resolver.mx_lookup(format!("{domain}.")).await else { return Vec::new() };
    let mut records: Vec<_> = found.iter().collect();
    records.sort_by_key(|record| record.preference());
    records
        .into_iter()
        .map(|record| record.exchange().to_utf8().trim_end_matches('.').to_lowercase())
        .collect()
}
