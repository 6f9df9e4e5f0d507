//! What lies inside mails, as a browser asks for it: pictures, files, the rest of long ones, the moment of a quote; and that a mail
//! which costs much keeps nobody else waiting.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::{StreamExt as _, stream::FuturesUnordered};
use kurier_testbed::{
    DovecotOptions, KurierOptions, Postgres, Scene,
    kurier::{Answer, Visitor},
    mails::{self, Attachment, COSTLY, Mail},
    people::ANNA,
};
use reqwest::{Method, header};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(120);
const JAN: &str = "Jan Kowalski <jan@klient.example>";

struct World {
    scene: Scene,
    anna: Visitor,
    postgres: Postgres,
    database: String,
}

impl World {
    /// Anna's inbox has these mails, and nothing is left to do.
    async fn with(mails: Vec<Vec<u8>>) -> Result<Self> {
        let postgres = Postgres::start().await?;
        let database = postgres.database("kurier").await?;
        let options = KurierOptions { database_url: Some(database.clone()), ..KurierOptions::default() };
        let mut scene = Scene::prepare_with(DovecotOptions::default(), options).await?;
        scene.dovecot.append(ANNA.address, "INBOX", mails, true).await?;
        scene.kurier.sync(ANNA.address).await?;
        scene.kurier.serve().await?;
        let until = Instant::now() + PATIENCE;
        while scene.kurier.doctor().await?.not_searchable > 0 {
            ensure!(Instant::now() < until, "never searchable");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let anna = scene.kurier.visit(ANNA).await?;
        Ok(Self { scene, anna, postgres, database })
    }

    /// The only message with this subject.
    async fn message(&self, subject: &str) -> Result<Message> {
        let mailboxes: Value = self.anna.call("mailboxes", json!({})).await?;
        let mut folders = mailboxes.pointer("/0/folders").and_then(Value::as_array).into_iter().flatten();
        let folder = folders.find(|folder| folder["path"] == "INBOX").context("the inbox")?["id"].clone();
        let ask = json!({ "folder": folder, "filter": "all", "after": null, "limit": 50 });
        let page: Value = self.anna.call("thread_page", ask).await?;
        let mut rows = page.get("rows").and_then(Value::as_array).into_iter().flatten();
        let row = rows.find(|row| row["subject"] == subject).with_context(|| format!("{subject}: {page}"))?;
        let opened: Value = self.anna.call("open_thread", json!({ "thread": row["id"] })).await?;
        let content = opened.pointer("/messages/0").context("a message")?.clone();
        let id = text(content.get("id").context("an id")?)?.to_owned();
        let page = format!("/inbox/{}/{}", text(&folder)?, text(&row["id"])?);
        Ok(Message { id, page, content })
    }

    async fn get(&self, path: &str) -> Result<Answer> {
        self.anna.ask(Method::GET, path, |request| request).await
    }

    async fn sql(&self, statement: &str) -> Result<String> {
        self.postgres.sql(&self.database, statement).await
    }
}

struct Message {
    id: String,
    /// The address of the page that shows it.
    page: String,
    content: Value,
}

impl Message {
    /// The address of the file with this name.
    fn file(&self, name: &str) -> Result<String> {
        let mut files = self.content.get("attachments").and_then(Value::as_array).into_iter().flatten();
        let file = files.find(|file| file["name"] == name);
        let file = file.with_context(|| format!("no {name} in {}", self.content))?;
        Ok(format!("/mail/attachments/{}", text(&file["id"])?))
    }
}

fn text(json: &Value) -> Result<&str> {
    json.as_str().with_context(|| format!("no text: {json}"))
}

fn header(answer: &Answer, name: header::HeaderName) -> Result<&str> {
    Ok(answer.headers.get(&name).with_context(|| format!("no {name}"))?.to_str()?)
}

/// A mail of the tests of reading.
fn sample(name: &str) -> Result<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mail/tests/reading/mails").join(name);
    fs::read(&path).with_context(|| path.display().to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_inside_a_mail_is_handed_out() -> Result<()> {
    let second = [&mails::png()[..], b"second"].concat();
    let pictures = Mail::new(JAN, ANNA.address, "Zdjęcia")
        .text("Zdjęcie")
        .html("<p>Zdjęcie</p><img src=\"cid:twice@klient.example\">")
        .attach(Attachment::inline("pierwsze.png", "image/png", mails::png(), "twice@klient.example"))
        .attach(Attachment::inline("drugie.png", "image/png", second.clone(), "twice@klient.example"));
    let lines: String =
        (0..6_000).map(|n| format!("<p>Pozycja {n} {}</p>\n", "cennika ".repeat(8))).collect();
    let long =
        Mail::new(JAN, ANNA.address, "Cennik").text("x").html(&format!("{lines}<p>Koniec cennika</p>"));
    let long = long.raw();
    let at = |date: &str, subject: &str| {
        let head = format!("From: {JAN}\r\nTo: {}\r\nSubject: {subject}\r\nDate: {date}\r\n", ANNA.address);
        format!("{head}Message-ID: <{subject}@klient.example>\r\n\r\nPytanie\r\n").into_bytes()
    };
    let world = World::with(vec![
        pictures.raw(),
        long.clone(),
        sample("signed/opaque.eml")?,
        at("Thu, 02 Jan 2025 14:05:00 +0000", "Zima"),
        at("Wed, 02 Jul 2025 14:05:00 +0000", "Lato"),
    ])
    .await?;
    a_picture_that_stands_twice_is_the_first(&world, &second).await?;
    the_rest_of_a_long_mail_comes_when_asked_for(&world, &long).await?;
    what_was_signed_is_handed_out_and_called_nothing(&world).await?;
    a_quote_tells_the_hour_of_the_persons_zone(&world).await
}

async fn a_picture_that_stands_twice_is_the_first(world: &World, second: &[u8]) -> Result<()> {
    let message = world.message("Zdjęcia").await?;
    let document = world.get(&format!("/mail/messages/{}/body", message.id)).await?.body;
    let shown = document.split_once("src=\"/mail/pictures/").and_then(|(_, rest)| rest.split_once('"'));
    let shown = format!("/mail/pictures/{}", shown.with_context(|| document.clone())?.0);
    let inline = format!("/mail/messages/{}/inline/twice@klient.example", message.id);
    for path in [&shown, &inline] {
        let picture = world.get(path).await?;
        assert_eq!((picture.status, header(&picture, header::CONTENT_TYPE)?), (200, "image/png"));
        assert_eq!(picture.body, String::from_utf8_lossy(&mails::png()), "{path}");
    }
    let other = world.get(&message.file("drugie.png")?).await?;
    assert_eq!((other.status, other.body.as_str()), (200, &*String::from_utf8_lossy(second)), "a file");

    // Parts that the message does not have, by id and by number.
    let file = message.file("drugie.png")?;
    for path in [&shown, &inline] {
        let none = world.get(&path.replace("twice", "none")).await?;
        assert_eq!(none.status, 404, "{path}");
    }
    for part in ["99", "-1", "2147483647"] {
        world.sql(&format!("UPDATE attachments SET part = {part} WHERE content_id LIKE 'twice%'")).await?;
        for path in [&shown, &inline, &file] {
            assert_eq!(world.get(path).await?.status, 404, "{part}: {path}");
        }
    }
    Ok(())
}

async fn the_rest_of_a_long_mail_comes_when_asked_for(world: &World, raw: &[u8]) -> Result<()> {
    let message = world.message("Cennik").await?;
    let body = format!("/mail/messages/{}/body", message.id);
    let (beginning, all) = (world.get(&body).await?.body, world.get(&format!("{body}?all=1")).await?.body);
    assert!(beginning.contains("data-cut=\"true\"") && beginning.contains("Pozycja 0 "));
    assert!(!beginning.contains("Koniec cennika") && beginning.len() < all.len());
    assert!(!all.contains("data-cut") && all.contains("Pozycja 5999 ") && all.contains("Koniec cennika"));
    let source = world.get(&format!("/mail/messages/{}/source", message.id)).await?;
    assert_eq!((source.status, header(&source, header::CONTENT_TYPE)?), (200, "text/plain; charset=utf-8"));
    assert_eq!(source.body.as_bytes(), raw, "as it came");
    Ok(())
}

/// <https://github.com/zammad/zammad/issues/6376>
async fn what_was_signed_is_handed_out_and_called_nothing(world: &World) -> Result<()> {
    let message = world.message("Umowa podpisana").await?;
    let inside = String::from_utf8(sample("signed/inside.txt")?)?.replace("\r\n", "\n");
    let part = inside.split_once("umowa.pdf").and_then(|(_, rest)| rest.split_once("\n\n"));
    let encoded = part.and_then(|(_, rest)| rest.split("\n--").next()).context("the file")?;
    let expected = STANDARD.decode(encoded.split_whitespace().collect::<String>())?;
    let file = world.get(&message.file("umowa.pdf")?).await?;
    assert_eq!((file.status, file.body.as_str()), (200, &*String::from_utf8_lossy(&expected)));
    assert!(file.body.starts_with("%PDF-"));
    let saved = header(&file, header::CONTENT_DISPOSITION)?;
    assert!(saved.starts_with("attachment") && saved.contains("umowa.pdf"), "{saved}");

    // Nobody has looked at the signature. The words of the mail itself are left out.
    let page = world.get(&message.page).await?.body.to_lowercase();
    assert!(page.contains("umowa podpisana") && page.contains("umowa.pdf"));
    let page = page.replace("umowa podpisana", "").replace("podpisana umowa ramowa", "");
    for word in
        ["podpisan", "podpis ", "zweryfikowan", "signed", "signature", "verified", "s/mime", "smime", "pkcs7"]
    {
        let around =
            page.split_once(word).map(|(before, _)| before.chars().rev().take(80).collect::<String>());
        let around = around.map(|found| found.chars().rev().collect::<String>());
        assert_eq!(around, None, "{word}");
    }
    Ok(())
}

/// The browser leaves its zone in cookies.
async fn a_quote_tells_the_hour_of_the_persons_zone(world: &World) -> Result<()> {
    let (winter, summer) = (world.message("Zima").await?.id, world.message("Lato").await?.id);
    for (cookies, hours) in [
        ("", ["14:05", "14:05"]),
        ("kurier_zone_name=Europe/Warsaw; kurier_zone=0", ["15:05", "16:05"]),
        ("kurier_zone_name=America/New_York", ["09:05", "10:05"]),
        ("kurier_zone_name=Nowhere/None; kurier_zone=-180", ["11:05", "11:05"]),
    ] {
        for ((message, day), hour) in
            [(&winter, "2 sty 2025"), (&summer, "2 lip 2025")].into_iter().zip(hours)
        {
            let ask = json!({ "start": { "kind": "reply", "message": message }, "language": "pl" });
            let asked = world
                .anna
                .ask_function("start_draft", |request| request.json(&ask).header(header::COOKIE, cookies));
            let draft: Value = serde_json::from_str(&asked.await?.body)?;
            let quote = text(draft.pointer("/content/quote").with_context(|| draft.to_string())?)?;
            assert!(quote.contains(&format!("W dniu {day} o {hour} ")), "{cookies}: {quote}");
            // Or the next one would go on with it.
            world.anna.call::<Value>("discard_draft", json!({ "draft": draft.get("id") })).await?;
        }
    }
    Ok(())
}

/// Whoever asks for something small has it before mails that were asked for earlier, and keep every processor busy.
#[tokio::test(flavor = "multi_thread")]
async fn a_costly_mail_keeps_nobody_waiting() -> Result<()> {
    let count = 3 * std::thread::available_parallelism()?.get();
    let kind = COSTLY.iter().find(|kind| kind.name == "escaped_entities").context("the kind")?;
    // Larger ones are read one after the other.
    let html = (kind.html)(100_000);
    let subject = |number: usize| format!("Nr {number}");
    let mails = (0..count).map(|number| mails::html_alone(ANNA.address, &subject(number), &html));
    let world = World::with(mails.collect()).await?;
    let mut bodies = Vec::new();
    for number in 0..count {
        bodies.push(format!("/mail/messages/{}/body?all=1", world.message(&subject(number)).await?.id));
    }
    let pid = world.scene.kurier.pid().context("it runs")?;
    let before = processor(pid)?;
    let mut opened: FuturesUnordered<_> = bodies.iter().map(|body| world.get(body)).collect();
    let small = async {
        // They are being read by now.
        while processor(pid)? < before + TICKS {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        world.anna.call::<Value>("mailboxes", json!({})).await?;
        world.get("/health").await
    };
    tokio::select! {
        answer = small => assert_eq!(answer?.status, 200),
        first = opened.next() => bail!("a mail was first: {:?}", first.map(|answer| answer.map(|it| it.status))),
    }
    assert_eq!(opened.len(), count);
    while let Some(answer) = opened.next().await {
        assert_eq!(answer?.status, 200);
    }
    Ok(())
}

/// Of a processor's time: 30 ms.
const TICKS: u64 = 3;

/// What a process has taken of a processor so far, in hundredths of a second (proc(5)).
fn processor(pid: u32) -> Result<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").context("stat")?;
    let fields = fields.split(' ').skip(11).take(2).map(str::parse::<u64>);
    Ok(fields.sum::<Result<u64, _>>()?)
}
