use super::*;
use crate::message::{attachment_bytes, parse};

fn jan() -> Address {
    Address::new(Some("Jan Żółw-Kowalski"), "jan@żółw.pl")
}

fn message() -> OutgoingMessage {
    OutgoingMessage {
        from: jan(),
        to: vec![Address::new(Some("Nowak, Anna \"A\""), "anna@example.com")],
        subject: "Oferta – zażółć gęślą jaźń, bardzo długi temat wiadomości, który musi zostać złamany".to_owned(),
        message_id: "0197-very-long-id-that-some-programs-would-encode-or-fold-and-so-break-the-whole-conversation@mail.example.com".to_owned(),
        date: DateTime::from_timestamp(1_780_000_000, 0).unwrap(),
        text: Some("Dzień dobry\n.\n..dots\r.\rFrom me \n\nkoniec = end ".to_owned()),
        ..OutgoingMessage::default()
    }
}

fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8(bytes.to_vec()).unwrap().split("\r\n").map(str::to_owned).collect()
}

#[test]
fn what_is_written_is_read_back() {
    let mut out = message();
    out.in_reply_to = Some("<parent@example.com>".to_owned());
    out.references = (0..40).map(|n| format!("ref-{n}@example.com")).collect();
    out.html = Some("<p>Dzień dobry <img src=\"cid:logo@kurier\"></p>".to_owned());
    out.files = vec![
        OutgoingFile {
            name: "umowa ż.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: vec![7; 5000],
            content_id: None,
        },
        OutgoingFile {
            name: "logo.png".to_owned(),
            media_type: "image/png".to_owned(),
            bytes: vec![1, 2],
            content_id: Some("logo@kurier".to_owned()),
        },
    ];
    let bytes = build(&out).unwrap();
    assert_eq!(bytes, build(&out).unwrap(), "the same bytes every time");
    assert!(bytes.is_ascii());
    assert!(
        lines(&bytes)
            .iter()
            .all(|line| line.len() <= 998 && !line.contains(['\r', '\n']) && !line.starts_with('.'))
    );

    let read = parse(&bytes).unwrap();
    assert_eq!(read.message_id.as_deref(), Some(out.message_id.as_str()));
    assert_eq!((read.in_reply_to, read.references.len()), (vec!["parent@example.com".to_owned()], 40));
    assert_eq!(read.subject, out.subject);
    assert_eq!(read.from.unwrap(), Address::new(Some("Jan Żółw-Kowalski"), "jan@xn--w-uga1v8h.pl"));
    assert_eq!(read.to, out.to);
    assert_eq!(read.date, Some(out.date));
    assert_eq!(
        read.text,
        "Dzień dobry\n.\n..dots\n.\nFrom me \n\nkoniec = end \n".trim_end_matches('\n').to_owned()
            + read.text.strip_prefix(read.text.trim_end_matches('\n')).unwrap()
    );
    assert_eq!(read.html.unwrap().trim_end(), out.html.unwrap());
    let names: Vec<_> = read.attachments.iter().map(|file| (file.name.as_str(), file.inline)).collect();
    assert_eq!(names, [("logo.png", true), ("umowa ż.pdf", false)]);
    assert_eq!(attachment_bytes(&bytes, read.attachments[1].index).unwrap(), vec![7; 5000]);
}

#[test]
fn nobody_adds_header_fields() {
    let mut subject = message();
    subject.subject = "hi\r\nBcc: eve@example.com".to_owned();
    assert_eq!(build(&subject), Err(BuildError::ControlCharacter { field: "Subject" }));
    let mut name = message();
    name.to = vec![Address { name: Some("x\nBcc: eve@example.com".to_owned()), email: "a@b.pl".to_owned() }];
    assert_eq!(build(&name), Err(BuildError::ControlCharacter { field: "To" }));
    for email in ["a@b.pl\r\nBcc: e@x.pl", "a b@c.pl", "nobody", "", "a@b@c", "a@b.pl>", "@b.pl"] {
        let mut address = message();
        address.cc = vec![Address { name: None, email: email.to_owned() }];
        assert!(matches!(build(&address), Err(BuildError::InvalidAddress { .. })), "{email}");
    }
    let mut id = message();
    id.in_reply_to = Some("a@b>\r\nX: y".to_owned());
    assert!(matches!(build(&id), Err(BuildError::InvalidId { .. })));
    for (header, value) in [("Bcc", "a@b.pl"), ("X-A\r\nB", "c"), ("Content-Type", "x/y"), ("", "x")] {
        let mut extra = message();
        extra.extra_headers = vec![(header.to_owned(), value.to_owned())];
        assert!(matches!(build(&extra), Err(BuildError::InvalidHeader { .. })), "{header}");
    }
    let mut file = message();
    file.files = vec![OutgoingFile {
        name: "a\r\nX: y".to_owned(),
        media_type: "a/b\r\nX: y".to_owned(),
        bytes: vec![],
        content_id: None,
    }];
    assert!(build(&file).is_err());
}

#[test]
fn hidden_recipients_leave_no_trace() {
    let mut hidden = message();
    hidden.to.clear();
    let bytes = build(&hidden).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("To: undisclosed-recipients:;\r\n") && !text.contains("Bcc"));
}

#[test]
fn html_alone_gets_a_text() {
    let mut html = message();
    html.text = None;
    html.html = Some("<p>Raz</p><p>dwa &amp; trzy</p>".to_owned());
    let read = parse(&build(&html).unwrap()).unwrap();
    assert!(read.text.contains("Raz") && read.text.contains("dwa & trzy"), "{}", read.text);
}
