//! The built-in drafter: replies with blanks to fill in, made without any language model. It repeats what was asked and
//! invents nothing.

use super::asked::questions;
use super::source::Source;
use crate::people::names;
use crate::reading::bare_subject;
use kurier_model::compose::ReplyLength;
use kurier_model::member::Language;

/// A skeleton of a reply, plain text.
pub(crate) fn reply(source: &Source, length: ReplyLength, language: Language) -> String {
    let asked = source.asked();
    let limit = match length {
        ReplyLength::Short => 0,
        ReplyLength::Medium => 1,
        ReplyLength::Long => 4,
    };
    let questions = asked.map(|said| questions(&said.text, limit)).unwrap_or_default();
    let subject = bare_subject(&source.subject);
    let mut parts = vec![greeting(asked.and_then(|said| said.from.as_ref()?.name.as_deref()), language)];
    match language {
        Language::Pl => polish(&mut parts, length, &subject, &questions),
        Language::En => english(&mut parts, length, &subject, &questions),
    }
    parts.push(match language {
        Language::Pl => format!("Pozdrawiam\n{}", source.me),
        Language::En => format!("Kind regards\n{}", source.me),
    });
    parts.join("\n\n")
}

fn polish(parts: &mut Vec<String>, length: ReplyLength, subject: &str, questions: &[String]) {
    let thanks = if subject.is_empty() {
        "Dziękuję za wiadomość.".to_owned()
    } else {
        format!("Dziękuję za wiadomość w sprawie „{subject}”.")
    };
    match length {
        ReplyLength::Short => parts.push(format!("{thanks} […]")),
        ReplyLength::Medium => {
            parts.push(thanks);
            parts.push(match questions.first() {
                Some(question) => format!("Odpowiadając na „{question}” – […]"),
                None => "W tej sprawie: […]".to_owned(),
            });
            parts.push("W razie pytań proszę o wiadomość.".to_owned());
        }
        ReplyLength::Long => {
            parts.push(thanks);
            if questions.is_empty() {
                parts.push("Nasza odpowiedź: […]".to_owned());
            } else {
                parts.push("Odpowiadam po kolei:".to_owned());
                parts.extend(questions.iter().map(|question| format!("„{question}”\n[…]")));
            }
            parts.push("Następny krok z naszej strony: […], do dnia […].".to_owned());
            parts.push(
                "Jeśli coś pominęliśmy lub potrzebne są dodatkowe informacje, proszę o wiadomość.".to_owned(),
            );
        }
    }
}

fn english(parts: &mut Vec<String>, length: ReplyLength, subject: &str, questions: &[String]) {
    let thanks = if subject.is_empty() {
        "Thank you for your message.".to_owned()
    } else {
        format!("Thank you for your message about “{subject}”.")
    };
    match length {
        ReplyLength::Short => parts.push(format!("{thanks} […]")),
        ReplyLength::Medium => {
            parts.push(thanks);
            parts.push(match questions.first() {
                Some(question) => format!("To answer “{question}” – […]"),
                None => "On this matter: […]".to_owned(),
            });
            parts.push("Please write back if anything is unclear.".to_owned());
        }
        ReplyLength::Long => {
            parts.push(thanks);
            if questions.is_empty() {
                parts.push("Our answer: […]".to_owned());
            } else {
                parts.push("Taking your points in order:".to_owned());
                parts.extend(questions.iter().map(|question| format!("“{question}”\n[…]")));
            }
            parts.push("Our next step: […], by […].".to_owned());
            parts.push("If we have missed anything or you need more details, please let me know.".to_owned());
        }
    }
}

/// Polish names are addressed in the vocative when we know it; otherwise nobody is addressed wrongly.
fn greeting(name: Option<&str>, language: Language) -> String {
    let first = name.and_then(names::first_name);
    match (language, first) {
        (Language::Pl, Some(first)) => match names::polish_address(first) {
            Some(address) => format!("Dzień dobry, {address},"),
            None => format!("Dzień dobry, {first},"),
        },
        (Language::Pl, None) => "Dzień dobry,".to_owned(),
        (Language::En, Some(first)) => format!("Hello {first},"),
        (Language::En, None) => "Hello,".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Said;
    use super::*;
    use kurier_model::Address;

    fn source(text: &str, name: Option<&str>) -> Source {
        Source {
            subject: "Odp: Re[2]: Krzesła biurowe".to_owned(),
            me: "Bartek Lis".to_owned(),
            messages: vec![Said {
                from: Some(Address { name: name.map(str::to_owned), address: "anna@firma.pl".to_owned() }),
                is_mine: false,
                at: chrono::DateTime::default(),
                text: text.to_owned(),
            }],
        }
    }

    #[test]
    fn greets_repeats_what_was_asked_and_leaves_blanks() {
        let source = source("Czy mają Państwo 20 sztuk? Kiedy możliwa jest dostawa?", Some("Anna Nowak"));
        let short = reply(&source, ReplyLength::Short, Language::Pl);
        let medium = reply(&source, ReplyLength::Medium, Language::Pl);
        let long = reply(&source, ReplyLength::Long, Language::Pl);
        assert!(
            short.starts_with(
                "Dzień dobry, Pani Anno,\n\nDziękuję za wiadomość w sprawie „Krzesła biurowe”. […]"
            ),
            "{short}"
        );
        assert!(medium.contains("„Czy mają Państwo 20 sztuk?”"));
        assert!(long.contains("„Kiedy możliwa jest dostawa?”\n[…]"));
        assert!(short.len() < medium.len() && medium.len() < long.len());
        for text in [short, medium, long] {
            assert!(text.contains("[…]") && text.ends_with("Pozdrawiam\nBartek Lis"));
        }
    }

    #[test]
    fn english_and_nameless() {
        let long = reply(&source("Nice to meet you.", None), ReplyLength::Long, Language::En);
        assert!(long.starts_with("Hello,\n\nThank you for your message about “Krzesła biurowe”."), "{long}");
        assert!(long.contains("Our answer: […]"));
    }
}
