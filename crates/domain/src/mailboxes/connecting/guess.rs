//! Servers for an address, so that nobody has to know them.

use kurier_mail::autoconfig::{Candidate, Source, propose};
use kurier_mail::stream::Security as Protection;
use kurier_model::mailbox::{Security, Server, ServerGuess};
use std::time::Duration;

/// How long name servers may take; the person is waiting.
const LIMIT: Duration = Duration::from_secs(4);

/// The best guess; common names when nothing is known.
pub async fn guess(address: &str) -> ServerGuess {
    let proposal = propose(address, LIMIT).await.unwrap_or_default();
    let domain = address.rsplit('@').next().unwrap_or_default();
    let provider = proposal.imap.first().filter(|best| matches!(best.source, Source::WellKnown | Source::Mx));
    ServerGuess {
        provider: provider.map(|best| site(&best.host)),
        imap: server(proposal.imap.first(), || (format!("imap.{domain}"), 993)),
        smtp: server(proposal.smtp.first(), || (format!("smtp.{domain}"), 465)),
        username: if proposal.username.is_empty() { address.to_owned() } else { proposal.username },
    }
}

fn server(best: Option<&Candidate>, otherwise: impl FnOnce() -> (String, u16)) -> Server {
    match best {
        Some(best) => Server {
            host: best.host.clone(),
            port: best.port,
            security: match best.security {
                Protection::Tls => Security::Tls,
                Protection::StartTls => Security::StartTls,
                Protection::None => Security::None,
            },
        },
        None => {
            let (host, port) = otherwise();
            Server { host, port, security: Security::Tls }
        }
    }
}

/// `imap.gmail.com` is at `gmail.com`.
fn site(host: &str) -> String {
    host.split_once('.').map_or(host, |(_, site)| if site.contains('.') { site } else { host }).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_well_known_provider_is_named() {
        let guess = guess("anna@gmail.com").await;
        assert_eq!((guess.imap.host.as_str(), guess.imap.port), ("imap.gmail.com", 993));
        assert_eq!(guess.provider.as_deref(), Some("gmail.com"));
        assert_eq!(guess.username, "anna@gmail.com");
    }
}
