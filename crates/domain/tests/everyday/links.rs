//! Mail on records of every kind: by itself where there is one thing that it can be about, by hand, and what was written from a page.

use crate::office::Office;
use crate::records::Desk;
use crate::visibility::{id, is_missing, show};
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::compose::{DraftContent, DraftStart};
use kurier_model::inbox::{LinkReason, LinkedRecord};
use kurier_model::link::AttachedInStage;
use kurier_model::mailbox::FolderRole;
use kurier_model::member::Language;
use kurier_model::ready::{Decision, MatchReason};
use kurier_model::record::{FieldType, KindKey, TakenBack};
use kurier_model::timeline::{TimelineFilter, TimelineItem};
use kurier_model::visibility::Visibility;
use kurier_model::{Address, RecordId, StageId, ThreadId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::{ANNA, BIURO};
use sqlx::PgPool;

const JAN: &str = "jan.nowak@meble-nowak.example";

/// A contact, its company, and deals about them.
pub struct Client {
    pub jan: RecordId,
    pub company: RecordId,
}

pub async fn client(office: &Office) -> Result<Client> {
    let (contacts, companies) = (Desk::of(office, "contact").await?, Desk::of(office, "company").await?);
    let company = companies.create(&[("name", "Meble Nowak"), ("domain", "meble-nowak.example")]).await?;
    let of = company.to_string();
    let jan = contacts.create(&[("name", "Jan Nowak"), ("emails", JAN), ("company", &of)]).await?;
    Ok(Client { jan, company })
}

pub async fn deal(office: &Office, name: &str, contact: RecordId) -> Result<RecordId> {
    let deals = Desk::of(office, "deal").await?;
    Ok(deals.create(&[("name", name), ("contact", &contact.to_string())]).await?)
}

pub async fn on(office: &Office, thread: ThreadId) -> Result<Vec<LinkedRecord>> {
    Ok(office.conversation(thread).await?.records)
}

/// Subjects of the mail on a record's timeline.
async fn mails(office: &Office, record: RecordId) -> Result<Vec<String>> {
    let rows =
        office.kurier.records().timeline(&office.anna, record, TimelineFilter::All, None, 50).await?.rows;
    let subject = |what| match what {
        TimelineItem::Mail { subject, .. } => Some(subject),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(|entry| subject(entry.what)).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_of_a_contact_is_on_the_only_open_deal(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let Client { jan, .. } = client(&office).await?;
    let chairs = deal(&office, "Krzesła", jan).await?;
    office
        .arrives(&Mail::new(&format!("Jan <{JAN}>"), BIURO.address, "Ile za krzesła").text("?").raw())
        .await?;
    let thread = office.thread("Ile za").await?;
    let [linked] = &on(&office, thread).await?[..] else { panic!("on one deal") };
    assert_eq!((linked.record, &linked.kind), (chairs, &KindKey::from("deal")));
    assert!(matches!(&linked.reason, LinkReason::Address { address } if address == JAN));
    assert!(office.ready(anna).await?.is_empty(), "it is decided");
    assert_eq!(mails(&office, chairs).await?, ["Ile za krzesła"]);
    let badge = office.conversation(thread).await?.client.context("a badge")?;
    assert_eq!(badge.record, jan, "the client is who wrote, not the deal");
    let reachable = kurier.records().get(anna, jan).await?.reachable;
    assert_eq!(reachable.len(), 1, "nobody learns an address but a lead");

    // Two things are under way: somebody is asked, and both are offered with the reason.
    let tables = deal(&office, "Stoły", jan).await?;
    office.arrives(&Mail::new(JAN, BIURO.address, "Jeszcze pytanie").text("?").raw()).await?;
    let asked = office.thread("Jeszcze").await?;
    assert!(on(&office, asked).await?.is_empty());
    let queue = office.ready(anna).await?;
    let offered: Vec<_> = queue[0].matches.iter().map(|found| (found.record, found.reason)).collect();
    assert_eq!(offered, [(tables, MatchReason::SameContact), (chairs, MatchReason::SameContact)]);
    assert_eq!(queue[0].matches[0].company.as_deref(), None, "a deal says its company where it has one");
    let decided = kurier.ready().decide(anna, asked, Decision::Attach { record: tables }).await?;
    assert_eq!((decided.record, on(&office, asked).await?[0].record), (Some(tables), tables));
    kurier.ready().undo(anna, decided.undo).await?;
    assert_eq!((on(&office, asked).await?.len(), office.ready(anna).await?.len()), (0, 1));

    // What is closed, or in the bin, is not under way.
    kurier.records().remove(anna, tables).await?;
    let deals = Desk::of(&office, "deal").await?;
    office.arrives(&Mail::new(JAN, BIURO.address, "Trzecie pytanie").text("?").raw()).await?;
    assert_eq!(on(&office, office.thread("Trzecie").await?).await?[0].record, chairs);
    let won =
        deals.kind.stages.iter().find(|stage| stage.outcome.closes()).context("a stage")?.id.to_string();
    let revision = deals.get(chairs).await?.revision;
    deals.update(chairs, revision, &[("stage", &won)]).await?;
    office.arrives(&Mail::new(JAN, BIURO.address, "Czwarte pytanie").text("?").raw()).await?;
    assert!(on(&office, office.thread("Czwarte").await?).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_lead_and_a_deal_of_one_person_are_two(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let Client { jan, company } = client(&office).await?;
    let chairs = deal(&office, "Krzesła", jan).await?;
    let lead = office.lead(&office.anna, "Nowa hala", JAN).await?;
    office.arrives(&Mail::new(JAN, BIURO.address, "Do czego to").text("?").raw()).await?;
    let offered = &office.ready(&office.anna).await?[0].matches;
    let of: Vec<_> = offered.iter().map(|found| (found.record, found.reason)).collect();
    assert_eq!(of, [(lead, MatchReason::SameAddress), (chairs, MatchReason::SameContact)]);

    // Somebody else of the company: what is under way with it is offered, and nothing is decided for anybody.
    let hall = Desk::of(&office, "deal").await?;
    let hall = hall.create(&[("name", "Regały"), ("company", &company.to_string())]).await?;
    office.arrives(&Mail::new("ewa@meble-nowak.example", BIURO.address, "Regały?").text("?").raw()).await?;
    let queue = office.ready(&office.anna).await?;
    let item = queue.iter().find(|item| item.subject == "Regały?").context("in the queue")?;
    let regaly = item.matches.iter().find(|found| found.record == hall).context("offered")?;
    assert_eq!((regaly.reason, regaly.company.as_deref()), (MatchReason::SameDomain, Some("Meble Nowak")));
    // A stranger who names a client in Cc gets nowhere by himself.
    let mail = Mail::new("obcy@gdzie-indziej.example", BIURO.address, "Przetarg").header("Cc", JAN).text("?");
    office.arrives(&mail.raw()).await?;
    assert!(on(&office, office.thread("Przetarg").await?).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_written_from_a_page_belongs_to_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let Client { jan, .. } = client(&office).await?;
    let (chairs, tables) = (deal(&office, "Krzesła", jan).await?, deal(&office, "Stoły", jan).await?);
    let start = DraftStart::New { mailbox: Some(office.biuro), record: Some(tables) };
    let draft = kurier.drafts().start(anna, start, Language::Pl).await?;
    let content = DraftContent {
        to: vec![Address::bare(JAN)],
        subject: "Oferta na stoły".to_owned(),
        html: "<p>Oferta</p>".to_owned(),
        ..DraftContent::default()
    };
    let revision = kurier.drafts().save(anna, draft.id, draft.revision, content).await?;
    kurier.outbox().send(anna, draft.id, revision).await?;
    office.wait(11);
    assert_eq!(office.deliver().await?, 2, "the message, and its copy in Sent");
    office.sync().await?;
    let sent = office.folder(FolderRole::Sent).await?;
    let filter = kurier_model::inbox::ThreadFilter::All;
    let thread = kurier.threads().page(anna, sent, filter, None, 5).await?.rows[0].id;
    let [linked] = &on(&office, thread).await?[..] else { panic!("on one deal") };
    assert_eq!(linked.record, tables);
    assert!(matches!(&linked.reason, LinkReason::Written { by: Some(by) } if *by == anna.name), "{linked:?}");

    // From anywhere else: on the only one that is open, or on none.
    let write = async |subject: &str| {
        let mail = Mail::new(BIURO.address, JAN, subject).text("Tak.");
        office.dovecot.append(BIURO.address, "Sent", vec![mail.raw()], true).await?;
        office.sync().await?;
        let rows = kurier.threads().page(anna, sent, filter, None, 5).await?.rows;
        let row = rows.into_iter().find(|row| row.subject == subject).context("a thread")?;
        on(&office, row.id).await
    };
    assert!(write("Dwie sprawy").await?.is_empty());
    kurier.records().remove(anna, tables).await?;
    let linked = write("Jedna sprawa").await?;
    assert_eq!(linked.iter().map(|linked| linked.record).collect::<Vec<_>>(), [chairs]);

    // A page that is not there, or another's, starts no draft.
    for gone in [tables, RecordId::new()] {
        let start = DraftStart::New { mailbox: Some(office.biuro), record: Some(gone) };
        let refused = kurier.drafts().start(anna, start, Language::Pl).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
    Ok(())
}

/// Takes back what mail did to a record and its stage, as one; what became of the stage.
async fn take_back(office: &Office, done: AttachedInStage) -> Result<TakenBack> {
    if let Some(event) = done.mail.undo {
        office.kurier.ready().undo(&office.anna, event).await?;
    }
    Ok(office.kurier.records().take_back(&office.anna, vec![done.stage]).await?)
}

/// Two mails of somebody whom nobody knows.
async fn two_mails(office: &Office) -> Result<[ThreadId; 2]> {
    for subject in ["Pierwsze pytanie", "Drugie pytanie"] {
        office.arrives(&Mail::new("ola@gdzie.example", BIURO.address, subject).text("?").raw()).await?;
    }
    Ok([office.thread("Pierwsze").await?, office.thread("Drugie").await?])
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_on_a_stage_is_on_the_record_and_moves_it_and_both_are_taken_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (links, records) = (office.kurier.links(), office.kurier.records());
    let (anna, deals) = (&office.anna, Desk::of(&office, "deal").await?);
    let stages: Vec<StageId> = deals.kind.stages.iter().map(|stage| stage.id).collect();
    let [first, second] = two_mails(&office).await?;
    let chairs = deals.create(&[("name", "Krzesła")]).await?;
    let is_in = async |stage: StageId| -> Result<bool> {
        Ok(deals.value(&deals.get(chairs).await?, "stage") == Some(stage.to_string().as_str()))
    };
    let mail = async || -> Result<[usize; 2]> {
        Ok([on(&office, first).await?.len(), on(&office, second).await?.len()])
    };

    // What was there before stays there.
    links.attach(anna, vec![first], chairs).await?;
    let done = links.attach_in_stage(anna, vec![first, second], chairs, stages[1]).await?;
    assert_eq!(done.mail.threads, 1);
    assert!(is_in(stages[1]).await?);
    assert_eq!(mail().await?, [1, 1]);
    assert_eq!(take_back(&office, done).await?, TakenBack::default());
    assert!(is_in(stages[0]).await?);
    assert_eq!(mail().await?, [1, 0]);

    // Where somebody else has moved it since, it stays; the mail comes off all the same.
    let done = links.attach_in_stage(anna, vec![second], chairs, stages[1]).await?;
    records.move_to_stage(&office.bartek, chairs, stages[2]).await?;
    assert_eq!(take_back(&office, done).await?.changed, ["Krzesła"]);
    assert!(is_in(stages[2]).await?);
    assert_eq!(mail().await?, [1, 0]);

    // Whoever puts it where it is has moved nothing that could go back.
    let done = links.attach_in_stage(anna, vec![second], chairs, stages[2]).await?;
    assert!(done.stage.is_empty());
    records.move_to_stage(&office.bartek, chairs, stages[1]).await?;
    assert_eq!(take_back(&office, done).await?, TakenBack::default());
    assert!(is_in(stages[1]).await?);
    assert_eq!(mail().await?, [1, 0]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_on_a_stage_does_both_or_neither(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (links, anna, celina) = (office.kurier.links(), &office.anna, &office.celina);
    let (deals, contacts) = (Desk::of(&office, "deal").await?, Desk::of(&office, "contact").await?);
    let won = deals.kind.stages.iter().find(|stage| stage.outcome.closes()).context("a stage")?.id;
    let [_, mail] = two_mails(&office).await?;
    let chairs = deals.create(&[("name", "Krzesła")]).await?;
    let before = deals.get(chairs).await?.revision;

    let ticket = Desk::of(&office, "ticket").await?.kind.stages[0].id;
    let of_another_kind = links.attach_in_stage(anna, vec![mail], chairs, ticket).await;
    assert!(matches!(of_another_kind, Err(Error::Invalid(_))));
    let jan = contacts.create(&[("name", "Jan Kot")]).await?;
    assert!(is_missing(links.attach_in_stage(anna, vec![mail], jan, won).await), "it has no stages");
    // Who does not see the mail moves nothing by it, who does not see the record puts nothing on it.
    assert!(is_missing(links.attach_in_stage(celina, vec![mail], chairs, won).await));
    assert!(is_missing(links.attach_in_stage(anna, vec![mail, ThreadId::new()], chairs, won).await));
    let hidden = deals.create(&[("name", "Stoły"), ("owner", &id(anna).to_string())]).await?;
    show(&office, anna, hidden, Visibility::Owner).await?;
    assert!(is_missing(links.attach_in_stage(&office.bartek, vec![mail], hidden, won).await));
    office.kurier.records().remove(anna, hidden).await?;
    assert!(is_missing(links.attach_in_stage(anna, vec![mail], hidden, won).await), "it is in the bin");

    assert!(on(&office, mail).await?.is_empty());
    assert_eq!(deals.get(chairs).await?.revision, before);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn threads_are_attached_to_any_record_and_taken_off_again(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&Mail::new("ola@gdzie.example", BIURO.address, "Reklamacja").text("Pękło.").raw()).await?;
    let thread = office.thread("Reklamacja").await?;
    for kind in ["contact", "company", "deal", "ticket", "project"] {
        let desk = Desk::of(&office, kind).await?;
        let name = desk.kind.first(&FieldType::Name).context("a name")?.key.clone();
        let record = desk.create(&[(name.as_str(), "Sprawa")]).await?;
        let done = kurier.links().attach(anna, vec![thread], record).await?;
        assert_eq!((done.threads, done.to_folder.as_deref()), (1, Some("Sprawa")), "{kind}");
        assert_eq!(mails(&office, record).await?, ["Reklamacja"], "{kind}");
        assert!(office.ready(anna).await?.is_empty());
        let off = kurier.links().detach(anna, thread, record).await?;
        assert!(mails(&office, record).await?.is_empty(), "{kind}");
        assert_eq!(office.ready(anna).await?.len(), 1, "it waits again");
        kurier.ready().undo(anna, off.undo.context("undo")?).await?;
        assert_eq!(mails(&office, record).await?, ["Reklamacja"], "{kind}");
        // Who does not see the mailbox neither sees nor takes off what hangs there.
        assert!(matches!(kurier.links().detach(&office.celina, thread, record).await, Err(Error::NotFound)));
        assert!(matches!(
            kurier.links().attach(&office.celina, vec![thread], record).await,
            Err(Error::NotFound)
        ));
        kurier.links().detach(anna, thread, record).await?;
        kurier.records().remove(anna, record).await?;
        assert!(
            matches!(kurier.links().attach(anna, vec![thread], record).await, Err(Error::NotFound)),
            "{kind}"
        );
    }
    Ok(())
}

/// A mail of ours, as another program puts it into Sent, and what its thread is attached to.
async fn sent(office: &Office, mail: &Mail, subject: &str) -> Result<Vec<RecordId>> {
    office.dovecot.append(BIURO.address, "Sent", vec![mail.raw()], true).await?;
    office.sync().await?;
    let folder = office.folder(FolderRole::Sent).await?;
    let filter = kurier_model::inbox::ThreadFilter::All;
    let rows = office.kurier.threads().page(&office.anna, folder, filter, None, 50).await?.rows;
    let row = rows.into_iter().find(|row| row.subject == subject).context("a thread")?;
    Ok(on(office, row.id).await?.into_iter().map(|linked| linked.record).collect())
}

/// What we write is about what is under way with everybody to whom it goes, and with nobody else.
#[sqlx::test(migrations = "../../migrations")]
async fn a_mail_to_several_is_about_what_they_have_in_common(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let Client { jan, .. } = client(&office).await?;
    let ewa = contacts.create(&[("name", "Ewa"), ("emails", "ewa@klient.example")]).await?;
    let chairs = deal(&office, "Krzesła", jan).await?;
    deal(&office, "Stoły", ewa).await?;
    let both = format!("{JAN}, ewa@klient.example");
    let with_supplier = format!("dostawca@drewno.example, {JAN}");
    let with_colleague = format!("{JAN}, {}", ANNA.address);
    let letter = |to: &str, subject: &str| Mail::new(BIURO.address, to, subject).text("Tak.");
    for (subject, mail, wanted) in [
        ("Do Jana", letter(JAN, "Do Jana"), vec![chairs]),
        ("Do dostawcy i Jana", letter(&with_supplier, "Do dostawcy i Jana"), vec![]),
        ("Do dostawcy", letter("dostawca@drewno.example", "Do dostawcy").cc(JAN), vec![]),
        ("Do obojga", letter(&both, "Do obojga"), vec![]),
        // A colleague is no recipient who counts.
        ("Do Jana i koleżanki", letter(&with_colleague, "Do Jana i koleżanki"), vec![chairs]),
    ] {
        assert_eq!(sent(&office, &mail, subject).await?, wanted, "{subject}");
    }
    // Who only says to be us has not written for us.
    let forged = letter(JAN, "Podszyty").cc(BIURO.address);
    office.arrives(&forged.raw()).await?;
    assert!(on(&office, office.thread("Podszyty").await?).await?.is_empty());
    Ok(())
}

/// What somebody has taken off stays off, and is asked about; whoever writes on a lead's thread by itself adds no address to it.
#[sqlx::test(migrations = "../../migrations")]
async fn what_was_taken_off_stays_off(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let Client { jan, .. } = client(&office).await?;
    let chairs = deal(&office, "Krzesła", jan).await?;
    let first = Mail::new(JAN, BIURO.address, "Sprawa prywatna").text("?");
    office.arrives(&first.raw()).await?;
    let thread = office.thread("Sprawa prywatna").await?;
    assert_eq!(on(&office, thread).await?[0].record, chairs);
    kurier.links().detach(anna, thread, chairs).await?;
    office.arrives(&first.answer(JAN, BIURO.address, "I jeszcze").raw()).await?;
    assert!(on(&office, thread).await?.is_empty());
    assert_eq!(office.ready(anna).await?.len(), 1);
    // A contact in the bin attracts nothing.
    kurier.records().remove(anna, jan).await?;
    office.arrives(&Mail::new(JAN, BIURO.address, "Inna sprawa").text("?").raw()).await?;
    assert!(on(&office, office.thread("Inna sprawa").await?).await?.is_empty());
    Ok(())
}

/// A new release may bring a field that nobody has asked for yet: what is done with mail goes on meanwhile.
#[sqlx::test(migrations = "../../migrations")]
async fn a_field_that_is_not_written_down_yet_is_in_nobodys_way(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let lead = office.lead(anna, "Krzesła", "ewa@klient.example").await?;
    office.arrives(&Mail::new(JAN, BIURO.address, "Ile za krzesła").text("?").raw()).await?;
    let thread = office.thread("Ile za").await?;
    // Whoever looks at a record writes it down again.
    let forget = async || {
        let forget = "DELETE FROM record_fields WHERE kind = 'contact' AND key = 'title'";
        let gone = sqlx::query(forget).execute(&office.pool).await?.rows_affected();
        anyhow::ensure!(gone == 1, "it was not there");
        anyhow::Ok(())
    };
    let learned = async || anyhow::Ok(office.emails(lead).await?.contains(&JAN.to_owned()));
    forget().await?;
    let done = kurier.links().attach(anna, vec![thread], lead).await?;
    assert!(learned().await?);
    forget().await?;
    kurier.ready().undo(anna, done.undo.context("undo")?).await?;
    assert!(!learned().await?);
    assert!(on(&office, thread).await?.is_empty());
    forget().await?;
    let decided = kurier.ready().decide(anna, thread, Decision::Attach { record: lead }).await?;
    assert!(learned().await?);
    assert_eq!(on(&office, thread).await?.len(), 1);
    forget().await?;
    kurier.ready().undo(anna, decided.undo).await?;
    assert!(!learned().await?);
    assert_eq!(office.ready(anna).await?.len(), 1);
    forget().await?;
    assert!(kurier.links().find(anna, lead).await?.threads.is_empty(), "Jan's mail is not hers");
    Ok(())
}
