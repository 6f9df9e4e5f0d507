//! Where one is in a list: what the address says.

use crate::state::Replacing;
use kurier_model::ViewId;
use kurier_model::record::{Filter, KindKey, ListQuery, ListView};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::location::Url;
use leptos_router::params::ParamsMap;

/// What stands before the key of a filter's field.
const FILTER: &str = "f.";

/// Says that one has gone to all records, though one begins with a saved list.
const ALL: &str = "all";

/// Which saved list one has gone to; what is asked may have been changed since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// Nothing is said: where one begins.
    #[default]
    First,
    All,
    View(ViewId),
}

/// Which records of which kind, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub kind: String,
    pub query: ListQuery,
    /// As a board.
    pub board: bool,
    pub shown: Shown,
}

impl Place {
    fn read(path: &ParamsMap, query: &ParamsMap) -> Self {
        let pairs = query.latest_values().map(|(key, value)| (key.as_ref(), value));
        let board = query.get_str("view") == Some("board");
        let shown = match query.get_str("saved") {
            None => Shown::First,
            Some(said) => said.parse().map_or(Shown::All, Shown::View),
        };
        Self { kind: path.get("kind").unwrap_or_default(), query: read_query(pairs), board, shown }
    }

    /// A saved list, as it was saved.
    #[must_use]
    pub fn of_view(kind: &KindKey, view: &ListView) -> Self {
        let ListView { id, query, board, .. } = view;
        Self { kind: kind.0.clone(), query: query.clone(), board: *board, shown: Shown::View(*id) }
    }

    /// All records of a kind; said where one would begin with a saved list.
    #[must_use]
    pub fn all(kind: &KindKey, is_said: bool) -> Self {
        let shown = if is_said { Shown::All } else { Shown::First };
        Self { kind: kind.0.clone(), shown, ..Self::default() }
    }

    /// Where one begins: nothing is asked.
    #[must_use]
    pub fn is_beginning(&self) -> bool {
        *self == Self { kind: self.kind.clone(), ..Self::default() }
    }

    /// Whether it is a saved list as it was saved.
    #[must_use]
    pub fn is_as_in(&self, view: &ListView) -> bool {
        self.board == view.board && self.query.is_same(&view.query)
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        let kind = Url::escape(&self.kind);
        let mut parts = written(&self.query);
        if self.board {
            parts.insert(0, "view=board".to_owned());
        }
        match self.shown {
            Shown::First => {}
            Shown::All => parts.push(format!("saved={ALL}")),
            Shown::View(view) => parts.push(format!("saved={view}")),
        }
        if parts.is_empty() {
            format!("/records/{kind}")
        } else {
            format!("/records/{kind}?{}", parts.join("&"))
        }
    }

    /// Where the list can be fetched as a file.
    #[must_use]
    pub fn export_url(&self, language: &str) -> String {
        let mut parts = written(&self.query);
        parts.push(format!("lang={language}"));
        format!("/export/records/{}?{}", Url::escape(&self.kind), parts.join("&"))
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
        !self.query.words.is_empty() || self.query.mine || !self.query.filters.is_empty()
    }

    /// All records of the kind, there or in the bin.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        self.asking(|query| {
            query.words.clear();
            query.mine = false;
            query.filters.clear();
        })
    }
}

/// A list's question, from the pairs of an address.
pub fn read_query<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> ListQuery {
    let mut query = ListQuery::default();
    for (key, value) in pairs {
        match key {
            "q" => value.trim().clone_into(&mut query.words),
            "mine" => query.mine = true,
            "bin" => query.in_bin = true,
            "cols" => {
                let keys = value.split(',').filter(|key| !key.is_empty());
                query.columns = Some(keys.map(str::to_owned).collect());
            }
            "sort" => {
                let (descending, key) = value.strip_prefix('-').map_or((false, value), |key| (true, key));
                query.sort = Some(key.to_owned()).filter(|key| !key.is_empty());
                query.descending = descending;
            }
            key => {
                let field = key.strip_prefix(FILTER);
                query.filters.extend(field.and_then(|field| Filter::read(field, value)));
            }
        }
    }
    query
}

/// A list's question as pairs of an address.
fn written(query: &ListQuery) -> Vec<String> {
    let ListQuery { words, mine, in_bin, sort, descending, filters, columns } = query;
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
    for filter in filters {
        parts.push(format!("{FILTER}{}={}", Url::escape(&filter.field), Url::escape(&filter.written())));
    }
    if let Some(key) = sort {
        parts.push(format!("sort={}{}", if *descending { "-" } else { "" }, Url::escape(key)));
    }
    if let Some(columns) = columns {
        parts.push(format!("cols={}", Url::escape(&columns.join(","))));
    }
    parts
}

/// Where the page is now.
pub fn use_place() -> Memo<Place> {
    let (path, query) = (use_params_map(), use_query_map());
    Memo::new(move |_| path.with(|path| query.with(|query| Place::read(path, query))))
}

/// Goes to another place of the list without adding to the history for every letter; what is open beside it stays.
#[derive(Clone, Copy)]
pub struct GoTo(Replacing);

impl GoTo {
    pub fn new() -> Self {
        Self(Replacing::here())
    }

    pub fn place(self, place: &Place) {
        self.0.to(&place.url());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_model::record::Test;

    #[test]
    fn the_place_is_in_the_address() {
        let mut query = ParamsMap::new();
        let mut path = ParamsMap::new();
        path.insert("kind", "contact".to_owned());
        let plain = Place::read(&path, &query);
        assert_eq!(plain.url(), "/records/contact");
        for (key, value) in [
            ("view", "board"),
            ("q", "okna & drzwi"),
            ("mine", ""),
            ("bin", ""),
            ("f.amount", ":100..1 000"),
            ("f.nothing", "?"),
            ("f.empty", ""),
            ("sort", "-name"),
            ("cols", "amount,created_at"),
            ("saved", "all"),
        ] {
            query.insert(key, value.to_owned());
        }
        let place = Place::read(&path, &query);
        assert_eq!(
            place.url(),
            "/records/contact?view=board&q=okna%20%26%20drzwi&mine&bin&f.amount=%3A100%2E%2E1%20000&f.nothing=%3F&sort=-name\
             &cols=amount%2Ccreated%5Fat&saved=all"
        );
        let between = Test::Between { from: "100".to_owned(), to: "1 000".to_owned() };
        // What cannot be understood is said to whoever asked.
        let unknown = Test::Unknown { written: "?".to_owned() };
        let asked = [("amount", between), ("nothing", unknown)];
        assert_eq!(place.query.filters, asked.map(|(field, test)| Filter { field: field.to_owned(), test }));
        assert_eq!((place.shown, plain.shown), (Shown::All, Shown::First));
        assert!(plain.is_beginning() && !place.is_beginning());
        assert!(place.is_filtered() && !place.unfiltered().is_filtered());
        assert_eq!(place.sorted_by("name").query.sort.as_deref(), Some("name"));
        assert!(!place.sorted_by("name").query.descending && !place.sorted_by("emails").query.descending);
        assert!(plain.sorted_by("name").sorted_by("name").query.descending);
    }
}
