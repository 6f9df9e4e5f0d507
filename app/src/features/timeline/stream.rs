//! The timeline of a record: its mail, what people wrote down, and what was done to it, newest first; all of it, or what one looks for.

use super::entry::Entry;
use crate::api::{ApiError, Fetched, Unread};
use crate::followed::followed;
use crate::state::{Toast, use_live, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, Skeleton};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::live::News;
use kurier_model::page::{Cursor, Page};
use kurier_model::timeline::{RecordEvent, TimelineEntry, TimelineFilter};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_query_map;
use std::time::Duration;

/// How many entries a page has, and how many a refresh fetches at most.
const PAGE: u32 = 30;
const MOST: u32 = 200;
/// News of mail within this time are one.
const GATHERED: Duration = Duration::from_millis(700);
/// In the address: what one looks for.
const SHOW: &str = "show";

/// The entries, again with every change and with new mail. `read` asks the server, `words` says what an event was; both know of what kind the
/// record is.
#[component]
pub fn Timeline<R, F>(
    record: RecordId,
    /// What the question is called: see [`Fetched::new`].
    name: &'static str,
    read: R,
    words: Callback<RecordEvent, String>,
) -> impl IntoView
where
    R: Fn(TimelineFilter, Option<Cursor>, u32) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Unread<Page<TimelineEntry>>, ApiError>> + Send + 'static,
{
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| query.get_str(SHOW).map(TimelineFilter::from_word).unwrap_or_default())
    });
    let loaded = StoredValue::new(PAGE);
    let changes = RwSignal::new(0_u32);
    read_again_with_news(record, changes);
    let page = Fetched::new(
        name,
        move || format!("{record} {} {}", filter.get().as_str(), changes.get()),
        move || read(filter.get_untracked(), None, loaded.get_value().clamp(PAGE, MOST)),
    );
    view! {
        <Filters filter />
        // A menu or a mail that is open stays when there is news.
        {followed(
            page,
            || view! { <Skeleton lines=4 /> }.into_any(),
            |_| false,
            move |page| view! { <Entries page loaded filter read words /> }.into_any(),
            || ().into_any(),
        )}
    }
}

fn read_again_with_news(record: RecordId, changes: RwSignal<u32>) {
    let waits = StoredValue::new(false);
    let again = move || {
        waits.try_set_value(false);
        changes.try_update(|changes| *changes += 1);
    };
    use_live().on(move |news| match news {
        News::Record { record: other } if other == record => again(),
        News::Resync => again(),
        // Of whom the mail is, is not said, nor that one's own is in Sent by now; of a mailbox that is filled for the first time, it is told
        // all the time.
        News::Threads { .. } if !waits.get_value() => {
            waits.set_value(true);
            set_timeout(again, GATHERED);
        }
        _ => {}
    });
}

/// What one can look for.
#[component]
fn Filters(filter: Memo<TimelineFilter>) -> impl IntoView {
    let i18n = use_i18n();
    let link = move |one: TimelineFilter| {
        let href = format!("?{SHOW}={}", one.as_str());
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

#[component]
fn Entries<R, F>(
    page: RwSignal<Page<TimelineEntry>>,
    loaded: StoredValue<u32>,
    filter: Memo<TimelineFilter>,
    read: R,
    words: Callback<RecordEvent, String>,
) -> impl IntoView
where
    R: Fn(TimelineFilter, Option<Cursor>, u32) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Unread<Page<TimelineEntry>>, ApiError>> + Send + 'static,
{
    let i18n = use_i18n();
    let toasts = use_toasts();
    let (rows, next) = page.with_untracked(|page| (page.rows.clone(), page.next));
    let (rows, next) = (RwSignal::new(rows), RwSignal::new(next));
    Effect::new(move |is_first: Option<()>| {
        let now = page.get();
        if is_first.is_some() {
            rows.set(now.rows);
            next.set(now.next);
        }
    });
    // What one looks for now begins at its newest.
    Effect::watch(move || filter.get(), move |_, _, _| loaded.set_value(PAGE), false);
    let pending = RwSignal::new(false);
    let more = move |_| {
        pending.set(true);
        let asked = filter.get_untracked();
        spawn_local(async move {
            let answer = read(asked, next.get_untracked(), PAGE).await;
            let answer = answer.and_then(|page| Ok(page.read()?));
            pending.try_set(false);
            match answer {
                // Somebody looks for something else by now.
                Ok(_) if filter.try_get_untracked() != Some(asked) => {}
                Ok(page) => {
                    rows.try_update(|rows| {
                        rows.extend(page.rows);
                        loaded.set_value(u32::try_from(rows.len()).unwrap_or(PAGE));
                    });
                    next.try_set(page.next);
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        <ol class="timeline" data-testid="timeline">
            <For each=move || rows.get() key=|entry| format!("{entry:?}") let:entry>
                <Entry entry words />
            </For>
        </ol>
        <Show when=move || rows.with(Vec::is_empty)>
            <p class="timeline__dim" data-testid="timeline-empty">{t!(i18n, records.timeline.empty)}</p>
        </Show>
        <Show when=move || next.get().is_some()>
            <Button pending on_click=more>{t!(i18n, records.more)}</Button>
        </Show>
    }
}
