//! Whether, and on what grounds, people may be written to.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::compose::{Draft, DraftContent, DraftStart};
use kurier_model::consent::{
    ConsentEvent, Finding, Ground, Grounds, Handed, LegalBasis, PersonConsent, Purpose, Standing,
};
use kurier_model::member::Language;
use kurier_model::{Address, Field, Reason, RecordId, SubscriptionId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;
use std::collections::HashMap;

const OTHERWISE: &str = "umowa w przygotowaniu";

/// A letter to somebody, from the page of a record or from none.
pub async fn letter(office: &Office, to: &[&str], record: Option<RecordId>) -> Result<Draft> {
    let start = DraftStart::New { mailbox: Some(office.biuro), record };
    let draft = office.kurier.drafts().start(&office.anna, start, Language::Pl).await?;
    let content = DraftContent {
        to: to.iter().map(|to| Address::bare(*to)).collect(),
        subject: "Oferta".to_owned(),
        html: "<p>Oferta</p>".to_owned(),
        ..DraftContent::default()
    };
    office.kurier.drafts().save(&office.anna, draft.id, draft.revision, content).await?;
    Ok(office.kurier.drafts().get(&office.anna, draft.id).await?)
}

/// As the page does: first as it is, then, for whoever is `sure`, with all of which one was told.
pub async fn hand_over(office: &Office, draft: &Draft, sure: bool) -> Result<Handed, Error> {
    let outbox = office.kurier.outbox();
    match outbox.hand_over(&office.anna, draft.id, draft.revision, &[]).await? {
        Handed::Back { findings } if sure => {
            outbox.hand_over(&office.anna, draft.id, draft.revision, &findings).await
        }
        other => Ok(other),
    }
}

/// Gives grounds to all whom a draft names.
pub async fn give_all(office: &Office, draft: &Draft, grounds: &Grounds) -> Result<(), Error> {
    let content = &draft.content;
    let people: Vec<String> = content.to.iter().chain(&content.cc).map(|one| one.address.clone()).collect();
    office.kurier.outbox().give_grounds(&office.anna, draft.id, &people, grounds).await
}

pub fn once(purpose: Purpose) -> Grounds {
    Grounds::OneTime { basis: LegalBasis::Contract, purpose, explanation: OTHERWISE.to_owned() }
}

async fn of(office: &Office, record: RecordId) -> Result<PersonConsent> {
    Ok(office.kurier.consents().of_person(&office.bartek, record, None, 50).await?)
}

/// What the outbox keeps of a message: on what it relies.
pub async fn relied(office: &Office, handed: &Handed) -> Result<String> {
    let Handed::Over { outgoing } = handed else { return Ok("back".to_owned()) };
    let kept: Option<String> =
        sqlx::query_scalar("SELECT relied_on #>> '{0,ground}' FROM outbox WHERE id = $1")
            .bind(outgoing.id.0)
            .fetch_one(&office.pool)
            .await?;
    Ok(kept.unwrap_or_else(|| "nothing".to_owned()))
}

/// GDPR on or off × subscribed, unsubscribed, unknown, opted out × a ticket or not × what is given: what comes of it, and what is kept of it.
/// `ask`: it goes when whoever writes is sure. `no`: the grounds are refused, and it does not go.
const TABLE: [(bool, &str, &str, [&str; 3]); 16] = [
    // required, standing, from        nothing given    for an offer      for a transaction
    (false, "in", "other", ["subscription", "subscription", "subscription"]),
    (false, "out", "other", ["ask", "ask", "ask"]),
    (false, "unknown", "other", ["not_asked", "not_asked", "not_asked"]),
    (false, "global", "other", ["back", "no", "one_time"]),
    (true, "in", "other", ["subscription", "subscription", "subscription"]),
    (true, "out", "other", ["back", "no", "one_time"]),
    (true, "unknown", "other", ["back", "one_time", "one_time"]),
    (true, "global", "other", ["back", "no", "one_time"]),
    (false, "in", "ticket", ["transactional", "transactional", "transactional"]),
    (false, "out", "ticket", ["transactional", "transactional", "transactional"]),
    (false, "unknown", "ticket", ["transactional", "transactional", "transactional"]),
    (false, "global", "ticket", ["transactional", "transactional", "transactional"]),
    (true, "in", "ticket", ["transactional", "transactional", "transactional"]),
    (true, "out", "ticket", ["transactional", "transactional", "transactional"]),
    (true, "unknown", "ticket", ["transactional", "transactional", "transactional"]),
    (true, "global", "ticket", ["transactional", "transactional", "transactional"]),
];

/// Somebody of each standing, by its name.
async fn people(office: &Office) -> Result<HashMap<&'static str, RecordId>> {
    let (consents, anna) = (office.kurier.consents(), &office.anna);
    let contacts = Desk::of(office, "contact").await?;
    let mut people = HashMap::new();
    for standing in ["in", "out", "unknown", "global"] {
        let address = format!("{standing}@klient.example");
        let record = contacts.create(&[("name", standing), ("emails", &address)]).await?;
        match standing {
            "in" => consents.subscribe(anna, record, None, LegalBasis::Consent, "na targach").await?,
            "out" => consents.unsubscribe(anna, record, None, "").await?,
            "global" => consents.opt_out(anna, record, "mail z 3 maja").await?,
            _ => {}
        }
        people.insert(standing, record);
    }
    Ok(people)
}

