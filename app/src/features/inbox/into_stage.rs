//! Mail that is put on a record, and with that the record into a stage: dropped there, or chosen in a dialog. Told once, and taken back as one.

use crate::api::ApiError;
use crate::features::records::api::get_record;
use crate::features::records::losing::{Loss, LostReason, asks_reason};
use crate::features::records::words::stage_name;
use crate::features::taking_back::take_back;
use crate::features::timeline::api::{attach_in_stage, undo_decision};
use crate::state::{Afterwards, Toast, Toasts, use_toasts};
use crate::trouble::error_text;
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::link::AttachedInStage;
use kurier_model::record::{Back, Kind, Record};
use kurier_model::{EventId, RecordId, StageId, ThreadId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The way to do it.
#[derive(Clone, Copy)]
pub struct IntoStage {
    /// Of the record that was lost last …
    kind: RwSignal<Option<Kind>>,
    /// … of which it is asked why.
    lost: RwSignal<Option<Loss>>,
    i18n: I18n,
    toasts: Toasts,
}

impl IntoStage {
    /// For the part of the page that asks; [`WhyLost`] goes with it.
    pub fn begin() -> Self {
        Self { kind: RwSignal::new(None), lost: RwSignal::new(None), i18n: use_i18n(), toasts: use_toasts() }
    }

    /// Does it, says so, and offers to take it back. `changed` is told of both.
    pub fn put(self, threads: Vec<ThreadId>, record: RecordId, stage: StageId, changed: Afterwards<()>) {
        spawn_local(async move {
            match put(threads, record, stage).await {
                Ok((record, done)) => {
                    changed.act(());
                    self.said(record, stage, done, changed);
                }
                Err(error) => {
                    self.toasts.push(Toast::failed(error_text(self.i18n, &error)));
                }
            }
        });
    }

    /// Where it was lost it is asked why first: whoever takes it back takes back the reason too.
    fn said(self, record: Record, stage: StageId, done: AttachedInStage, changed: Afterwards<()>) {
        let Self { kind, lost, i18n, toasts } = self;
        let name = record.kind.stage(stage).map(|stage| stage_name(i18n, &stage.name)).unwrap_or_default();
        let said = t_string!(i18n, leads.attached_in_stage, name = record.name, stage = name);
        let asks = asks_reason(&record.kind, stage) && !done.stage.is_empty();
        let event = done.mail.undo;
        let offered = Afterwards::new(move |back: Back| {
            let said = Toast::done(said.clone());
            toasts.push(match event.is_none() && back.is_empty() {
                true => said,
                false => {
                    let changed = changed.clone();
                    said.with_undo(move || undo(i18n, toasts, event, back.clone(), changed.clone()))
                }
            });
        });
        let loss = Loss::new(done.stage, offered);
        let unasked = match asks {
            true => {
                // Of one that is asked about already nobody will say anything any more.
                if let Some(unanswered) = lost.try_update(Option::take).flatten() {
                    unanswered.over();
                }
                kind.try_set(Some(record.kind));
                lost.try_set(Some(loss)).flatten()
            }
            false => Some(loss),
        };
        if let Some(loss) = unasked {
            loss.over();
        }
    }
}

/// What its kind is says how the stage is called, and whether it is asked why.
async fn put(
    threads: Vec<ThreadId>,
    record: RecordId,
    stage: StageId,
) -> Result<(Record, AttachedInStage), ApiError> {
    let record = get_record(record).await?.read()?;
    let done = attach_in_stage(threads, record.id, stage).await?.read()?;
    Ok((record, done))
}

/// Takes back both: the mail comes off what it was not on before, and the record goes back unless somebody else has moved it since.
fn undo(i18n: I18n, toasts: Toasts, event: Option<EventId>, back: Back, changed: Afterwards<()>) {
    spawn_local(async move {
        if let Some(event) = event
            && let Err(error) = undo_decision(event).await
        {
            toasts.push(Toast::failed(error_text(i18n, &error)));
        }
        if !back.is_empty()
            && let Some(why_not) = take_back(i18n, vec![back]).await
        {
            toasts.push(Toast::failed(why_not));
        }
        changed.act(());
    });
}

/// The question why a record was lost, while there is one.
#[component]
pub fn WhyLost(of: IntoStage) -> impl IntoView {
    move || of.kind.get().map(|kind| view! { <LostReason kind=StoredValue::new(kind) lost=of.lost /> })
}
