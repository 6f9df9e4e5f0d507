//! The words of the interface, in Polish and English.
//!
//! A namespace is a pair of files, `locales/pl/<namespace>.json` and `locales/en/<namespace>.json`, with the same keys:
//! ```json
//! { "title": "Leads", "group": { "key": "…" }, "greeting": "Hello {{ name }}", "unread_one": "{{ count }} unread", "unread_other": "{{ count }} unread" }
//! ```
//! Polish has the plural forms `one`, `few`, `many` and `other`; English `one` and `other`. The build stops on a key that is
//! missing in one language, on a missing plural form and on placeholders that differ; a key that does not exist, or an
//! argument that the text does not have, is a compile error where it is used:
//! ```ignore
//! let i18n = use_i18n();
//! view! { <h1>{t!(i18n, leads.title)}</h1> <p>{t!(i18n, leads.unread, count = move || unread.get())}</p> }
//! let label: &'static str = t_string!(i18n, leads.title);
//! let label: String = t_string!(i18n, leads.unread, count = 3);
//! ```
//! * without arguments both are a `&'static str`;
//! * with arguments `t!` is a closure (reactive where an argument is a closure) and `t_string!` is a `String`.
//!
//! **Why not a library.** The file format and the macros are those of `leptos_i18n`, so that one can change over. That crate
//! carries ICU's plural rules, cookie and locale parsing and a builder type for each key into the WebAssembly module and
//! warns about missing keys; two languages need one `match`, weigh nothing, and missing keys are errors.
//!
//! The language is chosen by the server and said in `<html lang>`; changing it loads the page anew. So texts are plain
//! values, not signals, and hydrating them costs nothing.

#[cfg(test)]
mod catalogue;

pub use kurier_model::member::Language;
use std::fmt::Display;

/// All keys: a module for each namespace.
pub mod keys {
    #![expect(non_upper_case_globals, reason = "keys are written as they stand in the files")]
    include!(concat!(env!("OUT_DIR"), "/keys.rs"));
}

/// A text without arguments.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// Polish.
    pub pl: &'static str,
    /// English.
    pub en: &'static str,
}

/// A text with placeholders, or one that depends on a number.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Polish: one pattern, or the plural forms one, few, many, other.
    pub pl: &'static [&'static str],
    /// English: one pattern, or the plural forms one, other.
    pub en: &'static [&'static str],
    /// The names of the arguments, sorted.
    pub names: &'static [&'static str],
}

/// The language of this page. Cheap to copy; the same for as long as the page lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct I18n {
    language: Language,
}

