//! `/ready`: mail that nobody has decided on, one decision after the other.

use super::api::{ready_count, ready_page};
use super::bulk::IgnoreAutomatic;
use super::desk::{Desk, Drawer};
use super::filters::{FilterButton, FilterChips, unfiltered};
use super::item::ReadyRow;
use super::news::{List, PAGE, hear, with_wanted};
use super::place::{url, use_place, use_wanted};
use super::preview::Preview;
use super::queue::Line;
use super::rules::{self, Rules, SenderRules};
use super::senders::SenderGroup;
use crate::api::{ApiError, Fetched, Unread};
use crate::features::compose::api::senders;
use crate::state::{Moment, Toast, use_live, use_shortcut, use_toasts};
use crate::trouble::{LoadError, error_text};
use crate::ui::{Button, ButtonLink, EmptyState, IconName, PageTitle, Skeleton, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::page::{Cursor, Page};
use kurier_model::ready::{COUNTED, ReadyFilter, ReadyItem, ReadyQuery, SenderRule};
use kurier_model::{MailboxId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

/// What is there before the page is drawn.
#[derive(Serialize, Deserialize)]
struct Drawn {
    place: ReadyQuery,
    /// The first page, and behind it what was asked for, when it stands further down.
    page: Page<ReadyItem>,
    /// Which of them was asked for.
    wanted: Option<ThreadId>,
    count: u32,
    /// What mailboxes are called, where one is asked for.
    mailboxes: Vec<(MailboxId, String)>,
    /// Where what is ignored is shown.
    rules: Page<SenderRule>,
}

async fn drawn(place: ReadyQuery, wanted: Option<ThreadId>) -> Result<Drawn, ApiError> {
    let mut page = ready_page(place.clone(), None, PAGE).await?.read()?;
    let wanted = match wanted {
        Some(thread) => with_wanted(&place, &mut page, thread).await,
        None => Ok(None),
    };
    // What one may not see, or is not there any more, is just not opened.
    let wanted = wanted.or_else(|error| if error == ApiError::NotFound { Ok(None) } else { Err(error) })?;
    let mailboxes = if place.mailbox.is_some() { senders().await? } else { Vec::new() };
    let rules = rules::first(place.filter).await?;
    Ok(Drawn { place, page, wanted, count: ready_count().await?, mailboxes, rules })
}

/// The page.
#[component]
pub fn ReadyPage() -> impl IntoView {
    let i18n = use_i18n();
    let (place, wanted) = (use_place(), use_wanted());
    let live = use_live();
    let asked = StoredValue::new(Moment::default());
    let first = Fetched::new(
        "ready_page",
        move || format!("{} {:?}", place.with(url), wanted.get()),
        move || {
            asked.try_set_value(live.moment());
            let (place, wanted) = (place.get_untracked(), wanted.get_untracked());
            async move { Ok(Unread::of(&drawn(place, wanted).await?)?) }
        },
    );
    view! {
        <PageTitle text=t_string!(i18n, ready.title) />
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || lasting(async move {
                match first.read().await {
                    Ok(drawn) => view! { <Queue drawn asked=asked.get_value() /> }.into_any(),
                    Err(error) => view! { <LoadError error on_retry=move || first.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Queue(drawn: Drawn, asked: Moment) -> impl IntoView {
    let i18n = use_i18n();
    let Drawn { place, page, wanted, count, mailboxes, rules } = drawn;
    let (filter, is_narrowed) = (place.filter, place.is_narrowed());
    let (next, rules) = (RwSignal::new(page.next), Rules::new(rules));
    let desk = Desk::new(place, page.rows, count);
    if let Some(thread) = wanted {
        desk.select(thread);
    }
    let place = desk.place;
    let pages = StoredValue::new(1);
    hear(List { desk, pages, next, rules, wanted }, asked);
    keys(desk);
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
                <Tabs place />
                <FilterButton place />
                {(filter == ReadyFilter::Ready).then(|| view! { <IgnoreAutomatic desk /> })}
                <FilterChips place mailboxes />
            </header>
            <div class="ready__list-pane">
                <SenderRules rules />
                <Show when=move || !empty.get() fallback=move || view! { <Empty filter is_narrowed place next /> }>
                    <Lines desk />
                </Show>
                <More desk pages next empty />
            </div>
            <Preview desk />
        </div>
    }
}

#[component]
fn Lines(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <ul class="ready__list" aria-label=t_string!(i18n, ready.list)>
            <For each=move || desk.queue.with(|queue| queue.lines()) key=Line::key let:line>
                {match line {
                    Line::Item(item) => view! { <ReadyRow item=*item desk /> }.into_any(),
                    Line::Group(sender) => view! { <SenderGroup key=sender desk /> }.into_any(),
                }}
            </For>
        </ul>
    }
}

/// The lists, each with the filters that are set.
#[component]
fn Tabs(place: StoredValue<ReadyQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let here = place.get_value();
    let tab = |filter: ReadyFilter, words: &'static str| {
        let current = (here.filter == filter).then_some("page");
        let to = url(&ReadyQuery { filter, ..here.clone() });
        view! { <a href=to aria-current=current>{words}</a> }
    };
    view! {
        <nav class="segmented" aria-label=t_string!(i18n, ready.filter)>
            {tab(ReadyFilter::Ready, t_string!(i18n, ready.ready))}
            {tab(ReadyFilter::Postponed, t_string!(i18n, ready.postponed))}
            {tab(ReadyFilter::Ignored, t_string!(i18n, ready.ignored))}
        </nav>
    }
}

#[component]
fn Empty(
    filter: ReadyFilter,
    is_narrowed: bool,
    place: StoredValue<ReadyQuery>,
    next: RwSignal<Option<Cursor>>,
) -> impl IntoView {
    let i18n = use_i18n();
    if is_narrowed {
        let text = move || match next.get() {
            Some(_) => t_string!(i18n, ready.no_match_yet).to_owned(),
            None => t_string!(i18n, ready.no_match_text).to_owned(),
        };
        let all = url(&place.with_value(unfiltered));
        return view! {
            <EmptyState icon=IconName::Filter title=t_string!(i18n, ready.no_match_title) text=Signal::derive(text)>
                <ButtonLink href=all>{t!(i18n, ready.filter_clear)}</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    let (title, text) = match filter {
        ReadyFilter::Ready => (t_string!(i18n, ready.empty_title), t_string!(i18n, ready.empty_text)),
        ReadyFilter::Postponed => {
            (t_string!(i18n, ready.empty_postponed_title), t_string!(i18n, ready.empty_postponed_text))
        }
        ReadyFilter::Ignored => {
            (t_string!(i18n, ready.empty_ignored_title), t_string!(i18n, ready.empty_ignored_text))
        }
    };
    let text = Signal::stored(text.to_owned());
    match filter {
        ReadyFilter::Ready => view! {
            <EmptyState icon=IconName::CircleCheckBig title text>
                <ButtonLink href="/inbox">{t!(i18n, ready.to_inbox)}</ButtonLink>
            </EmptyState>
        }
        .into_any(),
        _ => view! { <EmptyState icon=IconName::CircleCheckBig title text /> }.into_any(),
    }
}

#[component]
fn More(
    desk: Desk,
    pages: StoredValue<u32>,
    next: RwSignal<Option<Cursor>>,
    empty: Memo<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let pending = RwSignal::new(false);
    let more = move |_| {
        pending.set(true);
        let asked = desk.place.get_value();
        spawn_local(async move {
            let answer =
                ready_page(asked, next.get_untracked(), PAGE).await.and_then(|page| Ok(page.read()?));
            pending.try_set(false);
            match answer {
                Ok(page) => {
                    desk.queue.try_update(|queue| queue.extend(page.rows));
                    pages.try_update_value(|pages| *pages += 1);
                    next.try_set(page.next);
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    let words = move || match empty.get() {
        true => t_string!(i18n, ready.look_further),
        false => t_string!(i18n, ready.more),
    };
    view! {
        <Show when=move || next.get().is_some()>
            <div class="ready__more"><Button pending on_click=more>{words}</Button></div>
        </Show>
    }
}

/// j/k through the list, 1/2/3/4 to decide.
fn keys(desk: Desk) {
    let i18n = use_i18n();
    use_shortcut("j", t_string!(i18n, ready.key_next), move || desk.step(1));
    use_shortcut("k", t_string!(i18n, ready.key_previous), move || desk.step(-1));
    use_shortcut("1", t_string!(i18n, ready.create), move || desk.open_drawer(Drawer::Create));
    use_shortcut("2", t_string!(i18n, ready.attach), move || desk.open_drawer(Drawer::Attach));
    if desk.filter != ReadyFilter::Ignored {
        use_shortcut("3", t_string!(i18n, ready.ignore), move || desk.ignore_selected());
    }
    use_shortcut("4", t_string!(i18n, ready.later), move || desk.open_drawer(Drawer::Later));
    use_shortcut("Escape", "", move || desk.close_drawer());
}
