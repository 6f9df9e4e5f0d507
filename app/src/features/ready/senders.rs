//! Automatic mail of one sender: a group in the list, and ignoring all of it.

use super::desk::Desk;
use super::queue::Group;
use crate::attempt::Attempt;
use crate::ui::{Badge, Button, ButtonSize, Icon, IconName, Time};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::ThreadId;
use leptos::prelude::*;

/// Several automatic messages of a sender: opens into them.
#[component]
pub fn SenderGroup(key: String, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let own = StoredValue::new(key);
    let group = Memo::new(move |_| own.with_value(|key| desk.queue.with(|queue| queue.group(key))));
    let shown = move |said: fn(&Group) -> String| {
        Signal::derive(move || group.with(|group| group.as_ref().map(said).unwrap_or_default()))
    };
    let from = shown(|group| group.latest.from.readable_label().into_owned());
    let subject = Signal::derive(move || {
        group.with(|group| group.as_ref().map(|group| desk.subject(&group.latest)).unwrap_or_default())
    });
    let count = move || group.with(|group| group.as_ref().map_or(0, |group| group.count));
    let at = Signal::derive(move || {
        group.with(|group| group.as_ref().map(|group| group.latest.received_at).unwrap_or_default())
    });
    let is_open = move || group.with(|group| group.as_ref().is_some_and(|group| group.is_open));
    let is_selected = move || group.with(|group| group.as_ref().is_some_and(|group| group.is_selected));
    let thread = move || group.with_untracked(|group| group.as_ref().map(|group| group.latest.thread));
    view! {
        <li class="ready-item ready-group" data-testid="ready-group" data-selected=move || is_selected().to_string()>
            <button
                type="button"
                class="ready-item__button"
                aria-expanded=move || is_open().to_string()
                on:click=move |_| desk.toggle(&own.get_value())
            >
                <span class="ready-item__from" dir="auto">{from}</span>
                <span class="ready-item__time"><Time at /></span>
                <span class="ready-item__subject" dir="auto">{subject}</span>
                <span class="ready-item__marks">
                    <Badge>{move || t_string!(i18n, ready.group, count = count())}</Badge>
                    <span class="ready-group__arrow" data-open=move || is_open().to_string()><Icon name=IconName::ChevronDown /></span>
                </span>
            </button>
            <IgnoreSender thread=Signal::derive(thread) desk />
        </li>
    }
}

/// Ignoring all of a sender's automatic mail, and what is to come too.
#[component]
fn IgnoreSender(thread: Signal<Option<ThreadId>>, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let ignore = move |future: bool| {
        if let Some(thread) = thread.get_untracked() {
            desk.ignore_sender(thread, future, attempt);
        }
    };
    view! {
        <div class="ready-group__actions">
            <Button size=ButtonSize::Small testid="ready-ignore-all" pending=attempt.pending on_click=move |_| ignore(false)>
                {t!(i18n, ready.ignore_all)}
            </Button>
            <Button
                size=ButtonSize::Small
                hint=t_string!(i18n, ready.ignore_future_hint)
                testid="ready-ignore-future"
                pending=attempt.pending
                on_click=move |_| ignore(true)
            >
                {t!(i18n, ready.ignore_future)}
            </Button>
        </div>
    }
}

/// The same for the sender of one automatic message, beside it.
#[component]
pub fn IgnoreFuture(thread: ThreadId, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    view! {
        <Button
            size=ButtonSize::Small
            icon=IconName::Ban
            hint=t_string!(i18n, ready.ignore_future_hint)
            testid="ready-ignore-sender"
            pending=attempt.pending
            on_click=move |_| desk.ignore_sender(thread, true, attempt)
        >
            {t!(i18n, ready.ignore_sender)}
        </Button>
    }
}
