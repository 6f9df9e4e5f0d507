//! Which parts are the text.

use super::{contains_in_order, mail, names, shown, written};

/// <https://github.com/nextcloud/mail/issues/3726>, <https://github.com/jstedfast/MimeKit/issues/505>
#[test]
fn text_before_and_after_a_file_is_all_shown() {
    for name in ["text-file-text", "text-file-text-html-alone", "file-first"] {
        let mail = mail(&format!("bodies/{name}.eml"));
        let pieces = ["rysunek", "Proszę o wycenę 250 sztuk do piątku", "600 100 200"];
        assert!(contains_in_order(&shown(&mail), &pieces), "{name}: {}", shown(&mail));
        assert!(contains_in_order(&mail.text, &pieces), "{name}: {}", mail.text);
        assert_eq!(names(&mail), ["rysunek.pdf"], "{name}");
        let before = "przesyłam rysunek części";
        assert!(
            name == "file-first" || shown(&mail).contains(before) && mail.text.contains(before),
            "{name}"
        );
    }
}

/// <https://github.com/thunderbird/thunderbird-android/issues/889>
#[test]
fn a_blank_alternative_says_nothing() {
    for name in ["blank-plain", "invisible-plain", "empty-plain"] {
        let mail = mail(&format!("bodies/{name}.eml"));
        assert!(mail.text.contains("300 sztuk zawiasów puszkowych"), "{name}: {}", mail.text);
        assert!(mail.snippet.starts_with("Proszę o ofertę na 300 sztuk"), "{name}: {}", mail.snippet);
        assert!(shown(&mail).contains("zawiasów"), "{name}");
    }
}

fn mixed(parts: &[(&str, &str)]) -> String {
    multipart("mixed", parts)
}

fn multipart(kind: &str, parts: &[(&str, &str)]) -> String {
    let mut text = format!("Content-Type: multipart/{kind}; boundary=b-{kind}\n\n");
    for (header, body) in parts {
        text.push_str(&format!("--b-{kind}\n{header}\n{}{body}\n", if body.is_empty() { "" } else { "\n" }));
    }
    format!("{text}--b-{kind}--\n")
}

const PLAIN: &str = "Content-Type: text/plain; charset=utf-8";
const HTML: &str = "Content-Type: text/html; charset=utf-8";
const PDF: &str = "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: inline; filename=a.pdf";

fn read(structure: &str) -> kurier_mail::message::ParsedMessage {
    written(&format!("From: jan@klient.example\nSubject: x\nMIME-Version: 1.0\n{structure}"))
}

#[test]
fn a_plain_body_with_an_html_footer_keeps_both() {
    let found = read(&mixed(&[(PLAIN, "Zamawiam <40> palet."), (HTML, "<p>Stopka spółki</p>")]));
    assert!(contains_in_order(&shown(&found), &["Zamawiam &lt;40&gt; palet.", "Stopka spółki"]));
    assert!(contains_in_order(&found.text, &["Zamawiam <40> palet.", "Stopka spółki"]), "{}", found.text);
    assert!(found.snippet.starts_with("Zamawiam") && names(&found).is_empty());
}

#[test]
fn a_lists_footer_below_alternatives_does_not_hide_them() {
    let inside = multipart("alternative", &[(PLAIN, " "), (HTML, "<p>Zamawiam 40 palet.</p>")]);
    let (header, body) = inside.split_once("\n\n").unwrap();
    let found = read(&mixed(&[(header, body), (PLAIN, "-- \nlista dyskusyjna")]));
    assert!(contains_in_order(&found.text, &["Zamawiam 40 palet.", "lista dyskusyjna"]), "{}", found.text);
    assert!(contains_in_order(&shown(&found), &["Zamawiam 40 palet.", "lista dyskusyjna"]));
    assert!(found.snippet.starts_with("Zamawiam 40 palet."), "{}", found.snippet);
}

#[test]
fn a_blank_html_alternative_does_not_hide_the_plain_one() {
    for html in ["", "<html><body><p>&nbsp;</p></body></html>", "<style>p{color:red}</style><div><br></div>"]
    {
        let found = read(&multipart("alternative", &[(PLAIN, "Zamawiam 40 palet."), (HTML, html)]));
        assert_eq!((found.text.trim(), found.html), ("Zamawiam 40 palet.", None), "{html}");
    }
    let picture = read(&multipart("alternative", &[(PLAIN, "Oferta"), (HTML, "<img src=\"cid:a\">")]));
    assert!(picture.html.is_some());
}

