use super::*;
use crate::message::attachment_bytes;

fn data(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/test-data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read(text: &str) -> ParsedMessage {
    parse(text.replace('\n', "\r\n").as_bytes()).unwrap()
}

#[test]
fn an_offer_with_everything() {
    let raw = data("oferta-iso-8859-2.eml");
    let mail = parse(&raw).unwrap();
    assert_eq!(mail.subject, "Zapytanie ofertowe – łożyska");
    assert_eq!(mail.from, Some(Address::new(Some("Grażyna Żółć"), "grazyna@lozyska.example.pl")));
    assert_eq!(mail.message_id.as_deref(), Some("20260312.1015@lozyska.example.pl"));
    assert_eq!(mail.thread_ids(), ["pierwszy@lozyska.example.pl", "drugi@kurier.example"]);
    assert_eq!(mail.date.unwrap().to_rfc3339(), "2026-03-12T09:15:00+00:00");
    assert!(mail.text.starts_with("Dzień dobry,\nproszę o wycenę łożysk."), "{}", mail.text);
    assert!(mail.html.as_deref().unwrap().contains("cid:logo@lozyska"));
    let files: Vec<_> = mail
        .attachments
        .iter()
        .map(|file| (file.name.as_str(), file.media_type.as_str(), file.inline))
        .collect();
    assert_eq!(files, [("logo.png", "image/png", true), ("zestawienie łożysk.csv", "text/csv", false)]);
    assert_eq!(attachment_bytes(&raw, mail.attachments[1].index).unwrap(), "łożysko;6204\r\n".as_bytes());
    assert_eq!(mail.snippet, "Dzień dobry, proszę o wycenę łożysk. Pozdrawiam Grażyna");
    assert_eq!(mail.automatic, None);
}

#[test]
fn raw_eight_bit_headers_are_read() {
    let mail = parse(b"From: \"Micha\xb3 \xa6wit\" <m@x.pl>\r\nSubject: Pytanie o cen\xea\r\nContent-Type: text/plain\r\n\r\nDzie\xf1 dobry, \xbfycz\xea mi\xb3ego dnia \xb1\r\n").unwrap();
    assert_eq!(mail.from.unwrap().name.as_deref(), Some("Michał Świt"));
    assert_eq!(mail.subject, "Pytanie o cenę");
    assert_eq!(mail.text.trim(), "Dzień dobry, życzę miłego dnia ą");
}

#[test]
fn html_alone_becomes_text() {
    let mail = read(
        "Subject: x\nContent-Type: text/html; charset=utf-8\n\n<style>p{color:red}</style><p>Raz &amp; dwa</p><p>trzy</p><script>alert(1)</script>\n",
    );
    assert_eq!(
        mail.text,
        "Raz & dwa\ntrzy\n".replace("dwa\n", if mail.text.contains("dwa\n\n") { "dwa\n\n" } else { "dwa\n" })
    );
    assert!(!mail.text.contains("alert") && !mail.text.contains("color"));
}

#[test]
fn an_mbox_line_is_no_header() {
    let mail = read("From jan@x.pl Mon Mar  2 10:15:00 2026\nFrom: a@b.pl\nSubject: s\n\nbody\n");
    assert_eq!((mail.from.unwrap().email.as_str(), mail.subject.as_str()), ("a@b.pl", "s"));
    assert_eq!(header_bytes(b"From x y\nA: b\n\nbody"), b"A: b\n\n");
}

#[test]
fn what_cannot_be_read_says_why() {
    assert_eq!(parse(b""), Err(ParseError::Empty));
    assert_eq!(parse(b" \r\n\r\n"), Err(ParseError::Empty));
    for odd in [
        &b"\r\nbody"[..],
        b"Subject",
        b"Subject:",
        b"\0",
        b":\r\n\r\n",
        b"a\r\nb\r\n\r\nc",
        b"\xff\xfe\r\n\r\n\xff",
    ] {
        let _ = parse(odd);
    }
    let mail = read("Subject: only a header\n\n");
    assert_eq!((mail.subject.as_str(), mail.text.as_str(), mail.snippet.as_str()), ("only a header", "", ""));
}

#[test]
fn no_nul_gets_through() {
    let mail = parse(b"Subject: a\0b\r\nFrom: \"x\0y\" <a\0@b.pl>\r\nMessage-ID: <a\0@b>\r\nContent-Type: text/html\r\n\r\n<p>a\0b</p>\r\n").unwrap();
    let all = format!(
        "{}{:?}{}{:?}{:?}{}",
        mail.subject, mail.from, mail.text, mail.html, mail.message_id, mail.snippet
    );
    assert!(!all.contains('\0') && !all.contains("\\0"), "{all}");
}

#[test]
fn automatic_mail_is_told() {
    for (header, reason) in [
        ("Auto-Submitted: auto-replied", AutomaticReason::AutoReply),
        ("Auto-Submitted: auto-generated", AutomaticReason::AutoSubmitted),
        ("X-Autoreply: yes", AutomaticReason::AutoReply),
        ("List-Id: <news.example.com>", AutomaticReason::MailingList),
        ("List-Unsubscribe: <mailto:x@y.pl>", AutomaticReason::Bulk),
        ("From: Sklep <newsletter@y.pl>\nList-Unsubscribe: <mailto:x@y.pl>", AutomaticReason::Newsletter),
        ("From: Sklep <sklep@y.pl>\nX-Campaign-Id: 7", AutomaticReason::Newsletter),
        (
            "From: Sklep <sklep@y.pl>\nList-Unsubscribe: <https://y.pl>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click",
            AutomaticReason::Bulk,
        ),
        (
            "From: Sklep <sklep@y.pl>\nList-Unsubscribe: <https://y.pl>\nFeedback-ID: 1:2:3:y",
            AutomaticReason::Bulk,
        ),
        ("Precedence: bulk", AutomaticReason::Bulk),
        ("From: MAILER-DAEMON@example.com", AutomaticReason::DeliveryReport),
        ("From: Sklep <no-reply@example.com>", AutomaticReason::NoReplyAddress),
        (
            "Content-Type: multipart/report; boundary=x; report-type=delivery-status",
            AutomaticReason::DeliveryReport,
        ),
    ] {
        assert_eq!(read(&format!("{header}\nSubject: x\n\nx\n")).automatic, Some(reason), "{header}");
    }
    for header in [
        "Auto-Submitted: no",
        "From: Jan <jan@example.com>",
        "Precedence: first-class",
        // Sent through a program for sellers.
        "From: Jan <jan@example.com>\nList-Unsubscribe: <mailto:x@y.pl>",
        "From: Jan <jan@example.com>\nFeedback-ID: 1:2:3:y",
        "From: Jan <jan@example.com>\nIn-Reply-To: <a@b.pl>\nList-Unsubscribe: <https://y.pl>\nFeedback-ID: 1:2:3:y",
    ] {
        assert_eq!(read(&format!("{header}\nSubject: x\n\nx\n")).automatic, None, "{header}");
    }
}

#[test]
fn forms_are_told() {
    for header in [
        "From: WordPress <wordpress@agencja.example>",
        "From: Formularz kontaktowy <kontakt@agencja.example>",
        "From: Agencja <kontakt@agencja.example>\nX-PHP-Originating-Script: 1000:contact.php",
        "From: Agencja <kontakt@agencja.example>\nX-Mailer: PHPMailer 6.9.1 (https://github.com/PHPMailer/PHPMailer)",
        "From: Agencja <kontakt@agencja.example>\nX-WPCF7-Content-Type: text/plain",
    ] {
        assert!(read(&format!("{header}\nSubject: x\n\nx\n")).is_form, "{header}");
    }
    for header in [
        "From: Jan <jan@klient.example>",
        "From: Jan <jan@klient.example>\nX-Mailer: Microsoft Outlook 16.0",
        // Webmail runs in PHP.
        "From: Jan <jan@klient.example>\nX-PHP-Originating-Script: 0:rcube.php",
        "From: Jan <jan@klient.example>\nX-PHP-Script: poczta.example/index.php\nUser-Agent: Roundcube Webmail/1.6",
    ] {
        assert!(!read(&format!("{header}\nSubject: x\n\nx\n")).is_form, "{header}");
    }
}

#[test]
fn dates_out_of_this_world_are_none() {
    for (date, year) in [
        ("Thu, 01 Jan 1970 00:00:00 +0000", Some(1970)),
        ("Thu, 31 Dec 2099 23:59:59 +0000", Some(2099)),
        ("Fri, 1 Jan 2999 00:00:00 +0000", None),
        ("Wed, 24 Jul 2002 20:03:30", Some(2002)),
        ("Wed, 24 Jul 0102 20:03:30 +0100", Some(2002)),
        ("nonsense", None),
        ("Mon, 32 Foo 2020 99:99:99 +9999", None),
    ] {
        assert_eq!(
            read(&format!("Date: {date}\nSubject: x\n\nx\n")).date.map(|date| date.year()),
            year,
            "{date}"
        );
    }
}

#[test]
fn nested_messages_are_attachments() {
    let raw = data("przekazana-zalacznik.eml");
    let mail = parse(&raw).unwrap();
    assert_eq!(mail.text.trim(), "Przekazuję poniżej.");
    let names: Vec<_> = mail.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["Reklamacja 7-2026.eml"]);
    let inner = parse(&attachment_bytes(&raw, mail.attachments[0].index).unwrap()).unwrap();
    assert_eq!((inner.subject.as_str(), inner.attachments.len()), ("Reklamacja 7/2026", 1));
}

