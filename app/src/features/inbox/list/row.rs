//! A row of the list.

use super::row_handles::RowHandles;
use crate::features::inbox::names;
use crate::features::inbox::rest::Rest;
use crate::features::inbox::state::Inbox;
use crate::features::inbox::state::gesture::{Gesture, Point};
use crate::features::message::subject_or;
use crate::features::message::words;
use crate::ui::{Avatar, Badge, Icon, IconName, Time, Tone};
use kurier_i18n::{t, t_string};
use kurier_model::{ThreadId, inbox::ThreadRow};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// The thread `id`, for as long as it is in the list.
#[component]
pub fn ThreadRowView(inbox: Inbox, id: ThreadId) -> impl IntoView {
    // A row that is leaving keeps its last face until it is gone.
    let row = Memo::new(move |before: Option<&Option<ThreadRow>>| {
        inbox.list.rows.with(|rows| rows.get(id).cloned()).or_else(|| before.cloned().flatten())
    });
    let is_selected = Memo::new(move |_| inbox.list.selection.with(|selection| selection.has(id)));
    let is_open = Memo::new(move |_| inbox.place.with(|place| place.thread == Some(id)));
    let is_cursor = Memo::new(move |_| inbox.list.cursor.get() == Some(id));
    let is_carried = Memo::new(move |_| {
        inbox
            .pointer
            .gesture
            .with(|gesture| matches!(gesture, Gesture::Dragging { threads, .. } if threads.contains(&id)))
    });
    let is_unread = Memo::new(move |_| row.with(|row| row.as_ref().is_some_and(|row| row.unread > 0)));
    let rest = Rest::new();
    let is_near = RwSignal::new(false);
    let come_near = move || {
        if !is_near.get_untracked() {
            is_near.set(true);
        }
    };
    view! {
        <li
            class="thread-row"
            data-testid="thread-row"
            data-thread-id=id.to_string()
            data-unread=move || is_unread.get().then_some("true")
            data-open=move || is_open.get().then_some("true")
            data-selected=move || is_selected.get().then_some("true")
            data-cursor=move || is_cursor.get().then_some("true")
            data-carried=move || is_carried.get().then_some("true")
            on:pointerdown=move |event| inbox.row_pressed(id, &event)
            on:pointerover=move |_| come_near()
            on:pointermove=move |_| come_near()
            on:focusin=move |_| come_near()
            on:pointerenter=move |event| rest.begin(&event, move || inbox.prefetch(id))
            on:pointerleave=move |_| rest.end()
            on:contextmenu=move |event| inbox.row_asked(id, &event)
        >
            <div class="thread-row__face">
                <Pick inbox id row is_selected />
                <a
                    class="thread-row__link"
                    href=move || inbox.place.with(|place| place.with_thread(Some(id)).href())
                    draggable="false"
                    aria-current=move || is_open.get().then_some("true")
                    on:click=move |event| inbox.row_clicked(id, &event)
                >
                    {move || row.get().map(|row| view! { <Face inbox row /> })}
                </a>
            </div>
            <Show when=move || is_near.get()>
                <RowHandles inbox id is_unread />
            </Show>
        </li>
    }
}

/// Avatar and checkbox in one place: the box shows on hover, on focus and while anything is selected.
#[component]
fn Pick(inbox: Inbox, id: ThreadId, row: Memo<Option<ThreadRow>>, is_selected: Memo<bool>) -> impl IntoView {
    let i18n = inbox.i18n;
    let who = Memo::new(move |_| {
        row.with(|row| {
            let people = row.as_ref().map(|row| row.people.as_slice()).unwrap_or_default();
            let other = people.iter().find(|person| !person.is_me).or_else(|| people.first());
            other.map(|person| (person.name.clone(), person.address.clone())).unwrap_or_default()
        })
    });
    let label = move || {
        let subject =
            row.with(|row| row.as_ref().map(|row| subject_or(i18n, &row.subject)).unwrap_or_default());
        t_string!(i18n, inbox.list.select, subject = subject)
    };
    view! {
        <label class="thread-row__pick">
            <input
                type="checkbox"
                class="thread-row__box"
                aria-label=label
                prop:checked=move || is_selected.get()
                on:click=move |event: MouseEvent| {
                    event.stop_propagation();
                    inbox.row_picked(id, event.shift_key());
                }
            />
            {move || {
                let (name, address) = who.get();
                view! { <Avatar name address /> }
            }}
        </label>
    }
}

