//! What there is to know before a message leaves.

use crate::consents::{hand_over, letter};
use crate::office::{Office, keys};
use crate::outbox::JAN;
use crate::ready_twins::copies;
use anyhow::{Context, Result};
use kurier_domain::Actor;
use kurier_model::compose::{Draft, DraftContent, DraftStart, SendState};
use kurier_model::consent::{Finding, Handed};
use kurier_model::member::Language;
use kurier_model::{Address, MessageId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use kurier_testbed::smtp_receiver::Behaviour;
use sqlx::PgPool;

/// What is found, in short.
fn said(findings: &[Finding]) -> Vec<(&'static str, Vec<String>)> {
    let short = |finding: &Finding| match finding {
        Finding::NoGrounds { people } => ("no grounds", people.iter().map(|one| one.address.key()).collect()),
        Finding::Unwanted { people } => ("unwanted", keys(people)),
        Finding::Added { people } => ("added", keys(people)),
        Finding::Dropped { people } => ("dropped", keys(people)),
        Finding::Strangers { people } => ("strangers", keys(people)),
        Finding::AboutGone { in_bin } => ("gone", in_bin.iter().cloned().collect()),
        Finding::Answering { people } => ("answering", people.clone()),
        Finding::Answered { people } => ("answered", people.clone()),
    };
    findings.iter().map(short).collect()
}

async fn found(office: &Office, actor: &Actor, draft: &Draft) -> Result<Vec<(&'static str, Vec<String>)>> {
    Ok(said(&office.kurier.outbox().look_over(actor, draft.id).await?))
}

async fn question(office: &Office) -> Result<MessageId> {
    let mail = Mail::new(JAN, BIURO.address, "Przetarg")
        .header("Cc", "ewa@meble-nowak.example, piotr@dostawca.example")
        .text("Proszę o ofertę.");
    office.arrives(&mail.raw()).await?;
    let thread = office.thread("Przetarg").await?;
    Ok(office.conversation(thread).await?.messages.first().context("a message")?.id)
}

async fn begin(office: &Office, actor: &Actor, start: DraftStart) -> Result<Draft> {
    let draft = office.kurier.drafts().start(actor, start, Language::Pl).await?;
    change(office, actor, &draft, |content| content.html = "<p>Tak.</p>".to_owned()).await
}

async fn change(
    office: &Office,
    actor: &Actor,
    draft: &Draft,
    how: impl FnOnce(&mut DraftContent),
) -> Result<Draft> {
    let mut content = draft.content.clone();
    how(&mut content);
    office.kurier.drafts().save(actor, draft.id, draft.revision, content).await?;
    Ok(office.kurier.drafts().get(actor, draft.id).await?)
}

fn named(what: &'static str, people: &[&str]) -> (&'static str, Vec<String>) {
    (what, people.iter().map(|one| (*one).to_owned()).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_is_new_in_a_conversation_and_who_is_missing_is_said(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, message) = (&office.anna, question(&office).await?);
    let all = begin(&office, anna, DraftStart::reply_all(message)).await?;
    assert_eq!(found(&office, anna, &all).await?, [], "nothing to say of an answer to all");
    let all = change(&office, anna, &all, |content| {
        content.cc =
            vec![Address::bare("ewa@meble-nowak.example"), Address::bare("obcy@konkurencja.example")];
        content.bcc = vec![Address::bare(&office.bartek.email)];
    })
    .await?;
    let expected =
        [named("added", &["obcy@konkurencja.example"]), named("dropped", &["piotr@dostawca.example"])];
    assert_eq!(found(&office, anna, &all).await?, expected);
    let handed = hand_over(&office, &all, false).await?;
    assert!(matches!(&handed, Handed::Back { findings } if said(findings) == expected), "{handed:?}");
    // Who was in the conversation before is no news in it, nor are colleagues; and who answers one person means it.
    let one = begin(&office, anna, DraftStart::reply(message)).await?;
    let one =
        change(&office, anna, &one, |content| content.cc = vec![Address::bare(&office.bartek.email)]).await?;
    assert_eq!(found(&office, anna, &one).await?, []);
    // What is forwarded goes to somebody else.
    let forward = begin(&office, anna, DraftStart::Forward { message }).await?;
    let forward =
        change(&office, anna, &forward, |content| content.to = vec![Address::bare("szef@dostawca.example")])
            .await?;
    assert_eq!(found(&office, anna, &forward).await?, []);
    assert!(matches!(hand_over(&office, &all, true).await?, Handed::Over { .. }), "whoever is sure sends it");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_stranger_among_people_who_are_known_is_said(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let anna = &office.anna;
    question(&office).await?;
    let stranger = "jan.nowak@meble-nowk.example";
    for (to, expected) in [
        (vec![JAN, stranger], vec![named("strangers", &[stranger])]),
        // A first letter, whoever of us gets a copy.
        (vec![stranger], vec![]),
        (vec![stranger, office.bartek.email.as_str()], vec![]),
        // Somebody else of a company that is known.
        (vec![JAN, "nowy@meble-nowak.example"], vec![]),
        // Nobody is known.
        (vec![stranger, "inny@gdzies.example"], vec![]),
    ] {
        let draft = letter(&office, &to, None).await?;
        assert_eq!(found(&office, anna, &draft).await?, expected, "{to:?}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_colleague_who_answers_is_said_while_it_lasts(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, bartek, message) = (&office.anna, &office.bartek, question(&office).await?);
    let mine = begin(&office, anna, DraftStart::reply(message)).await?;
    // One that was opened and left is none.
    office.kurier.drafts().start(bartek, DraftStart::reply(message), Language::Pl).await?;
    assert_eq!(found(&office, anna, &mine).await?, []);
    office.wait(60);
    let his = begin(&office, bartek, DraftStart::reply(message)).await?;
    assert_eq!(found(&office, anna, &mine).await?, [named("answering", &[&bartek.name])]);
    assert_eq!(found(&office, bartek, &his).await?, [named("answering", &[&anna.name])]);
    office.wait(20 * 60);
    assert_eq!(found(&office, anna, &mine).await?, [], "he has been away");
    let sent = office.kurier.outbox().send(bartek, his.id, his.revision).await?;
    assert_eq!(found(&office, anna, &mine).await?, [named("answered", &[&bartek.name])]);
    // What one was told does not stand in the way again, what is new is told with it.
    let outbox = office.kurier.outbox();
    let mine =
        change(&office, anna, &mine, |content| content.cc = vec![Address::bare("obcy@konkurencja.example")])
            .await?;
    let Handed::Back { findings } = outbox.hand_over(anna, mine.id, mine.revision, &[]).await? else {
        panic!()
    };
    assert_eq!(findings.len(), 2, "{findings:?}");
    let told = &findings[..1];
    let again = outbox.hand_over(anna, mine.id, mine.revision, told).await?;
    assert_eq!(again, Handed::Back { findings: findings.clone() }, "all of it, so that all of it is known");
    outbox.cancel(bartek, sent.id).await?;
    assert!(matches!(outbox.hand_over(anna, mine.id, mine.revision, &findings).await?, Handed::Over { .. }));
    let mine = begin(&office, anna, DraftStart::reply_all(message)).await?;
    office.wait(60);
    assert_eq!(found(&office, anna, &mine).await?, [], "taken back, and left lying");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_failed_goes_out_again_by_the_same_gate(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, bartek, message) = (&office.anna, &office.bartek, question(&office).await?);
    let outbox = office.kurier.outbox();
    let with_stranger = |content: &mut DraftContent| {
        content.html = "<p>Tak.</p>".to_owned();
        content.cc = vec![Address::bare("obcy@konkurencja.example")];
    };
    let mine = begin(&office, anna, DraftStart::reply(message)).await?;
    let mine = change(&office, anna, &mine, with_stranger).await?;
    let refuse_recipients = vec![JAN.to_owned(), "obcy@konkurencja.example".to_owned()];
    office.smtp.behave(Behaviour { refuse_recipients, ..Behaviour::default() });
    let failed = outbox.send(anna, mine.id, mine.revision).await?.id;
    office.wait(11);
    office.deliver().await?;
    assert!(matches!(outbox.get(anna, failed).await?.state, SendState::Failed { .. }));
    office.smtp.behave(Behaviour::default());

    // While it lay there, a colleague has answered.
    let his = begin(&office, bartek, DraftStart::reply(message)).await?;
    let sent = outbox.send(bartek, his.id, his.revision).await?;
    let Handed::Back { findings } = outbox.retry(anna, failed).await? else { panic!("it went") };
    assert_eq!(
        said(&findings),
        [named("added", &["obcy@konkurencja.example"]), named("answered", &[&bartek.name])],
        "all of it"
    );
    assert!(matches!(outbox.get(anna, failed).await?.state, SendState::Failed { .. }), "nothing was sent");
    // Where there is nothing new, nobody is asked again.
    outbox.cancel(bartek, sent.id).await?;
    office.wait(20 * 60);
    assert!(matches!(outbox.retry(anna, failed).await?, Handed::Over { .. }));
    office.deliver().await?;
    assert!(matches!(outbox.get(anna, failed).await?.state, SendState::Sent { .. }));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_colleague_who_answers_a_copy_of_the_same_mail_is_said(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, bartek) = (&office.anna, &office.bartek);
    let mut answers = Vec::new();
    for thread in copies(&office).await? {
        let message = office.conversation(thread).await?.messages.first().context("a message")?.id;
        answers.push(DraftStart::reply(message));
    }
    let [own, theirs] = answers[..] else { panic!("two copies") };
    let mine = begin(&office, anna, own).await?;
    assert_eq!(found(&office, anna, &mine).await?, []);
    office.wait(1);
    let his = begin(&office, bartek, theirs).await?;
    assert_eq!(found(&office, anna, &mine).await?, [named("answering", &[&bartek.name])]);
    assert_eq!(found(&office, bartek, &his).await?, [], "of a mailbox that he does not see nothing is said");
    office.kurier.outbox().send(bartek, his.id, his.revision).await?;
    assert_eq!(found(&office, anna, &mine).await?, [named("answered", &[&bartek.name])]);
    Ok(())
}
