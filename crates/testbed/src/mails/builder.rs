//! Writes MIME by hand, so that the tests do not lean on the code they test.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};

use crate::corpus::crlf;

/// A file that goes with a mail.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub name: String,
    pub kind: String,
    pub content: Vec<u8>,
    /// Shown inside the HTML as `cid:…` rather than offered for download.
    pub content_id: Option<String>,
}

impl Attachment {
    pub fn new(name: &str, kind: &str, content: Vec<u8>) -> Self {
        Self { name: name.to_owned(), kind: kind.to_owned(), content, content_id: None }
    }

    pub fn inline(name: &str, kind: &str, content: Vec<u8>, content_id: &str) -> Self {
        Self { content_id: Some(content_id.to_owned()), ..Self::new(name, kind, content) }
    }
}

/// A mail to be; [`Mail::raw`] gives its bytes.
#[derive(Debug, Clone)]
pub struct Mail {
    from: String,
    to: String,
    cc: Option<String>,
    subject: String,
    date: DateTime<Utc>,
    message_id: String,
    references: Vec<String>,
    headers: Vec<(String, String)>,
    text: String,
    html: Option<String>,
    attachments: Vec<Attachment>,
}

impl Mail {
    pub fn new(from: &str, to: &str, subject: &str) -> Self {
        let id: u64 = rand::random();
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
            cc: None,
            subject: subject.to_owned(),
            date: now(),
            message_id: format!(
                "{id:016x}@{}",
                from.rsplit_once('@').map_or("x", |(_, host)| host.trim_matches('>'))
            ),
            references: Vec::new(),
            headers: Vec::new(),
            text: String::new(),
            html: None,
            attachments: Vec::new(),
        }
    }

    /// An answer to this mail: references, subject and quoted text as mail programs make them.
    pub fn answer(&self, from: &str, to: &str, text: &str) -> Self {
        let mut answer = Self::new(from, to, &format!("Re: {}", self.subject.trim_start_matches("Re: ")));
        answer.references.clone_from(&self.references);
        answer.references.push(self.message_id.clone());
        answer.date = self.date + Duration::hours(3);
        let day = self.date.format("%d.%m.%Y %H:%M");
        let mut quoted = format!("{text}\n\nW dniu {day}, {} pisze:\n", self.from);
        for line in self.text.lines() {
            let _ = writeln!(quoted, "> {line}");
        }
        answer.text = quoted;
        answer
    }

    pub fn from(mut self, from: &str) -> Self {
        from.clone_into(&mut self.from);
        self
    }

    pub fn cc(mut self, cc: &str) -> Self {
        self.cc = Some(cc.to_owned());
        self
    }

    pub fn subject(mut self, subject: &str) -> Self {
        subject.clone_into(&mut self.subject);
        self
    }

    pub fn ago(mut self, ago: Duration) -> Self {
        self.date = now() - ago;
        self
    }

    pub fn text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    pub fn html(mut self, html: &str) -> Self {
        self.html = Some(html.to_owned());
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Also belongs to the thread of this Message-ID.
    pub fn referring_to(mut self, id: &str) -> Self {
        self.references.insert(0, id.to_owned());
        self
    }

    pub fn attach(mut self, attachment: Attachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// Without angle brackets.
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    pub fn is_from(&self, address: &str) -> bool {
        self.from.contains(address)
    }

    /// The finished mail with CRLF line ends.
    pub fn raw(&self) -> Vec<u8> {
        let mut head = format!("From: {}\nTo: {}\n", mailboxes(&self.from), mailboxes(&self.to));
        if let Some(cc) = &self.cc {
            let _ = writeln!(head, "Cc: {}", mailboxes(cc));
        }
        let _ = writeln!(head, "Subject: {}", encoded_words(&self.subject));
        let _ = writeln!(head, "Date: {}", self.date.to_rfc2822());
        let _ = writeln!(head, "Message-ID: <{}>", self.message_id);
        if let Some(parent) = self.references.last() {
            let ids: Vec<String> = self.references.iter().map(|id| format!("<{id}>")).collect();
            let _ = writeln!(head, "In-Reply-To: <{parent}>\nReferences: {}", ids.join("\n "));
        }
        for (name, value) in &self.headers {
            let _ = writeln!(head, "{name}: {value}");
        }
        head.push_str("MIME-Version: 1.0\n");
        head.push_str(&self.body());
        crlf(head.as_bytes())
    }

    fn body(&self) -> String {
        let text = text_part("plain", &self.text);
        let (inline, attached): (Vec<_>, Vec<_>) =
            self.attachments.iter().partition(|attachment| attachment.content_id.is_some());
        let mut body = text.clone();
        if let Some(html) = &self.html {
            let mut html = text_part("html", html);
            if !inline.is_empty() {
                html = multipart("related", std::iter::once(html).chain(inline.into_iter().map(file_part)));
            }
            body = multipart("alternative", [text, html]);
        }
        if !attached.is_empty() {
            body = multipart("mixed", std::iter::once(body).chain(attached.into_iter().map(file_part)));
        }
        body
    }
}

fn text_part(subtype: &str, text: &str) -> String {
    format!(
        "Content-Type: text/{subtype}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{}",
        quoted_printable(text)
    )
}

fn file_part(file: &Attachment) -> String {
    let name = encoded_words(&file.name);
    let (disposition, id) = match &file.content_id {
        Some(id) => ("inline", format!("Content-ID: <{id}>\n")),
        None => ("attachment", String::new()),
    };
    format!(
        "Content-Type: {}; name=\"{name}\"\nContent-Disposition: {disposition}; filename=\"{name}\"\n{id}\
         Content-Transfer-Encoding: base64\n\n{}",
        file.kind,
        base64_lines(&file.content)
    )
}

fn multipart(subtype: &str, parts: impl IntoIterator<Item = String>) -> String {
    let boundary = format!("=_{:016x}", rand::random::<u64>());
    let mut body = format!("Content-Type: multipart/{subtype}; boundary=\"{boundary}\"\n\n");
    for part in parts {
        let _ = write!(body, "--{boundary}\n{part}\n");
    }
    let _ = writeln!(body, "--{boundary}--");
    body
}

/// Encodes the names in a list of addresses, never the addresses.
fn mailboxes(list: &str) -> String {
    let encoded: Vec<String> = list
        .split(", ")
        .map(|one| match one.rsplit_once(" <") {
            Some((name, address)) => format!("{} <{address}", encoded_words(name)),
            None => one.to_owned(),
        })
        .collect();
    encoded.join(",\n ")
}

/// RFC 2047 where the text is not ASCII; folded.
fn encoded_words(text: &str) -> String {
    if text.is_ascii() && text.len() < 900 {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let words: Vec<String> = letters
        .chunks(18)
        .map(|letters| format!("=?utf-8?B?{}?=", STANDARD.encode(letters.iter().collect::<String>())))
        .collect();
    words.join("\n ")
}

/// RFC 2045 §6.7 with soft line breaks.
fn quoted_printable(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        let mut width = 0;
        let last = line.len().saturating_sub(1);
        for (at, byte) in line.bytes().enumerate() {
            let plain = matches!(byte, b'!'..=b'~') && byte != b'=' || byte == b' ' && at != last;
            let size = if plain { 1 } else { 3 };
            if width + size > 75 {
                encoded.push_str("=\n");
                width = 0;
            }
            if plain {
                encoded.push(char::from(byte));
            } else {
                let _ = write!(encoded, "={byte:02X}");
            }
            width += size;
        }
        encoded.push_str(end);
    }
    encoded
}

pub(super) fn base64_lines(content: &[u8]) -> String {
    let mut lines = String::with_capacity(content.len() * 4 / 3 + content.len() / 50);
    for line in content.chunks(57) {
        STANDARD.encode_string(line, &mut lines);
        lines.push('\n');
    }
    lines
}

/// The one look at the clock in the testbed: its mail is written now.
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}
