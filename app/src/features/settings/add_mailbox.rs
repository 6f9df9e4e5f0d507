//! `/settings/accounts/new`: address and password first, servers guessed and editable, every step of the trial shown. The servers of
//! a mailbox that is there are changed in the same way.

mod connected;
mod details;
mod server_fields;
mod servers_page;
mod trial;

use crate::api::ApiError;
use crate::features::settings::api::{begin_change, begin_connection, guess_servers};
use crate::state::{Toast, use_toasts};
use crate::trouble::error_text;
use crate::ui::{ButtonLink, ButtonVariant, IconName, PageTitle};
use connected::Connected;
use details::Details;
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::mailbox::{Connection, MailboxForm, MailboxKind, ServersForm};
use kurier_model::{ConnectionId, Field, MailboxId, UserId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use server_fields::ServerFields;
pub use servers_page::ServersPage;
use trial::Trial;

/// Where the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Address and password.
    Address,
    /// Servers, and who sees the mailbox.
    Details,
    /// The servers are tried.
    Trial { connection: ConnectionId },
    /// Connected; mail arrives.
    Connected { mailbox: MailboxId },
}

/// Everything that was typed, kept from the first step to the last and back.
#[derive(Clone, Copy)]
struct Draft {
    i18n: I18n,
    /// The mailbox that gets other servers, when it is there already.
    changes: Option<MailboxId>,
    stage: RwSignal<Stage>,
    address: RwSignal<String>,
    password: RwSignal<String>,
    username: RwSignal<String>,
    imap: ServerFields,
    smtp: ServerFields,
    provider: RwSignal<Option<String>>,
    /// The address that the servers were guessed for.
    guessed_for: RwSignal<String>,
    team: RwSignal<bool>,
    members: RwSignal<Vec<UserId>>,
    error: RwSignal<Option<ApiError>>,
    pending: RwSignal<bool>,
    toasts: crate::state::Toasts,
}

impl Draft {
    fn new() -> Self {
        Self {
            i18n: use_i18n(),
            changes: None,
            stage: RwSignal::new(Stage::Address),
            address: RwSignal::new(String::new()),
            password: RwSignal::new(String::new()),
            username: RwSignal::new(String::new()),
            imap: ServerFields::new(993),
            smtp: ServerFields::new(465),
            provider: RwSignal::new(None),
            guessed_for: RwSignal::new(String::new()),
            team: RwSignal::new(false),
            members: RwSignal::new(Vec::new()),
            error: RwSignal::new(None),
            pending: RwSignal::new(false),
            toasts: use_toasts(),
        }
    }

    /// From address and password to the servers. What was edited for the same address stays.
    fn guess(self) {
        let address = self.address.get_untracked().trim().to_owned();
        if self.guessed_for.get_untracked() == address && !address.is_empty() {
            self.stage.set(Stage::Details);
            return;
        }
        self.pending.set(true);
        spawn_local(async move {
            match guess_servers(address.clone()).await {
                Ok(guess) => {
                    self.error.set(None);
                    self.imap.fill(&guess.imap);
                    self.smtp.fill(&guess.smtp);
                    self.username.set(if guess.username.is_empty() {
                        address.clone()
                    } else {
                        guess.username
                    });
                    self.provider.set(guess.provider);
                    self.guessed_for.set(address);
                    self.stage.set(Stage::Details);
                }
                Err(error) => self.refused(error),
            }
            self.pending.set(false);
        });
    }

    /// Has the form kept, to be tried.
    async fn keep(self) -> Result<Connection, ApiError> {
        let (imap, smtp) = (self.imap.server(), self.smtp.server());
        let (username, password) = (self.username.get_untracked(), self.password.get_untracked());
        match self.changes {
            Some(mailbox) => begin_change(mailbox, ServersForm { imap, smtp, username, password }).await,
            None => {
                let address = self.address.get_untracked();
                let kind = if self.team.get_untracked() { MailboxKind::Team } else { MailboxKind::Private };
                let members = self.members.get_untracked();
                begin_connection(MailboxForm { address, imap, smtp, username, password, kind, members }).await
            }
        }
    }

    /// From the servers to the trial.
    fn begin(self) {
        self.pending.set(true);
        spawn_local(async move {
            match self.keep().await {
                Ok(connection) => {
                    self.error.set(None);
                    self.stage.set(Stage::Trial { connection: connection.id });
                }
                Err(error) => self.refused(error),
            }
            self.pending.set(false);
        });
    }

    fn refused(self, error: ApiError) {
        match error.invalid() {
            None => {
                self.toasts.push(Toast::failed(error_text(self.i18n, &error)));
            }
            // These fields stand in the first step, where there is one.
            Some(invalid)
                if self.changes.is_none()
                    && invalid.about(Field::Email).or(invalid.about(Field::Password)).is_some() =>
            {
                self.stage.set(Stage::Address);
            }
            Some(_) => {}
        }
        self.error.set(Some(error));
    }
}

/// Connects a mailbox, step by step.
#[component]
pub fn AddMailboxPage() -> impl IntoView {
    let draft = Draft::new();
    let i18n = draft.i18n;
    view! {
        <PageTitle text=t_string!(i18n, settings.add.title) />
        <header class="settings__head">
            <div>
                <h1>{t!(i18n, settings.add.title)}</h1>
                <p class="settings__lead">{t!(i18n, settings.add.text)}</p>
            </div>
            <ButtonLink href="/settings/accounts" icon=IconName::ArrowLeft variant=ButtonVariant::Quiet>
                {t!(i18n, settings.accounts.title)}
            </ButtonLink>
        </header>
        <div class="add-mailbox" data-testid="add-mailbox">
            {move || match draft.stage.get() {
                Stage::Address => view! { <details::AddressForm draft /> }.into_any(),
                Stage::Details => view! { <Details draft /> }.into_any(),
                Stage::Trial { connection } => view! { <Trial draft connection /> }.into_any(),
                Stage::Connected { mailbox } => view! { <Connected mailbox /> }.into_any(),
            }}
        </div>
    }
}
