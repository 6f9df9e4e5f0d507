//! No word of a stranger's reaches a page unescaped: marks stand in every field that a stranger can fill, and every page
//! that the server draws, taken from its own table, is read for them. Whoever adds a page has to say here how it is asked for.

mod markup;
mod paragraphs;
mod walls;
mod world;

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use kurier_testbed::{
    Kurier, KurierOptions,
    kurier::{Answer, EndpointKind},
};
use reqwest::Method;

use self::world::{Ids, MARK, World};

/// Every page with an address for each kind of thing that it shows. `typed` stands where anybody may write what they like.
fn pages(ids: &Ids, typed: &str) -> Vec<(&'static str, String)> {
    let mut pages = vec![
        ("/sign-in", format!("/sign-in?next={typed}&email={typed}")),
        ("/set-up/{token}", format!("/set-up/{typed}")),
        ("/invitation/{token}", format!("/invitation/{typed}")),
        ("/password/{token}", format!("/password/{typed}")),
        ("/unsubscribe/{token}", format!("/unsubscribe/{typed}")),
        ("/", "/".to_owned()),
        ("/inbox", format!("/inbox?filter={typed}")),
        ("/inbox/{folder}", format!("/inbox/{}", ids.folder)),
        ("/inbox/{folder}", format!("/inbox/{}", ids.marked_folder)),
        ("/inbox/{folder}", format!("/inbox/{typed}")),
        ("/inbox/{folder}/{thread}", format!("/inbox/{}/{}", ids.folder, ids.thread)),
        ("/search", format!("/search?q={typed}")),
        ("/search", format!("/search?q=mk&thread={}", ids.thread)),
        ("/threads/{id}", format!("/threads/{}", ids.thread)),
        ("/ready", format!("/ready?filter={typed}")),
        ("/ready", "/ready?filter=ignored".to_owned()),
        ("/leads", format!("/leads?q={typed}")),
        ("/leads/{id}", format!("/leads/{typed}?x={typed}")),
        ("/records/{kind}", format!("/records/lead?q={typed}&f.company_name=~{typed}")),
        ("/records/{kind}", "/records/lead?view=board".to_owned()),
        ("/records/{kind}", "/records/contact".to_owned()),
        ("/records/{kind}", format!("/records/company?q={typed}&sort={typed}")),
        ("/records/{kind}", format!("/records/{typed}")),
        ("/records/{kind}", format!("/records/deal?view={typed}&f.amount=%3A{typed}..&f.name=~{typed}")),
        ("/records/{kind}", "/records/deal?view=board".to_owned()),
        ("/records/{kind}", format!("/records/contact?f.full_name=~{typed}&f.emails=~{typed}")),
        ("/records/{kind}", format!("/records/contact?record=contact/{}", ids.records.contact)),
        ("/records/{kind}", format!("/records/contact?record=contact/{typed}&show={typed}")),
        ("/inbox", format!("/inbox?record=lead/{}", ids.records.lead)),
        ("/records/{kind}/{id}", format!("/records/lead/{}", ids.records.lead)),
        ("/records/{kind}/{id}", format!("/records/deal/{}", ids.records.deal)),
        ("/records/{kind}/{id}", format!("/records/contact/{}", ids.records.contact)),
        ("/records/{kind}/{id}", format!("/records/contact/{}?show=files", ids.records.contact)),
        ("/records/{kind}/{id}", format!("/records/company/{}", ids.records.company)),
        ("/records/{kind}/{id}", format!("/records/ticket/{}", ids.records.ticket)),
        ("/records/{kind}/{id}", format!("/records/project/{}", ids.records.project)),
        ("/import/{kind}", "/import/contact".to_owned()),
        ("/import/{kind}", format!("/import/{typed}")),
        ("/import/{kind}/{id}", format!("/import/contact/{}", ids.import)),
        ("/import/{kind}/{id}", format!("/import/{typed}/{typed}")),
        ("/person/{id}", format!("/person/{}", ids.records.contact)),
        ("/person/{id}", format!("/person/{typed}")),
        ("/tasks", format!("/tasks?list={typed}")),
        ("/notifications", format!("/notifications?x={typed}")),
        ("/drafts", "/drafts".to_owned()),
        ("/compose/{draft}", format!("/compose/{}", ids.draft)),
    ];
    pages.extend(settings(ids, typed));
    pages
}

