//! Reads every file below the given folder as a message and says how many were read, how fast, and what is odd.
//! `cargo run --release -p kurier-mail --example read_corpus -- FOLDER`

use std::path::{Path, PathBuf};
use std::time::Instant;

use kurier_mail::message::{self, sanitize};

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
    let raw: Vec<_> =
        found.iter().filter_map(|path| std::fs::read(path).ok().map(|raw| (path, raw))).collect();
    let bytes: usize = raw.iter().map(|(_, raw)| raw.len()).sum();

    let started = Instant::now();
    let (mut html, mut attachments, mut no_id, mut no_date, mut no_from, mut replaced, mut automatic) =
        (0, 0, 0, 0, 0, 0, 0);
    let mut parsed = Vec::new();
    for (path, raw) in &raw {
        match message::parse(raw) {
            Err(error) => println!("{}: {error}", path.display()),
            Ok(mail) => {
                if mail.date.is_none() && std::env::var("ODD").is_ok() {
                    println!("no date: {}", path.display());
                }
                html += usize::from(mail.html.is_some());
                attachments += mail.attachments.len();
                no_id += usize::from(mail.message_id.is_none());
                no_date += usize::from(mail.date.is_none());
                no_from += usize::from(mail.from.is_none());
                automatic += usize::from(mail.is_automatic());
                let odd = mail.text.contains('\u{fffd}') || mail.subject.contains('\u{fffd}');
                replaced += usize::from(odd);
                if odd && std::env::var("ODD").is_ok() {
                    println!("replacement characters: {} {}", path.display(), mail.subject);
                }
                for file in &mail.attachments {
                    if message::attachment_bytes(raw, file.index).map(|bytes| bytes.len() as u64)
                        != Some(file.size)
                    {
                        println!("{}: attachment {} differs in size", path.display(), file.index);
                    }
                }
                parsed.push((path, mail));
            }
        }
    }
    let took = started.elapsed().as_secs_f64();
    println!(
        "{} of {} read, {:.0} a second, {:.1} MB/s; html {html}, attachments {attachments}, no id {no_id}, no date {no_date}, \
         no from {no_from}, replaced {replaced}, automatic {automatic}",
        parsed.len(),
        raw.len(),
        raw.len() as f64 / took,
        bytes as f64 / took / 1e6
    );
    let started = Instant::now();
    let words: usize = parsed
        .iter()
        .map(|(_, mail)| message::search_tokens::tokens([mail.subject.as_str(), mail.text.as_str()]).len())
        .sum();
    let took = started.elapsed().as_secs_f64();
    println!("{words} words, {:.0} messages a second", parsed.len() as f64 / took);
    let options = sanitize::SanitizeOptions {
        images: sanitize::ImagePolicy::Block,
        cid_url: "/cid/{cid}".to_owned(),
        extent: sanitize::Extent::default(),
    };
    let started = Instant::now();
    let mut slowest = (0.0, String::new());
    for (path, mail) in &parsed {
        let Some(html) = &mail.html else { continue };
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
        "{html} HTML texts made safe in {:.2} s, slowest {:.3} s ({})",
        started.elapsed().as_secs_f64(),
        slowest.0,
        slowest.1
    );
}
