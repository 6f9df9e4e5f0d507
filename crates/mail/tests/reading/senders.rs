//! Who a message is from, whatever its header would have people believe.

use super::{mail, written};
use kurier_mail::message::{ParsedMessage, reply};

fn is_not_the_president(mail: &ParsedMessage, what: &str) {
    let from = mail.from.as_ref().unwrap();
    assert!(from.display().contains("oszust.example"), "{what}: {from:?}");
    assert!(!format!("{from:?}").contains("prezes@firma.example"), "{what}: {from:?}");
    assert!(!from.display().contains(['\0', '\n', '\r', '\u{fffd}']), "{what}");
    for answer in [reply::reply(mail, &[], false), reply::reply_all(mail, &[], false)] {
        for address in
            answer.to.iter().chain(&answer.cc).filter(|address| address.email != "biuro@firma.example")
        {
            assert!(address.email.ends_with("@oszust.example"), "{what}: {address:?}");
        }
    }
}

/// <https://github.com/thunderbird/thunderbird-android/issues/2962>
#[test]
fn what_looks_like_an_address_is_not_the_senders() {
    for name in ["nul", "newline", "name-is-address", "two-addresses"] {
        is_not_the_president(&mail(&format!("senders/{name}.eml")), name);
    }
    for from in [
        "prezes@firma.example, poczta@oszust.example",
        "Prezes <prezes@firma.example>, Poczta <poczta@oszust.example>"
            .trim_end_matches(" <poczta@oszust.example>"),
        "\"Prezes <prezes@firma.example>\" <poczta@oszust.example>",
        "prezes@firma.example <poczta@oszust.example>",
        "\"prezes@firma.example\" poczta@oszust.example",
        "<prezes@firma.example> <poczta@oszust.example>",
        "Prezes <prezes@firma.example> poczta@oszust.example",
        "=?utf-8?Q?prezes=40firma.example=00?=@oszust.example",
        "=?utf-8?Q?prezes=40firma.example=0D=0A?= <poczta@oszust.example>",
        "=?utf-8?B?UHJlemVzIDxwcmV6ZXNAZmlybWEuZXhhbXBsZT4=?= <poczta@oszust.example>",
        "=?utf-8?Q?prezes=EF=BC=A0firma.example?= <poczta@oszust.example>",
        "=?utf-8?Q?prezes=40firma=E2=80=8B.example=FF?= <poczta@oszust.example>",
        "prezes@firma.example@oszust.example",
        "\"prezes@firma.example\"@oszust.example",
        "poczta@oszust.example (prezes@firma.example)",
        "<@firma.example:poczta@oszust.example>",
        "<@prezes@firma.example:poczta@oszust.example>",
    ] {
        if from.ends_with("Poczta") {
            continue;
        }
        is_not_the_president(
            &written(&format!("From: {from}\nTo: biuro@firma.example\nSubject: x\n\nx\n")),
            from,
        );
    }
}

#[test]
fn of_several_authors_the_one_who_sent_it_counts() {
    let from = |header: &str| written(&format!("{header}\nSubject: x\n\nx\n")).from.unwrap().email;
    assert_eq!(from("From: Jan <jan@klient.example>, ewa@klient.example"), "jan@klient.example");
    assert_eq!(
        from("From: jan@klient.example, ewa@inna.example\nSender: jan@klient.example"),
        "jan@klient.example"
    );
    assert_eq!(
        from("Return-Path: <bounce@klient.example>\nFrom: jan@klient.example, ewa@inna.example"),
        "jan@klient.example"
    );
    assert_eq!(from("From: prezes@firma.example\nFrom: poczta@oszust.example"), "poczta@oszust.example");
}

#[test]
fn honest_names_stay() {
    for (from, name, email) in [
        ("\"jan@klient.example\" <Jan@klient.example>", Some("jan@klient.example"), "Jan@klient.example"),
        ("Jan @ Klient <jan@klient.example>", Some("Jan @ Klient"), "jan@klient.example"),
        (
            "\"Kowalski, Jan (Sp. z o.o.)\" <jan@klient.example>",
            Some("Kowalski, Jan (Sp. z o.o.)"),
            "jan@klient.example",
        ),
        ("\"jan.kowalski\"@klient.example", None, "jan.kowalski@klient.example"),
        ("Jan <jan@klient.example", Some("Jan"), "jan@klient.example"),
    ] {
        let found = written(&format!("From: {from}\nSubject: x\n\nx\n")).from.unwrap();
        assert_eq!((found.name.as_deref(), found.email.as_str()), (name, email), "{from}");
    }
}

/// <https://github.com/nek0/yammat/issues/106>
#[test]
fn nothing_turns_text_about() {
    let turned = mail("senders/turned-about.eml");
    let from = turned.from.clone().unwrap();
    assert_eq!(from.name.as_deref(), Some("elpmaxe.knab@ksu dział płatności"));
    assert_eq!(turned.subject, "Faktura fdp.elpmaxe do zapłaty");
    assert_eq!(turned.to[0].name.as_deref(), Some("Biuro"));
    let raw = "a\u{61c}b\u{200e}c\u{200f}d\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}e\u{2066}\u{2067}\u{2068}\u{2069}f";
    let mail = written(&format!(
        "From: {raw} <{raw}@x.example>\nCc: {raw} <a@x.example>\nReply-To: {raw} <a@x.example>\nSubject: {raw}\n\nx\n"
    ));
    let all = format!("{:?} {:?} {:?} {}", mail.from, mail.cc, mail.reply_to, mail.subject);
    assert_eq!(all.matches("abcdef").count(), 5, "{all}");
    assert!(all.is_ascii(), "{all}");
    // Joiners inside words and pictures are letters' own affair.
    let joined = written("From: a@b.example\nSubject: 👩\u{200d}👧 می\u{200c}خواهم\n\nx\n");
    assert_eq!(joined.subject, "👩\u{200d}👧 می\u{200c}خواهم");
}
