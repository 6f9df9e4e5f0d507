//! Mail that could be attached to a record, to be chosen from: that of its people which belongs to nothing.

use super::api::{attach_threads, find_mail, undo_decision};
use crate::features::message::subject_or;
use crate::state::{Toast, use_toasts};
use crate::trouble::{LoadError, error_text};
use crate::ui::{Button, ButtonVariant, Dialog, Skeleton, Time, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::inbox::AttachedThread;
use kurier_model::link::FoundMail;
use kurier_model::{EventId, RecordId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The dialog.
#[component]
pub fn FindMail(record: RecordId, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, records.find_mail.title) testid="find-mail">
            <Found record open />
        </Dialog>
    }
}

#[component]
fn Found(record: RecordId, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let asked = LocalResource::new(move || find_mail(record));
    view! {
        <Transition fallback=|| view! { <Skeleton lines=4 /> }>
            {move || lasting(async move {
                match asked.await {
                    Ok(found) if found.threads.is_empty() => {
                        view! { <p data-testid="find-mail-none">{t!(i18n, records.find_mail.none)}</p> }.into_any()
                    }
                    Ok(found) => view! { <Choice record open found /> }.into_any(),
                    Err(error) => view! { <LoadError error on_retry=move |()| asked.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Choice(record: RecordId, open: RwSignal<bool>, found: FoundMail) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let FoundMail { threads, more } = found;
    let chosen: RwSignal<Vec<ThreadId>> = RwSignal::new(threads.iter().map(|thread| thread.thread).collect());
    let pending = RwSignal::new(false);
    let take_back = move |event: EventId| {
        spawn_local(async move {
            if let Err(error) = undo_decision(event).await {
                toasts.push(Toast::failed(error_text(i18n, &error)));
            }
        });
    };
    let attach = move |_| {
        pending.set(true);
        spawn_local(async move {
            let answer = attach_threads(chosen.get_untracked(), record).await;
            pending.try_set(false);
            match answer {
                Ok(done) => {
                    let said = Toast::done(t_string!(i18n, records.find_mail.attached, count = done.threads));
                    toasts.push(match done.undo {
                        Some(event) => said.with_undo(move || take_back(event)),
                        None => said,
                    });
                    open.try_set(false);
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    view! {
        <p class="timeline__dim">{t!(i18n, records.find_mail.text)}</p>
        <ul class="find-mail">
            {threads.into_iter().map(|row| view! { <Row row chosen /> }).collect_view()}
        </ul>
        {more.then(|| view! { <p class="timeline__dim">{t!(i18n, records.find_mail.more)}</p> })}
        <div class="record-form__buttons">
            <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
            <Button
                variant=ButtonVariant::Primary
                pending
                disabled=Signal::derive(move || chosen.with(Vec::is_empty))
                testid="find-mail-attach"
                on_click=attach
            >
                {move || t_string!(i18n, records.find_mail.attach, count = chosen.with(Vec::len))}
            </Button>
        </div>
    }
}

#[component]
fn Row(row: AttachedThread, chosen: RwSignal<Vec<ThreadId>>) -> impl IntoView {
    let i18n = use_i18n();
    let AttachedThread { thread, subject, person, at } = row;
    let person = person.map(|person| if person.name.is_empty() { person.address } else { person.name });
    let is_chosen = move || chosen.with(|chosen| chosen.contains(&thread));
    let toggle = move |_| {
        chosen.update(|chosen| {
            if chosen.contains(&thread) {
                chosen.retain(|other| *other != thread);
            } else {
                chosen.push(thread);
            }
        });
    };
    view! {
        <li>
            <label class="lead-form__choice">
                <input type="checkbox" prop:checked=is_chosen on:change=toggle />
                <span class="find-mail__what">
                    <span dir="auto">{subject_or(i18n, &subject)}</span>
                    <span class="thread-links__facts">
                        {person.map(|person| view! { <span dir="auto" title=person.clone()>{person.clone()}</span> })}
                        <Time at />
                    </span>
                </span>
            </label>
        </li>
    }
}
