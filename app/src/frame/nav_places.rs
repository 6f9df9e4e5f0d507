//! What the navigation leads to: the places of every workspace, without the kinds that nobody wants to see there, and its own kinds.

use super::places::Place;
use crate::features::records::words::{icon_of, many_of};
use crate::state::use_kinds;
use crate::ui::{IconName, lasting};
use kurier_i18n::{I18n, use_i18n};
use kurier_model::record::ListedKind;
use leptos::prelude::*;

/// What stands below the page on a phone, as far as it is shown.
const BAR: [Place; 8] = [
    Place::Inbox,
    Place::Ready,
    Place::Leads,
    Place::Contacts,
    Place::Companies,
    Place::Deals,
    Place::Tickets,
    Place::Projects,
];
/// So many of these have room there.
const ROOM: usize = 4;

/// A place as it is shown.
#[derive(Clone, PartialEq)]
pub struct NavPlace {
    /// `None`: a kind of the workspace's own.
    pub place: Option<Place>,
    pub href: String,
    pub icon: IconName,
    pub name: String,
    pub short_name: String,
    pub keys: Option<&'static str>,
}

/// These places, with the workspace's own kinds behind the other kinds.
pub fn nav_places(i18n: I18n, places: &[Place], kinds: &[ListedKind]) -> Vec<NavPlace> {
    let is_hidden = |place: &Place| {
        place.kind().is_some_and(|key| kinds.iter().any(|kind| kind.hidden && kind.key.0 == key))
    };
    let built_in = |place: Place| NavPlace {
        place: Some(place),
        href: place.href().to_owned(),
        icon: place.icon(),
        name: place.name(i18n).to_owned(),
        short_name: place.short_name(i18n).to_owned(),
        keys: Some(place.keys()),
    };
    let own = kinds.iter().filter(|kind| kind.own.is_some() && !kind.hidden && !kind.removed).map(|kind| {
        let name = many_of(i18n, &kind.key, kind.own.as_ref());
        NavPlace {
            place: None,
            href: format!("/records/{}", kind.key),
            icon: icon_of(&kind.key, kind.own.as_ref()),
            short_name: name.clone(),
            name,
            keys: None,
        }
    });
    let mut all: Vec<NavPlace> = Vec::new();
    let behind = places.iter().rposition(|place| place.kind().is_some()).map_or(0, |last| last + 1);
    let (before, after) = places.split_at(behind);
    all.extend(before.iter().filter(|place| !is_hidden(place)).map(|place| built_in(*place)));
    all.extend(own);
    all.extend(after.iter().map(|place| built_in(*place)));
    all
}

/// Those of them below the page on a phone.
pub fn bar_places(i18n: I18n, kinds: &[ListedKind]) -> Vec<NavPlace> {
    let mut places = nav_places(i18n, &BAR, kinds);
    places.truncate(ROOM);
    places
}

/// Places, each as a link that `link` draws, also by the server.
#[component]
pub fn NavLinks(
    /// Which, by the kinds of the workspace.
    places: fn(I18n, &[ListedKind]) -> Vec<NavPlace>,
    link: fn(NavPlace) -> AnyView,
) -> impl IntoView {
    let i18n = use_i18n();
    let kinds = use_kinds();
    view! {
        <Transition>
            {move || lasting(async move {
                let first = kinds.read().await;
                let shown = Memo::new(move |_| match kinds.now() {
                    Some(now) => places(i18n, &now),
                    None => places(i18n, &first),
                });
                view! { <For each=move || shown.get() key=|place| (place.href.clone(), place.name.clone(), place.icon) children=link /> }
            })}
        </Transition>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_i18n::Language;
    use kurier_model::record::{KindIcon, OwnKind, OwnName};

    #[test]
    fn own_kinds_stand_behind_the_others_and_hidden_ones_nowhere() {
        let own = |key: &str, hidden, removed| ListedKind {
            key: key.into(),
            own: Some(OwnKind {
                many: OwnName { pl: format!("{key} pl"), en: format!("{key} en") },
                one: OwnName { pl: key.to_owned(), en: key.to_owned() },
                icon: KindIcon::Truck,
            }),
            hidden,
            removed,
        };
        let kinds = [
            ListedKind { key: "deal".into(), own: None, hidden: true, removed: false },
            own("car", false, false),
            own("secret", true, false),
            own("gone", false, true),
        ];
        let places = nav_places(I18n::new(Language::Pl), &Place::ALL, &kinds);
        let hrefs: Vec<&str> = places.iter().map(|place| place.href.as_str()).collect();
        let shown = [
            "/records/lead",
            "/records/contact",
            "/records/company",
            "/records/ticket",
            "/records/project",
            "/records/car",
            "/tasks",
        ];
        let at = hrefs.iter().position(|href| *href == shown[0]).unwrap_or_default();
        assert_eq!(hrefs.get(at..at + shown.len()), Some(shown.as_slice()));
        assert_eq!(places[at + 5].name, "car pl");
        assert_eq!(places.len(), Place::ALL.len(), "one more, one less");
    }

    #[test]
    fn where_a_kind_is_hidden_another_one_has_its_place_below_the_page() {
        let hrefs = |hidden: &[&str]| {
            let kind =
                |key: &&str| ListedKind { key: (*key).into(), own: None, hidden: true, removed: false };
            let kinds: Vec<ListedKind> = hidden.iter().map(kind).collect();
            let places = bar_places(I18n::new(Language::Pl), &kinds);
            places.into_iter().map(|place| place.href).collect::<Vec<_>>()
        };
        assert_eq!(hrefs(&[]), ["/inbox", "/ready", "/records/lead", "/records/contact"]);
        assert_eq!(hrefs(&["lead", "company"]), ["/inbox", "/ready", "/records/contact", "/records/deal"]);
    }
}
