//! What somebody wrote apart from what they quoted.

use super::{mail, raw, shown, written};
use kurier_mail::message::quote::{split_html, split_text};

/// <https://github.com/hyprlab/vireo/issues/150>
#[test]
fn answers_between_quotes_are_seen() {
    for name in ["thunderbird", "gmail"] {
        let mail = mail(&format!("answers/{name}.eml"));
        let html = shown(&mail);
        for text in [split_html(&html).own, split_text(&mail.text).own, &mail.text] {
            assert!(
                text.contains("Czterdzieści palet.") && text.contains("Na piątek rano."),
                "{name}: {text}"
            );
            assert!(text.contains("Na kiedy?"), "{name}: {text}");
        }
        for answer in ["Czterdzieści palet.", "Na piątek rano."] {
            assert!(mail.snippet.contains(answer), "{name}: {}", mail.snippet);
        }
    }
    let mail = mail("answers/top-posted.eml");
    let html = shown(&mail);
    let split = split_html(&html);
    assert!(split.own.contains("Zgadzam się.") && !split.own.contains("Ile palet?"), "{}", split.own);
    assert!(split.quoted.contains("Ile palet?"));
    assert_eq!(split_text(&mail.text).own.trim(), "Zgadzam się.");
    assert_eq!(mail.snippet, "Zgadzam się.");
}

fn split(html: &str) -> (String, String) {
    let mail = written(&format!("Subject: x\nContent-Type: text/html; charset=utf-8\n\n{html}\n"));
    let html = shown(&mail);
    let split = split_html(&html);
    (split.own.to_owned(), split.quoted.to_owned())
}

#[test]
fn a_quote_below_the_last_answer_is_folded() {
    let (own, quoted) = split(
        "<p>Hej</p><blockquote type=cite>Ile?</blockquote><p>Dwie.</p><blockquote type=cite>Reszta<blockquote>dawna</blockquote></blockquote>",
    );
    assert!(own.contains("Dwie.") && own.contains("Ile?") && !own.contains("Reszta"), "{own}");
    assert!(quoted.contains("Reszta") && quoted.contains("dawna"));
}

#[test]
fn signatures_and_lines_above_quotes_are_no_answers() {
    for below in [
        "<span>-- </span><br><div class=\"gmail_signature\">Jan Kowalski</div>",
        "<div>--<br>Jan Kowalski<br>tel. 600 100 200</div>",
        "<pre>_______________________________________________\nlista mailing list</pre>",
        "<p>&nbsp;</p><div><br></div>",
        "<p>W dniu 24.11.2026 o 14:10, Ewa pisze:</p><blockquote type=cite>Dawniej</blockquote>",
        "",
    ] {
        let html = format!(
            "<p>Zgoda.</p><div class=\"gmail_quote\"><div class=\"gmail_attr\">W dniu 25.11.2026 o 9:08, Biuro pisze:</div>\
             <blockquote class=\"gmail_quote\">Ile palet?</blockquote></div>{below}"
        );
        let (own, quoted) = split(&html);
        assert_eq!(own, "<p>Zgoda.</p>", "{below}");
        assert!(quoted.contains("Ile palet?"), "{below}");
    }
}

#[test]
fn answers_below_a_heading_are_seen() {
    let fields = "<b>Od:</b> Biuro &lt;biuro@firma.example&gt;<br><b>Wysłano:</b> środa<br><b>Do:</b> Jan<br><b>Temat:</b> Palety";
    let quotes = "<blockquote>Ile?</blockquote><p>Czterdzieści.</p><blockquote>Kiedy?</blockquote>";
    for heading in [
        format!("<p>-----Original Message-----<br>{fields}</p>"),
        format!("<div>-----Wiadomość oryginalna-----</div><div>{fields}</div>"),
        "<p>-----Original Message-----</p>".to_owned(),
        format!("<hr><div>{fields}</div>"),
        format!("<div id=\"divRplyFwdMsg\">{fields}</div>"),
    ] {
        let (own, quoted) = split(&format!("<p>Odpowiedzi poniżej.</p>{heading}{quotes}<p>W piątek.</p>"));
        assert!(own.contains("Czterdzieści.") && own.contains("W piątek.") && quoted.is_empty(), "{own}");
        let (own, quoted) = split(&format!("<p>Odpowiedzi poniżej.</p>{heading}{quotes}"));
        assert!(own.contains("Czterdzieści.") && quoted.contains("Kiedy?"), "{own}");
        for history in
            ["<blockquote>Ile?</blockquote>", "<p>Ile?</p><blockquote>dawne</blockquote><p>Kiedy?</p>"]
        {
            let (own, quoted) = split(&format!("<p>Tak.</p>{heading}{history}"));
            assert!(own == "<p>Tak.</p>" && quoted.contains("Ile?"), "{own}");
        }
    }
}

#[test]
fn whole_histories_stay_whole() {
    for history in [
        "<div id=\"divRplyFwdMsg\"><b>Od:</b> Biuro</div><p>Ile?</p><blockquote>cytat</blockquote><p>dalej dawne</p>",
        "<div class=\"gmail_quote\"><div class=\"gmail_attr\">---------- Forwarded message ---------<br>Od: a</div>\
         <p>Ile?</p><blockquote>cytat</blockquote><p>dalej dawne</p></div>",
    ] {
        let (own, quoted) = split(&format!("<p>Do wiadomości.</p>{history}"));
        assert!(own == "<p>Do wiadomości.</p>" && quoted.contains("dalej dawne"), "{own}");
    }
}

