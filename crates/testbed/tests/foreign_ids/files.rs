//! Files of records.

use serde_json::json;

use crate::table::{
    Anna::{Asks, Reads},
    Probe,
    Rule::Shared,
    function,
};

/// What people put beside records.
pub fn functions() -> Vec<Probe> {
    vec![
        function(
            "record_files",
            Shared(Reads),
            |ids| json!({ "record": ids.lead, "after": null, "limit": 50 }),
        ),
        function(
            "rename_file",
            Shared(Asks),
            |ids| json!({ "file": ids.file, "was": "oferta.txt", "name": "umowa.txt" }),
        ),
        function("remove_file", Shared(Asks), |ids| json!({ "file": ids.file })),
        function(
            "choose_photo",
            Shared(Asks),
            |ids| json!({ "record": ids.contact, "seen": ids.photo, "wanted": ids.photo }),
        ),
        function("restore_file", Shared(Asks), |ids| json!({ "file": ids.file })),
    ]
}
