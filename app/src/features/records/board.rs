//! Records of a kind as a board.

use super::api::{move_record, record_column, records_by_stage};
use super::card::record_card;
use super::losing::{Loss, LostReason, asks_reason};
use super::place::Place;
use super::words::{money, stage_name};
use crate::api::Fetched;
use crate::features::board::{Board, Card, Column, Mover, refreshed};
use crate::followed::followed;
use crate::state::{Toast, use_live, use_toasts};
use crate::trouble::error_text;
use crate::ui::Skeleton;
use kurier_i18n::{I18n, t_string, use_i18n};
use kurier_model::StageId;
use kurier_model::record::{BoardColumn, Kind, ListCursor, RecordBoard, Sum};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The board, again with every change. `nothing` is drawn where there is none of the kind at all.
#[component]
pub fn BoardView(
    kind: StoredValue<Kind>,
    place: Memo<Place>,
    /// The board has a stage that the page does not know yet.
    stale: Callback<()>,
    nothing: ViewFn,
) -> impl IntoView {
    let live = use_live();
    let board = Fetched::new(
        "records_by_stage",
        move || format!("{} {}", place.get().url(), live.records.get()),
        move || {
            let here = place.get_untracked();
            records_by_stage(here.key(), here.query)
        },
    );
    let nothing = StoredValue::new(nothing);
    followed(
        board,
        || view! { <Skeleton kind="cards" /> }.into_any(),
        |board| board.columns.iter().all(|column| column.count == 0),
        move |board| {
            Effect::new(move || {
                let is_known = |stage: StageId| kind.with_value(|kind| kind.stage(stage).is_some());
                if board.with(|board| board.columns.iter().any(|column| !is_known(column.stage))) {
                    stale.run(());
                }
            });
            view! { <Cards kind place board /> }.into_any()
        },
        move || nothing.with_value(ViewFn::run),
    )
}

#[component]
fn Cards(kind: StoredValue<Kind>, place: Memo<Place>, board: RwSignal<RecordBoard>) -> impl IntoView {
    let i18n = use_i18n();
    let all = move || board.with(|board| kind.with_value(|kind| columns_of(i18n, kind, board)));
    let columns = RwSignal::new(untrack(all));
    let next = RwSignal::new(untrack(move || board.with(cursors)));
    Effect::new(move |is_first: Option<()>| {
        let now = all();
        if is_first.is_some() {
            let fresh = board.with_untracked(cursors);
            columns.update(|columns| {
                let shown = refreshed(columns, now);
                // A column that keeps more than its first page goes on where it was.
                next.update(|next| {
                    for column in &shown {
                        let first_page = board.with_untracked(|board| rows_in(board, column.stage));
                        if column.cards.len() <= first_page {
                            next.insert(column.stage, fresh.get(&column.stage).cloned().flatten());
                        }
                    }
                });
                *columns = shown;
            });
        }
    });
    let more = fetching_more(kind, place, columns, next);
    let lost = RwSignal::new(None::<Loss>);
    let mover: Mover = Arc::new(move |record, stage, done| {
        Box::pin(async move {
            let back = move_record(record, stage).await?.read()?;
            // Who is asked why takes the answer back with the move.
            let asks = kind.try_with_value(|kind| asks_reason(kind, stage)) == Some(true);
            let unasked = match asks {
                true => lost.try_set(Some(Loss::new(back, done))).flatten(),
                false => Some(Loss::new(back, done)),
            };
            if let Some(loss) = unasked {
                loss.over();
            }
            Ok(())
        })
    });
    view! {
        <Board columns mover on_more=more testid="record-board" />
        <LostReason kind lost />
    }
}

/// Where each column goes on.
type Cursors = HashMap<StageId, Option<ListCursor>>;

/// Fetches what is further down in a column.
fn fetching_more(
    kind: StoredValue<Kind>,
    place: Memo<Place>,
    columns: RwSignal<Vec<Column>>,
    next: RwSignal<Cursors>,
) -> Callback<StageId> {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let under_way = StoredValue::new(HashSet::<StageId>::new());
    Callback::new(move |stage: StageId| {
        let Some(after) = next.with_untracked(|next| next.get(&stage).cloned().flatten()) else { return };
        // Whoever presses twice is answered once.
        if under_way.try_update_value(|under_way| under_way.insert(stage)) != Some(true) {
            return;
        }
        let here = place.get_untracked();
        spawn_local(async move {
            let answer = record_column(here.key(), here.query, stage, after).await;
            under_way.try_update_value(|under_way| under_way.remove(&stage));
            match answer.and_then(|page| Ok(page.read()?)) {
                Ok(page) => {
                    let cards =
                        |kind: &Kind| page.rows.iter().map(|row| record_card(i18n, kind, row)).collect();
                    let cards: Vec<Card> = kind.try_with_value(cards).unwrap_or_default();
                    columns.try_update(|columns| {
                        if let Some(column) = columns.iter_mut().find(|column| column.stage == stage) {
                            let is_new = |card: &Card| !column.cards.iter().any(|one| one.id == card.id);
                            let cards: Vec<Card> = cards.into_iter().filter(is_new).collect();
                            column.cards.extend(cards);
                            column.more = page.next.is_some();
                        }
                    });
                    next.try_update(|next| next.insert(stage, page.next));
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    })
}

fn rows_in(board: &RecordBoard, stage: StageId) -> usize {
    board.columns.iter().find(|column| column.stage == stage).map_or(0, |column| column.rows.len())
}

fn cursors(board: &RecordBoard) -> Cursors {
    board.columns.iter().map(|column| (column.stage, column.next.clone())).collect()
}

fn columns_of(i18n: I18n, kind: &Kind, board: &RecordBoard) -> Vec<Column> {
    let column = |column: &BoardColumn| {
        let stage = kind.stage(column.stage)?;
        Some(Column {
            stage: stage.id,
            name: stage_name(i18n, &stage.name),
            count: column.count,
            note: sums(i18n, &column.sums, (1..100).contains(&stage.probability)),
            cards: column.rows.iter().map(|row| record_card(i18n, kind, row)).collect(),
            more: column.next.is_some(),
        })
    };
    board.columns.iter().filter_map(column).collect()
}

/// What a column is worth, a currency after the other; and by how likely it is.
fn sums(i18n: I18n, sums: &[Sum], is_weighted: bool) -> String {
    let all =
        |of: fn(&Sum) -> &str| sums.iter().map(|sum| money(i18n, of(sum))).collect::<Vec<_>>().join(" + ");
    let whole = all(|sum| &sum.money);
    if whole.is_empty() || !is_weighted {
        return whole;
    }
    t_string!(i18n, records.board.weighted, sum = whole, weighted = all(|sum| &sum.weighted))
}
