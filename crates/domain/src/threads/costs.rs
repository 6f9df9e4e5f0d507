//! What a mail may cost the server, in time of its processors: table and bounds.

use super::opening;
use crate::documents::{BodyDocument, View};
use kurier_mail::message::{parse, sanitize::Extent, search_tokens};
use kurier_model::MessageId;
use kurier_testbed::mails::{self, COSTLY};
use std::time::Duration;

/// For each mail, at intake and at opening. Unoptimised, the same work takes many times as long.
const MOST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 4_000 } else { 250 });

/// What this thread has taken of a processor so far.
fn cpu() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(told.split(' ').next().unwrap().parse().unwrap())
}

struct Cost {
    intake: Duration,
    opening: Duration,
    bytes: usize,
}

fn of(name: &str, html: &str) -> Cost {
    let raw = mails::html_alone("anna@firma.example", name, html);
    let compressed = zstd::bulk::compress(&raw, 1).unwrap();
    let begun = cpu();
    let parsed = parse::parse(&raw).unwrap();
    search_tokens::tokens([parsed.text.get(..parsed.text.floor_char_boundary(200_000)).unwrap()]);
    let stored = cpu();
    if raw.len() <= opening::LARGE as usize {
        opening::body_of(&compressed);
    }
    let view = View { pictures: false, extent: Extent::Beginning };
    let document = BodyDocument::of(MessageId::new(), &compressed, view).unwrap();
    Cost { intake: stored - begun, opening: cpu() - stored, bytes: document.html.len() }
}

#[test]
fn no_mail_costs_the_server_much() {
    let mut wrong = Vec::new();
    for kind in &COSTLY {
        let cost = of(kind.name, &(kind.html)(kind.size));
        println!(
            "{:24} intake {:>10.1?} opening {:>10.1?} shown {} kB",
            kind.name,
            cost.intake,
            cost.opening,
            cost.bytes / 1000
        );
        if cost.intake.max(cost.opening) > MOST {
            wrong.push(format!("{}: {:?} at intake, {:?} at opening", kind.name, cost.intake, cost.opening));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