#[test]
fn an_invitation_is_text_and_a_file() {
    let calendar = "Content-Type: text/calendar; method=REQUEST; charset=utf-8";
    let found = read(&multipart(
        "alternative",
        &[
            (PLAIN, "\u{a0}"),
            (HTML, "<p>Spotkanie w piątek</p>"),
            (calendar, "BEGIN:VCALENDAR\nEND:VCALENDAR"),
        ],
    ));
    assert_eq!((found.text.trim(), names(&found)), ("Spotkanie w piątek", vec!["invite.ics"]));
    assert!(shown(&found).contains("Spotkanie"));
}

#[test]
fn the_root_of_related_parts_may_stand_anywhere() {
    let picture = "Content-Type: image/png\nContent-ID: <logo@x>\nContent-Transfer-Encoding: base64";
    let html = &format!("{HTML}\nContent-ID: <root@x>");
    let parts = [(picture, "iVBORw0KGgo="), (html.as_str(), "<p>Oferta</p><img src=\"cid:logo@x\">")];
    for kind in ["related", "related; start=\"<root@x>\""] {
        let found =
            read(&multipart("related", &parts).replace("multipart/related", &format!("multipart/{kind}")));
        assert!(shown(&found).contains("Oferta"), "{kind}");
        let files: Vec<_> = found.attachments.iter().map(|file| (file.name.as_str(), file.inline)).collect();
        assert_eq!(files, [("image-1.png", true)], "{kind}");
    }
}

/// The frame shows one picture for an id; what it does not show is in the list of files.
#[test]
fn of_two_pictures_with_one_id_the_second_is_a_file() {
    let part = |name: &str, kind: &str| {
        format!(
            "Content-Type: image/{kind}; name={name}\nContent-ID: <a@x>\nContent-Transfer-Encoding: base64"
        )
    };
    let (first, second, drawing) = (part("a.png", "png"), part("b.jpg", "jpeg"), part("c.svg", "svg+xml"));
    let text = (HTML, "<p>Zdjęcia</p><img src=\"cid:a@x\">");
    let files = |parts: &[(&str, &str)]| -> Vec<(String, bool)> {
        let found = read(&multipart("related", parts));
        found.attachments.iter().map(|file| (file.name.clone(), file.inline)).collect()
    };
    let named = |name: &str, inline: bool| (name.to_owned(), inline);
    let found = files(&[text, (&first, "iVBORw0KGgo="), (&second, "/9j/4AAQ")]);
    assert_eq!(found, [named("a.png", true), named("b.jpg", false)]);
    // A kind that is not drawn has the id first: nothing is shown for it.
    let found = files(&[text, (&drawing, "PHN2Zy8+"), (&first, "iVBORw0KGgo=")]);
    assert_eq!(found, [named("c.svg", false), named("a.png", false)]);
}

#[test]
fn signed_parts_inside_others_are_read() {
    let alternative = multipart("alternative", &[(PLAIN, "Zgoda."), (HTML, "<p>Zgoda.</p>")]);
    let (header, body) = alternative.split_once("\n\n").unwrap();
    let signature =
        "Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64";
    let signed = multipart("signed", &[(header, body), (signature, "MIIB")]);
    let (header, body) = signed.split_once("\n\n").unwrap();
    let found = read(&mixed(&[(header, body), (PLAIN, "-- \nlista")]));
    assert!(found.text.starts_with("Zgoda.") && shown(&found).contains("Zgoda."), "{}", found.text);
    assert_eq!(names(&found), ["smime.p7s"]);
}

#[test]
fn texts_with_names_are_files_and_pieces_are_not() {
    let named = "Content-Type: text/plain; name=spis.txt\nContent-Disposition: attachment; filename=spis.txt";
    let found = read(&mixed(&[
        (HTML, "<p>Raz</p>"),
        (PDF, "x"),
        (HTML, "dwa"),
        (named, "trzy"),
        (HTML, "<b>cztery</b>"),
    ]));
    assert!(contains_in_order(&shown(&found), &["Raz", "dwa", "cztery"]), "{}", shown(&found));
    assert!(!found.text.contains("trzy") && contains_in_order(&found.text, &["Raz", "dwa", "cztery"]));
    assert_eq!(names(&found), ["a.pdf", "spis.txt"]);
}
