//! Writing a folder's name in its place in the tree: a new one or a better one.

use super::{
    api,
    state::{Inbox, Naming},
    tree,
};
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

/// Enter keeps the name, Escape or leaving an unchanged field forgets it. Focused when it appears.
#[component]
fn NameField(inbox: Inbox, naming: Naming) -> impl IntoView {
    let i18n = inbox.i18n;
    let toasts = use_toasts();
    let field = NodeRef::<html::Input>::new();
    let before = match naming {
        Naming::New { .. } => String::new(),
        Naming::Rename(id) => inbox.mailboxes.with_untracked(|mailboxes| {
            tree::find(mailboxes, id).map(|(_, folder)| folder.name.clone()).unwrap_or_default()
        }),
    };
    let name = RwSignal::new(before.clone());
    let error = RwSignal::new(None::<String>);
    let is_pending = RwSignal::new(false);
    Effect::new(move || {
        if let Some(field) = field.get() {
            let _ = field.focus();
            field.select();
        }
    });
    let close = move || {
        if inbox.naming.try_get_untracked() == Some(Some(naming)) {
            inbox.naming.try_set(None);
        }
    };
    let keep = {
        let before = before.clone();
        move || {
            let wanted = name.get_untracked().trim().to_owned();
            if is_pending.get_untracked() {
                return;
            }
            if wanted.is_empty() || wanted == before {
                close();
                return;
            }
            is_pending.set(true);
            error.set(None);
            leptos::task::spawn_local(async move {
                match tell(inbox, toasts, naming, wanted).await {
                    Ok(()) => close(),
                    Err(refused) => {
                        error.try_set(Some(reason(i18n, &refused)));
                        if let Some(field) = field.try_get_untracked().flatten() {
                            let _ = field.focus();
                        }
                    }
                }
                is_pending.try_set(false);
            });
        }
    };
    let keep_on_blur = keep.clone();
    view! {
        <form
            class="folder-naming"
            on:submit=move |event| {
                event.prevent_default();
                keep();
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
                value=before
                prop:value=name
                readonly=move || is_pending.get()
                on:input=move |event| name.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        event.prevent_default();
                        event.stop_propagation();
                        close();
                    }
                }
                on:blur=move |_| {
                    // A field that is taken away loses focus too.
                    if error.try_get_untracked() == Some(None) {
                        keep_on_blur();
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
    if let Ok(mailboxes) = api::mailboxes().await.and_then(|mailboxes| Ok(mailboxes.read()?)) {
        inbox.mailboxes.try_set(mailboxes);
    }
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
