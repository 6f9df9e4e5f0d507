//! What one was told, as a line that leads to what it is about.

use super::api::read_notifications;
use super::words::{kind_icon, kind_name};
use crate::attempt::Attempt;
use crate::features::message::subject_or;
use crate::features::timeline::{record_url, thread_url};
use crate::ui::{Icon, IconButton, IconName, Time};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::notification::Notification;
use leptos::html;
use leptos::prelude::*;

/// The line of a list, which stays while it changes. Whoever follows it has read it.
#[component]
pub(super) fn Line(told: Notification, list: RwSignal<Vec<Notification>>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let (id, what) = (told.id, told.what);
    let now = Memo::new(move |before: Option<&Notification>| {
        let found = list.with(|list| list.iter().find(|one| one.id == id).cloned());
        found.unwrap_or_else(|| before.unwrap_or(&told).clone())
    });
    let is_read = Memo::new(move |_| now.with(|told| told.is_read));
    let is_done = move || now.with(is_done);
    let read = move || {
        if !is_read.get_untracked() {
            attempt.make(read_notifications(Some(id)), |()| {});
        }
    };
    let link = NodeRef::<html::A>::new();
    let read_here = move || {
        // The button goes; the focus stays in the line.
        if let Some(link) = link.get_untracked() {
            let _ = link.focus();
        }
        read();
    };
    view! {
        <li class="told" data-testid="notification" data-read=move || is_read.get().to_string()>
            <span class="told__icon"><Icon name=kind_icon(what) /></span>
            <div class="told__what">
                <p class="told__facts">
                    <Show when=move || !is_read.get()>
                        <span class="visually-hidden">{t!(i18n, notifications.unread)} " "</span>
                    </Show>
                    <span title=kind_name(i18n, what)>{kind_name(i18n, what)}</span>
                    {move || now.with(|told| told.by.clone()).map(|by| view! { <span dir="auto" title=by.clone()>{by.clone()}</span> })}
                    {move || view! { <Time at=now.with(|told| told.at) /> }}
                </p>
                <a
                    node_ref=link
                    class="told__name"
                    href=move || now.with(address)
                    dir="auto"
                    data-done=move || is_done().to_string()
                    on:click=move |_| read()
                >
                    {move || now.with(|told| name(i18n, told))}
                </a>
                {move || now.with(|told| told.note.clone()).map(|note| view! { <p class="told__note" dir="auto">{note}</p> })}
            </div>
            <Show when=move || !is_read.get()>
                <ReadButton on_press=move |()| read_here() />
            </Show>
        </li>
    }
}

/// Where it leads.
fn address(told: &Notification) -> String {
    match (&told.task, &told.record, &told.thread) {
        (Some(task), _, _) => format!("/tasks?task={}", task.task),
        (None, Some(record), _) => record_url(&record.kind, record.record),
        // Where it is decided on, as long as it is to be.
        (None, None, Some(thread)) if thread.waits => format!("/ready?thread={}", thread.thread),
        (None, None, Some(thread)) => thread_url(thread.thread),
        (None, None, None) => "/notifications".to_owned(),
    }
}

/// There is nothing left to do about it.
fn is_done(told: &Notification) -> bool {
    let is_done = told.task.as_ref().is_some_and(|task| task.is_done);
    is_done || told.thread.as_ref().is_some_and(|thread| !thread.waits)
}

/// What it is about.
fn name(i18n: I18n, told: &Notification) -> String {
    let task = told.task.as_ref().map(|task| task.title.clone());
    let record = || told.record.as_ref().map(|record| record.name.clone());
    let thread = || told.thread.as_ref().map(|thread| subject_or(i18n, &thread.subject));
    task.or_else(record).or_else(thread).unwrap_or_default()
}

#[component]
fn ReadButton(#[prop(into)] on_press: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <IconButton
            icon=Signal::stored(IconName::Check)
            label=Signal::stored(t_string!(i18n, notifications.read_one).to_owned())
            testid="notification-read"
            on_click=move |_| on_press.run(())
        />
    }
}
