//! The line above a quoted original, in the language of the interface.

use super::Conventions;
use chrono::{DateTime, Datelike, Timelike, Utc};
use kurier_mail::Address;
use kurier_mail::message::ParsedMessage;
use kurier_model::member::Language;

const POLISH_MONTHS: [&str; 12] =
    ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"];
const ENGLISH_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `W dniu 22 lis 2026 o 14:05 Anna <anna@firma.pl> pisze:`
pub(super) fn reply_line(from: Option<&Address>, at: DateTime<Utc>, writer: Conventions) -> String {
    let (on, wrote) = match writer.language {
        Language::Pl => ("W dniu", "pisze:"),
        Language::En => ("On", "wrote:"),
    };
    match from {
        Some(from) => format!("{on} {} {} {wrote}", moment(at, writer), written(from)),
        None => format!("{on} {} {wrote}", moment(at, writer)),
    }
}

/// The heading of a forwarded message and its lines. From is told as it came; whoever wrote it, where that is somebody else (through
/// a form, through a list), stands below.
pub(super) fn forward_lines(
    original: &ParsedMessage,
    author: Option<&Address>,
    at: DateTime<Utc>,
    writer: Conventions,
) -> (&'static str, Vec<(&'static str, String)>) {
    let [title, from, by, date, about, to, cc] = match writer.language {
        Language::Pl => ["Przekazana wiadomość", "Od", "Autor", "Data", "Temat", "Do", "DW"],
        Language::En => ["Forwarded message", "From", "Author", "Date", "Subject", "To", "Cc"],
    };
    let list = |addresses: &[Address]| addresses.iter().take(100).map(written).collect::<Vec<_>>().join(", ");
    let mut lines = Vec::new();
    if let Some(sender) = &original.from {
        lines.push((from, written(sender)));
    }
    let sender = original.from.as_ref().map(Address::key);
    if let Some(author) = author.filter(|author| Some(author.key()) != sender) {
        lines.push((by, written(author)));
    }
    lines.push((date, moment(at, writer)));
    lines.push((about, original.subject.clone()));
    lines.push((to, list(&original.to)));
    if !original.cc.is_empty() {
        lines.push((cc, list(&original.cc)));
    }
    (title, lines)
}

/// What stands above the beginning of a forwarded message that is too long for a quote.
pub(super) const fn cut_line(writer: Conventions) -> &'static str {
    match writer.language {
        Language::Pl => "To tylko początek długiej wiadomości. Cała jest w załączniku original.eml.",
        Language::En => {
            "This is only the beginning of a long message. All of it is in the attached original.eml."
        }
    }
}

fn written(address: &Address) -> String {
    match &address.name {
        Some(name) => format!("{name} <{}>", address.email),
        None => address.email.clone(),
    }
}

/// The moment on the writer's clock; where that is, the mail's own date says.
fn moment(at: DateTime<Utc>, writer: Conventions) -> String {
    let at = at.with_timezone(&writer.zone);
    let (months, before_time) = match writer.language {
        Language::Pl => (POLISH_MONTHS, " o"),
        Language::En => (ENGLISH_MONTHS, ","),
    };
    let month = months.get(at.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}{before_time} {:02}:{:02}", at.day(), at.year(), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::Tz;
    use chrono::TimeZone;

    #[test]
    fn lines_in_both_languages() {
        let at = Utc.with_ymd_and_hms(2026, 11, 2, 14, 5, 0).unwrap();
        let anna = Address::new(Some("Anna"), "anna@firma.pl");
        let polish = reply_line(Some(&anna), at, Language::Pl.into());
        assert_eq!(polish, "W dniu 2 lis 2026 o 14:05 Anna <anna@firma.pl> pisze:");
        assert_eq!(reply_line(None, at, Language::En.into()), "On 2 Nov 2026, 14:05 wrote:");
        let original = ParsedMessage {
            from: Some(anna),
            to: vec![Address::new(None, "b@c.pl")],
            subject: "Oferta".to_owned(),
            ..ParsedMessage::default()
        };
        let (title, lines) = forward_lines(&original, None, at, Language::Pl.into());
        assert_eq!(title, "Przekazana wiadomość");
        assert_eq!(lines[0], ("Od", "Anna <anna@firma.pl>".to_owned()));
        assert_eq!(lines.last().unwrap(), &("Do", "b@c.pl".to_owned()));
        let names = |author: &Address| -> Vec<&str> {
            let (_, lines) = forward_lines(&original, Some(author), at, Language::Pl.into());
            lines.into_iter().map(|(name, _)| name).take(2).collect()
        };
        // Through a form: the header is told as it came, and who wrote it.
        assert_eq!(names(&Address::new(None, "jan@klient.example")), ["Od", "Autor"]);
        assert_eq!(names(&Address::new(None, "ANNA@firma.pl")), ["Od", "Data"]);
    }

    #[test]
    fn the_hour_is_that_of_the_mails_own_day() {
        let warsaw = Conventions { language: Language::Pl, zone: Tz::Europe__Warsaw };
        let hour = |month| {
            let at = Utc.with_ymd_and_hms(2026, month, 2, 14, 5, 0).unwrap();
            reply_line(None, at, warsaw)
        };
        assert_eq!(hour(1), "W dniu 2 sty 2026 o 15:05 pisze:");
        assert_eq!(hour(7), "W dniu 2 lip 2026 o 16:05 pisze:");
    }

    #[test]
    fn the_line_is_recognised_as_the_start_of_a_quote() {
        let at = Utc.with_ymd_and_hms(2026, 11, 2, 14, 5, 0).unwrap();
        for language in [Language::Pl, Language::En] {
            let line = reply_line(Some(&Address::new(Some("Anna"), "anna@firma.pl")), at, language.into());
            let text = format!("Tak.\n\n{line}\n> Czy?\n");
            assert_eq!(kurier_mail::message::quote::split_text(&text).own, "Tak.\n\n", "{line}");
        }
    }
}
