//! Teams: who sees the records that are for their owner's team. Everybody knows them; administrators change them.

use super::api::{remove_team, save_team, teams};
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::features::people::colleagues;
use crate::followed::followed;
use crate::state::{Toast, use_live, use_toasts};
use crate::trouble::{LoadError, field_error};
use crate::ui::{Button, ButtonVariant, Dialog, IconName, Menu, MenuItem, Skeleton, TextField, mend_focus};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::live::News;
use kurier_model::visibility::{Team, TeamForm};
use kurier_model::{Field, UserId};
use leptos::prelude::*;

/// Where one goes on when what one pressed is gone.
const BACK: &[&str] = &["[data-testid=add-team]", "main"];

/// What a dialog is about: a new team, or one that is there.
type About = RwSignal<Option<Option<Team>>>;

/// The section of the page of members.
#[component]
pub(super) fn Teams(may_change: bool) -> impl IntoView {
    let i18n = use_i18n();
    let changes = RwSignal::new(0_u32);
    let again = Callback::new(move |()| {
        changes.try_update(|changes| *changes += 1);
    });
    use_live().on(move |news| {
        if news == News::Resync {
            again.run(());
        }
    });
    let all = Fetched::new("teams", move || changes.get(), teams);
    view! {
        <section class="settings__form" aria-labelledby="teams" data-testid="teams">
            <h2 id="teams">{t!(i18n, settings.teams.title)}</h2>
            <p class="settings__lead">{t!(i18n, settings.teams.text)} " " {t!(i18n, visibility.admins)}</p>
            {followed(
                all,
                || view! { <Skeleton lines=2 /> }.into_any(),
                |_| false,
                move |all| view! { <Content all may_change again /> }.into_any(),
                || ().into_any(),
            )}
        </section>
    }
}

#[component]
fn Content(all: RwSignal<Vec<Team>>, may_change: bool, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let filling: About = RwSignal::new(None);
    let removing = RwSignal::new(None::<Team>);
    view! {
        <Show when=move || all.with(Vec::is_empty)>
            <p class="settings__lead">{t!(i18n, settings.teams.none)}</p>
        </Show>
        <Show when=move || !all.with(Vec::is_empty)>
            <ul class="fields__list">
                <For each=move || all.get() key=|team| format!("{team:?}") let:team>
                    <Line team may_change filling removing />
                </For>
            </ul>
        </Show>
        {may_change.then(|| view! {
            <Button icon=IconName::Plus testid="add-team" on_click=move |_| filling.set(Some(None))>
                {t!(i18n, settings.teams.add)}
            </Button>
            <TeamDialog filling again />
            <RemoveDialog removing again />
        })}
    }
}

#[component]
fn Line(team: Team, may_change: bool, filling: About, removing: RwSignal<Option<Team>>) -> impl IntoView {
    let i18n = use_i18n();
    let name = team.name.clone();
    let people: Vec<&str> = team.members.iter().map(|one| one.name.as_str()).collect();
    let people = match people.is_empty() {
        true => t_string!(i18n, settings.teams.nobody).to_owned(),
        false => people.join(", "),
    };
    let actions = t_string!(i18n, settings.teams.actions_of, name = name.clone());
    let team = StoredValue::new(team);
    view! {
        <li class="fields__line" data-testid="team">
            <span class="fields__name" dir="auto" title=name.clone()>{name.clone()}</span>
            <span class="fields__what" dir="auto">{people}</span>
            {may_change.then(|| view! {
                <Menu label=actions testid="team-menu">
                    <MenuItem icon=IconName::Pencil on_select=move |()| filling.set(Some(Some(team.get_value())))>
                        {t!(i18n, settings.fields.edit)}
                    </MenuItem>
                    <MenuItem icon=IconName::Trash2 danger=true on_select=move |()| removing.set(Some(team.get_value()))>
                        {t!(i18n, settings.teams.remove)}
                    </MenuItem>
                </Menu>
            })}
        </li>
    }
}

