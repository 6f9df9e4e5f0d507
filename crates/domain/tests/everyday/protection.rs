//! The rights of the people whose data is stored: what there is of somebody, handing it out, erasing it from every table, and rules.

use crate::consents::{give_all, hand_over, letter, once};
use crate::files::file;
use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::imports::ImportWords;
use kurier_domain::outbox::Tz;
use kurier_domain::{Actor, Error};
use kurier_model::consent::{Finding, Handed, LegalBasis, Purpose, Standing};
use kurier_model::import::{ImportPlan, ImportState, TwinRule};
use kurier_model::protection::{ActKind, Asked, DataKind, MailWish, PersonalData};
use kurier_model::ready::{PostponeForm, ReadyFilter, SenderMail, Until};
use kurier_model::record::{ListQuery, ViewForm};
use kurier_model::task::TaskForm;
use kurier_model::{ActId, Field, Reason, RecordId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::{AssertSqlSafe, PgPool};
use std::time::Duration;

const NAME: &str = "Zofia Unikatowska";
const ADDRESS: &str = "zofia.unikat@klient.example";
const FIRM: &str = "Meble Unikatowska";
/// In no other word that anybody writes.
const MARKS: [&str; 3] = ["unikatowska", "zofia.unikat", "Zofia.Unikat"];
/// What the preview says that stays: mail, which lies on its server.
const MAIL: [&str; 6] =
    ["messages", "threads", "written_to", "contents", "message_search", "thread_references"];

/// Where she stands, among others.
const PLACES: [&str; 10] = [
    "records.name",
    "notes.text",
    "record_files.name",
    "record_files.bytes",
    "tasks.title",
    "list_views.query",
    "import_lines.cells",
    "drafts.content",
    "postponed.note",
    "ignored_senders.address_key",
];

/// Somebody who is everywhere, and a company of which she is the contact.
struct Zofia<'o> {
    office: &'o Office,
    contact: RecordId,
    lead: RecordId,
    deal: RecordId,
}

impl<'o> Zofia<'o> {
    async fn everywhere(office: &'o Office) -> Result<Self> {
        let kurier = &office.kurier;
        let anna = &office.anna;
        let (contacts, deals) = (Desk::of(office, "contact").await?, Desk::of(office, "deal").await?);
        let contact = contacts
            .create(&[
                ("name", NAME),
                ("emails", ADDRESS),
                ("phones", "512 345 678"),
                ("title", "Prezes Unikatowska"),
            ])
            .await?;
        let asks = format!("{NAME} pyta o krzesła");
        let values = [
            ("name", NAME),
            ("emails", "Zofia.Unikat@klient.example"),
            ("company_name", FIRM),
            ("description", &asks),
        ];
        let lead = office.lead_with(anna, &values).await?;
        let deal = deals
            .create(&[("name", &format!("Krzesła dla: {NAME}")), ("contact", &contact.to_string())])
            .await?;
        kurier.notes().add(anna, contact, &format!("Dzwonić, @Bartek Nowak, do {NAME}.")).await?;
        kurier.notes().add(anna, deal, &format!("Decyduje {NAME} <{ADDRESS}>.")).await?;
        kurier.files().add(anna, contact, file(&format!("Umowa {ADDRESS}.txt"))).await?;
        let task = |title: &str, records| TaskForm {
            title: title.to_owned(),
            description: format!("Numer ma {NAME}"),
            records,
            ..TaskForm::default()
        };
        kurier.tasks().create(anna, &task("Zadzwonić do: Zofia Unikatowska", vec![contact]), Tz::UTC).await?;
        kurier.tasks().create(anna, &task("Oferta: Zofia Unikatowska", vec![deal, contact]), Tz::UTC).await?;
        let form = ViewForm {
            name: format!("Szanse: {NAME}"),
            shared: true,
            query: ListQuery { words: format!("{NAME} {ADDRESS}"), ..ListQuery::default() },
            board: false,
        };
        kurier.records().save_view(anna, &deals.kind.key, None, form).await?;
        kurier
            .consents()
            .subscribe(anna, contact, None, LegalBasis::Consent, &format!("{NAME} na targach"))
            .await?;
        let zofia = Self { office, contact, lead, deal };
        zofia.mail().await?;
        zofia.import().await?;
        Ok(zofia)
    }

