//! In which language a page is: the person's setting, else the cookie, else what the browser asks for, else Polish.
//!
//! The server decides and writes it into `<html lang>`; the browser reads it there.

use crate::api::cookies::LANGUAGE_COOKIE;
use kurier_i18n::Language;

/// The language of this page.
#[must_use]
pub fn page_language() -> Language {
    #[cfg(feature = "ssr")]
    {
        // The server's session layer provides a `Language` when the person has set one.
        if let Some(language) = leptos::prelude::use_context::<Language>() {
            return language;
        }
        request_language()
    }
    #[cfg(not(feature = "ssr"))]
    {
        leptos::prelude::document()
            .document_element()
            .and_then(|html| html.get_attribute("lang"))
            .and_then(|tag| Language::from_tag(&tag))
            .unwrap_or_default()
    }
}

#[cfg(feature = "ssr")]
fn request_language() -> Language {
    let Some(parts) = leptos::prelude::use_context::<http::request::Parts>() else {
        return Language::default();
    };
    if let Some(language) =
        crate::api::cookies::cookie(&parts.headers, LANGUAGE_COOKIE).and_then(|tag| Language::from_tag(&tag))
    {
        return language;
    }
    let accepted = parts.headers.get(http::header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    accepted.and_then(preferred).unwrap_or_default()
}

/// The language with the highest weight that the interface has (RFC 9110 §12.5.4).
#[cfg(any(feature = "ssr", test))]
fn preferred(accepted: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for range in accepted.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let Some(language) =
            parts.next().map(str::to_ascii_lowercase).and_then(|tag| Language::from_tag(&tag))
        else {
            continue;
        };
        let weight =
            parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse().ok()).unwrap_or(1.0);
        if weight > best.map_or(0.0, |(weight, _)| weight) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// Shows the interface in another language: keeps it in the cookie and loads the page anew.
pub fn change_language(language: Language) {
    crate::ui::set_cookie(LANGUAGE_COOKIE, language.tag());
    let _ = leptos::prelude::window().location().reload();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_s_favourite_wins() {
        assert_eq!(preferred("de-DE, en;q=0.7, pl;q=0.9"), Some(Language::Pl));
        assert_eq!(preferred("en-US,en;q=0.9,pl;q=0.8"), Some(Language::En));
        assert_eq!(preferred("de, fr"), None);
    }
}
