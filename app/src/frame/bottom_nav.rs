//! The navigation at the bottom of phones.

use super::account_menu::more_menu;
use super::nav_counts::NavCount;
use super::nav_places::{NavLinks, NavPlace, bar_places};
use super::places::Place;
use crate::lazy::later;
use crate::ui::{Icon, IconName, Menu};
use kurier_i18n::{t, t_string, use_i18n};
use leptos::prelude::*;
use leptos_router::components::A;

/// Four places and everything else under "More".
#[component]
pub fn BottomNav() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <nav class="bottom-nav" aria-label=t_string!(i18n, common.nav.main)>
            <NavLinks places=bar_places link=bar_link />
            <Menu
                label=t_string!(i18n, common.nav.more)
                class="bottom-nav__link"
                trigger=move || view! {
                    <Icon name=IconName::Ellipsis />
                    <span>{t!(i18n, common.nav.more)}</span>
                    <NavCount of=vec![Place::Notifications, Place::Tasks] />
                }
            >
                {later(more_menu)}
            </Menu>
        </nav>
    }
}

fn bar_link(place: NavPlace) -> AnyView {
    let NavPlace { place, href, icon, short_name, .. } = place;
    let counted = place.filter(|place| *place == Place::Ready);
    view! {
        <A href=href attr:class="bottom-nav__link">
            <Icon name=icon />
            <span dir="auto">{short_name}</span>
            {counted.map(|place| view! { <NavCount of=vec![place] /> })}
        </A>
    }
    .into_any()
}
