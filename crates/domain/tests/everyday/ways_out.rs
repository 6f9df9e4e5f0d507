//! The way out of mail that needs one: which mail carries it, and what people say by it themselves.

use crate::consents::{give_all, hand_over, letter, once, relied};
use crate::merging::merge;
use crate::office::{AT, Office};
use crate::protection::work;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::compose::{Draft, DraftContent, SendFailure, SendState};
use kurier_model::consent::{
    ByLink, ConsentEntry, ConsentEvent, Finding, Handed, Leave, LegalBasis, PersonConsent, Purpose, Standing,
};
use kurier_model::member::Language;
use kurier_model::protection::{Asked, MailWish};
use kurier_model::{RecordId, WorkspaceId};
use kurier_testbed::smtp_receiver::Received;
use sqlx::PgPool;

const JAN: &str = "jan@klient.example";

/// The office asks for a basis, and Jan is subscribed.
async fn subscribed(office: &Office) -> Result<RecordId> {
    office.kurier.consents().require(&office.anna, true).await?;
    let jan = Desk::of(office, "contact").await?.create(&[("name", "Jan"), ("emails", JAN)]).await?;
    office.kurier.consents().subscribe(&office.anna, jan, None, LegalBasis::Consent, "na targach").await?;
    Ok(jan)
}

/// Sends it, and answers with what came to its recipients.
async fn send(office: &Office, draft: &Draft) -> Result<Received> {
    let handed = hand_over(office, draft, true).await?;
    assert!(matches!(handed, Handed::Over { .. }), "{handed:?}");
    office.wait(11);
    office.deliver().await?;
    office.smtp.received().pop().context("nothing came")
}

/// What stands in a field of the header.
fn field<'m>(mail: &'m Received, name: &str) -> Option<&'m str> {
    let header = mail.raw.split("\r\n\r\n").next().unwrap_or_default();
    header.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// The token of a message's way out, which stands in its header, its text and its HTML, once in each.