    /// Mail from her and to her: sent, being written, to her alone and to others too.
    async fn mail(&self) -> Result<()> {
        let office = self.office;
        let from = format!("{NAME} <{ADDRESS}>");
        office
            .arrives(&Mail::new(&from, BIURO.address, "Unikatowska: pytanie").text("Dzień dobry").raw())
            .await?;
        self.decisions(&from).await?;
        let sent = letter(office, &[ADDRESS], Some(self.contact)).await?;
        assert!(matches!(hand_over(office, &sent, true).await?, Handed::Over { .. }));
        office.wait(60);
        office.deliver().await?;
        letter(office, &[ADDRESS], None).await?;
        let both = letter(office, &[ADDRESS, "inny@firma.example"], None).await?;
        let mut content = both.content.clone();
        content.html = format!("<p>Na prośbę: {NAME}</p>");
        office.kurier.drafts().save(&office.anna, both.id, both.revision, content).await?;
        Ok(())
    }

    /// Her mail is left for later, and that she is away is ignored from now on.
    async fn decisions(&self, from: &str) -> Result<()> {
        let (office, anna) = (self.office, &self.office.anna);
        let ready = office.kurier.ready();
        let thread = office.ready(anna).await?.pop().context("it waits")?.thread;
        let form = PostponeForm { note: format!("Zapytać: {NAME}"), until: Until::Tomorrow, changes: None };
        ready.postpone(anna, thread, &form, ReadyFilter::Ready, Tz::UTC).await?;
        let away = Mail::new(from, BIURO.address, "Unikatowska: nie ma mnie")
            .header("Auto-Submitted", "auto-replied");
        office.arrives(&away.raw()).await?;
        let machine = office.ready(anna).await?.pop().context("a machine's")?;
        ready
            .ignore_sender(anna, machine.thread, &machine.from.key(), &SenderMail::FromNowOn, Tz::UTC)
            .await?;
        Ok(())
    }

    async fn import(&self) -> Result<ImportState> {
        bring(self.office, &format!("Imię i nazwisko;E-mail\n{NAME};{ADDRESS}\n{NAME};nie-adres\n")).await
    }

    fn asked(&self, data: &PersonalData) -> Asked {
        let others = data.others.iter().map(|one| one.id).collect();
        Asked { record: self.contact, others, names: data.names.clone() }
    }

    async fn look(&self) -> Result<PersonalData> {
        Ok(self.office.kurier.protection().look(&self.office.anna, self.contact, None).await?)
    }
}

/// Looks at a file with contacts; what comes of it is in the lines.
async fn bring(office: &Office, file: &str) -> Result<ImportState> {
    let (kurier, anna) = (&office.kurier, &office.anna);
    let contacts = Desk::of(office, "contact").await?;
    let words = ImportWords {
        fields: contacts.kind.fields.iter().map(|field| (field.id, field.key.clone())).collect(),
        ..ImportWords::default()
    };
    let import = kurier
        .imports()
        .begin(anna, &contacts.kind.key, "klienci.csv", file.as_bytes().to_vec(), words)
        .await?;
    let fields = vec![Some(contacts.field("name").id), Some(contacts.field("emails").id)];
    kurier.imports().check(anna, import, ImportPlan { fields, twins: TwinRule::Create }).await?;
    while !kurier.imports().go_on(anna.workspace, import, Duration::ZERO).await? {}
    let failed = kurier.imports().failed(anna, import, 0, 10).await?;
    assert!(!failed.is_empty(), "what stands in a wrong line is kept");
    Ok(kurier.imports().get(anna, import).await?.state)
}

/// Does what the job does.
pub async fn work(office: &Office, act: ActId) -> Result<()> {
    while office.kurier.protection().go_on(office.anna.workspace, act, Duration::ZERO).await?.is_some() {}
    Ok(())
}

