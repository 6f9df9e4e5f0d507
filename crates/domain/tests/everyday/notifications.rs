//! What a person is told, and what not.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use chrono::Timelike;
use chrono_tz::Tz;
use kurier_domain::{Actor, Error};
use kurier_model::notification::{Notification, NotificationKind};
use kurier_model::record::{Change, Changes};
use kurier_model::task::{Reminder, TaskForm, TaskList};
use kurier_model::{Field, NotificationId, TaskId};
use sqlx::PgPool;

const WARSAW: Tz = Tz::Europe__Warsaw;

async fn told(office: &Office, actor: &Actor) -> Result<Vec<Notification>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = office.kurier.notifications().page(actor, after, 2).await?;
        all.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// Of what, by whom, and about what.
async fn words(office: &Office, actor: &Actor) -> Result<Vec<(NotificationKind, String, String)>> {
    let words = |one: Notification| {
        let about = one.task.map(|task| task.title).or(one.record.map(|record| record.name));
        (one.what, one.by.unwrap_or_default(), about.unwrap_or_default())
    };
    Ok(told(office, actor).await?.into_iter().map(words).collect())
}

fn known(what: NotificationKind, by: &str, about: &str) -> (NotificationKind, String, String) {
    (what, by.to_owned(), about.to_owned())
}

