//! `/leads`: all leads, as a list or as a board.

use super::api::{lead_board, lead_page};
use super::board::LeadBoard;
use super::create_dialog::CreateLeadDialog;
use super::list::{LeadList, PAGE};
use super::stage::stage_label;
use crate::api::Fetched;
use crate::followed::followed;
use crate::state::{use_beside, use_live, use_shortcut};
use crate::trouble::LoadError;
use crate::ui::{
    Button, ButtonLink, ButtonVariant, EmptyState, Icon, IconName, PageTitle, Paused, Skeleton, lasting,
};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::StageId;
use kurier_model::lead::Stage;
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// The most rows that a refresh fetches at once.
const MOST: u32 = 200;

/// What the URL says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Place {
    board: bool,
    stage: Option<StageId>,
    query: Option<String>,
}

impl Place {
    fn url(&self) -> String {
        let mut pairs = Vec::new();
        if self.board {
            pairs.push("view=board".to_owned());
        }
        if let Some(stage) = self.stage {
            pairs.push(format!("stage={stage}"));
        }
        if let Some(query) = &self.query {
            pairs.push(format!("q={}", encode(query)));
        }
        if pairs.is_empty() { "/leads".to_owned() } else { format!("/leads?{}", pairs.join("&")) }
    }
}

/// Percent-encoding of a query value (RFC 3986 §2.1).
fn encode(text: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn use_place() -> Memo<Place> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| Place {
            board: query.get_str("view") == Some("board"),
            stage: query.get_str("stage").and_then(|stage| stage.parse().ok()),
            query: query.get("q").map(|words| words.trim().to_owned()).filter(|words| !words.is_empty()),
        })
    })
}

/// `/leads?new` opens the dialog, once: then the address is the page's own again.
fn open_when_asked(place: Memo<Place>, creating: RwSignal<bool>) {
    let query = use_query_map();
    let navigate = NavigateTo::new();
    Effect::new(move || {
        if query.with(|query| query.get_str("new").is_some()) {
            creating.set(true);
            navigate.replace(&place.get_untracked().url());
        }
    });
}

/// The page.
#[component]
pub fn LeadsPage() -> impl IntoView {
    let i18n = use_i18n();
    let place = use_place();
    let creating = RwSignal::new(false);
    open_when_asked(place, creating);
    let board = Memo::new(move |_| place.with(|place| place.board));
    view! {
        <PageTitle text=t_string!(i18n, leads.title) />
        <div class="leads">
            <header class="leads__head">
                <h1 class="leads__title">{t!(i18n, leads.title)}</h1>
                <nav class="segmented" aria-label=t_string!(i18n, leads.view)>
                    <a
                        href=move || Place { board: false, ..place.get() }.url()
                        aria-current=move || (!board.get()).then_some("page")
                    >
                        <Icon name=IconName::List />
                        {t!(i18n, leads.list)}
                    </a>
                    <a href="/leads?view=board" aria-current=move || board.get().then_some("page")>
                        <Icon name=IconName::Kanban />
                        {t!(i18n, leads.board)}
                    </a>
                </nav>
                <Show when=move || !board.get()>
                    <Filters place />
                </Show>
                <span class="leads__space"></span>
                <Button
                    variant=ButtonVariant::Primary
                    icon=IconName::Plus
                    testid="new-lead"
                    on_click=move |_| creating.set(true)
                >
                    {t!(i18n, leads.new_lead)}
                </Button>
            </header>
            <div class="leads__body">
                {move || if board.get() {
                    view! { <BoardView creating /> }.into_any()
                } else {
                    view! { <ListView place creating /> }.into_any()
                }}
            </div>
            <CreateLeadDialog open=creating />
        </div>
    }
}

