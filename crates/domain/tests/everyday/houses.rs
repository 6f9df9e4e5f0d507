//! Companies by the domains of addresses: whose badge a stranger's mail has, who is proposed for a new person, who else is offered for a mail, and
//! what is known of a client at a glance.

use crate::jobs::waiting;
use crate::office::Office;
use crate::records::{Desk, complaints};
use crate::visibility::{id, is_missing, show};
use anyhow::{Context, Result};
use chrono_tz::Tz;
use kurier_domain::Error;
use kurier_model::link::ClientReason;
use kurier_model::ready::{MatchReason, RecordMatch};
use kurier_model::record::{CompanyOffer, KindKey, NewCompany};
use kurier_model::task::TaskForm;
use kurier_model::timeline::{TimelineFilter, TimelineItem};
use kurier_model::visibility::Visibility;
use kurier_model::{Field, Reason, RecordId, ThreadId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const DOMAIN: &str = "meble-nowak.example";
const EWA: &str = "ewa@meble-nowak.example";
const WARSAW: Tz = Tz::Europe__Warsaw;

async fn made(office: &Office, kind: &str, values: &[(&str, &str)]) -> Result<RecordId> {
    Ok(Desk::of(office, kind).await?.create(values).await?)
}

async fn arrived(office: &Office, mail: Mail, subject: &str) -> Result<ThreadId> {
    office.arrives(&mail.text("?").raw()).await?;
    office.thread(subject).await
}

async fn from(office: &Office, address: &str, subject: &str) -> Result<ThreadId> {
    arrived(office, Mail::new(address, BIURO.address, subject), subject).await
}

/// The client whose badge a thread has.
async fn badge(office: &Office, thread: ThreadId) -> Result<Option<RecordId>> {
    let row = office.inbox().await?.into_iter().find(|row| row.id == thread).context("in the inbox")?;
    let opened = office.conversation(thread).await?.client;
    assert_eq!(row.client, opened, "the list and the thread say the same");
    Ok(opened.map(|client| client.record))
}

async fn subjects(office: &Office, record: RecordId) -> Result<Vec<String>> {
    let records = office.kurier.records();
    let rows = records.timeline(&office.anna, record, TimelineFilter::All, None, 50).await?.rows;
    let subject = |what| match what {
        TimelineItem::Mail { subject, .. } => Some(subject),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(|entry| subject(entry.what)).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_strangers_mail_has_the_badge_of_the_company(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let company = made(&office, "company", &[("name", "Meble Nowak"), ("domain", DOMAIN)]).await?;
    let asked = from(&office, &format!("Ewa <{EWA}>"), "Krzesła").await?;
    assert_eq!(badge(&office, asked).await?, Some(company));
    let opened = office.conversation(asked).await?;
    let of_message = opened.messages[0].client.as_ref().context("on the message")?;
    assert_eq!((of_message.record, of_message.kind.0.as_str()), (company, "company"));
    let told = office.kurier.links().reasons(&office.anna, asked).await?.client.context("a client")?;
    let by_domain = ClientReason::Domain { address: EWA.to_owned(), domain: DOMAIN.to_owned() };
    assert_eq!((told.client.record, told.reason), (company, by_domain));
    assert_eq!(subjects(&office, company).await?, ["Krzesła"]);
    assert_eq!(office.ready(&office.anna).await?.len(), 1, "and it is decided on all the same");

    // From a part of the house; not from another one whose name ends so.
    let branch = from(&office, "jan@biuro.meble-nowak.example", "Z biura").await?;
    assert_eq!(badge(&office, branch).await?, Some(company));
    let other = from(&office, "jan@stare-meble-nowak.example", "Ze starych").await?;
    assert_eq!(badge(&office, other).await?, None);
    // What a machine sends is nobody's.
    let machine = Mail::new("faktury@meble-nowak.example", BIURO.address, "Faktura")
        .header("Auto-Submitted", "auto-generated");
    let machine = arrived(&office, machine, "Faktura").await?;
    assert_eq!(badge(&office, machine).await?, None);
    assert_eq!(office.conversation(machine).await?.messages[0].client, None);

    // The person comes before the company, as long as they are known.
    let ewa = made(&office, "contact", &[("name", "Ewa"), ("emails", EWA)]).await?;
    office.badges(ewa).await?;
    assert_eq!(badge(&office, asked).await?, Some(ewa));
    office.kurier.records().remove(&office.anna, ewa).await?;
    office.badges(ewa).await?;
    assert_eq!(badge(&office, asked).await?, Some(company));
    assert_eq!(office.kurier.badges().mend().await?, 0, "comparing finds the same");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn free_mail_and_our_own_house_are_no_clients(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for (name, domain) in [("Poczta", "gmail.com"), ("My", "firma.example")] {
        made(&office, "company", &[("name", name), ("domain", domain)]).await?;
    }
    let free = from(&office, "ktos@gmail.com", "Z Gmaila").await?;
    assert_eq!(badge(&office, free).await?, None);
    let ours = from(&office, "prezes@firma.example", "Od prezesa").await?;
    assert_eq!(badge(&office, ours).await?, None);
    let records = office.kurier.records();
    for address in ["ktos@gmail.com", "prezes@firma.example", "nikt", "a@b"] {
        assert_eq!(records.company_of_address(&office.anna, address).await?, None, "{address}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn badges_follow_the_domain_of_the_company(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (asked, branch) = (
        from(&office, EWA, "Krzesła").await?,
        from(&office, "jan@biuro.meble-nowak.example", "Biuro").await?,
    );
    let company = made(&office, "company", &[("name", "Meble"), ("domain", DOMAIN)]).await?;
    assert_eq!(badge(&office, asked).await?, None, "not by whoever makes it");
    office.badges(company).await?;
    assert_eq!((badge(&office, asked).await?, badge(&office, branch).await?), (Some(company), Some(company)));
    office.change(&office.anna, company, "domain", "inna.example").await?;
    office.badges(company).await?;
    assert_eq!((badge(&office, asked).await?, badge(&office, branch).await?), (None, None));
    office.change(&office.anna, company, "domain", "biuro.meble-nowak.example").await?;
    office.badges(company).await?;
    assert_eq!((badge(&office, asked).await?, badge(&office, branch).await?), (None, Some(company)));
    // Of two the one with the whole host.
    let anna = id(&office.anna).to_string();
    let house = [("name", "Grupa"), ("domain", DOMAIN), ("owner", anna.as_str())];
    let house = made(&office, "company", &house).await?;
    office.badges(house).await?;
    assert_eq!((badge(&office, asked).await?, badge(&office, branch).await?), (Some(house), Some(company)));
    assert_eq!(office.kurier.badges().mend().await?, 0);
    // Whoever may not see the company sees no badge.
    show(&office, &office.anna, house, Visibility::Owner).await?;
    let thread = office.kurier.threads().open(&office.bartek, asked).await?;
    assert_eq!((thread.client, thread.messages[0].client.clone()), (None, None));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_mail_of_a_domain_is_looked_at_when_it_may_be_somebody_elses_and_only_then(
    pool: PgPool,
) -> Result<()> {
    let office = Office::open(pool).await?;
    from(&office, EWA, "Krzesła").await?;
    let company = made(&office, "company", &[("name", "Meble"), ("domain", DOMAIN)]).await?;
    let asked = format!("badges:{company}");
    let anna = id(&office.anna).to_string();
    for (key, value, is_asked) in [
        ("name", "Meble Nowak", 0),
        ("phones", "+48 601 234 567", 0),
        ("owner", anna.as_str(), 0),
        ("domain", "inna.example", 1),
    ] {
        sqlx::query("DELETE FROM graphile_worker._private_jobs").execute(&office.pool).await?;
        office.change(&office.anna, company, key, value).await?;
        assert_eq!(waiting(&office.pool, &asked).await?, is_asked, "{key}");
    }
    Ok(())
}

fn told(found: &[RecordMatch]) -> Vec<(RecordId, MatchReason, Option<&str>)> {
    found.iter().map(|one| (one.record, one.reason, one.by.as_deref())).collect()
}

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_takes_part_is_offered_behind_the_sender(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contact = async |name: &str, email: &str| {
        made(&office, "contact", &[("name", name), ("emails", email)]).await.map(|id| id.to_string())
    };
    let (jan, ola) = (contact("Jan", "jan@klient.example").await?, contact("Ola", "ola@inna.example").await?);
    let colleague = contact("Celina", kurier_testbed::people::CELINA.address).await?;
    let deal = async |name: &str, contact: &str| {
        made(&office, "deal", &[("name", name), ("contact", contact)]).await
    };
    let (chairs, tables, shelves) =
        (deal("Krzesła", &jan).await?, deal("Stoły", &jan).await?, deal("Regały", &ola).await?);
    deal("Nasze", &colleague).await?;

    let copied = Mail::new("jan@klient.example", BIURO.address, "Oferta")
        .cc(&format!("ola@inna.example, {}", kurier_testbed::people::CELINA.address));
    let thread = arrived(&office, copied, "Oferta").await?;
    let queue = office.ready(&office.anna).await?;
    let wanted = [
        (tables, MatchReason::SameContact, None),
        (chairs, MatchReason::SameContact, None),
        (shelves, MatchReason::InCopy, Some("ola@inna.example")),
    ];
    assert_eq!(told(&queue[0].matches), wanted, "nobody of us is offered");
    let beside = office.kurier.ready().matches(&office.anna, thread, None).await?;
    assert_eq!(told(&beside), wanted);

    // A stranger who names a client is asked about; the client's deal is offered, and nothing more.
    let stranger = Mail::new("obcy@gdzies.example", BIURO.address, "Przetarg").cc("ola@inna.example");
    let asked = arrived(&office, stranger, "Przetarg").await?;
    let offered = office.kurier.ready().matches(&office.anna, asked, None).await?;
    assert_eq!(told(&offered), [(shelves, MatchReason::InCopy, Some("ola@inna.example"))]);
    assert!(office.conversation(asked).await?.records.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_company_is_proposed_for_a_new_person_or_made_along(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let offer = async |address: &str| records.company_of_address(anna, address).await;
    let new = CompanyOffer { domain: DOMAIN.to_owned(), company: None, name: "Meble Nowak".to_owned() };
    assert_eq!(offer(EWA).await?, Some(new.clone()));
    assert_eq!(offer("Ewa <EWA@Biuro.Meble-Nowak.example>").await?, Some(new), "the registered domain");

    let contacts = Desk::of(&office, "contact").await?;
    let (kind, field) = (KindKey::from("contact"), contacts.field("company").id);
    let company = |domain: &str| NewCompany { field, name: String::new(), domain: domain.to_owned() };
    // Both or neither.
    let nameless =
        records.create_with_company(anna, &kind, contacts.changes(&[("emails", EWA)]), company(DOMAIN));
    assert_eq!(complaints(nameless.await)[0].1, Reason::Required);
    assert_eq!(offer(EWA).await?.context("an offer")?.company, None, "no company is left behind");
    let free =
        records.create_with_company(anna, &kind, contacts.changes(&[("name", "X")]), company("gmail.com"));
    assert_eq!(complaints(free.await), [(Field::OfKind(field), Reason::NotAllowed)]);
    let elsewhere = NewCompany { field: contacts.field("name").id, ..company(DOMAIN) };
    let ewa = contacts.changes(&[("name", "Ewa"), ("emails", EWA)]);
    let refused = records.create_with_company(anna, &kind, ewa.clone(), elsewhere).await;
    assert!(matches!(refused, Err(Error::NotFound)));

    // Two at once have one company.
    let jan = contacts.changes(&[("name", "Jan"), ("emails", "jan@meble-nowak.example")]);
    let (one, other) = tokio::join!(
        records.create_with_company(anna, &kind, ewa, company(DOMAIN)),
        records.create_with_company(anna, &kind, jan, company(DOMAIN)),
    );
    let (one, other) = (office.value(one?, "company").await?, office.value(other?, "company").await?);
    assert_eq!(one, other);
    let known = offer(EWA).await?.context("an offer")?;
    let known_company = known.company.context("known by now")?;
    assert_eq!((known_company.id.to_string(), known_company.name.as_str()), (one, DOMAIN));

    // A lead that is made of a mail has the company's name too.
    let asked = from(&office, "ola@meble-nowak.example", "Pytanie").await?;
    let proposal = office.kurier.ready().propose(anna, asked).await?;
    assert_eq!((proposal.form.company.as_str(), proposal.company_by.as_deref()), (DOMAIN, Some(DOMAIN)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_client_at_a_glance_is_what_whoever_asks_may_see(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (glances, anna) = (office.kurier.glances(), &office.anna);
    let company = made(&office, "company", &[("name", "Meble Nowak"), ("domain", DOMAIN)]).await?;
    let of = company.to_string();
    let ewa = made(&office, "contact", &[("name", "Ewa"), ("emails", EWA), ("company", &of)]).await?;
    let (her, me) = (ewa.to_string(), id(anna).to_string());
    let hers = [("name", "Krzesła"), ("contact", her.as_str()), ("amount", "1200,50 PLN")];
    let chairs = made(&office, "deal", &hers).await?;
    let shelves = made(&office, "deal", &[("name", "Regały"), ("company", &of)]).await?;
    let secret = [("name", "Tajne"), ("contact", her.as_str()), ("owner", me.as_str())];
    let secret = made(&office, "deal", &secret).await?;
    show(&office, anna, secret, Visibility::Owner).await?;
    let task = |title: &str, day: &str, record| TaskForm {
        title: title.to_owned(),
        due_day: day.to_owned(),
        records: vec![record],
        ..TaskForm::default()
    };
    let tasks = office.kurier.tasks();
    tasks.create(anna, &task("Kiedyś", "2090-01-01", ewa), WARSAW).await?;
    let late = tasks.create(anna, &task("Zadzwonić", "2020-01-01", chairs), WARSAW).await?;
    let thread = from(&office, EWA, "Pytanie").await?;

    let seen = glances.of(&office.bartek, ewa, WARSAW).await?;
    let open: Vec<_> = seen.open.iter().map(|work| (work.record, work.of_company)).collect();
    assert_eq!(open, [(chairs, false), (shelves, true)], "hers first, and nothing that is hidden");
    assert_eq!(seen.open[0].amount.as_deref(), Some("1200.5 PLN"));
    assert_eq!((seen.company.map(|company| company.record), seen.more), (Some(company), 0));
    let next = seen.next_task.context("a task")?;
    assert_eq!((next.id, next.due.map(|due| due.is_past)), (late, Some(true)));
    assert_eq!(seen.last_mail.map(|mail| mail.thread), Some(thread));
    let hidden = glances.of(&office.celina, ewa, WARSAW).await?;
    assert_eq!(hidden.last_mail, None, "of a mailbox that is not theirs");
    assert_eq!(glances.of(anna, ewa, WARSAW).await?.open.len(), 3);

    // What is closed is not under way; the company has what its people have.
    let deals = Desk::of(&office, "deal").await?;
    let won = deals.kind.stages.iter().find(|stage| stage.outcome.closes()).context("a stage")?.id;
    office.kurier.records().move_to_stage(anna, chairs, won).await?;
    let of_company = glances.of(&office.bartek, company, WARSAW).await?;
    assert_eq!(of_company.open.iter().map(|work| work.record).collect::<Vec<_>>(), [shelves]);
    office.kurier.records().remove(anna, ewa).await?;
    assert!(is_missing(glances.of(anna, ewa, WARSAW).await));
    assert!(is_missing(glances.of(anna, RecordId::new(), WARSAW).await));
    Ok(())
}
