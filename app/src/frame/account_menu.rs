//! Who is signed in: language, settings, sign-out.

use super::api::sign_out;
use super::nav_counts::NavCount;
use super::nav_places::{NavPlace, bar_places, nav_places};
use super::opened::Overlays;
use super::places::Place;
use crate::features::settings::api::set_language;
use crate::lazy::{later, split};
use crate::state::{Appearance, Toast, language, use_kinds, use_session, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Avatar, Icon, IconName, Menu, MenuDivider, MenuItem, MenuLink, lasting};
use kurier_i18n::{Language, t, t_string, use_i18n};
use kurier_model::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The person's avatar, which opens their menu.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let avatar = move || {
        view! {
            <Transition fallback=move || view! { <Icon name=IconName::User /> }>
                {move || lasting(async move {
                    match session.read().await {
                        Ok(me) => {
                            let name = Some(me.name.clone()).filter(|name| !name.trim().is_empty());
                            let initials = Address { name, address: me.email.clone() }.initials();
                            view! {
                                <Avatar name=me.name address=me.email />
                                // Its name begins with what is read on it (WCAG 2.1, 2.5.3).
                                <span class="visually-hidden rail__initials">{initials} " "</span>
                            }
                            .into_any()
                        }
                        Err(_) => view! { <Icon name=IconName::User /> }.into_any(),
                    }
                })}
            </Transition>
            <span class="visually-hidden">{t!(i18n, common.nav.account)}</span>
        }
    };
    view! {
        <Menu label=t_string!(i18n, common.nav.account) class="rail__account" trigger=avatar testid="account-menu">
            {later(account_menu)}
        </Menu>
    }
}

split! {
    mail: fn account_menu() -> AnyView { AccountMenuItems().into_any() }
}

split! {
    /// What "More" offers on a phone.
    mail: pub fn more_menu() -> AnyView { MoreItems().into_any() }
}

/// What the avatar's menu offers: profile, language, sign-out.
#[component]
fn AccountMenuItems() -> impl IntoView {
    let session = use_session();
    view! {
        <MenuLink href="/settings/profile" icon=IconName::User>
            <span dir="auto">{move || session.me().map(|me| me.name)}</span>
        </MenuLink>
        <MenuDivider />
        <AccountItems />
    }
}

/// Places for which a phone may have no room below the page.
const IN_MORE: [Place; 10] = [
    Place::Notifications,
    Place::Tasks,
    Place::Leads,
    Place::Contacts,
    Place::Companies,
    Place::Deals,
    Place::Tickets,
    Place::Projects,
    Place::Drafts,
    Place::Settings,
];

/// What "More" offers on a phone.
#[component]
fn MoreItems() -> impl IntoView {
    let i18n = use_i18n();
    let kinds = use_kinds();
    let overlays = expect_context::<Overlays>();
    // After the menu is gone, which gives the focus back.
    let search = move |()| request_animation_frame(move || overlays.palette.set(true));
    let item = |NavPlace { place, href, icon, name, .. }: NavPlace| {
        let counted = place.filter(|place| matches!(place, Place::Notifications | Place::Tasks));
        view! {
            <MenuLink href=href icon=icon>
                <span dir="auto">{name}</span>
                {counted.map(|place| view! { <NavCount of=vec![place] /> })}
            </MenuLink>
        }
    };
    let items = move || {
        let kinds = kinds.now().unwrap_or_default();
        let below = bar_places(i18n, &kinds);
        let is_below = |place: &NavPlace| below.iter().any(|other| other.href == place.href);
        let others = nav_places(i18n, &IN_MORE, &kinds).into_iter().filter(|place| !is_below(place));
        others.map(item).collect_view()
    };
    view! {
        <MenuItem icon=IconName::Search on_select=search testid="search-everything">{t!(i18n, common.search_everything)}</MenuItem>
        <MenuDivider />
        {items}
        <MenuDivider />
        <AccountItems />
    }
}

/// Language and sign-out, for a menu.
#[component]
fn AccountItems() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let choose = move |chosen: Language| {
        spawn_local(async move {
            // The cookie alone would do on this device; the setting is for the others.
            match set_language(chosen).await {
                Ok(()) => language::change_language(chosen),
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    let leave = move |()| {
        spawn_local(async move {
            match sign_out().await {
                Ok(()) => {
                    let _ = window().location().assign("/sign-in");
                }
                Err(error) => {
                    toasts.push(Toast::failed(error_text(i18n, &error)));
                }
            }
        });
    };
    let current = i18n.language();
    view! {
        {[(Language::Pl, "Polski"), (Language::En, "English")]
            .into_iter()
            .filter(move |(language, _)| *language != current)
            .map(|(language, name)| view! {
                <MenuItem icon=IconName::Languages on_select=move |()| choose(language)>
                    <span lang=language.tag()>{name}</span>
                </MenuItem>
            })
            .collect_view()}
        <AppearanceItem />
        <MenuItem icon=IconName::LogOut on_select=leave testid="sign-out">{t!(i18n, common.nav.sign_out)}</MenuItem>
    }
}

/// From light to dark and back.
#[component]
fn AppearanceItem() -> impl IntoView {
    let i18n = use_i18n();
    let other = RwSignal::new(Appearance::other());
    let switch = move |()| {
        Appearance::choose(other.get_untracked());
        other.set(Appearance::other());
    };
    view! {
        <MenuItem icon=IconName::SunMoon on_select=switch>
            {move || match other.get() {
                Appearance::Dark => t_string!(i18n, common.nav.dark),
                Appearance::System | Appearance::Light => t_string!(i18n, common.nav.light),
            }}
        </MenuItem>
    }
}
