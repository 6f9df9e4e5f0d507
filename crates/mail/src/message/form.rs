//! Senders that are machines: those of forms on web sites, which write for whoever filled the form in, and those that take no
//! answers. Their address is nobody's.

use mail_parser::Headers;

use super::address::{Address, without_tag};

/// Words that only a form's or a site's sender has in its address, alone or beside others (`kontakt-form@`).
const WORDS: &[&str] = &[
    "cf7",
    "contactform",
    "form",
    "formmail",
    "forms",
    "formularz",
    "formularza",
    "formularze",
    "formulare",
    "formulario",
    "formulaire",
    "kontaktform",
    "kontaktformular",
    "webform",
    "webforms",
    "wordpress",
    "wpforms",
];

/// The whole name of the account of a server or a program; beside other words they may be anybody's.
const ACCOUNTS: &[&str] = &[
    "apache",
    "automat",
    "cgi",
    "cron",
    "drupal",
    "httpd",
    "joomla",
    "magento",
    "mailer",
    "nginx",
    "nobody",
    "notification",
    "notifications",
    "notify",
    "php",
    "powiadomienia",
    "powiadomienie",
    "prestashop",
    "robot",
    "root",
    "strona",
    "stronawww",
    "system",
    "typo3",
    "web",
    "webmaster",
    "webserver",
    "website",
    "woocommerce",
    "wp",
    "www",
    "wwwdata",
    "wwwrun",
];

/// What a form calls itself beside its address.
const NAMES: &[&str] = &[
    "contact form",
    "formularz",
    "kontaktformular",
    "strona internetowa",
    "strona www",
    "web form",
    "webform",
    "website form",
    "wordpress",
    "ze strony",
];

/// Programs of web sites, as they begin their X-Mailer.
const PROGRAMS: &[&str] = &[
    "cgiemail",
    "contact form",
    "drupal",
    "formmail",
    "gravity",
    "joomla",
    "nodemailer",
    "php",
    "webform",
    "wordpress",
    "wpforms",
    "wpmail",
    "wp mail",
];

/// Parts of addresses that take no answers.
const SILENT: &[&str] = &["noreply", "donotreply", "nieodpowiadaj", "bezodpowiedzi", "neodpovidat"];

/// Whether an address (in any case of letters) is by its name a form's or a server's.
pub fn is_form_address(address: &str) -> bool {
    let local = local(address);
    if local.split(|c: char| !c.is_alphanumeric()).any(|word| is_one_of(WORDS, word)) {
        return true;
    }
    let plain: String = local.chars().filter(|c| c.is_alphanumeric()).collect();
    is_one_of(ACCOUNTS, &plain)
}

/// Whether an address says of itself that it takes no answers.
pub fn takes_no_answers(address: &str) -> bool {
    let plain: String = local(address).chars().filter(char::is_ascii_alphanumeric).collect();
    SILENT.iter().any(|word| plain.contains(word))
}

/// Whether nobody can be meant by an address: it is a form's, or takes no answers.
pub fn is_machine_address(address: &str) -> bool {
    is_form_address(address) || takes_no_answers(address)
}

/// Whether a form sent a message, by its sender or by the program that it names.
pub(super) fn is_form(headers: &Headers<'_>, from: Option<&Address>) -> bool {
    let named = |from: &Address| {
        let name = from.name.as_deref().unwrap_or_default().to_lowercase();
        is_form_address(&from.email) || NAMES.iter().any(|words| name.contains(words))
    };
    from.is_some_and(named) || is_from_site(headers)
}

/// Webmail runs in PHP too, and says which program it is.
fn is_from_site(headers: &Headers<'_>) -> bool {
    if headers.contains("User-Agent") {
        return false;
    }
    let value = |name: &str| {
        let raw = headers.get(name)?.raw_value();
        Some(String::from_utf8_lossy(raw).trim().to_lowercase())
    };
    if let Some(mailer) = value("X-Mailer") {
        return PROGRAMS.iter().any(|program| mailer.starts_with(program));
    }
    let script = value("X-PHP-Originating-Script").or_else(|| value("X-PHP-Script"));
    let webmail = ["rcube", "roundcube", "squirrelmail", "horde", "rainloop", "snappymail", "webmail"];
    let by_script = script.is_some_and(|script| !webmail.iter().any(|program| script.contains(program)));
    by_script || headers.iter().any(|header| is_wordpress_field(header.raw_name()))
}

/// Whether a header field begins as those of WordPress and its forms do.
fn is_wordpress_field(name: &str) -> bool {
    ["X-WP-", "X-WPC", "X-CF7"]
        .iter()
        .any(|own| name.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(own)))
}

fn local(address: &str) -> String {
    let key = without_tag(&address.trim().to_lowercase());
    key.rsplit_once('@').map_or(key.clone(), |(local, _)| local.to_owned())
}

/// `form2` is another form of the same kind.
fn is_one_of(words: &[&str], word: &str) -> bool {
    let uncounted = word.trim_end_matches(|c: char| c.is_ascii_digit());
    words.contains(&word) || words.contains(&uncounted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_by_their_address() {
        for form in [
            "wordpress@x.example",
            "WordPress@X.example",
            "www-data@srv.x.example",
            "www@x.example",
            "www2@x.example",
            "formularz@x.example",
            "formularz.kontaktowy@x.example",
            "form@x.example",
            "forms@x.example",
            "kontakt-form@x.example",
            "contact_form@x.example",
            "apache@x.example",
            "webmaster@x.example",
            "nobody@x.example",
            "mailer@x.example",
            "system@x.example",
            "powiadomienia@x.example",
            "notifications+77@x.example",
            "typo3@x.example",
        ] {
            assert!(is_form_address(form) && is_machine_address(form), "{form}");
        }
        for person in [
            "jan@x.example",
            "biuro@x.example",
            "kontakt@x.example",
            "info@x.example",
            "jan.systemowy@x.example",
            "system.projekt@x.example",
            "platform@x.example",
            "formanski@x.example",
            "webster@x.example",
            "jan@formularz.example",
            "",
            "@",
        ] {
            assert!(!is_form_address(person), "{person}");
        }
        assert!(takes_no_answers("No-Reply@x.example") && takes_no_answers("nie.odpowiadaj@x.example"));
        assert!(!takes_no_answers("jan@noreply.example"));
    }
}
