//! The list: only the rows that can be seen exist, older ones are fetched on the way down, news comes in at the top.

use super::{
    browser::{LIST_ID, list_element},
    place::{ListKey, Place, View},
    pull::pull_to_refresh,
    rows::Rows,
    selection::Selection,
    state::Inbox,
    thread_row::ThreadRowView,
    tree,
    window::{FIRST_ROWS, reveal, rows_high, window as visible},
};
use crate::api::{Fetched, Unread};
use crate::lazy::{drawn, later, split};
use crate::state::use_first_touch;
use crate::trouble::LoadError;
use crate::ui::{Button, ButtonSize, ButtonVariant, EmptyState, Icon, IconName, Skeleton, lasting, pixels};
use kurier_i18n::{t, t_string};
use kurier_model::{
    ThreadId,
    account::{FolderRole, MailboxState},
    inbox::{ThreadFilter, ThreadRow},
    page::Page,
};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

/// The first page of the list that is shown.
pub type FirstPage = Fetched<(ListKey, Unread<Page<ThreadRow>>)>;

/// So many rows before the end the next page is asked for.
const AHEAD: usize = 40;

/// The first page, a skeleton before it, or why it did not come.
#[component]
pub fn ListBody(inbox: Inbox, first_page: FirstPage) -> impl IntoView {
    view! {
        <Transition fallback=|| view! { <Skeleton lines=10 /> }>
            {move || lasting(async move {
                let read = first_page.read().await.and_then(|(key, page)| Ok((key, page.read()?)));
                match read {
                    Ok((key, page)) => view! { <ThreadList inbox key page /> }.into_any(),
                    Err(error) => {
                        view! { <LoadError error on_retry=move || first_page.refetch() /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// One list, from its first page on.
#[component]
fn ThreadList(inbox: Inbox, key: ListKey, page: Page<ThreadRow>) -> impl IntoView {
    let i18n = inbox.i18n;
    inbox.rows.set(Rows::new(page));
    inbox.rows_of.set(key);
    inbox.selection.set(Selection::default());
    inbox.unseen.set(0);
    inbox.scrolled.set(0.0);
    inbox.more_failed.set(false);
    inbox.loading_more.set(false);
    inbox.cursor.set(inbox.place.with_untracked(|place| place.thread));

    let touch = use_first_touch();
    let scroller = NodeRef::<html::Div>::new();
    let list = NodeRef::<html::Ul>::new();
    let height = RwSignal::new(None::<f64>);
    let count = Memo::new(move |_| inbox.rows.with(Rows::len));
    let shown = Memo::new(move |_| match height.get() {
        None => 0..count.get().min(FIRST_ROWS),
        Some(height) => visible(inbox.scrolled.get(), height, count.get()),
    });
    let ids = Memo::new(move |_| inbox.rows.with(|rows| rows.ids(shown.get())));
    measure(scroller, height);
    pad(list, shown, count);
    Effect::new(move || {
        let near_end = shown.get().end + AHEAD >= count.get();
        if near_end && inbox.rows.with(|rows| rows.next().is_some()) && !inbox.more_failed.get() {
            inbox.load_more();
        }
    });
    view! {
        <div class="thread-list">
            <Pill inbox />
            <div
                class="thread-list__scroller"
                id=LIST_ID
                node_ref=scroller
                on:keydown=move |event| {
                    let key = event.key();
                    match key.as_str() {
                        "ArrowDown" => inbox.walk(1),
                        "ArrowUp" => inbox.walk(-1),
                        "a" if event.ctrl_key() || event.meta_key() => inbox.select_all(),
                        _ => return,
                    }
                    event.prevent_default();
                    event.stop_propagation();
                }
                on:scroll=move |_| {
                    if let Some(scroller) = scroller.get_untracked() {
                        let top = f64::from(scroller.scroll_top());
                        inbox.scrolled.set(top);
                        if top < 8.0 && inbox.unseen.get_untracked() > 0 {
                            inbox.unseen.set(0);
                            inbox.refresh_rows();
                        }
                    }
                }
            >
                <Show when=move || touch.is_over()>{later(move || pull_to_refresh(inbox, scroller))}</Show>
                <ul class="thread-list__rows" node_ref=list role="list" aria-label=t_string!(i18n, inbox.list.label)>
                    <For each=move || ids.get() key=|id| *id let:id>
                        <ThreadRowView inbox id />
                    </For>
                </ul>
                <Show when=move || count.get() == 0>
                    {drawn(move || nothing_listed(inbox))}
                </Show>
                <End inbox />
            </div>
        </div>
    }
}

/// Keeps `height` at what the list has.
fn measure(scroller: NodeRef<html::Div>, height: RwSignal<Option<f64>>) {
    Effect::new(move || {
        let Some(element) = scroller.get() else { return };
        let observed = element.clone();
        let changed = Closure::<dyn FnMut()>::new(move || {
            let now = f64::from(observed.client_height());
            // A hidden list has no height; it keeps its rows.
            if now > 0.0 && height.try_get_untracked().flatten() != Some(now) {
                height.try_set(Some(now));
            }
        });
        if let Ok(observer) = web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()) {
            observer.observe(&element);
            let kept = StoredValue::new_local((observer, changed));
            on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
        }
    });
}

/// Empty space in place of the rows that are not drawn.
fn pad(list: NodeRef<html::Ul>, shown: Memo<std::ops::Range<usize>>, count: Memo<usize>) {
    Effect::new(move || {
        let (Some(list), range, count) = (list.get(), shown.get(), count.get()) else { return };
        let style = web_sys::HtmlElement::style(&list);
        let before = rows_high(range.start);
        let after = rows_high(count.saturating_sub(range.end));
        // Only fails for a property that does not exist.
        let _ = style.set_property("padding-block", &format!("{} {}", pixels(before), pixels(after)));
    });
}

/// "3 new threads": above a list that is scrolled down.
#[component]
fn Pill(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    view! {
        <Show when=move || { inbox.unseen.get() > 0 }>
            <button
                type="button"
                class="thread-list__pill"
                on:click=move |_| {
                    inbox.unseen.set(0);
                    if let Some(list) = list_element() {
                        list.set_scroll_top(0);
                    }
                    inbox.refresh_rows();
                }
            >
                <Icon name=IconName::ChevronUp />
                {t!(i18n, inbox.list.new, count = move || inbox.unseen.get())}
            </button>
        </Show>
    }
}

/// Below the last row: more is coming, or could not be fetched.
#[component]
fn End(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    view! {
        <Show when=move || inbox.more_failed.get()>
            <div class="thread-list__end" role="alert">
                <p>{t!(i18n, inbox.list.more_failed)}</p>
                <Button
                    size=ButtonSize::Small
                    icon=IconName::RefreshCw
                    on_click=move |_| inbox.load_more()
                >
                    {t!(i18n, common.retry)}
                </Button>
            </div>
        </Show>
        <Show when=move || inbox.loading_more.get()>
            <p class="thread-list__end">{t!(i18n, inbox.list.loading_more)}</p>
        </Show>
    }
}

/// Whether there is a word to look for: two letters or digits side by side.
fn is_searchable(words: &str) -> bool {
    words.split(|c: char| !c.is_alphanumeric()).any(|word| word.chars().nth(1).is_some())
}

split! {
    mail, fetched by fetch_nothing_listed: pub fn nothing_listed(inbox: Inbox) -> AnyView { view! { <Nothing inbox /> }.into_any() }
}

/// Why the list is empty, and what to do about it.
#[component]
fn Nothing(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let key = inbox.rows_of.get_untracked();
    let clear = move |_| inbox.go(&Place::default(), false);
    if let View::Search(words) = &key.view {
        let words = words.trim().to_owned();
        let (title, text) = if words.is_empty() {
            (
                t_string!(i18n, inbox.empty.search_start_title),
                t_string!(i18n, inbox.empty.search_start_text).to_owned(),
            )
        } else if !is_searchable(&words) {
            (
                t_string!(i18n, inbox.empty.search_short_title),
                t_string!(i18n, inbox.empty.search_short_text).to_owned(),
            )
        } else {
            (
                t_string!(i18n, inbox.empty.search_title),
                t_string!(i18n, inbox.empty.search_text, words = words),
            )
        };
        return view! {
            <EmptyState icon=IconName::Search title text>
                <Button on_click=clear>{t!(i18n, inbox.empty.search_clear)}</Button>
            </EmptyState>
        }
        .into_any();
    }
    if key.filter != ThreadFilter::All {
        let (icon, title, text) = if key.filter == ThreadFilter::Unread {
            let (title, text) =
                (t_string!(i18n, inbox.empty.unread_title), t_string!(i18n, inbox.empty.unread_text));
            (IconName::MailOpen, title, text)
        } else {
            let (title, text) =
                (t_string!(i18n, inbox.empty.flagged_title), t_string!(i18n, inbox.empty.flagged_text));
            (IconName::Star, title, text)
        };
        let show_all = move |_| inbox.go(&inbox.place.get_untracked().with_filter(ThreadFilter::All), true);
        return view! {
            <EmptyState icon title text>
                <Button variant=ButtonVariant::Secondary on_click=show_all>{t!(i18n, inbox.empty.show_all)}</Button>
            </EmptyState>
        }
        .into_any();
    }
    let about = move || {
        inbox.mailboxes.with(|mailboxes| {
            let found = key.folder().and_then(|folder| tree::find(mailboxes, folder));
            let is_syncing = found.is_some_and(|(mailbox, _)| {
                matches!(mailbox.state, MailboxState::Waiting | MailboxState::Syncing { .. })
            });
            let is_inbox = found.is_some_and(|(_, folder)| folder.role == Some(FolderRole::Inbox));
            (is_syncing, is_inbox)
        })
    };
    let about = Memo::new(move |_| about());
    view! {
        {move || match about.get() {
            (true, _) => view! {
                <EmptyState
                    icon=IconName::RefreshCw
                    title=t_string!(i18n, inbox.empty.syncing_title)
                    text=t_string!(i18n, inbox.empty.syncing_text)
                />
            }.into_any(),
            (false, true) => view! {
                <EmptyState
                    icon=IconName::CircleCheckBig
                    title=t_string!(i18n, inbox.empty.inbox_title)
                    text=t_string!(i18n, inbox.empty.inbox_text)
                />
            }.into_any(),
            (false, false) => view! {
                <EmptyState
                    icon=IconName::FolderOpen
                    title=t_string!(i18n, inbox.empty.folder_title)
                    text=t_string!(i18n, inbox.empty.folder_text)
                />
            }.into_any(),
        }}
    }
    .into_any()
}

impl Inbox {
    /// Moves the keyboard's row by `step` and shows it; an open conversation follows.
    pub fn walk(self, step: isize) {
        let from = self.cursor.get_untracked();
        let target = match from {
            Some(_) => self.rows.with_untracked(|rows| rows.neighbour(from, step)),
            None => self.rows.with_untracked(|rows| rows.neighbour(None, 0)),
        };
        let Some(target) = target else { return };
        self.cursor.set(Some(target));
        self.show_row(target);
        if self.place.with_untracked(|place| place.thread.is_some()) {
            self.open(target);
        } else {
            self.prefetch(target);
        }
        // The one after it is probably next.
        if let Some(next) = self.rows.with_untracked(|rows| rows.neighbour(Some(target), step.signum())) {
            self.prefetch(next);
        }
    }

    /// Scrolls the list so that a row can be seen.
    pub fn show_row(self, id: ThreadId) {
        let (Some(list), Some(at)) = (list_element(), self.rows.with_untracked(|rows| rows.position(id)))
        else {
            return;
        };
        let (top, height) = (f64::from(list.scroll_top()), f64::from(list.client_height()));
        if let Some(to) = reveal(at, top, height) {
            #[expect(clippy::cast_possible_truncation, reason = "pixels of a list that browsers can scroll")]
            list.set_scroll_top(to.round() as i32);
        }
        // Enter and the context menu belong to the row that the keyboard is at.
        super::browser::focus_soon(&format!("[data-thread-id=\"{id}\"] .thread-row__link"));
    }
}