impl I18n {
    /// For a page in `language`.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language of this page.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// The text in this language.
    #[must_use]
    pub const fn text(self, text: Text) -> &'static str {
        match self.language {
            Language::Pl => text.pl,
            Language::En => text.en,
        }
    }

    /// The text in this language with its arguments filled in, in the form that the argument `count` asks for.
    #[must_use]
    pub fn fill(self, template: Template, arguments: &[(&str, String)]) -> String {
        let forms = match self.language {
            Language::Pl => template.pl,
            Language::En => template.en,
        };
        let count = arguments.iter().find(|(name, _)| *name == "count").map(|(_, value)| value.as_str());
        let form = if forms.len() > 1 { self.plural(count.unwrap_or_default()) } else { 0 };
        let mut text = String::new();
        let mut rest = forms.get(form).copied().unwrap_or_default();
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            let Some((name, after)) = after.split_once('}') else { break };
            if let Some((_, value)) = arguments.iter().find(|(argument, _)| *argument == name) {
                text.push_str(value);
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// Which plural form a number takes (CLDR); numbers with a fraction take the last one.
    fn plural(self, count: &str) -> usize {
        let Ok(n) = count.trim_start_matches('-').parse::<u64>() else {
            return match self.language {
                Language::Pl => 3,
                Language::En => 1,
            };
        };
        match self.language {
            Language::En => usize::from(n != 1),
            Language::Pl => match (n, n % 10, n % 100) {
                (1, ..) => 0,
                (_, 2..=4, tens) if !(12..=14).contains(&tens) => 1,
                _ => 2,
            },
        }
    }

    /// A whole number as it is written in this language: `12 345` in Polish (from five digits), `12,345` in English.
    #[must_use]
    pub fn number(self, n: u64) -> String {
        let digits = n.to_string();
        let separator = match self.language {
            Language::Pl if digits.len() < 5 => return digits,
            Language::Pl => '\u{a0}',
            Language::En => ',',
        };
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }
}

/// Says in which language the parts below are.
pub fn provide_i18n(language: Language) -> I18n {
    let i18n = I18n::new(language);
    leptos::prelude::provide_context(i18n);
    i18n
}

/// The language of this page. Polish where nobody said it.
#[must_use]
pub fn use_i18n() -> I18n {
    leptos::prelude::use_context().unwrap_or_default()
}

/// What can be given for a placeholder: something that can be shown, or a closure that returns it.
pub trait Argument<Marker> {
    /// The words to put in.
    fn shown(&self) -> String;
}

impl<T: Display> Argument<()> for T {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl<F: Fn() -> T, T: Display> Argument<fn() -> T> for F {
    fn shown(&self) -> String {
        self().to_string()
    }
}

/// The words to put in for a placeholder.
pub fn shown<M>(argument: &impl Argument<M>) -> String {
    argument.shown()
}

/// Whether a template has exactly these arguments; run by the compiler.
#[must_use]
pub const fn takes(template: Template, arguments: &[&str]) -> bool {
    let mut found = 0;
    let mut at = 0;
    while at < arguments.len() {
        let mut other = 0;
        while other < template.names.len() {
            #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, in bounds by the loop")]
            if same(template.names[other].as_bytes(), arguments[at].as_bytes()) {
                found += 1;
            }
            other += 1;
        }
        at += 1;
    }
    found == template.names.len() && found == arguments.len()
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() {
        #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, in bounds by the loop")]
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    a.len() == b.len()
}

/// A text for a view: `t!(i18n, namespace.key)` or `t!(i18n, namespace.key, name = value)`; see the crate's documentation.
#[macro_export]
macro_rules! t {
    ($i18n:expr, $($key:ident).+ $(,)?) => { $crate::t_string!($i18n, $($key).+) };
    ($i18n:expr, $($key:ident).+, $($arguments:tt)+) => { $crate::closure!($i18n, [$($key).+], $($arguments)+) };
}

/// The closure behind `t!` with arguments.
#[doc(hidden)]
#[macro_export]
macro_rules! closure {
    ($i18n:expr, [$($key:ident).+], $($name:ident = $value:expr),+ $(,)?) => {{
        const { assert!($crate::takes($crate::keys::$($key)::+, &[$(stringify!($name)),+]), "other arguments than in the text") };
        let i18n: $crate::I18n = $i18n;
        $(let $name = $value;)+
        move || i18n.fill($crate::keys::$($key)::+, &[$((stringify!($name), $crate::shown(&$name))),+])
    }};
    ($i18n:expr, [$($key:ident).+], $($name:ident),+ $(,)?) => {
        $crate::closure!($i18n, [$($key).+], $($name = $name),+)
    };
}

/// A text as a string: `t_string!(i18n, namespace.key)` or `t_string!(i18n, namespace.key, name = value)`.
#[macro_export]
macro_rules! t_string {
    ($i18n:expr, $($key:ident).+ $(,)?) => { $crate::I18n::text($i18n, $crate::keys::$($key)::+) };
    ($i18n:expr, $($key:ident).+, $($name:ident = $value:expr),+ $(,)?) => {{
        const { assert!($crate::takes($crate::keys::$($key)::+, &[$(stringify!($name)),+]), "other arguments than in the text") };
        $crate::I18n::fill($i18n, $crate::keys::$($key)::+, &[$((stringify!($name), $crate::shown(&$value))),+])
    }};
    ($i18n:expr, $($key:ident).+, $($name:ident),+ $(,)?) => {
        $crate::t_string!($i18n, $($key).+, $($name = $name),+)
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const MAILS: Template = Template {
        pl: &["{count} wiadomość", "{count} wiadomości", "{count} wiadomości.", "{count} wiadomości,"],
        en: &["{count} message", "{count} messages"],
        names: &["count"],
    };

    #[test]
    fn every_key_is_there_in_both_languages() {
        let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        if let Err(complaints) = catalogue::generate(&locales) {
            panic!("{}", complaints.join("\n"));
        }
    }

    #[test]
    fn polish_has_its_plural_forms() {
        let pl = I18n::new(Language::Pl);
        let form = |n: u64| pl.plural(&n.to_string());
        assert_eq!(
            [1, 2, 4, 5, 11, 12, 14, 21, 22, 112, 122, 0].map(form),
            [0, 1, 1, 2, 2, 2, 2, 2, 1, 2, 1, 2]
        );
        assert_eq!(pl.fill(MAILS, &[("count", "1".into())]), "1 wiadomość");
        assert_eq!(I18n::new(Language::En).fill(MAILS, &[("count", "2".into())]), "2 messages");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(I18n::new(Language::Pl).number(1234), "1234");
        assert_eq!(I18n::new(Language::Pl).number(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(I18n::new(Language::En).number(12_345), "12,345");
    }

    #[test]
    fn arguments_are_checked_by_name() {
        assert!(takes(MAILS, &["count"]));
        assert!(!takes(MAILS, &["n"]));
        assert!(!takes(MAILS, &[]));
    }

    #[test]
    fn a_missing_key_is_a_complaint() {
        let folder = std::env::temp_dir().join(format!("kurier-i18n-{}", std::process::id()));
        for (language, text) in
            [("pl", r#"{"a":"x","n_one":"1","n_few":"2","n_many":"5"}"#), ("en", r#"{"b":"{{ who }}"}"#)]
        {
            std::fs::create_dir_all(folder.join(language)).unwrap();
            std::fs::write(folder.join(language).join("x.json"), text).unwrap();
        }
        let complaints = catalogue::generate(&folder).unwrap_err();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(complaints.contains(&"en/x.json: a is missing".to_owned()), "{complaints:?}");
        assert!(complaints.contains(&"pl/x.json: b is missing".to_owned()), "{complaints:?}");
    }
}