#[component]
fn TeamDialog(filling: About, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(filling.with(Option::is_some)));
    let title = Signal::derive(move || match filling.get().flatten() {
        Some(team) => t_string!(i18n, settings.teams.edit_title, name = team.name),
        None => t_string!(i18n, settings.teams.add_title).to_owned(),
    });
    view! {
        <Dialog open title size="s" testid="team-dialog" on_close=Callback::new(move |()| filling.set(None))>
            {move || filling.get().map(|team| view! { <Form team open again /> })}
        </Dialog>
    }
}

#[component]
fn Form(team: Option<Team>, open: RwSignal<bool>, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let id = team.as_ref().map(|team| team.id);
    let name = RwSignal::new(team.as_ref().map(|team| team.name.clone()).unwrap_or_default());
    let members: Vec<UserId> = team.iter().flat_map(|team| &team.members).map(|one| one.id).collect();
    let chosen = RwSignal::new(members);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let form = TeamForm { name: name.get_untracked(), members: chosen.get_untracked() };
        attempt.make(save_team(id, form), move |_| {
            mend_focus(None, BACK);
            open.try_set(false);
            toasts.push(Toast::done(t_string!(i18n, common.saved)));
            again.try_run(());
        });
    };
    view! {
        <form class="fields__form" novalidate on:submit=save data-testid="team-form">
            <TextField
                name="team-name"
                label=t_string!(i18n, settings.teams.name)
                value=name
                autofocus=true
                autocomplete="off"
                error=field_error(i18n, attempt.error, Field::TeamName)
            />
            <People chosen />
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="team-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}

/// Everybody of the workspace, to be chosen.
#[component]
fn People(chosen: RwSignal<Vec<UserId>>) -> impl IntoView {
    let i18n = use_i18n();
    let all = LocalResource::new(colleagues);
    let press = move |id: UserId, to: bool| {
        chosen.update(|chosen| {
            chosen.retain(|other| *other != id);
            if to {
                chosen.push(id);
            }
        });
    };
    let person = move |(id, name): (UserId, String)| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                    on:change:target=move |event| press(id, event.target().checked())
                />
                <span class="check__text" dir="auto">{name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="fields__choices">
            <legend class="field__label">{t!(i18n, settings.teams.members)}</legend>
            {move || match all.get() {
                None => view! { <Skeleton lines=2 kind="text" /> }.into_any(),
                Some(Err(error)) => view! { <LoadError error on_retry=move |()| all.refetch() /> }.into_any(),
                Some(Ok(all)) => all.into_iter().map(person).collect_view().into_any(),
            }}
        </fieldset>
    }
}

#[component]
fn RemoveDialog(removing: RwSignal<Option<Team>>, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(removing.with(Option::is_some)));
    let name = move || removing.with(|team| team.as_ref().map(|team| team.name.clone()).unwrap_or_default());
    let title = Signal::derive(move || t_string!(i18n, settings.teams.remove_title, name = name()));
    let remove = move |_| {
        let Some(team) = removing.get_untracked() else { return };
        attempt.make(remove_team(team.id), move |()| {
            mend_focus(None, BACK);
            open.try_set(false);
            again.try_run(());
            let said = Toast::done(t_string!(i18n, settings.teams.removed, name = team.name.clone()));
            toasts.push(said.with_undo(move || {
                let members = team.members.iter().map(|one| one.id).collect();
                let form = TeamForm { name: team.name.clone(), members };
                attempt.make(save_team(None, form), move |_| {
                    again.try_run(());
                });
            }));
        });
    };
    view! {
        <Dialog open title size="s" testid="remove-team" on_close=Callback::new(move |()| removing.set(None))>
            <p>{t!(i18n, settings.teams.remove_text)}</p>
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button variant=ButtonVariant::Danger pending=attempt.pending on_click=remove testid="remove-team-yes">
                    {t!(i18n, settings.teams.remove)}
                </Button>
            </div>
        </Dialog>
    }
}
