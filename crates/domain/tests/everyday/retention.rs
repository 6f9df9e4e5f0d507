//! Rules that say how long what is kept.

use crate::office::Office;
use crate::protection::work;
use crate::records::Desk;
use anyhow::{Result, bail};
use kurier_domain::Error;
use kurier_domain::outbox::Tz;
use kurier_model::RecordId;
use kurier_model::protection::{ActKind, Asked, Deed, LeftWhy, MailWish, RetentionOf, RetentionRule};
use kurier_model::record::ListQuery;
use kurier_model::task::TaskForm;
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;
use std::time::Duration;

fn rule(what: &str, deed: Deed) -> RetentionRule {
    RetentionRule { what: RetentionOf::from(what.to_owned()), months: 12, deed }
}

async fn retain(office: &Office, rule: &RetentionRule) -> Result<()> {
    let protection = office.kurier.protection();
    while !protection.retain(office.anna.workspace, &rule.what, Duration::ZERO).await? {}
    Ok(())
}

/// Of five people one is nobody's, three are worked with, and one wants no mail.
async fn people(office: &Office, contacts: &Desk<'_>, deals: &Desk<'_>) -> Result<Vec<RecordId>> {
    let protection = office.kurier.protection();
    let mut all = Vec::new();
    for name in ["Zofia Unikatowska", "Jan Wstrzymany", "Ola Zadanie", "Ewa Szansa", "Ada Rezygnuje"] {
        let address = format!("{}@klient.example", name.split(' ').next().unwrap_or_default().to_lowercase());
        all.push(contacts.create(&[("name", name), ("emails", &address), ("title", "Prezes")]).await?);
    }
    let &[_, held, tasked, worked, unwilling] = all.as_slice() else { bail!("five people") };
    protection.hold(&office.anna, held, Some("spór sądowy")).await?;
    let task = TaskForm { title: "Oddzwonić".to_owned(), records: vec![tasked], ..TaskForm::default() };
    office.kurier.tasks().create(&office.anna, &task, Tz::UTC).await?;
    deals.create(&[("name", "Krzesła"), ("contact", &worked.to_string())]).await?;
    office.kurier.consents().opt_out(&office.anna, unwilling, "").await?;
    Ok(all)
}

