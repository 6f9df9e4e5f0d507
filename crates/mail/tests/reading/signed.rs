//! Mail inside an S/MIME signature.

use super::{names, raw, shown};
use kurier_mail::message::{attachment_bytes, parse};

/// <https://github.com/zammad/zammad/issues/6376>
#[test]
fn what_was_signed_is_read() {
    let inside = raw("signed/inside.txt");
    let raw = raw("signed/opaque.eml");
    let mail = parse(&raw).unwrap();
    assert!(mail.text.contains("podpisana umowa ramowa 7/2026 w załączniku"), "{}", mail.text);
    assert!(mail.snippet.contains("umowa ramowa 7/2026"));
    assert_eq!((names(&mail), mail.subject.as_str()), (vec!["umowa.pdf"], "Umowa podpisana"));
    let file = attachment_bytes(&raw, mail.attachments[0].index).unwrap();
    assert!(file.starts_with(b"%PDF-1.4\n") && file.ends_with(b"%%EOF\n"));
    let signed = parse(&inside).unwrap();
    assert_eq!(names(&signed), ["umowa.pdf"]);
    assert_eq!(
        file,
        attachment_bytes(&inside, signed.attachments[0].index).unwrap(),
        "the bytes that were signed"
    );
}

/// An element of DER.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x84], &length[..], content].concat()
}

/// As much of a signature as says what was signed.
fn signature(content: &[u8]) -> String {
    let kind = |last: u8| element(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, last]);
    let inside = element(0x30, &[kind(1), element(0xa0, &element(4, content))].concat());
    let signed = element(0x30, &[element(2, &[1]), element(0x31, &[]), inside].concat());
    base64(&element(0x30, &[kind(2), element(0xa0, &signed)].concat()))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let value = group.iter().fold(0_usize, |value, byte| value << 8 | usize::from(*byte))
            << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = char::from(DIGITS[value >> (18 - 6 * place) & 63]);
            text.push(if place <= group.len() { digit } else { '=' });
        }
        if text.len() % 77 == 76 {
            text.push('\n');
        }
    }
    text
}

fn part(kind: &str, content: &str) -> String {
    format!("Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n{}\n", signature(content.as_bytes()))
}

fn read(structure: &str) -> kurier_mail::message::ParsedMessage {
    super::written(&format!("From: Jan <jan@klient.example>\nSubject: Umowa\nMessage-ID: <a@b>\n{structure}"))
}

const INSIDE: &str = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Zgoda na umowę</p>\r\n";

#[test]
fn whatever_a_gateway_called_it() {
    for kind in [
        "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "application/x-pkcs7-mime",
        "application/octet-stream; name=\"smime.p7m\"",
    ] {
        let mail = read(&part(kind, INSIDE));
        assert!(shown(&mail).contains("Zgoda na umowę") && mail.attachments.is_empty(), "{kind}");
        assert_eq!(mail.message_id.as_deref(), Some("a@b"));
    }
}

#[test]
fn signatures_stand_beside_and_inside_others() {
    let signed = part("application/pkcs7-mime", INSIDE);
    let twice = part("application/pkcs7-mime", &signed.replace('\n', "\r\n"));
    assert!(shown(&read(&twice)).contains("Zgoda"));
    let listed = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n{signed}\n--b\nContent-Type: text/plain\n\nlista\n--b--\n"
    );
    let mail = read(&listed);
    assert!(super::contains_in_order(&shown(&mail), &["Zgoda na umowę", "lista"]), "{}", mail.text);
    let text = read(&part("application/pkcs7-mime; name=smime.p7m", "Zgoda bez nagłówka\r\n"));
    assert_eq!(text.text.trim(), "Zgoda bez nagłówka");
}

#[test]
fn who_wrote_it_is_said_outside() {
    let inside =
        format!("From: Prezes <prezes@firma.example>\r\nSubject: Inny\r\nMessage-ID: <x@y>\r\n {INSIDE}");
    let mail = read(&part("application/pkcs7-mime", &inside.replace("\r\n Content", "\r\nContent")));
    assert_eq!(mail.from.as_ref().unwrap().email, "jan@klient.example");
    assert_eq!((mail.subject.as_str(), mail.message_id.as_deref()), ("Umowa", Some("a@b")));
    assert!(shown(&mail).contains("Zgoda"));
}

#[test]
fn signed_files_and_sealed_mail_stay_files() {
    let file = read(&part("application/pkcs7-mime; name=\"umowa.pdf.p7m\"", "%PDF-1.4\n"));
    assert_eq!((file.text.trim(), names(&file)), ("", vec!["umowa.pdf.p7m"]));
    let sealed = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIBAAYJKoZIhvcNAQcDoA==\n";
    assert_eq!(names(&read(sealed)), ["smime.p7m"]);
}
