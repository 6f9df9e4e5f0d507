//! Addresses that need a base, and pictures that go along.

use super::{mail, safe, shown, written};
use kurier_mail::message::attachment_bytes;
use kurier_mail::message::sanitize::ImagePolicy;

/// <https://github.com/thunderbird/thunderbird-android/issues/6587>, <https://github.com/RainLoop/rainloop-webmail/issues/603>
#[test]
fn addresses_stand_against_the_mails_base() {
    let html = mail("addresses/base.eml").html.unwrap();
    let blocked = safe(&html, ImagePolicy::Block);
    for address in
        ["href=\"https://sklep.example/oferta?nr=7\"", "href=\"https://sklep.example/mail/regulamin.html\""]
    {
        assert!(blocked.html.contains(address), "{}", blocked.html);
    }
    assert!(blocked.html.contains("data-kurier-remote=\"https://sklep.example/mail/img/logo.png\""));
    assert!(blocked.has_remote_images && !blocked.html.contains(" src=") && !blocked.html.contains("<base"));
    let allowed = safe(&html, ImagePolicy::Allow);
    assert!(allowed.html.contains(" src=\"https://sklep.example/mail/img/logo.png\""));
    assert!(allowed.html.contains("href=\"#in-mail-dol\""));
}

#[test]
fn an_address_without_a_scheme_is_remote() {
    let html = mail("addresses/schemeless.eml").html.unwrap();
    let blocked = safe(&html, ImagePolicy::Block);
    assert!(blocked.has_remote_images && !blocked.html.contains(" src="), "{}", blocked.html);
    assert!(blocked.html.contains("data-kurier-remote=\"https://cdn.sklep.example/nowosci.png\""));
    assert!(blocked.html.contains("href=\"https://sklep.example/zima\""));
    assert!(safe(&html, ImagePolicy::Allow).html.contains(" src=\"https://cdn.sklep.example/nowosci.png\""));
}

#[test]
fn a_hostile_base_is_none() {
    let hostile = shown(&mail("addresses/hostile-base.eml"));
    for base in ["javascript:alert(1)//", "data:text/html,x", "file:///etc/", "mail/", "", "https:"] {
        let html = safe(
            &format!("<base href=\"{base}\"><a href=\"x\">a</a><img src=\"y.png\">"),
            ImagePolicy::Allow,
        )
        .html;
        for html in [&html, &hostile] {
            assert!(
                !html.contains("href=") && !html.contains("src=") && !html.contains("remote"),
                "{base}: {html}"
            );
        }
    }
}

#[test]
fn bases_are_written_in_many_ways() {
    for base in [
        "<base href=\"//sklep.example/mail/\">",
        "<BASE target=_top HREF='https://sklep.example/mail/index.html'>",
        "<base target=_blank><base href=https://sklep.example/mail/><base href=\"https://inny.example/\">",
    ] {
        let html =
            safe(&format!("{base}<a href=\"../a?b=1&amp;c=2\">a</a><img src=\"c.png\">"), ImagePolicy::Allow)
                .html;
        assert!(html.contains("href=\"https://sklep.example/a?b=1&amp;c=2\""), "{base}: {html}");
        assert!(html.contains(" src=\"https://sklep.example/mail/c.png\""), "{base}: {html}");
    }
}

/// <https://github.com/thunderbird/thunderbird-android/issues/3113>
#[test]
fn pictures_are_found_by_the_names_that_the_text_shows_them_by() {
    let raw = super::raw("pictures/damage.eml");
    let mail = mail("pictures/damage.eml");
    let files: Vec<_> = mail
        .attachments
        .iter()
        .map(|file| (file.name.as_str(), file.inline, file.content_id.as_deref()))
        .collect();
    assert_eq!(
        files,
        [("zdjecie.png", true, Some("zdjecie-1@klient.example")), ("protokol.pdf", false, None)]
    );
    assert!(attachment_bytes(&raw, mail.attachments[0].index).unwrap().starts_with(b"\x89PNG"));
    assert!(shown(&mail).contains("src=\"/inline/zdjecie-1@klient.example\""));
}

/// Parts of one Content-ID, which the text shows once: their names, and whether each is drawn in the text.
fn of_one_id(parts: &[(&str, &str)]) -> Vec<(String, bool)> {
    let part = |(kind, name): &(&str, &str)| {
        format!(
            "--b\nContent-Type: {kind}; name={name}\nContent-ID: <a@x>\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
        )
    };
    let parts: String = parts.iter().map(part).collect();
    let found = written(&format!(
        "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n\
         --b\nContent-Type: text/html\n\n<p>x</p><img src=\"cid:a@x\">\n{parts}--b--\n"
    ));
    found.attachments.into_iter().map(|file| (file.name, file.inline)).collect()
}

#[test]
fn what_the_text_does_not_draw_stays_among_the_files() {
    let file = |name: &str| (name.to_owned(), false);
    let drawn = |name: &str| (name.to_owned(), true);
    let (pdf, first, second) =
        (("application/pdf", "umowa.pdf"), ("image/png", "szkoda.png"), ("image/png", "faktura.png"));
    assert_eq!(of_one_id(&[pdf]), [file("umowa.pdf")]);
    assert_eq!(of_one_id(&[first, second]), [drawn("szkoda.png"), file("faktura.png")]);
    assert_eq!(of_one_id(&[pdf, first]), [file("umowa.pdf"), drawn("szkoda.png")]);
}
