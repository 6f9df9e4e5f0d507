//! The navigation at the bottom of phones.

use super::account_menu::more_menu;
use super::nav_counts::NavCount;
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
            {[Place::Inbox, Place::Ready, Place::Leads, Place::Contacts]
                .into_iter()
                .map(|place| view! {
                    <A href=place.href() attr:class="bottom-nav__link">
                        <Icon name=place.icon() />
                        <span>{place.short_name(i18n)}</span>
                        {(place == Place::Ready).then(|| view! { <NavCount of=place /> })}
                    </A>
                })
                .collect_view()}
            <Menu
                label=t_string!(i18n, common.nav.more)
                class="bottom-nav__link"
                trigger=move || view! {
                    <Icon name=IconName::Ellipsis />
                    <span>{t!(i18n, common.nav.more)}</span>
                    <NavCount of=Place::Notifications />
                }
            >
                {later(more_menu)}
            </Menu>
        </nav>
    }
}
