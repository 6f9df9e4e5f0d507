//! Taking a thread off a record, and putting it on another one instead: the same beside the thread and where its reasons are told.

use crate::features::ready::matches::Matches;
use crate::features::timeline::api::{detach_thread, reattach_thread, undo_decision};
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Dialog, IconButton, IconName};
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::ready::RecordMatch;
use kurier_model::{EventId, RecordId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// A thread on a record.
#[derive(Clone, Copy)]
pub struct Link {
    thread: ThreadId,
    record: RecordId,
    /// Of the record.
    name: StoredValue<String>,
    /// Taken off a moment ago.
    pub gone: RwSignal<bool>,
    changed: Callback<()>,
    i18n: I18n,
    toasts: Toasts,
}

impl Link {
    /// `changed` is called after every change.
    pub fn new(thread: ThreadId, record: RecordId, name: &str, changed: Callback<()>) -> Self {
        Self {
            thread,
            record,
            name: StoredValue::new(name.to_owned()),
            gone: RwSignal::new(false),
            changed,
            i18n: use_i18n(),
            toasts: use_toasts(),
        }
    }

    fn detach(self) {
        let Self { thread, record, i18n, toasts, .. } = self;
        self.gone.set(true);
        spawn_local(async move {
            let Ok(done) = detach_thread(thread, record).await else {
                self.gone.try_set(false);
                toasts.push(Toast::failed(t_string!(i18n, leads.detach_failed)));
                return;
            };
            let name = self.name.try_get_value().unwrap_or_default();
            let said = Toast::done(t_string!(i18n, leads.detached, subject = name));
            let put_back = move |event: EventId| {
                self.gone.try_set(false);
                undo(event, t_string!(i18n, leads.attach_failed), toasts, self.changed);
            };
            toasts.push(match done.undo {
                Some(event) => said.with_undo(move || put_back(event)),
                None => said,
            });
            self.changed.try_run(());
        });
    }

    fn move_to(self, to: RecordMatch) {
        let Self { thread, record, i18n, toasts, changed, .. } = self;
        spawn_local(async move {
            match reattach_thread(thread, record, to.record).await {
                Ok(done) => {
                    let said = Toast::done(t_string!(i18n, leads.moved_to_record, name = to.name));
                    let failed = t_string!(i18n, leads.attach_failed);
                    toasts.push(match done.undo {
                        Some(event) => said.with_undo(move || undo(event, failed, toasts, changed)),
                        None => said,
                    });
                    changed.try_run(());
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    }
}

/// Takes back what was decided; `failed` is told when that cannot be done any more.
pub fn undo(event: EventId, failed: &'static str, toasts: Toasts, changed: Callback<()>) {
    spawn_local(async move {
        if undo_decision(event).await.is_err() {
            toasts.push(Toast::failed(failed));
        }
        changed.try_run(());
    });
}

/// Both buttons. Choosing another record is for [`MoveDialog`], which stays when the link is drawn anew.
#[component]
pub fn LinkButtons(link: Link, moving: RwSignal<Option<Link>>) -> impl IntoView {
    let i18n = link.i18n;
    let name = link.name.get_value();
    view! {
        <IconButton
            icon=IconName::ArrowRight
            label=t_string!(i18n, leads.move_thread, name = name.clone())
            testid="move-link"
            on_click=move |_| moving.set(Some(link))
        />
        <IconButton
            icon=IconName::X
            label=t_string!(i18n, leads.detach_thread, subject = name)
            on_click=move |_| link.detach()
        />
    }
}

/// To which record instead.
#[component]
pub fn MoveDialog(thread: ThreadId, moving: RwSignal<Option<Link>>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(moving.with(Option::is_some)));
    let pick = Callback::new(move |found: RecordMatch| {
        if let Some(link) = moving.try_update(Option::take).flatten() {
            link.move_to(found);
        }
    });
    view! {
        <Dialog
            open
            title=t_string!(i18n, leads.move_thread_title)
            testid="move-link-dialog"
            on_close=Callback::new(move |()| moving.set(None))
        >
            <Matches thread on_pick=pick />
        </Dialog>
    }
}
