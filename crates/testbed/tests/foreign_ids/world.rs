//! Anna's private mail and everything that can hang on it, and the people who may see none of it.

use anyhow::{Context as _, Result, bail};
use kurier_testbed::{
    Scene,
    kurier::Visitor,
    mails::{self, Attachment, Mail},
    people::{ANNA, BARTEK, BIURO, CELINA},
    smtp_receiver::{Behaviour, HangUp},
};
use serde_json::{Value, json};
use std::time::Duration;

use crate::merging::Twins;
use crate::ready::Machines;
use crate::steps::{Shape, Steps, task_form, text};
use crate::veiled::Veiled;

/// In lower case; each stands in nothing but Anna's private mail.
pub const WORDS: [&str; 4] = ["bursztyn", "szmaragd", "skrytka", "471-poufne"];
/// The folder of Anna's that most of it lies in.
const FOLDER: &str = "Skrytka";
const SECRETIVE: &str = "Tajemnik Bursztynowy <tajemnik@bursztyn.example>";
const CLIENT: &str = "Klient Zielony <klient@meble-nowak.example>";
const PICTURE: &str = "obraz-bursztynu";
/// How long anything may take to come about.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What a request may name. All of it is Anna's, but for what is the asker's own.
#[derive(Debug, Clone)]
pub struct Ids {
    pub mailbox: String,
    /// A team mailbox with no member but Anna.
    pub team: String,
    pub folder: String,
    pub spare_folder: String,
    pub doomed_folder: String,
    /// A conversation in `folder`; its one message has a file and a picture.
    pub thread: String,
    pub message: String,
    pub attachment: String,
    /// Content-ID of the picture.
    pub picture: String,
    /// A conversation that waits in the Ready queue.
    pub waiting: String,
    pub machines: Machines,
    pub set_aside: String,
    /// Being written, with a file.
    pub draft: String,
    pub draft_revision: u64,
    pub draft_attachment: String,
    pub draft_picture: String,
    /// Could be sent.
    pub finished_draft: String,
    pub finished_revision: u64,
    /// On their way out: nobody knows whether it was sent; refused; to be tried again.
    pub doubtful: String,
    pub refused: String,
    pub delayed: String,
    /// An account that was begun to be connected.
    pub connection: String,
    /// What Anna did to a thread, and decided about one, and what Kurier did by itself.
    pub event: String,
    pub decision: String,
    pub automatic: String,
    /// The workspace's: a lead on which private mail is, the stage that it is in, and the field of its name.
    pub lead: String,
    pub stage: String,
    pub lead_name: String,
    /// The workspace's: a contact whose mail lies in the private mailbox, and the field of its name.
    pub contact: String,
    pub twins: Twins,
    pub name_field: String,
    /// The workspace's: what Anna has made of what records consist of.
    pub shape: Shape,
    /// The workspace's: a deal of that contact's, on whose timeline is the contact's mail, and the stage that it is in.
    pub deal: String,
    pub deal_stage: String,
    /// What Anna has written down about the contact.
    pub note: String,
    /// What Anna has put beside the lead.
    pub file: String,
    /// How the contact looks.
    pub photo: String,
    /// What Anna has to do about the private mail.
    pub task: String,
    /// What Anna was told.
    pub notification: String,
    /// What Anna brought in from files: read, looked at, and done.
    pub imports: [String; 3],
    /// A list that Anna has saved for herself.
    pub view: String,
    /// What Anna has done to all records of a list.
    pub sweep: String,
    /// What people can be subscribed to.
    pub subscription: String,
    /// Somebody who is to be erased, and the act that erased another one.
    pub unwanted: String,
    pub act: String,
    /// For admins.
    pub invitation: String,
    pub member: String,
    pub asker: Own,
}

/// What belongs to the person who asks.
#[derive(Debug, Clone)]
pub struct Own {
    pub mailbox: String,
    pub folder: String,
    pub thread: String,
    pub draft: String,
    /// For pictures inside mail.
    pub picture_key: String,
}

impl Ids {
    pub fn picture_key(&self) -> &str {
        &self.asker.picture_key
    }

    /// The same with what is `own` of somebody else.
    pub fn asked_by(&self, own: &Own) -> Self {
        Self { asker: own.clone(), ..self.clone() }
    }

