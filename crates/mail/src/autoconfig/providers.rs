//! Providers whose servers are known, by the domains of their addresses and by the names of their MX hosts.

use serde::{Deserialize, Serialize};

use super::{Candidate, Proposal, Source};
use crate::stream::Security;

/// Who gives out tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OAuthProvider {
    /// Gmail and Google Workspace.
    Google,
    /// Outlook.com and Microsoft 365.
    Microsoft,
}

const MB: u64 = 1024 * 1024;

/// A provider.
pub(super) struct Provider {
    /// Domains of addresses; one that ends in a dot stands for every country (`yahoo.`).
    domains: &'static [&'static str],
    /// Ends of MX host names.
    mx: &'static [&'static str],
    imap: (&'static str, u16, Security),
    smtp: &'static [(&'static str, u16, Security)],
    oauth: Option<OAuthProvider>,
    size_limit: Option<u64>,
}

impl Provider {
    pub(super) fn proposal(&self, email: &str, source: Source) -> Proposal {
        let candidate = |(host, port, security): (&str, u16, Security)| Candidate {
            host: host.to_owned(),
            port,
            security,
            source,
        };
        Proposal {
            imap: vec![candidate(self.imap)],
            smtp: self.smtp.iter().copied().map(candidate).collect(),
            username: email.trim().to_owned(),
            oauth: self.oauth,
            size_limit: self.size_limit,
        }
    }
}

pub(super) fn by_domain(domain: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| {
        provider.domains.iter().any(|known| match known.strip_suffix('.') {
            Some(name) => {
                domain.split_once('.').is_some_and(|(first, rest)| first == name && rest.len() <= 6)
            }
            None => *known == domain,
        })
    })
}

pub(super) fn by_mx(host: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| {
        provider
            .mx
            .iter()
            .any(|known| host == *known || host.strip_suffix(known).is_some_and(|rest| rest.ends_with('.')))
    })
}

const fn plain(
    domains: &'static [&'static str],
    mx: &'static [&'static str],
    imap: &'static str,
    smtp: &'static [(&'static str, u16, Security)],
) -> Provider {
    Provider { domains, mx, imap: (imap, 993, Security::Tls), smtp, oauth: None, size_limit: None }
}

const TLS: Security = Security::Tls;
const STARTTLS: Security = Security::StartTls;