#[test]
fn hostile_sizes_take_bounded_time() {
    let started = crate::processor_time::Stopwatch::start();
    let many: String = (0..100_000).map(|n| format!("\"Person {n}\" <p{n}@example.com>,\r\n ")).collect();
    let mail =
        parse(format!("From: a@b.pl\r\nTo: {many}z@example.com\r\nSubject: x\r\n\r\nx").as_bytes()).unwrap();
    assert_eq!(mail.to.len(), 100_001);
    let mut nested = String::from("Subject: deep\r\n");
    for level in 0..500 {
        nested.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"));
    }
    nested.push_str("\r\ndeep text\r\n");
    assert_eq!(parse(nested.as_bytes()).unwrap().subject, "deep");
    let parts = format!(
        "Subject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{}",
        "--b\r\n\r\nx\r\n".repeat(50_000)
    );
    assert!(parse(parts.as_bytes()).is_ok());
    let header = format!("Subject: x\r\nX-Big: {}\r\n\r\nbody", "a".repeat(10 * 1024 * 1024));
    assert_eq!(parse(header.as_bytes()).unwrap().text, "body");
    let fields = format!("Subject: x\r\n{}\r\nbody", "X-A: b\r\n".repeat(500_000));
    assert_eq!(parse(fields.as_bytes()).unwrap().subject, "x");
    let body = format!("Subject: x\r\n\r\n{}", "tekst > \r\n".repeat(2_500_000));
    assert!(parse(body.as_bytes()).unwrap().text.len() <= body::MOST_TEXT);
    let html = format!("Subject: x\r\nContent-Type: text/html\r\n\r\n{}", "<div><".repeat(1_000_000));
    assert!(parse(html.as_bytes()).is_ok());
    let words = format!("Subject: {}\r\n\r\nx", "=?UTF-8?B?xbw=?=\r\n ".repeat(100_000));
    assert!(parse(words.as_bytes()).is_ok());
    assert!(started.elapsed().as_secs() < 40, "{:?}", started.elapsed());
}