fn token(mail: &Received) -> Option<String> {
    let place = format!("{AT}/unsubscribe/");
    let Some(link) = field(mail, "List-Unsubscribe") else {
        assert!(field(mail, "List-Unsubscribe-Post").is_none() && !mail.raw.contains("unsubscribe"));
        assert!(!mail.text.contains(&place) && !mail.html.contains(&place), "{mail:?}");
        return None;
    };
    let link = link.strip_prefix('<').and_then(|link| link.strip_suffix('>')).unwrap_or_default();
    assert_eq!(field(mail, "List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    for body in [&mail.text, &mail.html] {
        assert_eq!(body.matches(&place).count(), 1, "{body}");
        assert!(body.contains(link), "{body}");
    }
    Some(link.strip_prefix(&place)?.to_owned())
}

async fn of(office: &Office, record: RecordId) -> Result<PersonConsent> {
    Ok(office.kurier.consents().of_person(&office.bartek, record, None, 50).await?)
}

/// What they said themselves, the latest first.
fn own(known: &PersonConsent) -> Vec<&ConsentEntry> {
    known.history.rows.iter().filter(|entry| entry.by_link.is_some()).collect()
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_that_needs_a_way_out_carries_one_and_no_other_does(pool: PgPool) -> Result<()> {
    let mut office = Office::open(pool).await?;
    subscribed(&office).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let ola = contacts.create(&[("name", "Ola"), ("emails", "ola@klient.example")]).await?;
    let carries = async |office: &Office, to: &[&str], about: Option<RecordId>, given: Option<Purpose>| {
        let draft = letter(office, to, about).await?;
        if let Some(purpose) = given {
            give_all(office, &draft, &once(purpose)).await?;
        }
        anyhow::Ok(token(&send(office, &draft).await?).is_some())
    };
    assert!(carries(&office, &[JAN], None, None).await?, "a subscription");
    assert!(carries(&office, &["ola@klient.example"], None, Some(Purpose::Commercial)).await?, "an offer");
    let ola_is_sent = ["ola@klient.example"];
    assert!(!carries(&office, &ola_is_sent, None, Some(Purpose::Transactional)).await?, "no offer");
    assert!(!carries(&office, &["obcy@gdzies.example"], None, None).await?, "a stranger");
    let subject = Desk::of(&office, "ticket").await?;
    let ticket = subject.create(&[("subject", "Reklamacja"), ("contact", &ola.to_string())]).await?;
    assert!(!carries(&office, &ola_is_sent, Some(ticket), None).await?, "a ticket");
    // One of several could answer for the others: a stranger, a colleague.
    assert!(!carries(&office, &[JAN, "obcy@gdzies.example"], None, None).await?);
    assert!(!carries(&office, &[JAN, &office.bartek.email], None, None).await?);
    assert!(carries(&office, &[JAN, "JAN@klient.example"], None, None).await?, "one address");
    office.kurier.consents().offer_ways_out(&office.anna, false).await?;
    assert!(!carries(&office, &[JAN], None, None).await?, "the office does not want it");
    assert!(matches!(
        office.kurier.consents().offer_ways_out(&office.bartek, true).await,
        Err(Error::Forbidden)
    ));
    office.kurier.consents().offer_ways_out(&office.anna, true).await?;
    office.kurier.consents().require(&office.anna, false).await?;
    assert!(!carries(&office, &[JAN], None, None).await?, "nothing is asked for");
    office.kurier.consents().require(&office.anna, true).await?;
    // An address that leads nowhere is in no message, and the settings say so.
    for nowhere in [None, Some("kurier.example")] {
        office.reached_at(nowhere)?;
        assert!(!office.kurier.consents().settings(&office.anna).await?.is_reachable);
        assert!(!carries(&office, &[JAN], None, None).await?, "{nowhere:?}");
    }
    // One click is promised of encrypted addresses alone (RFC 8058 §3.1).
    office.reached_at(Some("http://10.0.0.1:3000/"))?;
    let plain = send(&office, &letter(&office, &[JAN], None).await?).await?;
    assert!(field(&plain, "List-Unsubscribe").unwrap().starts_with("<http://10.0.0.1:3000/unsubscribe/"));
    assert_eq!(field(&plain, "List-Unsubscribe-Post"), None);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_line_is_in_the_writers_language_and_our_own_copy_is_no_machines(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    subscribed(&office).await?;
    let (polish, english) = ("Nie chcę więcej takich wiadomości", "I do not want such mail any more");
    for language in [None, Some(Language::Pl), Some(Language::En)] {
        office.kurier.members().set_language(&office.anna, language).await?;
        let text = send(&office, &letter(&office, &[JAN], None).await?).await?.text;
        assert_eq!(text.contains(polish), language != Some(Language::En), "{text}");
        assert_eq!(text.contains(english), language != Some(Language::Pl), "{text}");
    }
    office.sync().await?;
    let kept: Vec<(bool, bool)> =
        sqlx::query_as("SELECT is_mine, automatic FROM messages WHERE subject = 'Oferta'")
            .fetch_all(&office.pool)
            .await?;
    assert_eq!(kept, [(true, false); 3], "though the same header is the mark of a machine in others' mail");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_quoted_takes_no_way_out_along(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let jan = subscribed(&office).await?;
    let first = send(&office, &letter(&office, &[JAN], None).await?).await?;
    let old = token(&first).context("a way out")?;
    let drafts = office.kurier.drafts();
    for (to, has_own) in [(JAN, true), ("kolega@gdzies.example", false)] {
        let draft = letter(&office, &[to], None).await?;
        let quote = format!("<blockquote>{}</blockquote>", first.html);
        let html = format!("<p>Zobacz {AT}/unsubscribe/{old}</p>");
        let content = DraftContent { quote: Some(quote), html, ..draft.content.clone() };
        drafts.save(&office.anna, draft.id, draft.revision, content).await?;
        let sent = send(&office, &drafts.get(&office.anna, draft.id).await?).await?;
        assert!(!sent.html.contains(&old) && !sent.text.contains(&old), "{}", sent.text);
        assert!(sent.text.contains("Oferta") && sent.text.contains("Zobacz"), "{}", sent.text);
        assert_eq!(token(&sent).is_some(), has_own);
    }
    // Each works for itself, and for long.
    office.wait(400 * 86_400);
    office.kurier.consents().leave(&old, Leave::OneToOne).await?;
    assert_eq!(of(&office, jan).await?.standing, Standing::Unsubscribed);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_leaves_is_believed_at_once_and_once(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, jan) = (&office.kurier, subscribed(&office).await?);
    let consents = kurier.consents();
    let way = token(&send(&office, &letter(&office, &[JAN], None).await?).await?).context("a way out")?;
    let seen = consents.way_out(&way).await?;
    assert_eq!((seen.address.as_str(), seen.standing), ("j•••@klient.example", Standing::Subscribed));
    assert!(own(&of(&office, jan).await?).is_empty(), "looking changes nothing");
    // What waits is not sent either.
    let Handed::Over { outgoing } = hand_over(&office, &letter(&office, &[JAN], None).await?, false).await?
    else {
        panic!("asked")
    };
    // A program and a person at the same moment.
    let (one, two) =
        tokio::join!(consents.leave(&way, Leave::OneToOne), consents.leave(&way, Leave::OneToOne));
    one?;
    two?;
    let known = of(&office, jan).await?;
    assert_eq!(known.standing, Standing::Unsubscribed);
    let [entry] = own(&known)[..] else { panic!("{known:?}") };
    assert_eq!(entry.by_link, Some(ByLink { subject: Some("Oferta".to_owned()) }));
    assert!(matches!(&entry.what, ConsentEvent::Unsubscribed { from: None, .. }) && entry.by.is_none());
    assert!(matches!(&known.history.rows[1].what, ConsentEvent::Sent { way_out: true, .. }), "{known:?}");
    let hidden = consents.of_person(&office.celina, jan, None, 50).await?;
    assert_eq!(own(&hidden)[0].by_link, Some(ByLink { subject: None }), "not her mailbox");
    office.wait(11);
    office.deliver().await?;
    let SendState::Failed { failure: SendFailure::OptedOut { recipients } } =
        kurier.outbox().get(&office.anna, outgoing.id).await?.state
    else {
        panic!("it went")
    };
    assert_eq!(recipients, [JAN]);
    let Handed::Back { findings } = hand_over(&office, &letter(&office, &[JAN], None).await?, true).await?
    else {
        panic!("it went")
    };
    assert!(
        matches!(&findings[..], [Finding::NoGrounds { people }] if people[0].standing == Standing::Unsubscribed)
    );
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_was_a_mistake_is_taken_back_and_nothing_is_said_twice(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (consents, jan) = (office.kurier.consents(), subscribed(&office).await?);
    let way = token(&send(&office, &letter(&office, &[JAN], None).await?).await?).context("a way out")?;
    for (step, standing, entries) in [
        (Leave::Back, Standing::Subscribed, 0),
        (Leave::OneToOne, Standing::Unsubscribed, 1),
        (Leave::Back, Standing::Subscribed, 2),
        (Leave::Back, Standing::Subscribed, 2),
        (Leave::Everything, Standing::OptedOut, 3),
        (Leave::OneToOne, Standing::OptedOut, 3),
        (Leave::Back, Standing::Subscribed, 5),
    ] {
        consents.leave(&way, step).await?;
        let known = of(&office, jan).await?;
        assert_eq!((known.standing, own(&known).len()), (standing, entries), "{step:?}");
        assert_eq!(consents.way_out(&way).await?.standing, standing);
    }
    assert_eq!(
        relied(&office, &hand_over(&office, &letter(&office, &[JAN], None).await?, false).await?).await?,
        "subscription"
    );
    for nobody in ["", "x", &way[..42], &"A".repeat(43)] {
        assert!(matches!(consents.way_out(nobody).await, Err(Error::NotFound)), "{nobody}");
        assert!(matches!(consents.leave(nobody, Leave::Everything).await, Err(Error::NotFound)), "{nobody}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_way_out_follows_its_person_and_is_nobody_elses(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let jan = subscribed(&office).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let consents = office.kurier.consents();
    let way = token(&send(&office, &letter(&office, &[JAN], None).await?).await?).context("a way out")?;
    // Who they turn out to be says it.
    let twin = contacts.create(&[("name", "Jan K."), ("emails", "j.k@klient.example")]).await?;
    let merged = merge(&office, twin, &[jan]).await?;
    consents.leave(&way, Leave::OneToOne).await?;
    assert_eq!(of(&office, twin).await?.standing, Standing::Unsubscribed);
    consents.leave(&way, Leave::Back).await?;
    office.kurier.merging().split(&office.anna, merged).await?;
    // The address is another's by now: whoever reads there speaks for it, and for nobody who has gone elsewhere.
    office.change(&office.anna, jan, "emails", "jan@nowa.example").await?;
    let heir = contacts.create(&[("name", "Następca"), ("emails", JAN)]).await?;
    consents.leave(&way, Leave::OneToOne).await?;
    consents.leave(&way, Leave::OneToOne).await?;
    assert_eq!(of(&office, jan).await?.standing, Standing::Subscribed);
    let known = of(&office, heir).await?;
    // What was said there by the one whom they were, and this.
    assert_eq!((&known.blocked[..], own(&known).len()), (&[JAN.to_owned()][..], 2));
    assert_eq!(consents.way_out(&way).await?.standing, Standing::Unsubscribed);
    // Whoever had agreed to nothing has agreed to nothing when they change their mind.
    assert!(!consents.way_out(&way).await?.goes_back);
    consents.leave(&way, Leave::Back).await?;
    assert_eq!(of(&office, heir).await?.blocked, [JAN]);
    consents.leave(&way, Leave::Everything).await?;
    consents.leave(&way, Leave::Back).await?;
    assert_eq!(consents.way_out(&way).await?.standing, Standing::Unsubscribed);
    // Of whom nothing is kept nothing can be said.
    office.change(&office.anna, heir, "emails", "inny@klient.example").await?;
    office.change(&office.anna, jan, "emails", JAN).await?;
    let asked = Asked { record: jan, others: Vec::new(), names: Vec::new() };
    let act = office.kurier.protection().erase(&office.anna, &asked, MailWish::Leave, "Jan").await?;
    work(&office, act).await?;
    assert!(matches!(consents.leave(&way, Leave::Back).await, Err(Error::NotFound)));
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM ways_out").fetch_one(&office.pool).await?;
    assert_eq!(left, 0);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_way_out_of_another_workspaces_mail_says_nothing_here(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let jan = subscribed(&office).await?;
    let (elsewhere, theirs) = (WorkspaceId::new(), "B".repeat(43));
    sqlx::query("INSERT INTO workspaces (workspace_id, name) VALUES ($1, 'Inna')")
        .bind(elsewhere.0)
        .execute(&office.pool)
        .await?;
    sqlx::query(
        "INSERT INTO ways_out (id, workspace_id, token_hash, address_key, made_at)
         VALUES (gen_random_uuid(), $1, sha256($2::text::bytea), $3, now())",
    )
    .bind(elsewhere.0)
    .bind(&theirs)
    .bind(JAN)
    .execute(&office.pool)
    .await?;
    let consents = office.kurier.consents();
    assert_eq!(consents.way_out(&theirs).await?.workspace, "Inna");
    consents.leave(&theirs, Leave::Everything).await?;
    assert_eq!(consents.way_out(&theirs).await?.standing, Standing::OptedOut);
    let known = of(&office, jan).await?;
    assert_eq!((known.standing, known.blocked.len()), (Standing::Subscribed, 0));
    Ok(())
}
