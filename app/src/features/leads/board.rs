//! Leads as a board: a column for each stage, cards dragged between them by mouse or touch, or moved by their menu.

use super::api::move_to_stage;
use super::card::LeadCard;
use super::columns::Columns;
use super::stage::stage_label;
use crate::state::{Toast, use_toasts};
use crate::ui::{Icon, IconName, Menu, MenuItem};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::lead::{Board, LeadRow, Stage};
use kurier_model::{LeadId, StageId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// How far a pointer moves before a press becomes a drag, in CSS pixels.
const THRESHOLD: i32 = 6;

/// A card under way.
#[derive(Clone, PartialEq)]
struct Drag {
    lead: LeadRow,
    start: (i32, i32),
    now: (i32, i32),
    /// Past the threshold.
    active: bool,
    over: Option<StageId>,
}

/// What the cards and columns share.
#[derive(Clone, Copy)]
struct BoardState {
    columns: RwSignal<Columns>,
    drag: RwSignal<Option<Drag>>,
    mover: StoredValue<Callback<(LeadId, StageId)>>,
}

impl BoardState {
    fn move_card(self, lead: LeadId, to: StageId) {
        self.mover.get_value().run((lead, to));
    }

    fn pressed(self, event: &PointerEvent, lead: &LeadRow) {
        let grip =
            target(event).and_then(|target| target.closest(".lead-card__grip").ok().flatten()).is_some();
        // A finger scrolls; it drags by the grip. A menu is for clicking.
        let menu = target(event)
            .and_then(|target| target.closest("[aria-haspopup], [role=menu]").ok().flatten())
            .is_some();
        if event.button() != 0 || menu || (event.pointer_type() != "mouse" && !grip) {
            return;
        }
        let at = (event.client_x(), event.client_y());
        self.drag.set(Some(Drag { lead: lead.clone(), start: at, now: at, active: false, over: None }));
    }

    fn moved(self, event: &PointerEvent) {
        let Some(mut drag) = self.drag.get_untracked() else { return };
        drag.now = (event.client_x(), event.client_y());
        let far = (drag.now.0 - drag.start.0).abs().max((drag.now.1 - drag.start.1).abs());
        if !drag.active && far < THRESHOLD {
            return;
        }
        if !drag.active {
            drag.active = true;
            // From now on everything goes to the card, wherever the pointer is.
            if let Some(card) = event.current_target().and_then(|card| card.dyn_into::<Element>().ok()) {
                let _ = card.set_pointer_capture(event.pointer_id());
            }
        }
        event.prevent_default();
        drag.over = stage_at(drag.now);
        self.drag.set(Some(drag));
    }

    fn released(self) {
        let Some(drag) = self.drag.try_update(Option::take).flatten() else { return };
        if let (true, Some(to)) = (drag.active, drag.over) {
            self.move_card(drag.lead.id, to);
        }
    }
}

fn target(event: &PointerEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

#[expect(clippy::cast_precision_loss, reason = "pixels of a screen")]
fn stage_at((x, y): (i32, i32)) -> Option<StageId> {
    let column = document().element_from_point(x as f32, y as f32)?.closest("[data-stage-id]").ok()??;
    column.get_attribute("data-stage-id")?.parse().ok()
}

/// The board.
#[component]
pub fn LeadBoard(board: Board) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let columns = RwSignal::new(Columns::from(board));
    let mover = StoredValue::new(Callback::new(|_: (LeadId, StageId)| ()));
    let state = BoardState { columns, drag: RwSignal::new(None), mover };
    mover.set_value(Callback::new(move |(lead, to): (LeadId, StageId)| {
        let Some(moved) = columns.try_update(|columns| columns.move_card(lead, to)).flatten() else { return };
        let (name, stage) = columns.with_untracked(|columns| columns.names(lead));
        spawn_local(async move {
            if move_to_stage(lead, to).await.is_err() {
                columns.try_update(|columns| columns.take_back(moved));
                toasts.push(Toast::failed(t_string!(i18n, leads.move_failed)));
                return;
            }
            let stage = stage_label(i18n, &stage);
            toasts.push(Toast::done(t_string!(i18n, leads.moved, name = name, stage = stage)).with_undo(
                move || {
                    columns.try_update(|columns| columns.take_back(moved));
                    spawn_local(async move {
                        if move_to_stage(lead, moved.from).await.is_err() {
                            columns.try_update(|columns| columns.move_card(lead, to));
                            toasts.push(Toast::failed(t_string!(i18n, leads.move_failed)));
                        }
                    });
                },
            ));
        });
    }));
    let stages = Memo::new(move |_| {
        columns.with(|columns| columns.stages().into_iter().map(|stage| stage.id).collect::<Vec<_>>())
    });
    view! {
        <div class="board" data-testid="lead-board">
            <For each=move || stages.get() key=|stage| *stage let:stage>
                <Column stage state />
            </For>
        </div>
        <Ghost state />
    }
}

#[component]
fn Column(stage: StageId, state: BoardState) -> impl IntoView {
    let i18n = use_i18n();
    let column = Memo::new(move |_| state.columns.with(|columns| columns.column(stage)));
    let name = Memo::new(move |_| {
        column.with(|column| column.as_ref().map(|(stage, _)| stage_label(i18n, &stage.name)))
    });
    let cards =
        move || column.with(|column| column.as_ref().map(|(_, cards)| cards.clone()).unwrap_or_default());
    let count = move || column.with(|column| column.as_ref().map_or(0, |(stage, _)| stage.leads));
    let over = Memo::new(move |_| {
        state.drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.active && drag.over == Some(stage)))
    });
    let heading = format!("stage-{stage}");
    let labelled_by = heading.clone();
    view! {
        <section
            class="board__column"
            data-stage-id=stage.to_string()
            data-over=move || over.get().to_string()
            aria-labelledby=labelled_by
        >
            <header class="board__head">
                <h2 class="board__name" id=heading.clone() dir="auto">{move || name.get()}</h2>
                <span class="board__count">{count}</span>
            </header>
            <ul class="board__cards">
                <For each=cards key=|card| card.id let:card>
                    <Card row=card state />
                </For>
            </ul>
            <Show when=move || count() == 0>
                <p class="board__empty">{t!(i18n, leads.empty_column)}</p>
            </Show>
        </section>
    }
}

