//! Domains where anybody has an address: sharing one says nothing about sharing a company.

const FREE: [&str; 78] = [
    "10minutemail.com",
    "aol.com",
    "autograf.pl",
    "att.net",
    "bigpond.com",
    "bk.ru",
    "btinternet.com",
    "buziaczek.pl",
    "comcast.net",
    "cox.net",
    "duck.com",
    "email.cz",
    "fastmail.com",
    "free.fr",
    "freemail.hu",
    "gazeta.pl",
    "gmail.com",
    "gmx.at",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "go2.pl",
    "googlemail.com",
    "hey.com",
    "home.pl",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "inbox.lv",
    "inbox.ru",
    "int.pl",
    "interia.eu",
    "interia.pl",
    "laposte.net",
    "libero.it",
    "list.ru",
    "live.com",
    "lycos.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailinator.com",
    "me.com",
    "msn.com",
    "naver.com",
    "o2.pl",
    "onet.eu",
    "onet.pl",
    "op.pl",
    "orange.fr",
    "orange.pl",
    "outlook.com",
    "outlook.fr",
    "poczta.fm",
    "poczta.onet.pl",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "rediffmail.com",
    "seznam.cz",
    "sky.com",
    "spoko.pl",
    "t-online.de",
    "tlen.pl",
    "tutanota.com",
    "ukr.net",
    "vp.pl",
    "web.de",
    "wp.pl",
    "yahoo.com",
    "yahoo.co.uk",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
];

/// Second-level labels under which companies register a third level.
const SHARED: [&str; 18] = [
    "co", "com", "net", "org", "edu", "gov", "ac", "waw", "biz", "info", "gda", "wroclaw", "lodz", "poznan",
    "krakow", "katowice", "szczecin", "lublin",
];

/// The registered domain of a company's address (`a@biuro.firma.com.pl` → `firma.com.pl`); `None` for free mail.
pub(crate) fn company_domain(address: &str) -> Option<String> {
    let domain = address.rsplit_once('@')?.1.trim().trim_end_matches('.').to_lowercase();
    if FREE.contains(&domain.as_str()) {
        return None;
    }
    let labels: Vec<&str> = domain.split('.').collect();
    let country = labels.last().is_some_and(|label| label.len() == 2);
    let second = labels.len().checked_sub(2).and_then(|at| labels.get(at)).copied().unwrap_or_default();
    let keep = if country && SHARED.contains(&second) { 3 } else { 2 };
    let registered = labels.get(labels.len().saturating_sub(keep)..)?.join(".");
    (labels.len() >= keep && !FREE.contains(&registered.as_str())).then_some(registered)
}

/// Whether two addresses are of one company. Who has a free address shares no house with anybody.
pub fn same_house(one: &str, other: &str) -> bool {
    company_domain(one).is_some_and(|house| company_domain(other) == Some(house))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_share_a_registered_domain_and_free_mail_does_not() {
        assert_eq!(company_domain("A@Biuro.Firma.PL").as_deref(), Some("firma.pl"));
        assert_eq!(company_domain("a@firma.com.pl").as_deref(), Some("firma.com.pl"));
        assert_eq!(company_domain("a@sub.shop.co.uk").as_deref(), Some("shop.co.uk"));
        assert_eq!(company_domain("a@gmail.com"), None);
        assert_eq!(company_domain("a@poczta.onet.pl"), None);
        assert_eq!(company_domain("a@com.pl"), None);
        assert_eq!(company_domain("a"), None);
    }

    #[test]
    fn the_database_knows_the_same_free_mail() {
        let migration = include_str!("../../../../migrations/0058_companies_by_domain.sql");
        let (_, listed) = migration.split_once("ARRAY[").unwrap();
        let (listed, _) = listed.split_once(']').unwrap();
        let listed: Vec<&str> = listed.split(',').map(|one| one.trim().trim_matches('\'')).collect();
        assert_eq!(listed, FREE);
    }
}
