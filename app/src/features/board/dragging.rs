//! Cards under way.

use super::card::{Card, CardView};
use super::columns::Column;
use crate::api::ApiError;
use crate::state::Afterwards;
use crate::ui::edge_speed;
use kurier_model::record::Back;
use kurier_model::{RecordId, StageId};
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// How far a pointer moves before a press becomes a drag, in CSS pixels.
const THRESHOLD: i32 = 6;

/// Puts a record into a stage. What is told then takes that back; it may be told later, when something was asked first.
pub type Mover = Arc<
    dyn Fn(RecordId, StageId, Afterwards<Back>) -> Pin<Box<dyn Future<Output = Result<(), ApiError>>>>
        + Send
        + Sync,
>;

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
            // The drag is known when this comes.
            request_animation_frame(move || self.scroll_edges());
            // From now on everything goes to the card, wherever the pointer is.
            if let Some(card) = event.current_target().and_then(|card| card.dyn_into::<Element>().ok()) {
                let _ = card.set_pointer_capture(event.pointer_id());
            }
        }
        event.prevent_default();
        drag.over = stage_at(drag.now);
        self.drag.set(Some(drag));
    }

    /// While a card is held near an edge, the board goes on there, and the column under it: so it reaches what is out of sight.
    fn scroll_edges(self) {
        let held = self
            .drag
            .try_with_untracked(|drag| drag.as_ref().filter(|drag| drag.active).map(|drag| drag.now));
        let Some(Some(now)) = held else { return };
        if scroll_at(now) {
            self.drag.try_update(|drag| {
                if let Some(drag) = drag {
                    drag.over = stage_at(now);
                }
            });
        }
        request_animation_frame(move || self.scroll_edges());
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

fn stage_at(at: (i32, i32)) -> Option<StageId> {
    column_at(at)?.get_attribute("data-stage-id")?.parse().ok()
}

#[expect(clippy::cast_precision_loss, reason = "pixels of a screen")]
fn column_at((x, y): (i32, i32)) -> Option<Element> {
    document().element_from_point(x as f32, y as f32)?.closest("[data-stage-id]").ok()?
}

/// Scrolls what lies at a place by as much as a frame asks for; whether anything went.
#[expect(clippy::cast_possible_truncation, reason = "at most 16")]
fn scroll_at(at: (i32, i32)) -> bool {
    let (x, y) = (f64::from(at.0), f64::from(at.1));
    // Boards lie in what scrolls them.
    let board = document().query_selector(".board").ok().flatten().and_then(|board| board.parent_element());
    let sideways = board.is_some_and(|board| {
        let (place, before) = (board.get_bounding_client_rect(), board.scroll_left());
        board.set_scroll_left(before + edge_speed(x, place.left(), place.right()) as i32);
        board.scroll_left() != before
    });
    let cards = column_at(at).and_then(|column| {
        let cards = column.query_selector(".board__cards").ok().flatten()?;
        Some((column.get_bounding_client_rect(), cards))
    });
    let downwards = cards.is_some_and(|(place, cards)| {
        let before = cards.scroll_top();
        cards.set_scroll_top(before + edge_speed(y, place.top(), place.bottom()) as i32);
        cards.scroll_top() != before
    });
    sideways || downwards
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
