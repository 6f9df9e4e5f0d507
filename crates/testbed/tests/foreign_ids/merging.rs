//! Server functions of records that turn out to be one. Celina makes them one, and takes others apart: what Anna asks for then is not there.

use crate::{
    steps::Steps,
    table::{
        Anna::{Asks, Refrains},
        Probe,
        Rule::Shared,
        function,
    },
    world::Ids,
};
use anyhow::Result;
use serde_json::{Value, json};

/// The workspace's: two contacts that are one person, and that two others became one.
#[derive(Clone, Debug)]
pub struct Twins {
    pub one: String,
    pub other: String,
    pub merge: String,
}

fn form(winner: &str, other: &str) -> Value {
    json!({ "form": { "winner": winner, "seen": [[winner, 1], [other, 1]], "take": [] } })
}

impl Twins {
    pub async fn made(steps: Steps<'_>) -> Result<Self> {
        let mut contacts = Vec::new();
        for address in ["raz", "dwa", "trzy", "cztery"] {
            contacts.push(steps.contact("Zielony Klient", &format!("{address}@zielony.example")).await?.0);
        }
        let [one, other, winner, loser] = &contacts[..] else { anyhow::bail!("four contacts") };
        let merge = steps.0.call("merge_records", form(winner, loser)).await?;
        Ok(Self { one: one.clone(), other: other.clone(), merge })
    }

    pub fn invented(id: impl Fn() -> String) -> Self {
        Self { one: id(), other: id(), merge: id() }
    }
}

pub fn functions() -> Vec<Probe> {
    vec![
        function("record_duplicates", Shared(Asks), |ids: &Ids| json!({ "record": ids.twins.one })),
        function(
            "preview_merge",
            Shared(Asks),
            |ids| json!({ "records": [ids.twins.one, ids.twins.other], "winner": null }),
        ),
        function("merge_records", Shared(Refrains), |ids| form(&ids.twins.one, &ids.twins.other)),
        function("split_records", Shared(Refrains), |ids| json!({ "merge": ids.twins.merge })),
    ]
}
