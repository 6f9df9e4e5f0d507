//! Server functions of what a draft is about, and those after which it is a draft no longer.

use crate::table::{
    Anna::Asks,
    Probe,
    Rule::{Foreign, Own, Shared},
    function,
};
use serde_json::json;

/// After a save: the revision is the next one.
pub fn functions() -> Vec<Probe> {
    vec![
        function(
            "say_draft_about",
            Foreign,
            |ids| json!({ "draft": ids.draft, "revision": ids.draft_revision + 1, "record": null }),
        ),
        function(
            "say_draft_about",
            Shared(Asks),
            |ids| json!({ "draft": ids.asker.draft, "revision": 2, "record": ids.deal }),
        ),
        function(
            "offer_draft_about",
            Foreign,
            |ids| json!({ "draft": ids.draft, "people": [], "words": "" }),
        ),
        function("offer_draft_about", Own(Asks), |ids| {
            let people = ["klient@ametyst.example", "klient@bursztyn.example"];
            json!({ "draft": ids.asker.draft, "people": people, "words": "" })
        }),
        function("restore_draft_about", Foreign, |ids| json!({ "draft": ids.draft })),
        function(
            "send_draft",
            Foreign,
            |ids| json!({ "draft": ids.finished_draft, "revision": ids.finished_revision, "told": [] }),
        ),
        function("leave_draft", Foreign, |ids| json!({ "draft": ids.draft })),
        function("discard_draft", Foreign, |ids| json!({ "draft": ids.draft })),
    ]
}
