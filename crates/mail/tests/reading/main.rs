//! Mail as programs really send it, and what is to be read in it. Faults that others reported are named beside their tests.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod answers;
mod bodies;
mod charsets;
mod conversations;
mod file_names;
mod flowed;
mod links;
mod senders;
mod signed;

use kurier_mail::message::sanitize::{Extent, ImagePolicy, SafeHtml, SanitizeOptions, sanitize};
use kurier_mail::message::{ParsedMessage, parse};

fn raw(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/reading/mails/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn mail(name: &str) -> ParsedMessage {
    parse(&raw(name)).unwrap()
}

/// A mail written in the test, with the line ends of mail.
fn written(text: &str) -> ParsedMessage {
    parse(text.replace('\n', "\r\n").as_bytes()).unwrap()
}

fn names(mail: &ParsedMessage) -> Vec<&str> {
    mail.attachments.iter().map(|file| file.name.as_str()).collect()
}

fn safe(html: &str, images: ImagePolicy) -> SafeHtml {
    let options = SanitizeOptions { images, cid_url: "/inline/{cid}".to_owned(), extent: Extent::Beginning };
    sanitize(html, &options)
}

/// The HTML of a message as it is shown.
fn shown(mail: &ParsedMessage) -> String {
    safe(mail.html.as_deref().unwrap(), ImagePolicy::Block).html
}

fn contains_in_order(text: &str, pieces: &[&str]) -> bool {
    let mut rest = text;
    pieces.iter().all(|piece| match rest.split_once(piece) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}
