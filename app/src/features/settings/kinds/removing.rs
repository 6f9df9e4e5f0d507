//! Taking a kind away: while there are records of it, it stays.

use super::BACK;
use super::api::{remove_kind, uses_of_kind};
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::records::words::{field_name, many_of};
use crate::state::{Toast, use_toasts};
use crate::trouble::LoadError;
use crate::ui::{Button, ButtonVariant, Dialog, Skeleton, mend_focus};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::record::{KindUses, ListedKind};
use leptos::prelude::*;

/// The dialog, for the kind that is to go.
#[component]
pub fn RemoveDialog(removing: RwSignal<Option<ListedKind>>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(removing.with(Option::is_some)));
    let name =
        move || removing.with(|kind| kind.as_ref().map(|kind| many_of(i18n, &kind.key, kind.own.as_ref())));
    let title = Signal::derive(move || {
        name().map(|name| t_string!(i18n, settings.kinds.remove_title, name = name)).unwrap_or_default()
    });
    view! {
        <Dialog open title size="s" testid="remove-kind" on_close=Callback::new(move |()| removing.set(None))>
            {move || removing.get().map(|kind| view! { <Asking kind open done /> })}
        </Dialog>
    }
}

#[component]
fn Asking(kind: ListedKind, open: RwSignal<bool>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let name = many_of(i18n, &kind.key, kind.own.as_ref());
    let key = StoredValue::new(kind.key);
    let uses =
        LocalResource::new(
            move || async move { Ok::<_, ApiError>(uses_of_kind(key.get_value()).await?.read()?) },
        );
    let can_go = move || matches!(uses.get(), Some(Ok(KindUses { records: 0, .. })));
    let name = StoredValue::new(name);
    let remove = move |_| {
        let (gone, name) = (key.get_value(), name.get_value());
        attempt.make(remove_kind(gone.clone(), true), move |()| {
            mend_focus(None, BACK);
            open.try_set(false);
            done.try_run(());
            let said = Toast::done(t_string!(i18n, settings.kinds.removed_one, name = name));
            toasts.push(said.with_undo(move || {
                attempt.make(remove_kind(gone.clone(), false), move |()| {
                    done.try_run(());
                });
            }));
        });
    };
    view! {
        {move || match uses.get() {
            None => view! { <Skeleton lines=2 kind="text" /> }.into_any(),
            Some(Err(error)) => view! { <LoadError error on_retry=move || uses.refetch() /> }.into_any(),
            Some(Ok(uses)) => view! { <Uses uses list=format!("/records/{}", key.get_value()) /> }.into_any(),
        }}
        <div class="dialog__actions">
            <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
            <Show when=can_go>
                <Button variant=ButtonVariant::Danger pending=attempt.pending on_click=remove testid="remove-kind-yes">
                    {t!(i18n, settings.fields.remove)}
                </Button>
            </Show>
        </div>
    }
}

#[component]
fn Uses(uses: KindUses, list: String) -> impl IntoView {
    let i18n = use_i18n();
    let fields: Vec<String> = uses
        .fields
        .iter()
        .map(|(kind, field)| {
            format!("{} ({})", field_name(i18n, field), many_of(i18n, &kind.key, kind.own.as_ref()))
        })
        .collect();
    let fields = fields.join(", ");
    let stays = uses.records > 0;
    view! {
        <p data-testid="kind-uses">{records(i18n, &uses)}</p>
        {stays.then(|| view! { <p><a href=list>{t!(i18n, settings.kinds.to_list)}</a></p> })}
        {(!stays && !fields.is_empty()).then(|| view! { <p dir="auto">{t_string!(i18n, settings.kinds.with_fields, fields = fields)}</p> })}
    }
}

fn records(i18n: I18n, uses: &KindUses) -> String {
    match (uses.records, uses.more) {
        (0, _) => t_string!(i18n, settings.kinds.empty).to_owned(),
        (count, true) => t_string!(i18n, settings.kinds.used_by_more, count = count),
        (count, false) => t_string!(i18n, settings.kinds.used_by, count = count),
    }
}
