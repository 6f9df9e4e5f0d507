//! The saved lists of a kind above its list: as tabs, on phones as a menu; and what can be done when what is shown is no longer what was saved.

use super::api::save_record_view;
use super::place::{Place, Shown};
use super::saved_views::Saved;
use crate::attempt::Attempt;
use crate::state::{Toast, use_toasts};
use crate::ui::{Button, ButtonLink, ButtonSize, Icon, IconName, Menu, MenuLink};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::{ListView, ViewForm};
use leptos::prelude::*;

/// Nothing while nothing was saved.
#[component]
pub fn ViewBar(saved: Saved) -> impl IntoView {
    let i18n = use_i18n();
    let is_any = Memo::new(move |_| saved.views.with(|views| !views.is_empty()));
    let all = move || {
        let kind = saved.place.with(Place::key);
        Place::all(&kind, saved.has_first()).url()
    };
    let all_words = t_string!(i18n, records.views.all);
    let now = Memo::new(move |_| saved.now());
    let name =
        move || now.with(|now| now.as_ref().map_or_else(|| all_words.to_owned(), |view| view.name.clone()));
    // Also when the one that stands in the address is gone.
    let is_all = move || now.with(Option::is_none);
    let is_now = move |view: &ListView| saved.place.with(|place| place.shown == Shown::View(view.id));
    let url = move |view: &ListView| Place::of_view(&saved.place.with_untracked(Place::key), view).url();
    let line = move |view: ListView| {
        let (href, title) = (url(&view), view.name.clone());
        let name = view.name.clone();
        view! { <a href=href dir="auto" title=title aria-current=move || is_now(&view).then_some("page")>{name}</a> }
    };
    let items = move || {
        let all = view! { <MenuLink href=all()>{all_words}</MenuLink> };
        let item = |view: ListView| view! { <MenuLink href=url(&view)>{view.name}</MenuLink> };
        (all, saved.views.get().into_iter().map(item).collect_view())
    };
    view! {
        <Show when=move || is_any.get()>
            <div class="view-bar" data-testid="view-bar">
                <nav class="view-bar__tabs" aria-label=t_string!(i18n, records.views.title)>
                    <a href=all aria-current=move || is_all().then_some("page")>{all_words}</a>
                    <For each=move || saved.views.get() key=move |view| (view.id, view.name.clone(), url(view)) let:view>{line(view)}</For>
                </nav>
                <div class="view-bar__menu">
                    <Menu
                        label=t_string!(i18n, records.views.title)
                        class="button"
                        testid="view-menu"
                        trigger=move || view! { <span class="view-bar__name" dir="auto">{name}</span><Icon name=IconName::ChevronDown /> }
                    >
                        {items}
                    </Menu>
                </div>
                <Changed saved now />
            </div>
        </Show>
    }
}

/// What is shown is not what was saved: it can be kept, or left.
#[component]
fn Changed(saved: Saved, now: Memo<Option<ListView>>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let changed = Memo::new(move |_| {
        let view = now.get()?;
        saved.place.with(|place| !place.is_as_in(&view)).then_some(view)
    });
    let is_mine = move || changed.with(|view| view.as_ref().is_some_and(|view| view.mine));
    let back = Signal::derive(move || {
        let kind = saved.place.with(Place::key);
        changed.with(|view| view.as_ref().map(|view| Place::of_view(&kind, view).url()).unwrap_or_default())
    });
    let over = move |_| {
        let Some(view) = changed.get_untracked() else { return };
        let kind = saved.place.with_untracked(Place::key);
        let (mut query, board) = saved.shown();
        // One that was saved without columns stays without them, until somebody chooses some.
        if saved.place.with_untracked(|place| place.query.columns.is_none()) {
            query.columns = None;
        }
        let form = ViewForm { name: view.name.clone(), shared: view.shared, query, board };
        attempt.make(save_record_view(kind, Some(view.id), form), move |_| {
            saved.again(&[".view-bar [aria-current]", "main"]);
            toasts.push(Toast::done(t_string!(i18n, records.views.saved, name = view.name)));
        });
    };
    view! {
        <Show when=move || changed.with(Option::is_some)>
            <div class="view-bar__changed">
                <Show when=is_mine>
                    <Button size=ButtonSize::Small pending=attempt.pending testid="view-save-over" on_click=over>{t!(i18n, records.views.save_over)}</Button>
                </Show>
                <Button size=ButtonSize::Small testid="view-save-new" on_click=move |_| saved.managing.set(true)>{t!(i18n, records.views.save_new)}</Button>
                <ButtonLink size=ButtonSize::Small href=back>{t!(i18n, records.views.back)}</ButtonLink>
            </div>
        </Show>
    }
}
