//! Above the list: where one is, the search box, the filter.

use super::search_box::SearchBox;
use crate::features::inbox::actions::use_actions;
use crate::features::inbox::state::Inbox;
use crate::features::inbox::state::place::View;
use crate::features::inbox::state::tree;
use crate::ui::{IconButton, IconName, Tab, Tabs};
use kurier_i18n::t_string;
use kurier_model::inbox::ThreadFilter;
use leptos::prelude::*;

/// What the page shows: a folder, or what was searched for. The panes have it as the page's heading, whatever lies over the list.
pub fn heading(inbox: Inbox) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let i18n = inbox.i18n;
    move || {
        inbox.place.with(|place| match (&place.list.view, place.list.words()) {
            (View::Search(_), Some(words)) if !words.is_empty() => {
                t_string!(i18n, inbox.list.results_for, words = words)
            }
            (View::Search(_), _) => t_string!(i18n, inbox.list.search).to_owned(),
            _ => inbox.folders.mailboxes.with(|mailboxes| {
                let found = place.list.folder().and_then(|folder| tree::find(mailboxes, folder));
                found.map_or_else(
                    || t_string!(i18n, inbox.title).to_owned(),
                    |(_, folder)| inbox.folder_name(folder),
                )
            }),
        })
    }
}

/// Name of the list, search box, filter.
#[component]
pub fn ListHeader(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let heading = heading(inbox);
    let actions = use_actions();
    let is_refreshing = RwSignal::new(false);
    let refresh = move |_| {
        is_refreshing.set(true);
        leptos::task::spawn_local(async move {
            actions.check_mail().await;
            is_refreshing.try_set(false);
        });
    };
    view! {
        <header class="list-header">
            <div class="list-header__top">
                <IconButton
                    class="list-header__folders"
                    icon=IconName::Menu
                    label=t_string!(i18n, inbox.folders.show)
                    on_click=move |_| inbox.folders.drawer.set(true)
                />
                <p class="list-header__title" dir="auto" aria-hidden="true">{heading}</p>
                <IconButton
                    class="list-header__refresh"
                    icon=IconName::RefreshCw
                    label=t_string!(i18n, inbox.folders.refresh)
                    disabled=is_refreshing
                    on_click=refresh
                />
            </div>
            <SearchBox inbox />
            <Show when=move || inbox.place.with(|place| place.list.words().is_none())>
                <Filter inbox />
            </Show>
        </header>
    }
}

/// All, unread, starred.
#[component]
fn Filter(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let tabs = vec![
        Tab::new("all", t_string!(i18n, inbox.list.all)),
        Tab::new("unread", t_string!(i18n, inbox.list.unread)),
        Tab::new("flagged", t_string!(i18n, inbox.list.flagged)),
    ];
    let value = Signal::derive(move || {
        inbox.place.with(|place| {
            match place.list.filter {
                ThreadFilter::All => "all",
                ThreadFilter::Unread => "unread",
                ThreadFilter::Flagged => "flagged",
            }
            .to_owned()
        })
    });
    let change = move |chosen: String| {
        let filter = match chosen.as_str() {
            "unread" => ThreadFilter::Unread,
            "flagged" => ThreadFilter::Flagged,
            _ => ThreadFilter::All,
        };
        inbox.go(&inbox.place.get_untracked().with_filter(filter), true);
    };
    view! { <Tabs label=t_string!(i18n, inbox.list.filter) tabs=tabs value on_change=change /> }
}
