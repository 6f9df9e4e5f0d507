//! A column and its cards.

use super::card::{Card, CardView};
use super::columns::Column;
use super::dragging::BoardState;
use crate::ui::{Button, ButtonSize, Icon, IconName, Menu, MenuItem};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::{RecordId, StageId};
use leptos::prelude::*;

#[component]
pub(super) fn ColumnView(stage: StageId, state: BoardState) -> impl IntoView {
    let i18n = use_i18n();
    let column = Memo::new(move |_| {
        state.columns.with(|columns| columns.iter().find(|column| column.stage == stage).cloned())
    });
    let name = Memo::new(move |_| column.with(|column| column.as_ref().map(|column| column.name.clone())));
    let note = Memo::new(move |_| {
        column.with(|column| column.as_ref().map(|column| column.note.clone()).unwrap_or_default())
    });
    let cards =
        move || column.with(|column| column.as_ref().map(|column| column.cards.clone()).unwrap_or_default());
    let count = move || column.with(|column| column.as_ref().map_or(0, |column| column.count));
    let more = Memo::new(move |_| column.with(|column| column.as_ref().is_some_and(|column| column.more)));
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
                <Show when=move || note.with(|note| !note.is_empty())>
                    <p class="board__note">{move || note.get()}</p>
                </Show>
            </header>
            <ul class="board__cards">
                <For each=cards key=|card| card.id let:card>
                    <Item card column state />
                </For>
                <Show when=move || more.get() && state.on_more.is_some()>
                    <li class="board__more">
                        <Button size=ButtonSize::Small on_click=move |_| {
                            if let Some(on_more) = state.on_more {
                                on_more.run(stage);
                            }
                        }>{t!(i18n, records.more)}</Button>
                    </li>
                </Show>
            </ul>
            <Show when=move || count() == 0>
                <p class="board__empty">{t_string!(i18n, leads.empty_column)}</p>
            </Show>
        </section>
    }
}

#[component]
fn Item(card: Card, column: Memo<Option<Column>>, state: BoardState) -> impl IntoView {
    let i18n = use_i18n();
    let id = card.id;
    // What it says changes in its place: it may be under way.
    let card = Memo::new(move |before: Option<&Card>| {
        let now = column.with(|column| column.as_ref()?.cards.iter().find(|one| one.id == id).cloned());
        now.or_else(|| before.cloned()).unwrap_or_else(|| card.clone())
    });
    let dragging =
        move || state.drag.with(|drag| drag.as_ref().is_some_and(|drag| drag.active && drag.card.id == id));
    let dropped = StoredValue::new(false);
    view! {
        <li
            data-dragging=move || dragging().to_string()
            on:pointerdown=move |event| {
                dropped.set_value(false);
                card.with_untracked(|card| state.pressed(&event, card));
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
            {move || view! {
                <CardView card=card.get()>
                    <StageMenu card=id state />
                    <span class="lead-card__grip" aria-hidden="true"><Icon name=IconName::GripVertical /></span>
                </CardView>
            }}
            <span class="visually-hidden">{t!(i18n, leads.move_hint)}</span>
        </li>
    }
}

/// The way without dragging.
#[component]
fn StageMenu(card: RecordId, state: BoardState) -> impl IntoView {
    let i18n = use_i18n();
    let stages = move || {
        state.columns.with_untracked(|columns| {
            columns.iter().map(|column| (column.stage, column.name.clone())).collect::<Vec<_>>()
        })
    };
    view! {
        <Menu label=t_string!(i18n, leads.move_to_stage) testid="move-to-stage">
            {move || {
                stages()
                    .into_iter()
                    .map(|(to, name)| {
                        view! { <MenuItem on_select=Callback::new(move |()| state.move_card(card, to))>{name}</MenuItem> }
                    })
                    .collect_view()
            }}
        </Menu>
    }
}
