//! Several records at once, as somebody has chosen them in a list.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::record::{Back, Change, TakenBack};
use kurier_model::{Field, Reason, RecordId};
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn each_is_changed_by_itself_and_can_be_what_it_was(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let desk = Desk::of(&office, "company").await?;
    let first = desk.create(&[("name", "Meble"), ("industry", "meble")]).await?;
    let second = desk.create(&[("name", "Okna")]).await?;
    let binned = desk.create(&[("name", "Drzwi")]).await?;
    records.remove(anna, binned).await?;
    let (nobody, field) = (RecordId::new(), Field::OfKind(desk.field("industry").id));
    let change = |record: RecordId, value: &str| (record, vec![Change { field, value: value.to_owned() }]);
    let all = [first, second, binned, nobody].map(|record| change(record, "budowa")).to_vec();
    let done = records.change_each(anna, all).await?;
    let stood = |back: &Back| (back.record, back.steps[0].fields[0].value.clone());
    assert_eq!(
        done.back.iter().map(stood).collect::<Vec<_>>(),
        [(first, "meble".to_owned()), (second, String::new())]
    );
    assert_eq!(done.refused.iter().map(|one| one.record).collect::<Vec<_>>(), [binned, nobody]);
    assert_eq!(records.take_back(anna, done.back).await?, TakenBack::default());
    assert_eq!(desk.value(&desk.get(first).await?, "industry"), Some("meble"));
    assert_eq!(desk.value(&desk.get(second).await?, "industry"), None);

    // What cannot stand in one keeps nothing from the others, and is said with its name.
    let tax_id = Field::OfKind(desk.field("tax_id").id);
    let number = |record: RecordId| (record, vec![Change { field: tax_id, value: "5260250274".to_owned() }]);
    let done = records.change_each(anna, vec![number(first), number(second)]).await?;
    assert_eq!(done.back.len(), 1);
    let refused = done.refused.first().context("both have it")?;
    assert_eq!((refused.name.as_str(), &refused.why), ("Okna", &Reason::Taken));

    let many = std::iter::repeat_n(change(first, "x"), 201).collect();
    assert!(matches!(records.change_each(anna, many).await, Err(Error::Invalid(_))));
    let many = done.back.iter().cycle().take(201).cloned().collect();
    assert!(matches!(records.take_back(anna, many).await, Err(Error::Invalid(_))));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn each_goes_into_the_bin_and_comes_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let desk = Desk::of(&office, "company").await?;
    let first = desk.create(&[("name", "Meble"), ("domain", "meble.example")]).await?;
    let second = desk.create(&[("name", "Okna")]).await?;
    let done = records.remove_each(anna, vec![first, RecordId::new(), second], true).await?;
    assert_eq!(done, [first, second]);
    assert!(desk.get(first).await?.removed_at.is_some());
    desk.create(&[("name", "Nowe meble"), ("domain", "meble.example")]).await?;
    let back = records.remove_each(anna, done, false).await?;
    assert_eq!(back, [second], "the domain of the other has been taken meanwhile");
    assert!(matches!(records.remove_each(anna, vec![first; 201], true).await, Err(Error::Invalid(_))));
    Ok(())
}
