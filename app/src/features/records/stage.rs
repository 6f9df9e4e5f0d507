//! The stage that a record is in.

use super::api::move_record;
use super::losing::{Loss, LostReason, asks_reason};
use super::words::{days_in_stage, stage_name};
use crate::features::taking_back::{Besides, offer_besides};
use crate::state::{Afterwards, Toast, Toasts, use_toasts};
use crate::trouble::error_text;
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::StageId;
use kurier_model::pipeline::{Outcome, PipelineStage, StageName};
use kurier_model::record::{Back, FieldType, Kind, Record};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// A stage as a coloured word.
#[component]
pub fn StageMark(name: StageName, outcome: Outcome) -> impl IntoView {
    view! { <span class="stage-mark" data-stage=outcome.as_str() dir="auto">{stage_name(use_i18n(), &name)}</span> }
}

/// The stage of a record that is open, and putting it into another one.
#[derive(Clone, Copy)]
struct InStage {
    record: RwSignal<Record>,
    kind: StoredValue<Kind>,
    stored: Memo<Option<StageId>>,
    /// Shown at once, and taken back when it is refused.
    wanted: RwSignal<Option<StageId>>,
    /// Of which it is asked why it was lost.
    lost: RwSignal<Option<Loss>>,
    i18n: I18n,
    toasts: Toasts,
}

impl InStage {
    /// `None` for a kind without stages.
    fn of(record: RwSignal<Record>) -> Option<Self> {
        let kind = record.with_untracked(|record| record.kind.clone());
        let field = kind.first(&FieldType::Stage)?.id;
        let stored = Memo::new(move |_| {
            record.with(|record| {
                let value = record.values.iter().find(|value| value.field == field)?;
                value.value.parse::<StageId>().ok()
            })
        });
        let wanted = RwSignal::new(None);
        Effect::new(move || {
            stored.track();
            wanted.set(None);
        });
        let kind = StoredValue::new(kind);
        let (lost, i18n, toasts) = (RwSignal::new(None), use_i18n(), use_toasts());
        Some(Self { record, kind, stored, wanted, lost, i18n, toasts })
    }

    fn now(self) -> Option<StageId> {
        self.wanted.get().or_else(|| self.stored.get())
    }

    /// Whether the record has gone past a stage. How far one came that was lost, nobody knows.
    fn is_past(self, stage: StageId) -> bool {
        let now = self.now();
        self.kind.with_value(|kind| {
            let place = |wanted| kind.stages.iter().position(|one| Some(one.id) == wanted);
            let ends = |wanted: Option<StageId>, as_what: Outcome| {
                wanted.and_then(|id| kind.stage(id)).is_some_and(|stage| stage.outcome == as_what)
            };
            place(Some(stage)) < place(now) && ends(Some(stage), Outcome::Open) && !ends(now, Outcome::Lost)
        })
    }

    fn change(self, to: StageId) {
        if untrack(|| self.now()) == Some(to) {
            return;
        }
        self.wanted.set(Some(to));
        let id = self.record.with_untracked(|record| record.id);
        spawn_local(async move {
            match move_record(id, to).await.and_then(|back| Ok(back.read()?)) {
                Ok(back) => self.moved(to, back),
                Err(error) => {
                    self.wanted.try_set(None);
                    self.toasts.push(Toast::failed(error_text(self.i18n, &error)));
                }
            }
        });
    }

    /// Where it was lost it is asked why first: whoever takes the move back takes back the reason too.
    fn moved(self, to: StageId, back: Back) {
        let (i18n, toasts) = (self.i18n, self.toasts);
        let stage =
            self.kind.try_with_value(|kind| kind.stage(to).map(|stage| stage_name(i18n, &stage.name)));
        let (Some(Some(stage)), Some(name)) =
            (stage, self.record.try_with_untracked(|record| record.name.clone()))
        else {
            return;
        };
        let said = t_string!(i18n, leads.moved, name = name, stage = stage);
        // It may be taken back before the page has heard of the move.
        let wanted = self.wanted;
        let forget: Arc<dyn Fn(bool) + Send + Sync> = Arc::new(move |is_back| {
            if is_back {
                wanted.try_set(None);
            }
        });
        let offered = Afterwards::new(move |back: Back| {
            let besides = Besides { after: Some(Arc::clone(&forget)), ..Besides::default() };
            offer_besides(i18n, toasts, said.clone(), vec![back], besides);
        });
        let loss = Loss::new(back, offered);
        let asks = self.kind.try_with_value(|kind| asks_reason(kind, to)) == Some(true);
        let unasked = if asks { self.lost.try_set(Some(loss)).flatten() } else { Some(loss) };
        if let Some(loss) = unasked {
            loss.over();
        }
    }
}

/// The pipeline of a record; a click moves it. Nothing for a kind without one.
#[component]
pub fn StageBar(
    record: RwSignal<Record>,
    /// Beside the inbox threads are dragged onto a stage.
    takes_mail: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let Some(here) = InStage::of(record) else { return ().into_any() };
    let is_gone = move || record.with(|record| record.removed_at.is_some());
    let id = record.with_untracked(|record| record.id);
    let drop_record = takes_mail.then(|| id.to_string());
    let days = move || record.with(|record| record.stage_since.map(days_in_stage)).unwrap_or_default();
    let stage = move |stage: PipelineStage| {
        let id = stage.id;
        let drop_stage = move || (takes_mail && !is_gone()).then(|| id.to_string());
        view! {
            <li data-passed=move || here.is_past(id).to_string() data-drop-stage=drop_stage>
                <button
                    type="button"
                    dir="auto"
                    data-outcome=stage.outcome.as_str()
                    aria-pressed=move || (here.now() == Some(id)).to_string()
                    disabled=is_gone
                    on:click=move |_| here.change(id)
                >
                    {stage_name(i18n, &stage.name)}
                </button>
            </li>
        }
    };
    view! {
        <ol class="stages" aria-label=t_string!(i18n, leads.stage) data-testid="stages" data-drop-record=drop_record>
            {here.kind.with_value(|kind| kind.stages.clone()).into_iter().map(stage).collect_view()}
        </ol>
        // There in any case: by its clock the browser may reckon otherwise than the server.
        <p class="timeline__dim record__since" hidden=move || days() == 0>
            {move || t_string!(i18n, records.days_in_stage, count = days())}
        </p>
        <LostReason kind=here.kind lost=here.lost />
    }
    .into_any()
}
