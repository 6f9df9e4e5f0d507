//! The fields of one server: host, port, protection.

use crate::api::ApiError;
use crate::trouble::field_error;
use crate::ui::{Select, TextField};
use kurier_i18n::{I18n, t_string};
use kurier_model::Field;
use kurier_model::mailbox::{Security, Server};
use leptos::prelude::*;

/// Which server of a mailbox.
#[derive(Clone, Copy)]
pub enum Side {
    Imap,
    Smtp,
}

impl Side {
    /// What host, port and protection are called.
    const fn names(self) -> [(&'static str, Field); 3] {
        match self {
            Self::Imap => [
                ("imap-host", Field::ImapHost),
                ("imap-port", Field::ImapPort),
                ("imap-security", Field::ImapSecurity),
            ],
            Self::Smtp => [
                ("smtp-host", Field::SmtpHost),
                ("smtp-port", Field::SmtpPort),
                ("smtp-security", Field::SmtpSecurity),
            ],
        }
    }

    const fn usual_ports(self) -> [(&'static str, &'static str); 3] {
        match self {
            Self::Imap => [("tls", "993"), ("starttls", "143"), ("none", "143")],
            Self::Smtp => [("tls", "465"), ("starttls", "587"), ("none", "25")],
        }
    }
}

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

    /// The host as typed. Tracks.
    pub fn host(self) -> String {
        self.host.get().trim().to_owned()
    }

    /// The server as typed. A port that is no number becomes 0, which the server side complains about.
    pub fn server(self) -> Server {
        Server {
            host: self.host.get_untracked().trim().to_owned(),
            port: self.port.get_untracked().trim().parse().unwrap_or(0),
            security: self.security.get_untracked().parse().unwrap_or_default(),
        }
    }

    /// The usual port of the protection that was chosen, unless another one was typed.
    fn put_usual_port(self, side: Side, chosen: &str) {
        let ports = side.usual_ports();
        let is_usual = self.port.with_untracked(|port| ports.iter().any(|(_, usual)| usual == port));
        if let Some((_, usual)) = ports.iter().find(|(key, _)| *key == chosen).filter(|_| is_usual) {
            self.port.set((*usual).to_owned());
        }
    }

    /// The fields, named `imap-host` and so on.
    pub fn view(
        self,
        i18n: I18n,
        side: Side,
        title: &'static str,
        error: RwSignal<Option<ApiError>>,
    ) -> AnyView {
        let [host, port, security] = side.names();
        let options = [
            (Security::Tls, t_string!(i18n, settings.add.tls)),
            (Security::StartTls, t_string!(i18n, settings.add.starttls)),
            (Security::None, t_string!(i18n, settings.add.unprotected)),
        ];
        let options: Vec<_> = options.map(|(key, words)| (key.as_str().to_owned(), words.to_owned())).into();
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
                        on_change=move |chosen: String| self.put_usual_port(side, &chosen)
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
