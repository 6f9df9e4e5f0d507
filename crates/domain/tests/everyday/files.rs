//! Files of records: what people put beside them, and what came with their mail.

use crate::office::Office;
use crate::records::Desk;
use crate::visibility::{is_missing, show};
use anyhow::{Context, Result};
use kurier_domain::files::WholeFile;
use kurier_domain::{Actor, Error};
use kurier_model::file::{FileOrigin, FileStep, MOST_BYTES, RecordFile};
use kurier_model::record::{MergeForm, Moving};
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::visibility::Visibility;
use kurier_model::{Field, FileId, Reason, RecordId, WorkspaceId};
use kurier_testbed::mails::{self, Attachment, Mail};
use kurier_testbed::people::{ANNA, BIURO};
use sqlx::PgPool;

const JAN: &str = "jan.nowak@meble-nowak.example";

/// One whose bytes are its name.
pub fn file(name: &str) -> WholeFile {
    let bytes = name.as_bytes().to_vec();
    WholeFile { name: name.to_owned(), media_type: "application/pdf".to_owned(), bytes }
}

/// All files of a record, two at a time.
async fn files(office: &Office, actor: &Actor, record: RecordId) -> Result<Vec<RecordFile>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = office.kurier.records().files(actor, record, after, 2).await?;
        assert!(page.rows.len() == 2 || page.next.is_none(), "{page:?}");
        all.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

async fn names(office: &Office, actor: &Actor, record: RecordId) -> Result<Vec<String>> {
    Ok(files(office, actor, record).await?.into_iter().map(|file| file.name).collect())
}

/// What its timeline tells of files, oldest first.
async fn told(office: &Office, record: RecordId) -> Result<Vec<(FileStep, Option<String>)>> {
    let records = office.kurier.records();
    let rows = records.timeline(&office.anna, record, TimelineFilter::Changes, None, 50).await?.rows;
    let step = |what| match what {
        TimelineItem::Event { what: RecordEvent::File { step, name }, .. } => Some((step, name)),
        _ => None,
    };
    Ok(rows.into_iter().rev().filter_map(|entry| step(entry.what)).collect())
}

