//! A board: a column for each stage of a pipeline, and cards that are dragged between them by mouse or touch, or moved by their menu.
//!
//! What a card says, and what moving it does, is said by whoever shows the board.

mod card;
mod column;
mod columns;
mod dragging;

pub use card::{Card, CardView};
pub use columns::{Column, refreshed};
pub use dragging::Mover;

use crate::features::taking_back::{Besides, offer_besides};
use crate::state::{Afterwards, Toast, use_toasts};
use column::ColumnView;
use columns::{Moved, move_card, names, take_back};
use dragging::{BoardState, Ghost};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::record::Back;
use kurier_model::{RecordId, StageId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Arc;

/// The board. `on_more` fetches what is not shown yet of a column.
#[component]
pub fn Board(
    columns: RwSignal<Vec<Column>>,
    mover: Mover,
    #[prop(optional)] on_more: Option<Callback<StageId>>,
    testid: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    // What is offered outlives the board: a move can be taken back when the page has been left.
    let cards = move |moved: Moved| Besides {
        before: Some(Arc::new(move || {
            columns.try_update(|columns| take_back(columns, moved));
        })),
        after: Some(Arc::new(move |is_back| {
            if !is_back {
                columns.try_update(|columns| move_card(columns, moved.card, moved.to));
            }
        })),
    };
    let moving = Callback::new(move |(card, to): (RecordId, StageId)| {
        let Some(moved) = columns.try_update(|columns| move_card(columns, card, to)).flatten() else {
            return;
        };
        let (name, stage) = columns.with_untracked(|columns| names(columns, card));
        let mover = mover.clone();
        let said = t_string!(i18n, leads.moved, name = name, stage = stage);
        let done = Afterwards::new(move |back: Back| {
            offer_besides(i18n, toasts, said.clone(), vec![back], cards(moved));
        });
        spawn_local(async move {
            if mover(card, to, done).await.is_err() {
                columns.try_update(|columns| take_back(columns, moved));
                toasts.push(Toast::failed(t_string!(i18n, leads.move_failed)));
            }
        });
    });
    let state = BoardState { columns, drag: RwSignal::new(None), moving, on_more };
    let stages =
        Memo::new(move |_| columns.with(|columns| columns.iter().map(|one| one.stage).collect::<Vec<_>>()));
    view! {
        <div class="board" data-testid=testid>
            <For each=move || stages.get() key=|stage| *stage let:stage>
                <ColumnView stage state />
            </For>
        </div>
        <Ghost state />
    }
}
