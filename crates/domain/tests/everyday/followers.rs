//! Who follows a record, and what they are told.

use crate::leads::JAN;
use crate::office::Office;
use crate::records::Desk;
use crate::visibility::{id, is_missing, names, show};
use anyhow::Result;
use kurier_domain::Actor;
use kurier_model::notification::NotificationKind;
use kurier_model::record::{Change, Changes};
use kurier_model::visibility::Visibility;
use kurier_model::{Field, UserId};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

async fn told(office: &Office, actor: &Actor) -> Result<Vec<NotificationKind>> {
    let page = office.kurier.notifications().page(actor, None, 50).await?;
    Ok(page.rows.into_iter().map(|one| one.what).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn followers_are_told_once_and_never_of_what_they_may_not_see(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, bartek, celina) = (&office.kurier, &office.anna, &office.bartek, &office.celina);
    let (records, followers) = (kurier.records(), kurier.followers());
    let desk = Desk::of(&office, "deal").await?;
    let owner = id(bartek).to_string();
    let chairs = desk.create(&[("name", "Krzesła"), ("owner", &owner)]).await?;
    kurier.notifications().read(bartek, None).await?;
    followers.follow(anna, chairs, id(celina), true).await?;
    followers.follow(anna, chairs, id(celina), true).await?;
    assert_eq!(told(&office, celina).await?, [NotificationKind::Followed], "once");
    let sight = records.sight(celina, chairs).await?;
    assert_eq!((sight.follows, names(&sight.followers)), (true, vec![celina.name.as_str()]));

    let source = Field::OfKind(desk.field("source").id);
    for value in ["phone", "email"] {
        let revision = records.get(anna, chairs).await?.revision;
        let changes = Changes { revision, fields: vec![Change { field: source, value: value.to_owned() }] };
        records.update(anna, chairs, changes).await?;
    }
    records.move_to_stage(anna, chairs, desk.kind.stages[1].id).await?;
    kurier.notes().add(anna, chairs, "Zamówią w maju").await?;
    let all = [NotificationKind::RecordNote, NotificationKind::RecordMoved, NotificationKind::RecordChanged];
    assert_eq!(told(&office, bartek).await?[..3], all, "the owner follows by being the owner");
    assert_eq!(told(&office, celina).await?[..3], all, "each kind once");
    assert!(told(&office, anna).await?.is_empty(), "nobody is told of what they did themselves");
    kurier.notifications().want(celina, NotificationKind::RecordNote, false).await?;
    kurier.notifications().read(celina, None).await?;
    kurier.notes().add(bartek, chairs, "@Celina, spójrz").await?;
    assert_eq!(kurier.notifications().count(celina).await?, 0, "not wanted");

    // Who may not see it is told nothing, and cannot follow it.
    records.move_to_stage(anna, chairs, desk.kind.stages[2].id).await?;
    assert_eq!(kurier.notifications().count(celina).await?, 1);
    show(&office, bartek, chairs, Visibility::Owner).await?;
    assert_eq!(told(&office, celina).await?, [], "not even what she has read");
    records.move_to_stage(anna, chairs, desk.kind.stages[1].id).await?;
    kurier.notes().add(anna, chairs, &format!("@{} nie zobaczy", celina.name)).await?;
    assert_eq!(told(&office, celina).await?, []);
    assert!(is_missing(followers.follow(anna, chairs, id(celina), true).await), "she may not see it");
    assert!(names(&records.sight(bartek, chairs).await?.followers).is_empty());
    show(&office, bartek, chairs, Visibility::Everybody).await?;
    records.move_to_stage(anna, chairs, desk.kind.stages[2].id).await?;
    assert_eq!(kurier.notifications().count(celina).await?, 1, "she follows it still");
    followers.follow(celina, chairs, id(celina), false).await?;
    assert_eq!(kurier.notifications().count(celina).await?, 0, "what she has not read she need not be told");
    assert!(is_missing(followers.follow(anna, chairs, UserId::new(), true).await));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn new_mail_is_told_to_those_who_may_read_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, bartek, celina) = (&office.kurier, &office.bartek, &office.celina);
    let desk = Desk::of(&office, "contact").await?;
    let owner = id(bartek).to_string();
    let jan = desk.create(&[("name", "Jan Nowak"), ("emails", JAN), ("owner", &owner)]).await?;
    kurier.notifications().read(bartek, None).await?;
    kurier.followers().follow(celina, jan, id(celina), true).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    assert_eq!(told(&office, bartek).await?[0], NotificationKind::RecordMail);
    assert_eq!(told(&office, celina).await?, [], "it lies in a mailbox that she does not see");
    Ok(())
}