fn complaint<T>(answer: Result<T, Error>, field: Field) -> Option<Reason> {
    match answer {
        Err(Error::Invalid(invalid)) => invalid.about(field).cloned(),
        _ => None,
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_sees_a_record_adds_files_and_takes_them_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (verbs, anna, bartek) = (office.kurier.files(), &office.anna, &office.bartek);
    let jan = Desk::of(&office, "contact").await?.create(&[("name", "Jan Nowak")]).await?;
    let offer = verbs.add(anna, jan, file("../Oferta: ż.pdf")).await?;
    office.wait(60);
    verbs.add(bartek, jan, file("Umowa.pdf")).await?;
    let listed = files(&office, bartek, jan).await?;
    assert_eq!(
        listed.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(),
        ["Umowa.pdf", "Oferta_ ż.pdf"]
    );
    assert_eq!(listed[1].origin, FileOrigin::Added { file: offer, by: "Anna Kowalska".to_owned() });
    assert_eq!(listed[1].bytes, 17);
    let whole = verbs.get(bartek, offer).await?;
    assert_eq!(whole.bytes, "../Oferta: ż.pdf".as_bytes());

    // Of two who rename it, the second is asked to look again; who wants the same is not.
    verbs.rename(bartek, offer, "Oferta_ ż.pdf", " Oferta 2.pdf ").await?;
    verbs.rename(anna, offer, "Oferta_ ż.pdf", "Oferta 2.pdf").await?;
    assert!(matches!(verbs.rename(anna, offer, "Oferta_ ż.pdf", "Oferta 3.pdf").await, Err(Error::Conflict)));
    let wrong = [
        ("  ", Reason::Required),
        ("a/b", Reason::TheseCharacters { characters: "/".to_owned() }),
        ("...", Reason::Wrong),
    ];
    for (name, reason) in wrong {
        let answer = verbs.rename(anna, offer, "Oferta 2.pdf", name).await;
        assert_eq!(complaint(answer, Field::Name), Some(reason), "{name}");
    }

    // Taken away, and back; twice is no fault.
    for _ in 0..2 {
        verbs.remove(bartek, offer).await?;
    }
    assert_eq!(names(&office, anna, jan).await?, ["Umowa.pdf"]);
    assert!(is_missing(verbs.get(anna, offer).await));
    assert!(is_missing(verbs.rename(anna, offer, "Oferta 2.pdf", "x").await));
    for _ in 0..2 {
        verbs.restore(anna, offer).await?;
    }
    assert_eq!(names(&office, anna, jan).await?, ["Umowa.pdf", "Oferta 2.pdf"]);
    let name = || Some("Oferta 2.pdf".to_owned());
    assert_eq!(
        told(&office, jan).await?,
        [
            (FileStep::Added, name()),
            (FileStep::Added, Some("Umowa.pdf".to_owned())),
            (FileStep::Renamed, name()),
            (FileStep::Removed, name()),
            (FileStep::Restored, name()),
        ]
    );
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_too_much_or_anothers_is_refused(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (verbs, anna, celina) = (office.kurier.files(), &office.anna, &office.celina);
    let contacts = Desk::of(&office, "contact").await?;
    let owner = anna.user.context("a person")?.to_string();
    let jan = contacts.create(&[("name", "Jan Nowak"), ("owner", &owner)]).await?;
    let offer = verbs.add(anna, jan, file("Oferta.pdf")).await?;
    let large = WholeFile { bytes: vec![0; usize::try_from(MOST_BYTES)? + 1], ..file("film.mp4") };
    let reason = Reason::TooLarge { bytes: MOST_BYTES + 1, most: MOST_BYTES };
    assert_eq!(complaint(verbs.add(anna, jan, large).await, Field::Attachment), Some(reason));
    sqlx::query(
        "INSERT INTO record_files (id, workspace_id, record_id, name, media_type, size, bytes, author_id, created_at)
         SELECT gen_random_uuid(), workspace_id, record_id, name, media_type, size, bytes, author_id, created_at
         FROM record_files, generate_series(1, 999)",
    )
    .execute(&pool)
    .await?;
    assert_eq!(
        complaint(verbs.add(anna, jan, file("1001.pdf")).await, Field::Attachment),
        Some(Reason::NotAllowed)
    );

    // Who does not see the record, and who is of another workspace, finds no file either.
    show(&office, anna, jan, Visibility::Owner).await?;
    let elsewhere = WorkspaceId::new();
    sqlx::query("INSERT INTO workspaces (workspace_id, name) VALUES ($1, 'Inna')")
        .bind(elsewhere.0)
        .execute(&pool)
        .await?;
    let stranger = Actor { workspace: elsewhere, ..anna.clone() };
    for other in [celina, &stranger] {
        for missing in [offer, FileId::new()] {
            assert!(is_missing(verbs.get(other, missing).await));
            assert!(is_missing(verbs.rename(other, missing, "Oferta.pdf", "x.pdf").await));
            assert!(is_missing(verbs.remove(other, missing).await));
            assert!(is_missing(verbs.restore(other, missing).await));
        }
        assert!(is_missing(verbs.may_add(other, jan).await));
        assert!(is_missing(verbs.add(other, jan, file("x.pdf")).await));
        assert!(is_missing(office.kurier.records().files(other, jan, None, 5).await));
    }
    assert_eq!(verbs.get(anna, offer).await?.name, "Oferta.pdf", "nothing has changed");

    // In the bin it is only looked at.
    office.kurier.records().remove(anna, jan).await?;
    assert!(is_missing(verbs.may_add(anna, jan).await));
    assert!(is_missing(verbs.add(anna, jan, file("x.pdf")).await));
    assert!(is_missing(verbs.remove(anna, offer).await));
    assert_eq!(verbs.get(anna, offer).await?.name, "Oferta.pdf");
    office.wait(31 * 86_400);
    office.kurier.records().clear_away().await?;
    assert_eq!(sqlx::query_scalar::<_, i64>("SELECT count(*) FROM record_files").fetch_one(&pool).await?, 0);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_was_taken_away_is_forgotten_after_a_while(pool: PgPool) -> Result<()> {
    let office = Office::open(pool.clone()).await?;
    let (verbs, anna) = (office.kurier.files(), &office.anna);
    let jan = Desk::of(&office, "contact").await?.create(&[("name", "Jan Nowak")]).await?;
    let [offer, _] =
        [verbs.add(anna, jan, file("Oferta.pdf")).await?, verbs.add(anna, jan, file("Umowa.pdf")).await?];
    verbs.remove(anna, offer).await?;
    verbs.clear_away().await?;
    verbs.restore(anna, offer).await?;
    verbs.remove(anna, offer).await?;
    office.wait(31 * 86_400);
    verbs.clear_away().await?;
    assert!(is_missing(verbs.restore(anna, offer).await));
    assert_eq!(names(&office, anna, jan).await?, ["Umowa.pdf"]);
    assert_eq!(told(&office, jan).await?[0], (FileStep::Added, None), "what it was called is forgotten too");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn files_go_with_a_record_that_becomes_part_of_another_and_come_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Nowak")]).await?;
    let other = contacts.create(&[("name", "J. Nowak")]).await?;
    let offer = kurier.files().add(anna, other, file("Oferta.pdf")).await?;
    let moving = kurier.merging().preview(anna, &[jan, other], Some(jan)).await?.moving;
    assert!(moving.contains(&(Moving::Files, 1)), "{moving:?}");
    let form = MergeForm { winner: jan, seen: vec![(jan, 1), (other, 1)], take: Vec::new() };
    let merged = kurier.merging().merge(anna, &form).await?;
    assert_eq!(names(&office, anna, jan).await?, ["Oferta.pdf"]);
    kurier.files().rename(anna, offer, "Oferta.pdf", "Oferta 2.pdf").await?;
    kurier.merging().split(anna, merged).await?;
    assert_eq!(names(&office, anna, other).await?, ["Oferta 2.pdf"]);
    assert!(names(&office, anna, jan).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn files_of_mail_are_those_of_mail_that_one_sees_each_once(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, bartek) = (&office.anna, &office.bartek);
    let private = office.connect_private(&ANNA).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Nowak"), ("emails", JAN)]).await?;
    let deals = Desk::of(&office, "deal").await?;
    let deal = deals.create(&[("name", "Krzesła"), ("contact", &jan.to_string())]).await?;
    let pdf = |name: &str| Attachment::new(name, "application/pdf", mails::pdf(name));
    let both = Mail::new(&format!("Jan <{JAN}>"), BIURO.address, "Oferta")
        .html("<p>Oferta <img src=\"cid:logo\"></p>")
        .attach(Attachment::inline("logo.png", "image/png", mails::png(), "logo"))
        .attach(pdf("a.pdf"))
        .attach(pdf("b.pdf"))
        .attach(pdf("c.pdf"));
    for address in [BIURO.address, ANNA.address] {
        office.dovecot.deliver_lmtp(address, &both.raw()).await?;
    }
    let hidden = Mail::new(JAN, ANNA.address, "Poufne").attach(pdf("poufne.pdf"));
    office.dovecot.deliver_lmtp(ANNA.address, &hidden.raw()).await?;
    office.dovecot.deliver_lmtp(BIURO.address, &Mail::new(JAN, BIURO.address, "Bez plików").raw()).await?;
    office.sync().await?;
    office.sync_one(private).await?;
    office.wait(60);
    office.kurier.files().add(anna, jan, file("dodany.pdf")).await?;

    let mut seen = names(&office, anna, jan).await?;
    assert_eq!(seen[0], "dodany.pdf", "newest first");
    seen.sort();
    assert_eq!(seen, ["a.pdf", "b.pdf", "c.pdf", "dodany.pdf", "poufne.pdf"]);
    let mut seen = names(&office, bartek, jan).await?;
    seen.sort();
    assert_eq!(seen, ["a.pdf", "b.pdf", "c.pdf", "dodany.pdf"]);
    // What was put beside the contact is the contact's; its mail is on the deal's timeline, so its files are too.
    let of_deal = files(&office, bartek, deal).await?;
    assert_eq!(of_deal.len(), 3);
    let FileOrigin::Mail { attachment, thread, from, subject } = &of_deal[0].origin else {
        panic!("of mail")
    };
    assert_eq!((from.as_ref().map(|from| from.address.as_str()), subject.as_str()), (Some(JAN), "Oferta"));
    assert_eq!(office.kurier.threads().attachment(bartek, *attachment).await?.name, of_deal[0].name);
    assert_eq!(office.kurier.threads().open(bartek, *thread).await?.subject, "Oferta");
    Ok(())
}
