//! The navigation rail at the left of wide screens.

use super::nav_counts::{NavCount, is_counted};
use super::nav_places::{NavLinks, NavPlace, nav_places};
use super::opened::Overlays;
use super::places::Place;
use crate::ui::is_apple;
use crate::ui::{Icon, IconName};
use kurier_i18n::{t, t_string, use_i18n};
use leptos::prelude::*;
use leptos_router::components::A;

/// The rail; its children stand at the bottom, the button for a new message at the top.
#[component]
pub fn Rail(#[prop(into)] on_write: Callback<()>, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    let overlays = expect_context::<Overlays>();
    let palette_keys = if is_apple() { "⌘K" } else { "Ctrl+K" };
    view! {
        <nav class="rail" aria-label=t_string!(i18n, common.nav.main)>
            <a class="rail__brand" href="/inbox" aria-label=t_string!(i18n, common.app)>
                <img src="/favicon.svg" alt="" width="28" height="28" />
            </a>
            <button
                type="button"
                class="rail__compose"
                data-testid="new-email"
                aria-label=t_string!(i18n, common.new_email)
                aria-keyshortcuts="c"
                title=format!("{} (c)", t_string!(i18n, common.new_email))
                on:click=move |_| on_write.run(())
            >
                <Icon name=IconName::Pencil />
            </button>
            <ul class="rail__list">
                <NavLinks places=|i18n, kinds| nav_places(i18n, &Place::ALL, kinds) link=rail_link />
            </ul>
            <div class="rail__foot">
                <button
                    type="button"
                    class="rail__link"
                    title=format!("{} ({palette_keys})", t_string!(i18n, common.palette.title))
                    on:click=move |_| overlays.palette.set(true)
                >
                    <Icon name=IconName::Command />
                    <span class="visually-hidden">{t!(i18n, common.palette.title)}</span>
                </button>
                <button
                    type="button"
                    class="rail__link"
                    title=format!("{} (?)", t_string!(i18n, common.nav.help))
                    on:click=move |_| overlays.help.set(true)
                >
                    <Icon name=IconName::Keyboard />
                    <span class="visually-hidden">{t!(i18n, common.nav.help)}</span>
                </button>
                {children()}
            </div>
        </nav>
    }
}

/// One of the places that the rail leads to.
fn rail_link(place: NavPlace) -> AnyView {
    let NavPlace { place, href, icon, name, short_name, keys } = place;
    let title = keys.map_or_else(|| name.clone(), |keys| format!("{name} ({keys})"));
    let counted = place.filter(|place| is_counted(*place));
    view! {
        <li>
            <A href=href attr:class="rail__link" attr:title=title>
                <Icon name=icon />
                <span class="rail__label" dir="auto">{short_name}</span>
                {counted.map(|place| view! { <NavCount of=vec![place] /> })}
            </A>
        </li>
    }
    .into_any()
}
