//! Writing a folder's name in its place in the tree: a new one or a better one.

use crate::features::inbox::api;
use crate::features::inbox::state::tree;
use crate::features::inbox::state::{Inbox, Naming};
use crate::{
    api::ApiError,
    lazy::split,
    state::{Toast, Toasts, use_toasts},
    trouble::{error_text, reason_text},
    ui::{Icon, IconName, Spinner},
};
use kurier_i18n::{I18n, t_string};
use kurier_model::Field;
use leptos::html;
use leptos::prelude::*;

split! {
    /// A field for the name of a folder.
    mail: pub fn name_field(inbox: Inbox, naming: Naming) -> AnyView { view! { <NameField inbox naming /> }.into_any() }
}

/// The name as it is typed.
#[derive(Clone, Copy)]
struct Name {
    inbox: Inbox,
    toasts: Toasts,
    naming: Naming,
    /// As it was; empty for a new folder.
    before: StoredValue<String>,
    typed: RwSignal<String>,
    error: RwSignal<Option<String>>,
    is_pending: RwSignal<bool>,
}

impl Name {
    fn new(inbox: Inbox, naming: Naming) -> Self {
        let before = match naming {
            Naming::New { .. } => String::new(),
            Naming::Rename(id) => inbox.folders.mailboxes.with_untracked(|mailboxes| {
                tree::find(mailboxes, id).map(|(_, folder)| folder.name.clone()).unwrap_or_default()
            }),
        };
        Self {
            inbox,
            toasts: use_toasts(),
            naming,
            typed: RwSignal::new(before.clone()),
            before: StoredValue::new(before),
            error: RwSignal::new(None),
            is_pending: RwSignal::new(false),
        }
    }

    fn close(self) {
        if self.inbox.folders.naming.try_get_untracked() == Some(Some(self.naming)) {
            self.inbox.folders.naming.try_set(None);
        }
    }

    fn keep(self, field: NodeRef<html::Input>) {
        let wanted = self.typed.get_untracked().trim().to_owned();
        if self.is_pending.get_untracked() {
            return;
        }
        if wanted.is_empty() || self.before.with_value(|before| wanted == *before) {
            self.close();
            return;
        }
        self.is_pending.set(true);
        self.error.set(None);
        leptos::task::spawn_local(async move {
            match tell(self.inbox, self.toasts, self.naming, wanted).await {
                Ok(()) => self.close(),
                Err(refused) => {
                    self.error.try_set(Some(reason(self.inbox.i18n, &refused)));
                    if let Some(field) = field.try_get_untracked().flatten() {
                        let _ = field.focus();
                    }
                }
            }
            self.is_pending.try_set(false);
        });
    }
}

/// Enter keeps the name, Escape or leaving an unchanged field forgets it. Focused when it appears.
#[component]
fn NameField(inbox: Inbox, naming: Naming) -> impl IntoView {
    let i18n = inbox.i18n;
    let field = NodeRef::<html::Input>::new();
    let name = Name::new(inbox, naming);
    let Name { error, is_pending, .. } = name;
    Effect::new(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    view! {
        <form
            class="folder-naming"
            on:submit=move |event| {
                event.prevent_default();
                name.keep(field);
            }
        >
            <Icon name=IconName::Folder />
            <input
                node_ref=field
                class="folder-naming__field"
                dir="auto"
                autocomplete="off"
                maxlength="200"
                aria-label=t_string!(i18n, inbox.folders.name)
                placeholder=t_string!(i18n, inbox.folders.name)
                aria-invalid=move || error.get().is_some().then_some("true")
                value=name.before.get_value()
                prop:value=name.typed
                readonly=move || is_pending.get()
                on:input=move |event| name.typed.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        event.prevent_default();
                        event.stop_propagation();
                        name.close();
                    }
                }
                on:blur=move |_| {
                    // A field that is taken away loses focus too.
                    if error.try_get_untracked() == Some(None) {
                        name.keep(field);
                    }
                }
            />
            <Show when=move || is_pending.get()><Spinner /></Show>
            <Show when=move || error.get().is_some()>
                <p class="folder-naming__error" role="alert">{move || error.get()}</p>
            </Show>
        </form>
    }
}

/// Tells the mail server, then reads the tree again.
async fn tell(inbox: Inbox, toasts: Toasts, naming: Naming, name: String) -> Result<(), ApiError> {
    let i18n = inbox.i18n;
    let said = match naming {
        Naming::New { mailbox, parent } => {
            api::create_folder(mailbox, parent, name.clone()).await?;
            t_string!(i18n, inbox.folders.created, name = name)
        }
        Naming::Rename(folder) => {
            api::rename_folder(folder, name.clone()).await?;
            t_string!(i18n, inbox.folders.renamed, name = name)
        }
    };
    inbox.read_tree().await;
    toasts.push(Toast::done(said));
    Ok(())
}

/// What is wrong with the name.
fn reason(i18n: I18n, error: &ApiError) -> String {
    let invalid = error.invalid();
    let about = invalid
        .as_ref()
        .and_then(|invalid| invalid.about(Field::FolderName).or_else(|| invalid.about(Field::Folder)));
    about.map_or_else(|| error_text(i18n, error), |reason| reason_text(i18n, reason))
}
