//! `/settings/kinds`: which kinds of records there are, and which ones the navigation leads to.

pub mod api;
mod first_sight;
mod form;
mod removing;

use super::list_frame::ListFrame;
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::features::records::words::{icon_of, many_of};
use crate::state::kinds::listed_kinds;
use crate::state::{use_kinds, use_live};
use crate::ui::{Button, ButtonVariant, Icon, IconName, Menu, MenuItem, MenuLink, mend_focus};
use api::{remove_kind, show_kind};
use first_sight::FirstSight;
use form::{Filling, KindDialog};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::live::News;
use kurier_model::record::ListedKind;
use leptos::prelude::*;
use removing::RemoveDialog;

/// Where one goes on when what one pressed is gone.
const BACK: &[&str] = &["[data-testid=add-kind]", "main"];

/// The page.
#[component]
pub fn KindsPage() -> impl IntoView {
    let i18n = use_i18n();
    let changes = RwSignal::new(0_u32);
    let all = Fetched::new("kinds_to_change", move || changes.get(), listed_kinds);
    let kinds = use_kinds();
    let again = Callback::new(move |()| {
        changes.try_update(|changes| *changes += 1);
        kinds.reload();
    });
    // What another administrator does is seen here too.
    use_live().on(move |news| {
        if news == News::Resync {
            changes.try_update(|changes| *changes += 1);
        }
    });
    let draw = move |all, may_change| view! { <Content all may_change again /> }.into_any();
    view! { <ListFrame title=t_string!(i18n, settings.kinds.title) text=t_string!(i18n, settings.kinds.text) all draw /> }
}

#[component]
fn Content(all: RwSignal<Vec<ListedKind>>, may_change: bool, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let filling = RwSignal::new(None::<Filling>);
    let removing = RwSignal::new(None::<ListedKind>);
    let there = Memo::new(move |_| {
        all.with(|all| all.iter().filter(|kind| !kind.removed).cloned().collect::<Vec<_>>())
    });
    let add = move |_| filling.set(Some(Filling::new(None)));
    view! {
        <section class="fields" aria-label=t_string!(i18n, settings.kinds.title) data-testid="kinds">
            {(!may_change).then(|| view! { <p class="settings__lead">{t!(i18n, settings.privacy.only_admins)}</p> })}
            <ul class="fields__list">
                <For each=move || there.get() key=|kind| format!("{kind:?}") let:kind>
                    <KindLine kind may_change filling removing again />
                </For>
            </ul>
            {may_change.then(|| view! {
                <Button variant=ButtonVariant::Primary icon=IconName::Plus testid="add-kind" on_click=add>
                    {t!(i18n, settings.kinds.add)}
                </Button>
            })}
        </section>
        <FirstSight may_change />
        <Removed all may_change again />
        <KindDialog filling done=again />
        <RemoveDialog removing done=again />
    }
}

#[component]
fn KindLine(
    kind: ListedKind,
    may_change: bool,
    filling: RwSignal<Option<Filling>>,
    removing: RwSignal<Option<ListedKind>>,
    again: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let name = many_of(i18n, &kind.key, kind.own.as_ref());
    let about = match (kind.own.is_some(), kind.hidden) {
        (true, true) => t_string!(i18n, settings.kinds.own_hidden),
        (true, false) => t_string!(i18n, settings.kinds.own),
        (false, true) => t_string!(i18n, settings.kinds.hidden),
        (false, false) => "",
    };
    let about = Some(about).filter(|about| !about.is_empty());
    let (key, hidden, is_own) = (kind.key.clone(), kind.hidden, kind.own.is_some());
    let (list, fields) = (format!("/records/{key}"), format!("/settings/fields/{key}"));
    let show = {
        let key = key.clone();
        move |()| {
            attempt.make(show_kind(key.clone(), hidden), move |()| {
                mend_focus(None, BACK);
                again.try_run(());
            });
        }
    };
    let actions = t_string!(i18n, settings.kinds.actions_of, name = name.clone());
    let icon = icon_of(&key, kind.own.as_ref());
    let kind = StoredValue::new(kind);
    view! {
        <li class="fields__line" data-testid="kind-line" data-key=key.to_string()>
            <span class="fields__name kinds__name" dir="auto" title=name.clone()>
                <Icon name=icon />
                <a href=list>{name.clone()}</a>
            </span>
            {about.map(|about| view! { <span class="fields__what">{about}</span> })}
            {may_change.then(|| view! {
                <Menu label=actions testid="kind-menu">
                    <Show when=move || is_own>
                        <MenuItem icon=IconName::Pencil on_select=move |()| filling.set(Some(Filling::new(Some(kind.get_value()))))>
                            {t!(i18n, settings.fields.edit)}
                        </MenuItem>
                    </Show>
                    <MenuLink href=fields.clone() icon=IconName::ListTodo>{t!(i18n, settings.fields.title)}</MenuLink>
                    <MenuItem icon=if hidden { IconName::Eye } else { IconName::EyeOff } on_select=show.clone()>
                        {if hidden { t_string!(i18n, settings.kinds.show) } else { t_string!(i18n, settings.kinds.hide) }}
                    </MenuItem>
                    <Show when=move || is_own>
                        <MenuItem icon=IconName::Trash2 danger=true on_select=move |()| removing.set(Some(kind.get_value()))>
                            {t!(i18n, settings.fields.remove)}
                        </MenuItem>
                    </Show>
                </Menu>
            })}
        </li>
    }
}

/// What was taken away and can come back.
#[component]
fn Removed(all: RwSignal<Vec<ListedKind>>, may_change: bool, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let removed = Memo::new(move |_| {
        all.with(|all| all.iter().filter(|kind| kind.removed).cloned().collect::<Vec<_>>())
    });
    let attempt = Attempt::begin();
    let line = move |kind: ListedKind| {
        let name = many_of(i18n, &kind.key, kind.own.as_ref());
        let icon = icon_of(&kind.key, kind.own.as_ref());
        let restore = move |_| {
            attempt.make(remove_kind(kind.key.clone(), false), move |()| {
                mend_focus(None, BACK);
                again.try_run(());
            });
        };
        view! {
            <li class="fields__line" data-testid="removed-kind">
                <span class="fields__name kinds__name" dir="auto" title=name.clone()><Icon name=icon />{name.clone()}</span>
                {may_change.then(|| view! {
                    <Button on_click=restore testid="restore-kind">{t!(i18n, settings.fields.restore)}</Button>
                })}
            </li>
        }
    };
    let is_taken =
        move || attempt.error.with(|error| error.as_ref().is_some_and(|error| error.invalid().is_some()));
    view! {
        <Show when=move || removed.with(|removed| !removed.is_empty())>
            <section class="fields" aria-labelledby="removed-kinds">
                <h2 id="removed-kinds">{t!(i18n, settings.kinds.removed)}</h2>
                <p class="settings__lead">{t!(i18n, settings.kinds.removed_text)}</p>
                <Show when=is_taken>
                    <p class="field__error" role="alert">{t!(i18n, settings.kinds.name_taken)}</p>
                </Show>
                <ul class="fields__list">
                    <For each=move || removed.get() key=|kind| kind.key.clone() let:kind>{line(kind)}</For>
                </ul>
            </section>
        </Show>
    }
}
