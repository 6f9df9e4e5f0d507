//! Who follows a record: everybody who may see it can, and a colleague can be made to.

use super::api::follow_record;
use crate::attempt::Attempt;
use crate::ui::{Avatar, Dialog};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::visibility::{Colleague, Sight};
use leptos::prelude::*;

/// The dialog.
#[component]
pub fn FollowersDialog(
    record: RecordId,
    sight: RwSignal<Sight>,
    open: RwSignal<bool>,
    done: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let owner = Memo::new(move |_| sight.with(|sight| sight.owner.clone()));
    let people = Memo::new(move |_| sight.with(everybody_but_the_owner));
    view! {
        <Dialog open title=t_string!(i18n, visibility.followers_title) size="s" testid="followers-dialog">
            <p class="timeline__dim">{t!(i18n, visibility.followers_text)}</p>
            {move || owner.get().map(|owner| view! {
                <p dir="auto">{t_string!(i18n, visibility.owner_follows, name = owner.name)}</p>
            })}
            <Show when=move || people.with(Vec::is_empty)>
                <p class="timeline__dim">{t!(i18n, visibility.nobody_else)}</p>
            </Show>
            <fieldset class="sight__choices">
                <legend class="visually-hidden">{t!(i18n, visibility.followers_title)}</legend>
                <For each=move || people.get() key=|(one, _)| one.id let:one>
                    <Person record one=one.0 sight done />
                </For>
            </fieldset>
        </Dialog>
    }
}

/// By name, and whether they follow it.
fn everybody_but_the_owner(sight: &Sight) -> Vec<(Colleague, bool)> {
    let owner = sight.owner.as_ref().map(|owner| owner.id);
    let followers = sight.followers.iter().map(|one| (one.clone(), true));
    let all = followers.chain(sight.others.iter().map(|one| (one.clone(), false)));
    let mut all: Vec<(Colleague, bool)> = all.filter(|(one, _)| Some(one.id) != owner).collect();
    all.sort_by_key(|(one, _)| one.name.to_lowercase());
    all
}

#[component]
fn Person(record: RecordId, one: Colleague, sight: RwSignal<Sight>, done: Callback<()>) -> impl IntoView {
    let attempt = Attempt::begin();
    let id = one.id;
    let follows = Memo::new(move |_| sight.with(|sight| sight.followers.iter().any(|known| known.id == id)));
    // What was pressed, until the server has answered.
    let wanted = RwSignal::new(None::<bool>);
    Effect::new(move || {
        follows.track();
        attempt.error.track();
        wanted.set(None);
    });
    let change = move |to: bool| {
        wanted.set(Some(to));
        attempt.make(follow_record(record, id, to), move |()| {
            done.try_run(());
        });
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || wanted.get().unwrap_or_else(|| follows.get())
                aria-busy=move || attempt.pending.get().to_string()
                on:change:target=move |event| change(event.target().checked())
            />
            <Avatar name=one.name.clone() address=id.to_string() size="s" />
            <span class="check__text" dir="auto">{one.name.clone()}</span>
        </label>
    }
}
