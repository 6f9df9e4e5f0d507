//! Server functions of the Ready queue. A rule about a sender is the workspace's; what waits is whoever's mailbox it is in.

use crate::{
    steps::{Steps, text},
    table::{
        Anna::{Asks, Reads, Refrains},
        Probe,
        Rule::{Foreign, Own, Shared},
        function,
    },
};
use anyhow::Result;
use kurier_testbed::mails::{self, Mail};
use serde_json::{Value, json};

/// What machines have sent to Anna: a conversation that waits, and the rule about the sender of another one.
#[derive(Clone, Debug)]
pub struct Machines {
    pub thread: String,
    pub rule: String,
}

const RULED: &str = "Komunikat automatu";
const WAITING: &str = "Nowości tygodnia";

impl Machines {
    pub fn mails(to: &str) -> [Vec<u8>; 2] {
        let ruled =
            Mail::new("Automat <automat@obca.example>", to, RULED).header("Auto-Submitted", "auto-generated");
        [mails::newsletter(to).raw(), ruled.raw()]
    }

    pub async fn made(steps: Steps<'_>, folder: &str) -> Result<Self> {
        let ruled = json!({ "thread": steps.thread(folder, RULED).await?, "sender": "automat@obca.example", "mail": { "mail": "from_now_on" } });
        steps.0.call::<Value>("ignore_sender", ruled).await?;
        let rules: Value = steps.0.call("sender_rules", rules()).await?;
        Ok(Self { thread: steps.thread(folder, WAITING).await?, rule: text(&rules, "/rows/0/id")? })
    }

    pub fn invented(id: impl Fn() -> String) -> Self {
        Self { thread: id(), rule: id() }
    }
}

fn list(filter: &str) -> Value {
    json!({ "query": { "filter": filter }, "after": null, "limit": 50 })
}

fn rules() -> Value {
    json!({ "letters": "", "after": null, "limit": 50 })
}

fn later(thread: &str) -> Value {
    let form = json!({ "note": "Zielony oddzwoni", "until": { "until": "tomorrow" }, "changes": null });
    json!({ "thread": thread, "form": form, "seen": "ready" })
}

pub fn functions() -> Vec<Probe> {
    vec![
        function("ready_page", Own(Reads), |_| list("ready")),
        function("ready_page", Own(Reads), |_| list("ignored")),
        function("ready_page", Own(Asks), |_| list("postponed")),
        function(
            "ready_page",
            Own(Asks),
            |ids| json!({ "query": { "filter": "ready", "mailbox": ids.mailbox }, "after": null, "limit": 50 }),
        ),
        function(
            "find_ready",
            Foreign,
            |ids| json!({ "query": { "filter": "ready" }, "thread": ids.waiting }),
        ),
        function(
            "find_ready",
            Foreign,
            |ids| json!({ "query": { "filter": "postponed" }, "thread": ids.thread }),
        ),
        function("ready_count", Own(Asks), |_| json!({})),
        function("decided_elsewhere", Foreign, |ids| json!({ "thread": ids.waiting })),
        function("decided_elsewhere", Foreign, |ids| json!({ "thread": ids.thread })),
        function("propose_lead", Foreign, |ids| json!({ "thread": ids.waiting })),
        function("record_matches", Foreign, |ids| json!({ "thread": ids.waiting, "query": null })),
        function("record_matches", Foreign, |ids| json!({ "thread": ids.waiting, "query": "sala" })),
        function("postpone", Foreign, |ids| later(&ids.waiting)),
        function("ready_page", Own(Reads), |_| list("postponed")),
        function("resume", Foreign, |ids| json!({ "thread": ids.waiting })),
        function(
            "ignore_sender",
            Foreign,
            |ids| json!({ "thread": ids.machines.thread, "sender": "nowosci@sklep-biurowy.example", "mail": { "mail": "shown", "seen": { "filter": "ready" } } }),
        ),
        function("sender_rules", Own(Asks), |_| rules()),
        function("remove_sender_rule", Shared(Refrains), |ids| json!({ "rule": ids.machines.rule })),
        function("decide", Foreign, |ids| {
            let decision = json!({ "decision": "attach", "record": ids.lead });
            json!({ "thread": ids.waiting, "decision": decision, "seen": "ready" })
        }),
        function("undo_decision", Foreign, |ids| json!({ "event": ids.decision })),
        // Kurier did this one, and its number stands on the timeline that everybody reads.
        function("undo_decision", Foreign, |ids| json!({ "event": ids.automatic })),
    ]
}
