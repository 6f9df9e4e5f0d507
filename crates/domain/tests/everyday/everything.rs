//! Search over what people have written: tasks and notes; and tasks that are past.

use crate::office::Office;
use crate::records::Desk;
use crate::visibility::barteks;
use anyhow::Result;
use kurier_domain::Actor;
use kurier_model::WorkspaceId;
use kurier_model::task::{TaskForm, TaskList};
use sqlx::PgPool;

const WARSAW: chrono_tz::Tz = chrono_tz::Tz::Europe__Warsaw;

fn form(title: &str) -> TaskForm {
    TaskForm { title: title.to_owned(), ..TaskForm::default() }
}

async fn tasks(office: &Office, actor: &Actor, words: &str) -> Result<Vec<String>> {
    let found = office.kurier.tasks().search(actor, words, WARSAW).await?;
    Ok(found.into_iter().map(|task| task.title).collect())
}

async fn notes(office: &Office, actor: &Actor, words: &str) -> Result<Vec<(String, String)>> {
    let found = office.kurier.notes().search(actor, words).await?;
    Ok(found.into_iter().map(|note| (note.name, note.text)).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn tasks_are_found_by_whoever_may_see_them_what_is_to_be_done_first(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (verbs, anna, bartek, celina) = (office.kurier.tasks(), &office.anna, &office.bartek, &office.celina);
    let deals = Desk::of(&office, "deal").await?;
    let deal = deals.create(&[("name", "Krzesła")]).await?;
    let done = verbs.create(anna, &form("Wysłać umowę do Łodzi"), WARSAW).await?;
    verbs.finish(anna, done, true).await?;
    verbs.create(anna, &form("Podpisać umowy"), WARSAW).await?;
    let soon = TaskForm { due_day: "2020-01-02".to_owned(), ..form("Umowa dla Żabki") };
    let soon = verbs.create(anna, &soon, WARSAW).await?;
    let shared = TaskForm { records: vec![deal], ..form("Umowa o krzesłach") };
    verbs.create(anna, &shared, WARSAW).await?;

    let all = ["Umowa dla Żabki", "Umowa o krzesłach", "Podpisać umowy", "Wysłać umowę do Łodzi"];
    assert_eq!(
        tasks(&office, anna, "umowa").await?,
        all,
        "in any form; open before done, as typed before other forms"
    );
    assert_eq!(tasks(&office, anna, "UMOW").await?.len(), 4);
    assert_eq!(tasks(&office, anna, "lodzi").await?, ["Wysłać umowę do Łodzi"]);
    assert_eq!(tasks(&office, anna, "umowy żabce").await?, Vec::<String>::new());
    assert_eq!(tasks(&office, anna, "żab umowa").await?, ["Umowa dla Żabki"]);
    assert_eq!(tasks(&office, anna, "do").await?, ["Wysłać umowę do Łodzi"], "too short for the index");
    for nothing in ["", " ", "\0", "%", "_", "xqzw", "' OR 1=1 --", &"x".repeat(5_000)] {
        assert!(tasks(&office, anna, nothing).await?.is_empty(), "{nothing:?}");
    }
    // Of others' only what is about a record.
    assert_eq!(tasks(&office, celina, "umowa").await?, ["Umowa o krzesłach"]);
    let given = TaskForm { assignee: bartek.user, ..form("Umowa dla Bartka") };
    verbs.create(anna, &given, WARSAW).await?;
    assert_eq!(tasks(&office, bartek, "bartka").await?, ["Umowa dla Bartka"]);
    let secret = barteks(&deals, &[("name", "Ametyst")]).await?;
    let hidden = TaskForm { records: vec![secret], ..form("Umowa ametystowa") };
    verbs.create(bartek, &hidden, WARSAW).await?;
    assert_eq!(tasks(&office, bartek, "ametystowa").await?.len(), 1);
    assert!(tasks(&office, celina, "ametystowa").await?.is_empty(), "about what she may not see");
    let stranger = Actor::system(WorkspaceId::new());
    assert!(tasks(&office, &stranger, "umowa").await?.is_empty(), "the wall");

    verbs.remove(anna, soon).await?;
    assert!(tasks(&office, anna, "żabki").await?.is_empty());
    verbs.restore(anna, soon).await?;
    assert_eq!(tasks(&office, anna, "żabki").await?.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn notes_are_found_of_records_that_one_sees(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (verbs, anna, bartek, celina) = (office.kurier.notes(), &office.anna, &office.bartek, &office.celina);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Nowak")]).await?;
    let secret = barteks(&contacts, &[("name", "Ametyst")]).await?;
    let long =
        format!("{} Prosił o fakturę zaliczkową. {}", "Dzwonił. ".repeat(50), "Oddzwonić. ".repeat(50));
    verbs.add(anna, jan, &long).await?;
    office.wait(60);
    let note = verbs.add(anna, jan, "Faktura\nwysłana").await?;
    verbs.add(bartek, secret, "Faktura tajna").await?;

    let found = notes(&office, celina, "faktura").await?;
    assert_eq!(found[0], ("Jan Nowak".to_owned(), "Faktura wysłana".to_owned()));
    assert!(
        found[1].1.contains("Prosił o fakturę zaliczkową.") && found[1].1.chars().count() < 200,
        "{found:?}"
    );
    assert_eq!(found.len(), 2, "not of what she may not see: {found:?}");
    assert_eq!(notes(&office, bartek, "tajna").await?, [("Ametyst".to_owned(), "Faktura tajna".to_owned())]);
    assert!(notes(&office, celina, "tajna").await?.is_empty());
    assert!(notes(&office, &Actor::system(WorkspaceId::new()), "faktura").await?.is_empty(), "the wall");
    verbs.remove(anna, note).await?;
    assert!(notes(&office, anna, "wysłana").await?.is_empty());
    office.kurier.records().remove(anna, jan).await?;
    assert!(notes(&office, anna, "zaliczkowa").await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn past_tasks_of_ones_own_are_counted(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (verbs, anna) = (office.kurier.tasks(), &office.anna);
    let today = verbs.page(anna, TaskList::Mine, WARSAW, None, 1).await?.today;
    let yesterday = (today - chrono::TimeDelta::days(1)).to_string();
    let due = |title: &str, day: &str, time: &str| TaskForm {
        due_day: day.to_owned(),
        due_time: time.to_owned(),
        ..form(title)
    };
    verbs.create(anna, &form("Kiedyś"), WARSAW).await?;
    verbs.create(anna, &due("Dziś", &today.to_string(), ""), WARSAW).await?;
    let tomorrow = (today + chrono::TimeDelta::days(1)).to_string();
    verbs.create(anna, &due("Jutro", &tomorrow, "23:59"), WARSAW).await?;
    assert_eq!(verbs.overdue(anna, WARSAW).await?, 0);
    let past = verbs.create(anna, &due("Wczoraj", &yesterday, ""), WARSAW).await?;
    verbs.create(anna, &due("Wczoraj o ósmej", &yesterday, "08:00"), WARSAW).await?;
    let bartek = TaskForm { assignee: office.bartek.user, ..due("Bartka", &yesterday, "") };
    verbs.create(anna, &bartek, WARSAW).await?;
    assert_eq!((verbs.overdue(anna, WARSAW).await?, verbs.overdue(&office.bartek, WARSAW).await?), (2, 1));
    verbs.finish(anna, past, true).await?;
    assert_eq!(verbs.overdue(anna, WARSAW).await?, 1);
    // What is to be done by tomorrow is past the day after.
    office.wait(3 * 24 * 3600);
    assert_eq!(verbs.overdue(anna, WARSAW).await?, 3);
    assert_eq!(verbs.overdue(&Actor::system(WorkspaceId::new()), WARSAW).await?, 0);
    Ok(())
}
