//! Server functions of what people agreed to.

use crate::{
    table::{
        Anna::{Asks, Refrains},
        Probe,
        Rule::{Admins, Open, Own, Shared},
        function,
    },
    world::Ids,
};
use serde_json::json;

/// What people agreed to is the workspace's; what it asks for is administrators' affair.
pub fn functions() -> Vec<Probe> {
    let said = |ids: &Ids| json!({ "record": ids.contact, "explanation": "powiedział" });
    vec![
        function(
            "subscribe",
            Shared(Asks),
            |ids| json!({ "record": ids.contact, "to": ids.subscription, "basis": "consent", "explanation": "" }),
        ),
        function(
            "unsubscribe",
            Shared(Asks),
            |ids| json!({ "record": ids.contact, "from": null, "explanation": "" }),
        ),
        function("opt_out", Shared(Asks), said),
        function("opt_in", Shared(Refrains), said),
        function(
            "consent_of",
            Shared(Asks),
            |ids| json!({ "record": ids.contact, "after": null, "limit": 50 }),
        ),
        function("what_is_asked", Own(Asks), |_| json!({})),
        function("offer_ways_out", Admins, |_| json!({ "offered": true })),
        // Whoever has the link of a message may, signed in or not.
        function("read_way_out", Open, |_| json!({ "token": "nobody-has-this-token" })),
        function("require_consent", Admins, |_| json!({ "required": false })),
        function("add_subscription_type", Admins, |_| json!({ "name": "Promocje" })),
        function(
            "rename_subscription_type",
            Admins,
            |ids| json!({ "subscription": ids.subscription, "name": "Inne" }),
        ),
        function(
            "archive_subscription_type",
            Admins,
            |ids| json!({ "subscription": ids.subscription, "archived": true }),
        ),
    ]
}
