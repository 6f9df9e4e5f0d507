//! Where hiding a record, bringing in a file, making two one and erasing meet.

use crate::imports::words;
use crate::leads::JAN;
use crate::merging::merge;
use crate::office::Office;
use crate::protection::{places, work};
use crate::records::Desk;
use crate::visibility::{barteks, is_missing};
use anyhow::{Context, Result};
use kurier_model::import::{ImportPlan, TwinRule};
use kurier_model::protection::{Asked, MailWish};
use kurier_model::visibility::Visibility;
use sqlx::PgPool;
use std::time::Duration;

#[sqlx::test(migrations = "../../migrations")]
async fn a_file_changes_nothing_that_whoever_brings_it_does_not_see(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, celina) = (&office.kurier, &office.celina);
    let contacts = Desk::of(&office, "contact").await?;
    let hidden = barteks(&contacts, &[("name", "Jan Ametyst"), ("emails", JAN), ("title", "Prezes")]).await?;
    let before = contacts.get(hidden).await?;
    let file = format!(
        "Imię i nazwisko;E-mail;Stanowisko\nJan Ametyst;{JAN};Nikt\nEwa Kot;ewa@kot.example;Szefowa\n"
    );
    let imports = kurier.imports();
    let bytes = file.into_bytes();
    let import = imports.begin(celina, &contacts.kind.key, "klienci.csv", bytes, words(&contacts)).await?;
    let fields = ["name", "emails", "title"].map(|key| Some(contacts.field(key).id)).to_vec();
    imports.check(celina, import, ImportPlan { fields, twins: TwinRule::Update }).await?;
    while !imports.go_on(celina.workspace, import, Duration::ZERO).await? {}
    assert_eq!(imports.get(celina, import).await?.counts.updated, 0, "nobody says that it is there");
    imports.run(celina, import).await?;
    while !imports.go_on(celina.workspace, import, Duration::ZERO).await? {}
    let after = contacts.get(hidden).await?;
    assert_eq!((after.revision, &after.values), (before.revision, &before.values));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_becomes_one_is_seen_as_the_narrowest_and_whole_also_where_it_is_not_seen(
    pool: PgPool,
) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (records, anna, bartek, celina) =
        (office.kurier.records(), &office.anna, &office.bartek, &office.celina);
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    let open = contacts.create(&[("name", "Jan Nowak")]).await?;
    let hidden = barteks(&contacts, &[("name", "J. Nowak"), ("emails", JAN)]).await?;
    office.kurier.notes().add(bartek, hidden, "Między nami").await?;
    let deal = deals.create(&[("name", "Krzesła"), ("contact", &open.to_string())]).await?;
    assert!(records.get(celina, open).await.is_ok());

    let preview = office.kurier.merging().preview(anna, &[open, hidden], Some(open)).await?;
    assert_eq!(preview.narrowed, Some(Visibility::Owner), "said before");
    let made = merge(&office, open, &[hidden]).await?;
    assert!(is_missing(records.get(celina, open).await), "what only Bartek saw is not read by all");
    assert_eq!(records.get(bartek, open).await?.name, "Jan Nowak");

    // Bartek, who sees it, makes it one with another: what became part of it before comes along, and who links to it.
    let third = barteks(&contacts, &[("name", "Jan Nowakowski")]).await?;
    let chain = merge(&office, third, &[open]).await?;
    assert_eq!(records.get(anna, hidden).await?.id, third, "always one step");
    assert_eq!(
        contacts.get(deal).await?.values.iter().find(|one| one.value == third.to_string()).map(|_| ()),
        Some(())
    );
    office.kurier.merging().split(anna, chain).await?;
    office.kurier.merging().split(anna, made).await?;
    assert_eq!(records.get(bartek, hidden).await?.id, hidden);
    let linked = records.get(anna, deal).await?;
    assert!(linked.values.iter().any(|one| one.value == open.to_string()), "{:?}", linked.values);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_is_erased_takes_along_what_became_part_of_them(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (protection, anna) = (office.kurier.protection(), &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let main = contacts.create(&[("name", "Zofia Unikatowska"), ("emails", "zofia@unikat.example")]).await?;
    let maiden = contacts.create(&[("name", "Zofia Panieńska"), ("emails", "zp@unikat.example")]).await?;
    merge(&office, main, &[maiden]).await?;
    let data = protection.look(anna, maiden, None).await?;
    assert_eq!(data.record.id, main, "an old address leads to what it is now");
    assert!(
        data.others.is_empty(),
        "what is part of a person is no other record of theirs: {:?}",
        data.others
    );
    assert!(data.names.contains(&"Zofia Panieńska".to_owned()), "{:?}", data.names);
    let asked = Asked { record: main, others: Vec::new(), names: data.names.clone() };
    let act = protection.erase(anna, &asked, MailWish::Leave, "Zofia Unikatowska").await?;
    let other = contacts.create(&[("name", "Inna")]).await?;
    let refused = merge(&office, other, &[main]).await;
    assert!(refused.is_err(), "who is being erased lives on in nobody");
    work(&office, act).await?;
    assert!(is_missing(office.kurier.records().get(anna, maiden).await));
    let left = places(&pool).await?;
    let left: Vec<_> = left.into_iter().filter(|(_, count)| *count > 0).collect();
    let log = protection.acts(anna, None, 5).await?.rows;
    let act = log.first().context("the act")?;
    assert_eq!(act.matter.found, Some(0), "{left:?}");
    let rows: i64 =
        sqlx::query_scalar("SELECT count(*) FROM records WHERE name LIKE 'Zofia%'").fetch_one(&pool).await?;
    assert_eq!(rows, 0);
    Ok(())
}
