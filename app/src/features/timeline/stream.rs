//! The timeline of a record: its mail, what people wrote down, and what was done to it, newest first; all of it, or what one looks for.

use super::entry::Entry;
use super::files::Files;
use super::find_box::{FIND, FindBox};
use super::news::{Heard, MOST, PAGE, read_again_with_news};
use super::older::Older;
use super::shown::{Shown, key};
use super::words::Said;
use crate::api::{ApiError, Fetched, Unread};
use crate::followed::followed;
use crate::state::address_with;
use crate::ui::Skeleton;
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::page::Cursor;
use kurier_model::timeline::{RecordEvent, TimelineEntry, TimelineFilter, TimelinePage, TimelineQuery};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// In the address: what one looks for.
const SHOW: &str = "show";
/// There: the files.
const FILES: &str = "files";

/// What one looks at: a part of what happened, or the files of all of it and those that were put beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Stream(TimelineFilter),
    Files,
}

impl Tab {
    fn from_word(word: &str) -> Self {
        if word == FILES { Self::Files } else { Self::Stream(TimelineFilter::from_word(word)) }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Stream(filter) => filter.as_str(),
            Self::Files => FILES,
        }
    }
}

/// The entries, again with every change and with new mail. `read` asks the server, `words` says what an event was; both know of what kind the
/// record is.
#[component]
pub fn Timeline<R, F>(
    record: RecordId,
    read: R,
    words: Callback<RecordEvent, Said>,
    /// Files can be put beside the record: it is not in the bin.
    #[prop(into)]
    takes_files: Signal<bool>,
) -> impl IntoView
where
    R: Fn(TimelineQuery, Option<Cursor>, u32) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Unread<TimelinePage>, ApiError>> + Send + 'static,
{
    let query = use_query_map();
    let tab = Memo::new(move |_| query.with(|query| Tab::from_word(query.get_str(SHOW).unwrap_or_default())));
    let find = Memo::new(move |_| {
        query.with(|query| query.get_str(FIND).map(|words| words.trim().to_owned()).unwrap_or_default())
    });
    view! {
        <div class="timeline__looking">
            <Tabs tab />
            <Show when=move || tab.get() != Tab::Files><FindBox find /></Show>
        </div>
        // What one looks for now is another list: nothing of the last one stands under its name.
        {move || match tab.get() {
            Tab::Stream(show) => {
                let query = TimelineQuery { show, find: find.get() };
                view! { <Stream record query read words /> }.into_any()
            }
            Tab::Files => view! { <Files record takes_files /> }.into_any(),
        }}
    }
}

/// What one can look for.
#[component]
fn Tabs(tab: Memo<Tab>) -> impl IntoView {
    let i18n = use_i18n();
    let link = move |one: Tab| {
        let href = address_with(SHOW, one.as_str());
        view! {
            <a href=href data-noscroll aria-current=move || (tab.get() == one).then_some("page")>{tab_name(i18n, one)}</a>
        }
    };
    let all = TimelineFilter::ALL.into_iter().map(Tab::Stream).chain([Tab::Files]);
    view! {
        <nav class="segmented timeline__filters" aria-label=t_string!(i18n, records.timeline.show) data-testid="timeline-filters">
            {all.map(link).collect_view()}
        </nav>
    }
}

fn tab_name(i18n: I18n, tab: Tab) -> &'static str {
    let Tab::Stream(filter) = tab else { return t_string!(i18n, records.files.title) };
    match filter {
        TimelineFilter::All => t_string!(i18n, records.timeline.all),
        TimelineFilter::Mail => t_string!(i18n, records.timeline.mail),
        TimelineFilter::Notes => t_string!(i18n, records.timeline.notes),
        TimelineFilter::Tasks => t_string!(i18n, records.timeline.tasks),
        TimelineFilter::Changes => t_string!(i18n, records.timeline.changes),
    }
}

/// What a question is called: see [`Fetched::new`].
const fn question(filter: TimelineFilter) -> &'static str {
    match filter {
        TimelineFilter::All => "timeline",
        TimelineFilter::Mail => "timeline_mail",
        TimelineFilter::Notes => "timeline_notes",
        TimelineFilter::Tasks => "timeline_tasks",
        TimelineFilter::Changes => "timeline_changes",
    }
}

#[component]
fn Stream<R, F>(
    record: RecordId,
    query: TimelineQuery,
    read: R,
    words: Callback<RecordEvent, Said>,
) -> impl IntoView
where
    R: Fn(TimelineQuery, Option<Cursor>, u32) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Unread<TimelinePage>, ApiError>> + Send + 'static,
{
    let shown = RwSignal::new(Shown::default());
    let changes = RwSignal::new(0_u32);
    let heard = move |what: Heard<'_>| {
        let known = shown.try_with_untracked(|shown| match what {
            Heard::Mail(threads) => shown.has_mail_of(threads),
            Heard::Record(record) => shown.has_lines_of(record),
        });
        known == Some(true)
    };
    read_again_with_news(record, heard, changes);
    let (filter, finds) = (query.show, !query.find.is_empty());
    let find = query.find.clone();
    let query = StoredValue::new(query);
    let asked = move || query.try_get_value().unwrap_or_default();
    let page = Fetched::new(
        question(filter),
        move || format!("{record} {} {find}", changes.get()),
        move || {
            let count = shown.try_with_untracked(|shown| shown.rows.len()).unwrap_or_default();
            read(asked(), None, u32::try_from(count).unwrap_or(MOST).clamp(PAGE, MOST))
        },
    );
    let i18n = use_i18n();
    let nothing = match (finds, filter) {
        (false, _) => t_string!(i18n, records.timeline.empty),
        (true, TimelineFilter::Changes) => t_string!(i18n, records.timeline.not_changes),
        (true, _) => t_string!(i18n, records.timeline.nothing),
    };
    // A menu or a mail that is open stays when there is news.
    followed(
        page,
        || view! { <Skeleton lines=4 /> }.into_any(),
        |_| false,
        move |page| {
            let older = move |after| read(asked(), after, PAGE);
            view! { <Entries record page shown older words nothing /> }.into_any()
        },
        || ().into_any(),
    )
}

#[component]
fn Entries<O, F>(
    record: RecordId,
    page: RwSignal<TimelinePage>,
    shown: RwSignal<Shown<TimelineEntry>>,
    /// Asks for those behind a place.
    older: O,
    words: Callback<RecordEvent, Said>,
    /// Said where there are none.
    nothing: &'static str,
) -> impl IntoView
where
    O: Fn(Option<Cursor>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Unread<TimelinePage>, ApiError>> + Send + 'static,
{
    let i18n = use_i18n();
    shown.set(Shown::of(page.get_untracked()));
    Effect::new(move |is_first: Option<()>| {
        let now = page.get();
        if is_first.is_some() {
            shown.update(|shown| shown.renew(now));
        }
    });
    view! {
        {move || page.with(|page| page.newest).map(|newest| view! {
            <p class="timeline__dim" data-testid="timeline-newest">{t_string!(i18n, records.timeline.newest, count = newest)}</p>
        })}
        <ol class="timeline" data-testid="timeline">
            <For each=move || shown.with(|shown| shown.rows.clone()) key=key let:entry>
                <Entry record entry words />
            </For>
        </ol>
        <Show when=move || shown.with(|shown| shown.rows.is_empty())>
            <p class="timeline__dim" data-testid="timeline-empty" role="status">
                {move || match shown.with(|shown| shown.next.is_some()) {
                    true => t_string!(i18n, records.timeline.nothing_yet),
                    false => nothing,
                }}
            </p>
        </Show>
        <Older shown older />
    }
}