    /// Ids that nobody has; what is the asker's stays.
    pub fn invented(&self) -> Self {
        let id = || {
            let bits: u128 = rand::random();
            let hex = format!("{bits:032x}");
            let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
            format!("{}-{}-7{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
        };
        Self {
            mailbox: id(),
            team: id(),
            folder: id(),
            spare_folder: id(),
            doomed_folder: id(),
            thread: id(),
            message: id(),
            attachment: id(),
            picture: "nothing".to_owned(),
            waiting: id(),
            machines: Machines::invented(id),
            set_aside: id(),
            draft: id(),
            draft_revision: self.draft_revision,
            draft_attachment: id(),
            draft_picture: id(),
            finished_draft: id(),
            finished_revision: self.finished_revision,
            doubtful: id(),
            refused: id(),
            delayed: id(),
            connection: id(),
            event: id(),
            decision: id(),
            automatic: id(),
            lead: id(),
            stage: id(),
            lead_name: self.lead_name.clone(),
            contact: id(),
            twins: Twins::invented(id),
            name_field: self.name_field.clone(),
            shape: self.shape.invented(id),
            deal: id(),
            deal_stage: id(),
            note: id(),
            file: id(),
            photo: id(),
            task: id(),
            notification: id(),
            imports: [id(), id(), id()],
            view: id(),
            sweep: id(),
            subscription: id(),
            unwanted: id(),
            act: id(),
            invitation: id(),
            member: id(),
            asker: self.asker.clone(),
        }
    }

    /// Ids that no answer to anybody else may hold.
    pub fn private(&self) -> [&str; 20] {
        [
            &self.mailbox,
            &self.team,
            &self.folder,
            &self.spare_folder,
            &self.doomed_folder,
            &self.thread,
            &self.message,
            &self.attachment,
            &self.waiting,
            &self.machines.thread,
            &self.set_aside,
            &self.draft,
            &self.draft_attachment,
            &self.draft_picture,
            &self.finished_draft,
            &self.doubtful,
            &self.refused,
            &self.delayed,
            &self.connection,
            &self.notification,
        ]
    }
}

/// Everybody, signed in.
#[derive(Debug)]
pub struct World {
    #[expect(dead_code, reason = "keeps the servers running")]
    scene: Scene,
    pub anna: Visitor,
    pub ids: Ids,
    /// A member, and an admin, with mailboxes of their own; neither may see Anna's.
    pub celina: (Visitor, Own),
    pub bartek: (Visitor, Own),
    pub stranger: Visitor,
    /// Records that only Anna sees.
    pub veiled: Veiled,
}

impl World {
    pub async fn build() -> Result<Self> {
        let mut scene = Scene::prepare().await?;
        add_people(&scene).await?;
        fill(&scene).await?;
        let report = scene.kurier.sync(ANNA.address).await?;
        assert_eq!(report.set_aside, 1, "one mail has neither head nor body: {report:?}");
        for person in [BARTEK, CELINA, BIURO] {
            scene.kurier.sync(person.address).await?;
        }
        scene.kurier.serve().await?;
        let (anna, celina, bartek) = tokio::try_join!(
            scene.kurier.visit(ANNA),
            scene.kurier.visit(CELINA),
            scene.kurier.visit(BARTEK)
        )?;
        let ids = annas(&scene, &anna, &celina).await?;
        Steps(&anna).wait_until_found("komnata", PATIENCE).await?;
        let (celinas, barteks) = (own(&celina).await?, own(&bartek).await?);
        let stranger = scene.kurier.stranger().await?;
        let veiled = Veiled::make(&anna).await?;
        Ok(Self { scene, anna, veiled, ids, celina: (celina, celinas), bartek: (bartek, barteks), stranger })
    }
}

async fn add_people(scene: &Scene) -> Result<()> {
    for (person, role) in [(BARTEK, "admin"), (CELINA, "member"), (BIURO, "member")] {
        scene.kurier.user_add(person, role).await?;
    }
    for person in [BARTEK, CELINA] {
        scene.kurier.mailbox_add(person, person, &[], scene.servers()).await?;
    }
    scene.kurier.mailbox_add(ANNA, BIURO, &[], scene.servers()).await
}

/// What lies in the mailboxes before anybody looks.
async fn fill(scene: &Scene) -> Result<()> {
    let hidden = Mail::new(SECRETIVE, ANNA.address, "Bursztynowa komnata")
        .text("Kwota to 471-poufne.\n")
        .html(&format!("<p>Kwota to <b>471-poufne</b>.</p><img src=\"cid:{PICTURE}\" alt=\"\">"))
        .attach(Attachment::inline("bursztyn.png", "image/png", mails::png(), PICTURE))
        .attach(Attachment::new("bursztyn.pdf", "application/pdf", mails::pdf("Bursztyn")));
    let letter = |subject: &str| Mail::new(SECRETIVE, ANNA.address, subject).text("471-poufne\n").raw();
    let mut to_anna = vec![
        letter("Bursztyn na zamówienie"),
        letter("Bursztyn nie dla handlu"),
        mails::html_offer(ANNA.address).raw(),
    ];
    to_anna.extend(Machines::mails(ANNA.address));
    let dovecot = &scene.dovecot;
    dovecot.append(ANNA.address, FOLDER, vec![hidden.raw(), b"471-poufne".to_vec()], false).await?;
    dovecot.append(ANNA.address, "INBOX", to_anna, false).await?;
    for folder in ["Zapas", "Na straty"] {
        dovecot.create_folder(ANNA.address, folder).await?;
    }
    for person in [BARTEK, CELINA, BIURO] {
        dovecot.append(person.address, "INBOX", vec![mails::html_offer(person.address).raw()], false).await?;
    }
    Ok(())
}

/// What everybody has of their own: the mail with the picture in it.
async fn own(visitor: &Visitor) -> Result<Own> {
    let steps = Steps(visitor);
    let (mailbox, folder) = steps.folder("INBOX").await?;
    let thread = steps.thread(&folder, "Wizualizacja sali").await?;
    let conversation: Value = visitor.call("open_thread", json!({ "thread": thread })).await?;
    let message = text(&conversation, "/messages/0/id")?;
    let picture_key = steps.picture_key(&message).await?;
    let (draft, _) = steps.draft("Notatka", &[]).await?;
    Ok(Own { mailbox, folder, thread, draft, picture_key })
}

async fn annas(scene: &Scene, anna: &Visitor, celina: &Visitor) -> Result<Ids> {
    let steps = Steps(anna);
    let ((mailbox, folder), (_, inbox)) = (steps.folder(FOLDER).await?, steps.folder("INBOX").await?);
    let (thread, conversation, message) = opened(steps, &folder).await?;
    let [(draft, draft_revision), (finished_draft, finished_revision)] = drafts(steps).await?;
    let outgoing = send(scene, steps).await?;
    let (lead, stage, lead_name, automatic) = lead(scene, steps).await?;
    let [(contact, name_field), (deal, deal_stage)] = client(steps).await?;
    let (invitation, member) = steps.colleagues(BIURO.address).await?;
    Ok(Ids {
        asker: Own { picture_key: steps.picture_key(&message).await?, ..own(anna).await? },
        team: steps.mailbox(BIURO.address).await?,
        folder,
        spare_folder: steps.folder("Zapas").await?.1,
        doomed_folder: steps.folder("Na straty").await?.1,
        event: steps.flagged(&thread).await?,
        task: steps.task(&thread).await?,
        notification: told(celina, anna).await?,
        imports: steps.imports(&name_field).await?,
        thread,
        message,
        attachment: file_of(&conversation)?,
        picture: PICTURE.to_owned(),
        waiting: steps.thread(&inbox, "Bursztyn na zamówienie").await?,
        machines: Machines::made(steps, &inbox).await?,
        set_aside: steps.set_aside(&mailbox).await?,
        mailbox,
        draft_attachment: steps.file(&draft).await?,
        draft_picture: steps.picture(&draft).await?,
        draft,
        draft_revision,
        finished_draft,
        finished_revision,
        doubtful: outgoing.doubtful,
        refused: outgoing.refused,
        delayed: outgoing.delayed,
        connection: steps.connection(scene).await?,
        decision: steps.ignored(&inbox, "Bursztyn nie dla handlu").await?,
        automatic,
        file: steps.record_file(&lead).await?,
        lead,
        stage,
        lead_name,
        note: steps.note(&contact).await?,
        photo: steps.photo(&contact).await?,
        contact,
        twins: Twins::made(steps).await?,
        name_field,
        shape: steps.shape().await?,
        deal,
        deal_stage,
        view: steps.view().await?,
        sweep: steps.sweep().await?,
        subscription: steps.subscription().await?,
        unwanted: steps.contact("Osoba Niechciana", "niechciana@obca.example").await?.0,
        act: steps.erased().await?,
        invitation,
        member,
    })
}

/// A lead, its stage, what it is called, and a mail that was attached to it by itself: while nothing else is under way with them.
async fn lead(scene: &Scene, steps: Steps<'_>) -> Result<(String, String, String, String)> {
    let (lead, stage, name) = steps.lead("Zielona sala", "klient@meble-nowak.example").await?;
    Ok((lead.clone(), stage, name, link_by_itself(scene, steps, &lead).await?))
}

/// A contact and the field of its name, and a deal of theirs and its stage.
async fn client(steps: Steps<'_>) -> Result<[(String, String); 2]> {
    let contact = steps.contact("Klient Zielony", "klient@meble-nowak.example").await?;
    let deal = steps.deal("Zielona szansa", &contact.0).await?;
    Ok([contact, deal])
}

/// A thread, what is read of it, and its first message.
async fn opened(steps: Steps<'_>, folder: &str) -> Result<(String, Value, String)> {
    let thread = steps.thread(folder, "Bursztynowa komnata").await?;
    let conversation: Value = steps.0.call("open_thread", json!({ "thread": thread })).await?;
    let message = text(&conversation, "/messages/0/id")?;
    Ok((thread, conversation, message))
}

/// One that is being written, and one that could be sent.
async fn drafts(steps: Steps<'_>) -> Result<[(String, u64); 2]> {
    let begun = steps.draft("Szmaragd", &[]).await?;
    Ok([begun, steps.draft("Szmaragd gotowy", &["gotowy@szmaragd.example"]).await?])
}

/// The file of the first mail of a conversation.
fn file_of(conversation: &Value) -> Result<String> {
    let files = conversation.pointer("/messages/0/attachments").and_then(Value::as_array);
    let file = files.into_iter().flatten().find(|file| file["inline"] == false);
    text(file.context("the mail has no file")?, "/id")
}

/// Celina has given Anna a task.
async fn told(celina: &Visitor, anna: &Visitor) -> Result<String> {
    let me: Value = anna.call("who_am_i", json!({})).await?;
    let mut form = task_form("Od Celiny", None);
    form["assignee"] = me["user"].clone();
    celina.call::<Value>("create_task", json!({ "form": form })).await?;
    let page: Value = anna.call("list_notifications", json!({ "after": null, "limit": 5 })).await?;
    text(&page, "/rows/0/id")
}

struct Outgoing {
    doubtful: String,
    refused: String,
    delayed: String,
}

/// Three mails that come to nothing, each in its way.
async fn send(scene: &Scene, steps: Steps<'_>) -> Result<Outgoing> {
    let refuse_recipients = vec!["nikt@szmaragd.example".to_owned()];
    scene.smtp.behave(Behaviour { refuse_recipients, hang_up: HangUp::MailLost, ..Behaviour::default() });
    let doubtful = steps.send("Szmaragd w wątpliwości", "ktos@szmaragd.example").await?;
    let refused = steps.send("Szmaragd odrzucony", "nikt@szmaragd.example").await?;
    steps.wait_for_state(&doubtful, "unknown", PATIENCE).await?;
    steps.wait_for_state(&refused, "failed", PATIENCE).await?;
    scene.smtp.behave(Behaviour { temporary_failure: true, ..Behaviour::default() });
    let delayed = steps.send("Szmaragd spóźniony", "ktos@szmaragd.example").await?;
    steps.wait_for_state(&delayed, "retrying", PATIENCE).await?;
    Ok(Outgoing { doubtful, refused, delayed })
}

/// A mail of the lead's comes into Anna's mailbox, and Kurier attaches it. The event's number is on the lead's timeline.
async fn link_by_itself(scene: &Scene, steps: Steps<'_>, lead: &str) -> Result<String> {
    let mail = Mail::new(CLIENT, ANNA.address, "Bursztyn do zielonej sali")
        .text("471-poufne\n")
        .attach(Attachment::new("bursztyn-oferta.pdf", "application/pdf", mails::pdf("Bursztyn")));
    scene.dovecot.deliver_lmtp(ANNA.address, &mail.raw()).await?;
    let until = tokio::time::Instant::now() + PATIENCE;
    loop {
        let ask =
            json!({ "record": lead, "query": { "show": "all", "find": "" }, "after": null, "limit": 50 });
        let timeline: Value = steps.0.call("record_timeline", ask).await?;
        let entries = timeline["rows"].as_array().into_iter().flatten();
        let mut whats = entries.map(|entry| &entry["what"]);
        if let Some(attached) =
            whats.find(|what| what["what"]["event"] == "thread_attached" && what["by"].is_null())
        {
            return text(attached, "/id");
        }
        if tokio::time::Instant::now() > until {
            bail!("Kurier did not attach the mail to the lead: {timeline}");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
