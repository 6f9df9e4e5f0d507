//! Labels that lie.

use super::{mail, raw};
use kurier_mail::message::{attachment_bytes, parse};

/// <https://github.com/huacnlee/omamail/pull/87>, <https://github.com/PyYoshi/cChardet/issues/101>
#[test]
fn bytes_are_believed_before_their_label() {
    for (name, dash) in
        [("utf-8-as-iso-8859-2", '–'), ("windows-1250-as-iso-8859-2", '–'), ("true-iso-8859-2", '-')]
    {
        let mail = mail(&format!("charsets/{name}.eml"));
        let text = "Dzień dobry, proszę o wycenę łożysk ślizgowych, także źle oznaczonych. Ąć!";
        assert_eq!(mail.text.trim(), text, "{name}");
        assert_eq!(mail.from.unwrap().name.as_deref(), Some("Żaneta Dąbek"), "{name}");
        assert_eq!(mail.subject, format!("Wycena łożysk {dash} ślizgowe"), "{name}");
    }
}

#[test]
fn the_same_holds_for_html_names_and_files() {
    let mail = parse(
        "From: =?windows-1252?B?xbthbmV0YQ==?= <z@klient.example>\r\nTo: =?iso-8859-1?Q?=A3ukasz_Wi=EAcek_i_o=BFywiony?= <l@firma.example>\r\n\
         Subject: =?us-ascii?Q?=C5=82o=C5?=\r\n =?us-ascii?Q?=BCysko?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n<p>łożyska</p>\r\n\
         --b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"=?iso-8859-2?Q?=C5=82o=C5=BCysko.pdf?=\"\r\n\r\nx\r\n--b--\r\n"
            .as_bytes(),
    )
    .unwrap();
    assert_eq!(mail.from.unwrap().name.as_deref(), Some("Żaneta"));
    assert_eq!(mail.to[0].name.as_deref(), Some("Łukasz Więcek i ożywiony"));
    assert_eq!(mail.subject, "łożysko");
    assert_eq!(
        (mail.html.as_deref(), mail.attachments[0].name.as_str()),
        (Some("<p>łożyska</p>"), "łożysko.pdf")
    );
}

#[test]
fn other_scripts_keep_what_they_say() {
    for (charset, bytes, text) in [
        ("koi8-r", &b"\xf0\xd2\xc9\xd7\xc5\xd4, \xc5\xa3"[..], "Привет, её"),
        ("windows-1251", b"\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"),
        ("iso-8859-1", b"Gr\xfc\xdfe, \xbfqu\xe9?", "Grüße, ¿qué?"),
        ("iso-8859-7", b"\xca\xe1\xeb\xe7\xec\xdd\xf1\xe1", "Καλημέρα"),
        ("gb2312", b"\xc1\xaa\xcd\xa8", "联通"),
        ("iso-2022-jp", b"\x1b$B$3$s\x1b(B", "こん"),
        ("utf-16le", b"\x7a\x01\x33\x00", "ź3"),
    ] {
        let header = format!("Subject: x\r\nContent-Type: text/plain; charset={charset}\r\n\r\n");
        assert_eq!(parse(&[header.as_bytes(), bytes].concat()).unwrap().text, text, "{charset}");
    }
}

#[test]
fn files_are_handed_out_as_they_came() {
    let raw = raw("charsets/windows-1250-as-iso-8859-2.eml");
    assert_eq!(attachment_bytes(&raw, 0).unwrap().last(), raw.last());
}