/// Gives grounds as the page does; whether they were taken.
async fn give(office: &Office, draft: &Draft, given: Option<Purpose>) -> Result<bool> {
    let Some(purpose) = given else { return Ok(true) };
    match give_all(office, draft, &once(purpose)).await {
        Err(Error::Invalid(invalid)) => {
            assert_eq!(invalid.about(Field::Purpose), Some(&Reason::NotAllowed));
            Ok(false)
        }
        other => Ok(other.map(|()| true)?),
    }
}

/// Hands a letter over, and looks at what comes of it.
async fn come_of(office: &Office, draft: &Draft, standing: &str, expected: &str, case: &str) -> Result<()> {
    let handed = hand_over(office, draft, false).await?;
    match (expected, &handed) {
        ("ask", Handed::Back { findings }) => {
            assert!(matches!(&findings[..], [Finding::Unwanted { people }] if people.len() == 1), "{case}");
            assert_eq!(relied(office, &hand_over(office, draft, true).await?).await?, "overruled", "{case}");
        }
        ("back" | "no", Handed::Back { findings }) => {
            let one = match &findings[..] {
                [Finding::NoGrounds { people }] => people.first().with_context(|| case.to_owned())?,
                _ => panic!("{case}: {findings:?}"),
            };
            assert_eq!(one.may_be_subscribed(), standing != "global", "{case}");
            assert_eq!(one.may_be_offered(), standing == "unknown", "{case}");
            assert!(matches!(hand_over(office, draft, true).await?, Handed::Back { .. }), "{case}: by force");
            let sent = office.kurier.outbox().send(&office.anna, draft.id, draft.revision).await;
            assert!(matches!(sent, Err(Error::Invalid(_))), "{case}: past the page");
        }
        _ => assert_eq!(relied(office, &handed).await?, expected, "{case}"),
    }
    Ok(())
}

