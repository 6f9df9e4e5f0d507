//! The record that is open beside the page, as the address says: `?record=deal/…`, with the other parameters of the page. So it can be shared,
//! the browser's Back closes it, and the server draws it.

use kurier_model::RecordId;
use kurier_model::record::KindKey;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::{Location, State, Url};
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// In the address: which record is open beside the page.
const RECORD: &str = "record";
/// … and what one looks for on its timeline, which ends with it.
const SHOW: &str = "show";
const FIND: &str = "find";

/// Where a record is: its kind is a part of its page's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPlace {
    pub kind: KindKey,
    pub record: RecordId,
}

impl RecordPlace {
    fn read(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('/')?;
        let is_key = !kind.is_empty()
            && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        Some(Self { kind: is_key.then_some(kind)?.into(), record: id.parse().ok()? })
    }

    /// The record whose page has this address.
    #[must_use]
    pub fn of_page(path: &str) -> Option<Self> {
        Self::read(path.strip_prefix("/records/")?)
    }

    /// The address of its page.
    #[must_use]
    pub fn page(&self) -> String {
        format!("/records/{}/{}", self.kind, self.record)
    }
}

/// The parameters of an address without some of them.
fn without(search: &str, keys: &[&str]) -> String {
    let is_kept = |pair: &&str| {
        let key = pair.split_once('=').map_or(*pair, |(key, _)| key);
        !pair.is_empty() && !keys.contains(&key)
    };
    search.split('&').filter(is_kept).collect::<Vec<_>>().join("&")
}

/// The parameters of an address with another one, whose value needs no escaping.
fn with(search: &str, key: &str, value: &str) -> String {
    let rest = without(search, &[key]);
    let between = if rest.is_empty() { "" } else { "&" };
    format!("?{rest}{between}{key}={value}")
}

/// The parameters of this page's address with another value of one that needs no escaping, whenever it is asked: no signal of its own, which would be
/// gone before a view that another address takes away. Tracks.
pub fn address_with(key: &'static str, value: &'static str) -> impl Fn() -> String + Copy {
    let search = use_location().search;
    move || search.with(|search| with(search, key, value))
}

/// The address of this page with other words in one of its parameters, or without it; none once the page is gone.
pub fn finding_address(key: &'static str) -> impl Fn(&str) -> Option<String> + Copy {
    let Location { pathname, search, .. } = use_location();
    move |words| {
        let search = search.try_with_untracked(|search| match words {
            "" => {
                Some(without(search, &[key])).filter(|rest| !rest.is_empty()).map(|rest| format!("?{rest}"))
            }
            words => Some(with(search, key, &Url::escape(words))),
        })?;
        Some(pathname.try_get_untracked()? + &search.unwrap_or_default())
    }
}

/// How a record is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// From the page, in the place of what is shown.
    FromPage,
    /// From what is shown: Back leads to that one.
    Further,
    /// Unasked, along with what was opened on the page.
    Along,
}

type Go = Arc<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// What is open beside the page.
#[derive(Clone, Copy)]
pub struct Beside {
    shown: Memo<Option<RecordPlace>>,
    path: Memo<String>,
    search: Memo<String>,
    /// The page of the record that was opened from this page: the focus goes back to a link to it.
    opener: StoredValue<Option<String>>,
    /// It was opened from a thread: the next thread's client is shown as well.
    comes_along: StoredValue<bool>,
    /// It was opened by the keyboard, which goes on in it.
    takes_focus: StoredValue<bool>,
    go: StoredValue<Go>,
}

impl Beside {
    /// Makes the context. Inside the router, once for the page.
    pub fn provide() -> Self {
        let location = use_location();
        let (path, search, query) = (location.pathname, location.search, location.query);
        let navigate = use_navigate();
        let shown = Memo::new(move |_| {
            let named = query.with(|query| RecordPlace::read(query.get_str(RECORD)?))?;
            // The page of a record shows that one.
            path.with(|path| RecordPlace::of_page(path)).is_none().then_some(named)
        });
        let beside = Self {
            shown,
            path,
            search,
            opener: StoredValue::new(None),
            comes_along: StoredValue::new(false),
            takes_focus: StoredValue::new(false),
            go: StoredValue::new(Arc::new(move |to: &str, options| navigate(to, options))),
        };
        // Whoever goes back to the same thread wants to be alone with it.
        Effect::new(move |before: Option<(String, bool)>| {
            let now = (path.get(), shown.with(Option::is_some));
            if before.is_some_and(|(path, was_shown)| was_shown && !now.1 && path == now.0) {
                beside.comes_along.set_value(false);
            }
            now
        });
        provide_context(beside);
        beside
    }

    /// What is shown. Tracks.
    #[must_use]
    pub fn shown(self) -> Option<RecordPlace> {
        self.shown.get()
    }

