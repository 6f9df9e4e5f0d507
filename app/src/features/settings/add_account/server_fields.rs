//! The fields of one server: host, port, protection.

use crate::api::ApiError;
use crate::trouble::field_error;
use crate::ui::{Select, TextField};
use kurier_i18n::{I18n, t_string};
use kurier_model::Field;
use kurier_model::account::{Security, Server};
use leptos::prelude::*;

/// What was typed about one server.
#[derive(Clone, Copy)]
pub struct ServerFields {
    host: RwSignal<String>,
    port: RwSignal<String>,
    security: RwSignal<String>,
}

impl ServerFields {
    /// Empty, with the usual port for TLS.
    pub fn new(port: u16) -> Self {
        Self {
            host: RwSignal::new(String::new()),
            port: RwSignal::new(port.to_string()),
            security: RwSignal::new(Security::Tls.as_str().to_owned()),
        }
    }

    /// Takes over a guess; an empty one changes nothing.
    pub fn fill(self, server: &Server) {
        if !server.host.is_empty() {
            self.host.set(server.host.clone());
            self.port.set(server.port.to_string());
            self.security.set(server.security.as_str().to_owned());
        }
    }

    /// The server as typed. A port that is no number becomes 0, which the server side complains about.
    pub fn server(self) -> Server {
        Server {
            host: self.host.get_untracked().trim().to_owned(),
            port: self.port.get_untracked().trim().parse().unwrap_or(0),
            security: self.security.get_untracked().parse().unwrap_or_default(),
        }
    }

    /// The fields, named `imap-host` and so on. `side` is `imap` or `smtp`.
    pub fn view(
        self,
        i18n: I18n,
        side: &'static str,
        title: &'static str,
        error: RwSignal<Option<ApiError>>,
    ) -> AnyView {
        let is_imap = side == "imap";
        let (host, port, security) = if is_imap {
            (
                ("imap-host", Field::ImapHost),
                ("imap-port", Field::ImapPort),
                ("imap-security", Field::ImapSecurity),
            )
        } else {
            (
                ("smtp-host", Field::SmtpHost),
                ("smtp-port", Field::SmtpPort),
                ("smtp-security", Field::SmtpSecurity),
            )
        };
        let options = [
            (Security::Tls, t_string!(i18n, settings.add.tls)),
            (Security::StartTls, t_string!(i18n, settings.add.starttls)),
            (Security::None, t_string!(i18n, settings.add.unprotected)),
        ];
        let options: Vec<_> = options.map(|(key, words)| (key.as_str().to_owned(), words.to_owned())).into();
        // The usual ports of the protection, unless another one was typed.
        let usual = move |chosen: String| {
            let ports: [(&str, &str); 3] = if is_imap {
                [("tls", "993"), ("starttls", "143"), ("none", "143")]
            } else {
                [("tls", "465"), ("starttls", "587"), ("none", "25")]
            };
            let is_usual = self.port.with_untracked(|port| ports.iter().any(|(_, usual)| usual == port));
            if let Some((_, usual)) = ports.iter().find(|(key, _)| *key == chosen).filter(|_| is_usual) {
                self.port.set((*usual).to_owned());
            }
        };
        view! {
            <fieldset class="server">
                <legend class="server__title">{title}</legend>
                <TextField
                    name=host.0
                    ltr=true
                    label=t_string!(i18n, settings.add.host)
                    value=self.host
                    autocomplete="off"
                    error=field_error(i18n, error, host.1)
                />
                <div class="server__row">
                    <Select
                        name=security.0
                        label=t_string!(i18n, settings.add.security)
                        value=self.security
                        options=Signal::stored(options)
                        on_change=usual
                        error=field_error(i18n, error, security.1)
                    />
                    <TextField
                        name=port.0
                        ltr=true
                        label=t_string!(i18n, settings.add.port)
                        value=self.port
                        inputmode="numeric"
                        autocomplete="off"
                        error=field_error(i18n, error, port.1)
                    />
                </div>
            </fieldset>
        }
        .into_any()
    }
}
