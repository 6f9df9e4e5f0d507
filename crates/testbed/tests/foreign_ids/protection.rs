//! Server functions of data protection.

use crate::{
    table::{
        Anna::Asks,
        Probe,
        Rule::{Admins, Own},
        function,
    },
    world::Ids,
};
use serde_json::{Value, json};

/// What was done everybody may know; what is stored of a person, and doing something about it, is administrators' affair.
pub fn functions() -> Vec<Probe> {
    let rule =
        |_: &Ids| -> Value { json!({ "rule": { "what": "contact", "months": 24, "deed": "report" } }) };
    vec![
        function("look_at_person", Admins, |ids| json!({ "record": ids.contact, "asked": null })),
        function(
            "mentions_of",
            Admins,
            |ids| json!({ "asked": { "record": ids.contact, "others": [], "names": ["Klient Zielony"] } }),
        ),
        function("hold_record", Admins, |ids| json!({ "record": ids.contact, "reason": "spór" })),
        function("protection_acts", Own(Asks), |_| json!({ "after": null, "limit": 20 })),
        function("retention_rules", Own(Asks), |_| json!({})),
        function("preview_retention", Admins, rule),
        function(
            "set_retention",
            Admins,
            |_| json!({ "rule": { "what": "contact", "months": 24, "deed": "report" }, "on": true }),
        ),
        function("were_erased", Own(Asks), |_| json!({ "addresses": ["zapomniana@obca.example", "", "x"] })),
        function("erase_person", Admins, |ids| {
            let asked = json!({ "record": ids.unwanted, "others": [], "names": [] });
            json!({ "asked": asked, "mail": "leave", "confirmed": "Osoba Niechciana" })
        }),
    ]
}