/// <https://github.com/nylas/sync-engine/issues/84>, <https://github.com/zapier/email-reply-parser/pull/64>
#[test]
fn where_nothing_stands_above_nothing_is_folded() {
    for (name, words) in [
        ("forward-gmail", "zawias 3,20 zł"),
        ("forward-outlook", "zawias 3,20 zł"),
        ("answer-below-header-block", "na zaliczkę się nie zgadzam"),
    ] {
        let mail = mail(&format!("histories/{name}.eml"));
        let split = split_text(&mail.text);
        assert!(split.own.contains(words) && split.quoted.is_empty(), "{name}: {split:?}");
        assert!(mail.snippet.contains(words), "{name}: {}", mail.snippet);
    }
}

#[test]
fn a_signature_above_is_nothing() {
    let history =
        "-----Original Message-----\nFrom: Jan\nSent: Monday\nTo: x\nSubject: y\n\nCennik: 3,20 zł\n";
    for above in
        ["\n\n", "\u{a0}\n", "-- \nJan Kowalski\n\n", "Wysłane z iPhone'a\n\n", "Sent from my iPhone\n\n"]
    {
        let text = format!("{above}{history}");
        assert_eq!(split_text(&text).own, text, "{above:?}");
        let mail = written(&format!("Subject: x\nContent-Type: text/plain; charset=utf-8\n\n{text}"));
        assert!(mail.snippet.contains("Cennik: 3,20 zł"), "{}", mail.snippet);
    }
    for above in ["Proszę.\n\n", "Proszę.\n-- \nJan\n\n", "Proszę.\n\nWysłane z iPhone'a\n\n"] {
        let text = format!("{above}{history}");
        assert_eq!(split_text(&text).own, above, "{above:?}");
    }
}

/// <https://github.com/crisp-oss/email-reply-parser/pull/29>, <https://github.com/mailgun/talon/issues/178>
#[test]
fn attributions_are_known_in_many_languages() {
    for (name, own, quoted) in [
        ("de-gmail", "Ja, gerne.", "Biuro <biuro@firma.example> schrieb am Mi., 25. Nov. 2026, 09:08:"),
        ("de-gmail-folded", "Ja, gerne.", "Biuro <biuro@firma.example> schrieb am Mi., 25."),
        ("gmail-iso-date", "Tak.", "2026-11-25 9:08 GMT+01:00 Biuro <biuro@firma.example>:"),
        ("sv-gmail", "Ja tack.", "ons 25 nov. 2026 kl 09:08 skrev Biuro <biuro@firma.example>:"),
        ("da-outlook", "Ja tak.", "Fra: Biuro <biuro@firma.example>"),
        ("cs-outlook", "Ano.", "Od: Biuro <biuro@firma.example>"),
        ("fr-outlook-nbsp", "Oui.", "De : Biuro <biuro@firma.example>"),
        (
            "pl-apple-mail",
            "Tak.",
            "Wiadomość napisana przez Biuro <biuro@firma.example> w dniu 25.11.2026, o godz. 09:08:",
        ),
        (
            "pl-apple-mail-unmarked",
            "Tak.",
            "Wiadomość napisana przez Biuro <biuro@firma.example> w dniu 25.11.2026, o godz. 09:08:",
        ),
    ] {
        for text in as_text_and_as_mail(name) {
            let split = split_text(&text);
            assert_eq!(split.own.trim(), own, "{name}");
            assert!(split.quoted.replace('\u{a0}', " ").starts_with(quoted), "{name}: {}", split.quoted);
        }
    }
    for name in ["sentence-that-ends-like-one", "english-sentence"] {
        for text in as_text_and_as_mail(name) {
            assert_eq!(split_text(&text).own, text, "{name}");
        }
    }
}

/// The text as it is, and as it is read in a mail.
fn as_text_and_as_mail(name: &str) -> [String; 2] {
    let text = String::from_utf8(raw(&format!("attributions/{name}.txt"))).unwrap();
    let mail = written(&format!(
        "Subject: Re: Palety\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
         Content-Transfer-Encoding: 8bit\n\n{}",
        text.replace("\r\n", "\n")
    ));
    assert!(mail.text.trim().chars().count() >= text.trim().chars().count() / 2, "{name}: {}", mail.text);
    [text, mail.text]
}

#[test]
fn text_of_html_marks_what_is_quoted() {
    let mail = written(
        "Subject: x\nContent-Type: text/html; charset=utf-8\n\n<p>Tak.</p><div>25.11.2026 9:08, Biuro napisał(a):</div>\
         <blockquote type=\"cite\"><p>Ile?</p><p>Kiedy?</p><blockquote type=\"cite\">dawniej</blockquote></blockquote>\n",
    );
    assert_eq!(mail.text, "Tak.\n\n25.11.2026 9:08, Biuro napisał(a):\n\n> Ile?\n\n> Kiedy?\n\n>> dawniej\n");
    assert_eq!(mail.snippet, "Tak.");
}