/// Every table of every schema, column by column: in which of those with text or JSON one of the marks stands, and how often.
pub async fn places(pool: &PgPool) -> Result<Vec<(String, i64)>> {
    let columns: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT c.table_schema::text, c.table_name::text, c.column_name::text FROM information_schema.columns c
         JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
           AND (c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'tsvector', 'bytea', 'ARRAY', 'USER-DEFINED'))
         ORDER BY 1, 2, 3",
    )
    .fetch_all(pool)
    .await?;
    assert!(columns.len() > 100, "only {} columns", columns.len());
    let mut found = Vec::new();
    for (schema, table, column) in columns {
        let bytes: Vec<String> =
            MARKS.iter().map(|mark| format!("position('{mark}'::bytea in b) > 0")).collect();
        let sql = format!(
            "SELECT count(*) FROM \"{schema}\".\"{table}\" t, LATERAL (SELECT convert_to(t.\"{column}\"::text, 'UTF8') AS a) one,
                 LATERAL (SELECT CASE WHEN pg_typeof(t.\"{column}\") = 'bytea'::regtype THEN decode(substr(t.\"{column}\"::text, 3), 'hex')
                                      ELSE a END AS b) two
             WHERE {} OR position('unikatowska' in lower(t.\"{column}\"::text)) > 0",
            bytes.join(" OR ")
        );
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(pool)
            .await
            .with_context(|| format!("{table}.{column}"))?;
        if count > 0 {
            found.push((format!("{table}.{column}"), count));
        }
    }
    Ok(found)
}

fn count(data: &PersonalData, what: DataKind) -> u32 {
    data.counts.iter().find(|one| one.what == what).map_or(0, |one| one.count)
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_is_erased_is_found_in_no_table(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let zofia = Zofia::everywhere(&office).await?;
    let protection = office.kurier.protection();
    let data = zofia.look().await?;
    assert_eq!((data.record.name.as_str(), &data.addresses[..]), (NAME, &[ADDRESS.to_owned()][..1]));
    assert_eq!(data.others.iter().map(|one| (one.id, one.chosen)).collect::<Vec<_>>(), [(zofia.lead, true)]);
    for (what, least) in [
        (DataKind::Records, 2),
        (DataKind::History, 4),
        (DataKind::Links, 1),
        (DataKind::Notes, 1),
        (DataKind::RecordFiles, 1),
        (DataKind::Tasks, 2),
        (DataKind::Consents, 1),
        (DataKind::Sends, 1),
        (DataKind::Drafts, 3),
        (DataKind::Outbox, 1),
        (DataKind::Notifications, 1),
        (DataKind::ImportLines, 1),
        (DataKind::Mail, 1),
    ] {
        assert!(count(&data, what) >= least, "{what:?}: {:?}", data.counts);
    }
    let asked = zofia.asked(&data);
    assert!(protection.mentions(&office.anna, &asked).await? >= 5);
    let before: Vec<String> = places(&pool).await?.into_iter().map(|(place, _)| place).collect();
    for place in PLACES {
        assert!(before.iter().any(|one| one == place), "{place} is not among {before:?}");
    }

    let act = protection.erase(&office.anna, &asked, MailWish::Leave, " zofia  UNIKATOWSKA ").await?;
    work(&office, act).await?;
    let left: Vec<(String, i64)> = places(&pool).await?;
    let is_mail = |place: &str| MAIL.iter().any(|table| place.starts_with(&format!("{table}.")));
    let elsewhere: Vec<_> = left.iter().filter(|(place, _)| !is_mail(place)).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
    let proof = protection.act(&office.bartek, act).await?;
    assert_eq!((proof.what, proof.going, proof.matter.found), (ActKind::Erased, false, Some(0)));
    assert!(proof.matter.mail_left > 0, "it is said that mail stays: {proof:?}");
    assert!(proof.counts.iter().any(|one| one.what == DataKind::Mentions && one.count >= 5), "{proof:?}");
    // What is somebody else's is there, without her.
    let deals = Desk::of(&office, "deal").await?;
    let deal = deals.get(zofia.deal).await?;
    assert_eq!((deal.name.as_str(), deals.value(&deal, "contact")), ("Krzesła dla: […]", None));
    assert_eq!(deals.names(&deals.sorted("name", false)).await?, ["Krzesła dla: […]"]);
    for record in [zofia.contact, zofia.lead] {
        assert!(matches!(protection.look(&office.anna, record, None).await, Err(Error::NotFound)));
    }
    assert_eq!(office.kurier.drafts().list(&office.anna).await?.len(), 1, "the one to somebody else too");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_was_erased_is_not_written_to(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let zofia = contacts.create(&[("name", NAME), ("emails", ADDRESS)]).await?;
    let protection = office.kurier.protection();
    let asked = Asked { record: zofia, others: Vec::new(), names: vec![NAME.to_owned()] };
    let act = protection.erase(&office.anna, &asked, MailWish::Leave, NAME).await?;
    work(&office, act).await?;

    // In any spelling, though nobody is known behind the address.
    let tagged = "Zofia.Unikat+oferta@KLIENT.example";
    let draft = letter(&office, &[tagged], None).await?;
    let Handed::Back { findings } = hand_over(&office, &draft, true).await? else { panic!("it went out") };
    let [Finding::NoGrounds { people }] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(people[0].standing, Standing::OptedOut);
    // What they asked for themselves may be answered, and whoever does says why.
    give_all(&office, &draft, &once(Purpose::Transactional)).await?;
    assert!(matches!(hand_over(&office, &draft, true).await?, Handed::Over { .. }));

    // Whoever writes her down again is told; a file does not bring her back.
    let erased = office
        .kurier
        .consents()
        .erased(&office.bartek, &[tagged.to_owned(), "inny@x.example".to_owned()])
        .await?;
    assert_eq!(erased.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), [tagged]);
    let file = format!("Imię i nazwisko;E-mail\nNowa Osoba;nowa@x.example\nZofia;{ADDRESS}\n");
    assert_eq!(bring(&office, &file).await?, ImportState::Checked);
    let imports = office.kurier.imports().latest(&office.anna, &contacts.kind.key).await?;
    let failed = office.kurier.imports().failed(&office.anna, imports[0].id, 0, 10).await?;
    let email = Field::OfKind(contacts.field("emails").id);
    assert_eq!(
        failed.iter().flat_map(|line| line.problems.clone()).collect::<Vec<_>>(),
        [(email, Reason::Erased)]
    );

    // Who comes back of their own will, and says so, is written to again.
    let again = contacts.create(&[("name", "Zofia"), ("emails", ADDRESS)]).await?;
    let consents = office.kurier.consents();
    assert_eq!(consents.of_person(&office.anna, again, None, 5).await?.blocked, [ADDRESS]);
    consents.opt_in(&office.anna, again, "napisała sama 3 maja").await?;
    let draft = letter(&office, &[ADDRESS], None).await?;
    assert!(matches!(hand_over(&office, &draft, true).await?, Handed::Over { .. }));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn erasing_is_for_administrators_and_meant(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let zofia = contacts.create(&[("name", NAME), ("emails", ADDRESS)]).await?;
    let other = contacts.create(&[("name", "Jan Nowak"), ("emails", "jan@klient.example")]).await?;
    let shares = contacts
        .create(&[("name", "Biuro"), ("emails", &format!("biuro@klient.example, {ADDRESS}"))])
        .await?;
    let verbs = office.kurier.protection();
    let protection = &verbs;
    let asked = |others: Vec<RecordId>| Asked { record: zofia, others, names: Vec::new() };
    let erase = |actor: Actor, asked: Asked, typed: &'static str| async move {
        protection.erase(&actor, &asked, MailWish::Leave, typed).await
    };
    let (anna, bartek) = (office.anna.clone(), office.bartek.clone());
    assert!(matches!(protection.look(&bartek, zofia, None).await, Err(Error::Forbidden)));
    assert!(matches!(protection.export(&bartek, &asked(Vec::new())).await.map(drop), Err(Error::Forbidden)));
    assert!(matches!(erase(bartek.clone(), asked(Vec::new()), NAME).await, Err(Error::Forbidden)));
    assert!(matches!(protection.hold(&bartek, zofia, Some("spór")).await, Err(Error::Forbidden)));
    assert!(
        matches!(erase(anna.clone(), asked(vec![other]), NAME).await, Err(Error::NotFound)),
        "somebody else"
    );
    assert!(matches!(erase(anna.clone(), asked(Vec::new()), "Zofia").await, Err(Error::Invalid(_))));

    // What is held stays until it is let go.
    protection.hold(&anna, zofia, Some("spór sądowy")).await?;
    assert!(matches!(erase(anna.clone(), asked(Vec::new()), NAME).await, Err(Error::Conflict)));
    protection.hold(&anna, zofia, None).await?;
    let draft = letter(&office, &[ADDRESS], None).await?;
    let handed = hand_over(&office, &draft, true).await?;
    assert!(matches!(handed, Handed::Over { .. }));
    assert!(
        matches!(erase(anna.clone(), asked(Vec::new()), NAME).await, Err(Error::Conflict)),
        "it is on its way"
    );
    office.wait(60);
    office.deliver().await?;

    // Two at once: one of them.
    let (one, two) = tokio::join!(
        erase(anna.clone(), asked(Vec::new()), NAME),
        erase(anna.clone(), asked(Vec::new()), NAME)
    );
    let begun: Vec<ActId> = [&one, &two].into_iter().filter_map(|act| act.as_ref().ok().copied()).collect();
    assert_eq!(begun.len(), 1, "{one:?} {two:?}");
    work(&office, begun[0]).await?;
    // Whoever shares the address is not the same person, and keeps it.
    let kept = contacts.get(shares).await?;
    assert_eq!(contacts.value(&kept, "emails"), Some(format!("biuro@klient.example, {ADDRESS}").as_str()));
    let log = protection.acts(&bartek, None, 20).await?.rows;
    let what: Vec<ActKind> = log.iter().map(|act| act.what).collect();
    assert_eq!(what, [ActKind::Erased, ActKind::Released, ActKind::Held]);
    assert_eq!(log[0].hashes.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_goes_to_the_trash_where_that_is_wanted(pool: PgPool) -> Result<()> {
    let mut office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let zofia = contacts.create(&[("name", NAME), ("emails", ADDRESS)]).await?;
    for subject in ["Pierwsze", "Drugie"] {
        office.arrives(&Mail::new(ADDRESS, BIURO.address, subject).raw()).await?;
    }
    office.arrives(&Mail::new("inny@x.example", BIURO.address, "Nie jej").raw()).await?;
    let asked = Asked { record: zofia, others: Vec::new(), names: Vec::new() };
    let act = office.kurier.protection().erase(&office.anna, &asked, MailWish::Trash, NAME).await?;
    // The process dies after the first step; another one goes on.
    office.kurier.protection().go_on(office.anna.workspace, act, Duration::ZERO).await?;
    office.restart()?;
    work(&office, act).await?;
    let rows = office.inbox().await?;
    assert_eq!(rows.iter().map(|row| row.subject.as_str()).collect::<Vec<_>>(), ["Nie jej"]);
    let done = office.kurier.protection().act(&office.anna, act).await?;
    assert_eq!((done.matter.trashed, done.matter.mail_left, done.matter.found), (2, 2, Some(0)));
    office.sync().await?;
    let trash = office
        .mailbox()
        .await?
        .folders
        .iter()
        .find(|folder| folder.name == "Trash")
        .map(|folder| folder.total);
    assert_eq!(trash, Some(2), "the server has them in its trash");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn all_that_is_stored_is_handed_out(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let zofia = Zofia::everywhere(&office).await?;
    let private = office.connect_private(&kurier_testbed::people::ANNA).await?;
    let hidden = Mail::new(ADDRESS, kurier_testbed::people::ANNA.address, "Prywatnie").text("Tylko do Anny");
    office.dovecot.deliver_lmtp(kurier_testbed::people::ANNA.address, &hidden.raw()).await?;
    office.sync_one(private).await?;
    let asked = zofia.asked(&zofia.look().await?);
    let export = office.kurier.protection().export(&office.anna, &asked).await?;
    let section = |what: DataKind| {
        let found = export.sections.iter().find(|(kind, _)| *kind == what);
        found.map(|(_, rows)| rows.clone()).unwrap_or_default()
    };
    assert_eq!(section(DataKind::Records).len(), 2);
    assert_eq!(section(DataKind::Records)[0]["emails"][0], ADDRESS);
    assert_eq!(section(DataKind::Records)[0]["fields"]["title"], "Prezes Unikatowska");
    let records = section(DataKind::Records);
    let lead = records.iter().find(|record| record["kind"] == "lead").context("the lead")?;
    let told = ["description", "company", "stage"].map(|key| lead[key].as_str().unwrap_or_default());
    assert_eq!(told, ["Zofia Unikatowska pyta o krzesła", FIRM, "#new"]);
    assert!(section(DataKind::Notes)[0]["text"].as_str().context("a text")?.contains(NAME));
    assert!(section(DataKind::Mentions).iter().any(|row| row["place"] == "list_views.name"));
    let (id, name) = export.files().pop().context("the file")?;
    assert_eq!(name, format!("files/{id}/Umowa {ADDRESS}.txt"));
    assert_eq!(export.file(id).await?, Some(format!("Umowa {ADDRESS}.txt").into_bytes()));
    let mail = export.mail(None).await?;
    let subjects: Vec<&str> = mail.iter().filter_map(|file| file.row["subject"].as_str()).collect();
    assert!(subjects.contains(&"Prywatnie") && subjects.contains(&"Unikatowska: pytanie"), "{subjects:?}");
    let hidden = mail.iter().find(|file| file.row["subject"] == "Prywatnie").context("the mail")?;
    let raw = export.raw(hidden.id).await?.context("its bytes")?;
    assert!(String::from_utf8_lossy(&raw).contains("Tylko do Anny"));
    assert!(export.mail(mail.last().map(|file| file.id)).await?.is_empty());
    let log = office.kurier.protection().acts(&office.celina, None, 5).await?.rows;
    assert_eq!((log[0].what, log[0].by.as_deref()), (ActKind::Exported, Some("Anna Kowalska")));
    let nobody = office.kurier.protection().look(&office.anna, RecordId::new(), None).await;
    assert!(matches!(nobody, Err(Error::NotFound)));
    Ok(())
}
