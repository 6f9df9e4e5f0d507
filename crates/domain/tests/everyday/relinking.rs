//! Why a thread is where it is and who sees it; putting it elsewhere; linking again what came before its record.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::inbox::LinkReason;
use kurier_model::link::{ClientReason, RelinkState, Relinking};
use kurier_model::ready::Decision;
use kurier_model::timeline::{TimelineFilter, TimelineItem};
use kurier_model::{RecordId, ThreadId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::{ANNA, BARTEK, BIURO};
use sqlx::PgPool;
use std::time::Duration;

const JAN: &str = "jan.nowak@meble-nowak.example";
const EWA: &str = "ewa@klient.example";

async fn made(office: &Office, kind: &str, values: &[(&str, &str)]) -> Result<RecordId> {
    Ok(Desk::of(office, kind).await?.create(values).await?)
}

async fn deal(office: &Office, name: &str, contact: RecordId) -> Result<RecordId> {
    made(office, "deal", &[("name", name), ("contact", &contact.to_string())]).await
}

async fn arrived(office: &Office, from: &str, subject: &str) -> Result<ThreadId> {
    office.arrives(&Mail::new(from, BIURO.address, subject).text("?").raw()).await?;
    office.thread(subject).await
}

async fn on(office: &Office, thread: ThreadId) -> Result<Vec<RecordId>> {
    Ok(office.conversation(thread).await?.records.into_iter().map(|linked| linked.record).collect())
}

/// All of it, as the job does it.
async fn relinked(office: &Office) -> Result<Relinking> {
    let ready = office.kurier.ready();
    ready.relink(&office.anna).await?;
    assert!(ready.go_on_relinking(office.anna.workspace, Duration::MAX).await?, "no turn is that long");
    ready.relinking(&office.anna).await?.context("it is written down")
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_sees_a_thread_is_told_to_whom_it_is_shown(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, links) = (&office.kurier, office.kurier.links());
    let private = office.connect_private(&ANNA).await?;
    let mail = Mail::new(JAN, BIURO.address, "Do wszystkich").cc(ANNA.address).text("?").raw();
    office.dovecot.deliver_lmtp(ANNA.address, &mail).await?;
    office.sync_one(private).await?;
    office.arrives(&mail).await?;
    let thread = office.thread("Do wszystkich").await?;
    let seen = async |actor| {
        let told = links.reasons(actor, thread).await?.mailboxes;
        let told = told.into_iter().map(|mailbox| (mailbox.address, mailbox.is_team, mailbox.people));
        anyhow::Ok(told.collect::<Vec<_>>())
    };
    let (anna, bartek) = (ANNA.name.to_owned(), BARTEK.name.to_owned());
    let team = |people: [&String; 2]| (BIURO.address.to_owned(), true, people.map(String::clone).to_vec());
    let own = (ANNA.address.to_owned(), false, vec![anna.clone()]);
    assert_eq!(seen(&office.anna).await?, [team([&anna, &bartek]), own]);
    // Of a mailbox that is another's nothing is said, not even that the mail lies there.
    assert_eq!(seen(&office.bartek).await?, [team([&bartek, &anna])]);
    assert!(matches!(links.reasons(&office.celina, thread).await, Err(Error::NotFound)));
    assert!(matches!(links.reasons(&office.anna, ThreadId::new()).await, Err(Error::NotFound)));

    assert_eq!(links.reasons(&office.anna, thread).await?.client, None);
    let jan = made(&office, "contact", &[("name", "Jan"), ("emails", JAN)]).await?;
    office.badges(jan).await?;
    let client = links.reasons(&office.anna, thread).await?.client.context("a client")?;
    assert_eq!(
        (client.client.record, client.reason),
        (jan, ClientReason::Address { address: JAN.to_owned() })
    );
    let company = made(&office, "company", &[("name", "Meble")]).await?;
    kurier.links().attach(&office.bartek, vec![thread], company).await?;
    let told = links.reasons(&office.anna, thread).await?;
    let [link] = &told.links[..] else { panic!("on one record: {told:?}") };
    assert_eq!((link.record, link.name.as_str()), (company, "Meble"));
    assert!(matches!(&link.reason, LinkReason::ByHand { by: Some(by) } if *by == bartek), "{link:?}");
    let client = told.client.context("a client")?;
    assert_eq!(
        (client.client.record, client.reason),
        (company, ClientReason::Attached),
        "attached comes before an address"
    );
    // What is in the bin is not told of.
    kurier.records().remove(&office.anna, company).await?;
    assert!(links.reasons(&office.anna, thread).await?.links.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_thread_goes_to_another_record_in_one_step_and_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, links) = (&office.kurier, &office.anna, office.kurier.links());
    let jan = made(&office, "contact", &[("name", "Jan"), ("emails", JAN)]).await?;
    let chairs = deal(&office, "Krzesła", jan).await?;
    let thread = arrived(&office, JAN, "To o stołach").await?;
    assert_eq!(on(&office, thread).await?, [chairs], "by itself on the only one");
    let tables = deal(&office, "Stoły", jan).await?;
    let done = links.reattach(anna, thread, chairs, tables).await?;
    assert_eq!((done.threads, done.to_folder.as_deref()), (1, Some("Stoły")));
    assert_eq!(on(&office, thread).await?, [tables]);
    assert!(office.ready(anna).await?.is_empty(), "it never waited in between");
    // The next mail does not bring it back.
    office.arrives(&Mail::new(JAN, BIURO.address, "Re: To o stołach").text("!").raw()).await?;
    assert_eq!(on(&office, thread).await?, [tables]);
    kurier.ready().undo(anna, done.undo.context("undo")?).await?;
    assert_eq!(on(&office, thread).await?, [chairs]);
    let reason = &office.conversation(thread).await?.records[0].reason;
    assert!(matches!(reason, LinkReason::Address { .. }), "as it was: {reason:?}");

    // Where it is not, to itself, by whoever does not see it, to what is gone: nothing changes.
    for (actor, from, to) in [
        (anna, tables, chairs),
        (anna, chairs, chairs),
        (&office.celina, chairs, tables),
        (anna, chairs, RecordId::new()),
    ] {
        let refused = links.reattach(actor, thread, from, to).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        assert_eq!(on(&office, thread).await?, [chairs]);
    }
    // Where it is already, it only leaves the other one; taken back, it is on both.
    links.attach(anna, vec![thread], tables).await?;
    let done = links.reattach(anna, thread, chairs, tables).await?;
    assert_eq!(on(&office, thread).await?, [tables]);
    kurier.ready().undo(anna, done.undo.context("undo")?).await?;
    assert_eq!(on(&office, thread).await?.len(), 2);
    links.detach(anna, thread, tables).await?;
    // Two at once: one of them finds it gone.
    let hall = deal(&office, "Hala", jan).await?;
    let (one, other) = tokio::join!(
        links.reattach(anna, thread, chairs, tables),
        links.reattach(&office.bartek, thread, chairs, hall)
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1, "{one:?} {other:?}");
    assert_eq!(on(&office, thread).await?.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_that_belongs_to_nothing_is_found_for_a_record(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, links) = (&office.kurier, &office.anna, office.kurier.links());
    let first = arrived(&office, JAN, "Pierwsza").await?;
    let second = arrived(&office, JAN, "Druga").await?;
    arrived(&office, EWA, "Inna").await?;
    let jan = made(&office, "contact", &[("name", "Jan")]).await?;
    let chairs = deal(&office, "Krzesła", jan).await?;
    let found = async |actor, record| {
        let found = links.find(actor, record).await?;
        anyhow::Ok(found.threads.into_iter().map(|thread| thread.thread).collect::<Vec<_>>())
    };
    assert!(found(anna, chairs).await?.is_empty(), "nobody knows whose mail that would be");
    let contacts = Desk::of(&office, "contact").await?;
    contacts.update(jan, contacts.get(jan).await?.revision, &[("emails", JAN)]).await?;
    assert_eq!(found(anna, chairs).await?, [second, first], "the address was written down later");
    assert!(found(&office.celina, chairs).await?.is_empty(), "what she does not see is not offered");
    links.attach(anna, vec![second], chairs).await?;
    links.detach(anna, second, chairs).await?;
    assert_eq!(found(anna, chairs).await?, [first], "what was taken off is not offered again");
    let done = links.attach(anna, found(anna, chairs).await?, chairs).await?;
    assert_eq!((on(&office, first).await?, found(anna, chairs).await?), (vec![chairs], Vec::new()));
    kurier.ready().undo(anna, done.undo.context("undo")?).await?;
    // A lead says itself whom it is about.
    let lead = office.lead(anna, "Hala", EWA).await?;
    assert_eq!(found(anna, lead).await?.len(), 1);
    for gone in [chairs, RecordId::new()] {
        if gone == chairs {
            kurier.records().remove(anna, gone).await?;
        }
        assert!(matches!(links.find(anna, gone).await, Err(Error::NotFound)));
    }
    Ok(())
}

/// What leads from mail to people is looked up, or follows at once: only what is attached is decided when a mail comes.
#[sqlx::test(migrations = "../../migrations")]
async fn linking_again_does_what_would_be_done_today_and_nothing_else(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let waiting = arrived(&office, JAN, "Czeka").await?;
    let ignored = arrived(&office, JAN, "Zignorowana").await?;
    kurier.ready().decide(anna, ignored, Decision::Ignore).await?;
    let elsewhere = arrived(&office, JAN, "Gdzie indziej").await?;
    let ticket = made(&office, "ticket", &[("name", "Reklamacja")]).await?;
    kurier.links().attach(anna, vec![elsewhere], ticket).await?;
    let stranger = arrived(&office, EWA, "Obca").await?;

    // Everything comes later, by an import for instance.
    let jan = made(&office, "contact", &[("name", "Jan"), ("emails", JAN)]).await?;
    let shown = office.kurier.records().timeline(anna, jan, TimelineFilter::Mail, None, 50).await?.rows;
    let mails = shown.iter().filter(|entry| matches!(entry.what, TimelineItem::Mail { .. })).count();
    assert_eq!(mails, 3, "a timeline is never behind");
    let chairs = deal(&office, "Krzesła", jan).await?;
    let taken_off = arrived(&office, JAN, "Odłączona").await?;
    assert_eq!(on(&office, taken_off).await?, [chairs]);
    kurier.links().detach(anna, taken_off, chairs).await?;

    let done = relinked(&office).await?;
    assert_eq!((done.state, done.linked), (RelinkState::Done, 1), "{done:?}");
    assert_eq!((done.looked_at, done.by.as_deref()), (done.total, Some(anna.name.as_str())));
    let reason = &office.conversation(waiting).await?.records[0].reason;
    assert!(matches!(reason, LinkReason::Address { address } if address == JAN), "{reason:?}");
    assert_eq!(on(&office, waiting).await?, [chairs]);
    assert_eq!(on(&office, elsewhere).await?, [ticket]);
    for untouched in [ignored, stranger, taken_off] {
        assert!(on(&office, untouched).await?.is_empty(), "{untouched}");
    }
    let left: Vec<_> = office.ready(anna).await?.into_iter().map(|item| item.thread).collect();
    assert_eq!(left, [taken_off, stranger], "what was ignored stays ignored, and nothing new waits");
    assert_eq!(office.conversation(stranger).await?.client, None);
    assert_eq!(office.conversation(ignored).await?.client.map(|client| client.record), Some(jan));
    // Again: nothing is left to do.
    let again = relinked(&office).await?;
    assert_eq!((again.state, again.linked, again.badges), (RelinkState::Done, 0, 0));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn linking_again_is_for_administrators_goes_on_where_it_was_and_can_be_stopped(
    pool: PgPool,
) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, ready) = (&office.anna, office.kurier.ready());
    for refused in [
        ready.relink(&office.bartek).await.map(drop),
        ready.stop_relinking(&office.bartek).await.map(drop),
        ready.relinking(&office.bartek).await.map(drop),
    ] {
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    }
    assert_eq!(ready.relinking(anna).await?, None);
    assert!(matches!(ready.stop_relinking(anna).await, Err(Error::NotFound)));
    for at in 0..3 {
        arrived(&office, JAN, &format!("Sprawa {at}")).await?;
    }
    let jan = made(&office, "contact", &[("name", "Jan"), ("emails", JAN)]).await?;
    let chairs = deal(&office, "Krzesła", jan).await?;
    ready.relink(anna).await?;
    let asked_at = ready.relinking(anna).await?.context("asked for")?.asked_at;
    // One part, as of a process that is stopped then; whoever asks again meanwhile begins nothing anew.
    assert!(!ready.go_on_relinking(anna.workspace, Duration::ZERO).await?);
    let now = ready.relink(anna).await?;
    assert_eq!((now.asked_at, now.state, now.looked_at), (asked_at, RelinkState::Links, 3));
    ready.stop_relinking(anna).await?;
    assert!(ready.go_on_relinking(anna.workspace, Duration::MAX).await?);
    let stopped = ready.relinking(anna).await?.context("stopped")?;
    assert_eq!((stopped.state, stopped.linked), (RelinkState::Stopped, 3), "what was linked stays");
    assert_eq!(on(&office, office.thread("Sprawa 0").await?).await?, [chairs]);
    assert_eq!(relinked(&office).await?.state, RelinkState::Done);
    Ok(())
}
