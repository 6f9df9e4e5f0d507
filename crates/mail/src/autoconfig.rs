//! Which servers an address probably has, so that nobody has to know: well-known providers, the domain's own records,
//! then the usual names. Guesses only: the caller verifies them through the guarded dialer.

mod lookup;
mod providers;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::stream::Security;
pub use providers::OAuthProvider;

/// Why a server is proposed, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The provider is known by the address.
    WellKnown,
    /// The domain says so itself (SRV, RFC 6186).
    Srv,
    /// The domain's mail is taken in by a known provider (MX).
    Mx,
    /// A usual name.
    Guess,
}

/// A server to try.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Candidate {
    /// Host name.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Encryption; never none.
    pub security: Security,
    /// Why it is proposed.
    pub source: Source,
}

/// What is proposed for an address, best first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// For reading.
    pub imap: Vec<Candidate>,
    /// For sending.
    pub smtp: Vec<Candidate>,
    /// The user name to try first: the whole address, as almost everywhere.
    pub username: String,
    /// The provider wants OAuth (or an app password) instead of the account's password.
    pub oauth: Option<OAuthProvider>,
    /// The largest message the provider sends, in bytes, as it is known.
    pub size_limit: Option<u64>,
}

/// Proposes servers for an address; `None` when it is no address. DNS is asked for at most `limit`.
pub async fn propose(email: &str, limit: Duration) -> Option<Proposal> {
    let domain = domain_of(email)?;
    if let Some(provider) = providers::by_domain(&domain) {
        return Some(provider.proposal(email, Source::WellKnown));
    }
    let records = tokio::time::timeout(limit, lookup::records(&domain)).await.unwrap_or_default();
    Some(combine(email, &domain, records))
}

/// Proposes servers without asking anybody; `None` when it is no address.
pub fn propose_offline(email: &str) -> Option<Proposal> {
    let domain = domain_of(email)?;
    Some(match providers::by_domain(&domain) {
        Some(provider) => provider.proposal(email, Source::WellKnown),
        None => combine(email, &domain, lookup::Records::default()),
    })
}

fn domain_of(email: &str) -> Option<String> {
    let address = crate::smtp::ascii_domain(email)?;
    let (_, domain) = address.rsplit_once('@')?;
    domain.contains('.').then(|| domain.to_lowercase())
}

fn combine(email: &str, domain: &str, records: lookup::Records) -> Proposal {
    let mut proposal = Proposal { username: email.trim().to_owned(), ..Proposal::default() };
    proposal.imap.extend(records.imap);
    proposal.smtp.extend(records.smtp);
    if let Some(provider) = records.mx.iter().find_map(|host| providers::by_mx(host)) {
        let known = provider.proposal(email, Source::Mx);
        proposal.imap.extend(known.imap);
        proposal.smtp.extend(known.smtp);
        proposal.oauth = known.oauth;
        proposal.size_limit = known.size_limit;
    }
    let guess = |host: String, port, security| Candidate { host, port, security, source: Source::Guess };
    // Where mail comes in is often also where it is read.
    let inward =
        records.mx.first().filter(|host| host.ends_with(&format!(".{domain}")) || *host == domain).cloned();
    let names = ["imap.", "mail.", "poczta.", ""].into_iter().map(|prefix| format!("{prefix}{domain}"));
    let hosts: Vec<String> = names.chain(inward.clone()).collect();
    for (port, security) in [(993, Security::Tls), (143, Security::StartTls)] {
        proposal.imap.extend(hosts.iter().map(|host| guess(host.clone(), port, security)));
    }
    let names = ["smtp.", "mail.", "poczta.", ""].into_iter().map(|prefix| format!("{prefix}{domain}"));
    let hosts: Vec<String> = names.chain(inward).collect();
    for (port, security) in [(465, Security::Tls), (587, Security::StartTls)] {
        proposal.smtp.extend(hosts.iter().map(|host| guess(host.clone(), port, security)));
    }
    distinct(&mut proposal.imap);
    distinct(&mut proposal.smtp);
    proposal
}

fn distinct(candidates: &mut Vec<Candidate>) {
    let mut seen = std::collections::HashSet::new();
    candidates.retain(|candidate| seen.insert((candidate.host.clone(), candidate.port)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_providers_need_no_question() {
        for (email, imap, smtp) in [
            ("jan@gmail.com", "imap.gmail.com", "smtp.gmail.com"),
            ("jan@WP.pl", "imap.wp.pl", "smtp.wp.pl"),
            ("jan@o2.pl", "poczta.o2.pl", "poczta.o2.pl"),
            ("jan@op.pl", "imap.poczta.onet.pl", "smtp.poczta.onet.pl"),
            ("jan@interia.pl", "poczta.interia.pl", "poczta.interia.pl"),
            ("jan@hotmail.co.uk", "outlook.office365.com", "smtp-mail.outlook.com"),
            ("jan@yahoo.fr", "imap.mail.yahoo.com", "smtp.mail.yahoo.com"),
            ("jan@icloud.com", "imap.mail.me.com", "smtp.mail.me.com"),
            ("jan@gmx.de", "imap.gmx.net", "mail.gmx.net"),
        ] {
            let found = propose_offline(email).unwrap();
            assert_eq!((found.imap[0].host.as_str(), found.smtp[0].host.as_str()), (imap, smtp));
            assert_eq!(found.imap[0].source, Source::WellKnown);
        }
        assert_eq!(propose_offline("jan@gmail.com").unwrap().oauth, Some(OAuthProvider::Google));
    }

    #[test]
    fn other_domains_get_the_usual_names() {
        let found = propose_offline("jan@firma.example").unwrap();
        let hosts: Vec<_> = found.imap.iter().map(|server| server.host.as_str()).take(3).collect();
        assert_eq!(hosts, ["imap.firma.example", "mail.firma.example", "poczta.firma.example"]);
        assert!(found.smtp.iter().all(|server| server.security != Security::None));
        for none in ["", "jan", "jan@", "@x.pl", "a@localhost", "a b@c.pl"] {
            assert!(propose_offline(none).is_none(), "{none}");
        }
    }

    #[test]
    fn a_hosted_domain_is_known_by_its_mx() {
        let records =
            lookup::Records { mx: vec!["aspmx.l.google.com".to_owned()], ..lookup::Records::default() };
        let found = combine("jan@firma.pl", "firma.pl", records);
        assert_eq!((found.imap[0].host.as_str(), found.imap[0].source), ("imap.gmail.com", Source::Mx));
        assert_eq!(found.oauth, Some(OAuthProvider::Google));
    }
}