static PROVIDERS: &[Provider] = &[
    Provider {
        domains: &["gmail.com", "googlemail.com"],
        mx: &["google.com", "googlemail.com"],
        imap: ("imap.gmail.com", 993, TLS),
        smtp: &[("smtp.gmail.com", 465, TLS), ("smtp.gmail.com", 587, STARTTLS)],
        oauth: Some(OAuthProvider::Google),
        size_limit: Some(25 * MB),
    },
    Provider {
        domains: &["outlook.", "hotmail.", "live.", "msn.com", "passport.com"],
        mx: &[],
        imap: ("outlook.office365.com", 993, TLS),
        smtp: &[("smtp-mail.outlook.com", 587, STARTTLS)],
        oauth: Some(OAuthProvider::Microsoft),
        size_limit: Some(20 * MB),
    },
    Provider {
        domains: &[],
        mx: &["mail.protection.outlook.com", "mx.microsoft"],
        imap: ("outlook.office365.com", 993, TLS),
        smtp: &[("smtp.office365.com", 587, STARTTLS)],
        oauth: Some(OAuthProvider::Microsoft),
        size_limit: Some(20 * MB),
    },
    Provider {
        size_limit: Some(25 * MB),
        ..plain(
            &["yahoo.", "ymail.com", "rocketmail.com"],
            &["yahoodns.net"],
            "imap.mail.yahoo.com",
            &[("smtp.mail.yahoo.com", 465, TLS), ("smtp.mail.yahoo.com", 587, STARTTLS)],
        )
    },
    Provider {
        size_limit: Some(20 * MB),
        ..plain(
            &["icloud.com", "me.com", "mac.com"],
            &["mail.icloud.com"],
            "imap.mail.me.com",
            &[("smtp.mail.me.com", 587, STARTTLS)],
        )
    },
    plain(&["aol.com", "aim.com"], &[], "imap.aol.com", &[("smtp.aol.com", 465, TLS)]),
    plain(&["wp.pl"], &["mx.wp.pl"], "imap.wp.pl", &[("smtp.wp.pl", 465, TLS)]),
    plain(
        &["o2.pl", "tlen.pl", "go2.pl", "prokonto.pl"],
        &["mx.tlen.pl", "mx.o2.pl"],
        "poczta.o2.pl",
        &[("poczta.o2.pl", 465, TLS)],
    ),
    plain(
        &[
            "onet.pl",
            "onet.eu",
            "op.pl",
            "vp.pl",
            "poczta.onet.pl",
            "poczta.onet.eu",
            "onet.com.pl",
            "autograf.pl",
            "buziaczek.pl",
            "amorki.pl",
            "spoko.pl",
            "opoczta.pl",
        ],
        &["poczta.onet.pl", "mx.onet.pl"],
        "imap.poczta.onet.pl",
        &[("smtp.poczta.onet.pl", 465, TLS), ("smtp.poczta.onet.pl", 587, STARTTLS)],
    ),
    plain(
        &[
            "interia.pl",
            "interia.eu",
            "interia.com",
            "poczta.fm",
            "interiowy.pl",
            "intmail.pl",
            "adresik.net",
            "vip.interia.pl",
            "ogarnij.se",
            "pisz.to",
            "pacz.to",
        ],
        &["poczta.interia.pl", "mx.interia.pl"],
        "poczta.interia.pl",
        &[("poczta.interia.pl", 465, TLS), ("poczta.interia.pl", 587, STARTTLS)],
    ),
    plain(&["gazeta.pl"], &[], "imap.gazeta.pl", &[("smtp.gazeta.pl", 465, TLS)]),
    plain(
        &["home.pl"],
        &["home.pl"],
        "imap.home.pl",
        &[("smtp.home.pl", 465, TLS), ("smtp.home.pl", 587, STARTTLS)],
    ),
    plain(
        &["nazwa.pl"],
        &["nazwa.pl"],
        "imap.nazwa.pl",
        &[("smtp.nazwa.pl", 465, TLS), ("smtp.nazwa.pl", 587, STARTTLS)],
    ),
    plain(
        &[],
        &["mail.ovh.net", "ovh.net"],
        "ssl0.ovh.net",
        &[("ssl0.ovh.net", 465, TLS), ("ssl0.ovh.net", 587, STARTTLS)],
    ),
    plain(
        &["zoho.com", "zohomail.com"],
        &["zoho.com"],
        "imap.zoho.com",
        &[("smtp.zoho.com", 465, TLS), ("smtp.zoho.com", 587, STARTTLS)],
    ),
    plain(
        &["zoho.eu", "zohomail.eu"],
        &["zoho.eu"],
        "imap.zoho.eu",
        &[("smtp.zoho.eu", 465, TLS), ("smtp.zoho.eu", 587, STARTTLS)],
    ),
    plain(
        &["fastmail.com", "fastmail.fm", "sent.com"],
        &["messagingengine.com"],
        "imap.fastmail.com",
        &[("smtp.fastmail.com", 465, TLS), ("smtp.fastmail.com", 587, STARTTLS)],
    ),
    plain(
        &["gmx.de", "gmx.net", "gmx.at", "gmx.ch"],
        &["gmx.net"],
        "imap.gmx.net",
        &[("mail.gmx.net", 465, TLS), ("mail.gmx.net", 587, STARTTLS)],
    ),
    plain(
        &["gmx.com", "gmx.us", "mail.com", "email.com"],
        &["mail.com"],
        "imap.gmx.com",
        &[("mail.gmx.com", 465, TLS), ("mail.gmx.com", 587, STARTTLS)],
    ),
    plain(&["web.de"], &[], "imap.web.de", &[("smtp.web.de", 587, STARTTLS)]),
    plain(
        &["t-online.de", "magenta.de"],
        &[],
        "secureimap.t-online.de",
        &[("securesmtp.t-online.de", 465, TLS)],
    ),
    plain(&["freenet.de"], &[], "mx.freenet.de", &[("mx.freenet.de", 587, STARTTLS)]),
    plain(
        &[],
        &["ionos.de", "kundenserver.de"],
        "imap.ionos.de",
        &[("smtp.ionos.de", 465, TLS), ("smtp.ionos.de", 587, STARTTLS)],
    ),
    plain(
        &[],
        &["ionos.com", "perfora.net"],
        "imap.ionos.com",
        &[("smtp.ionos.com", 465, TLS), ("smtp.ionos.com", 587, STARTTLS)],
    ),
    plain(
        &["seznam.cz", "email.cz", "post.cz"],
        &["seznam.cz"],
        "imap.seznam.cz",
        &[("smtp.seznam.cz", 465, TLS)],
    ),
    plain(&["ukr.net"], &["ukr.net"], "imap.ukr.net", &[("smtp.ukr.net", 465, TLS)]),
    plain(&["orange.fr", "wanadoo.fr"], &[], "imap.orange.fr", &[("smtp.orange.fr", 465, TLS)]),
    plain(&["laposte.net"], &[], "imap.laposte.net", &[("smtp.laposte.net", 465, TLS)]),
    plain(&["libero.it"], &[], "imapmail.libero.it", &[("smtp.libero.it", 465, TLS)]),
    plain(
        &["mailbox.org"],
        &["mailbox.org"],
        "imap.mailbox.org",
        &[("smtp.mailbox.org", 465, TLS), ("smtp.mailbox.org", 587, STARTTLS)],
    ),
    plain(
        &["posteo.de", "posteo.net", "posteo.eu"],
        &["posteo.de"],
        "posteo.de",
        &[("posteo.de", 465, TLS), ("posteo.de", 587, STARTTLS)],
    ),
    plain(&["runbox.com"], &["runbox.com"], "mail.runbox.com", &[("mail.runbox.com", 465, TLS)]),
    plain(&["migadu.com"], &["migadu.com"], "imap.migadu.com", &[("smtp.migadu.com", 465, TLS)]),
];
