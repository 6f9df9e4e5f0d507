//! The timeline of a record: its mail, what people wrote down, and what was done to it, newest first; all of it, or what one looks for.

use super::entry::Entry;
use super::find_box::{FIND, FindBox};
use super::shown::{Shown, key};
use super::words::Said;
use crate::api::{ApiError, Fetched, Unread};
use crate::followed::followed;
use crate::state::{Toast, address_with, use_live, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, Skeleton};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::live::News;
use kurier_model::page::Cursor;
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelinePage, TimelineQuery};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use std::time::Duration;

/// How many entries a page has, and how many a refresh fetches at most.
const PAGE: u32 = 30;
const MOST: u32 = 200;
/// News within this time are one.
const GATHERED: Duration = Duration::from_millis(700);
/// So long what one has sent may take to be in Sent.
const SENT: Duration = Duration::from_secs(60);
/// In the address: what one looks for.
const SHOW: &str = "show";

/// The entries, again with every change and with new mail. `read` asks the server, `words` says what an event was; both know of what kind the
/// record is.
#[component]
pub fn Timeline<R, F>(record: RecordId, read: R, words: Callback<RecordEvent, Said>) -> impl IntoView
where
    R: Fn(TimelineQuery, Option<Cursor>, u32) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Unread<TimelinePage>, ApiError>> + Send + 'static,
{
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| query.get_str(SHOW).map(TimelineFilter::from_word).unwrap_or_default())
    });
    let find = Memo::new(move |_| {
        query.with(|query| query.get_str(FIND).map(|words| words.trim().to_owned()).unwrap_or_default())
    });
    view! {
        <div class="timeline__looking">
            <Filters filter />
            <FindBox find />
        </div>
        // What one looks for now is another list: nothing of the last one stands under its name.
        {move || {
            let query = TimelineQuery { show: filter.get(), find: find.get() };
            view! { <Stream record query read words /> }
        }}
    }
}

/// What one can look for.
#[component]
fn Filters(filter: Memo<TimelineFilter>) -> impl IntoView {
    let i18n = use_i18n();
    let link = move |one: TimelineFilter| {
        let href = address_with(SHOW, one.as_str());
        view! {
            <a href=href data-noscroll aria-current=move || (filter.get() == one).then_some("page")>{filter_name(i18n, one)}</a>
        }
    };
    view! {
        <nav class="segmented timeline__filters" aria-label=t_string!(i18n, records.timeline.show) data-testid="timeline-filters">
            {TimelineFilter::ALL.map(link).collect_view()}
        </nav>
    }
}

fn filter_name(i18n: I18n, filter: TimelineFilter) -> &'static str {
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
    read_again_with_news(record, shown, changes);
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

fn read_again_with_news(record: RecordId, shown: RwSignal<Shown>, changes: RwSignal<u32>) {
    let (waits, has_sent) = (StoredValue::new(false), StoredValue::new(false));
    let again = move || {
        waits.try_set_value(false);
        changes.try_update(|changes| *changes += 1);
    };
    let soon = move || {
        if !waits.get_value() {
            waits.set_value(true);
            set_timeout(again, GATHERED);
        }
    };
    use_live().on(move |news| match news {
        News::Record { record: other } if other == record => again(),
        // What belongs to the record: of what is new there not every page is told.
        News::Record { record: other } if shown.with_untracked(|shown| shown.has_lines_of(other)) => soon(),
        News::Resync => again(),
        // One's own mail is told of when it goes out, and again when it is in Sent: not as news, and maybe of a thread that is new.
        News::Outbox { .. } => {
            has_sent.set_value(true);
            set_timeout(
                move || {
                    has_sent.try_set_value(false);
                },
                SENT,
            );
            soon();
        }
        // Of whom the mail is, is not said.
        News::Threads { arrived, threads, .. }
            if arrived > 0
                || has_sent.get_value()
                || shown.with_untracked(|shown| shown.has_mail_of(&threads)) =>
        {
            soon();
        }
        _ => {}
    });
}

#[component]
fn Entries<O, F>(
    record: RecordId,
    page: RwSignal<TimelinePage>,
    shown: RwSignal<Shown>,
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
    let toasts = use_toasts();
    shown.set(Shown::of(page.get_untracked()));
    Effect::new(move |is_first: Option<()>| {
        let now = page.get();
        if is_first.is_some() {
            shown.update(|shown| shown.renew(now));
        }
    });
    let pending = RwSignal::new(false);
    let more = move |_| {
        pending.set(true);
        spawn_local(async move {
            let answer = older(shown.with_untracked(|shown| shown.next)).await;
            let answer = answer.and_then(|page| Ok(page.read()?));
            pending.try_set(false);
            match answer {
                Ok(page) => {
                    shown.try_update(|shown| shown.go_on(page));
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
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
            <p class="timeline__dim" data-testid="timeline-empty">{nothing}</p>
        </Show>
        <Show when=move || shown.with(|shown| shown.next.is_some())>
            <Button pending on_click=more>{t!(i18n, records.more)}</Button>
        </Show>
    }
}
