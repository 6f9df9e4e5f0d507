//! The timeline of a record and of those that belong to it: whose each line is, what is looked for, and what stood in fields before.

use crate::office::Office;
use crate::protection::work;
use crate::records::Desk;
use crate::visibility::{barteks, id};
use anyhow::{Context, Result};
use kurier_domain::Actor;
use kurier_model::protection::{Asked, MailWish};
use kurier_model::record::{FieldType, FieldValue};
use kurier_model::task::TaskForm;
use kurier_model::timeline::{
    ChangedValues, RecordEvent, TimelineEntry, TimelineFilter, TimelineItem, TimelineQuery,
};
use kurier_model::{Field, RecordId, TaskId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;
use std::collections::HashSet;

const JAN: &str = "jan.nowak@meble-nowak.example";
const OLA: &str = "ola@lis.example";

/// All of it, three at a time.
async fn all(
    office: &Office,
    actor: &Actor,
    record: RecordId,
    query: &TimelineQuery,
) -> Result<Vec<TimelineEntry>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = office.kurier.records().timeline(actor, record, query.clone(), after, 3).await?;
        all.extend(page.rows);
        after = page.next;
        if after.is_none() {
            let once: HashSet<String> = all.iter().map(|entry| format!("{entry:?}")).collect();
            assert_eq!(once.len(), all.len(), "nothing twice: {all:?}");
            assert!(all.is_sorted_by(|one, next| one.at >= next.at), "newest first");
            return Ok(all);
        }
    }
}

/// What it says, and of whom.
fn said(entry: &TimelineEntry) -> String {
    let what = match &entry.what {
        TimelineItem::Mail { subject, .. } => subject.clone(),
        TimelineItem::Note { text, .. } => text.clone(),
        TimelineItem::Event { what, .. } => match what {
            RecordEvent::TaskAdded { title } => format!("added {title}"),
            RecordEvent::TaskDone { title } => format!("done {title}"),
            RecordEvent::StageChanged { to, .. } => format!("moved {}", to.as_stored()),
            RecordEvent::ThreadAttached { .. } => "attached".to_owned(),
            other => format!("{other:?}"),
        },
    };
    match &entry.of {
        Some(of) => format!("{}: {what}", of.name),
        None => what,
    }
}

async fn task(office: &Office, title: &str, records: &[RecordId]) -> Result<TaskId> {
    let form = TaskForm { title: title.to_owned(), records: records.to_vec(), ..TaskForm::default() };
    Ok(office.kurier.tasks().create(&office.anna, &form, chrono_tz::Tz::UTC).await?)
}

