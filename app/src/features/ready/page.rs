//! `/ready`: mail that nobody has decided on, one decision after the other.

use super::api::{ready_count, ready_page};
use super::bulk::IgnoreAutomatic;
use super::desk::{Desk, Drawer};
use super::item::ReadyRow;
use super::preview::Preview;
use crate::api::{Fetched, Unread};
use crate::state::{Toast, use_live, use_shortcut, use_toasts};
use crate::trouble::{LoadError, error_text};
use crate::ui::{Button, ButtonLink, EmptyState, IconName, PageTitle, Skeleton, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::page::Page;
use kurier_model::ready::{COUNTED, ReadyFilter, ReadyItem};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;

/// How many items a page has.
const PAGE: u32 = 40;

/// The page.
#[component]
pub fn ReadyPage() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let filter = Memo::new(move |_| match query.with(|query| query.get_str("filter") == Some("ignored")) {
        true => ReadyFilter::Ignored,
        false => ReadyFilter::Ready,
    });
    let first = Fetched::new(
        "ready_page",
        move || format!("{:?}", filter.get()),
        move || {
            let filter = filter.get_untracked();
            async move {
                let page = ready_page(filter, None, PAGE).await?;
                Ok(Unread::of(&(filter, page, ready_count().await?))?)
            }
        },
    );
    view! {
        <PageTitle text=t_string!(i18n, ready.title) />
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || lasting(async move {
                match first.read().await.and_then(|(filter, page, count)| Ok((filter, page.read()?, count))) {
                    Ok((filter, page, count)) => view! { <Queue filter page count /> }.into_any(),
                    Err(error) => view! { <LoadError error on_retry=move || first.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Queue(filter: ReadyFilter, page: Page<ReadyItem>, count: u32) -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    let next = RwSignal::new(page.next);
    let desk = Desk::new(page.rows, count);
    // News: the first page again, without moving what the person looks at.
    Effect::new(move |before: Option<u32>| {
        let (news, has_to_catch_up) = (live.ready.get(), desk.has_to_catch_up());
        if has_to_catch_up || before.is_some_and(|before| before != news) {
            spawn_local(async move {
                let loaded = desk.queue.try_with_untracked(|queue| queue.items().len()).unwrap_or_default();
                let loaded = u32::try_from(loaded).unwrap_or(PAGE);
                let page = ready_page(filter, None, loaded.clamp(PAGE, 200)).await;
                if let Ok(page) = page.and_then(|page| Ok(page.read()?)) {
                    desk.refresh(page.rows);
                    next.try_set(page.next);
                }
                if let Ok(count) = ready_count().await {
                    desk.count.try_set(count);
                }
            });
        }
        news
    });
    keys(desk, filter);
    let empty = Memo::new(move |_| desk.queue.with(|queue| queue.items().is_empty()));
    view! {
        <div class="ready" data-open=move || desk.opened.get().to_string()>
            // On a phone the head makes room for the open mail; the page keeps its name.
            <h1 class="visually-hidden">{t!(i18n, ready.title)}</h1>
            <header class="ready__head">
                <p class="ready__title" aria-hidden="true">{t!(i18n, ready.title)}</p>
                <p class="ready__count" role="status" data-testid="ready-count">
                    {move || match desk.count.get() {
                        COUNTED.. => t_string!(i18n, ready.left_above, count = COUNTED - 1).to_string(),
                        count => t_string!(i18n, ready.left, count = count).to_string(),
                    }}
                </p>
                <Filters filter />
                {(filter == ReadyFilter::Ready).then(|| view! { <IgnoreAutomatic desk /> })}
            </header>
            <div class="ready__list-pane">
                <Show when=move || !empty.get() fallback=move || view! { <Empty filter /> }>
                    <ul class="ready__list" aria-label=t_string!(i18n, ready.list)>
                        <For each=move || desk.queue.with(|queue| queue.items().to_vec()) key=|item| item.thread let:item>
                            <ReadyRow item desk ignorable=filter == ReadyFilter::Ready />
                        </For>
                    </ul>
                    <More desk next filter />
                </Show>
            </div>
            <Preview desk filter />
        </div>
    }
}

#[component]
fn Filters(filter: ReadyFilter) -> impl IntoView {
    let i18n = use_i18n();
    let current = move |this: ReadyFilter| (filter == this).then_some("page");
    view! {
        <nav class="segmented" aria-label=t_string!(i18n, ready.filter)>
            <a href="/ready" aria-current=current(ReadyFilter::Ready)>{t!(i18n, ready.ready)}</a>
            <a href="/ready?filter=ignored" aria-current=current(ReadyFilter::Ignored)>{t!(i18n, ready.ignored)}</a>
        </nav>
    }
}

#[component]
fn Empty(filter: ReadyFilter) -> impl IntoView {
    let i18n = use_i18n();
    match filter {
        ReadyFilter::Ready => view! {
            <EmptyState
                icon=IconName::CircleCheckBig
                title=t_string!(i18n, ready.empty_title)
                text=Signal::stored(t_string!(i18n, ready.empty_text).to_owned())
            >
                <ButtonLink href="/inbox">{t!(i18n, ready.to_inbox)}</ButtonLink>
            </EmptyState>
        }
        .into_any(),
        ReadyFilter::Ignored => view! {
            <EmptyState
                icon=IconName::CircleCheckBig
                title=t_string!(i18n, ready.empty_ignored_title)
                text=Signal::stored(t_string!(i18n, ready.empty_ignored_text).to_owned())
            />
        }
        .into_any(),
    }
}

#[component]
fn More(
    desk: Desk,
    next: RwSignal<Option<kurier_model::page::Cursor>>,
    filter: ReadyFilter,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let more = move |_| {
        pending.set(true);
        spawn_local(async move {
            let answer =
                ready_page(filter, next.get_untracked(), PAGE).await.and_then(|page| Ok(page.read()?));
            pending.try_set(false);
            match answer {
                Ok(page) => {
                    desk.queue.try_update(|queue| queue.extend(page.rows));
                    next.try_set(page.next);
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        <Show when=move || next.get().is_some()>
            <div class="ready__more"><Button pending on_click=more>{t!(i18n, ready.more)}</Button></div>
        </Show>
    }
}

/// j/k through the list, 1/2/3 to decide.
fn keys(desk: Desk, filter: ReadyFilter) {
    let i18n = use_i18n();
    use_shortcut("j", t_string!(i18n, ready.key_next), move || desk.step(1));
    use_shortcut("k", t_string!(i18n, ready.key_previous), move || desk.step(-1));
    use_shortcut("1", t_string!(i18n, ready.create), move || desk.open_drawer(Drawer::Create));
    use_shortcut("2", t_string!(i18n, ready.attach), move || desk.open_drawer(Drawer::Attach));
    if filter == ReadyFilter::Ready {
        use_shortcut("3", t_string!(i18n, ready.ignore), move || desk.ignore_selected());
    }
    use_shortcut("Escape", "", move || desk.close_drawer());
}
