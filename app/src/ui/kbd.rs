//! Keys as they stand on a keyboard.

use super::is_apple;
use leptos::prelude::*;

/// The keys of a shortcut in the notation of `state::shortcuts`: `"j"`, `"g i"`, `"mod+k"`.
#[component]
pub fn Kbd(keys: &'static str) -> impl IntoView {
    let parts: Vec<_> = keys
        .split([' ', '+'])
        .map(|key| {
            let name = match key {
                "mod" if is_apple() => "⌘",
                "mod" => "Ctrl",
                "ArrowUp" => "↑",
                "ArrowDown" => "↓",
                "Escape" => "Esc",
                other => other,
            };
            view! { <kbd class="kbd">{name}</kbd> }
        })
        .collect();
    view! { <span class="kbd-group">{parts}</span> }
}
