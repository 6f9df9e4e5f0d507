//! What of a record's timeline somebody looks at, and mail that is opened there.

use crate::office::{Office, keys};
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::{Actor, Error};
use kurier_model::compose::{DraftContent, DraftStart};
use kurier_model::inbox::Body;
use kurier_model::member::Language;
use kurier_model::record::ListQuery;
use kurier_model::task::TaskForm;
use kurier_model::timeline::{RecordEvent, TimelineEntry, TimelineFilter, TimelineItem};
use kurier_model::{Address, MessageId, RecordId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::{ANNA, BARTEK, BIURO};
use sqlx::PgPool;

const JAN: &str = "jan.nowak@meble-nowak.example";

async fn part(office: &Office, record: RecordId, filter: TimelineFilter) -> Result<Vec<TimelineEntry>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        // Two at a time, so that pages end within each part.
        let page = office.kurier.records().timeline(&office.anna, record, filter, after, 2).await?;
        all.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

fn belongs(entry: &TimelineEntry) -> TimelineFilter {
    match &entry.what {
        TimelineItem::Mail { .. } => TimelineFilter::Mail,
        TimelineItem::Note { .. } => TimelineFilter::Notes,
        TimelineItem::Event {
            what: RecordEvent::TaskAdded { .. } | RecordEvent::TaskDone { .. }, ..
        } => TimelineFilter::Tasks,
        TimelineItem::Event { .. } => TimelineFilter::Changes,
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn each_part_is_what_the_whole_has_of_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Nowak"), ("emails", JAN)]).await?;
    contacts.update(jan, 1, &[("title", "Prezes")]).await?;
    for subject in ["Krzesła", "Stoły", "Szafy"] {
        let mail = Mail::new(JAN, BIURO.address, subject);
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
        kurier.notes().add(anna, jan, subject).await?;
        let task = TaskForm { title: subject.to_owned(), records: vec![jan], ..TaskForm::default() };
        kurier.tasks().create(anna, &task, chrono_tz::Tz::UTC).await?;
    }
    office.sync().await?;
    let whole = part(&office, jan, TimelineFilter::All).await?;
    assert!(whole.iter().is_sorted_by(|one, next| one.at >= next.at), "newest first");
    for filter in TimelineFilter::ALL.into_iter().skip(1) {
        let wanted: Vec<&TimelineEntry> = whole.iter().filter(|entry| belongs(entry) == filter).collect();
        let part = part(&office, jan, filter).await?;
        assert_eq!(part.iter().collect::<Vec<_>>(), wanted, "{filter:?}");
        assert!(part.len() > 1, "{filter:?}");
    }
    assert_eq!(contacts.names(&ListQuery::default()).await?, ["Jan Nowak"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_mail_is_opened_alone_by_whom_it_concerns(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let private = office.connect_private(&ANNA).await?;
    let jan = Desk::of(&office, "contact").await?.create(&[("name", "Jan"), ("emails", JAN)]).await?;
    let first = Mail::new(JAN, ANNA.address, "Krzesła").text("Ile kosztują?\r\n");
    let second = first.answer(JAN, ANNA.address, "I kiedy?\r\n");
    for mail in [&first, &second] {
        office.dovecot.deliver_lmtp(ANNA.address, &mail.raw()).await?;
    }
    office.sync_one(private).await?;
    let mails = part(&office, jan, TimelineFilter::Mail).await?;
    let messages: Vec<MessageId> = mails
        .iter()
        .filter_map(|entry| match entry.what {
            TimelineItem::Mail { message, .. } => Some(message),
            _ => None,
        })
        .collect();
    assert_eq!(messages.len(), 2);
    let threads = office.kurier.threads();
    let newest = *messages.first().context("two")?;
    let open = threads.message(&office.anna, newest).await?;
    assert_eq!(open.id, newest);
    assert!(matches!(&open.body, Body::Text { text, .. } if text.contains("I kiedy?")), "{:?}", open.body);
    let whole = office.conversation(office.inbox_of(private).await?.pop().context("a thread")?.id).await?;
    assert_eq!(Some(&open), whole.messages.last(), "as in its thread");
    let stranger = Actor { workspace: kurier_model::WorkspaceId::new(), ..office.anna.clone() };
    for nobody in [&office.bartek, &stranger] {
        assert!(matches!(threads.message(nobody, newest).await, Err(Error::NotFound)));
    }
    assert!(matches!(threads.message(&office.anna, MessageId::new()).await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_answered_on_a_record_belongs_to_it_and_a_forward_is_told(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    let firm = Desk::of(&office, "company").await?.create(&[("name", "Meble Nowak")]).await?.to_string();
    let jan = contacts.create(&[("name", "Jan Nowak"), ("emails", JAN), ("company", &firm)]).await?;
    let of_jan = jan.to_string();
    deals.create(&[("name", "Krzesła"), ("contact", &of_jan)]).await?;
    let tables = deals.create(&[("name", "Stoły"), ("contact", &of_jan)]).await?;
    let of_firm = deals.create(&[("name", "Szafy"), ("company", &firm)]).await?;
    office.arrives(&Mail::new(JAN, BIURO.address, "Ile kosztują stoły?").text("Ile?").raw()).await?;
    let thread = office.thread("Ile kosztują").await?;
    let before = office.conversation(thread).await?;
    assert!(before.records.is_empty(), "two could be meant");
    let message = before.messages.first().context("the mail")?.id;
    let send = async |start: DraftStart, to: Option<&str>| -> Result<()> {
        let draft = kurier.drafts().start(anna, start, Language::Pl).await?;
        let to = to.map_or_else(|| draft.content.to.clone(), |to| vec![Address::bare(to)]);
        let content = DraftContent { to, html: "<p>Sto.</p>".to_owned(), ..draft.content };
        let revision = kurier.drafts().save(anna, draft.id, draft.revision, content).await?;
        kurier.outbox().send(anna, draft.id, revision).await?;
        office.wait(11);
        assert_eq!(office.deliver().await?, 2, "the message, and its copy in Sent");
        office.sync().await?;
        Ok(())
    };
    // What was begun in the inbox goes on here, and belongs here from now on.
    let begun = kurier.drafts().start(anna, DraftStart::reply(message), Language::Pl).await?;
    let here = DraftStart::Reply { message, record: Some(tables) };
    assert_eq!(kurier.drafts().start(anna, here, Language::Pl).await?.id, begun.id);
    send(here, None).await?;
    let records = office.conversation(thread).await?.records;
    let linked: Vec<RecordId> = records.iter().map(|linked| linked.record).collect();
    assert_eq!(linked, [tables]);
    let attached = kurier.links().threads_of(anna, tables).await?;
    assert_eq!(attached.iter().map(|one| one.thread).collect::<Vec<_>>(), [thread]);
    assert!(attached.iter().all(|one| one.person.as_ref().is_some_and(|person| person.address == JAN)));
    assert!(kurier.links().threads_of(&office.celina, tables).await?.is_empty(), "not of this mailbox");
    let nowhere = kurier.links().threads_of(anna, RecordId::new()).await;
    assert!(matches!(nowhere, Err(Error::NotFound)));
    send(DraftStart::Forward { message }, Some("kolega@firma.example")).await?;
    for record in [jan, tables, of_firm] {
        let mails = part(&office, record, TimelineFilter::Mail).await?;
        let subjects: Vec<&str> = mails
            .iter()
            .filter_map(|entry| match &entry.what {
                TimelineItem::Mail { subject, .. } => Some(subject.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(subjects, ["Fwd: Ile kosztują stoły?", "Re: Ile kosztują stoły?", "Ile kosztują stoły?"]);
    }
    let reached = deals.get(of_firm).await?.reachable;
    assert_eq!(reached.iter().map(|one| one.address.as_str()).collect::<Vec<_>>(), [JAN], "by its people");
    let gone = DraftStart::Reply { message, record: Some(RecordId::new()) };
    assert!(matches!(kurier.drafts().start(anna, gone, Language::Pl).await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_is_in_the_history_of_everybody_outside_who_takes_part(pool: PgPool) -> Result<()> {
    const OLA: &str = "ola@lis.example";
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Nowak"), ("emails", JAN)]).await?;
    let ola = contacts.create(&[("name", "Ola Lis"), ("emails", OLA)]).await?;
    let subjects = async |record: RecordId| -> Result<Vec<String>> {
        let mails = part(&office, record, TimelineFilter::Mail).await?;
        let subjects = mails.into_iter().filter_map(|entry| match entry.what {
            TimelineItem::Mail { subject, .. } => Some(subject),
            _ => None,
        });
        let mut subjects: Vec<String> = subjects.collect();
        subjects.sort_unstable();
        Ok(subjects)
    };
    let everybody = format!("{JAN}, {}", BIURO.address);
    let from_a_colleague = Mail::new(BARTEK.address, JAN, "Od kolegi").cc(BIURO.address);
    let tagged = Mail::new("bartek+crm@firma.example", JAN, "Ze znacznikiem").cc(BIURO.address);
    let from_a_client = Mail::new(OLA, BIURO.address, "Od klientki").cc(JAN);
    let list = Mail::new("lista@stowarzyszenie.example", &everybody, "Z listy")
        .header("List-Id", "<lista.stowarzyszenie.example>");
    let crowd = (0..30).map(|number| format!("gość{number}@inni.example")).collect::<Vec<_>>().join(", ");
    let round = Mail::new(OLA, &everybody, "Okólnik").cc(&crowd);
    for mail in [&from_a_colleague, &tagged, &from_a_client, &list, &round] {
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;
    assert_eq!(subjects(jan).await?, ["Od klientki", "Od kolegi", "Ze znacznikiem"]);
    assert_eq!(subjects(ola).await?, ["Od klientki", "Okólnik"]);
    let badge = async |subject: &str| -> Result<Option<String>> {
        let rows = office.inbox().await?;
        let row = rows.into_iter().find(|row| row.subject == subject).context("the thread")?;
        Ok(row.client.map(|client| client.name))
    };
    assert_eq!(badge("Od kolegi").await?.as_deref(), Some("Jan Nowak"));
    assert_eq!(badge("Od klientki").await?.as_deref(), Some("Ola Lis"), "who wrote it");
    assert_eq!(badge("Z listy").await?, None);

    // An answer to what a colleague wrote is to the colleague alone.
    let thread = office.conversation(office.thread("Od kolegi").await?).await?;
    let message = thread.messages.first().context("the mail")?.id;
    let start = DraftStart::Reply { message, record: Some(jan) };
    let draft = office.kurier.drafts().start(&office.anna, start, Language::Pl).await?;
    assert_eq!(keys(&draft.content.to), [BARTEK.address]);
    assert!(draft.content.cc.is_empty(), "{:?}", draft.content.cc);

    // A contact that is made later has what it took part in before.
    let late = contacts.create(&[("name", "Kot"), ("emails", "kot@inni.example")]).await?;
    assert!(subjects(late).await?.is_empty());
    contacts.update(late, 1, &[("emails", "gość0@inni.example")]).await?;
    assert!(subjects(late).await?.is_empty(), "a round letter");
    office.arrives(&Mail::new(OLA, BIURO.address, "Później").cc("Ewa <ewa@inni.example>").raw()).await?;
    let ewa = contacts.create(&[("name", "Ewa"), ("emails", "ewa@inni.example")]).await?;
    assert_eq!(subjects(ewa).await?, ["Później"]);
    Ok(())
}
