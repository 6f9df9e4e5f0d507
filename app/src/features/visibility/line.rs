//! The line on a record's page: who sees it, and who follows it.

use super::api::{follow_record, record_sight};
use super::changing::SightDialog;
use super::following::FollowersDialog;
use super::words::who_sees;
use crate::api::Fetched;
use crate::attempt::Attempt;
use crate::followed::followed;
use crate::state::{Toast, use_live, use_toasts};
use crate::ui::{Avatar, Button, ButtonSize, ButtonVariant, Icon, IconName, Skeleton};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::live::News;
use kurier_model::visibility::{Colleague, Sight, Visibility};
use leptos::prelude::*;

/// So many are shown by their initials.
const SHOWN: usize = 4;

/// The line, of a record of any kind.
#[component]
pub fn RecordSight(record: RecordId) -> impl IntoView {
    let changes = RwSignal::new(0_u32);
    let read = Callback::new(move |()| {
        changes.try_update(|changes| *changes += 1);
    });
    use_live().on(move |news| match news {
        News::Record { record: other } if other == record => read.run(()),
        News::Resync => read.run(()),
        _ => {}
    });
    let sight = Fetched::new(
        "record_sight",
        move || format!("{record} {}", changes.get()),
        move || record_sight(record),
    );
    view! {
        <div class="sight" data-testid="sight">
            {followed(
                sight,
                || view! { <Skeleton lines=1 kind="text" /> }.into_any(),
                |_| false,
                move |sight| view! { <Line record sight read /> }.into_any(),
                || ().into_any(),
            )}
        </div>
    }
}

#[component]
fn Line(record: RecordId, sight: RwSignal<Sight>, read: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let changing = RwSignal::new(false);
    let who = Memo::new(move |_| sight.with(|sight| who_sees(i18n, sight.visibility, sight.owner.as_ref())));
    let label = move || t_string!(i18n, visibility.sees, who = who.get());
    let is_gone = Memo::new(move |_| sight.with(|sight| sight.removed));
    tell_of_another_owner(sight, who);
    view! {
        <button
            type="button"
            class="sight__who"
            data-testid="sight-change"
            data-visibility=move || sight.with(|sight| sight.visibility.as_str())
            title=label
            disabled=move || is_gone.get()
            on:click=move |_| changing.set(true)
        >
            <Icon name=IconName::Eye />
            <span dir="auto">{label}</span>
        </button>
        <Show when=move || !is_gone.get()>
            <Following record sight read />
        </Show>
        <SightDialog record sight open=changing done=read />
    }
}

/// Where a record is not for everybody, another owner means other people who see it.
fn tell_of_another_owner(sight: RwSignal<Sight>, who: Memo<String>) {
    let i18n = use_i18n();
    let toasts = use_toasts();
    Effect::new(move |before: Option<Option<Colleague>>| {
        let (owner, visibility) = sight.with(|sight| (sight.owner.clone(), sight.visibility));
        if before.is_some_and(|before| before != owner) && visibility != Visibility::Everybody {
            toasts.push(Toast::done(t_string!(i18n, visibility.changed, who = who.get_untracked())));
        }
        owner
    });
}

/// Who follows it, by their initials, and a way to follow it oneself.
#[component]
fn Following(record: RecordId, sight: RwSignal<Sight>, read: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let open = RwSignal::new(false);
    let all = Memo::new(move |_| sight.with(everybody_who_hears));
    let follows = Memo::new(move |_| sight.with(|sight| sight.follows));
    let is_mine = Memo::new(move |_| {
        sight.with(|sight| sight.owner.as_ref().is_some_and(|owner| Some(owner.id) == sight.me))
    });
    let press = move |_| {
        let Some(me) = sight.with_untracked(|sight| sight.me) else { return };
        attempt.make(follow_record(record, me, !follows.get_untracked()), move |()| {
            read.try_run(());
        });
    };
    let label = move || t_string!(i18n, visibility.followers, count = all.with(Vec::len));
    view! {
        <button type="button" class="sight__followers" data-testid="followers" title=label on:click=move |_| open.set(true)>
            <span class="sight__faces" aria-hidden="true">
                <For each=move || all.get().into_iter().take(SHOWN) key=|one| one.id let:one>
                    <Avatar name=one.name.clone() address=one.id.to_string() size="s" />
                </For>
            </span>
            <span>{label}</span>
        </button>
        // Whoever it belongs to follows it by that.
        <Show when=move || !is_mine.get()>
            <Button size=ButtonSize::Small variant=ButtonVariant::Quiet icon=IconName::Bell pending=attempt.pending testid="follow" on_click=press>
                {move || if follows.get() { t_string!(i18n, visibility.unfollow) } else { t_string!(i18n, visibility.follow) }}
            </Button>
        </Show>
        <FollowersDialog record sight open done=read />
    }
}

/// The owner, then those who follow it.
fn everybody_who_hears(sight: &Sight) -> Vec<Colleague> {
    let owner = sight.owner.clone().into_iter();
    let others =
        sight.followers.iter().filter(|one| Some(one.id) != sight.owner.as_ref().map(|owner| owner.id));
    owner.chain(others.cloned()).collect()
}
