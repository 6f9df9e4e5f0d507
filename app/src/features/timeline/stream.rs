//! The timeline of a record: its mail, what people wrote down, and what was done to it, newest first; all of it, or what one looks for.

use super::entry::Entry;
use super::files::Files;
use super::news::{MOST, PAGE, read_again_with_news};
use super::older::Older;
use super::shown::{Shown, key};
use crate::api::{ApiError, Fetched, Unread};
use crate::followed::followed;
use crate::state::address_with;
use crate::ui::Skeleton;
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::page::{Cursor, Page};
use kurier_model::timeline::{RecordEvent, TimelineEntry, TimelineFilter};
use kurier_model::{RecordId, ThreadId};
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
    words: Callback<RecordEvent, String>,
    /// Files can be put beside the record: it is not in the bin.
    #[prop(into)]
    takes_files: Signal<bool>,
) -> impl IntoView
where
    R: Fn(TimelineFilter, Option<Cursor>, u32) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Unread<Page<TimelineEntry>>, ApiError>> + Send + 'static,
{
    let query = use_query_map();
    let tab = Memo::new(move |_| query.with(|query| Tab::from_word(query.get_str(SHOW).unwrap_or_default())));
    view! {
        <Tabs tab />
        // What one looks for now is another list: nothing of the last one stands under its name.
        {move || match tab.get() {
            Tab::Stream(filter) => view! { <Stream record filter read words /> }.into_any(),
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
    filter: TimelineFilter,
    read: R,
    words: Callback<RecordEvent, String>,
) -> impl IntoView
where
    R: Fn(TimelineFilter, Option<Cursor>, u32) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Unread<Page<TimelineEntry>>, ApiError>> + Send + 'static,
{
    let shown = RwSignal::new(Shown::default());
    let changes = RwSignal::new(0_u32);
    let has_mail_of = move |threads: &[ThreadId]| {
        shown.try_with_untracked(|shown| shown.has_mail_of(threads)) == Some(true)
    };
    read_again_with_news(record, has_mail_of, changes);
    let page = Fetched::new(
        question(filter),
        move || format!("{record} {}", changes.get()),
        move || {
            let count = shown.try_with_untracked(|shown| shown.rows.len()).unwrap_or_default();
            read(filter, None, u32::try_from(count).unwrap_or(MOST).clamp(PAGE, MOST))
        },
    );
    // A menu or a mail that is open stays when there is news.
    followed(
        page,
        || view! { <Skeleton lines=4 /> }.into_any(),
        |_| false,
        move |page| {
            let older = move |after| read(filter, after, PAGE);
            view! { <Entries record page shown older words /> }.into_any()
        },
        || ().into_any(),
    )
}

#[component]
fn Entries<O, F>(
    record: RecordId,
    page: RwSignal<Page<TimelineEntry>>,
    shown: RwSignal<Shown<TimelineEntry>>,
    /// Asks for those behind a place.
    older: O,
    words: Callback<RecordEvent, String>,
) -> impl IntoView
where
    O: Fn(Option<Cursor>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Unread<Page<TimelineEntry>>, ApiError>> + Send + 'static,
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
        <ol class="timeline" data-testid="timeline">
            <For each=move || shown.with(|shown| shown.rows.clone()) key=key let:entry>
                <Entry record entry words />
            </For>
        </ol>
        <Show when=move || shown.with(|shown| shown.rows.is_empty())>
            <p class="timeline__dim" data-testid="timeline-empty">{t!(i18n, records.timeline.empty)}</p>
        </Show>
        <Older shown older />
    }
}
