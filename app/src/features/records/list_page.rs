//! `/records/{kind}`: the records of a kind as a list, or its bin.

use super::api::{open_record_list, record_list};
use super::board::BoardView;
use super::chosen::{Chosen, ChosenBar, Everything};
use super::columns::ListColumns;
use super::create_drawer::CreateDrawer;
use super::filters::{FilterButton, FilterChips};
use super::list::{PAGE, RecordTable};
use super::ordering::Order;
use super::place::{GoTo, Place, Shown, use_place};
use super::saved_views::Saved;
use super::sweep::SweepBar;
use super::toolbar::{MoreTools, ReadyTab};
use super::view_bar::ViewBar;
use super::words::{icon_of, kind_name, new_of, nothing_yet};
use crate::api::{ApiError, Fetched};
use crate::features::everywhere::SearchEverything;
use crate::state::{use_live, use_shortcut};
use crate::trouble::LoadError;
use crate::ui::{
    Button, ButtonLink, ButtonVariant, EmptyState, Icon, IconName, NotFoundPage, PageTitle, Paused, Skeleton,
    focused, lasting,
};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::{Kind, KindKey, LEAD, ListPage, ListStart, ListView, Sweep};
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The most rows that a refresh fetches at once.
const MOST: u32 = 200;

/// The page.
#[component]
pub fn RecordsPage() -> impl IntoView {
    let place = use_place();
    let key = Memo::new(move |_| place.with(Place::key));
    let kind = Fetched::new("record_start", move || key.get(), move || open_record_list(key.get_untracked()));
    view! {
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || lasting(async move {
                match kind.read().await {
                    Ok(ListStart { kind: known, views, sweep }) => {
                        let stale = Callback::new(move |()| kind.refetch());
                        view! { <Content kind=known views sweep place stale /> }.into_any()
                    }
                    Err(ApiError::NotFound) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => view! { <LoadError error on_retry=move || kind.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Content(
    kind: Kind,
    views: Vec<ListView>,
    sweep: Option<Sweep>,
    place: Memo<Place>,
    stale: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (views, sweep) = (RwSignal::new(views), RwSignal::new(sweep));
    let place = place_in(&kind, views, place);
    let everything = Everything { place, sweep };
    let creating = RwSignal::new(false);
    open_when_asked(kind.key.clone(), place, creating);
    let in_bin = Memo::new(move |_| place.with(|place| place.query.in_bin));
    let title = kind_name(i18n, &kind);
    let has_board = !kind.stages.is_empty();
    let is_board = Memo::new(move |_| has_board && place.with(|place| place.board && !place.query.in_bin));
    let columns = ListColumns::begin(place, &kind);
    let saved = Saved::begin(place, columns, views);
    let kind = StoredValue::new(kind);
    let asked = Memo::new(move |_| place.with(|place| place.query.clone()));
    let chosen = Chosen::none();
    // Another question has other records.
    Effect::watch(move || asked.get(), move |_, _, _| chosen.forget(), false);
    view! {
        <PageTitle text=title />
        <div class="leads records" data-view=move || if is_board.get() { "board" } else { "list" }>
            <ListHead place kind columns saved is_board creating />
            <Show when=move || !in_bin.get()>
                <ViewBar saved />
            </Show>
            <Show when=move || in_bin.get()>
                <p class="records__note">{t!(i18n, records.bin.text)}</p>
            </Show>
            <FilterChips place kind />
            <Show when=move || !is_board.get() && !in_bin.get()>
                <ChosenBar chosen kind everything />
            </Show>
            <SweepBar sweep />
            <div class="leads__body">
                {move || if is_board.get() {
                    // Another question is another board: what is shown of the last one is no answer to it. It is read: a memo that nobody has read
                    // yet tells of its first value as of another.
                    asked.with(|_| ());
                    let nothing = move || view! { <Nothing kind place creating /> };
                    view! { <BoardView kind place stale nothing=nothing.into() /> }.into_any()
                } else {
                    view! { <Rows kind columns place creating chosen stale /> }.into_any()
                }}
            </div>
            <CreateDrawer open=creating kind=kind.get_value() />
        </div>
    }
}

/// What the list is of, and what can be done with it.
#[component]
fn ListHead(
    place: Memo<Place>,
    kind: StoredValue<Kind>,
    columns: ListColumns,
    saved: Saved,
    is_board: Memo<bool>,
    creating: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let in_bin = Memo::new(move |_| place.with(|place| place.query.in_bin));
    let has_board = kind.with_value(|kind| !kind.stages.is_empty());
    // New mail becomes one of these.
    let takes_enquiries = kind.with_value(|kind| kind.key.0 == LEAD);
    let (name, add) =
        kind.with_value(|kind| (kind_name(i18n, kind), new_of(i18n, &kind.key, kind.own.as_ref())));
    view! {
        <header class="leads__head">
            <h1 class="leads__title">
                {move || if in_bin.get() { t_string!(i18n, records.bin.of, kind = name) } else { name.clone() }}
            </h1>
            <SearchEverything />
            <Show when=move || has_board && !in_bin.get()>
                <ListOrBoard place is_board takes_enquiries />
            </Show>
            <Filters place kind columns is_board />
            <span class="leads__space"></span>
            <Show when=move || in_bin.get()>
                <a class="button" data-variant="quiet" data-size="m" data-testid="leave-bin" href=move || place.with(|place| place.asking(|query| query.in_bin = false).url())>
                    <Icon name=IconName::ArrowLeft />{t!(i18n, records.bin.leave)}
                </a>
            </Show>
            <MoreTools place kind columns saved />
            <Button
                variant=ButtonVariant::Primary
                icon=IconName::Plus
                testid="new-record"
                on_click=move |_| creating.set(true)
            >
                {add}
            </Button>
        </header>
    }
}

#[component]
fn ListOrBoard(place: Memo<Place>, is_board: Memo<bool>, takes_enquiries: bool) -> impl IntoView {
    let i18n = use_i18n();
    let url = move |board: bool| place.with(|place| Place { board, ..place.clone() }.url());
    view! {
        <nav class="segmented" aria-label=t_string!(i18n, leads.view)>
            <a href=move || url(false) aria-current=move || (!is_board.get()).then_some("page")>
                <Icon name=IconName::List />
                {t!(i18n, leads.list)}
            </a>
            <a href=move || url(true) aria-current=move || is_board.get().then_some("page")>
                <Icon name=IconName::Kanban />
                {t!(i18n, leads.board)}
            </a>
            {takes_enquiries.then(|| view! { <ReadyTab /> })}
        </nav>
    }
}

/// Where one is in the list of this kind; when the address leads to another kind, where one was: that one's page is on its way. Where nothing
/// is asked, one begins with the saved list that one has chosen for that. The order of a field that was taken away is none: an address, or a
/// list that somebody has saved, may still say it.
fn place_in(kind: &Kind, views: RwSignal<Vec<ListView>>, place: Memo<Place>) -> Memo<Place> {
    let kind = kind.clone();
    Memo::new(move |before: Option<&Place>| {
        let mut now = place.get();
        // Who chooses another one stays where they are.
        let first = views.with_untracked(|views| views.iter().find(|view| view.is_first).cloned());
        match (first, before) {
            (_, Some(before)) if now.kind != kind.key.0 => return before.clone(),
            (Some(view), _) if now.is_beginning() => now = Place::of_view(&kind.key, &view),
            (Some(_), _) if now.shown == Shown::First => now.shown = Shown::All,
            _ => {}
        }
        now.query.sort = now.query.sort.filter(|key| kind.sorts(key));
        now
    })
}

/// `?new` opens the drawer, once: then the address is the list's own again.
fn open_when_asked(kind: KindKey, place: Memo<Place>, creating: RwSignal<bool>) {
    let (query, address, go) = (use_query_map(), use_place(), GoTo::new());
    Effect::new(move || {
        let is_here = address.with(|address| address.kind == kind.0);
        if is_here && query.with(|query| query.get_str("new").is_some()) {
            creating.set(true);
            go.place(&place.get_untracked());
        }
    });
}

/// Words and whose, kept in the address; on a phone, where there are no columns, the order too.
#[component]
fn Filters(
    place: Memo<Place>,
    kind: StoredValue<Kind>,
    columns: ListColumns,
    is_board: Memo<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let go = GoTo::new();
    let mine = move || place.with(|place| place.query.mine);
    view! {
        <SearchBox place go />
        <FilterButton place kind />
        <div class="leads__stage">
            <select
                aria-label=t_string!(i18n, records.whose)
                on:change:target=move |event| {
                    let mine = event.target().value() == "mine";
                    go.place(&place.with_untracked(|place| place.asking(|query| query.mine = mine)));
                }
            >
                <option value="" selected=move || !mine()>{t!(i18n, records.everybodys)}</option>
                <option value="mine" selected=mine>{t!(i18n, records.mine)}</option>
            </select>
        </div>
        <Show when=move || !is_board.get()>
            <Order place kind columns go />
        </Show>
    }
}

#[component]
fn SearchBox(place: Memo<Place>, go: GoTo) -> impl IntoView {
    let i18n = use_i18n();
    let input = NodeRef::<Input>::new();
    let paused = Paused::new(move |words| {
        if let Some(here) = place.try_get_untracked() {
            go.place(&here.asking(|query| words.trim().clone_into(&mut query.words)));
        }
    });
    let words = Memo::new(move |_| place.with(|place| place.query.words.clone()));
    Effect::new(move || {
        let (words, input) = (words.get(), input.get());
        // What is being typed is ahead of the address.
        if let Some(input) = input.filter(|input| input.value().trim() != words && !is_focused(input)) {
            input.set_value(&words);
        }
    });
    use_shortcut("/", t_string!(i18n, records.search), move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
        }
    });
    view! {
        <div class="leads__search" role="search" aria-label=t_string!(i18n, records.search)>
            <input
                node_ref=input
                type="search"
                dir="auto"
                value=words.get_untracked()
                placeholder=t_string!(i18n, records.search_short)
                title=t_string!(i18n, records.search)
                aria-label=t_string!(i18n, records.search)
                on:input:target=move |event| paused.typed(event.target().value())
                on:blur=move |_| paused.now()
            />
        </div>
    }
}

fn is_focused(input: &web_sys::HtmlInputElement) -> bool {
    focused().is_some_and(|focused| focused.is_same_node(Some(input)))
}

#[component]
fn Rows(
    kind: StoredValue<Kind>,
    columns: ListColumns,
    place: Memo<Place>,
    creating: RwSignal<bool>,
    chosen: Chosen,
    stale: Callback<()>,
) -> impl IntoView {
    let live = use_live();
    let loaded = StoredValue::new(PAGE);
    let asked = StoredValue::new(Place::default());
    let list = Fetched::new(
        "record_list",
        move || format!("{} {} {}", place.get().url(), live.records.get(), columns.get().join(",")),
        move || {
            let here = place.get_untracked();
            if asked.with_value(|asked| *asked != here) {
                loaded.set_value(PAGE);
                asked.set_value(here.clone());
            }
            let Place { kind, query, .. } = here;
            record_list(kind.as_str().into(), query, None, loaded.get_value().clamp(PAGE, MOST))
        },
    );
    let nothing = |page: &ListPage| page.rows.is_empty();
    view! {
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || lasting(async move {
                match list.read().await {
                    Ok(page) if nothing(&page) => {
                        Effect::new(move || chosen.shows(Vec::new()));
                        view! { <Nothing kind place creating /> }.into_any()
                    }
                    Ok(page) => {
                        let place = place.get_untracked();
                        let columns = untrack(|| columns.get());
                        view! { <RecordTable kind=kind.get_value() columns page place loaded chosen /> }.into_any()
                    }
                    // It is filtered by a field that was taken away, or in a way in which that cannot be asked.
                    Err(error) if place.with_untracked(|place| is_misasked(place, &error)) => {
                        view! { <Misasked place /> }.into_any()
                    }
                    // Its kind was taken away: the page finds that out.
                    Err(ApiError::NotFound) => {
                        stale.run(());
                        view! { <Skeleton /> }.into_any()
                    }
                    Err(error) => view! { <LoadError error on_retry=move || list.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn is_misasked(place: &Place, error: &ApiError) -> bool {
    !place.query.filters.is_empty() && (*error == ApiError::NotFound || error.invalid().is_some())
}

#[component]
fn Misasked(place: Memo<Place>) -> impl IntoView {
    let i18n = use_i18n();
    let text = Signal::stored(t_string!(i18n, records.filter.misasked_text).to_owned());
    view! {
        <div role="alert" data-testid="misasked">
            <EmptyState icon=IconName::CircleAlert title=t_string!(i18n, records.filter.misasked) text>
                <ButtonLink href=place.get_untracked().unfiltered().url()>{t!(i18n, records.clear_filter)}</ButtonLink>
            </EmptyState>
        </div>
    }
}

#[component]
fn Nothing(kind: StoredValue<Kind>, place: Memo<Place>, creating: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let key = kind.with_value(|kind| kind.key.clone());
    let here = place.get_untracked();
    if here.is_filtered() {
        let all = here.unfiltered();
        view! {
            <EmptyState
                icon=IconName::Search
                title=t_string!(i18n, records.nothing_found)
                text=Signal::stored(t_string!(i18n, records.nothing_found_text).to_owned())
            >
                <ButtonLink href=all.url()>{t!(i18n, records.clear_filter)}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else if here.query.in_bin {
        let text = Signal::stored(t_string!(i18n, records.bin.empty_text).to_owned());
        view! { <EmptyState icon=IconName::Trash2 title=t_string!(i18n, records.bin.empty) text /> }
            .into_any()
    } else {
        let (title, text) = nothing_yet(i18n, &key);
        let (icon, add) = kind.with_value(|kind| {
            let made = kind.own.as_ref();
            (icon_of(&key, made), new_of(i18n, &key, made))
        });
        let import = format!("/import/{key}");
        view! {
            <EmptyState icon title text=Signal::stored(text.to_owned())>
                <Button variant=ButtonVariant::Primary icon=IconName::Plus on_click=move |_| creating.set(true)>
                    {add}
                </Button>
                <ButtonLink href=import icon=IconName::FileText>{t!(i18n, imports.title)}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    }
}
