//! Photos of people: made small, shown, taken away and brought back; with merging, erasing and what is handed out.

use crate::merging::merge;
use crate::office::Office;
use crate::protection::work;
use crate::records::Desk;
use crate::visibility::{barteks, is_missing};
use anyhow::{Context, Result};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use kurier_domain::{Actor, Error};
use kurier_model::photo::{MOST_BYTES, PhotoHash};
use kurier_model::protection::{Asked, DataKind, MailWish};
use kurier_model::record::ListQuery;
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{Field, Reason, RecordId};
use sqlx::PgPool;
use std::io::Cursor;

/// A picture in one colour.
pub fn picture(colour: [u8; 3]) -> Vec<u8> {
    let drawn = DynamicImage::ImageRgb8(RgbImage::from_pixel(300, 200, Rgb(colour)));
    let mut bytes = Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, ImageFormat::Png).unwrap_or_else(|error| panic!("{error}"));
    bytes.into_inner()
}

/// Brings one; which it is then.
async fn put(office: &Office, actor: &Actor, record: RecordId, colour: [u8; 3]) -> Result<PhotoHash> {
    let change = office.kurier.records().put_photo(actor, record, picture(colour)).await?;
    change.now.context("it is shown")
}

async fn shown(office: &Office, record: RecordId) -> Result<Option<PhotoHash>> {
    Ok(office.kurier.records().get(&office.anna, record).await?.photo)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_contact_has_a_photo_that_is_taken_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna, bartek) = (office.kurier.records(), &office.anna, &office.bartek);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Kot")]).await?;
    let first = put(&office, anna, jan, [200, 0, 0]).await?;
    let drawn = records.photo(bartek, jan, &first).await?;
    let drawn = image::load_from_memory_with_format(&drawn, ImageFormat::Jpeg)?;
    assert_eq!((drawn.width(), drawn.height()), (192, 192), "square and small");
    let page = records.page(bartek, &contacts.kind.key, &ListQuery::default(), None, 10).await?;
    assert_eq!(
        (page.rows[0].photo.as_ref(), shown(&office, jan).await?.as_ref()),
        (Some(&first), Some(&first))
    );

    // Another one, and back; the one that is not shown is not handed out.
    let second = records.put_photo(bartek, jan, picture([0, 0, 200])).await?;
    let now = second.now.as_ref();
    assert_eq!(second.before.as_ref(), Some(&first));
    assert!(is_missing(records.photo(anna, jan, &first).await));
    for _ in 0..2 {
        records.choose_photo(bartek, jan, now, second.before.as_ref()).await?;
    }
    assert_eq!(shown(&office, jan).await?, Some(first.clone()));
    // Of two who change it the second is asked to look again.
    assert!(matches!(records.choose_photo(anna, jan, now, None).await, Err(Error::Conflict)));
    records.choose_photo(anna, jan, Some(&first), None).await?;
    assert_eq!(shown(&office, jan).await?, None);
    records.choose_photo(anna, jan, None, Some(&first)).await?;
    let never = PhotoHash("0".repeat(32));
    assert!(is_missing(records.choose_photo(anna, jan, Some(&first), Some(&never)).await));
    // Nor is there one that is called anything else.
    for odd in ["", "\0", "ab\0", "żółw", &"g".repeat(32), &format!("{first}0"), &"\u{fffd}".repeat(9000)]
    {
        let odd = PhotoHash(odd.to_owned());
        assert!(is_missing(records.photo(anna, jan, &odd).await), "{odd:?}");
        assert!(is_missing(records.choose_photo(anna, jan, Some(&first), Some(&odd)).await), "{odd:?}");
    }
    assert_eq!(shown(&office, jan).await?, Some(first));

    let rows = records.timeline(anna, jan, TimelineFilter::Changes, None, 20).await?.rows;
    let told = rows.iter().filter_map(|entry| match entry.what {
        TimelineItem::Event { what: RecordEvent::Photo { there }, .. } => Some(there),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [true, false, true, true, true]);
    // What was not shown for long is forgotten.
    office.wait(31 * 86_400);
    records.clear_photos_away().await?;
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM record_photos").fetch_one(&office.pool).await?;
    assert_eq!(kept, 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_cannot_be_a_photo_is_refused(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna, celina) = (office.kurier.records(), &office.anna, &office.celina);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Kot")]).await?;
    let about = |answer: Result<_, Error>| match answer {
        Err(Error::Invalid(invalid)) => invalid.about(Field::Attachment).cloned(),
        _ => None,
    };
    let most = usize::try_from(MOST_BYTES)?;
    let large = about(records.put_photo(anna, jan, vec![0; most + 1]).await);
    assert!(matches!(large, Some(Reason::TooLarge { .. })), "{large:?}");
    let script = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    assert_eq!(about(records.put_photo(anna, jan, script).await), Some(Reason::Wrong));
    // Companies have none, nor what goes through stages, nor what is in the bin or not there.
    let firm = Desk::of(&office, "company").await?.create(&[("name", "Meble")]).await?;
    let lead = office.lead(anna, "Jan Nowak", "x@inna.example").await?;
    let gone = contacts.create(&[("name", "Ewa Lis")]).await?;
    let photo = put(&office, anna, gone, [9, 9, 9]).await?;
    records.remove(anna, gone).await?;
    for record in [firm, lead, gone, RecordId::new()] {
        assert!(is_missing(records.may_have_photo(anna, record).await));
        assert!(is_missing(records.put_photo(anna, record, picture([1, 2, 3])).await));
        assert!(is_missing(records.choose_photo(anna, record, Some(&photo), None).await));
    }
    assert_eq!(shown(&office, gone).await?, Some(photo), "in the bin it looks as it did");
    // What somebody may not see is not there for them.
    let hidden = barteks(&contacts, &[("name", "Ola Sęk")]).await?;
    let photo = put(&office, &office.bartek, hidden, [7, 7, 7]).await?;
    assert!(is_missing(records.photo(celina, hidden, &photo).await));
    assert!(is_missing(records.put_photo(celina, hidden, picture([1, 2, 3])).await));
    assert!(is_missing(records.choose_photo(celina, hidden, Some(&photo), None).await));
    assert!(is_missing(records.photo(celina, jan, &photo).await), "not by another's address either");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_people_who_are_one_the_one_that_stays_keeps_its_photo(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, merging) = (&office.anna, office.kurier.merging());
    let contacts = Desk::of(&office, "contact").await?;
    let stays = contacts.create(&[("name", "Jan Kot")]).await?;
    let goes = contacts.create(&[("name", "J. Kot")]).await?;
    // The one that stays has none: the other's.
    let theirs = put(&office, anna, goes, [200, 0, 0]).await?;
    let done = merge(&office, stays, &[goes]).await?;
    assert_eq!(shown(&office, stays).await?, Some(theirs.clone()));
    assert!(!office.kurier.records().photo(anna, stays, &theirs).await?.is_empty());
    merging.split(anna, done).await?;
    assert_eq!((shown(&office, stays).await?, shown(&office, goes).await?), (None, Some(theirs.clone())));
    // Both have one: each keeps its own.
    let own = put(&office, anna, stays, [0, 0, 200]).await?;
    let done = merge(&office, stays, &[goes]).await?;
    assert_eq!(shown(&office, stays).await?, Some(own.clone()));
    merging.split(anna, done).await?;
    assert_eq!((shown(&office, stays).await?, shown(&office, goes).await?), (Some(own), Some(theirs)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_photo_is_handed_out_and_erased_with_the_person(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, protection) = (&office.anna, office.kurier.protection());
    let jan = Desk::of(&office, "contact").await?.create(&[("name", "Jan Kot")]).await?;
    put(&office, anna, jan, [200, 0, 0]).await?;
    // Also what is kept for a while.
    put(&office, anna, jan, [0, 0, 200]).await?;
    let who = Asked { record: jan, others: Vec::new(), names: Vec::new() };
    let export = protection.export(anna, &who).await?;
    let files = export.files();
    assert_eq!(files.len(), 2);
    for (id, name) in files {
        assert!(name.ends_with("/photo.jpg"), "{name}");
        let bytes = export.file(id).await?.context("it is there")?;
        assert!(image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).is_ok());
    }
    let act = protection.erase(anna, &who, MailWish::Leave, "Jan Kot").await?;
    work(&office, act).await?;
    let act = protection.act(anna, act).await?;
    assert_eq!(act.matter.found, Some(0));
    let counted = act.counts.iter().find(|one| one.what == DataKind::RecordFiles).map(|one| one.count);
    assert_eq!(counted, Some(2));
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM record_photos").fetch_one(&office.pool).await?;
    assert_eq!(kept, 0);
    Ok(())
}
