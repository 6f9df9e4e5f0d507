//! Labels that lie.

use super::{mail, raw, safe};
use kurier_mail::message::sanitize::ImagePolicy;
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

/// HTML as a part that says it is in this charset, as it is shown.
fn shown_as(charset: &str, html: &[u8]) -> [String; 2] {
    let head =
        format!("Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset={charset}\r\n\r\n");
    let written = parse(&[head.as_bytes(), html].concat()).unwrap().html.unwrap_or_default();
    [ImagePolicy::Block, ImagePolicy::Allow].map(|images| {
        let shown = safe(&written, images).html;
        let tags = shown.split('<').skip(1).filter_map(|tag| tag.split_once('>')).map(|(tag, _)| tag);
        let tags = tags.collect::<String>().to_ascii_lowercase().replace('\0', "");
        let unquoted: String = tags.split('"').step_by(2).collect();
        let active = tags.contains("script") || unquoted.contains("onerror") || unquoted.contains("onmouse");
        assert!(!active, "{charset}: {shown}");
        shown
    })
}

/// Harmless in one charset and active in another.
const TWO_FACED: &[(&str, &[u8])] = &[
    ("utf-7", b"<p>x</p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-+ADw-img src=x onerror=alert(1)+AD4-"),
    ("unicode-1-1-utf-7", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
    ("utf-8", b"\xc0\xbcscript\xc0\xbealert(1)\xe0\x80\xbc/script>"),
    ("utf-8", b"<p title=\"\xe0\">\" onmouseover=alert(1) x=\"\">y</p>"),
    ("shift_jis", b"<img alt=\"\x83\" src=x alt2=\" onerror=alert(1) \">"),
    ("gbk", b"<img alt=\"\x81\" src=x alt2=\" onerror=alert(1) \">"),
    ("gb18030", b"<img alt=\"\x81\x30\" src=x alt2=\" onerror=alert(1) \">"),
    ("big5", b"<img alt=\"\xa1\" src=x alt2=\" onerror=alert(1) \">"),
    ("euc-jp", b"<img alt=\"\x8f\" src=x alt2=\" onerror=alert(1) \">"),
    ("iso-2022-jp", b"<img alt=\"\x1b$B\" src=x alt2=\"\x1b(B\" onerror=alert(1) \">"),
    ("iso-2022-jp", b"<s\x1b(Bcript>alert(1)</s\x1b(Bcript><img src=x on\x1b(Jerror=alert(1)>"),
    ("iso-2022-kr", b"\x1b$)C<\x0escript\x0f>alert(1)</script>"),
    ("hz-gb-2312", b"<~{script~}>alert(1)<~\nscript>"),
    ("x-user-defined", b"<p title=\"\xbc\">\xbcscript\xbealert(1)\xbc/script\xbe</p>"),
    ("cp037", b"\x4c\xa2\x83\x99\x89\x97\xa3\x6e\x81\x93\x85\x99\xa3\x4d\xf1\x5d"),
    ("windows-1252", b"<scr\0ipt>alert(1)</scr\0ipt><img src=x on\0error=alert(1)>"),
];

/// The browser gets UTF-8 and is told so.
#[test]
fn no_charset_smuggles_anything_in() {
    for (charset, html) in TWO_FACED {
        shown_as(charset, html);
        shown_as(&format!("utf-8; charset={charset}"), html);
    }
    let script = "<p>widać</p><script>alert(1)</script><img src=x onerror=alert(1)>";
    let marked = format!("\u{feff}{script}");
    let wide =
        |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    for (charset, html) in [
        ("utf-16le", wide(script, u16::to_le_bytes)),
        ("utf-16be", wide(script, u16::to_be_bytes)),
        ("utf-16", wide(&marked, u16::to_le_bytes)),
        ("us-ascii", script.into()),
        ("x-nobody-knows", script.into()),
        ("utf-8\"><script>", script.into()),
    ] {
        for shown in shown_as(charset, &html) {
            assert!(shown.contains("<p>widać</p>"), "{charset}: {shown}");
        }
    }
    shown_as("utf-8", &wide(&marked, u16::to_le_bytes));
}
