//! Lists that have been saved: going to one, saving the one that is shown, removing one's own.

use super::api::{record_views, remove_record_view, save_record_view};
use super::place::Place;
use crate::attempt::Attempt;
use crate::trouble::{LoadError, field_error};
use crate::ui::{Button, ButtonVariant, Dialog, Icon, IconButton, IconName, Skeleton, TextField};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::record::{KindKey, ListView, ViewForm};
use leptos::prelude::*;

/// The dialog, shown while `open`.
#[component]
pub fn SavedViews(open: RwSignal<bool>, place: Memo<Place>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, records.views.title) testid="views-dialog">
            <Content open place />
        </Dialog>
    }
}

#[component]
fn Content(open: RwSignal<bool>, place: Memo<Place>) -> impl IntoView {
    let i18n = use_i18n();
    let key = place.with_untracked(Place::key);
    let asked = key.clone();
    let views = LocalResource::new(move || {
        let kind = asked.clone();
        async move { record_views(kind).await.and_then(|views| Ok(views.read()?)) }
    });
    let again = Callback::new(move |()| views.refetch());
    let kind = StoredValue::new(key);
    view! {
        {move || match views.get() {
            None => view! { <Skeleton lines=3 /> }.into_any(),
            Some(Err(error)) => view! { <LoadError error on_retry=again /> }.into_any(),
            Some(Ok(all)) if all.is_empty() => {
                view! { <p class="timeline__dim">{t!(i18n, records.views.none)}</p> }.into_any()
            }
            Some(Ok(all)) => {
                view! {
                    <ul class="saved-views">
                        {all.into_iter().map(|view| view! { <Line view kind=kind.get_value() open again /> }).collect_view()}
                    </ul>
                }
                .into_any()
            }
        }}
        <Save place again />
    }
}

#[component]
fn Line(view: ListView, kind: KindKey, open: RwSignal<bool>, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let id = view.id;
    let href = Place { kind: kind.0, query: view.query, board: view.board }.url();
    let icon = if view.board { IconName::Kanban } else { IconName::List };
    let label = t_string!(i18n, records.views.remove, name = view.name.clone());
    let remove = move |_| {
        attempt.make(remove_record_view(id), move |()| {
            again.try_run(());
        });
    };
    view! {
        <li data-testid="saved-view">
            <Icon name=icon />
            <a href=href dir="auto" on:click=move |_| open.set(false)>{view.name}</a>
            {view.shared.then(|| view! { <span class="lead-list__dim">{t!(i18n, records.views.shared)}</span> })}
            {view.mine.then(|| view! { <IconButton icon=IconName::Trash2 label on_click=remove /> })}
        </li>
    }
}

/// Saves what is shown under a name.
#[component]
fn Save(place: Memo<Place>, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let (name, shared) = (RwSignal::new(String::new()), RwSignal::new(false));
    let save = move || {
        let here = place.get_untracked();
        let form = ViewForm {
            name: name.get_untracked(),
            shared: shared.get_untracked(),
            query: here.query.clone(),
            board: here.board,
        };
        attempt.make(save_record_view(here.key(), None, form), move |_| {
            name.try_set(String::new());
            again.try_run(());
        });
    };
    view! {
        <form
            class="saved-views__save"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <TextField name="view-name" label=t_string!(i18n, records.views.name) value=name error=field_error(i18n, attempt.error, Field::Name) autocomplete="off" />
            <label class="lead-form__choice">
                <input type="checkbox" prop:checked=move || shared.get() on:change:target=move |event| shared.set(event.target().checked()) />
                <span>{t!(i18n, records.views.share)}</span>
            </label>
            <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="view-save">{t!(i18n, records.views.save)}</Button>
        </form>
    }
}
