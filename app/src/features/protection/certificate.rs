//! The proof that a person was erased, as a document: nothing of the person stands in it.

use super::paper::{self, END, escaped};
use super::words::{act_words, kind_words};
use chrono::SecondsFormat;
use kurier_i18n::{I18n, Language, t_string};
use kurier_model::protection::Act;
use serde_json::json;

/// As people read it; `tag` is that of the page's language.
#[must_use]
pub fn page(act: &Act, tag: Option<&str>) -> String {
    let i18n = I18n::new(tag.and_then(Language::from_tag).unwrap_or_default());
    let time = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let matter = &act.matter;
    let found = match matter.found {
        Some(0) => t_string!(i18n, protection.found_none).to_owned(),
        Some(count) => t_string!(i18n, protection.found_some, count = count),
        None => String::new(),
    };
    let mut pairs = vec![
        (t_string!(i18n, protection.certificate_act), act.id.to_string()),
        (t_string!(i18n, protection.file.what), act_words(i18n, act).to_owned()),
        (t_string!(i18n, protection.certificate_begun), time(act.at)),
        (t_string!(i18n, protection.certificate_done), act.finished_at.map(time).unwrap_or_default()),
        (t_string!(i18n, protection.certificate_by), act.by.clone().unwrap_or_default()),
        (t_string!(i18n, protection.certificate_hash), act.hashes.join("\n")),
    ];
    let rows = act.counts.iter().map(|one| format!("{}: {}", kind_words(i18n, one.what), one.count));
    pairs.push((t_string!(i18n, protection.certificate_rows), rows.collect::<Vec<_>>().join("\n")));
    let mut html = paper::head(i18n, t_string!(i18n, protection.certificate_title));
    html.push_str(&paper::list(pairs));
    let mail = [
        (matter.trashed > 0).then(|| t_string!(i18n, protection.trashed, count = matter.trashed)),
        (matter.mail_left > 0).then(|| t_string!(i18n, protection.mail_left, count = matter.mail_left)),
    ];
    let about = t_string!(i18n, protection.certificate_text).to_owned();
    for text in [found].into_iter().chain(mail.into_iter().flatten()).chain([about]) {
        html.push_str(&format!("<p>{}</p>\n", escaped(&text)));
    }
    html.push_str(END);
    html
}

/// As programs read it.
#[must_use]
pub fn data(act: &Act) -> String {
    let time = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let rows: serde_json::Map<String, serde_json::Value> =
        act.counts.iter().map(|one| (one.what.as_str().to_owned(), one.count.into())).collect();
    let value = json!({
        "schema": "kurier-erasure", "version": 1, "id": act.id, "what": act.what.as_str(), "requested_at": time(act.at),
        "finished_at": act.finished_at.map(time), "by": act.by, "address_hashes": act.hashes, "erased": rows,
        "found_afterwards": act.matter.found, "mail_moved_to_trash": act.matter.trashed, "mail_left": act.matter.mail_left,
    });
    format!("{value:#}\n")
}