/// What a row says.
#[component]
fn Face(inbox: Inbox, row: ThreadRow) -> impl IntoView {
    let i18n = inbox.i18n;
    let query = inbox.searched();
    let marked = move |text: String| match &query {
        Some(query) => words::pieces(&text, query)
            .into_iter()
            .map(
                |(piece, is_hit)| {
                    if is_hit { view! { <mark>{piece}</mark> }.into_any() } else { piece.into_any() }
                },
            )
            .collect_view()
            .into_any(),
        None => text.into_any(),
    };
    let people = marked.clone()(names::people(i18n, &row.people));
    let subject = marked.clone()(subject_or(i18n, &row.subject));
    let snippet = marked(row.snippet.clone());
    let messages = row.messages;
    view! {
        <span class="thread-row__top">
            {(row.unread > 0).then(|| view! { <span class="visually-hidden">{t!(i18n, inbox.list.is_unread)} ". "</span> })}
            <span class="thread-row__people" dir="auto">{people}</span>
            {(messages > 1).then(|| view! {
                <span class="thread-row__count" title=t_string!(i18n, inbox.list.messages, count = messages)>{messages}</span>
            })}
            {row.client.map(|client| {
                let words = names::badge(i18n, &client);
                view! {
                    <span class="thread-row__client" title=[words, ": ", client.name.as_str()].concat()>
                        <Badge tone=Tone::Accent testid="badge-client">{words}</Badge>
                    </span>
                }
            })}
            <span class="thread-row__time"><Time at=row.last_at /></span>
        </span>
        <span class="thread-row__middle">
            <span class="thread-row__subject" dir="auto">{subject}</span>
            {row.draft.then(|| view! { <Mark icon=IconName::FilePen label=t_string!(i18n, inbox.list.has_draft) /> })}
            {row.answered.then(|| view! { <Mark icon=IconName::Reply label=t_string!(i18n, inbox.list.answered) /> })}
            {row.attachments.then(|| view! { <Mark icon=IconName::Paperclip label=t_string!(i18n, inbox.list.has_files) /> })}
            {row.flagged.then(|| view! { <Mark icon=IconName::Star label=t_string!(i18n, inbox.list.is_flagged) is_star=true /> })}
        </span>
        <span class="thread-row__snippet" dir="auto">{snippet}</span>
    }
}

/// Whether something happens within what a selector names.
fn is_within(event: &web_sys::PointerEvent, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.closest(selector).is_ok_and(|found| found.is_some()))
}

/// A small icon with words for those who do not see it.
#[component]
fn Mark(icon: IconName, label: &'static str, #[prop(optional)] is_star: bool) -> impl IntoView {
    view! {
        <span class="thread-row__mark" data-star=is_star.then_some("true") title=label>
            <Icon name=icon />
            <span class="visually-hidden">{label}</span>
        </span>
    }
}

impl Inbox {
    /// A finger or button goes down on a row: perhaps the beginning of a drag or a swipe.
    fn row_pressed(self, id: ThreadId, event: &web_sys::PointerEvent) {
        self.pointer.muted_click.set_value(false);
        self.pointer.pressed.set_value(None);
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        let from = Point::of(event);
        self.pointer.let_go.set_value(None);
        self.pointer.pressed.set_value((!is_within(event, "button, label")).then_some(id));
        let is_touch = event.pointer_type() != "mouse";
        self.pointer.gesture.update(|gesture| gesture.press(event.pointer_id(), is_touch, from, id));
    }

    /// A click that fell between rows, because the list moved under the pointer: the row that was pressed is meant.
    pub fn list_clicked(self, event: &MouseEvent) {
        let is_between = event.target() == event.current_target();
        if let Some(id) = self.pointer.pressed.get_value().filter(|_| is_between) {
            self.row_clicked(id, event);
        }
    }

    /// A button is let go of in the list. Where the list has been drawn anew since it went down, the browser knows of no click at all:
    /// then the row that was pressed hears of it here, after the time of clicks.
    pub fn row_let_go(self, event: &web_sys::PointerEvent) {
        self.pointer.let_go.set_value(Some((event.pointer_id(), Point::of(event))));
        let pressed = self.pointer.pressed;
        let is_click =
            event.button() == 0 && event.pointer_type() == "mouse" && is_within(event, ".thread-row__link");
        let Some(id) = pressed.get_value().filter(|_| is_click) else { return };
        let event = event.clone();
        let unheard = move || {
            if pressed.try_get_value().flatten() == Some(id) {
                self.row_clicked(id, &event);
            }
        };
        set_timeout(unheard, Duration::ZERO);
    }

    fn row_clicked(self, id: ThreadId, event: &MouseEvent) {
        self.pointer.pressed.set_value(None);
        if self.pointer.muted_click.get_value() {
            // The end of a drag or a swipe is no click.
            self.pointer.muted_click.set_value(false);
            event.prevent_default();
            event.stop_propagation();
        } else if event.shift_key() {
            event.prevent_default();
            self.row_picked(id, true);
        } else if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            self.row_picked(id, false);
        } else if !event.alt_key() {
            event.prevent_default();
            self.open(id);
        }
    }

    /// Selects or deselects a row; with `range` everything from the last one to it.
    pub fn row_picked(self, id: ThreadId, range: bool) {
        self.list.cursor.set(Some(id));
        if range {
            let order: Vec<ThreadId> = self.list.rows.with_untracked(|rows| rows.all().collect());
            self.list.selection.update(|selection| selection.extend_to(id, &order));
        } else {
            self.list.selection.update(|selection| selection.toggle(id));
        }
    }
}