    /// Whether it is this record. Tracks.
    #[must_use]
    pub fn shows(self, record: RecordId) -> bool {
        self.shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.record == record))
    }

    /// Whether the page is that of a record, beside which nothing is opened.
    fn is_page_of_record(self) -> bool {
        self.path.with_untracked(|path| RecordPlace::of_page(path)).is_some()
    }

    /// Opens a record beside the page; on the page of another one, its own page. `takes_focus`: by the keyboard.
    pub fn open(self, place: &RecordPlace, how: Opening, takes_focus: bool) {
        if self.is_page_of_record() {
            self.go_to(&place.page(), NavigateOptions::default());
            return;
        }
        let is_shown = self.shown.with_untracked(Option::is_some);
        let (replace, steps) = match how {
            Opening::Along => (true, 0),
            Opening::FromPage if is_shown => (true, steps()),
            Opening::FromPage => (false, 1),
            Opening::Further if steps() > 0 => (false, steps() + 1),
            Opening::Further => (false, steps() - 1),
        };
        if how != Opening::Further {
            self.opener.set_value(Some(place.page()));
        }
        self.takes_focus.set_value(takes_focus);
        let search = self.search.with_untracked(|search| without(search, &[SHOW, FIND]));
        let record = format!("{}/{}", place.kind, place.record);
        let to = format!("{}{}", self.path.get_untracked(), with(&search, RECORD, &record));
        let state = State::from(steps);
        self.go_to(&to, NavigateOptions { replace, scroll: false, state, ..NavigateOptions::default() });
    }

    /// Back to the page alone.
    pub fn close(self) {
        let steps = steps();
        if steps > 0 {
            if let Ok(history) = window().history() {
                let _ = history.go_with_delta(-steps);
            }
            return;
        }
        let rest = self.search.with_untracked(|search| without(search, &[SHOW, FIND, RECORD]));
        let between = if rest.is_empty() { "" } else { "?" };
        let to = format!("{}{between}{rest}", self.path.get_untracked());
        self.go_to(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    }

    /// Back to what was shown before, or to the page.
    pub fn back(self) {
        if steps() == 0 {
            self.close();
        } else if let Ok(history) = window().history() {
            let _ = history.back();
        }
    }

    /// Whether another record was shown before.
    #[must_use]
    pub fn has_before() -> bool {
        !matches!(steps(), 0 | 1)
    }

    /// An address of this page, with what is open beside it. Tracks.
    #[must_use]
    pub fn keeping(self, address: &str) -> String {
        let (path, search) = address.split_once('?').unwrap_or((address, ""));
        match self.shown.get() {
            Some(place) if self.path.with(|here| here == path) => {
                format!("{path}{}", with(search, RECORD, &format!("{}/{}", place.kind, place.record)))
            }
            _ => address.to_owned(),
        }
    }

    fn go_to(self, to: &str, options: NavigateOptions) {
        if let Some(go) = self.go.try_get_value() {
            go(to, options);
        }
    }

    /// A link to a record leads beside the page, and one by which the page shows something else keeps what is beside it. Where a link is to open
    /// elsewhere (a key, another button), or says so, it is left alone.
    pub fn pressed(self, event: &web_sys::MouseEvent) {
        let has_key = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.button() != 0 || has_key || event.default_prevented() {
            return;
        }
        let link = event.target().and_then(|target| link_of(&target));
        let Some((link, href)) = link.and_then(|link| link.get_attribute("href").map(|href| (link, href)))
        else {
            return;
        };
        let is_in = |what: &str| link.closest(what).ok().flatten().is_some();
        if let Some(place) = RecordPlace::of_page(&href) {
            // A dialog would stay in front of it.
            if self.is_page_of_record() || is_in("dialog") {
                return;
            }
            event.prevent_default();
            self.comes_along.set_value(is_in(".thread"));
            let how = if is_in(".beside") { Opening::Further } else { Opening::FromPage };
            self.open(&place, how, event.detail() == 0);
        } else if !is_in(".beside") {
            let kept = untrack(|| self.keeping(&href));
            if kept != href {
                event.prevent_default();
                self.go_to(&kept, NavigateOptions { scroll: false, ..NavigateOptions::default() });
            }
        }
    }

    /// Another thread was opened, whose client this is: it is shown, if the last one's was.
    pub fn come_along(self, client: Option<RecordPlace>) {
        if let Some(client) = client.filter(|_| self.comes_along.get_value())
            && !untrack(|| self.shows(client.record))
        {
            self.open(&client, Opening::Along, false);
        }
    }

    /// What came with the address was opened by nobody: the focus goes to a link to it.
    pub fn came_with_address(self, place: &RecordPlace) {
        self.opener.update_value(|opener| {
            opener.get_or_insert_with(|| place.page());
        });
    }

    /// The page of the record that was opened from this page.
    #[must_use]
    pub fn opener(self) -> Option<String> {
        self.opener.get_value()
    }

    /// Whether the keyboard goes on in it.
    #[must_use]
    pub fn takes_focus(self) -> bool {
        self.takes_focus.get_value()
    }
}

/// A link to another place of the application, in this window.
fn link_of(target: &web_sys::EventTarget) -> Option<web_sys::Element> {
    const LINK: &str = "a[href^='/']:not([target], [download], [rel~=external], [data-page])";
    target.dyn_ref::<web_sys::Element>()?.closest(LINK).ok()?
}

/// What the browser's history keeps with its entry: so many steps lead back to the page alone; less than none: so many to the record that came with
/// the address.
fn steps() -> i32 {
    let state = window().history().and_then(|history| history.state()).ok();
    let number = state.and_then(|state| state.as_f64()).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, reason = "a few steps, written by `open`")]
    let steps = number as i32;
    steps
}

/// What is open beside the page.
#[must_use]
pub fn use_beside() -> Beside {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_told_by_its_address() {
        let id = RecordId::new();
        let path = format!("/records/deal/{id}");
        assert_eq!(RecordPlace::of_page(&path).map(|place| place.page()), Some(path));
        for other in ["/records/deal", "/inbox", "/records/deal?new", "/records/deal/x"] {
            assert_eq!(RecordPlace::of_page(other), None, "{other}");
        }
        assert_eq!(RecordPlace::read(&format!("a&b/{id}")), None);
    }

    #[test]
    fn other_parameters_stay() {
        assert_eq!(with("", RECORD, "deal/1"), "?record=deal/1");
        assert_eq!(with("q=a%26b&record=deal/1&mine", RECORD, "lead/2"), "?q=a%26b&mine&record=lead/2");
        assert_eq!(without("show=mail&record=x&q=1", &[SHOW, RECORD]), "q=1");
    }
}
