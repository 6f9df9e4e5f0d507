//! The list: only the rows that can be seen exist, older ones are fetched on the way down, news comes in at the top.

use super::nothing::nothing_listed;
use super::pull::for_hands;
use super::row::ThreadRowView;
use crate::api::{Fetched, Unread};
use crate::features::inbox::browser::{self, LIST_ID, list_element};
use crate::features::inbox::state::Inbox;
use crate::features::inbox::state::place::ListKey;
use crate::features::inbox::state::rows::Rows;
use crate::features::inbox::state::window::{FIRST_ROWS, SPARE, reveal, rows_high, window as visible};
use crate::lazy::{drawn, later};
use crate::state::use_first_touch;
use crate::trouble::LoadError;
use crate::ui::{Button, ButtonSize, Icon, IconName, Skeleton, lasting, pixels};
use kurier_i18n::{t, t_string};
use kurier_model::{ThreadId, inbox::ThreadRow, page::Page};
use leptos::html;
use leptos::prelude::*;
use std::ops::Range;
use std::time::Duration;
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
    inbox.list.begin(key.clone(), page, inbox.place.with_untracked(|place| place.thread));
    let touch = use_first_touch();
    let scroller = NodeRef::<html::Div>::new();
    let list = NodeRef::<html::Ul>::new();
    let is_first = inbox.list.height.get_untracked().is_none();
    let is_drawn = on_screen(is_first);
    let count = Memo::new(move |_| inbox.list.rows.with(Rows::len));
    let shown = seen(inbox, is_drawn, count);
    let ids = ids_of(inbox, key, shown);
    measure(scroller, inbox.list.height);
    pad(list, shown, count);
    begin_at_top(inbox, scroller, is_first);
    show_opened(inbox, is_first);
    Effect::new(move || {
        let near_end = shown.get().end + AHEAD >= count.get();
        if near_end && inbox.list.rows.with(|rows| rows.next().is_some()) && !inbox.list.more_failed.get() {
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
                on:keydown=move |event| inbox.list_pressed(&event)
                on:scroll=move |_| {
                    if let Some(scroller) = scroller.get_untracked() {
                        inbox.list_scrolled(f64::from(scroller.scroll_top()));
                    }
                }
            >
                <Show when=move || touch.is_over()>
                    {later(move || for_hands(inbox, scroller))}
                </Show>
                <ul
                    class="thread-list__rows"
                    node_ref=list
                    role="list"
                    aria-label=t_string!(i18n, inbox.list.label)
                    on:click=move |event| inbox.list_clicked(&event)
                    on:pointerup=move |event| inbox.row_let_go(&event)
                    on:pointercancel=move |_| inbox.pointer.gesture.update(|gesture| { gesture.cancel(); })
                    on:dragstart=|event| event.prevent_default()
                >
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

/// Whether what is drawn first is on the screen, as all of the first list is, which the server drew.
fn on_screen(is_first: bool) -> RwSignal<bool> {
    let is_drawn = RwSignal::new(is_first);
    let now = move || {
        is_drawn.try_set(true);
    };
    Effect::new(move || request_animation_frame(move || set_timeout(now, Duration::ZERO)));
    is_drawn
}

/// The rows that are drawn: first those that are seen, then some to spare.
fn seen(inbox: Inbox, is_drawn: RwSignal<bool>, count: Memo<usize>) -> Memo<Range<usize>> {
    Memo::new(move |_| match inbox.list.height.get() {
        None => 0..count.get().min(FIRST_ROWS),
        Some(height) => {
            let spare = if is_drawn.get() { SPARE } else { 0 };
            visible(inbox.list.scrolled.get(), height, spare, count.get())
        }
    })
}

/// The threads in these rows of a list. One that gives way to another list stays as it is, and does not draw that one's rows.
fn ids_of(inbox: Inbox, of: ListKey, shown: Memo<Range<usize>>) -> Memo<Vec<ThreadId>> {
    Memo::new(move |before: Option<&Vec<ThreadId>>| {
        let is_shown = inbox.list.key.with(|now| *now == of);
        let now = is_shown.then(|| inbox.list.rows.with(|rows| rows.ids(shown.get())));
        now.unwrap_or_else(|| before.cloned().unwrap_or_default())
    })
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

/// A list begins at its top, wherever the one before it in the same place was scrolled to. The first one may have been scrolled before
/// the page woke.
fn begin_at_top(inbox: Inbox, scroller: NodeRef<html::Div>, is_first: bool) {
    Effect::new(move || {
        let Some(element) = scroller.get() else { return };
        if is_first {
            inbox.list.scrolled.set(f64::from(element.scroll_top()));
        } else {
            element.set_scroll_top(0);
        }
    });
}

/// Whoever comes with an open thread, by a link, sees its row. A list that is not the first has its height before it is in the page.
fn show_opened(inbox: Inbox, is_first: bool) {
    let show = move || {
        if let Some(open) = inbox.place.try_with_untracked(|place| place.thread).flatten() {
            inbox.scroll_to(open);
        }
    };
    Effect::new(move |is_done: Option<bool>| {
        let is_measured = inbox.list.height.get().is_some();
        if is_done != Some(true) && is_measured {
            if is_first { show() } else { request_animation_frame(show) }
        }
        is_measured
    });
}

/// Empty space in place of the rows that are not drawn.
fn pad(list: NodeRef<html::Ul>, shown: Memo<Range<usize>>, count: Memo<usize>) {
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
        <Show when=move || { inbox.list.unseen.get() > 0 }>
            <button
                type="button"
                class="thread-list__pill"
                on:click=move |_| {
                    inbox.list.unseen.set(0);
                    if let Some(list) = list_element() {
                        list.set_scroll_top(0);
                    }
                    inbox.refresh_rows();
                }
            >
                <Icon name=IconName::ChevronUp />
                {t!(i18n, inbox.list.new, count = move || inbox.list.unseen.get())}
            </button>
        </Show>
    }
}

/// Below the last row: more is coming, or could not be fetched.
#[component]
fn End(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    view! {
        <Show when=move || inbox.list.more_failed.get()>
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
        <Show when=move || inbox.list.loading_more.get()>
            <p class="thread-list__end">{t!(i18n, inbox.list.loading_more)}</p>
        </Show>
    }
}

impl Inbox {
    fn list_pressed(self, event: &web_sys::KeyboardEvent) {
        match event.key().as_str() {
            "ArrowDown" => self.walk(1),
            "ArrowUp" => self.walk(-1),
            "a" if event.ctrl_key() || event.meta_key() => self.select_all(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// So many pixels down; at the top what is new is read.
    fn list_scrolled(self, top: f64) {
        self.list.scrolled.set(top);
        if top < 8.0 && self.list.unseen.get_untracked() > 0 {
            self.list.unseen.set(0);
            self.refresh_rows();
        }
    }

    /// Moves the keyboard's row by `step` and shows it; an open thread follows.
    pub fn walk(self, step: isize) {
        let from = self.list.cursor.get_untracked();
        let target = match from {
            Some(_) => self.list.rows.with_untracked(|rows| rows.neighbour(from, step)),
            None => self.list.rows.with_untracked(|rows| rows.neighbour(None, 0)),
        };
        let Some(target) = target else { return };
        self.list.cursor.set(Some(target));
        self.show_row(target);
        if self.place.with_untracked(|place| place.thread.is_some()) {
            self.open(target);
        } else {
            self.prefetch(target);
        }
        // The one after it is probably next.
        if let Some(next) = self.list.rows.with_untracked(|rows| rows.neighbour(Some(target), step.signum()))
        {
            self.prefetch(next);
        }
    }

    /// Scrolls the list so that a row can be seen, and gives it the focus: Enter and the context menu belong to the row that the
    /// keyboard is at.
    fn show_row(self, id: ThreadId) {
        self.scroll_to(id);
        browser::focus_soon(&format!("[data-thread-id=\"{id}\"] .thread-row__link"));
    }

    /// Scrolls the list so that a row can be seen.
    fn scroll_to(self, id: ThreadId) {
        let (Some(list), Some(at)) =
            (list_element(), self.list.rows.with_untracked(|rows| rows.position(id)))
        else {
            return;
        };
        let (top, height) = (f64::from(list.scroll_top()), f64::from(list.client_height()));
        if let Some(to) = reveal(at, top, height) {
            #[expect(clippy::cast_possible_truncation, reason = "pixels of a list that browsers can scroll")]
            list.set_scroll_top(to.round() as i32);
            // Its rows are drawn with the scrolling, not after it.
            self.list.scrolled.set(f64::from(list.scroll_top()));
        }
    }
}
