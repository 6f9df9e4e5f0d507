//! Mail written by hand: what people in a Polish company get in a day, and what breaks mail programs.

mod broken;
mod builder;
mod costly;
mod everyday;
mod files;

use anyhow::{Result, bail};

pub(crate) use self::builder::now;
pub use self::{
    broken::{
        broken_base64, broken_charset, dated, duplicate_id, empty, five_thousand_recipients, large,
        many_parts, no_body, no_message_id, nul_bytes, reference_cycle,
    },
    builder::{Attachment, Mail},
    costly::{COSTLY, Costly, HIGH, costly, html_alone},
    everyday::{
        conversation_about_chairs, hebrew, html_offer, long_subject, newsletter, order_with_attachments,
        question,
    },
    files::{docx, pdf, png},
};
use crate::people::{ANNA, BARTEK, BIURO, CELINA};

/// Names that [`by_name`] knows.
pub const NAMES: [&str; 21] = [
    "question",
    "html_offer",
    "order_with_attachments",
    "newsletter",
    "hebrew",
    "long_subject",
    "no_message_id",
    "duplicate_id",
    "broken_charset",
    "broken_base64",
    "nul_bytes",
    "date_1970",
    "date_2099",
    "five_thousand_recipients",
    "large",
    "empty",
    "no_body",
    "many_parts",
    "reference_cycle",
    "polish",
    "english",
];

/// One mail to somebody, fresh (with a Message-ID of its own unless its point is another).
pub fn by_name(name: &str, to: &str) -> Result<Vec<u8>> {
    Ok(match name {
        "question" | "polish" => question(to).raw(),
        "english" => question(to)
            .from("John Miller <john.miller@northwind.example>")
            .subject("Price for 40 chairs")
            .text("Hello,\n\ncould you send me a price for 40 conference chairs, delivered to Gdańsk by March 14?\n\nBest\nJohn Miller\nNorthwind\n")
            .raw(),
        "html_offer" => html_offer(to).raw(),
        "order_with_attachments" => order_with_attachments(to).raw(),
        "newsletter" => newsletter(to).raw(),
        "hebrew" => hebrew(to).raw(),
        "long_subject" => long_subject(to).raw(),
        "no_message_id" => no_message_id(to),
        "duplicate_id" => duplicate_id(to),
        "broken_charset" => broken_charset(to),
        "broken_base64" => broken_base64(to),
        "nul_bytes" => nul_bytes(to),
        "date_1970" => dated(to, "Thu, 01 Jan 1970 00:00:00 +0000"),
        "date_2099" => dated(to, "Thu, 31 Dec 2099 23:59:59 +0100"),
        "five_thousand_recipients" => five_thousand_recipients(to),
        "large" => large(to, 20 << 20),
        "empty" => empty(),
        "no_body" => no_body(to),
        "many_parts" => many_parts(to, 50),
        "reference_cycle" => reference_cycle(to).swap_remove(0),
        _ if costly(name, to).is_some() => costly(name, to).unwrap_or_default(),
        _ => bail!("there is no mail named {name}: {}", NAMES.join(", ")),
    })
}

/// Everything that has broken a mail program, each with a name, none larger than `large_bytes`.
pub fn poison(to: &str, large_bytes: usize) -> Vec<(&'static str, Vec<u8>)> {
    let mut mails = vec![
        ("no_message_id", no_message_id(to)),
        ("duplicate_id", duplicate_id(to)),
        ("duplicate_id_again", duplicate_id(to)),
        ("broken_charset", broken_charset(to)),
        ("broken_base64", broken_base64(to)),
        ("nul_bytes", nul_bytes(to)),
        ("date_1970", dated(to, "Thu, 01 Jan 1970 00:00:00 +0000")),
        ("date_2099", dated(to, "Thu, 31 Dec 2099 23:59:59 +0100")),
        ("date_nonsense", dated(to, "yesterday, at teatime")),
        ("five_thousand_recipients", five_thousand_recipients(to)),
        ("large", large(to, large_bytes)),
        ("empty", empty()),
        ("no_body", no_body(to)),
        ("many_parts", many_parts(to, 50)),
        ("hebrew", hebrew(to).raw()),
        ("long_subject", long_subject(to).raw()),
    ];
    mails.extend(reference_cycle(to).into_iter().map(|raw| ("reference_cycle", raw)));
    mails
}

/// Somebody's folder and what lies in it; `true`: read.
type Filled = (&'static str, &'static str, Vec<Vec<u8>>, bool);

/// What lies in the mailboxes in the beginning.
pub fn beginning() -> Vec<Filled> {
    let raw = |mails: Vec<Mail>| mails.into_iter().map(|mail| mail.raw()).collect::<Vec<_>>();
    let conversation = conversation_about_chairs(ANNA.address);
    let sent: Vec<Mail> = conversation.iter().filter(|mail| mail.is_from(ANNA.address)).cloned().collect();
    let got: Vec<Mail> = conversation.into_iter().filter(|mail| !mail.is_from(ANNA.address)).collect();
    vec![
        (ANNA.address, "INBOX", raw(got), true),
        (ANNA.address, "Sent", raw(sent), true),
        (
            ANNA.address,
            "INBOX",
            raw(vec![
                newsletter(ANNA.address),
                hebrew(ANNA.address),
                html_offer(ANNA.address),
                order_with_attachments(ANNA.address),
                long_subject(ANNA.address),
            ]),
            false,
        ),
        (ANNA.address, "Klienci/Meble Nowak", raw(vec![question(ANNA.address)]), true),
        (BARTEK.address, "INBOX", raw(vec![question(BARTEK.address)]), false),
        (CELINA.address, "INBOX", raw(vec![newsletter(CELINA.address)]), false),
        (BIURO.address, "INBOX", raw(vec![question(BIURO.address), html_offer(BIURO.address)]), false),
    ]
}
