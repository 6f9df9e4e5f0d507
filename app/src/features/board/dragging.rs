//! Cards under way.

use super::card::{Card, CardView};
use super::columns::Column;
use crate::api::ApiError;
use kurier_model::{RecordId, StageId};
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// How far a pointer moves before a press becomes a drag, in CSS pixels.
const THRESHOLD: i32 = 6;

/// Whether a card is moved, or a move is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Forth,
    Back,
}

/// Puts a record into a stage.
pub type Mover =
    Arc<dyn Fn(RecordId, StageId, Move) -> Pin<Box<dyn Future<Output = Result<(), ApiError>>>> + Send + Sync>;

/// A card under way.
#[derive(Clone, PartialEq)]
pub(super) struct Drag {
    pub(super) card: Card,
    start: (i32, i32),
    now: (i32, i32),
    /// Past the threshold.
    pub(super) active: bool,
    pub(super) over: Option<StageId>,
}

/// What the cards and columns share.
#[derive(Clone, Copy)]
pub(super) struct BoardState {
    pub(super) columns: RwSignal<Vec<Column>>,
    pub(super) drag: RwSignal<Option<Drag>>,
    pub(super) moving: Callback<(RecordId, StageId)>,
    pub(super) on_more: Option<Callback<StageId>>,
}

impl BoardState {
    pub(super) fn move_card(self, card: RecordId, to: StageId) {
        self.moving.run((card, to));
    }

    pub(super) fn pressed(self, event: &PointerEvent, card: &Card) {
        // Of a drag that was never let go, as its card was taken away meanwhile, nothing is left.
        self.drag.set(None);
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
        self.drag.set(Some(Drag { card: card.clone(), start: at, now: at, active: false, over: None }));
    }

    pub(super) fn moved(self, event: &PointerEvent) {
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

    pub(super) fn released(self) {
        let Some(drag) = self.drag.try_update(Option::take).flatten() else { return };
        if let (true, Some(to)) = (drag.active, drag.over) {
            self.move_card(drag.card.id, to);
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

/// The card under the pointer.
#[component]
pub(super) fn Ghost(state: BoardState) -> impl IntoView {
    let card = Memo::new(move |_| {
        state.drag.with(|drag| drag.as_ref().filter(|drag| drag.active).map(|drag| drag.card.clone()))
    });
    let place = move || {
        state.drag.with(|drag| {
            drag.as_ref().map(|drag| format!("translate({}px, {}px)", drag.now.0 + 8, drag.now.1 + 8))
        })
    };
    move || {
        card.get().map(|card| {
            view! { <div class="board__ghost" aria-hidden="true" inert style:transform=move || place().unwrap_or_default()><CardView card /></div> }
        })
    }
}