/// Rules are for administrators, about what there are rules for, and after some time.
async fn refuses(office: &Office, old: &RetentionRule) {
    let protection = office.kurier.protection();
    assert!(matches!(protection.preview(&office.bartek, old).await, Err(Error::Forbidden)));
    assert!(matches!(protection.set_rule(&office.bartek, old, true).await, Err(Error::Forbidden)));
    let nothing = rule("deal", Deed::Erase);
    assert!(matches!(protection.set_rule(&office.anna, &nothing, true).await, Err(Error::NotFound)));
    let never = RetentionRule { months: 0, ..old.clone() };
    assert!(matches!(protection.set_rule(&office.anna, &never, true).await, Err(Error::Invalid(_))));
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_was_kept_long_enough_goes_and_what_somebody_works_with_stays(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    let protection = office.kurier.protection();
    let all = people(&office, &contacts, &deals).await?;
    let old = rule("contact", Deed::Erase);
    assert_eq!(protection.preview(&office.anna, &old).await?.goes, 0, "nothing is old yet");
    office.wait(400 * 24 * 3600);
    let fresh = contacts.create(&[("name", "Nowy Klient")]).await?;

    // Said before it is switched on, to administrators alone.
    let preview = protection.preview(&office.anna, &old).await?;
    assert_eq!(
        (preview.goes, &preview.names[..]),
        (2, &["Zofia Unikatowska".to_owned(), "Ada Rezygnuje".to_owned()][..])
    );
    let mut left = preview.left;
    left.sort_unstable();
    assert_eq!(left, [(LeftWhy::Held, 1), (LeftWhy::Task, 1), (LeftWhy::Work, 1)]);
    refuses(&office, &old).await;
    assert_eq!(protection.look_at_rules().await?, 0, "none is on");

    // A report changes nothing.
    let report = rule("contact", Deed::Report);
    protection.set_rule(&office.anna, &report, true).await?;
    assert_eq!(protection.look_at_rules().await?, 1);
    retain(&office, &report).await?;
    let log = protection.acts(&office.bartek, None, 1).await?.rows;
    assert_eq!((log[0].what, log[0].matter.done, log[0].going), (ActKind::Retained, 2, false));
    assert_eq!(contacts.names(&ListQuery::default()).await?.len(), 6);

    protection.set_rule(&office.anna, &rule("contact", Deed::Anonymise), true).await?;
    retain(&office, &report).await?;
    let kept = contacts.get(all[0]).await?;
    assert_eq!(
        (kept.name.as_str(), contacts.value(&kept, "title"), contacts.value(&kept, "emails")),
        ("—", None, None)
    );

    protection.set_rule(&office.anna, &old, true).await?;
    retain(&office, &old).await?;
    retain(&office, &old).await?;
    let mut names = contacts.names(&ListQuery::default()).await?;
    names.sort();
    assert_eq!(names, ["Ewa Szansa", "Jan Wstrzymany", "Nowy Klient", "Ola Zadanie"]);
    let log = protection.acts(&office.bartek, None, 20).await?.rows;
    let done = log.iter().filter(|act| act.what == ActKind::Retained);
    let done: Vec<(u32, Option<u32>)> = done.map(|act| (act.matter.done, act.matter.found)).collect();
    assert_eq!(done, [(2, Some(0)), (2, Some(0)), (2, Some(0))], "once a day and a rule");
    assert_eq!(protection.look_at_rules().await?, 0, "it was looked at today");
    office.wait(24 * 3600);
    assert_eq!(protection.look_at_rules().await?, 1);
    assert!(contacts.get(fresh).await.is_ok());
    // Who wanted no mail gets none, though nobody knows them.
    let erased = office.kurier.consents().erased(&office.anna, &["ada@klient.example".to_owned()]).await?;
    assert_eq!(erased.len(), 1);
    Ok(())
}

/// A lead is work itself until it is won or lost; then it is kept no longer than anybody.
#[sqlx::test(migrations = "../../migrations")]
async fn a_lead_that_is_open_is_worked_on(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, leads) = (Desk::of(&office, "contact").await?, Desk::of(&office, "lead").await?);
    let protection = office.kurier.protection();
    for stage in &leads.kind.stages {
        let values = [("name", stage.name.as_stored()), ("stage", &stage.id.to_string())];
        office.lead_with(&office.anna, &values).await?;
    }
    contacts.create(&[("name", "Jan Nowak")]).await?;
    office.wait(400 * 24 * 3600);
    let fresh = office.lead(&office.anna, "Świeża", "").await?;
    office.kurier.records().move_to_stage(&office.anna, fresh, leads.kind.stages[5].id).await?;

    let old = rule("lead", Deed::Erase);
    let mut preview = protection.preview(&office.anna, &old).await?;
    preview.names.sort_unstable();
    assert_eq!((preview.goes, &preview.names[..]), (2, &["#lost".to_owned(), "#won".to_owned()][..]));
    assert_eq!(preview.left, [(LeftWhy::Work, 4)]);
    let people = protection.preview(&office.anna, &rule("contact", Deed::Erase)).await?;
    assert_eq!((people.goes, &people.left[..]), (1, &[][..]), "who is in no stage is nobody's work");

    protection.set_rule(&office.anna, &old, true).await?;
    retain(&office, &old).await?;
    let mut names = leads.names(&ListQuery::default()).await?;
    names.sort_unstable();
    assert_eq!(names, ["#contacted", "#new", "#proposal", "#qualified", "Świeża"]);
    let log = protection.acts(&office.bartek, None, 1).await?.rows;
    assert_eq!((log[0].matter.done, &log[0].matter.left[..]), (2, &[(LeftWhy::Work, 4)][..]));
    assert_eq!(contacts.names(&ListQuery::default()).await?, ["Jan Nowak"], "the rule is about leads");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn notes_that_are_kept_for_taking_something_back_go_with_whom_they_are_about(
    pool: PgPool,
) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let zofia = contacts.create(&[("name", "Zofia Unikatowska"), ("emails", "zofia@klient.example")]).await?;
    let mail = Mail::new("zofia@klient.example", BIURO.address, "Pytanie").text("Ile?");
    office.arrives(&mail.raw()).await?;
    let thread = office.thread("Pytanie").await?;
    // It was ignored along with a thread of somebody else, by what its event says.
    let undo = format!(
        r#"{{"ignored": [{{"thread": "{thread}", "before": {{"left": {{"note": "Nie teraz"}}}}}}]}}"#
    );
    sqlx::query(
        "INSERT INTO events (id, workspace_id, kind, payload, undo) VALUES (gen_random_uuid(), $1, 'thread.decided', '{}', $2::jsonb)",
    )
    .bind(office.anna.workspace.0)
    .bind(undo)
    .execute(&office.pool)
    .await?;
    let asked = Asked { record: zofia, others: Vec::new(), names: Vec::new() };
    let act =
        office.kurier.protection().erase(&office.anna, &asked, MailWish::Leave, "Zofia Unikatowska").await?;
    work(&office, act).await?;
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM events WHERE undo::text LIKE '%Nie teraz%'")
        .fetch_one(&office.pool)
        .await?;
    assert_eq!(kept, 0);
    Ok(())
}
