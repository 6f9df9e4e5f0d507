//! A colleague who may not see a record: whatever is asked about it is answered as if it were not there, and no list has a word of it.

use crate::{
    steps::Steps,
    table::{Probe, Request, Rule},
    walk::{Walk, told},
    world::Ids,
};
use anyhow::Result;
use kurier_testbed::kurier::{Answer, Visitor};
use kurier_testbed::records;
use serde_json::{Value, json};

/// Stands in all that is hidden, and nowhere else.
const WORD: &str = "ametyst";

/// Records that only Anna sees: a lead, a contact, a deal of that contact's; and a file beside the lead.
#[derive(Debug, Clone)]
pub struct Veiled {
    pub lead: String,
    pub contact: String,
    pub deal: String,
    pub file: String,
}

impl Veiled {
    /// Anna writes them down, with a note and a task, and shows them to nobody.
    pub async fn make(anna: &Visitor) -> Result<Self> {
        let me: Value = anna.call("who_am_i", json!({})).await?;
        let owner = me["user"].as_str().unwrap_or_default();
        let of = [
            ("name", "Ametystowa sala"),
            ("emails", "sala@ametyst.example"),
            ("company_name", "Ametyst"),
            ("owner", owner),
            ("description", "Ametyst"),
        ];
        let lead = records::create(anna, "lead", &of).await?;
        let of = [("name", "Klient Ametystowy"), ("emails", "klient@ametyst.example"), ("owner", owner)];
        let contact = records::create(anna, "contact", &of).await?;
        let of = [
            ("name", "Szansa na ametyst"),
            ("contact", contact.as_str()),
            ("amount", "471 471 zł"),
            ("owner", owner),
        ];
        let deal = records::create(anna, "deal", &of).await?;
        let file = Steps(anna).record_file(&lead).await?;
        for record in [&lead, &contact, &deal] {
            anna.call::<Value>("add_note", json!({ "record": record, "text": "Lubi ametysty" })).await?;
            let mut task = crate::steps::task_form("Kupić ametyst", None);
            task["records"] = json!([record]);
            anna.call::<Value>("create_task", json!({ "form": task })).await?;
            let sight: Value = anna.call("record_sight", json!({ "record": record })).await?;
            let hide = json!({ "record": record, "revision": sight["revision"], "visibility": "owner" });
            anna.call::<Value>("show_record_to", hide).await?;
        }
        Ok(Self { lead, contact, deal, file })
    }

    /// The same request about these.
    fn asked(&self, ids: &Ids) -> Ids {
        let Self { lead, contact, deal, file } = self.clone();
        Ids { lead, contact, deal, file, ..ids.clone() }
    }

    fn ids(&self) -> [&str; 4] {
        [&self.lead, &self.contact, &self.deal, &self.file]
    }

    /// What stands in them, for whoever looks whether somebody has changed it.
    pub async fn as_they_are(&self, anna: &Visitor) -> Result<[Value; 3]> {
        let lead = anna.call("get_record", json!({ "record": self.lead })).await?;
        let contact = anna.call("get_record", json!({ "record": self.contact })).await?;
        Ok([lead, contact, anna.call("get_record", json!({ "record": self.deal })).await?])
    }
}

/// What does not end Celina's session and changes nothing that others look for.
fn only_reads(probe: &Probe) -> bool {
    const READERS: [&str; 31] = [
        "mailboxes",
        "search",
        "drafts_and_outgoing",
        "complete_recipient",
        "offer_draft_about",
        "other_addresses",
        "record_list",
        "open_record_list",
        "find_records",
        "find_records_for_task",
        "search_records",
        "search_each_kind",
        "search_notes",
        "search_tasks",
        "record_twins",
        "records_by_stage",
        "record_views",
        "list_tasks",
        "nav_counts",
        "list_notifications",
        "latest_imports",
        "ready_page",
        "ready_count",
        "sender_rules",
        "record_kinds",
        "record_kind",
        "kind_shape",
        "pipelines",
        "teams",
        "first_sight",
        "on_its_way",
    ];
    let is_page = probe.endpoint.starts_with("GET ") && probe.endpoint != "GET /live";
    probe.rule != Rule::Open && (is_page || READERS.contains(&probe.endpoint.as_str()))
}

impl Walk<'_> {
    /// Celina asks about what she may not see, and about what nobody has.
    pub async fn behind_the_veil(&mut self, probe: &Probe) -> Result<()> {
        let world = self.world();
        let (celina, own) = &world.celina;
        let ids = world.ids.asked_by(own);
        let invented = ids.invented();
        let Ids { lead, contact, deal, file, .. } = invented;
        let invented = Veiled { lead, contact, deal, file };
        let (hidden, nobodys) = (world.veiled.asked(&ids), invented.asked(&ids));
        let what = format!("{} behind the veil", told(probe, &hidden));
        if told(probe, &hidden) == told(probe, &nobodys) {
            if only_reads(probe) {
                let answer = self.ask(celina, probe, &ids).await?;
                self.no_veiled_word(&what, &answer, &world.veiled.ids());
            }
            return Ok(());
        }
        let answer = self.ask(celina, probe, &hidden).await?;
        let unknown = self.ask(celina, probe, &nobodys).await?;
        self.no_veiled_word(&what, &answer, &[]);
        let is_page = matches!((probe.request)(&hidden), Request::Get(_));
        let without = |answer: &Answer, ids: [&str; 4]| {
            ids.iter().fold(answer.body.clone(), |body, id| body.replace(id, "#"))
        };
        let (known, other) = (without(&answer, world.veiled.ids()), without(&unknown, invented.ids()));
        self.check(answer.status == unknown.status && (is_page || known == other), || {
            format!("{what}: {} {known} is not {} {other}", answer.status, unknown.status)
        });
        Ok(())
    }

    fn no_veiled_word(&mut self, what: &str, answer: &Answer, ids: &[&str]) {
        let body = answer.body.to_lowercase();
        for word in [WORD].iter().chain(ids).filter(|word| body.contains(**word)) {
            let around: String =
                body.split(*word).next().unwrap_or_default().chars().rev().take(100).collect();
            let around: String = around.chars().rev().collect();
            self.check(false, || format!("{what}: tells {word:?} after {around}"));
        }
    }
}
