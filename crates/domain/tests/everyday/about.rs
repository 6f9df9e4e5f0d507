//! To which record a message belongs: what is offered, what is chosen, and what becomes of it when the record is not there any more.

use crate::consents::{hand_over, letter, relied};
use crate::links::{Client, client, deal, on};
use crate::merging::merge;
use crate::office::Office;
use crate::outbox::JAN;
use crate::records::Desk;
use crate::visibility::show;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::compose::{AboutReason, Draft, DraftAbout, DraftContent, DraftStart};
use kurier_model::consent::{Finding, Handed};
use kurier_model::mailbox::FolderRole;
use kurier_model::member::Language;
use kurier_model::visibility::Visibility;
use kurier_model::{Address, RecordId, ThreadId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

/// As the page does: what is said is on the page at once, with the next number.
async fn say(office: &Office, draft: &Draft, record: Option<RecordId>) -> Result<Draft, Error> {
    office.kurier.drafts().say_about(&office.anna, draft.id, draft.revision, record).await?;
    office.kurier.drafts().get(&office.anna, draft.id).await
}

async fn in_sent(office: &Office) -> Result<Vec<ThreadId>> {
    // It is there from the first mail on.
    let Ok(folder) = office.folder(FolderRole::Sent).await else { return Ok(Vec::new()) };
    let filter = kurier_model::inbox::ThreadFilter::All;
    let page = office.kurier.threads().page(&office.anna, folder, filter, None, 50).await?;
    Ok(page.rows.into_iter().map(|row| row.id).collect())
}

/// Sends it, to its end; the records on which its thread is then, by their names.
async fn sent(office: &Office, draft: &Draft) -> Result<Vec<String>> {
    let before = in_sent(office).await?;
    office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await?;
    office.wait(11);
    office.deliver().await?;
    office.sync().await?;
    let after = in_sent(office).await?;
    records(office, *after.iter().find(|thread| !before.contains(thread)).context("in Sent")?).await
}

async fn records(office: &Office, thread: ThreadId) -> Result<Vec<String>> {
    let mut names: Vec<String> = on(office, thread).await?.into_iter().map(|linked| linked.name).collect();
    names.sort();
    Ok(names)
}

/// A mail of Jan's, and the thread that it is in.
async fn question(office: &Office) -> Result<(DraftStart, ThreadId)> {
    office.arrives(&Mail::new(JAN, BIURO.address, "Pytanie").text("Ile?").raw()).await?;
    let thread = office.thread("Pytanie").await?;
    let message = office.conversation(thread).await?.messages.first().context("a message")?.id;
    Ok((DraftStart::reply(message), thread))
}

async fn gone(office: &Office, draft: &Draft) -> Result<Vec<Finding>> {
    let mut findings = office.kurier.outbox().look_over(&office.anna, draft.id).await?;
    findings.retain(|finding| matches!(finding, Finding::AboutGone { .. }));
    Ok(findings)
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_message_belongs_to_the_record_that_is_chosen(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (drafts, anna) = (office.kurier.drafts(), &office.anna);
    let Client { jan, .. } = client(&office).await?;
    let (chairs, tables) = (deal(&office, "Krzesła", jan).await?, deal(&office, "Stoły", jan).await?);
    let draft = letter(&office, &[JAN], None).await?;
    assert_eq!(draft.about, DraftAbout::Unsaid);
    let offers = drafts.offer_about(anna, draft.id, &[format!(" {}", JAN.to_uppercase())], "").await?;
    let offered: Vec<_> = offers.iter().map(|offer| (offer.found.record, offer.reason)).collect();
    let (work, person) = (AboutReason::Work, AboutReason::Person);
    assert_eq!(offered, [(tables, work), (chairs, work), (jan, person)]);
    let found = drafts.offer_about(anna, draft.id, &[], "krzes").await?;
    let of: Vec<_> = found.iter().map(|offer| (offer.found.record, offer.reason)).collect();
    assert_eq!(of, [(chairs, AboutReason::Words)]);

    let chosen = say(&office, &draft, Some(chairs)).await?;
    assert_eq!((chosen.about.record(), chosen.revision), (Some(chairs), draft.revision + 1));
    // Another window, which does not know of it.
    let stale = drafts.save(anna, draft.id, draft.revision, draft.content.clone()).await;
    assert!(matches!(stale, Err(Error::Conflict)));
    assert!(matches!(say(&office, &draft, None).await, Err(Error::Conflict)));
    let nobodys = say(&office, &chosen, Some(RecordId::new())).await;
    assert!(matches!(nobodys, Err(Error::NotFound)));
    let others = drafts.say_about(&office.bartek, draft.id, chosen.revision, Some(tables)).await;
    assert!(matches!(others, Err(Error::NotFound)), "a draft is its author's");
    assert_eq!(sent(&office, &chosen).await?, ["Krzesła"]);

    // One thing is under way: what nobody says anything of belongs to it, what belongs to none does not.
    office.kurier.records().remove(anna, tables).await?;
    let none = say(&office, &letter(&office, &[JAN], None).await?, None).await?;
    assert_eq!(none.about, DraftAbout::Nothing);
    assert!(sent(&office, &none).await?.is_empty());
    assert_eq!(sent(&office, &letter(&office, &[JAN], None).await?).await?, ["Krzesła"]);
    let at_page = letter(&office, &[JAN], Some(chairs)).await?;
    assert!(sent(&office, &say(&office, &at_page, None).await?).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_answer_begins_with_the_record_of_its_conversation(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (drafts, links, anna) = (office.kurier.drafts(), office.kurier.links(), &office.anna);
    let Client { jan, .. } = client(&office).await?;
    let (chairs, tables) = (deal(&office, "Krzesła", jan).await?, deal(&office, "Stoły", jan).await?);
    let (start, thread) = question(&office).await?;
    links.attach(anna, vec![thread], tables).await?;
    links.attach(anna, vec![thread], jan).await?;
    let answer = drafts.start(anna, start, Language::Pl).await?;
    assert_eq!(answer.about.record(), Some(tables), "work before people");
    let offers = drafts.offer_about(anna, answer.id, &[JAN.to_owned()], "").await?;
    let of: Vec<_> = offers.iter().map(|offer| (offer.found.record, offer.reason)).collect();
    let conversation = AboutReason::Conversation;
    assert_eq!(of, [(tables, conversation), (jan, conversation), (chairs, AboutReason::Work)]);
    // A forward is another conversation, and is offered the record of this one.
    let DraftStart::Reply { message, .. } = start else { panic!("an answer") };
    let forward = drafts.start(anna, DraftStart::Forward { message }, Language::Pl).await?;
    assert_eq!(forward.about, DraftAbout::Unsaid);
    assert_eq!(drafts.offer_about(anna, forward.id, &[], "").await?.len(), 2);

    // As long as nobody says anything, it follows the conversation; what is said stays.
    links.detach(anna, thread, tables).await?;
    assert_eq!(drafts.get(anna, answer.id).await?.about.record(), Some(jan));
    let answer = say(&office, &answer, Some(tables)).await?;
    links.attach(anna, vec![thread], chairs).await?;
    assert_eq!(drafts.get(anna, answer.id).await?.about.record(), Some(tables));
    // Whoever says so later than it was taken off means it.
    assert_eq!(sent(&office, &answer).await?, ["Jan Nowak", "Krzesła", "Stoły"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn grounds_follow_what_a_message_is_about(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let anna = &office.anna;
    let Client { jan, .. } = client(&office).await?;
    let tickets = Desk::of(&office, "ticket").await?;
    let ticket = tickets.create(&[("name", "Reklamacja"), ("contact", &jan.to_string())]).await?;
    let chairs = deal(&office, "Krzesła", jan).await?;
    office.kurier.consents().require(anna, true).await?;
    let (start, thread) = question(&office).await?;
    office.kurier.links().attach(anna, vec![thread], ticket).await?;
    let answer = office.kurier.drafts().start(anna, start, Language::Pl).await?;
    let is_clear = async |draft: &Draft| -> Result<bool> {
        Ok(office.kurier.outbox().look_over(anna, draft.id).await?.is_empty())
    };
    assert!(is_clear(&answer).await?, "it answers in a ticket's conversation");
    let mut answer = answer;
    for (about, clear) in [(Some(chairs), false), (Some(ticket), true), (None, false)] {
        answer = say(&office, &answer, about).await?;
        assert_eq!(is_clear(&answer).await?, clear, "{about:?}");
    }
    let written = letter(&office, &[JAN], None).await?;
    assert_eq!(relied(&office, &hand_over(&office, &written, true).await?).await?, "back");
    let written = say(&office, &written, Some(ticket)).await?;
    assert_eq!(relied(&office, &hand_over(&office, &written, true).await?).await?, "transactional");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_record_that_is_gone_is_said_before_a_message_leaves(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, drafts, anna) = (&office.kurier, office.kurier.drafts(), &office.anna);
    let Client { jan, .. } = client(&office).await?;
    let (chairs, tables) = (deal(&office, "Krzesła", jan).await?, deal(&office, "Stoły", jan).await?);
    let draft = letter(&office, &[JAN], Some(chairs)).await?;
    assert!(gone(&office, &draft).await?.is_empty());

    // In the bin: said in the draft, and before it leaves; brought back, or sent all the same.
    kurier.records().remove(anna, chairs).await?;
    let DraftAbout::Record { in_bin: true, name, .. } = drafts.get(anna, draft.id).await?.about else {
        panic!("in the bin")
    };
    assert_eq!(gone(&office, &draft).await?, [Finding::AboutGone { in_bin: Some(name) }]);
    assert!(matches!(hand_over(&office, &draft, false).await?, Handed::Back { .. }));
    assert!(matches!(say(&office, &draft, Some(chairs)).await, Err(Error::NotFound)), "not chosen there");
    let restored = drafts.restore_about(anna, draft.id).await?;
    assert_eq!((restored.record(), gone(&office, &draft).await?.len()), (Some(chairs), 0));
    kurier.records().remove(anna, chairs).await?;
    let again = letter(&office, &[JAN], Some(tables)).await?;
    kurier.records().remove(anna, tables).await?;
    assert!(matches!(hand_over(&office, &again, true).await?, Handed::Over { .. }), "whoever knows sends it");
    drafts.restore_about(anna, draft.id).await?;
    kurier.records().restore(anna, tables).await?;

    // Part of another: it is that one's, also where it was not known yet.
    merge(&office, tables, &[chairs]).await?;
    let merged = drafts.get(anna, draft.id).await?;
    assert_eq!((merged.about.record(), gone(&office, &draft).await?.len()), (Some(tables), 0));
    let merged = say(&office, &merged, Some(chairs)).await?;
    assert_eq!(merged.about.record(), Some(tables));
    assert_eq!(sent(&office, &merged).await?, ["Stoły"]);

    // Forgotten: that it was to belong to something stays known, not to what.
    let draft = letter(&office, &[JAN], Some(tables)).await?;
    kurier.records().remove(anna, tables).await?;
    office.wait(60 * 60 * 24 * 31);
    kurier.records().clear_away().await?;
    assert_eq!(drafts.get(anna, draft.id).await?.about, DraftAbout::Gone);
    assert_eq!(gone(&office, &draft).await?, [Finding::AboutGone { in_bin: None }]);
    let none = say(&office, &draft, None).await?;
    assert!(gone(&office, &none).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_record_that_its_author_may_not_see_any_more_gets_nothing(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, bartek) = (&office.kurier, &office.bartek);
    let Client { jan, .. } = client(&office).await?;
    let chairs = deal(&office, "Krzesła", jan).await?;
    let start = DraftStart::New { mailbox: Some(office.biuro), record: Some(chairs) };
    let draft = kurier.drafts().start(bartek, start, Language::Pl).await?;
    let content = DraftContent {
        to: vec![Address::bare(JAN)],
        subject: "Krzesła".to_owned(),
        html: "<p>Oferta</p>".to_owned(),
        ..DraftContent::default()
    };
    let revision = kurier.drafts().save(bartek, draft.id, draft.revision, content).await?;
    assert_eq!(kurier.drafts().get(bartek, draft.id).await?.about.record(), Some(chairs));
    let anna = office.anna.user.context("a person")?;
    office.change(&office.anna, chairs, "owner", &anna.to_string()).await?;
    show(&office, &office.anna, chairs, Visibility::Owner).await?;

    let hidden = kurier.drafts().get(bartek, draft.id).await?;
    assert_eq!(hidden.about, DraftAbout::Gone, "not what it is called");
    let findings = kurier.outbox().look_over(bartek, draft.id).await?;
    assert!(findings.contains(&Finding::AboutGone { in_bin: None }), "{findings:?}");
    let offers = kurier.drafts().offer_about(bartek, draft.id, &[JAN.to_owned()], "").await?;
    assert!(offers.iter().all(|offer| offer.found.record != chairs));
    let refused = kurier.drafts().say_about(bartek, draft.id, revision, Some(chairs)).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    kurier.outbox().send(bartek, draft.id, revision).await?;
    office.wait(11);
    office.deliver().await?;
    office.sync().await?;
    assert!(
        kurier.links().threads_of(&office.anna, chairs).await?.is_empty(),
        "nobody attaches what they do not see"
    );
    Ok(())
}