fn settings(ids: &Ids, typed: &str) -> Vec<(&'static str, String)> {
    vec![
        ("/settings", "/settings".to_owned()),
        ("/settings/accounts", "/settings/accounts".to_owned()),
        ("/settings/accounts/new", format!("/settings/accounts/new?address={typed}")),
        ("/settings/accounts/{mailbox}/servers", format!("/settings/accounts/{}/servers", ids.mailbox)),
        ("/settings/accounts/{mailbox}/servers", format!("/settings/accounts/{typed}/servers")),
        ("/settings/members", "/settings/members".to_owned()),
        ("/settings/kinds", "/settings/kinds".to_owned()),
        ("/settings/fields", "/settings/fields".to_owned()),
        ("/settings/fields/{kind}", "/settings/fields/deal".to_owned()),
        ("/settings/fields/{kind}", format!("/settings/fields/{typed}")),
        ("/settings/stages", "/settings/stages".to_owned()),
        ("/settings/stages/{kind}", "/settings/stages/lead".to_owned()),
        ("/settings/stages/{kind}", format!("/settings/stages/{typed}")),
        ("/settings/protection", format!("/settings/protection?act={typed}")),
        ("/settings/workspace", "/settings/workspace".to_owned()),
        ("/settings/privacy", format!("/settings/privacy?x={typed}")),
        ("/settings/profile", "/settings/profile".to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_read() -> Result<()> {
    let endpoints = Kurier::prepare(KurierOptions::default())?.endpoints().await?;
    let server = endpoints.iter().filter(|endpoint| endpoint.kind == EndpointKind::Page);
    let server: BTreeSet<&str> = server.map(|endpoint| endpoint.path.as_str()).collect();
    let read: BTreeSet<&str> = pages(&Ids::default(), "typed").into_iter().map(|(path, _)| path).collect();
    assert_eq!(server, read, "say in this test how each page is asked for");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_strangers_is_markup() -> Result<()> {
    let world = World::build().await?;
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    let nowhere = format!("/{}", world::in_address(&world::mark("typed")));
    let documents = [
        nowhere,
        format!("/mail/messages/{}/body", world.ids.message),
        format!("/mail/messages/{}/body?images=1", world.ids.message),
        format!("/mail/messages/{}/body?print=1", world.ids.message),
    ];
    let typed = world::in_address(&world::mark("typed"));
    let pages = pages(&world.ids, &typed).into_iter().map(|(_, path)| path).chain(documents);
    for path in pages {
        for visitor in [&world.anna, &world.stranger] {
            let mut answer = visitor.ask(Method::GET, &path, |request| request).await?;
            for _ in 0..3 {
                read(&path, &answer, &mut wrong, &mut seen);
                wrong.extend(walls::open(&path, &answer));
                wrong.extend(paragraphs::broken(&path, &answer));
                let Some(to) = answer.location.clone() else { break };
                answer = visitor.ask(Method::GET, &to, |request| request).await?;
            }
        }
    }
    let blind: Vec<&String> = world.drawn.iter().filter(|name| !seen.contains(*name)).collect();
    assert!(blind.is_empty(), "on no page is there a mark of {blind:?}: this test would not see it");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Characters that no database, no file and no HTML takes, in every address that takes words.
#[tokio::test(flavor = "multi_thread")]
async fn odd_characters_in_an_address_are_not_the_servers_fault() -> Result<()> {
    let world = World::build().await?;
    let mut wrong = Vec::new();
    let long = "a".repeat(6_000);
    let message = &world.ids.message;
    let body = format!("/mail/messages/{}/body", world.ids.pictured);
    let body = world.anna.ask(Method::GET, &body, |request| request).await?.body;
    // The frame asks for its pictures under a key.
    let key = body.split_once("/mail/pictures/").and_then(|(_, rest)| rest.split('/').next());
    let key = key.context("the mail shows a picture")?;
    for typed in [
        "%00",
        "a%00b",
        "%FF%FE",
        "%ED%A0%80",
        "%F4%90%80%80",
        "%0D%0A",
        "%25%30%30",
        "%E2%80%AE",
        "%C0%80",
        &long,
    ] {
        let pictures =
            [format!("/mail/pictures/{key}/{typed}"), format!("/mail/messages/{message}/inline/{typed}")];
        for path in pages(&world.ids, typed).into_iter().map(|(_, path)| path).chain(pictures) {
            if !path.contains(typed) {
                continue;
            }
            let answer = world.anna.ask(Method::GET, &path, |request| request).await?;
            if answer.status >= 500 {
                wrong.push(format!("{}: {}", path.chars().take(80).collect::<String>(), answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_are_not_a_strangers() -> Result<()> {
    let world = World::build().await?;
    for path in [
        format!("/mail/attachments/{}", world.ids.attachment),
        format!("/mail/messages/{}/source", world.ids.message),
        format!("/mail/messages/{}/inline/{}", world.ids.message, world::in_address(&world::content_id())),
        format!("/inbox/{}", world::in_address("x\r\nX-Mk: 1")),
        format!("/sign-in?next={}", world::in_address("/x\r\nX-Mk: 1")),
    ] {
        let answer = world.anna.ask(Method::GET, &path, |request| request).await?;
        assert!(answer.status < 500, "{path}: {}", answer.status);
        assert!(
            answer.headers.keys().all(|name| !name.as_str().contains("mk")),
            "{path}: {:?}",
            answer.headers
        );
        for (name, value) in &answer.headers {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let plain = value.replace("filename=\"", "").matches('"').count() <= 1 || !value.contains(MARK);
            assert!(!value.contains("<mk") && plain, "{path}: {name}: {value}");
        }
    }
    Ok(())
}

/// What is wrong in one answer, and whose marks are in it.
fn read(path: &str, answer: &Answer, wrong: &mut Vec<String>, seen: &mut BTreeSet<String>) {
    if answer.status >= 500 {
        wrong.push(format!("{path}: {}", answer.status));
    }
    wrong.extend(markup::strangers(&answer.body).into_iter().map(|found| format!("{path}: {found}")));
    // Only what is on the page counts; the JSON that wakes it is on every page of the inbox.
    let drawn = markup::without_scripts(&answer.body);
    for rest in drawn.split(MARK).skip(1) {
        seen.insert(rest.chars().take_while(char::is_ascii_lowercase).collect());
    }
}
