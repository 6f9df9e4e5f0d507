//! What a person does in Kurier, as the interface does it.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use kurier_testbed::{Scene, kurier::Visitor, people::ANNA, records};
use reqwest::{Method, RequestBuilder, header};
use serde_json::{Value, json};
use tokio::time::Instant;

/// A person at work.
#[derive(Debug, Clone, Copy)]
pub struct Steps<'a>(pub &'a Visitor);

impl Steps<'_> {
    /// Ids of the mailbox that has this folder and of the folder.
    pub async fn folder(self, path: &str) -> Result<(String, String)> {
        let mailboxes: Value = self.0.call("mailboxes", json!({})).await?;
        for mailbox in mailboxes.as_array().into_iter().flatten() {
            let mut folders = mailbox["folders"].as_array().into_iter().flatten();
            if let Some(folder) = folders.find(|folder| folder["path"] == path) {
                return Ok((text(mailbox, "/id")?, text(folder, "/id")?));
            }
        }
        bail!("there is no folder {path} in {mailboxes}")
    }

    /// The folder of this mailbox.
    pub async fn folder_of(self, mailbox: &str, path: &str) -> Result<String> {
        let mailboxes: Value = self.0.call("mailboxes", json!({})).await?;
        let mut all = mailboxes.as_array().into_iter().flatten();
        let found = all.find(|it| it["id"] == mailbox).context("no such mailbox")?;
        let mut folders = found["folders"].as_array().into_iter().flatten();
        text(folders.find(|folder| folder["path"] == path).context("no such folder")?, "/id")
    }

    pub async fn mailbox(self, address: &str) -> Result<String> {
        let mailboxes: Value = self.0.call("mailboxes", json!({})).await?;
        let mut all = mailboxes.as_array().into_iter().flatten();
        text(all.find(|mailbox| mailbox["address"] == address).context("no such mailbox")?, "/id")
    }

    /// The thread with this in its subject.
    pub async fn thread(self, folder: &str, subject: &str) -> Result<String> {
        let ask = json!({ "folder": folder, "filter": "all", "after": null, "limit": 50 });
        let page: Value = self.0.call("thread_page", ask).await?;
        let mut rows = page["rows"].as_array().into_iter().flatten();
        let row = rows.find(|row| row["subject"].as_str().is_some_and(|it| it.contains(subject)));
        text(row.with_context(|| format!("no {subject} in {page}"))?, "/id")
    }

    /// The key in the addresses of the pictures inside a message.
    pub async fn picture_key(self, message: &str) -> Result<String> {
        let (body, _) = self.0.page(&format!("/mail/messages/{message}/body")).await?;
        let rest = body.split(&format!("/mail/pictures/{message}.")).nth(1);
        let key = rest.and_then(|rest| rest.split('/').next());
        key.map(str::to_owned).with_context(|| format!("no picture in {body}"))
    }

    /// A saved draft and its revision.
    pub async fn draft(self, subject: &str, to: &[&str]) -> Result<(String, u64)> {
        let start = json!({ "start": { "kind": "new", "mailbox": null }, "language": "pl" });
        let draft: Value = self.0.call("start_draft", start).await?;
        let to: Vec<Value> = to.iter().map(|to| json!({ "name": null, "address": to })).collect();
        let content = json!({
            "to": to, "cc": [], "bcc": [], "subject": subject, "html": format!("<p>{subject}</p>"), "quote": null,
        });
        let save = json!({ "draft": draft["id"], "revision": draft["revision"], "content": content });
        Ok((text(&draft, "/id")?, self.0.call("save_draft", save).await?))
    }

    /// Adds a file to a draft.
    pub async fn file(self, draft: &str) -> Result<String> {
        let path = format!("/compose/drafts/{draft}/attachments");
        let answer = self.0.ask(Method::POST, &path, with_file).await?;
        text(&serde_json::from_str(&answer.body).context(answer.body)?, "/0/id")
    }

    /// Puts a file beside a record.
    pub async fn record_file(self, record: &str) -> Result<String> {
        let answer = self.0.ask(Method::POST, &format!("/files/record/{record}"), with_shared_file).await?;
        text(&serde_json::from_str(&answer.body).context(answer.body)?, "/0")
    }

    /// Shows how a contact looks.
    pub async fn photo(self, record: &str) -> Result<String> {
        let answer = self.0.ask(Method::POST, &format!("/photos/{record}"), with_photo).await?;
        text(&serde_json::from_str(&answer.body).context(answer.body)?, "/now")
    }

    /// Imports in each state that one waits in.
    pub async fn imports(self, name: &str) -> Result<[String; 3]> {
        let [read, checked, done] = ["read", "checked", "done"].map(|state| self.import(name, state));
        Ok([read.await?, checked.await?, done.await?])
    }

    /// Brings a contact in from a file, until the import is in this state.
    async fn import(self, name: &str, state: &str) -> Result<String> {
        let import =
            kurier_testbed::records::begin_import(self.0, "contact", "zielony.csv", "Osoba\nOsoba z pliku\n");
        let import = import.await?;
        if state == "read" {
            return Ok(import);
        }
        let plan = json!({ "fields": [name], "twins": "create" });
        self.0.call::<Value>("check_import", json!({ "import": import, "plan": plan })).await?;
        self.wait_for_import(&import, "checked").await?;
        if state == "done" {
            self.0.call::<Value>("run_import", json!({ "import": import })).await?;
            self.wait_for_import(&import, "done").await?;
        }
        Ok(import)
    }

    async fn wait_for_import(self, import: &str, state: &str) -> Result<()> {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let one: Value = self.0.call("get_import", json!({ "import": import })).await?;
            if one["state"] == state {
                return Ok(());
            }
            if Instant::now() > until {
                bail!("not {state}: {one}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Puts a picture into the text of a draft.
    pub async fn picture(self, draft: &str) -> Result<String> {
        let path = format!("/compose/drafts/{draft}/attachments");
        let answer = self.0.ask(Method::POST, &path, with_picture).await?;
        text(&serde_json::from_str(&answer.body).context(answer.body)?, "/0/id")
    }

    /// Writes a mail and hands it to the outbox.
    pub async fn send(self, subject: &str, to: &str) -> Result<String> {
        let (draft, revision) = self.draft(subject, &[to]).await?;
        let sent: Value =
            self.0.call("send_draft", json!({ "draft": draft, "revision": revision, "told": [] })).await?;
        text(&sent, "/outgoing/id")
    }

    pub async fn wait_for_state(self, outgoing: &str, state: &str, patience: Duration) -> Result<()> {
        let until = Instant::now() + patience;
        loop {
            let one: Value = self.0.call("get_outgoing", json!({ "outgoing": outgoing })).await?;
            if one["state"]["state"] == state {
                return Ok(());
            }
            if Instant::now() > until {
                bail!("not {state}: {one}");
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Until search knows the mail with this word.
    pub async fn wait_until_found(self, word: &str, patience: Duration) -> Result<()> {
        let until = Instant::now() + patience;
        loop {
            let ask = json!({ "mailbox": null, "words": word, "after": null, "limit": 50 });
            let page: Value = self.0.call("search", ask).await?;
            if page["rows"].as_array().is_some_and(|rows| !rows.is_empty()) {
                return Ok(());
            }
            if Instant::now() > until {
                bail!("{word} is not found");
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// A lead, the stage that it is in, and the field of its name.
    pub async fn lead(self, name: &str, email: &str) -> Result<(String, String, String)> {
        let lead = records::create(self.0, "lead", &[("name", name), ("emails", email)]).await?;
        let kind: Value = self.0.call("record_kind", json!({ "kind": "lead" })).await?;
        Ok((lead, text(&kind, "/stages/0/id")?, records::field(&kind, "name")?))
    }

    /// A deal of a contact's, and the stage that it is in.
    pub async fn deal(self, name: &str, contact: &str) -> Result<(String, String)> {
        let deal = records::create(self.0, "deal", &[("name", name), ("contact", contact)]).await?;
        let kind: Value = self.0.call("record_kind", json!({ "kind": "deal" })).await?;
        Ok((deal, text(&kind, "/stages/0/id")?))
    }

    /// What undoes that a thread was marked.
    pub async fn flagged(self, thread: &str) -> Result<String> {
        let flag = json!({ "threads": [thread], "from": null, "action": { "action": "flag" } });
        text(&self.0.call("act", flag).await?, "/undo")
    }

    /// What undoes that the thread with this subject was ignored.
    pub async fn ignored(self, folder: &str, subject: &str) -> Result<String> {
        let thread = self.thread(folder, subject).await?;
        let ignore = json!({ "thread": thread, "decision": { "decision": "ignore" } });
        text(&self.0.call("decide", ignore).await?, "/undo")
    }

    /// Something that is written down about a record.
    pub async fn note(self, record: &str) -> Result<String> {
        self.0.call("add_note", json!({ "record": record, "text": "Zielony dzwoni rano" })).await
    }

    /// Something to do about a mail, which is nobody else's to see.
    pub async fn task(self, thread: &str) -> Result<String> {
        self.0.call("create_task", json!({ "form": task_form("Oddzwonić", Some(thread)) })).await
    }

    /// The first mail that was set aside.
    pub async fn set_aside(self, mailbox: &str) -> Result<String> {
        text(&self.0.call("set_aside_list", json!({ "mailbox": mailbox })).await?, "/0/id")
    }

    /// What people can be subscribed to.
    pub async fn subscription(self) -> Result<String> {
        let one: Value = self.0.call("add_subscription_type", json!({ "name": "Nowości" })).await?;
        text(&one, "/id")
    }

    /// The act that erased somebody, when it is done.
    pub async fn erased(self) -> Result<String> {
        let (contact, _) = self.contact("Osoba Zapomniana", "zapomniana@obca.example").await?;
        let asked = json!({ "record": contact, "others": [], "names": [] });
        let erase = json!({ "asked": asked, "mail": "leave", "confirmed": "Osoba Zapomniana" });
        let act: String = self.0.call("erase_person", erase).await?;
        for _ in 0..100 {
            let acts: Value = self.0.call("protection_acts", json!({ "after": null, "limit": 1 })).await?;
            if acts["rows"][0]["going"] == json!(false) {
                return Ok(act);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        bail!("nobody erases {act}")
    }

    /// A list of contacts that is nobody else's.
    pub async fn view(self) -> Result<String> {
        self.0.call("save_record_view", view(None, "Moje")).await
    }

    /// A change of all records of a list, of which there is none; it is over.
    pub async fn sweep(self) -> Result<String> {
        let sweep: String = self.0.call("begin_sweep", sweep("nikt taki")).await?;
        for _ in 0..150 {
            let now: Value = self.0.call("get_sweep", json!({ "sweep": sweep })).await?;
            if now["state"] == "done" {
                return Ok(sweep);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        bail!("nobody goes on with {sweep}")
    }

    /// A contact, and the field of its name.
    pub async fn contact(self, name: &str, email: &str) -> Result<(String, String)> {
        let contact = records::create(self.0, "contact", &[("name", name), ("emails", email)]).await?;
        let kind: Value = self.0.call("record_kind", json!({ "kind": "contact" })).await?;
        Ok((contact, records::field(&kind, "name")?))
    }

    /// A field of contacts, a kind, a stage of deals, a team.
    pub async fn shape(self) -> Result<Shape> {
        let field = json!({ "kind": "contact", "form": field_form("Rozmiar") });
        let stage = json!({ "kind": "deal", "form": stage_form("Oględziny") });
        let contacts: Value = self.0.call("record_kind", json!({ "kind": "contact" })).await?;
        Ok(Shape {
            field: self.0.call("add_kind_field", field).await?,
            kind: self.0.call("add_kind", json!({ "form": kind_form("Maszyny") })).await?,
            stage: self.0.call("add_stage", stage).await?,
            team: self.0.call("save_team", json!({ "team": null, "form": team_form("Serwis") })).await?,
            to_company: records::field(&contacts, "company")?,
        })
    }

    /// An invitation, and the colleague with this address.
    pub async fn colleagues(self, address: &str) -> Result<(String, String)> {
        let invite = json!({ "email": "nowa@firma.example", "role": "member" });
        self.0.call::<Value>("invite", invite).await?;
        let invitations: Value = self.0.call("invitations", json!({})).await?;
        let members: Value = self.0.call("members", json!({})).await?;
        let mut members = members.as_array().into_iter().flatten();
        let member = members.find(|member| member["email"] == address).context("no such member")?;
        Ok((text(&invitations, "/0/id")?, text(member, "/id")?))
    }

    /// A second account of Anna's, with its form filled in.
    pub async fn connection(self, scene: &Scene) -> Result<String> {
        let servers = scene.servers();
        let server = |address: std::net::SocketAddr| json!({ "host": address.ip().to_string(), "port": address.port(), "security": "none" });
        let form = json!({
            "address": "druga@firma.example", "imap": server(servers.imap), "smtp": server(servers.smtp),
            "username": ANNA.address, "password": ANNA.password, "kind": "private", "members": [],
        });
        text(&self.0.call("begin_connection", json!({ "form": form })).await?, "/id")
    }
}

/// What puts all contacts with these words into the bin.
pub fn sweep(words: &str) -> Value {
    let query = json!({ "words": words, "mine": false, "in_bin": false, "sort": null, "descending": false, "filters": [] });
    json!({ "kind": "contact", "query": query, "act": { "do": "remove" } })
}

/// What saves a list of contacts: a new one, or one that is there.
pub fn view(id: Option<&str>, name: &str) -> Value {
    let query = json!({ "words": "", "mine": true, "in_bin": false, "sort": null, "descending": false, "filters": [] });
    let form = json!({ "name": name, "shared": false, "query": query, "board": false });
    json!({ "kind": "contact", "view": id, "form": form })
}

/// The file that goes into drafts, as a form sends it (RFC 7578).
pub fn with_file(request: RequestBuilder) -> RequestBuilder {
    let boundary = "granica-pliku";
    let body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"szmaragd.txt\"\r\n\
         Content-Type: text/plain\r\n\r\n471-poufne\r\nsto\r\n--{boundary}--\r\n"
    );
    request.header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}")).body(body)
}

/// A file that everybody may read.
pub fn with_shared_file(request: RequestBuilder) -> RequestBuilder {
    let boundary = "granica-pliku";
    let body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"oferta.txt\"\r\n\
         Content-Type: text/plain\r\n\r\nZielona oferta\r\n--{boundary}--\r\n"
    );
    request.header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}")).body(body)
}

/// A picture that stands in the text of a draft.
pub fn with_picture(request: RequestBuilder) -> RequestBuilder {
    with_png(request, "picture", "szmaragd.png")
}

/// How somebody looks.
pub fn with_photo(request: RequestBuilder) -> RequestBuilder {
    with_png(request, "photo", "klient.png")
}

fn with_png(request: RequestBuilder, field: &str, name: &str) -> RequestBuilder {
    let boundary = "granica-obrazu";
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         Content-Type: image/png\r\n\r\n"
    )
    .into_bytes();
    body.extend(kurier_testbed::mails::png());
    body.extend(format!("\r\n--{boundary}--\r\n").bytes());
    request.header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}")).body(body)
}

/// The text at this JSON pointer (RFC 6901).
pub fn text(json: &Value, pointer: &str) -> Result<String> {
    let found = json.pointer(pointer).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("no text at {pointer} in {json}"))
}

/// What a form says of a task.
pub fn task_form(title: &str, thread: Option<&str>) -> Value {
    json!({
        "title": title, "description": "", "due_day": "2026-11-28", "due_time": "14:30", "assignee": null, "repeat": null,
        "records": [], "thread": thread,
    })
}

/// A field, as an administrator wants it.
pub fn field_form(name: &str) -> Value {
    let name = json!({ "pl": name, "en": "" });
    json!({ "name": name, "what": { "type": "text" }, "required": false, "unique": false })
}

/// What an administrator has made of what records consist of: a field, a kind by its key, and a stage with nothing in it; and a team.
#[derive(Clone, Debug)]
pub struct Shape {
    pub field: String,
    pub kind: String,
    pub stage: String,
    pub team: String,
    /// The field by which contacts link to a company, which is everybody's.
    pub to_company: String,
}

impl Shape {
    pub fn invented(&self, id: impl Fn() -> String) -> Self {
        let to_company = self.to_company.clone();
        Self { field: id(), kind: "pojazd".to_owned(), stage: id(), team: id(), to_company }
    }
}

/// A team with nobody in it.
pub fn team_form(name: &str) -> Value {
    json!({ "name": name, "members": [] })
}

/// A kind, as an administrator wants it.
pub fn kind_form(name: &str) -> Value {
    let name = json!({ "pl": name, "en": "" });
    json!({ "many": name, "one": name, "icon": "truck", "has_stages": true })
}

/// A stage, as an administrator wants it.
pub fn stage_form(name: &str) -> Value {
    json!({ "name": name, "outcome": "open", "probability": 10 })
}