fn form(title: &str, assignee: &Actor) -> TaskForm {
    TaskForm { title: title.to_owned(), assignee: assignee.user, ..TaskForm::default() }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_task_is_told_to_whom_it_is_given_and_its_end_to_whoever_gave_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (tasks, anna, bartek) = (office.kurier.tasks(), &office.anna, &office.bartek);
    tasks.create(anna, &form("Moje własne", anna), WARSAW).await?;
    let task = tasks.create(anna, &form("Wycena hali", bartek), WARSAW).await?;
    assert!(told(&office, anna).await?.is_empty(), "nobody is told of what they did themselves");
    let given = || known(NotificationKind::TaskGiven, "Anna Kowalska", "Wycena hali");
    assert_eq!(words(&office, bartek).await?, [given()]);
    assert_eq!(office.kurier.notifications().count(bartek).await?, 1);

    // Given away and back before anybody looked: told once.
    for person in [anna, bartek] {
        let revision = tasks.get(anna, task, WARSAW).await?.revision;
        tasks.change(anna, task, revision, &form("Wycena hali", person), WARSAW).await?;
    }
    assert_eq!(words(&office, bartek).await?, [given()]);

    tasks.finish(bartek, task, true).await?;
    let bartek_name = &bartek.name;
    let done = || known(NotificationKind::TaskDone, bartek_name, "Wycena hali");
    assert_eq!(words(&office, anna).await?, [done()]);
    // Not done after all: nobody is told that it is.
    tasks.finish(bartek, task, false).await?;
    assert!(told(&office, anna).await?.is_empty());
    tasks.finish(bartek, task, true).await?;
    assert_eq!(words(&office, anna).await?, [done()]);
    tasks.remove(anna, task).await?;
    assert!(told(&office, anna).await?.is_empty(), "what is gone is not told of");
    assert!(told(&office, bartek).await?.is_empty());
    assert_eq!(office.kurier.notifications().count(bartek).await?, 0);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_has_a_task_is_reminded_once_at_its_moment(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (tasks, anna, bartek) = (office.kurier.tasks(), &office.anna, &office.bartek);
    let system = Actor::system(anna.workspace);
    let tomorrow =
        tasks.page(anna, TaskList::Mine, WARSAW, None, 1).await?.today + chrono::TimeDelta::days(1);
    let due = |remind| TaskForm {
        due_day: tomorrow.to_string(),
        due_time: "14:30".to_owned(),
        remind,
        ..form("Oddzwonić", bartek)
    };
    let task = tasks.create(bartek, &due(Some(Reminder::Hour)), WARSAW).await?;
    let waiting = async || -> Result<i64> {
        let count = "SELECT count(*) FROM graphile_worker.jobs WHERE key = $1";
        Ok(sqlx::query_scalar(count).bind(format!("remind:{task}")).fetch_one(&pool).await?)
    };
    assert_eq!(waiting().await?, 1);
    tasks.remind(&system, task).await?;
    assert!(told(&office, bartek).await?.is_empty(), "it is not time yet");

    // A moment that is moved counts as it is now.
    tasks.change(bartek, task, 1, &due(Some(Reminder::AtTime)), WARSAW).await?;
    office.wait(60 * 60 * 48);
    tasks.remind(&system, task).await?;
    tasks.remind(&system, task).await?;
    assert_eq!(words(&office, bartek).await?, [known(NotificationKind::TaskDue, "", "Oddzwonić")]);
    assert!(told(&office, anna).await?.is_empty());

    // Somebody else's now: the new person is told that they have it, the old one is not told that it is due.
    let revision = tasks.get(bartek, task, WARSAW).await?.revision;
    tasks
        .change(
            bartek,
            task,
            revision,
            &TaskForm { assignee: anna.user, ..due(Some(Reminder::AtTime)) },
            WARSAW,
        )
        .await?;
    assert!(told(&office, bartek).await?.is_empty());
    tasks.change(anna, task, revision + 1, &due(Some(Reminder::AtTime)), WARSAW).await?;
    assert_eq!(
        words(&office, bartek).await?,
        [known(NotificationKind::TaskGiven, "Anna Kowalska", "Oddzwonić")]
    );

    // Of what is done, of what is past already, and of what nobody wanted, nobody is told.
    let revision = tasks.get(bartek, task, WARSAW).await?.revision;
    tasks.change(bartek, task, revision, &due(Some(Reminder::Day)), WARSAW).await?;
    tasks.remind(&system, task).await?;
    let silent = tasks.create(bartek, &due(None), WARSAW).await?;
    tasks.remind(&system, silent).await?;
    tasks.remind(&system, TaskId::new()).await?;
    assert_eq!(told(&office, bartek).await?.len(), 1);
    Ok(())
}

/// Due at half past two, with a reminder then.
fn due_form(title: &str, day: chrono::NaiveDate, who: &Actor) -> TaskForm {
    TaskForm {
        due_day: day.to_string(),
        due_time: "14:30".to_owned(),
        remind: Some(Reminder::AtTime),
        ..form(title, who)
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn no_reminder_is_lost_by_what_happens_around_its_moment(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (tasks, bartek) = (office.kurier.tasks(), &office.bartek);
    let system = Actor::system(bartek.workspace);
    let tomorrow =
        tasks.page(bartek, TaskList::Mine, WARSAW, None, 1).await?.today + chrono::TimeDelta::days(1);
    let due = |title: &str| due_form(title, tomorrow, bartek);
    let waits = async |task: TaskId| -> Result<bool> {
        let due = "SELECT run_at <= now() + interval '1 minute' FROM graphile_worker.jobs WHERE key = $1";
        let found: Option<bool> =
            sqlx::query_scalar(due).bind(format!("remind:{task}")).fetch_optional(&pool).await?;
        Ok(found == Some(true))
    };
    let mut all = Vec::new();
    for title in ["Cofnięte", "Z kosza", "Poprawione"] {
        all.push(tasks.create(bartek, &due(title), WARSAW).await?);
    }
    let [undone, restored, edited] = all[..] else { anyhow::bail!("three") };
    tasks.finish(bartek, undone, true).await?;
    tasks.remove(bartek, restored).await?;
    office.wait(60 * 60 * 48);
    // The moment comes while one is done and one in the bin.
    for task in [undone, restored] {
        tasks.remind(&system, task).await?;
    }
    assert!(told(&office, bartek).await?.is_empty());
    tasks.finish(bartek, undone, false).await?;
    tasks.restore(bartek, restored).await?;
    // A slip is mended when the moment has come and the job has not run yet.
    tasks.change(bartek, edited, 1, &due("Poprawione dwa"), WARSAW).await?;
    for task in [undone, restored, edited] {
        assert!(waits(task).await?, "it is told at once");
        tasks.remind(&system, task).await?;
        tasks.remind(&system, task).await?;
    }
    let due = |about: &str| known(NotificationKind::TaskDue, "", about);
    assert_eq!(words(&office, bartek).await?, [due("Poprawione dwa"), due("Z kosza"), due("Cofnięte")]);
    // Told once, whatever happens then.
    tasks.finish(bartek, undone, true).await?;
    tasks.finish(bartek, undone, false).await?;
    tasks.remind(&system, undone).await?;
    assert_eq!(told(&office, bartek).await?.len(), 3);
    // What was chosen stays, also without a day.
    let someday = TaskForm { remind: Some(Reminder::Day), ..form("Kiedyś", bartek) };
    let someday = tasks.create(bartek, &someday, WARSAW).await?;
    assert_eq!(tasks.get(bartek, someday, WARSAW).await?.remind, Some(Reminder::Day));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_reminder_goes_with_the_day_and_with_the_person(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (tasks, anna, bartek) = (office.kurier.tasks(), &office.anna, &office.bartek);
    let system = Actor::system(bartek.workspace);
    let today = tasks.page(bartek, TaskList::Mine, WARSAW, None, 1).await?.today;
    let due_in = |days: i64| today + chrono::TimeDelta::days(days);
    let task = tasks.create(bartek, &due_form("Oferta", due_in(1), bartek), WARSAW).await?;
    office.wait(60 * 60 * 48);
    tasks.remind(&system, task).await?;
    let due = || known(NotificationKind::TaskDue, "", "Oferta");
    assert_eq!(words(&office, bartek).await?, [due()]);

    // Put off: it is not due any more.
    let later = |who| TaskForm { remind: Some(Reminder::Day), ..due_form("Oferta", due_in(21), who) };
    tasks.change(bartek, task, 1, &later(bartek), WARSAW).await?;
    assert!(told(&office, bartek).await?.is_empty());
    // At four in the afternoon of the day before.
    let of_day = office.now().with_timezone(&WARSAW).num_seconds_from_midnight();
    office.wait(60 * 60 * (24 * 18 + 16) - i64::from(of_day));
    tasks.remind(&system, task).await?;
    assert_eq!(words(&office, bartek).await?, [due()]);

    // Given to somebody else: they were not reminded, and are when it is due.
    tasks.change(bartek, task, 2, &later(anna), WARSAW).await?;
    assert!(told(&office, bartek).await?.is_empty());
    tasks.remind(&system, task).await?;
    let given = || known(NotificationKind::TaskGiven, &bartek.name, "Oferta");
    assert_eq!(words(&office, anna).await?, [given()]);
    office.wait(60 * 60 * 24);
    tasks.remind(&system, task).await?;
    assert_eq!(words(&office, anna).await?, [due(), given()]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_old_is_forgotten(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, bartek) = (&office.kurier, &office.anna, &office.bartek);
    for title in ["Przeczytane", "Nieprzeczytane"] {
        kurier.tasks().create(anna, &form(title, bartek), WARSAW).await?;
    }
    let all = told(&office, bartek).await?;
    kurier.notifications().read(bartek, Some(all[1].id)).await?;
    let left = async |days: i64| -> Result<usize> {
        office.wait(60 * 60 * 24 * days);
        kurier.notifications().clear_away().await?;
        Ok(told(&office, bartek).await?.len())
    };
    assert_eq!(left(89).await?, 2);
    assert_eq!(left(2).await?, 1);
    assert_eq!(left(300).await?, 0);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_is_named_in_a_note_is_told_once(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (notes, anna, bartek) = (office.kurier.notes(), &office.anna, &office.bartek);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Nowak")]).await?;
    let note = notes.add(anna, jan, &format!("@{} — zadzwoń. @Nikt Taki", bartek.name)).await?;
    let named = || known(NotificationKind::Mentioned, "Anna Kowalska", "Jan Nowak");
    assert_eq!(words(&office, bartek).await?, [named()]);
    let first = told(&office, bartek).await?.pop().context("told")?;
    assert!(first.note.context("the note")?.contains("zadzwoń"));
    office.kurier.notifications().read(bartek, Some(first.id)).await?;

    // Named already: a slip that is mended tells nobody anew. Oneself is not told.
    notes.change(anna, note, &format!("@{} — zadzwoń proszę. @{}", bartek.name, anna.name)).await?;
    assert_eq!(words(&office, bartek).await?, [named()]);
    assert!(told(&office, anna).await?.is_empty());
    notes.remove(anna, note).await?;
    assert!(told(&office, bartek).await?.is_empty());
    // Somebody else was meant.
    let slip = notes.add(anna, jan, &format!("@{} — oddzwoń", bartek.name)).await?;
    assert_eq!(words(&office, bartek).await?, [named()]);
    notes.change(anna, slip, "@Nikt Taki — oddzwoń").await?;
    assert!(told(&office, bartek).await?.is_empty());
    notes.restore(anna, note).await?;
    office.kurier.records().remove(anna, jan).await?;
    assert!(told(&office, bartek).await?.is_empty(), "the record is in the bin");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_gets_a_record_is_told_and_each_kind_can_be_done_without(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, bartek) = (&office.kurier, &office.anna, &office.bartek);
    let deals = Desk::of(&office, "deal").await?;
    let person = bartek.user.context("a person")?.to_string();
    let hala = deals.create(&[("name", "Hala"), ("owner", person.as_str())]).await?;
    let given = |name: &str| known(NotificationKind::RecordGiven, "Anna Kowalska", name);
    assert_eq!(words(&office, bartek).await?, [given("Hala")]);

    // Given again with something else: nothing new.
    let change = |key: &str, value: &str| Change {
        field: Field::OfKind(deals.field(key).id),
        value: value.to_owned(),
    };
    let fields = vec![change("name", "Hala 2"), change("owner", &person)];
    kurier.records().update(anna, hala, Changes { revision: 1, fields }).await?;
    assert_eq!(told(&office, bartek).await?.len(), 1);

    // Nobody's again, before they have looked: nothing to look at.
    let nobody = vec![change("owner", "")];
    kurier.records().update(anna, hala, Changes { revision: 2, fields: nobody }).await?;
    assert!(told(&office, bartek).await?.is_empty());
    let back = vec![change("owner", &person)];
    kurier.records().update(anna, hala, Changes { revision: 3, fields: back }).await?;

    office.lead_with(anna, &[("name", "Zapytanie"), ("owner", &person)]).await?;
    assert_eq!(words(&office, bartek).await?, [given("Zapytanie"), given("Hala 2")]);

    kurier.notifications().want(bartek, NotificationKind::RecordGiven, false).await?;
    kurier.notifications().want(bartek, NotificationKind::RecordGiven, false).await?;
    deals.create(&[("name", "Biuro"), ("owner", person.as_str())]).await?;
    assert_eq!(told(&office, bartek).await?.len(), 2);
    let kinds = kurier.notifications().kinds(bartek).await?;
    let refused: Vec<_> = kinds.iter().filter(|(_, wanted)| !wanted).map(|(kind, _)| *kind).collect();
    assert_eq!((kinds.len(), refused), (NotificationKind::ALL.len(), vec![NotificationKind::RecordGiven]));
    kurier.notifications().want(bartek, NotificationKind::RecordGiven, true).await?;
    deals.create(&[("name", "Magazyn"), ("owner", person.as_str())]).await?;
    assert_eq!(told(&office, bartek).await?.len(), 3);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_read_is_ones_own(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, bartek) = (&office.kurier, &office.anna, &office.bartek);
    for title in ["Jedno", "Drugie", "Trzecie"] {
        kurier.tasks().create(anna, &form(title, bartek), WARSAW).await?;
    }
    let all = told(&office, bartek).await?;
    assert_eq!(all.len(), 3);
    let notifications = kurier.notifications();
    for (person, which) in [(anna, all[0].id), (bartek, NotificationId::new())] {
        assert!(matches!(notifications.read(person, Some(which)).await, Err(Error::NotFound)));
    }
    assert_eq!(notifications.count(bartek).await?, 3);
    notifications.read(bartek, Some(all[1].id)).await?;
    assert_eq!(notifications.count(bartek).await?, 2);
    assert!(told(&office, bartek).await?[1].is_read);
    notifications.read(anna, None).await?;
    assert_eq!(notifications.count(bartek).await?, 2);
    notifications.read(bartek, None).await?;
    assert_eq!(notifications.count(bartek).await?, 0);
    assert!(matches!(notifications.count(&Actor::system(anna.workspace)).await, Err(Error::Forbidden)));
    // A private task that is no longer theirs.
    let task = kurier.tasks().create(anna, &form("Tajne", bartek), WARSAW).await?;
    assert_eq!(notifications.count(bartek).await?, 1);
    kurier.tasks().change(anna, task, 1, &form("Tajne", anna), WARSAW).await?;
    assert_eq!(notifications.count(bartek).await?, 0);
    assert_eq!(told(&office, bartek).await?.len(), 3);
    Ok(())
}
