//! Reads every file below the given folder as a message and says how many were read, how fast, and what is odd.
//! `cargo run --release -p kurier-mail --example read_corpus -- FOLDER`

use std::path::{Path, PathBuf};
use std::time::Instant;

use kurier_mail::message::{self, ParsedMessage, sanitize};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn main() {
    let mut found = Vec::new();
    files(Path::new(&std::env::args().nth(1).unwrap_or_default()), &mut found);
    found.retain(|path| path.extension().is_some_and(|extension| extension == "txt" || extension == "eml"));
    let raw: Vec<Raw> =
        found.into_iter().filter_map(|path| Some((std::fs::read(&path).ok()?, path))).collect();
    let mails = read(&raw);
    find_words(&mails);
    make_safe(&mails);
}

type Raw = (Vec<u8>, PathBuf);
type Read<'a> = (&'a Path, ParsedMessage);

fn read(raw: &[Raw]) -> Vec<Read<'_>> {
    let started = Instant::now();
    let mut mails = Vec::new();
    for (raw, path) in raw {
        match message::parse(raw) {
            Err(error) => println!("{}: {error}", path.display()),
            Ok(mail) => {
                tell_what_is_odd(path, raw, &mail);
                mails.push((path.as_path(), mail));
            }
        }
    }
    let took = started.elapsed().as_secs_f64();
    let bytes: usize = raw.iter().map(|(raw, _)| raw.len()).sum();
    let those = |are: fn(&ParsedMessage) -> bool| mails.iter().filter(|(_, mail)| are(mail)).count();
    println!(
        "{} of {} read, {:.0} a second, {:.1} MB/s; html {}, attachments {}, no id {}, no date {}, no from {}, replaced {}, automatic {}",
        mails.len(),
        raw.len(),
        raw.len() as f64 / took,
        bytes as f64 / took / 1e6,
        those(|mail| mail.html.is_some()),
        mails.iter().map(|(_, mail)| mail.attachments.len()).sum::<usize>(),
        those(|mail| mail.message_id.is_none()),
        those(|mail| mail.date.is_none()),
        those(|mail| mail.from.is_none()),
        those(has_replaced),
        those(ParsedMessage::is_automatic),
    );
    mails
}

fn has_replaced(mail: &ParsedMessage) -> bool {
    mail.text.contains('\u{fffd}') || mail.subject.contains('\u{fffd}')
}

fn tell_what_is_odd(path: &Path, raw: &[u8], mail: &ParsedMessage) {
    if std::env::var("ODD").is_ok() {
        if mail.date.is_none() {
            println!("no date: {}", path.display());
        }
        if has_replaced(mail) {
            println!("replacement characters: {} {}", path.display(), mail.subject);
        }
    }
    for file in &mail.attachments {
        if message::attachment_bytes(raw, file.index).map(|bytes| bytes.len() as u64) != Some(file.size) {
            println!("{}: attachment {} differs in size", path.display(), file.index);
        }
    }
}

fn find_words(mails: &[Read<'_>]) {
    let started = Instant::now();
    let words: usize = mails
        .iter()
        .map(|(_, mail)| message::search_tokens::tokens([mail.subject.as_str(), mail.text.as_str()]).len())
        .sum();
    let took = started.elapsed().as_secs_f64();
    println!("{words} words, {:.0} messages a second", mails.len() as f64 / took);
}

fn make_safe(mails: &[Read<'_>]) {
    let options = sanitize::SanitizeOptions {
        images: sanitize::ImagePolicy::Block,
        cid_url: "/cid/{cid}".to_owned(),
        extent: sanitize::Extent::default(),
    };
    let started = Instant::now();
    let (mut texts, mut slowest) = (0, (0.0, String::new()));
    for (path, mail) in mails {
        let Some(html) = &mail.html else { continue };
        texts += 1;
        let one = Instant::now();
        let safe = sanitize::sanitize(html, &options);
        let _ = message::quote::split_html(&safe.html);
        let lower = safe.html.to_ascii_lowercase();
        if ["<script", "javascript:", "<style", "<form", "<iframe"].iter().any(|bad| lower.contains(bad)) {
            println!("{}: something bad is left", path.display());
        }
        let took = one.elapsed().as_secs_f64();
        if took > slowest.0 {
            slowest = (took, path.display().to_string());
        }
    }
    println!(
        "{texts} HTML texts made safe in {:.2} s, slowest {:.3} s ({})",
        started.elapsed().as_secs_f64(),
        slowest.0,
        slowest.1
    );
}
