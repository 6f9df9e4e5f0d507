//! "Ignore all automatic": newsletters, robots and out-of-office answers of the whole queue at once.

use super::api::{decide, ready_page};
use super::desk::Desk;
use crate::api::ApiError;
use crate::features::leads::api::undo_decision;
use crate::state::{Toast, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, ButtonSize, ButtonVariant, Dialog, IconName};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::ready::{Decision, ReadyFilter, ReadyItem};
use kurier_model::{EventId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many items are looked through at once.
const LOOK: u32 = 100;

/// The button, while there is automatic mail in the list, and its question.
#[component]
pub fn IgnoreAutomatic(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let asking = RwSignal::new(false);
    let pending = RwSignal::new(false);
    let listed = RwSignal::new(Vec::<ReadyItem>::new());
    let trouble = move |error: &ApiError| toasts.push(Toast::failed(error_text(i18n, error)));
    // Everything that will be ignored is read and shown before it is.
    let ask = move |_| {
        pending.set(true);
        spawn_local(async move {
            let found = automatic().await;
            pending.try_set(false);
            match found {
                Ok(items) => {
                    listed.try_set(items);
                    asking.try_set(true);
                }
                Err(error) => {
                    trouble(&error);
                }
            }
        });
    };
    let seen = Memo::new(move |_| desk.queue.with(|queue| queue.automatic().len()));
    let ignore_all = move |_| {
        asking.set(false);
        pending.set(true);
        spawn_local(async move {
            let (events, stopped) = ignore_listed(desk, listed.get_untracked()).await;
            pending.try_set(false);
            if let Some(error) = stopped {
                trouble(&error);
            }
            if !events.is_empty() {
                let said = t_string!(i18n, ready.ignored_many, count = events.len());
                toasts.push(Toast::done(said).with_undo(move || {
                    let events = events.clone();
                    spawn_local(async move {
                        for event in events {
                            if undo_decision(event).await.is_err() {
                                toasts.push(Toast::failed(t_string!(i18n, ready.undo_failed)));
                                return;
                            }
                        }
                        toasts.push(Toast::info(t_string!(i18n, ready.undone)));
                    });
                }));
            }
        });
    };
    view! {
        <Show when=move || { seen.get() > 0 || pending.get() }>
            <Button
                size=ButtonSize::Small
                icon=IconName::Ban
                pending
                testid="ignore-automatic"
                on_click=ask
            >
                {move || t_string!(i18n, ready.ignore_automatic, count = seen.get())}
            </Button>
        </Show>
        <Dialog open=asking title=t_string!(i18n, ready.ignore_automatic_title) size="s">
            <p>{t!(i18n, ready.ignore_automatic_text)}</p>
            <Listed of=listed />
            <div class="dialog__actions">
                <Button on_click=move |_| asking.set(false)>{t!(i18n, ready.cancel)}</Button>
                <Button variant=ButtonVariant::Primary testid="ignore-automatic-yes" on_click=ignore_all>
                    {t!(i18n, ready.ignore_all)}
                </Button>
            </div>
        </Dialog>
    }
}

/// What will be ignored: who sent it, and what it says of itself.
#[component]
fn Listed(of: RwSignal<Vec<ReadyItem>>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <ul class="ready-bulk" data-testid="ignore-automatic-list">
            <For each=move || of.get() key=|item| item.thread let:item>
                <li class="ready-bulk__item">
                    <span class="ready-bulk__from" dir="auto">{item.from.label().to_owned()}</span>
                    <span class="ready-bulk__subject" dir="auto" title=item.subject.clone()>
                        {if item.subject.trim().is_empty() {
                            t_string!(i18n, ready.no_subject).to_owned()
                        } else {
                            item.subject.clone()
                        }}
                    </span>
                </li>
            </For>
        </ul>
    }
}

/// All automatic mail of the queue.
async fn automatic() -> Result<Vec<ReadyItem>, ApiError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = ready_page(ReadyFilter::Ready, after, LOOK).await?;
        found.extend(page.rows.into_iter().filter(|item| item.automatic));
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

/// Ignores what was shown, and nothing that came since. What was done, and what stopped it.
async fn ignore_listed(desk: Desk, items: Vec<ReadyItem>) -> (Vec<EventId>, Option<ApiError>) {
    let mut events = Vec::new();
    for item in items {
        match ignore(desk, item.thread).await {
            Ok(event) => events.push(event),
            // Decided by somebody else meanwhile.
            Err(ApiError::Conflict | ApiError::NotFound) => {}
            Err(error) => return (events, Some(error)),
        }
    }
    (events, None)
}

async fn ignore(desk: Desk, thread: ThreadId) -> Result<EventId, ApiError> {
    let decided = decide(thread, Decision::Ignore).await?;
    desk.queue.try_update(|queue| queue.decide(thread));
    desk.count.try_set(decided.remaining);
    Ok(decided.undo)
}
