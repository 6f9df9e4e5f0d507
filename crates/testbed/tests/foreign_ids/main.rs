//! A person without access gets 404 for everything of another's private mailbox: every page, server function, file and
//! stream, taken from the server's own table. Whoever adds an endpoint has to say here what it answers to them.

#![expect(clippy::indexing_slicing, reason = "JSON: a missing field is null, or the test fails")]

mod about;
mod addresses;
mod arguments;
mod consents;
mod files;
mod functions;
mod merging;
mod protection;
mod ready;
mod shapes;
mod steps;
mod table;
mod veiled;
mod walk;
mod world;

use std::collections::BTreeSet;

use anyhow::Result;
use kurier_testbed::{
    Kurier, KurierOptions,
    kurier::{Answer, Endpoint, EndpointKind, Visitor},
};
use reqwest::Method;
use serde_json::{Value, json};

use self::{
    steps::{Steps, text},
    table::{Probe, key},
    walk::Walk,
    world::World,
};

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_has_its_place_in_the_table() -> Result<()> {
    let endpoints = Kurier::prepare(KurierOptions::default())?.endpoints().await?;
    let table: BTreeSet<String> = probes().into_iter().map(|probe| probe.endpoint).collect();
    let server: BTreeSet<String> = endpoints.iter().map(named).collect();
    let missing: Vec<_> = server.difference(&table).collect();
    assert!(missing.is_empty(), "say in this test what a person without access gets from {missing:?}");
    let surplus: Vec<_> = table.difference(&server).collect();
    assert!(surplus.is_empty(), "there is no {surplus:?} any more");
    for kind in [EndpointKind::Page, EndpointKind::ServerFunction, EndpointKind::Route] {
        println!("{kind:?}: {}", endpoints.iter().filter(|endpoint| endpoint.kind == kind).count());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_anothers_does_not_exist() -> Result<()> {
    let world = World::build().await?;
    let mut walk = Walk::new(&world);
    news_of_the_mailbox_stay_there(&world, &mut walk).await?;
    the_queue_counts_ones_own(&world, &mut walk).await?;
    a_key_does_not_outlive_access(&world, &mut walk).await?;
    let before = world.veiled.as_they_are(&world.anna).await?;
    for probe in probes() {
        walk.behind_the_veil(&probe).await?;
    }
    let after = world.veiled.as_they_are(&world.anna).await?;
    walk.check(before == after, || format!("Celina has changed what she may not see: {before:?} {after:?}"));
    for probe in probes() {
        walk.visit(&probe).await?;
    }
    walk.finish()
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_arguments_are_never_the_servers_fault() -> Result<()> {
    let world = World::build().await?;
    let asked = arguments::ask_wrongly(&world, &functions::functions()).await?;
    println!("{asked} wrong requests");
    Ok(())
}

/// Pages and files first: some server functions take away what they show.
fn probes() -> Vec<Probe> {
    let mut all = addresses::pages();
    all.extend(addresses::routes());
    all.extend(functions::functions());
    all
}

/// As the table calls it.
fn named(endpoint: &Endpoint) -> String {
    endpoint.name.clone().unwrap_or_else(|| key(&endpoint.method, &endpoint.path))
}

/// What happens in Anna's mailbox is news to Anna alone.
async fn news_of_the_mailbox_stay_there(world: &World, walk: &mut Walk<'_>) -> Result<()> {
    let to_anna = world.anna.listen("/live").await?;
    let to_celina = world.celina.0.listen("/live").await?;
    let act = json!({ "threads": [world.ids.thread], "from": null, "action": { "action": "mark_read" } });
    world.anna.call::<Value>("act", act).await?;
    let retry = json!({ "outgoing": world.ids.delayed });
    world.anna.call::<Value>("retry_sending", retry).await?;
    let expected = [world.ids.thread.as_str(), world.ids.delayed.as_str()];
    let to_anna = to_anna.until(&expected).await?;
    for id in expected {
        walk.check(to_anna.body.contains(id), || {
            format!("/live: Anna did not hear of {id}: {}", to_anna.body)
        });
    }
    walk.nothing_of_annas("/live while things happen", &to_celina.until(&[]).await?);
    Ok(())
}

/// Bartek reads the team's mail for a while; the addresses of its pictures, which need no cookie, end with that.
async fn a_key_does_not_outlive_access(world: &World, walk: &mut Walk<'_>) -> Result<()> {
    let bartek = &world.bartek.0;
    let who: Value = bartek.call("who_am_i", json!({})).await?;
    let let_in = json!({ "mailbox": world.ids.team, "members": [who["user"]] });
    world.anna.call::<Value>("set_mailbox_members", let_in).await?;
    let steps = Steps(bartek);
    let folder = steps.folder_of(&world.ids.team, "INBOX").await?;
    let thread = steps.thread(&folder, "Wizualizacja sali").await?;
    let conversation: Value = bartek.call("open_thread", json!({ "thread": thread })).await?;
    let message = text(&conversation, "/messages/0/id")?;
    let path = format!("/mail/pictures/{message}.{}/wizualizacja", steps.picture_key(&message).await?);
    let before = picture(&world.stranger, &path).await?;
    walk.check(before.status == 200, || format!("{path} for its reader: {}", before.status));
    let shut_out = json!({ "mailbox": world.ids.team, "members": [] });
    world.anna.call::<Value>("set_mailbox_members", shut_out).await?;
    let after = picture(&world.stranger, &path).await?;
    walk.check(after.status == 404, || format!("{path} after access ended: {}", after.status));
    Ok(())
}

/// As the frame of a message fetches it.
async fn picture(stranger: &Visitor, path: &str) -> Result<Answer> {
    stranger.ask(Method::GET, path, |request| request).await
}

/// The number beside "Ready" is that of the rows that the person sees.
async fn the_queue_counts_ones_own(world: &World, walk: &mut Walk<'_>) -> Result<()> {
    let celina = &world.celina.0;
    let page: Value = celina
        .call("ready_page", json!({ "query": { "filter": "ready" }, "after": null, "limit": 50 }))
        .await?;
    let count: u64 = celina.call("ready_count", json!({})).await?;
    let rows = page["rows"].as_array().map_or(0, Vec::len);
    walk.check(usize::try_from(count)? == rows, || format!("ready_count: {count} of {rows} rows"));
    Ok(())
}
