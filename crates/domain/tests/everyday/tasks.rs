//! Tasks: whose they are, until when, what they are about, and those that come again.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use chrono_tz::Tz;
use kurier_domain::{Actor, Error};
use kurier_model::task::{Repeat, Task, TaskForm, TaskList};
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{Field, Reason, RecordId, TaskId, ThreadId};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const WARSAW: Tz = Tz::Europe__Warsaw;

fn form(title: &str) -> TaskForm {
    TaskForm { title: title.to_owned(), ..TaskForm::default() }
}

async fn titles(office: &Office, actor: &Actor, list: TaskList) -> Result<Vec<String>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = office.kurier.tasks().page(actor, list, WARSAW, after, 2).await?;
        all.extend(page.rows.into_iter().map(|task| task.title));
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

async fn day_after(office: &Office, days: i64) -> Result<String> {
    let today = office.kurier.tasks().page(&office.anna, TaskList::Mine, WARSAW, None, 1).await?.today;
    Ok((today + chrono::TimeDelta::days(days)).to_string())
}

async fn get(office: &Office, task: TaskId) -> Result<Task> {
    Ok(office.kurier.tasks().get(&office.anna, task, WARSAW).await?)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_day_has_what_is_urgent_first(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (tasks, anna) = (office.kurier.tasks(), &office.anna);
    let due = |title: &str, day: String, time: &str| TaskForm {
        due_day: day,
        due_time: time.to_owned(),
        ..form(title)
    };
    tasks.create(anna, &form("Kiedyś"), WARSAW).await?;
    tasks.create(anna, &due("Za tydzień", day_after(&office, 7).await?, ""), WARSAW).await?;
    let past = tasks.create(anna, &due("Wczoraj", day_after(&office, -1).await?, ""), WARSAW).await?;
    let today = tasks.create(anna, &due("Dziś", day_after(&office, 0).await?, ""), WARSAW).await?;
    tasks.create(anna, &due("Jutro rano", day_after(&office, 1).await?, "08:00"), WARSAW).await?;
    tasks.create(anna, &form("Bez dnia"), WARSAW).await?;
    let wanted = ["Wczoraj", "Dziś", "Jutro rano", "Za tydzień", "Kiedyś", "Bez dnia"];
    assert_eq!(titles(&office, anna, TaskList::Mine).await?, wanted);
    assert!(get(&office, past).await?.due.context("a day")?.is_past);
    assert!(!get(&office, today).await?.due.context("a day")?.is_past);

    tasks.finish(anna, past, true).await?;
    tasks.finish(anna, past, true).await?;
    office.wait(60);
    tasks.finish(anna, today, true).await?;
    assert_eq!(titles(&office, anna, TaskList::Mine).await?, wanted[2..]);
    assert_eq!(titles(&office, anna, TaskList::Done).await?, ["Dziś", "Wczoraj"]);
    tasks.finish(anna, past, false).await?;
    assert_eq!(titles(&office, anna, TaskList::Mine).await?[0], "Wczoraj");
    tasks.remove(anna, past).await?;
    assert!(matches!(tasks.get(anna, past, WARSAW).await, Err(Error::NotFound)));
    assert!(matches!(tasks.remove(anna, past).await, Err(Error::NotFound)));
    tasks.restore(anna, past).await?;
    assert_eq!(titles(&office, anna, TaskList::Mine).await?[0], "Wczoraj");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_task_is_seen_by_whom_it_concerns(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (tasks, anna, bartek, celina) = (office.kurier.tasks(), &office.anna, &office.bartek, &office.celina);
    let deal = Desk::of(&office, "deal").await?.create(&[("name", "Krzesła")]).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    office.kurier.links().attach(anna, vec![thread], deal).await?;

    // Given by Anna to Bartek; about a deal, which everybody sees; about nothing.
    let given = tasks.create(anna, &TaskForm { assignee: bartek.user, ..form("Zadzwoń") }, WARSAW).await?;
    let about = TaskForm { thread: Some(thread), ..form("Odpisz") };
    let about = tasks.create(anna, &about, WARSAW).await?;
    let own = tasks.create(anna, &form("Prywatne"), WARSAW).await?;
    assert_eq!(titles(&office, bartek, TaskList::Mine).await?, ["Zadzwoń"]);
    assert_eq!(titles(&office, celina, TaskList::Mine).await?, [""; 0]);
    assert_eq!(titles(&office, celina, TaskList::Everybody).await?, ["Odpisz"]);
    assert_eq!(titles(&office, anna, TaskList::Everybody).await?.len(), 3);
    let seen = get(&office, about).await?;
    assert_eq!(
        seen.records.iter().map(|about| about.record).collect::<Vec<_>>(),
        [deal],
        "that of the thread"
    );
    assert_eq!(seen.thread.context("a thread")?.thread, thread);
    let of_celina = tasks.get(celina, about, WARSAW).await?;
    assert_eq!(
        (of_celina.thread, of_celina.mine),
        (None, false),
        "who does not see the mailbox hears of no mail"
    );
    assert_eq!(tasks.of_record(celina, deal, WARSAW).await?.len(), 1);

    // Nobody else sees, changes or finishes the others; nor a stranger the one about the deal.
    let stranger = Actor { workspace: kurier_model::WorkspaceId::new(), ..anna.clone() };
    for (actor, task) in
        [(celina, given), (celina, own), (bartek, own), (&stranger, about), (anna, TaskId::new())]
    {
        assert!(matches!(tasks.get(actor, task, WARSAW).await, Err(Error::NotFound)));
        assert!(matches!(tasks.change(actor, task, 1, &form("x"), WARSAW).await, Err(Error::NotFound)));
        assert!(matches!(tasks.finish(actor, task, true).await, Err(Error::NotFound)));
        assert!(matches!(tasks.remove(actor, task).await, Err(Error::NotFound)));
    }
    for (actor, form) in [
        (celina, TaskForm { thread: Some(thread), ..form("x") }),
        (anna, TaskForm { thread: Some(ThreadId::new()), ..form("x") }),
        (anna, TaskForm { records: vec![deal, RecordId::new()], ..form("x") }),
        (&stranger, TaskForm { records: vec![deal], ..form("x") }),
    ] {
        let refused = tasks.create(actor, &form, WARSAW).await;
        assert!(matches!(refused, Err(Error::NotFound | Error::Invalid(_))), "{refused:?}");
    }
    assert!(matches!(tasks.of_record(&stranger, deal, WARSAW).await, Err(Error::NotFound)));
    let rows = office.kurier.records().timeline(celina, deal, TimelineFilter::All, None, 20).await?.rows;
    let is_told = |what: &TimelineItem| matches!(what, TimelineItem::Event { what: RecordEvent::TaskAdded { title }, .. } if title == "Odpisz");
    assert!(rows.iter().any(|entry| is_told(&entry.what)), "{rows:?}");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_form_is_checked_and_a_second_person_is_told(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (tasks, anna) = (office.kurier.tasks(), &office.anna);
    let wrong = TaskForm {
        title: "  ".to_owned(),
        due_day: "31.02.2026".to_owned(),
        due_time: "24:10".to_owned(),
        assignee: Some(kurier_model::UserId::new()),
        ..TaskForm::default()
    };
    let Err(Error::Invalid(invalid)) = tasks.create(anna, &wrong, WARSAW).await else { panic!("taken") };
    let wanted = [
        (Field::TaskTitle, Reason::Required),
        (Field::DueDay, Reason::NotADay),
        (Field::DueTime, Reason::NotATime),
        (Field::Owner, Reason::Unknown),
    ];
    assert_eq!(invalid.fields, wanted);
    let long = form(&"ą".repeat(301));
    assert!(matches!(tasks.create(anna, &long, WARSAW).await, Err(Error::Invalid(_))));
    let task = tasks.create(anna, &form(" Krzesła \n\0 dla  sali "), WARSAW).await?;
    assert_eq!(get(&office, task).await?.title, "Krzesła dla sali");
    tasks.change(anna, task, 1, &form("Krzesła dla dwóch sal"), WARSAW).await?;
    assert!(matches!(tasks.change(anna, task, 1, &form("x"), WARSAW).await, Err(Error::Conflict)));
    assert_eq!(get(&office, task).await?.title, "Krzesła dla dwóch sal");
    Ok(())
}

/// What a record's timeline says of tasks, the latest first.
async fn told(office: &Office, record: RecordId) -> Result<Vec<String>> {
    let rows =
        office.kurier.records().timeline(&office.anna, record, TimelineFilter::Tasks, None, 20).await?.rows;
    let words = |what: TimelineItem| match what {
        TimelineItem::Event { what: RecordEvent::TaskAdded { title }, .. } => Some(format!("added {title}")),
        TimelineItem::Event { what: RecordEvent::TaskLinked { title }, .. } => {
            Some(format!("linked {title}"))
        }
        TimelineItem::Event { what: RecordEvent::TaskUnlinked { title }, .. } => {
            Some(format!("unlinked {title}"))
        }
        _ => None,
    };
    Ok(rows.into_iter().filter_map(|entry| words(entry.what)).collect())
}

/// What a task is about, and whether that lies in the bin.
async fn about(office: &Office, task: TaskId) -> Result<Vec<(String, bool)>> {
    Ok(get(office, task).await?.records.into_iter().map(|one| (one.name, one.gone)).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_a_task_is_about_is_changed_in_its_form(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (tasks, anna, records) = (office.kurier.tasks(), &office.anna, office.kurier.records());
    let deals = Desk::of(&office, "deal").await?;
    let chairs = deals.create(&[("name", "Krzesła")]).await?;
    let tables = deals.create(&[("name", "Stoły")]).await?;
    let of = |records: &[RecordId]| TaskForm { records: records.to_vec(), ..form("Oferta") };
    let one = |name: &str, gone: bool| vec![(name.to_owned(), gone)];
    let task = tasks.create(anna, &of(&[chairs, chairs]), WARSAW).await?;
    assert_eq!(about(&office, task).await?, one("Krzesła", false));
    office.wait(1);
    tasks.change(anna, task, 1, &of(&[tables]), WARSAW).await?;
    assert_eq!(about(&office, task).await?, one("Stoły", false));
    assert_eq!(told(&office, chairs).await?, ["unlinked Oferta", "added Oferta"]);
    assert_eq!(told(&office, tables).await?, ["linked Oferta"]);
    assert!(tasks.of_record(anna, chairs, WARSAW).await?.is_empty());
    assert_eq!(tasks.of_record(anna, tables, WARSAW).await?.len(), 1);
    // Two people at once: the second is told, and nothing is half done.
    let late = tasks.change(anna, task, 1, &of(&[chairs]), WARSAW).await;
    assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
    assert_eq!(about(&office, task).await?, one("Stoły", false));
    // What lies in the bin says so, may stay, and comes nowhere else.
    records.remove(anna, tables).await?;
    assert_eq!(about(&office, task).await?, one("Stoły", true));
    tasks.change(anna, task, 2, &of(&[tables, chairs]), WARSAW).await?;
    assert_eq!(about(&office, task).await?.len(), 2);
    for refused in [vec![tables], vec![chairs, RecordId::new()]] {
        let refused = tasks.create(anna, &of(&refused), WARSAW).await.err().context("was taken")?;
        let Error::Invalid(invalid) = &refused else { panic!("{refused:?}") };
        assert_eq!(invalid.fields, [(Field::TaskRecords, Reason::Unknown)]);
    }
    let many: Vec<RecordId> = std::iter::repeat_with(RecordId::new).take(51).collect();
    assert!(matches!(tasks.change(anna, task, 3, &of(&many), WARSAW).await, Err(Error::Invalid(_))));
    tasks.change(anna, task, 3, &of(&[]), WARSAW).await?;
    assert!(about(&office, task).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn nobody_takes_a_task_out_of_their_own_sight_or_what_they_do_not_see_off_it(
    pool: PgPool,
) -> Result<()> {
    let office = Office::open(pool).await?;
    let (tasks, anna, bartek, celina) = (office.kurier.tasks(), &office.anna, &office.bartek, &office.celina);
    let deals = Desk::of(&office, "deal").await?;
    let chairs = deals.create(&[("name", "Krzesła")]).await?;
    let hidden = crate::visibility::barteks(&deals, &[("name", "Stoły")]).await?;
    let of = |title: &str, records: &[RecordId]| TaskForm {
        records: records.to_vec(),
        assignee: bartek.user,
        ..form(title)
    };
    let task = tasks.create(bartek, &of("Oferta", &[chairs, hidden]), WARSAW).await?;
    // Celina sees the task by the chairs alone.
    let refused =
        tasks.change(celina, task, 1, &of("Oferta", &[]), WARSAW).await.err().context("was done")?;
    let Error::Invalid(invalid) = &refused else { panic!("{refused:?}") };
    assert_eq!(invalid.fields, [(Field::TaskRecords, Reason::Required)]);
    let foreign = tasks.change(celina, task, 1, &of("Oferta", &[chairs, hidden]), WARSAW).await;
    assert!(matches!(foreign, Err(Error::Invalid(_))), "as one that is not there: {foreign:?}");
    tasks.change(celina, task, 1, &of("Wycena", &[chairs]), WARSAW).await?;
    let names: Vec<String> =
        tasks.get(bartek, task, WARSAW).await?.records.into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["Krzesła", "Stoły"], "what she does not see stays");
    // Whoever has it or gave it may.
    tasks.change(bartek, task, 2, &of("Wycena", &[]), WARSAW).await?;
    assert!(matches!(tasks.get(celina, task, WARSAW).await, Err(Error::NotFound)));
    assert!(matches!(tasks.get(anna, task, WARSAW).await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_comes_again_is_there_once(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (tasks, anna) = (office.kurier.tasks(), &office.anna);
    let deal = Desk::of(&office, "deal").await?.create(&[("name", "Serwis")]).await?;
    let weekly = TaskForm {
        due_day: day_after(&office, 0).await?,
        repeat: Some(Repeat::Weekly),
        records: vec![deal],
        ..form("Przegląd")
    };
    let first = tasks.create(anna, &weekly, WARSAW).await?;
    tasks.finish(anna, first, true).await?;
    let now = tasks.page(anna, TaskList::Mine, WARSAW, None, 10).await?.rows;
    let [next] = &now[..] else { panic!("{now:?}") };
    assert_eq!(next.due.as_ref().context("a day")?.day.to_string(), day_after(&office, 7).await?);
    assert_eq!(next.records[0].record, deal);
    // Not done after all: there is one again.
    tasks.finish(anna, first, false).await?;
    assert_eq!(titles(&office, anna, TaskList::Mine).await?, ["Przegląd"]);
    tasks.finish(anna, first, true).await?;
    assert_eq!(titles(&office, anna, TaskList::Mine).await?, ["Przegląd"]);
    // What somebody has changed since stays.
    let next = tasks.page(anna, TaskList::Mine, WARSAW, None, 10).await?.rows[0].clone();
    let changed = TaskForm { due_day: day_after(&office, 9).await?, ..form("Przegląd później") };
    tasks.change(anna, next.id, next.revision, &changed, WARSAW).await?;
    tasks.finish(anna, first, false).await?;
    assert_eq!(titles(&office, anna, TaskList::Mine).await?, ["Przegląd", "Przegląd później"]);
    Ok(())
}
