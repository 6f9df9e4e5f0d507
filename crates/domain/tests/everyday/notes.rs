//! What people write down about records.

use crate::office::Office;
use crate::records::Desk;
use anyhow::Result;
use kurier_domain::{Actor, Error};
use kurier_model::timeline::{TimelineFilter, TimelineItem};
use kurier_model::{Field, NoteId, Reason, RecordId};
use sqlx::PgPool;

/// The notes on a timeline: who wrote what, whether it is one's own, whether it was written anew.
async fn notes(
    office: &Office,
    actor: &Actor,
    record: RecordId,
) -> Result<Vec<(String, String, bool, bool)>> {
    let rows = office.kurier.records().timeline(actor, record, TimelineFilter::All, None, 50).await?.rows;
    let note = |what| match what {
        TimelineItem::Note { by, text, mine, edited, .. } => Some((by, text, mine, edited)),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(|entry| note(entry.what)).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_note_is_read_by_all_and_changed_by_whoever_wrote_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, bartek) = (&office.kurier, &office.anna, &office.bartek);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Nowak")]).await?;
    let ola = contacts.create(&[("name", "Ola")]).await?;
    office.wait(60);
    let note = kurier.notes().add(anna, jan, "  Dzwonić po dziesiątej.\r\nNie w piątki.  ").await?;
    let text = "Dzwonić po dziesiątej.\nNie w piątki.".to_owned();
    assert_eq!(
        notes(&office, bartek, jan).await?,
        [("Anna Kowalska".to_owned(), text.clone(), false, false)]
    );
    assert_eq!(contacts.names(&Default::default()).await?, ["Jan Nowak", "Ola"], "something happened to Jan");
    assert!(notes(&office, anna, ola).await?.is_empty());

    // Of somebody else's, nothing is changed.
    assert!(matches!(kurier.notes().change(bartek, note, "x").await, Err(Error::NotFound)));
    assert!(matches!(kurier.notes().remove(bartek, note).await, Err(Error::NotFound)));
    assert!(matches!(kurier.notes().change(anna, NoteId::new(), "x").await, Err(Error::NotFound)));
    kurier.notes().change(anna, note, "Dzwonić rano.").await?;
    assert_eq!(
        notes(&office, anna, jan).await?,
        [("Anna Kowalska".to_owned(), "Dzwonić rano.".to_owned(), true, true)]
    );
    kurier.notes().remove(anna, note).await?;
    assert!(notes(&office, anna, jan).await?.is_empty());
    assert!(matches!(kurier.notes().change(anna, note, "x").await, Err(Error::NotFound)));
    assert!(matches!(kurier.notes().restore(bartek, note).await, Err(Error::NotFound)));
    kurier.notes().restore(anna, note).await?;
    assert_eq!(notes(&office, bartek, jan).await?.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn notes_say_something_and_are_about_what_is_there(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Nowak")]).await?;
    for (text, reason) in
        [(" \n\0 ".to_owned(), Reason::Required), ("ż".repeat(20_001), Reason::TooLong { max: 20_000 })]
    {
        let Err(Error::Invalid(invalid)) = kurier.notes().add(anna, jan, &text).await else {
            panic!("it was written down")
        };
        assert_eq!(invalid.about(Field::Description), Some(&reason));
    }
    let lead = office.lead(anna, "Krzesła", "jan@a.example").await?;
    kurier.notes().add(anna, lead, "O leadzie").await?;
    assert_eq!(notes(&office, anna, lead).await?[0].1, "O leadzie");
    // A long timeline loses no note between its pages.
    for number in 0..7 {
        office.wait(1);
        kurier.notes().add(anna, jan, &format!("Notatka {number}")).await?;
    }
    let (mut texts, mut after) = (Vec::new(), None);
    loop {
        let page = kurier.records().timeline(anna, jan, TimelineFilter::All, after, 3).await?;
        texts.extend(page.rows.into_iter().filter_map(|entry| match entry.what {
            TimelineItem::Note { text, .. } => Some(text),
            _ => None,
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(texts, (0..7).rev().map(|number| format!("Notatka {number}")).collect::<Vec<_>>());
    kurier.records().remove(anna, jan).await?;
    assert!(matches!(kurier.notes().add(anna, jan, "x").await, Err(Error::NotFound)));
    assert!(matches!(kurier.notes().add(anna, RecordId::new(), "x").await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_note_that_was_taken_away_is_forgotten_after_a_month(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (notes, anna) = (office.kurier.notes(), &office.anna);
    let lead = office.lead(anna, "Bramy", "x@inna.example").await?;
    let kept = async || -> Result<i64> {
        Ok(sqlx::query_scalar("SELECT count(*) FROM notes").fetch_one(&office.pool).await?)
    };
    notes.add(anna, lead, "Zostaje").await?;
    let gone = notes.add(anna, lead, "Nie pisać do niego").await?;
    notes.remove(anna, gone).await?;
    office.wait(29 * 24 * 3_600);
    notes.clear_away().await?;
    assert_eq!(kept().await?, 2, "it can be brought back");
    office.wait(2 * 24 * 3_600);
    notes.clear_away().await?;
    assert_eq!(kept().await?, 1);
    assert!(matches!(notes.restore(anna, gone).await, Err(Error::NotFound)));
    Ok(())
}