#[component]
fn Card(row: LeadRow, state: BoardState) -> impl IntoView {
    let i18n = use_i18n();
    let id = row.id;
    let pressed = StoredValue::new(row.clone());
    let dragging =
        move || state.drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.active && drag.lead.id == id));
    let dropped = StoredValue::new(false);
    view! {
        <li
            data-dragging=move || dragging().to_string()
            on:pointerdown=move |event| {
                dropped.set_value(false);
                pressed.with_value(|row| state.pressed(&event, row));
            }
            on:pointermove=move |event| state.moved(&event)
            on:pointerup=move |_| {
                dropped.set_value(dragging());
                state.released();
            }
            on:pointercancel=move |_| state.drag.set(None)
            // The click that ends a drag is not for the link.
            on:click:capture=move |event| {
                if dropped.get_value() {
                    dropped.set_value(false);
                    event.prevent_default();
                    event.stop_propagation();
                }
            }
        >
            <LeadCard row>
                <StageMenu lead=id state />
                <span class="lead-card__grip" aria-hidden="true"><Icon name=IconName::GripVertical /></span>
            </LeadCard>
            <span class="visually-hidden">{t!(i18n, leads.move_hint)}</span>
        </li>
    }
}

/// The way without dragging.
#[component]
fn StageMenu(lead: LeadId, state: BoardState) -> impl IntoView {
    let i18n = use_i18n();
    let stages = move || state.columns.with_untracked(Columns::stages);
    view! {
        <Menu label=t_string!(i18n, leads.move_to_stage) testid="move-to-stage">
            {move || {
                stages()
                    .into_iter()
                    .map(|stage: Stage| {
                        let to = stage.id;
                        view! {
                            <MenuItem on_select=Callback::new(move |()| state.move_card(lead, to))>
                                {stage_label(i18n, &stage.name)}
                            </MenuItem>
                        }
                    })
                    .collect_view()
            }}
        </Menu>
    }
}

/// The card under the pointer.
#[component]
fn Ghost(state: BoardState) -> impl IntoView {
    let row = Memo::new(move |_| {
        state.drag.with(|drag| drag.as_ref().filter(|drag| drag.active).map(|drag| drag.lead.clone()))
    });
    let place = move || {
        state.drag.with(|drag| {
            drag.as_ref().map(|drag| format!("translate({}px, {}px)", drag.now.0 + 8, drag.now.1 + 8))
        })
    };
    move || {
        row.get().map(|row| {
            view! { <div class="board__ghost" aria-hidden="true" inert style:transform=move || place().unwrap_or_default()><LeadCard row /></div> }
        })
    }
}
