//! What is wrong with a mailbox, and what to do about it, in plain words.

use kurier_i18n::{I18n, t_string};
use kurier_model::mailbox::Trouble;

/// What happened.
pub fn trouble_text(i18n: I18n, trouble: &Trouble) -> String {
    match trouble {
        Trouble::HostNotFound { host } => t_string!(i18n, settings.trouble.host_not_found, host = host),
        Trouble::PrivateNetwork { host } => t_string!(i18n, settings.trouble.private_network, host = host),
        Trouble::Refused { host, port } => {
            t_string!(i18n, settings.trouble.refused, host = host, port = port)
        }
        Trouble::TimedOut { host, port } => {
            t_string!(i18n, settings.trouble.timed_out, host = host, port = port)
        }
        Trouble::Tls { .. } => t_string!(i18n, settings.trouble.tls).to_owned(),
        Trouble::WrongPassword { .. } => t_string!(i18n, settings.trouble.wrong_password).to_owned(),
        Trouble::Protocol { .. } => t_string!(i18n, settings.trouble.protocol).to_owned(),
        Trouble::Disconnected => t_string!(i18n, settings.trouble.disconnected).to_owned(),
        Trouble::Throttled => t_string!(i18n, settings.trouble.throttled).to_owned(),
        Trouble::Other { .. } => t_string!(i18n, settings.trouble.other).to_owned(),
    }
}

/// What to do.
pub fn trouble_advice(i18n: I18n, trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::HostNotFound { .. } => t_string!(i18n, settings.advice.host_not_found),
        Trouble::PrivateNetwork { .. } => t_string!(i18n, settings.advice.private_network),
        Trouble::Refused { .. } | Trouble::TimedOut { .. } => t_string!(i18n, settings.advice.unreachable),
        Trouble::Tls { .. } => t_string!(i18n, settings.advice.tls),
        Trouble::WrongPassword { .. } => t_string!(i18n, settings.advice.wrong_password),
        Trouble::Protocol { .. } => t_string!(i18n, settings.advice.protocol),
        Trouble::Disconnected | Trouble::Other { .. } => t_string!(i18n, settings.advice.again),
        Trouble::Throttled => t_string!(i18n, settings.advice.throttled),
    }
}

/// The server's own words, for whoever looks after it.
pub fn trouble_detail(trouble: &Trouble) -> Option<&str> {
    let detail = match trouble {
        Trouble::Tls { detail } | Trouble::Protocol { detail } | Trouble::Other { detail } => detail,
        Trouble::WrongPassword { answer } => answer,
        _ => return None,
    };
    Some(detail.trim()).filter(|detail| !detail.is_empty())
}
