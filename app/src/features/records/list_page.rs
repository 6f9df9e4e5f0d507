//! `/records/{kind}`: the records of a kind as a list, or its bin.

use super::api::{record_kind, record_list};
use super::board::BoardView;
use super::chosen::{Chosen, ChosenBar};
use super::columns::columns_of;
use super::create_drawer::CreateDrawer;
use super::filters::{FilterButton, FilterChips};
use super::list::{PAGE, RecordTable};
use super::place::{GoTo, Place, use_place};
use super::toolbar::{MoreTools, ReadyTab};
use super::words::{field_name, icon_of, kind_name, new_of, nothing_yet};
use crate::api::{ApiError, Fetched};
use crate::features::everywhere::SearchEverything;
use crate::state::{use_live, use_shortcut};
use crate::trouble::LoadError;
use crate::ui::{
    Button, ButtonLink, ButtonVariant, EmptyState, Icon, IconName, NotFoundPage, PageTitle, Paused, Skeleton,
    focused, lasting,
};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::record::{FieldDefinition, Kind, KindKey, LEAD, ListPage};
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
    let kind = Fetched::new("record_kind", move || key.get(), move || record_kind(key.get_untracked()));
    view! {
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || lasting(async move {
                match kind.read().await {
                    Ok(known) => {
                        let stale = Callback::new(move |()| kind.refetch());
                        view! { <Content kind=known place stale /> }.into_any()
                    }
                    Err(ApiError::NotFound) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => view! { <LoadError error on_retry=move || kind.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Content(kind: Kind, place: Memo<Place>, stale: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let place = place_in(&kind, place);
    let creating = RwSignal::new(false);
    open_when_asked(kind.key.clone(), place, creating);
    let in_bin = Memo::new(move |_| place.with(|place| place.query.in_bin));
    let title = kind_name(i18n, &kind);
    let has_board = !kind.stages.is_empty();
    let is_board = Memo::new(move |_| has_board && place.with(|place| place.board && !place.query.in_bin));
    let columns = RwSignal::new(columns_of(&kind));
    let kind = StoredValue::new(kind);
    let asked = Memo::new(move |_| place.with(|place| place.query.clone()));
    let chosen = Chosen::none();
    // Another question has other records.
    Effect::watch(move || asked.get(), move |_, _, _| chosen.forget(), false);
    view! {
        <PageTitle text=title />
        <div class="leads records" data-view=move || if is_board.get() { "board" } else { "list" }>
            <ListHead place kind columns is_board creating />
            <Show when=move || in_bin.get()>
                <p class="records__note">{t!(i18n, records.bin.text)}</p>
            </Show>
            <FilterChips place kind />
            <Show when=move || !is_board.get() && !in_bin.get()>
                <ChosenBar chosen kind />
            </Show>
            <div class="leads__body">
                {move || if is_board.get() {
                    // Another question is another board: what is shown of the last one is no answer to it. It is read: a memo that nobody has read
                    // yet tells of its first value as of another.
                    asked.with(|_| ());
                    let nothing = move || view! { <Nothing kind place creating /> };
                    view! { <BoardView kind place stale nothing=nothing.into() /> }.into_any()
                } else {
                    view! { <ListView kind columns place creating chosen stale /> }.into_any()
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
    columns: RwSignal<Vec<String>>,
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
            <MoreTools place kind columns />
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

/// Where one is in the list of this kind; when the address leads to another kind, where one was: that one's page is on its way. The order of a
/// field that was taken away is none: an address, or a list that somebody has saved, may still say it.
fn place_in(kind: &Kind, place: Memo<Place>) -> Memo<Place> {
    let sorts: Vec<String> =
        kind.fields.iter().filter(|field| field.what.sorts()).map(|field| field.key.clone()).collect();
    let kind = kind.key.clone();
    Memo::new(move |before: Option<&Place>| {
        let mut now = place.get();
        now.query.sort = now.query.sort.filter(|key| sorts.contains(key));
        match before {
            Some(before) if now.kind != kind.0 => before.clone(),
            _ => now,
        }
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
    columns: RwSignal<Vec<String>>,
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
fn Order(
    place: Memo<Place>,
    kind: StoredValue<Kind>,
    columns: RwSignal<Vec<String>>,
    go: GoTo,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_now = move |key: &str| place.with(|place| place.query.sort.as_deref().unwrap_or_default() == key);
    let choices = move || {
        kind.with_value(|kind| {
            let sorting = kind.fields.iter().filter(|field| field.what.sorts());
            let shown = sorting.filter(|field| columns.with(|columns| columns.contains(&field.key)));
            let choice = |field: &FieldDefinition| {
                let (key, name) = (field.key.clone(), field_name(i18n, field));
                let own = key.clone();
                view! { <option value=key selected=move || is_now(&own)>{name}</option> }
            };
            shown.map(choice).collect_view()
        })
    };
    view! {
        <div class="leads__stage records__order">
            <select
                aria-label=t_string!(i18n, records.order)
                on:change:target=move |event| {
                    let key = event.target().value();
                    go.place(&place.with_untracked(|place| place.asking(|query| {
                        query.descending = false;
                        query.sort = Some(key).filter(|key| !key.is_empty());
                    })));
                }
            >
                <option value="" selected=move || is_now("")>{t!(i18n, records.last_change)}</option>
                {choices}
            </select>
        </div>
    }
}

#[component]
fn ListView(
    kind: StoredValue<Kind>,
    columns: RwSignal<Vec<String>>,
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
        move || {
            format!(
                "{} {} {}",
                place.get().url(),
                live.records.get(),
                columns.with(|columns| columns.join(","))
            )
        },
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
                        let columns = columns.get_untracked();
                        view! { <RecordTable kind=kind.get_value() columns page place loaded chosen /> }.into_any()
                    }
                    // It is filtered by a field that was taken away.
                    Err(ApiError::NotFound) if place.with_untracked(Place::is_filtered) => {
                        view! { <Nothing kind place creating /> }.into_any()
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
