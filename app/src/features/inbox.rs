//! The inbox: folders, threads, the open thread. The address says which; the parts share [`state::Inbox`].

pub mod api;
pub mod state;

mod actions;
mod browser;
mod folders;
mod gestures;
mod into_stage;
mod list;
pub mod names;
mod open_thread;
mod pane_handle;
mod panes;
mod refusals;
mod rest;
mod tab_title;
mod thread;

use crate::api::{Fetched, Unread};
use crate::lazy::{self, drawn, split};
use crate::trouble::LoadError;
use crate::ui::{ButtonLink, ButtonVariant, EmptyState, IconName, Skeleton, lasting};
use kurier_i18n::{t, t_string};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::{Outlet, Redirect},
};
use panes::Panes;
use state::{
    Answers, Inbox, make_inbox,
    place::{Place, View},
    tree,
};
use tab_title::TabTitle;

/// `/inbox`, `/inbox/{folder}`, `/inbox/{folder}/{thread}` and `/search?q=…`: one page, so that the list stays where it
/// is while threads are opened and closed.
#[component]
pub fn InboxPage() -> impl IntoView {
    let inbox = make_inbox();
    actions::provide_actions(inbox);
    inbox.follow_news();
    let mailboxes = Fetched::new("mailboxes", || 0, api::mailboxes);
    let first_page = Fetched::new(
        "thread_page",
        move || format!("{:?}", inbox.list_key()),
        move || {
            let key = untrack(|| inbox.list_key());
            async move {
                let page = match inbox.list_ahead(&key) {
                    Some(ahead) => ahead,
                    None => state::fetch_page(&key, None).await?,
                };
                Ok(Unread::of(&(key, page))?)
            }
        },
    );
    let opened = Fetched::new(
        "open_thread",
        move || format!("{:?}", inbox.place.with(|place| place.thread)),
        move || {
            let thread = inbox.place.with_untracked(|place| place.thread);
            inbox.reading.answers.update_value(Answers::ask_to_open);
            async move {
                let Some(thread) = thread else { return Ok(Unread::of(&None)?) };
                Ok(Unread::of(&Some(match inbox.thread_ahead(thread) {
                    Some(ahead) => ahead,
                    None => api::open_thread(thread).await?,
                }))?)
            }
        },
    );
    let tab = TabTitle::provide(inbox);
    view! {
        {tab.view()}
        <Transition fallback=|| view! { <Skeleton lines=12 /> }>
            {move || lasting(async move {
                match mailboxes.read().await {
                    Err(error) => {
                        view! { <LoadError error on_retry=move || mailboxes.refetch() /> }.into_any()
                    }
                    Ok(list) if list.is_empty() => {
                        TabTitle::renew(inbox);
                        drawn(move || no_mailbox(inbox))
                    }
                    Ok(list) => {
                        inbox.folders.mailboxes.set(list);
                        TabTitle::renew(inbox);
                        view! { <Start inbox /><Panes inbox first_page opened /> }.into_any()
                    }
                }
            })}
        </Transition>
        // Draws nothing; the router waits for it before it writes an address into the bar.
        <Outlet />
    }
}

/// Whether a path is that of a list with nothing open.
#[cfg(feature = "ssr")]
#[must_use]
pub fn is_list(path: &str) -> bool {
    Place::read(path, |_| None).is_some_and(|place| place.thread.is_none())
}

/// Before a page with an inbox wakes: what the server may have drawn of what is fetched later.
pub async fn before_waking() {
    lazy::before_waking(
        lazy::DRAWN,
        &[
            || Box::pin(thread::fetch_thread()),
            || Box::pin(list::fetch_nothing_listed()),
            || Box::pin(folders::fetch_state_note()),
            || Box::pin(refusals::fetch_told_refusals()),
            || Box::pin(fetch_no_mailbox()),
        ],
    )
    .await;
}

/// `/inbox` alone leads to the first inbox.
#[component]
fn Start(inbox: Inbox) -> impl IntoView {
    let target = Memo::new(move |_| {
        let is_start = inbox.place.with(|place| place.list.view == View::Start);
        is_start
            .then(|| inbox.folders.mailboxes.with_untracked(|mailboxes| tree::first_inbox(mailboxes)))
            .flatten()
    });
    move || {
        target.get().map(|folder| {
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            view! { <Redirect path=Place::folder(folder).href() options /> }
        })
    }
}

split! {
    mail, fetched by fetch_no_mailbox: pub fn no_mailbox(inbox: Inbox) -> AnyView { view! { <NoMailbox inbox /> }.into_any() }
}

split! {
    /// `/threads/{id}`.
    pages, fetched by fetch_open_thread_page: pub fn open_thread_page() -> AnyView { open_thread::OpenThread().into_any() }
}

/// Nobody has connected a mailbox yet.
#[component]
fn NoMailbox(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    view! {
        <div class="inbox-start">
            <h1 class="visually-hidden">{t!(i18n, inbox.title)}</h1>
            <EmptyState
                icon=IconName::Mail
                title=t_string!(i18n, inbox.empty.no_mailbox_title)
                text=t_string!(i18n, inbox.empty.no_mailbox_text)
            >
                <ButtonLink href="/settings/accounts/new" variant=ButtonVariant::Primary icon=IconName::Plus>
                    {t!(i18n, inbox.empty.no_mailbox_do)}
                </ButtonLink>
            </EmptyState>
        </div>
    }
}