/// What was sent to somebody: on what grounds, its subject, whether the proof is named.
fn sent(consent: PersonConsent) -> Vec<(Ground, Option<String>, bool)> {
    let sent = consent.history.rows.into_iter().filter_map(|entry| match entry.what {
        ConsentEvent::Sent { ground, subject, consent, .. } => Some((ground, subject, consent.is_some())),
        _ => None,
    });
    sent.collect()
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_message_goes_out_on_grounds_that_are_kept(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (consents, anna) = (office.kurier.consents(), &office.anna);
    let (tickets, people) = (Desk::of(&office, "ticket").await?, people(&office).await?);
    let purposes = [None, Some(Purpose::Commercial), Some(Purpose::Transactional)];
    for (required, standing, from, outcomes) in TABLE {
        consents.require(anna, required).await?;
        let to = format!("{standing}@klient.example");
        let contact = people[standing].to_string();
        let ticket = tickets.create(&[("name", "Reklamacja"), ("contact", &contact)]).await?;
        for (given, expected) in purposes.into_iter().zip(outcomes) {
            let case = format!("{required} {standing} {from} {given:?}");
            let draft = letter(&office, &[&to], (from == "ticket").then_some(ticket)).await?;
            assert_eq!(give(&office, &draft, given).await?, expected != "no", "{case}");
            come_of(&office, &draft, standing, expected, &case).await?;
        }
    }
    // What was sent is on the page of each, with what it relied on; what was not sent is not.
    office.wait(11);
    office.deliver().await?;
    let global = sent(of(&office, people["global"]).await?);
    let count = |wanted: Ground| global.iter().filter(|(ground, ..)| *ground == wanted).count();
    assert_eq!((count(Ground::OneTime), count(Ground::Transactional), global.len()), (2, 6, 8), "{global:?}");
    assert!(
        global.iter().all(|(ground, _, proof)| (*ground == Ground::OneTime) == *proof),
        "the proof is named"
    );
    assert!(global.iter().all(|(_, subject, _)| subject.as_deref() == Some("Oferta")));
    let others = sent(consents.of_person(&office.celina, people["global"], None, 50).await?);
    assert!(
        others.len() == 8 && others.iter().all(|(_, subject, _)| subject.is_none()),
        "of another's mailbox"
    );
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn how_somebody_stands_follows_what_was_written_down(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (consents, anna) = (office.kurier.consents(), &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan"), ("emails", "jan@klient.example, jan@dom.example")]).await?;
    let newsletter = consents.add_type(anna, "  Nowości   i promocje ").await?;
    assert_eq!(newsletter.name, "Nowości i promocje");
    assert_eq!(of(&office, jan).await?.standing, Standing::Unknown);
    office.wait(60);
    consents.subscribe(anna, jan, None, LegalBasis::Contract, "prosił o ofertę").await?;
    consents.subscribe(anna, jan, Some(newsletter.id), LegalBasis::Consent, "").await?;
    let page = of(&office, jan).await?;
    assert_eq!((page.standing, page.required), (Standing::Subscribed, false));
    assert_eq!(page.subscriptions.iter().map(|one| one.has).collect::<Vec<_>>(), [Some(true), Some(true)]);
    assert_eq!(page.history.rows[0].by.as_deref(), Some("Anna Kowalska"));

    // Who wants nothing any more has nothing, at none of their addresses, and agrees anew when they change their mind.
    office.wait(60);
    consents.opt_out(anna, jan, "telefon").await?;
    let page = of(&office, jan).await?;
    assert_eq!(page.standing, Standing::OptedOut);
    assert_eq!(page.subscriptions.iter().map(|one| one.has).collect::<Vec<_>>(), [Some(false), Some(false)]);
    for to in ["jan@klient.example", "jan@dom.example", "Jan@Dom.example"] {
        let draft = letter(&office, &[to], None).await?;
        assert!(matches!(hand_over(&office, &draft, true).await?, Handed::Back { .. }), "{to}");
    }
    let refused = consents.subscribe(anna, jan, None, LegalBasis::Consent, "").await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "against their will");
    let Err(Error::Invalid(invalid)) = consents.opt_in(anna, jan, "  ").await else {
        panic!("without a word")
    };
    assert_eq!(invalid.about(Field::Explanation), Some(&Reason::Required));
    office.wait(60);
    consents.opt_in(anna, jan, "napisał 5 maja").await?;
    assert_eq!(of(&office, jan).await?.standing, Standing::Unknown);
    assert!(matches!(consents.opt_in(anna, jan, "?").await, Err(Error::Conflict)));
    assert_eq!(of(&office, jan).await?.history.rows.len(), 4, "nothing is struck out");

    // A page at a time, and each entry once.
    let first = consents.of_person(anna, jan, None, 3).await?.history;
    let rest = consents.of_person(anna, jan, first.next, 3).await?.history;
    assert_eq!((first.rows.len(), rest.rows.len(), rest.next.is_none()), (3, 1, true));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_opt_out_holds_for_the_address_and_an_agreement_for_the_person(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let consents = kurier.consents();
    consents.require(anna, true).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan"), ("emails", "biuro@klient.example")]).await?;
    let ola = contacts.create(&[("name", "Ola"), ("emails", "ola@klient.example")]).await?;
    consents.subscribe(anna, jan, None, LegalBasis::Contract, "").await?;
    let draft = letter(&office, &["biuro@klient.example"], None).await?;
    assert_eq!(relied(&office, &hand_over(&office, &draft, false).await?).await?, "subscription");

    // The address goes to Ola: what Jan agreed to does not.
    let revision = contacts.get(jan).await?.revision;
    contacts.update(jan, revision, &[("emails", "jan@klient.example")]).await?;
    let revision = contacts.get(ola).await?.revision;
    contacts.update(ola, revision, &[("emails", "ola@klient.example, biuro@klient.example")]).await?;
    let draft = letter(&office, &["biuro@klient.example"], None).await?;
    assert!(matches!(hand_over(&office, &draft, true).await?, Handed::Back { .. }));
    let draft = letter(&office, &["jan@klient.example"], None).await?;
    assert!(matches!(hand_over(&office, &draft, true).await?, Handed::Over { .. }));

    // What Ola does not want holds for the address, also when nobody is known any more who has it.
    office.wait(60);
    consents.opt_out(anna, ola, "").await?;
    kurier.records().remove(anna, ola).await?;
    consents.require(anna, false).await?;
    for to in ["biuro@klient.example", "ola@klient.example"] {
        let draft = letter(&office, &[to], None).await?;
        let Handed::Back { findings } = hand_over(&office, &draft, true).await? else {
            panic!("{to} got it")
        };
        let [Finding::NoGrounds { people }] = &findings[..] else { panic!("{findings:?}") };
        assert_eq!((people[0].record, people[0].standing), (Some(ola), Standing::OptedOut));
        let subscription = Grounds::Subscription { basis: LegalBasis::Consent, explanation: String::new() };
        assert!(matches!(give_all(&office, &draft, &subscription).await, Err(Error::Invalid(_))));
        give_all(&office, &draft, &once(Purpose::Transactional)).await?;
        assert_eq!(relied(&office, &hand_over(&office, &draft, false).await?).await?, "one_time");
    }
    // Colleagues and people of whom nothing is known are nobody's affair.
    consents.require(anna, true).await?;
    let draft = letter(&office, &["nowy@gdzies.example", &office.bartek.email], None).await?;
    assert_eq!(relied(&office, &hand_over(&office, &draft, false).await?).await?, "nothing");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_basis_for_one_message_is_for_that_message_alone(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    kurier.consents().require(anna, true).await?;
    let contacts = Desk::of(&office, "contact").await?;
    contacts.create(&[("name", "Jan"), ("emails", "jan@klient.example")]).await?;
    contacts.create(&[("name", "Ola"), ("emails", "ola@klient.example")]).await?;
    let draft = letter(&office, &["jan@klient.example"], None).await?;
    give_all(&office, &draft, &once(Purpose::Commercial)).await?;
    // Whoever is added afterwards has not been given any.
    let content = DraftContent { cc: vec![Address::bare("ola@klient.example")], ..draft.content.clone() };
    let revision = kurier.drafts().save(anna, draft.id, draft.revision, content).await?;
    let Handed::Back { findings } = kurier.outbox().hand_over(anna, draft.id, revision, &[]).await? else {
        panic!("Ola got it");
    };
    let [Finding::NoGrounds { people }] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(people.iter().map(|one| one.address.key()).collect::<Vec<_>>(), ["ola@klient.example"]);
    // Of somebody else's draft nobody gives anything.
    let people = ["ola@klient.example".to_owned()];
    let given =
        kurier.outbox().give_grounds(&office.bartek, draft.id, &people, &once(Purpose::Commercial)).await;
    assert!(matches!(given, Err(Error::NotFound)));
    let subscription = Grounds::Subscription { basis: LegalBasis::Consent, explanation: String::new() };
    // To whom nobody was asked about, nothing is given.
    kurier.outbox().give_grounds(anna, draft.id, &["inna@klient.example".to_owned()], &subscription).await?;
    assert!(matches!(kurier.outbox().hand_over(anna, draft.id, revision, &[]).await?, Handed::Back { .. }));
    kurier.outbox().give_grounds(anna, draft.id, &people, &subscription).await?;
    assert!(matches!(kurier.outbox().hand_over(anna, draft.id, revision, &[]).await?, Handed::Over { .. }));
    // The next one to Jan asks again, to Ola not.
    let again = letter(&office, &["jan@klient.example"], None).await?;
    assert!(matches!(hand_over(&office, &again, true).await?, Handed::Back { .. }));
    let again = letter(&office, &["ola@klient.example"], None).await?;
    assert!(matches!(hand_over(&office, &again, false).await?, Handed::Over { .. }));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_two_who_share_an_address_each_speaks_for_themselves(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (consents, anna) = (office.kurier.consents(), &office.anna);
    let contacts = Desk::of(&office, "contact").await?;
    let jan =
        contacts.create(&[("name", "Jan"), ("emails", "jan@klient.example, info@klient.example")]).await?;
    let ola =
        contacts.create(&[("name", "Ola"), ("emails", "ola@klient.example, info@klient.example")]).await?;
    let goes = async |to: &str| -> Result<bool> {
        let draft = letter(&office, &[to], None).await?;
        Ok(matches!(hand_over(&office, &draft, true).await?, Handed::Over { .. }))
    };
    consents.opt_out(anna, ola, "").await?;
    assert!(goes("jan@klient.example").await?, "Jan said nothing of the kind");
    assert!(!goes("info@klient.example").await? && !goes("ola@klient.example").await?);
    office.wait(60);
    consents.opt_out(anna, jan, "").await?;
    office.wait(60);
    consents.opt_in(anna, jan, "napisał").await?;
    assert!(goes("jan@klient.example").await?);
    assert!(
        !goes("ola@klient.example").await? && !goes("info@klient.example").await?,
        "Ola has not changed her mind"
    );
    // On his page he stands by his own word, and it is said where somebody else is in the way.
    let page = of(&office, jan).await?;
    assert_eq!((page.standing, page.blocked), (Standing::Unknown, vec!["info@klient.example".to_owned()]));
    consents.subscribe(anna, jan, None, LegalBasis::Consent, "").await?;
    // Whoever is a lead too has agreed as both.
    let lead = office.lead(anna, "Stoły", "jan@klient.example").await?;
    assert_eq!(of(&office, lead).await?.standing, Standing::Subscribed);
    // In the bin they are who they were.
    let ewa = contacts.create(&[("name", "Ewa"), ("emails", "ewa@klient.example")]).await?;
    consents.require(anna, true).await?;
    office.kurier.records().remove(anna, ewa).await?;
    assert!(!goes("ewa@klient.example").await?);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_ticket_concerns_whom_it_is_about(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, people) = (&office.kurier, &office.anna, people(&office).await?);
    let tickets = Desk::of(&office, "ticket").await?;
    let about = tickets.create(&[("name", "Reklamacja"), ("contact", &people["out"].to_string())]).await?;
    kurier.consents().require(anna, true).await?;
    let draft = letter(&office, &["out@klient.example", "global@klient.example"], Some(about)).await?;
    let Handed::Back { findings } = hand_over(&office, &draft, true).await? else { panic!("it went") };
    let [Finding::NoGrounds { people: unclear }] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(unclear.iter().map(|one| one.address.key()).collect::<Vec<_>>(), ["global@klient.example"]);
    // A mail that belongs to it: answered it is about it, forwarded it is not.
    let mail = Mail::new("global@klient.example", BIURO.address, "Nadal cieknie").text("Kiedy?");
    office.arrives(&mail.raw()).await?;
    let thread = office.thread("Nadal cieknie").await?;
    kurier.links().attach(anna, vec![thread], about).await?;
    let message = office.conversation(thread).await?.messages.first().context("a message")?.id;
    for (start, expected) in
        [(DraftStart::reply(message), "transactional"), (DraftStart::Forward { message }, "back")]
    {
        let draft = kurier.drafts().start(anna, start, Language::Pl).await?;
        let to = vec![Address::bare("global@klient.example")];
        let content = DraftContent { to, ..draft.content.clone() };
        kurier.drafts().save(anna, draft.id, draft.revision, content).await?;
        let draft = kurier.drafts().get(anna, draft.id).await?;
        assert_eq!(relied(&office, &hand_over(&office, &draft, true).await?).await?, expected);
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_asked_for_is_administrators_affair(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (consents, anna, bartek) = (office.kurier.consents(), &office.anna, &office.bartek);
    let one = consents.add_type(anna, "Nowości").await?;
    assert!(matches!(consents.require(bartek, true).await, Err(Error::Forbidden)));
    assert!(matches!(consents.add_type(bartek, "x").await, Err(Error::Forbidden)));
    assert!(matches!(consents.rename_type(bartek, one.id, "x").await, Err(Error::Forbidden)));
    assert!(matches!(consents.archive_type(bartek, one.id).await, Err(Error::Forbidden)));
    assert!(matches!(consents.rename_type(anna, SubscriptionId::new(), "x").await, Err(Error::NotFound)));
    for taken in ["nowości", "", &"x".repeat(101)] {
        assert!(matches!(consents.add_type(anna, taken).await, Err(Error::Invalid(_))), "{taken:?}");
    }
    consents.rename_type(anna, one.id, "NOWOŚCI").await?;
    consents.archive_type(anna, one.id).await?;
    assert!(consents.settings(bartek).await?.types.is_empty());
    consents.add_type(anna, "Nowości").await?;
    consents.restore_type(anna, one.id).await?;
    assert_eq!(consents.settings(bartek).await?.types.len(), 2);
    let desk = Desk::of(&office, "contact").await?;
    let gone = desk.create(&[("full_name", "Jan"), ("emails", "jan@kosz.example")]).await?;
    office.kurier.records().remove(anna, gone).await?;
    assert_eq!(
        consents.of_person(anna, gone, None, 5).await?.standing,
        Standing::Unknown,
        "what was agreed to is read"
    );
    assert!(matches!(consents.opt_out(anna, gone, "").await, Err(Error::NotFound)), "and not changed");
    let company = Desk::of(&office, "company").await?.create(&[("name", "Meble")]).await?;
    for nobody in [company, RecordId::new()] {
        assert!(matches!(consents.opt_out(anna, nobody, "").await, Err(Error::NotFound)), "no person");
        assert!(matches!(consents.of_person(anna, nobody, None, 5).await, Err(Error::NotFound)));
    }
    Ok(())
}