/// Search and stage, kept in the URL.
#[component]
fn Filters(place: Memo<Place>) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = StoredValue::new(NavigateTo::new());
    let input = NodeRef::<Input>::new();
    let stages = Fetched::new("lead_board", || 0, lead_board);
    let go = move |place: Place| {
        navigate.try_with_value(|navigate| navigate.replace(&place.url()));
    };
    let paused = Paused::new(move |words| {
        if let Some(here) = place.try_get_untracked() {
            let words = words.trim().to_owned();
            go(Place { query: Some(words).filter(|words| !words.is_empty()), ..here });
        }
    });
    use_shortcut("/", t_string!(i18n, leads.search), move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
        }
    });
    let initial = place.with_untracked(|place| place.query.clone().unwrap_or_default());
    view! {
        <div class="leads__search" role="search">
            <input
                node_ref=input
                type="search"
                dir="auto"
                value=initial
                placeholder=t_string!(i18n, leads.search)
                aria-label=t_string!(i18n, leads.search)
                on:input:target=move |event| paused.typed(event.target().value())
                on:blur=move |_| paused.now()
            />
        </div>
        <div class="leads__stage">
            <select
                aria-label=t_string!(i18n, leads.stage)
                on:change:target=move |event| go(Place { stage: event.target().value().parse().ok(), ..place.get_untracked() })
            >
                <option value="" selected=move || place.with(|place| place.stage.is_none())>{t!(i18n, leads.all_stages)}</option>
                <Transition>
                    {move || lasting(async move {
                        let columns = stages.read().await.map(|board| board.columns).unwrap_or_default();
                        columns.into_iter().map(|(stage, _)| view! { <StageOption stage place /> }).collect_view()
                    })}
                </Transition>
            </select>
        </div>
    }
}

#[component]
fn StageOption(stage: Stage, place: Memo<Place>) -> impl IntoView {
    let id = stage.id;
    view! {
        <option value=id.to_string() selected=move || place.with(|place| place.stage == Some(id))>
            {stage_label(use_i18n(), &stage.name)}
        </option>
    }
}

#[component]
fn ListView(place: Memo<Place>, creating: RwSignal<bool>) -> impl IntoView {
    let live = use_live();
    let loaded = StoredValue::new(PAGE);
    let leads = Fetched::new(
        "lead_page",
        move || format!("{} {}", place.get().url(), live.records.get()),
        move || {
            let Place { stage, query, .. } = place.get_untracked();
            lead_page(stage, query, None, loaded.get_value().clamp(PAGE, MOST))
        },
    );
    view! {
        <Transition fallback=|| view! { <Skeleton /> }>
            {move || lasting(async move {
                match leads.read().await {
                    Ok(page) if page.rows.is_empty() => view! { <Nothing place creating /> }.into_any(),
                    Ok(page) => {
                        let Place { stage, query, .. } = place.get_untracked();
                        view! { <LeadList page stage query loaded /> }.into_any()
                    }
                    Err(error) => view! { <LoadError error on_retry=move || leads.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Nothing(place: Memo<Place>, creating: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let filtered = place.with_untracked(|place| place.query.is_some() || place.stage.is_some());
    if filtered {
        view! {
            <EmptyState
                icon=IconName::Search
                title=t_string!(i18n, leads.nothing_found)
                text=Signal::stored(t_string!(i18n, leads.nothing_found_text).to_owned())
            >
                <ButtonLink href="/leads">{t!(i18n, leads.clear_filter)}</ButtonLink>
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <NoLeads creating /> }.into_any()
    }
}

/// No lead anywhere: where they come from.
#[component]
fn NoLeads(creating: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <EmptyState
            icon=IconName::Target
            title=t_string!(i18n, leads.empty_title)
            text=Signal::stored(t_string!(i18n, leads.empty_text).to_owned())
        >
            <Button variant=ButtonVariant::Primary icon=IconName::Plus on_click=move |_| creating.set(true)>
                {t!(i18n, leads.new_lead)}
            </Button>
        </EmptyState>
    }
}

#[component]
fn BoardView(creating: RwSignal<bool>) -> impl IntoView {
    let live = use_live();
    let board = Fetched::new("lead_board", move || live.records.get(), lead_board);
    followed(
        board,
        || view! { <Skeleton kind="cards" /> }.into_any(),
        |board| board.columns.iter().all(|(stage, _)| stage.leads == 0),
        |board| view! { <LeadBoard board /> }.into_any(),
        move || view! { <NoLeads creating /> }.into_any(),
    )
}

/// Going to another address of this page without adding to the history for every letter.
struct NavigateTo(Box<dyn Fn(&str) + Send + Sync>);

impl NavigateTo {
    fn new() -> Self {
        let navigate = use_navigate();
        let beside = use_beside();
        Self(Box::new(move |to| {
            let to = untrack(|| beside.keeping(to));
            navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() })
        }))
    }

    fn replace(&self, to: &str) {
        (self.0)(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_in_the_url() {
        assert_eq!(Place::default().url(), "/leads");
        let place = Place { query: Some("okna & drzwi".into()), ..Place::default() };
        assert_eq!(place.url(), "/leads?q=okna%20%26%20drzwi");
        assert_eq!(Place { board: true, ..Place::default() }.url(), "/leads?view=board");
    }
}
