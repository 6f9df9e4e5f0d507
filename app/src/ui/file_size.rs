//! Sizes of files as people read them.

use kurier_i18n::{I18n, Language, use_i18n};
use leptos::prelude::*;

/// `812 B`, `14 kB`, `3.2 MB` (decimal units, as mail providers count; a comma in Polish).
#[must_use]
pub fn file_size(i18n: I18n, bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes}\u{a0}B"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes.saturating_mul(10).saturating_add(unit / 2) / unit;
    let (whole, tenth) = (tenths / 10, tenths % 10);
    let comma = if i18n.language() == Language::Pl { ',' } else { '.' };
    if whole >= 10 || tenth == 0 {
        format!("{whole}\u{a0}{name}")
    } else {
        format!("{whole}{comma}{tenth}\u{a0}{name}")
    }
}

/// The size of a file.
#[component]
pub fn FileSize(bytes: u64) -> impl IntoView {
    view! { <span class="file-size">{file_size(use_i18n(), bytes)}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_naturally() {
        let (pl, en) = (I18n::new(Language::Pl), I18n::new(Language::En));
        assert_eq!(file_size(pl, 999), "999\u{a0}B");
        assert_eq!(file_size(pl, 1_500), "1,5\u{a0}kB");
        assert_eq!(file_size(en, 3_240_000), "3.2\u{a0}MB");
        assert_eq!(file_size(en, 25_000_000), "25\u{a0}MB");
    }
}