fn finding(find: &str) -> TimelineQuery {
    TimelineQuery { show: TimelineFilter::All, find: find.to_owned() }
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_belongs_to_a_record_is_told_on_its_page_once_and_with_its_name(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let (companies, contacts) = (Desk::of(&office, "company").await?, Desk::of(&office, "contact").await?);
    let (deals, projects) = (Desk::of(&office, "deal").await?, Desk::of(&office, "project").await?);
    let firm = companies.create(&[("name", "Meble Nowak")]).await?;
    let of_firm = firm.to_string();
    let jan = contacts.create(&[("name", "Jan"), ("emails", JAN), ("company", &of_firm)]).await?;
    let chairs = deals.create(&[("name", "Krzesła"), ("contact", &jan.to_string())]).await?;
    let tables = deals.create(&[("name", "Stoły"), ("company", &of_firm)]).await?;
    let hall = projects.create(&[("name", "Hala"), ("deal", &tables.to_string())]).await?;
    for (record, text) in [(firm, "o firmie"), (jan, "o Janie"), (chairs, "o krzesłach"), (hall, "o hali")] {
        kurier.notes().add(anna, record, text).await?;
    }
    let call = task(&office, "Zadzwonić", &[jan, chairs]).await?;
    task(&office, "Zamówić", &[tables]).await?;
    kurier.tasks().finish(anna, call, true).await?;
    kurier.records().move_to_stage(anna, chairs, deals.kind.stages[1].id).await?;
    let told = async |record: RecordId, show: TimelineFilter| -> Result<Vec<String>> {
        Ok(all(&office, anna, record, &show.into()).await?.iter().map(said).collect())
    };
    // A company: its people's, their deals', its own deals'. Not what belongs to its deals.
    assert_eq!(
        told(firm, TimelineFilter::Notes).await?,
        ["Krzesła: o krzesłach", "Jan: o Janie", "o firmie"]
    );
    let tasks = ["Krzesła: done Zadzwonić", "Stoły: added Zamówić", "Krzesła: added Zadzwonić"];
    let of_jan = tasks.map(|line| line.replace("Krzesła", "Jan"));
    let firms = told(firm, TimelineFilter::Tasks).await?;
    assert!(firms == tasks || firms == of_jan, "of one of the two: {firms:?}");
    assert_eq!(told(jan, TimelineFilter::Tasks).await?, ["done Zadzwonić", "added Zadzwonić"], "its own");
    let moved = format!("Krzesła: moved {}", deals.kind.stages[1].name.as_stored());
    assert_eq!(
        told(firm, TimelineFilter::Changes).await?,
        [moved.as_str(), "Stoły: Created", "Krzesła: Created", "Jan: Created", "Created"]
    );
    // A contact: its deals'. A deal: its projects', and nothing of whom it is about.
    assert_eq!(told(jan, TimelineFilter::Notes).await?, ["Krzesła: o krzesłach", "o Janie"]);
    assert_eq!(told(chairs, TimelineFilter::Notes).await?, ["o krzesłach"]);
    assert_eq!(told(tables, TimelineFilter::Notes).await?, ["Hala: o hali"]);
    // In the bin it is on no other's page.
    kurier.records().remove(anna, chairs).await?;
    assert_eq!(told(jan, TimelineFilter::Notes).await?, ["o Janie"]);
    assert_eq!(told(chairs, TimelineFilter::Notes).await?, ["o krzesłach"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_that_is_attached_to_what_belongs_to_a_record_is_told_to_those_who_see_it(
    pool: PgPool,
) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let firm = Desk::of(&office, "company").await?.create(&[("name", "Meble Nowak")]).await?;
    let deals = Desk::of(&office, "deal").await?;
    let tables = deals.create(&[("name", "Stoły"), ("company", &firm.to_string())]).await?;
    office.arrives(&Mail::new("obcy@inny.example", BIURO.address, "Skąd stoły?").text("Skąd?").raw()).await?;
    let mails = async |actor: &Actor| -> Result<Vec<String>> {
        let rows = all(&office, actor, firm, &TimelineFilter::Mail.into()).await?;
        Ok(rows.iter().map(said).collect())
    };
    assert!(mails(anna).await?.is_empty(), "of a stranger");
    let thread = office.thread("Skąd stoły").await?;
    kurier.links().attach(anna, vec![thread], tables).await?;
    assert_eq!(mails(anna).await?, ["Stoły: Skąd stoły?"]);
    assert!(mails(&office.celina).await?.is_empty(), "not of this mailbox");
    kurier.links().attach(anna, vec![thread], firm).await?;
    assert_eq!(mails(anna).await?, ["Skąd stoły?"], "its own, once");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_what_somebody_may_not_see_nothing_is_told(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let kurier = &office.kurier;
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    let jan = contacts.create(&[("name", "Jan"), ("emails", JAN)]).await?;
    let chairs = barteks(&deals, &[("name", "Krzesła"), ("contact", &jan.to_string())]).await?;
    kurier.notes().add(&office.bartek, chairs, "tajne").await?;
    let count = async |actor: &Actor, query: TimelineQuery| -> Result<usize> {
        let rows = all(&office, actor, jan, &query).await?;
        Ok(rows.iter().filter(|entry| entry.of.is_some()).count())
    };
    assert!(count(&office.bartek, finding("")).await? > 1);
    assert_eq!(count(&office.bartek, finding("tajne")).await?, 1);
    for find in ["", "tajne", "ta"] {
        assert_eq!(count(&office.celina, finding(find)).await?, 0, "{find}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn words_narrow_a_timeline_down(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    let jan = contacts.create(&[("name", "Jan"), ("emails", JAN)]).await?;
    let ola = contacts.create(&[("name", "Ola"), ("emails", OLA)]).await?;
    let chairs = deals.create(&[("name", "Oferta"), ("contact", &jan.to_string())]).await?;
    kurier.notes().add(anna, jan, "Lubi żółte krzesła, 100% pewne.").await?;
    kurier.notes().add(anna, chairs, "Żółtych już nie ma").await?;
    kurier.notes().add(anna, ola, "Też chce żółte").await?;
    let paint = task(&office, "Pomalować na żółto", &[chairs]).await?;
    task(&office, "Zadzwonić", &[jan]).await?;
    kurier.tasks().finish(anna, paint, true).await?;
    for (from, subject, text) in [
        (JAN, "Kolory", "Wolę żółte od białych."),
        (JAN, "Terminy", "Kiedy?"),
        (OLA, "Inne kolory", "Czy są żółte?"),
    ] {
        office
            .dovecot
            .deliver_lmtp(BIURO.address, &Mail::new(from, BIURO.address, subject).text(text).raw())
            .await?;
    }
    office.sync().await?;
    while kurier.threads().index_batch().await? > 0 {}
    let found = async |find: &str, show: TimelineFilter| -> Result<Vec<String>> {
        let query = TimelineQuery { show, find: find.to_owned() };
        let mut lines: Vec<String> = all(&office, anna, jan, &query).await?.iter().map(said).collect();
        lines.sort_unstable();
        Ok(lines)
    };
    // Jan's mail is with the only deal that is under way with him.
    let yellow = [
        "Lubi żółte krzesła, 100% pewne.",
        "Oferta: Kolory",
        "Oferta: added Pomalować na żółto",
        "Oferta: done Pomalować na żółto",
        "Oferta: Żółtych już nie ma",
    ];
    assert_eq!(found("zolt", TimelineFilter::All).await?, yellow);
    assert_eq!(found("  ŻÓŁT ", TimelineFilter::All).await?, yellow);
    assert_eq!(found("żółt", TimelineFilter::Mail).await?, ["Oferta: Kolory"]);
    assert_eq!(found("żółt", TimelineFilter::Tasks).await?.len(), 2);
    assert_eq!(found("krzesła lubi", TimelineFilter::All).await?, [yellow[0]], "all the words");
    assert_eq!(found("100%", TimelineFilter::Notes).await?, [yellow[0]]);
    assert_eq!(found("żó", TimelineFilter::Notes).await?, [yellow[0], yellow[4]], "too short for the index");
    for nothing in ["krzesła białe", "%", "_", "\\", "'", "\0", "żółt fioletowy"] {
        let lines = found(nothing, TimelineFilter::Tasks).await?;
        assert!(lines.is_empty(), "{nothing}: {lines:?}");
    }
    assert!(found("żółt", TimelineFilter::Changes).await?.is_empty(), "changes have no words");
    Ok(())
}

/// What stood in a field and what stands there, of the last change.
async fn last_step(office: &Office, actor: &Actor, record: RecordId) -> Result<Vec<(String, ChangedValues)>> {
    let rows = all(office, actor, record, &TimelineFilter::Changes.into()).await?;
    let fields = rows.into_iter().find_map(|entry| match entry.what {
        TimelineItem::Event { what: RecordEvent::Changed { fields }, .. } => Some(fields),
        _ => None,
    });
    let fields = fields.context("a change")?;
    let step = |one: kurier_model::timeline::ChangedField| Some((one.definition?.key, one.values?));
    Ok(fields.into_iter().filter_map(step).collect())
}

fn words(value: Option<&FieldValue>) -> Option<(&str, Option<&str>)> {
    value.map(|value| (value.value.as_str(), value.label.as_deref()))
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_change_says_what_stood_there_before(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    let ewa = contacts.create(&[("name", "Ewa")]).await?.to_string();
    let jan = barteks(&contacts, &[("name", "Jan"), ("emails", JAN)]).await?.to_string();
    let chairs = deals.create(&[("name", "Krzesła"), ("amount", "10 000 zł"), ("contact", &ewa)]).await?;
    let change = async |values: &[(&str, &str)]| -> Result<Vec<(String, ChangedValues)>> {
        deals.update(chairs, deals.get(chairs).await?.revision, values).await?;
        last_step(&office, &office.celina, chairs).await
    };
    let steps = change(&[("amount", "12 000 zł")]).await?;
    assert_eq!(steps[0].0, "amount");
    assert_eq!(words(steps[0].1.before.as_ref()), Some(("10000.00 PLN", None)));
    assert_eq!(words(steps[0].1.after.as_ref()), Some(("12000.00 PLN", None)));
    // A choice goes with its field's word for it, and no other.
    let steps = change(&[("source", "referral")]).await?;
    assert_eq!(
        (words(steps[0].1.before.as_ref()), words(steps[0].1.after.as_ref())),
        (None, Some(("referral", None)))
    );
    let rows = all(&office, &office.celina, chairs, &TimelineFilter::Changes.into()).await?;
    let TimelineItem::Event { what: RecordEvent::Changed { fields }, .. } = &rows[0].what else {
        panic!("{rows:?}")
    };
    let FieldType::Choice { choices } = &fields[0].definition.as_ref().context("a field")?.what else {
        panic!()
    };
    assert_eq!(choices.iter().map(|choice| choice.key.as_str()).collect::<Vec<_>>(), ["referral"]);
    // People by their names; records that one may not see by none.
    let bartek = id(&office.bartek).to_string();
    let steps = change(&[("owner", &bartek)]).await?;
    assert_eq!(words(steps[0].1.after.as_ref()), Some((bartek.as_str(), Some("Bartek Nowak"))));
    let steps = change(&[("contact", &jan)]).await?;
    assert_eq!(words(steps[0].1.before.as_ref()), Some((ewa.as_str(), Some("Ewa"))));
    assert_eq!(words(steps[0].1.after.as_ref()), Some((jan.as_str(), None)));
    let seen = last_step(&office, &office.bartek, chairs).await?;
    assert_eq!(words(seen[0].1.after.as_ref()), Some((jan.as_str(), Some("Jan"))));
    // Long text is cut, what is emptied is nothing.
    let steps = change(&[("name", &"ż".repeat(180)), ("source", "")]).await?;
    assert_eq!(steps.len(), 2);
    let source = steps.iter().find(|(key, _)| key == "source").context("the source")?;
    assert_eq!(
        (words(source.1.before.as_ref()), words(source.1.after.as_ref())),
        (Some(("referral", None)), None)
    );
    // What was changed before that was kept says only what.
    sqlx::query("DELETE FROM record_changes").execute(&office.pool).await?;
    let rows = all(&office, &office.anna, chairs, &TimelineFilter::Changes.into()).await?;
    let TimelineItem::Event { what: RecordEvent::Changed { fields }, .. } = &rows[0].what else {
        panic!("{rows:?}")
    };
    assert!(fields.iter().all(|one| one.values.is_none() && one.definition.is_some()));
    assert!(fields.iter().any(|one| one.field == Field::OfKind(deals.field("source").id)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_stood_in_fields_goes_with_whom_it_named(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    let ewa = contacts.create(&[("name", "Ewa")]).await?;
    let jan = contacts.create(&[("name", "Janisław Unikat"), ("emails", JAN), ("title", "Prezes")]).await?;
    contacts.update(jan, 1, &[("title", "Prokurent")]).await?;
    let chairs = deals.create(&[("name", "Krzesła"), ("contact", &jan.to_string())]).await?;
    deals
        .update(chairs, 1, &[("name", "Krzesła dla Janisława Unikata"), ("contact", &ewa.to_string())])
        .await?;
    deals.update(chairs, 2, &[("name", &format!("Krzesła dla: {JAN}"))]).await?;
    let kept = async |mark: &str| -> Result<i64> {
        let sql =
            "SELECT count(*) FROM record_changes WHERE concat(before, ' ', after) LIKE '%' || $1 || '%'";
        Ok(sqlx::query_scalar(sql).bind(mark).fetch_one(&office.pool).await?)
    };
    for mark in [JAN, "Prezes", &jan.to_string()] {
        assert_eq!(kept(mark).await?, 1, "{mark}");
    }
    let protection = office.kurier.protection();
    let handed = protection.look(&office.anna, jan, None).await?;
    let asked = Asked { record: jan, others: Vec::new(), names: handed.names.clone() };
    let act = protection.erase(&office.anna, &asked, MailWish::Leave, "Janisław Unikat").await?;
    work(&office, act).await?;
    for mark in [JAN, "Prezes", &jan.to_string()] {
        assert_eq!(kept(mark).await?, 0, "{mark}");
    }
    let steps = last_step(&office, &office.anna, chairs).await?;
    assert!(steps.iter().any(|(key, _)| key == "name"), "what is somebody else's stays: {steps:?}");
    Ok(())
}

/// An address is somebody else's from now on: their mail is on the other's timeline, and has the other's badge.
#[sqlx::test(migrations = "../../migrations")]
async fn badge_and_timeline_follow_an_address_that_moves_to_another_contact(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan"), ("emails", &format!("{JAN}, {OLA}"))]).await?;
    let ola = contacts.create(&[("name", "Ola")]).await?;
    for (from, subject) in [(OLA, "Od Oli"), (JAN, "Od Jana")] {
        office.arrives(&Mail::new(from, BIURO.address, subject).text("Dzień dobry").raw()).await?;
    }
    let mails = async |record: RecordId| -> Result<Vec<String>> {
        let rows = all(&office, &office.anna, record, &TimelineFilter::Mail.into()).await?;
        Ok(rows.iter().map(said).collect())
    };
    let badge = async |subject: &str| -> Result<Option<RecordId>> {
        let thread = office.thread(subject).await?;
        Ok(office.conversation(thread).await?.client.map(|client| client.record))
    };
    assert_eq!((mails(jan).await?, mails(ola).await?), (vec!["Od Jana".into(), "Od Oli".into()], vec![]));
    assert_eq!(badge("Od Oli").await?, Some(jan));
    contacts.update(jan, 1, &[("emails", JAN)]).await?;
    contacts.update(ola, 1, &[("emails", OLA)]).await?;
    // As the jobs do it, in any order.
    for record in [ola, jan] {
        office.badges(record).await?;
    }
    assert_eq!((mails(jan).await?, mails(ola).await?), (vec!["Od Jana".into()], vec!["Od Oli".to_owned()]));
    assert_eq!((badge("Od Oli").await?, badge("Od Jana").await?), (Some(ola), Some(jan)));
    // And what comes later.
    office.arrives(&Mail::new(OLA, BIURO.address, "Znów Ola").text("Jeszcze jedno").raw()).await?;
    assert_eq!(mails(ola).await?, ["Znów Ola", "Od Oli"]);
    assert_eq!(badge("Znów Ola").await?, Some(ola));
    Ok(())
}
