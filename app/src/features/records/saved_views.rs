//! Lists that have been saved: going to one, saving the one that is shown, changing and removing one's own, beginning with one.

use super::api::{begin_with_record_view, record_views, remove_record_view, save_record_view};
use super::columns::ListColumns;
use super::place::{GoTo, Place, Shown};
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Dialog, Icon, IconButton, IconName, TextField, mend_focus};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::record::{ListQuery, ListView, ViewForm};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The saved lists of a kind, as the page knows them.
#[derive(Clone, Copy)]
pub struct Saved {
    pub place: Memo<Place>,
    pub columns: ListColumns,
    pub views: RwSignal<Vec<ListView>>,
    /// The dialog is open.
    pub managing: RwSignal<bool>,
}

impl Saved {
    pub fn begin(place: Memo<Place>, columns: ListColumns, views: RwSignal<Vec<ListView>>) -> Self {
        Self { place, columns, views, managing: RwSignal::new(false) }
    }

    /// Reads them again; when what has the focus goes with what is shown now, the first of those that these find gets it.
    pub fn again(self, or: &'static [&'static str]) {
        let Some(kind) = self.place.try_with_untracked(Place::key) else { return };
        spawn_local(async move {
            let answer: Result<_, ApiError> = record_views(kind).await.and_then(|views| Ok(views.read()?));
            if let Ok(views) = answer {
                mend_focus(None, or);
                self.views.try_set(views);
            }
        });
    }

    /// The one that one has gone to. Tracks.
    pub fn now(self) -> Option<ListView> {
        let Shown::View(id) = self.place.with(|place| place.shown) else { return None };
        self.views.with(|views| views.iter().find(|view| view.id == id).cloned())
    }

    /// Whether one begins with a saved list. Tracks.
    pub fn has_first(self) -> bool {
        self.views.with(|views| views.iter().any(|view| view.is_first))
    }

    /// What is shown, with its columns.
    pub fn shown(self) -> (ListQuery, bool) {
        let place = self.place.get_untracked();
        let columns = Some(untrack(|| self.columns.get()));
        (ListQuery { columns, ..place.query }, place.board)
    }
}

/// The dialog.
#[component]
pub fn SavedViews(saved: Saved) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open=saved.managing title=t_string!(i18n, records.views.title) testid="views-dialog">
            <Content saved />
        </Dialog>
    }
}

#[component]
fn Content(saved: Saved) -> impl IntoView {
    let i18n = use_i18n();
    // As others have left them.
    saved.again(&[]);
    let is_any = Memo::new(move |_| saved.views.with(|views| !views.is_empty()));
    let none = move || view! { <p class="timeline__dim">{t!(i18n, records.views.none)}</p> };
    // Of what was saved anew meanwhile the line is another one.
    let url = move |view: &ListView| Place::of_view(&saved.place.with_untracked(Place::key), view).url();
    view! {
        <Show when=move || is_any.get() fallback=none>
            <ul class="saved-views">
                <For each=move || saved.views.get() key=move |view| (view.id, view.name.clone(), view.shared, view.is_first, url(view)) let:view>
                    <Line view saved />
                </For>
            </ul>
        </Show>
        <Save saved />
    }
}

#[component]
fn Line(view: ListView, saved: Saved) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let editing = RwSignal::new(false);
    let ListView { id, name, mine, shared, board, is_first, .. } = view.clone();
    let kind = untrack(|| saved.place.with(Place::key));
    let href = Place::of_view(&kind, &view).url();
    let icon = if board { IconName::Kanban } else { IconName::List };
    let remove_label = t_string!(i18n, records.views.remove, name = name.clone());
    let edit_label = t_string!(i18n, records.views.edit, name = name.clone());
    let first_label = t_string!(i18n, records.views.first, name = name.clone());
    let remove = move |_| {
        attempt.make(remove_record_view(id), move |()| {
            saved.again(&["[name=view-name]"]);
        });
    };
    let first = move |_| {
        let wanted = (!is_first).then_some(id);
        attempt.make(begin_with_record_view(kind.clone(), wanted), move |()| {
            saved.again(&["[name=view-name]"]);
        });
    };
    let view = StoredValue::new(view);
    let title = name.clone();
    view! {
        <li data-testid="saved-view">
            <Icon name=icon />
            <a href=href dir="auto" title=title on:click=move |_| saved.managing.set(false)>{name}</a>
            {shared.then(|| view! { <span class="lead-list__dim">{t!(i18n, records.views.shared)}</span> })}
            <IconButton icon=IconName::Star label=first_label pressed=Signal::stored(is_first) testid="view-first" on_click=first />
            {mine.then(|| view! {
                <IconButton icon=IconName::Pencil label=edit_label pressed=editing testid="view-edit" on_click=move |_| editing.update(|editing| *editing = !*editing) />
                <IconButton icon=IconName::Trash2 label=remove_label on_click=remove />
            })}
            <Show when=move || editing.get()>
                <Edit view=view.get_value() saved editing />
            </Show>
        </li>
    }
}

/// Another name for one's own, and for whom it is.
#[component]
fn Edit(view: ListView, saved: Saved, editing: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let kind = untrack(|| saved.place.with(Place::key));
    let ListView { id, query, board, .. } = view;
    let (name, shared) = (RwSignal::new(view.name), RwSignal::new(view.shared));
    let save = move || {
        let form = ViewForm {
            name: name.get_untracked(),
            shared: shared.get_untracked(),
            query: query.clone(),
            board,
        };
        attempt.make(save_record_view(kind.clone(), Some(id), form), move |_| {
            mend_focus(None, &["[data-testid=view-edit]", "[name=view-name]"]);
            editing.try_set(false);
            saved.again(&[]);
        });
    };
    view! {
        <form
            class="saved-views__edit"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <TextField name=format!("view-{id}-name") label=t_string!(i18n, records.views.name) value=name error=field_error(i18n, attempt.error, Field::Name) autocomplete="off" autofocus=true />
            <Share shared />
            <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="view-edit-save">{t!(i18n, common.save)}</Button>
        </form>
    }
}

#[component]
fn Share(shared: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="lead-form__choice">
            <input type="checkbox" prop:checked=move || shared.get() on:change:target=move |event| shared.set(event.target().checked()) />
            <span>{t!(i18n, records.views.share)}</span>
        </label>
    }
}

/// Saves what is shown under a name.
#[component]
fn Save(saved: Saved) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let go = GoTo::new();
    let (name, shared) = (RwSignal::new(String::new()), RwSignal::new(false));
    let save = move || {
        let kind = saved.place.with_untracked(Place::key);
        let (query, board) = saved.shown();
        let form = ViewForm {
            name: name.get_untracked(),
            shared: shared.get_untracked(),
            query: query.clone(),
            board,
        };
        attempt.make(save_record_view(kind.clone(), None, form), move |id| {
            name.try_set(String::new());
            saved.again(&[]);
            go.place(&Place { kind: kind.0, query, board, shown: Shown::View(id) });
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
            <Share shared />
            <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="view-save">{t!(i18n, records.views.save)}</Button>
        </form>
    }
}
