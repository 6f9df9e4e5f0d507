//! Where one is in a list: what the address says.

use kurier_model::record::{KindKey, ListQuery};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use leptos_router::location::Url;
use leptos_router::{NavigateOptions, params::ParamsMap};

/// Which records of which kind, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub kind: String,
    pub query: ListQuery,
}

impl Place {
    fn read(path: &ParamsMap, query: &ParamsMap) -> Self {
        let sort = query.get_str("sort").unwrap_or_default();
        let (descending, key) = sort.strip_prefix('-').map_or((false, sort), |key| (true, key));
        let query = ListQuery {
            words: query.get("q").map(|words| words.trim().to_owned()).unwrap_or_default(),
            mine: query.get_str("mine").is_some(),
            in_bin: query.get_str("bin").is_some(),
            sort: Some(key.to_owned()).filter(|key| !key.is_empty()),
            descending,
        };
        Self { kind: path.get("kind").unwrap_or_default(), query }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        let ListQuery { words, mine, in_bin, sort, descending } = &self.query;
        let mut parts = Vec::new();
        if !words.is_empty() {
            parts.push(format!("q={}", Url::escape(words)));
        }
        if *mine {
            parts.push("mine".to_owned());
        }
        if *in_bin {
            parts.push("bin".to_owned());
        }
        if let Some(key) = sort {
            parts.push(format!("sort={}{}", if *descending { "-" } else { "" }, Url::escape(key)));
        }
        let kind = Url::escape(&self.kind);
        if parts.is_empty() {
            format!("/records/{kind}")
        } else {
            format!("/records/{kind}?{}", parts.join("&"))
        }
    }

    #[must_use]
    pub fn key(&self) -> KindKey {
        KindKey(self.kind.clone())
    }

    /// The same with another question.
    #[must_use]
    pub fn asking(&self, change: impl FnOnce(&mut ListQuery)) -> Self {
        let mut place = self.clone();
        change(&mut place.query);
        place
    }

    /// In the order of a field; in the other direction when it is in that order already.
    #[must_use]
    pub fn sorted_by(&self, key: &str) -> Self {
        self.asking(|query| {
            let is_now = query.sort.as_deref() == Some(key);
            query.descending = is_now && !query.descending;
            query.sort = Some(key.to_owned());
        })
    }

    /// Whether it shows less than all.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.query.words.is_empty() || self.query.mine
    }
}

/// Where the page is now.
pub fn use_place() -> Memo<Place> {
    let (path, query) = (use_params_map(), use_query_map());
    Memo::new(move |_| path.with(|path| query.with(|query| Place::read(path, query))))
}

/// Goes to another place of the list without adding to the history for every letter.
#[derive(Clone, Copy)]
pub struct GoTo(StoredValue<Box<dyn Fn(&str) + Send + Sync>>);

impl GoTo {
    pub fn new() -> Self {
        let navigate = use_navigate();
        let go = move |to: &str| {
            navigate(to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
        };
        Self(StoredValue::new(Box::new(go)))
    }

    pub fn place(self, place: &Place) {
        self.0.try_with_value(|go| go(&place.url()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_in_the_address() {
        let mut query = ParamsMap::new();
        let mut path = ParamsMap::new();
        path.insert("kind", "contact".to_owned());
        let plain = Place::read(&path, &query);
        assert_eq!(plain.url(), "/records/contact");
        for (key, value) in [("q", "okna & drzwi"), ("mine", ""), ("bin", ""), ("sort", "-name")] {
            query.insert(key, value.to_owned());
        }
        let place = Place::read(&path, &query);
        assert_eq!(place.url(), "/records/contact?q=okna%20%26%20drzwi&mine&bin&sort=-name");
        assert_eq!(place.sorted_by("name").query.sort.as_deref(), Some("name"));
        assert!(!place.sorted_by("name").query.descending && !place.sorted_by("emails").query.descending);
        assert!(plain.sorted_by("name").sorted_by("name").query.descending);
    }
}
