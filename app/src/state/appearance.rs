//! Light or dark: as the system has it, or as the person chose for this device.
//!
//! The server writes the choice into `<html data-appearance>`, so that no page is drawn in the other one first.

use crate::api::cookies::APPEARANCE_COOKIE;
use leptos::prelude::*;

/// How pages look on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appearance {
    System,
    Light,
    Dark,
}

impl Appearance {
    /// All there are, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Its name in the cookie and in the page.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|appearance| appearance.word() == word)
    }

    /// What was chosen for this page.
    #[must_use]
    pub fn of_page() -> Self {
        #[cfg(feature = "ssr")]
        let word = use_context::<http::request::Parts>()
            .and_then(|parts| crate::api::cookies::cookie(&parts.headers, APPEARANCE_COOKIE));
        #[cfg(not(feature = "ssr"))]
        let word = document().document_element().and_then(|html| html.get_attribute("data-appearance"));
        word.as_deref().and_then(Self::of_word).unwrap_or(Self::System)
    }

    /// The colour of the browser's bars, for a system that is light and for one that is dark.
    #[must_use]
    pub const fn bars(self) -> [&'static str; 2] {
        const LIGHT: &str = "#f4f5f7";
        const DARK: &str = "#121419";
        match self {
            Self::System => [LIGHT, DARK],
            Self::Light => [LIGHT, LIGHT],
            Self::Dark => [DARK, DARK],
        }
    }

    /// The other one than what is seen now.
    #[must_use]
    pub fn other() -> Self {
        let is_dark = match Self::of_page() {
            Self::System => {
                let media = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
                media.is_some_and(|media| media.matches())
            }
            chosen => chosen == Self::Dark,
        };
        if is_dark { Self::Light } else { Self::Dark }
    }

    /// Shows pages so on this device from now on.
    pub fn choose(self) {
        crate::ui::set_cookie(APPEARANCE_COOKIE, self.word());
        if let Some(html) = document().document_element() {
            let _ = html.set_attribute("data-appearance", self.word());
        }
        for (system, colour) in ["light", "dark"].into_iter().zip(self.bars()) {
            let bar = format!("meta[name=theme-color][media*={system}]");
            if let Ok(Some(meta)) = document().query_selector(&bar) {
                let _ = meta.set_attribute("content", colour);
            }
        }
    }
}
