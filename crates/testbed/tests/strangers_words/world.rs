//! A mailbox in which everything that a stranger can write is a mark.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use kurier_testbed::{
    Scene,
    kurier::Visitor,
    mails::{self, Attachment, Mail},
    people::ANNA,
};
use serde_json::{Value, json};

/// How each mark's name begins.
pub const MARK: &str = "mk-";

/// Marks of what is no field of a record and has to stand on some page.
const DRAWN: &[&str] = &[
    "subject",
    "fromname",
    "toname",
    "ccname",
    "file",
    "folder",
    "text",
    "typed",
    "draft",
    "note",
    "subscription",
    "explained",
];

/// Ends an attribute, and every element whose content is not markup; begins a comment that swallows the rest. The letter
/// outside of ASCII makes the testbed write it as an encoded word.
pub fn mark(name: &str) -> String {
    format!("ż\"><{MARK}{name} x='</title></textarea></script><!-- \" {MARK}{name}=\"")
}

/// The Content-ID of the picture.
pub fn content_id() -> String {
    format!("\"{MARK}cid='@evil.example")
}

/// The text percent-encoded (RFC 3986 §2.1).
pub fn in_address(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[derive(Debug, Clone, Default)]
pub struct Ids {
    pub mailbox: String,
    pub folder: String,
    pub marked_folder: String,
    pub thread: String,
    pub message: String,
    /// One with a picture, in which nothing is marked.
    pub pictured: String,
    pub attachment: String,
    pub records: Records,
    pub import: String,
    /// A reply to the marked mail.
    pub draft: String,
}

/// One of each kind.
#[derive(Debug, Clone, Default)]
pub struct Records {
    pub lead: String,
    pub contact: String,
    pub company: String,
    pub deal: String,
    pub ticket: String,
    pub project: String,
}

#[derive(Debug)]
pub struct World {
    #[expect(dead_code, reason = "keeps the servers running")]
    scene: Scene,
    pub anna: Visitor,
    pub stranger: Visitor,
    pub ids: Ids,
    /// Marks that have to stand on some page, or the test would not see them.
    pub drawn: Vec<String>,
}

impl World {
    pub async fn build() -> Result<Self> {
        let mut scene = Scene::prepare().await?;
        // The server's folders are named by whoever shares the mailbox; "/" would be a folder inside a folder.
        let folder = mark("folder").replace('/', "|");
        scene.dovecot.create_folder(ANNA.address, &folder).await?;
        scene
            .dovecot
            .append(
                ANNA.address,
                "INBOX",
                vec![letter("subject"), letter("other"), mails::html_offer(ANNA.address).raw()],
                false,
            )
            .await?;
        scene.dovecot.append(ANNA.address, &folder, vec![letter("filed")], false).await?;
        scene.kurier.sync(ANNA.address).await?;
        scene.kurier.serve().await?;
        let (anna, stranger) = tokio::try_join!(scene.kurier.visit(ANNA), scene.kurier.stranger())?;
        let (ids, mut drawn) = ids(&anna).await?;
        drawn.extend(DRAWN.iter().map(|name| (*name).to_owned()));
        Ok(Self { scene, anna, stranger, ids, drawn })
    }
}

fn letter(subject: &str) -> Vec<u8> {
    let name = |name: &str| format!("=?utf-8?B?{}?=", STANDARD.encode(mark(name)));
    let from = format!("{} <\"a<{MARK}from\"@evil.example>", name("fromname"));
    let to = format!("{} <{}>", name("toname"), ANNA.address);
    let html = format!(
        "<p>{}</p><img src='cid:{}'><img src='https://evil.example/{MARK}src'>",
        mark("html"),
        in_address(&content_id())
    );
    Mail::new(&from, &to, &mark(subject))
        .cc(&format!("{} <\"c<{MARK}cc>\"@evil.example>", name("ccname")))
        .header("Reply-To", &format!("{} <x@evil.example>", name("replyto")))
        .header("List-Id", &format!("{} <x.evil.example>", name("listid")))
        .header("List-Unsubscribe", &format!("<https://evil.example/\"><{MARK}unsubscribe>"))
        .header("Organization", &name("organization"))
        .text(&format!("{}\n-- \n{}\n+48 600 100 200\n", mark("text"), mark("signature")))
        .html(&html)
        .attach(Attachment::inline("p.png", "image/png", mails::png(), &content_id()))
        .attach(Attachment::new(&mark("file").replace('/', "|"), "application/pdf", mails::pdf("x")))
        .raw()
}

async fn ids(anna: &Visitor) -> Result<(Ids, Vec<String>)> {
    let mailboxes: Value = anna.call("mailboxes", json!({})).await?;
    let folders = mailboxes.pointer("/0/folders").and_then(Value::as_array).context("no folders")?;
    let id_of = |wanted: &dyn Fn(&str) -> bool| {
        let mut folders = folders.iter();
        let found = folders.find(|folder| folder["path"].as_str().is_some_and(wanted));
        text(found.unwrap_or(&Value::Null), "/id").with_context(|| format!("{mailboxes}"))
    };
    let (folder, marked_folder) =
        (id_of(&|path| path == "INBOX")?, id_of(&|path| path.contains("mk-folder"))?);
    let ask = json!({ "folder": folder, "filter": "all", "after": null, "limit": 50 });
    let page: Value = anna.call("thread_page", ask).await?;
    let thread_of = |subject: &str| {
        let mut rows = page.get("rows").and_then(Value::as_array).into_iter().flatten();
        let row = rows.find(|row| row["subject"].as_str().is_some_and(|it| it.contains(subject)));
        text(row.with_context(|| format!("no {subject} in {page}"))?, "/id")
    };
    let thread = thread_of("mk-subject")?;
    let other: Value = anna.call("open_thread", json!({ "thread": thread_of("Wizualizacja")? })).await?;
    let pictured = text(&other, "/messages/0/id")?;
    let conversation: Value = anna.call("open_thread", json!({ "thread": thread })).await?;
    let message = text(&conversation, "/messages/0/id")?;
    let files = conversation.pointer("/messages/0/attachments").and_then(Value::as_array);
    let file = files.into_iter().flatten().find(|file| file["media_type"] == "application/pdf");
    let attachment = text(file.context("no file")?, "/id")?;
    let (records, drawn) = records(anna, &thread).await?;
    let draft = draft(anna, &message).await?;
    let mailbox = text(&mailboxes, "/0/id")?;
    let ids = Ids {
        mailbox,
        folder,
        marked_folder,
        thread,
        message,
        pictured,
        attachment,
        records,
        import: import(anna).await?,
        draft,
    };
    Ok((ids, drawn))
}

/// A lead as a person would make it from the mail, by copying what is in it.
async fn lead(anna: &Visitor, thread: &str, drawn: &mut Vec<String>) -> Result<String> {
    let reached = [("emails", "x@evil.example"), ("phones", "+48 600 100 200")];
    let lead = marked(anna, "lead", &reached, drawn).await?;
    anna.call::<Value>("attach_threads", json!({ "threads": [thread], "record": lead })).await?;
    let task = json!({
        "title": mark("task"), "description": mark("tasktext"), "due_day": "", "due_time": "", "assignee": null, "repeat": null,
        "records": [], "thread": thread,
    });
    anna.call::<Value>("create_task", json!({ "form": task })).await?;
    Ok(lead)
}

/// A file in which a stranger wrote, as far as one gets before anybody has looked.
async fn import(anna: &Visitor) -> Result<String> {
    let cell = |name: &str| format!("\"{}\"", mark(name).replace('"', "\"\""));
    let text = format!("{},{}\n{},{}\n", cell("column"), cell("other"), cell("cell"), cell("second"));
    kurier_testbed::records::begin_import(anna, "contact", "mk.csv", &text).await
}

/// Records of every kind, out of what a stranger wrote; what stands on their pages.
async fn records(anna: &Visitor, thread: &str) -> Result<(Records, Vec<String>)> {
    let mut drawn = Vec::new();
    let lead = lead(anna, thread, &mut drawn).await?;
    let company = marked(anna, "company", &[], &mut drawn).await?;
    let person = [("emails", "x@evil.example"), ("company", &company)];
    let contact = marked(anna, "contact", &person, &mut drawn).await?;
    let about = [("contact", contact.as_str()), ("company", &company)];
    let deal = marked(anna, "deal", &about, &mut drawn).await?;
    let ticket = marked(anna, "ticket", &about, &mut drawn).await?;
    let project = marked(anna, "project", &[("company", company.as_str())], &mut drawn).await?;
    let _: Value = anna.call("add_note", json!({ "record": deal, "text": mark("note") })).await?;
    let subscription: Value =
        anna.call("add_subscription_type", json!({ "name": mark("subscription") })).await?;
    let agreed = json!({
        "record": contact, "to": subscription.get("id"), "basis": "consent", "explanation": mark("explained"),
    });
    let _: Value = anna.call("subscribe", agreed).await?;
    Ok((Records { lead, company, contact, deal, ticket, project }, drawn))
}

/// A record with a mark in each field of its kind that takes words, called by the kind and the field; and with `others`.
async fn marked(
    anna: &Visitor,
    kind: &str,
    others: &[(&str, &str)],
    drawn: &mut Vec<String>,
) -> Result<String> {
    let known: Value = anna.call("record_kind", json!({ "kind": kind })).await?;
    let fields = known.get("fields").and_then(Value::as_array).context("no fields")?;
    let takes_words = |field: &&Value| {
        let what = field.pointer("/what/type").and_then(Value::as_str);
        matches!(what, Some("name" | "text" | "long_text"))
    };
    let keys: Vec<&str> =
        fields.iter().filter(takes_words).filter_map(|field| field["key"].as_str()).collect();
    let values: Vec<(&str, String)> =
        keys.into_iter().map(|key| (key, mark(&format!("{kind}{}", key.replace('_', ""))))).collect();
    drawn.extend(values.iter().map(|(key, _)| format!("{kind}{}", key.replace('_', ""))));
    let values = values.iter().map(|(key, value)| (*key, value.as_str()));
    let values: Vec<(&str, &str)> = values.chain(others.iter().copied()).collect();
    kurier_testbed::records::create(anna, kind, &values).await
}

async fn draft(anna: &Visitor, message: &str) -> Result<String> {
    let start = json!({ "start": { "kind": "reply", "message": message }, "language": "pl" });
    let draft: Value = anna.call("start_draft", start).await?;
    let to = json!([{ "name": mark("recipient"), "address": "x@evil.example" }]);
    let content = json!({
        "to": to, "cc": [], "bcc": [], "subject": mark("draft"), "html": format!("<p>{}</p>", mark("html")), "quote": null,
    });
    let id = text(&draft, "/id")?;
    let save = json!({ "draft": id, "revision": draft.get("revision"), "content": content });
    anna.call::<Value>("save_draft", save).await?;
    Ok(id)
}

fn text(json: &Value, pointer: &str) -> Result<String> {
    let found = json.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("no text at {pointer} in {json}"))
}
