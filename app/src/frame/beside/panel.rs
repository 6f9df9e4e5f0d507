//! What stands beside the page: a record, the ways on from it, and its keys.

use super::PANEL;
use crate::features::records::record::{AskedRecord, FollowedRecord, RecordParts};
use crate::state::{Beside, Opening, RecordPlace, use_shortcut, use_shortcuts};
use crate::ui::{ButtonSize, EmptyState, Icon, IconButton, IconName, focused};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::RecordId;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// Links of the page by which one goes from one record to the next.
const ROWS: &str = ".frame__page :is(.lead-list__name, .lead-card__name)";

/// The record, and what is above it.
#[component]
pub fn Panel(beside: Beside) -> impl IntoView {
    // While it closes it keeps its last face.
    let place = Memo::new(move |before: Option<&Option<RecordPlace>>| {
        beside.shown().or_else(|| before.cloned().flatten())
    });
    let has_before = RwSignal::new(false);
    Effect::new(move || {
        place.with(|place| place.iter().for_each(|place| beside.came_with_address(place)));
        has_before.set(Beside::has_before());
        if beside.takes_focus() || covers_page() {
            focus(PANEL);
        }
    });
    keys(beside);
    give_focus_back(beside);
    view! {
        // Where it lies over the page, whose own is hidden then.
        <h1 class="visually-hidden beside__heading">{t!(use_i18n(), common.beside.title)}</h1>
        <Bar beside place has_before />
        {move || place.get().map(|place| view! { <OfRecord id=place.record /> })}
    }
}

#[component]
fn Bar(beside: Beside, place: Memo<Option<RecordPlace>>, has_before: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let page = move || place.with(|place| place.as_ref().map(RecordPlace::page));
    view! {
        <div class="beside__bar" data-further=move || has_before.get().then_some("true")>
            <IconButton
                class="beside__back"
                icon=IconName::ArrowLeft
                label=t_string!(i18n, common.beside.back)
                testid="beside-back"
                on_click=move |_| beside.back()
            />
            <a class="button" data-variant="quiet" data-size="m" data-page="" data-testid="beside-page" href=page>
                <Icon name=IconName::ExternalLink />
                <span class="button__label">{t!(i18n, common.beside.open_page)}</span>
            </a>
            <IconButton
                class="beside__close"
                icon=IconName::X
                size=ButtonSize::Medium
                label=t_string!(i18n, common.close)
                shortcut="Escape"
                testid="beside-close"
                on_click=move |_| beside.close()
            />
        </div>
    }
}

#[component]
fn OfRecord(id: RecordId) -> impl IntoView {
    let asked = AskedRecord::new("record_beside", Memo::new(move |_| Some(id)), false);
    let draw = |record| view! { <RecordParts record is_page=false /> }.into_any();
    view! {
        <div class="lead record">
            <div class="lead__inner">
                <FollowedRecord asked draw nothing=|| Nothing().into_any() />
            </div>
        </div>
    }
}

/// The page beside it is there all the same.
#[component]
fn Nothing() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <EmptyState
            icon=IconName::CircleAlert
            title=t_string!(i18n, common.beside.nothing)
            text=Signal::stored(t_string!(i18n, common.beside.nothing_text).to_owned())
        />
    }
}

fn keys(beside: Beside) {
    use_shortcut("Escape", "", move || {
        // The key is used up: a menu does not close by itself any more.
        let menu = document().query_selector(":popover-open").ok().flatten();
        match menu.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
            Some(menu) => drop(menu.hide_popover()),
            None => beside.close(),
        }
    });
    let shortcuts = use_shortcuts();
    for (key, by) in [("j", 1), ("k", -1)] {
        shortcuts.register(key, "", false, move || step(beside, by));
    }
    Effect::new(move || {
        let pressed = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowDown" => 1,
                "ArrowUp" => -1,
                _ => return,
            };
            let is_row = focused().is_some_and(|focused| focused.matches(ROWS).unwrap_or(false));
            if is_row && !event.default_prevented() {
                event.prevent_default();
                step(beside, by);
            }
        });
        on_cleanup(move || pressed.remove());
    });
}

/// Shows the next record of the list or of the board, or the one before.
fn step(beside: Beside, by: isize) {
    let Ok(rows) = document().query_selector_all(ROWS) else { return };
    let rows: Vec<HtmlElement> = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into().ok()).collect();
    let page_of = |row: &HtmlElement| row.get_attribute("href");
    let now = untrack(|| beside.shown()).map(|place| place.page());
    let at = rows.iter().position(|row| page_of(row) == now);
    let next = at.map_or(Some(0), |at| at.checked_add_signed(by)).and_then(|next| rows.get(next));
    let Some(row) = next else { return };
    let Some(place) = page_of(row).and_then(|page| RecordPlace::of_page(&page)) else { return };
    let _ = row.focus();
    beside.open(&place, Opening::FromPage, false);
}

/// When it closes, what opened it has the focus again, unless that is elsewhere by now.
fn give_focus_back(beside: Beside) {
    // Cleaned up in the browser alone.
    Effect::new(move || {
        on_cleanup(move || {
            request_animation_frame(move || {
                if let Some(page) = beside.opener().filter(|_| focused().is_none()) {
                    focus(&format!(".frame__page a[href='{page}']"));
                }
            });
        });
    });
}

fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = found.focus();
    }
}

/// Whether there is no room for both: then the page is hidden meanwhile. The style sheet says the same.
fn covers_page() -> bool {
    window().match_media("(width < 1280px)").ok().flatten().is_some_and(|media| media.matches())
}
