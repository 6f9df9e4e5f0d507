//! What the navigation leads to: the places of every workspace, without the kinds that nobody wants to see there, and its own kinds.

use super::places::Place;
use crate::features::records::words::{icon_of, many_of};
use crate::ui::IconName;
use kurier_i18n::I18n;
use kurier_model::record::ListedKind;

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
            "/records/contact",
            "/records/company",
            "/records/ticket",
            "/records/project",
            "/records/car",
            "/tasks",
        ];
        let at = hrefs.iter().position(|href| *href == shown[0]).unwrap_or_default();
        assert_eq!(hrefs.get(at..at + shown.len()), Some(shown.as_slice()));
        assert_eq!(places[at + 4].name, "car pl");
        assert_eq!(places.len(), Place::ALL.len(), "one more, one less");
    }
}
