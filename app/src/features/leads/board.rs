//! Leads as a board.

use super::api::move_to_stage;
use super::card::lead_card;
use super::stage::stage_label;
use crate::features::board::{Board, Column, Mover};
use kurier_i18n::{I18n, use_i18n};
use kurier_model::lead;
use leptos::prelude::*;
use std::sync::Arc;

/// The board.
#[component]
pub fn LeadBoard(board: RwSignal<lead::Board>) -> impl IntoView {
    let i18n = use_i18n();
    let columns = RwSignal::new(board.with_untracked(|board| columns_of(i18n, board)));
    Effect::new(move |is_first: Option<()>| {
        let now = board.with(|board| columns_of(i18n, board));
        if is_first.is_some() {
            columns.set(now);
        }
    });
    let mover: Mover = Arc::new(|lead, stage, _| Box::pin(move_to_stage(lead, stage)));
    view! { <Board columns mover testid="lead-board" /> }
}

fn columns_of(i18n: I18n, board: &lead::Board) -> Vec<Column> {
    let column = |(stage, leads): &(lead::Stage, Vec<lead::LeadRow>)| Column {
        stage: stage.id,
        name: stage_label(i18n, &stage.name),
        count: stage.leads,
        note: String::new(),
        cards: leads.iter().map(lead_card).collect(),
        more: false,
    };
    board.columns.iter().map(column).collect()
}
