//! SQL lies in `store.rs` files, and where transactions begin; who may see a mailbox is said in one place.

use super::sources::{Complaints, Sources};

/// Who may see a mailbox is said in `visible_mailboxes` (migration 0022); who its members are is written down in one place.
const MEMBERS: (&str, &str) = ("mailbox_members", "crates/domain/src/mailboxes/store.rs");
/// Beginning a transaction, migrations, the queue that prepares itself, listening: statements without a table.
const BESIDE: [&str; 1] = ["crates/domain/src/db.rs"];
const CALLS: [&str; 4] = ["sqlx::query", "query_scalar", "query_as", "raw_sql"];

pub fn look(sources: &Sources) -> Complaints {
    let mut complaints = Vec::new();
    for part in ["crates/domain/src/", "crates/mail/src/", "crates/model/src/", "app/src/", "server/src/"] {
        for file in sources.rust(part) {
            let (table, place) = MEMBERS;
            if file.path.ends_with("/store.rs")
                && file.path != place
                && let Some((line, _)) = file.product().find(|(_, code)| code.contains(table))
            {
                complaints.push(format!(
                    "{}:{line}: who may see a mailbox is said once, in visible_mailboxes",
                    file.path
                ));
            }
            if file.path.ends_with("/store.rs") || BESIDE.contains(&file.path.as_str()) {
                continue;
            }
            for (line, code) in file.product() {
                if CALLS.iter().any(|call| code.contains(call)) {
                    complaints.push(format!("{}:{line}: SQL outside of a store.rs", file.path));
                }
            }
        }
    }
    complaints
}
