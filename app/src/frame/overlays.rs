//! What lies over every page, and the keys that work on every page.

use super::opened::Overlays;
use super::palette::Palette;
use super::places::Place;
use super::shortcut_help::ShortcutHelp;
use super::toast_list::ToastList;
use crate::features::compose::ComposeContext;
use crate::lazy::{later, split};
use crate::state::{use_shortcuts, use_toasts};
use kurier_i18n::{t_string, use_i18n};
use kurier_model::compose::DraftStart;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

split! {
    mail: fn dialogs(overlays: Overlays) -> AnyView {
        view! {
            <ShortcutHelp open=overlays.help />
            <Palette open=overlays.palette />
        }
        .into_any()
    }
}

/// Toasts, and dialogs from when one of them is opened; once, in the frame.
#[component]
pub fn OverlayLayer(overlays: Overlays, compose: ComposeContext) -> impl IntoView {
    register_keys(overlays, compose);
    let was_any = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || overlays.help.get() || overlays.palette.get()
    });
    view! {
        <ToastList />
        <Show when=move || was_any.get()>
            {later(move || dialogs(overlays))}
        </Show>
    }
}

fn register_keys(overlays: Overlays, compose: ComposeContext) {
    let i18n = use_i18n();
    let shortcuts = use_shortcuts();
    shortcuts.listen();
    let navigate = StoredValue::new(use_navigate());
    for place in Place::ALL {
        shortcuts.register(place.keys(), place.name(i18n), false, move || {
            navigate.with_value(|navigate| navigate(place.href(), leptos_router::NavigateOptions::default()));
        });
    }
    shortcuts.register("c", t_string!(i18n, common.new_email), false, move || {
        compose.start(DraftStart::EMPTY);
    });
    let toasts = use_toasts();
    shortcuts.register("z", t_string!(i18n, common.undo), false, move || {
        toasts.undo_latest();
    });
    shortcuts
        .register("mod+k", t_string!(i18n, common.keys.palette), false, move || overlays.palette.set(true));
    shortcuts.register("?", t_string!(i18n, common.keys.help), false, move || overlays.help.set(true));
}
