//! Taking a field away: first what depends on it, then a way back.

use super::BACK;
use super::api::{remove_kind_field, uses_of_kind_field};
use crate::attempt::Attempt;
use crate::features::records::words::field_name;
use crate::state::{Toast, use_toasts};
use crate::ui::{Button, ButtonVariant, Dialog, Skeleton, mend_focus};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::record::{FieldDefinition, FieldUses};
use leptos::prelude::*;

/// The dialog, for the field that is to go.
#[component]
pub fn RemoveDialog(removing: RwSignal<Option<FieldDefinition>>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(removing.with(Option::is_some)));
    let name = move || removing.with(|field| field.as_ref().map(|field| field_name(i18n, field)));
    let title = Signal::derive(move || {
        name().map(|name| t_string!(i18n, settings.fields.remove_title, name = name)).unwrap_or_default()
    });
    view! {
        <Dialog open title size="s" testid="remove-field" on_close=Callback::new(move |()| removing.set(None))>
            {move || removing.get().map(|field| view! { <Asking field open done /> })}
        </Dialog>
    }
}

#[component]
fn Asking(field: FieldDefinition, open: RwSignal<bool>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let (id, name) = (field.id, field_name(i18n, &field));
    let uses = LocalResource::new(move || uses_of_kind_field(id));
    let remove = move |_| {
        let name = name.clone();
        attempt.make(remove_kind_field(id, true), move |()| {
            mend_focus(None, BACK);
            open.try_set(false);
            done.try_run(());
            let said = Toast::done(t_string!(i18n, settings.fields.removed_one, name = name));
            toasts.push(said.with_undo(move || {
                attempt.make(remove_kind_field(id, false), move |()| {
                    done.try_run(());
                });
            }));
        });
    };
    view! {
        <p>{t!(i18n, settings.fields.remove_text)}</p>
        {move || match uses.get() {
            None => view! { <Skeleton lines=2 kind="text" /> }.into_any(),
            // What depends on it is only told: without it the field can go all the same, and come back.
            Some(Err(_)) => ().into_any(),
            Some(Ok(uses)) => view! { <Uses uses /> }.into_any(),
        }}
        <div class="dialog__actions">
            <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
            <Button variant=ButtonVariant::Danger pending=attempt.pending on_click=remove testid="remove-field-yes">
                {t!(i18n, settings.fields.remove)}
            </Button>
        </div>
    }
}

#[component]
fn Uses(uses: FieldUses) -> impl IntoView {
    let i18n = use_i18n();
    let views = uses.views.join(", ");
    view! {
        <p data-testid="field-uses">{records(i18n, &uses)}</p>
        {(!views.is_empty()).then(|| view! { <p dir="auto">{t_string!(i18n, settings.fields.used_by_views, views = views)}</p> })}
    }
}

fn records(i18n: I18n, uses: &FieldUses) -> String {
    match (uses.records, uses.more) {
        (0, _) => t_string!(i18n, settings.fields.used_nowhere).to_owned(),
        (count, true) => t_string!(i18n, settings.fields.used_by_more, count = count),
        (count, false) => t_string!(i18n, settings.fields.used_by, count = count),
    }
}
