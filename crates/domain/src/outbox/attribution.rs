//! The line above a quoted original, in the language of the interface.

use super::recipients::Original;
use chrono::{DateTime, Datelike, Timelike, Utc};
use kurier_model::Address;
use kurier_model::member::Language;

const POLISH_MONTHS: [&str; 12] =
    ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"];
const ENGLISH_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `W dniu 22 lis 2026 o 14:05 Anna <anna@firma.pl> pisze:`. Times are UTC and say so.
pub(crate) fn reply_line(from: Option<&Address>, at: DateTime<Utc>, language: Language) -> String {
    let who = from.map(ToString::to_string).unwrap_or_default();
    match language {
        Language::Pl => format!("W dniu {} {who} pisze:", moment(at, language)),
        Language::En => format!("On {} {who} wrote:", moment(at, language)),
    }
    .replace("  ", " ")
}

/// The heading of a forwarded message, one line an item.
pub(crate) fn forward_lines(original: &Original, subject: &str, at: DateTime<Utc>, language: Language) -> Vec<String> {
    let words = match language {
        Language::Pl => ["Przekazana wiadomość", "Od", "Data", "Temat", "Do", "DW"],
        Language::En => ["Forwarded message", "From", "Date", "Subject", "To", "Cc"],
    };
    let [title, from, date, about, to, cc] = words;
    let list = |addresses: &[Address]| addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut lines = vec![format!("---------- {title} ----------")];
    if let Some(author) = &original.from {
        lines.push(format!("{from}: {author}"));
    }
    lines.push(format!("{date}: {}", moment(at, language)));
    lines.push(format!("{about}: {}", subject.trim()));
    lines.push(format!("{to}: {}", list(&original.to)));
    if !original.cc.is_empty() {
        lines.push(format!("{cc}: {}", list(&original.cc)));
    }
    lines
}

fn moment(at: DateTime<Utc>, language: Language) -> String {
    let (months, before_time) = match language {
        Language::Pl => (POLISH_MONTHS, " o"),
        Language::En => (ENGLISH_MONTHS, ","),
    };
    let month = months.get(at.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}{before_time} {:02}:{:02} UTC", at.day(), at.year(), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn lines_in_both_languages() {
        let at = Utc.with_ymd_and_hms(2026, 11, 2, 14, 5, 0).unwrap();
        let anna = Address::named("Anna", "anna@firma.pl");
        assert_eq!(reply_line(Some(&anna), at, Language::Pl), "W dniu 2 lis 2026 o 14:05 UTC Anna <anna@firma.pl> pisze:");
        assert_eq!(reply_line(Some(&anna), at, Language::En), "On 2 Nov 2026, 14:05 UTC Anna <anna@firma.pl> wrote:");
        assert_eq!(reply_line(None, at, Language::En), "On 2 Nov 2026, 14:05 UTC wrote:");
        let original = Original { from: Some(anna), to: vec![Address::bare("b@c.pl")], ..Original::default() };
        let lines = forward_lines(&original, "Oferta", at, Language::Pl);
        assert_eq!(lines[1..], ["Od: Anna <anna@firma.pl>", "Data: 2 lis 2026 o 14:05 UTC", "Temat: Oferta", "Do: b@c.pl"]);
    }
}
