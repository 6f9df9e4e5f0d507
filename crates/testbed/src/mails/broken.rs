//! Mail that breaks mail programs. All of it has been seen in the wild.

use std::fmt::Write as _;

use super::builder::{base64_lines, now};
use crate::corpus::crlf;

fn head(to: &str, subject: &str) -> String {
    let id: u64 = rand::random();
    let date = now().to_rfc2822();
    format!(
        "From: Stary Program <program@stary.example>\nTo: {to}\nSubject: {subject}\nDate: {date}\n\
         Message-ID: <{id:016x}@stary.example>\n"
    )
}

fn without(head: &str, field: &str) -> String {
    head.split_inclusive('\n').filter(|line| !line.starts_with(field)).collect()
}

pub fn no_message_id(to: &str) -> Vec<u8> {
    let head = without(&head(to, "Bez identyfikatora"), "Message-ID");
    crlf(format!("{head}\nKażda taka wiadomość jest osobna.\n").as_bytes())
}

/// Always the same Message-ID under different text: two mails, not one.
pub fn duplicate_id(to: &str) -> Vec<u8> {
    let head = without(&head(to, "Ten sam identyfikator"), "Message-ID");
    let salt: u32 = rand::random();
    crlf(format!("{head}Message-ID: <zawsze-ten-sam@stary.example>\n\nTreść {salt}\n").as_bytes())
}

/// Claims an unknown charset, and raw bytes in the header that are no UTF-8.
pub fn broken_charset(to: &str) -> Vec<u8> {
    let head = without(&head(to, ""), "Subject");
    let mut raw = format!("{head}Subject: Za").into_bytes();
    // "żółć" in ISO-8859-2, not encoded at all
    raw.extend_from_slice(b"\xbf\xf3\xb3\xe6\n");
    raw.extend_from_slice(
        b"Content-Type: text/plain; charset=\"x-klingon-7\"\nContent-Transfer-Encoding: 8bit\n\n",
    );
    raw.extend_from_slice(b"Za\xbf\xf3\xb3\xe6 g\xea\xb6l\xb1 ja\xbc\xf1\n");
    crlf(&raw)
}

/// Base64 with letters outside the alphabet and no proper end.
pub fn broken_base64(to: &str) -> Vec<u8> {
    let head = head(to, "=?utf-8?B?WmVwc3V0ZSBiYXNlNjQ*?= =?nope?X?abc?=");
    crlf(
        format!(
            "{head}MIME-Version: 1.0\nContent-Type: application/pdf; name=\"zepsuty.pdf\"\n\
             Content-Disposition: attachment; filename*=utf-8''zepsuty%2\nContent-Transfer-Encoding: base64\n\n\
             JVBERi0x!!!LjQKJ\nYYY=====\n%%%\nA\n"
        )
        .as_bytes(),
    )
}

/// NUL in subject and text: Postgres takes neither.
pub fn nul_bytes(to: &str) -> Vec<u8> {
    let head = head(to, "Zero =?utf-8?B?YQBi?= tu");
    crlf(
        format!(
            "{head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
             przed=00po i \0 wprost\n"
        )
        .as_bytes(),
    )
}

/// A mail with any Date field, sensible or not.
pub fn dated(to: &str, date: &str) -> Vec<u8> {
    let head = without(&head(to, &format!("Data: {date}")), "Date");
    crlf(format!("{head}Date: {date}\n\nZegar nadawcy chodzi inaczej.\n").as_bytes())
}

pub fn five_thousand_recipients(to: &str) -> Vec<u8> {
    let head = without(&head(to, "Do wszystkich"), "To");
    let mut raw = format!("{head}To: {to}");
    for number in 0..5000 {
        let _ = write!(raw, ",\n Odbiorca Numer {number} <odbiorca.{number}@lista.example>");
    }
    raw.push_str("\n\nJest nas wielu.\n");
    crlf(raw.as_bytes())
}

/// With an attachment of so many bytes, different in every place so that no compression helps.
pub fn large(to: &str, bytes: usize) -> Vec<u8> {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let content: Vec<u8> = (0..bytes)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[0]
        })
        .collect();
    let head = head(to, "Duzy zalacznik");
    let raw = format!(
        "{head}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=xx\n\n--xx\nContent-Type: text/plain\n\nW załączniku.\n\
         --xx\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename=\"duzy.bin\"\n\
         Content-Transfer-Encoding: base64\n\n{}--xx--\n",
        base64_lines(&content)
    );
    crlf(raw.as_bytes())
}

/// An empty line and nothing else.
pub fn empty() -> Vec<u8> {
    b"\r\n".to_vec()
}

/// Header fields without the empty line that ends them.
pub fn no_body(to: &str) -> Vec<u8> {
    crlf(head(to, "Bez tresci").as_bytes())
}

/// Multiparts within multiparts, `depth` deep, the innermost never closed.
pub fn many_parts(to: &str, depth: usize) -> Vec<u8> {
    let mut raw = head(to, "Matrioszka");
    raw.push_str("MIME-Version: 1.0\n");
    for level in 0..depth {
        let _ = write!(raw, "Content-Type: multipart/mixed; boundary=\"b{level}\"\n\n--b{level}\n");
    }
    raw.push_str("Content-Type: text/plain\n\nW samym środku.\n");
    crlf(raw.as_bytes())
}

/// Two mails each of which says that it answers the other.
pub fn reference_cycle(to: &str) -> Vec<Vec<u8>> {
    let salt: u32 = rand::random();
    let one = |own: &str, other: &str| {
        let head = without(&head(to, "Re: Kto zaczął?"), "Message-ID");
        crlf(
            format!(
                "{head}Message-ID: <{own}.{salt}@kolo.example>\nIn-Reply-To: <{other}.{salt}@kolo.example>\n\
                 References: <{other}.{salt}@kolo.example> <{own}.{salt}@kolo.example>\n\nTy zacząłeś.\n"
            )
            .as_bytes(),
        )
    };
    vec![one("a", "b"), one("b", "a")]
}
