//! What of a record's timeline somebody looks at, and mail that is opened there.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::{Actor, Error};
use kurier_model::inbox::Body;
use kurier_model::record::ListQuery;
use kurier_model::task::TaskForm;
use kurier_model::timeline::{RecordEvent, TimelineEntry, TimelineFilter, TimelineItem};
use kurier_model::{MessageId, RecordId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::{ANNA, BIURO};
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
