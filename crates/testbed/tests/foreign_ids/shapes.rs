//! Server functions of what records consist of, of several records at once, and of who sees them.

use crate::{
    steps::{field_form, kind_form, stage_form, sweep, team_form},
    table::{
        Anna::Asks,
        Probe,
        Rule::{Admins, Foreign, Own, Shared},
        function,
    },
};
use serde_json::json;

/// Which fields records have, which stages they go through, and who sees them.
pub fn functions() -> Vec<Probe> {
    let mut all = of_kinds();
    all.extend(of_companies());
    all.extend(of_sight());
    all
}

fn of_kinds() -> Vec<Probe> {
    vec![
        function("record_kinds", Own(Asks), |_| json!({})),
        function("kind_shape", Own(Asks), |_| json!({ "kind": "company" })),
        function("workspace_home", Own(Asks), |_| json!({})),
        function("set_workspace_home", Admins, |_| json!({ "home": { "country": "PL", "currency": "PLN" } })),
        function("add_kind_field", Admins, |_| json!({ "kind": "company", "form": field_form("Drewno") })),
        function("uses_of_kind_field", Admins, |ids| json!({ "field": ids.shape.field })),
        function(
            "change_kind_field",
            Admins,
            |ids| json!({ "field": ids.shape.field, "form": field_form("Nazwa") }),
        ),
        function(
            "order_kind_fields",
            Admins,
            |ids| json!({ "kind": "contact", "fields": [ids.shape.field] }),
        ),
        function("remove_kind_field", Admins, |ids| json!({ "field": ids.shape.field, "removed": true })),
        function("listed_kinds", Own(Asks), |_| json!({})),
        function("add_kind", Admins, |_| json!({ "form": kind_form("Umowy") })),
        function(
            "change_kind",
            Admins,
            |ids| json!({ "kind": ids.shape.kind, "form": kind_form("Pojazdy") }),
        ),
        function("show_kind", Admins, |ids| json!({ "kind": ids.shape.kind, "shown": false })),
        function("uses_of_kind", Admins, |ids| json!({ "kind": ids.shape.kind })),
        function("remove_kind", Admins, |ids| json!({ "kind": ids.shape.kind, "removed": true })),
        function("pipelines", Own(Asks), |_| json!({})),
        function("add_stage", Admins, |_| json!({ "kind": "deal", "form": stage_form("Wizyta") })),
        function(
            "change_stage",
            Admins,
            |ids| json!({ "stage": ids.shape.stage, "form": stage_form("Pomiar") }),
        ),
        function("order_stages", Admins, |ids| json!({ "kind": "deal", "stages": [ids.shape.stage] })),
        function("uses_of_stage", Admins, |ids| json!({ "stage": ids.shape.stage })),
        function("remove_stage", Admins, |ids| json!({ "stage": ids.shape.stage, "to": null })),
        function("change_each_record", Own(Asks), |ids| {
            let change = json!({ "field": ids.name_field, "value": "Klient Zielony" });
            json!({ "changes": [[ids.contact, [change]]] })
        }),
        function("take_changes_back", Own(Asks), |ids| {
            let fields = json!([{ "field": ids.name_field, "value": "Klient Zielony" }]);
            let steps = json!([{ "revision": 1, "fields": fields }]);
            json!({ "done": [{ "record": ids.contact, "steps": steps }] })
        }),
        function(
            "remove_each_record",
            Own(Asks),
            |ids| json!({ "records": [ids.contact], "removed": false }),
        ),
        function("begin_sweep", Own(Asks), |_| sweep("nikogo takiego")),
        function("get_sweep", Foreign, |ids| json!({ "sweep": ids.sweep })),
        function("stop_sweep", Foreign, |ids| json!({ "sweep": ids.sweep })),
        function("dismiss_sweep", Foreign, |ids| json!({ "sweep": ids.sweep })),
        function("take_sweep_back", Foreign, |ids| json!({ "sweep": ids.sweep })),
    ]
}

/// Companies of people, and clients at a glance.
fn of_companies() -> Vec<Probe> {
    vec![
        function("company_of_address", Own(Asks), |_| json!({ "address": "ktos@nowa-firma.example" })),
        function("create_with_company", Own(Asks), |ids| {
            let company =
                json!({ "field": ids.shape.to_company, "name": "", "domain": "nowa-firma.example" });
            let fields = json!([{ "field": ids.name_field, "value": "Ktoś" }]);
            json!({ "kind": "contact", "fields": fields, "company": company })
        }),
        function("client_glance", Shared(Asks), |ids| json!({ "client": ids.contact })),
        function("client_glance", Shared(Asks), |ids| json!({ "client": ids.lead })),
    ]
}

/// Who sees records and follows them, and the teams by which that is said.
fn of_sight() -> Vec<Probe> {
    vec![
        function("first_sight", Own(Asks), |_| json!({})),
        function("set_first_sight", Admins, |_| json!({ "kind": "company", "visibility": "everybody" })),
        function("teams", Own(Asks), |_| json!({})),
        function("save_team", Admins, |_| json!({ "team": null, "form": team_form("Sprzedaż") })),
        function(
            "save_team",
            Admins,
            |ids| json!({ "team": ids.shape.team, "form": team_form("Serwis i montaż") }),
        ),
        function("remove_team", Admins, |ids| json!({ "team": ids.shape.team })),
        function("record_sight", Shared(Asks), |ids| json!({ "record": ids.contact })),
        function("record_sight", Shared(Asks), |ids| json!({ "record": ids.lead })),
        function(
            "preview_sight",
            Shared(Asks),
            |ids| json!({ "record": ids.deal, "visibility": "everybody", "owner": null }),
        ),
        function(
            "show_record_to",
            Shared(Asks),
            |ids| json!({ "record": ids.deal, "revision": 1, "visibility": "everybody" }),
        ),
        function(
            "follow_record",
            Shared(Asks),
            |ids| json!({ "record": ids.contact, "person": ids.member, "follows": true }),
        ),
    ]
}
