//! The environment variables: one table for reading them and for `kurier --help`.

use figment::Figment;
use figment::providers::Serialized;
use std::fmt::Write;

struct Variable {
    name: &'static str,
    /// The same setting in `kurier.toml`.
    key: &'static str,
    about: &'static str,
}

const VARIABLES: &[Variable] = &[
    Variable {
        name: "KURIER_DATA_DIR",
        key: "data_dir",
        about: "folder for the database and the secret key [default: /var/lib/kurier as root, else ~/.local/share/kurier]",
    },
    Variable {
        name: "DATABASE_URL",
        key: "database_url",
        about: "a Postgres server of your own, version 14 or later [default: a private one in the data directory]",
    },
    Variable {
        name: "KURIER_LISTEN",
        key: "listen",
        about: "address and port of the web server [default: 127.0.0.1:3000]",
    },
    Variable {
        name: "KURIER_PUBLIC_URL",
        key: "public_url",
        about: "the address under which people open Kurier, for links and cookies [default: http://LISTEN]",
    },
    Variable {
        name: "KURIER_TRUSTED_PROXIES",
        key: "trusted_proxies",
        about: "networks of reverse proxies whose X-Forwarded-For is believed, e.g. 127.0.0.1/32 [default: none]",
    },
    Variable {
        name: "KURIER_SECRET_KEY_FILE",
        key: "secret_key_file",
        about: "the key that encrypts mailbox passwords; made on first start, mode 0600 [default: DATA_DIR/secret.key]",
    },
    Variable {
        name: "KURIER_ALLOWED_PRIVATE_NETWORKS",
        key: "allowed_private_networks",
        about: "private networks on which mail servers may be, e.g. 192.168.1.0/24,127.0.0.0/8 [default: none]",
    },
    Variable {
        name: "KURIER_MAIL_CA_FILE",
        key: "mail_ca_file",
        about: "PEM file with certificate authorities of your own mail servers [default: the system's]",
    },
    Variable {
        name: "KURIER_AI_URL",
        key: "ai.url",
        about: "an OpenAI-compatible endpoint, e.g. http://127.0.0.1:11434/v1 [default: none, built-in drafts]",
    },
    Variable { name: "KURIER_AI_KEY", key: "ai.key", about: "the key for that endpoint" },
    Variable { name: "KURIER_AI_MODEL", key: "ai.model", about: "the model to ask there" },
];

/// Lays the environment over the settings. Everything arrives as text, so that a key made of digits stays a key.
pub fn merge_environment(figment: Figment) -> Figment {
    VARIABLES
        .iter()
        .filter_map(|variable| Some((variable, std::env::var(variable.name).ok()?)))
        .filter(|(_, value)| !value.trim().is_empty())
        .fold(figment, |figment, (variable, value)| {
            figment.merge(Serialized::default(variable.key, value.trim()))
        })
}

/// The end of `kurier --help`.
pub fn help() -> String {
    let mut text = String::from(
        "Settings come from kurier.toml in the current folder (or --config FILE) and from the environment, which wins:\n",
    );
    for variable in VARIABLES {
        let _ = write!(
            text,
            "\n  {}\n      in kurier.toml: {}\n      {}\n",
            variable.name, variable.key, variable.about
        );
    }
    text.push_str("\n  RUST_LOG\n      what is logged, e.g. info,kurier_domain=debug [default: info]\n");
    text
}
