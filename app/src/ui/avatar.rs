//! A person as a coloured circle with initials.

use kurier_model::Address;
use leptos::prelude::*;

/// Colour by address, so that a person looks the same everywhere. The name stands beside it, so it is hidden from screen readers.
#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    #[prop(into)] address: String,
    /// `"s"` 24 px, `"m"` 32 px, `"l"` 40 px.
    #[prop(default = "m")]
    size: &'static str,
) -> impl IntoView {
    let hue = address
        .to_ascii_lowercase()
        .bytes()
        .fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()))
        % 8;
    let name = Some(name).filter(|name| !name.trim().is_empty());
    let initials = Address { name, address }.initials();
    view! { <span class="avatar" data-size=size data-hue=hue.to_string() aria-hidden="true">{initials}</span> }
}
