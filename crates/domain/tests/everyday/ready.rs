//! The Ready queue, over mail that a real Dovecot delivered.

use crate::leads::JAN;
use crate::office::{Office, sample};
use crate::records::{Desk, complaints};
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_domain::outbox::Tz;
use kurier_model::consent::LegalBasis;
use kurier_model::inbox::LinkReason;
use kurier_model::lead::LeadForm;
use kurier_model::ready::{Decision, MatchReason, ReadyFilter};
use kurier_model::record::{FieldForm, FieldType, KindKey, LEAD, ListQuery, OwnName};
use kurier_model::task::TaskForm;
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{Field, Reason, RecordId, StageId, ThreadId, UserId};
use kurier_testbed::mails::{self, Attachment, Mail};
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn a_mail_becomes_a_lead_and_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::newsletter(BIURO.address).raw()).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let queue = office.ready(anna).await?;
    assert_eq!(queue.len(), 2);
    let item = queue.iter().find(|item| item.from.address == JAN).context("Jan's question")?;
    assert!(item.preview.contains("40 krzeseł") && item.preview.chars().count() > 200, "{}", item.preview);
    assert!(!item.automatic && item.matches.is_empty());
    assert!(queue.iter().any(|item| item.automatic), "the newsletter says what it is");
    let first = kurier.ready().page(anna, &ReadyFilter::Ready.into(), Tz::UTC, None, 1).await?;
    let second = kurier.ready().page(anna, &ReadyFilter::Ready.into(), Tz::UTC, first.next, 1).await?;
    assert_eq!((first.rows.len(), second.rows.len(), second.next), (1, 1, None));
    assert_ne!(first.rows[0].thread, second.rows[0].thread);

    let proposal = kurier.ready().propose(anna, item.thread).await?;
    let form = proposal.form;
    assert_eq!((form.name.as_str(), form.email.as_str()), ("Zapytanie o krzesła konferencyjne", JAN));
    assert_eq!((form.company.as_str(), form.phone.as_str()), ("Meble Nowak", "+48 58 555 01 23"));
    assert_eq!((form.owner, form.stage), (anna.user, Some(proposal.stages[0].0)));
    assert!(form.description.contains("14 marca"));
    assert_eq!(proposal.salespeople.len(), 3);

    let decided = kurier.ready().decide(anna, item.thread, Decision::Create { lead: form.clone() }).await?;
    let made = decided.record.context("a lead")?;
    assert_eq!((decided.remaining, kurier.ready().count(anna).await?), (1, 1));
    assert_eq!(office.emails(made).await?, [JAN]);
    assert_eq!(office.value(made, "phones").await?, "+48 58 555 01 23");
    assert_eq!(kurier.links().threads_of(anna, made).await?.len(), 1);
    let conversation = office.conversation(item.thread).await?;
    assert_eq!(conversation.client.as_ref().map(|client| client.record), Some(made), "the badge");
    assert!(
        matches!(&conversation.records[0].reason, LinkReason::Created { by: Some(by) } if by == "Anna Kowalska")
    );
    // Somebody else was a moment too late.
    let late = kurier.ready().decide(&office.bartek, item.thread, Decision::Ignore).await;
    assert!(matches!(late, Err(Error::Conflict)));

    let timeline = kurier.records().timeline(anna, made, TimelineFilter::All, None, 20).await?.rows;
    assert!(
        timeline
            .iter()
            .any(|entry| matches!(&entry.what, TimelineItem::Event { what: RecordEvent::Created, .. }))
    );
    assert!(timeline.iter().any(
        |entry| matches!(&entry.what, TimelineItem::Mail { subject, .. } if subject.contains("krzesła"))
    ));

    assert!(
        matches!(kurier.ready().undo(&office.bartek, decided.undo).await, Err(Error::NotFound)),
        "Anna's decision"
    );
    kurier.ready().undo(anna, decided.undo).await?;
    assert!(kurier.records().get(anna, made).await?.removed_at.is_some(), "in the bin");
    assert_eq!(kurier.ready().count(anna).await?, 2);
    assert!(office.conversation(item.thread).await?.client.is_none());
    assert!(matches!(kurier.ready().undo(anna, decided.undo).await, Err(Error::Conflict)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_form_that_is_wrong_decides_nothing(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.ready(anna).await?[0].thread;
    let form = LeadForm {
        name: " ".to_owned(),
        email: "jan@".to_owned(),
        phone: "12".to_owned(),
        company: "ż".repeat(201),
        owner: Some(UserId::new()),
        stage: Some(StageId::new()),
        description: "ż".repeat(20_001),
    };
    let refused = kurier.ready().decide(anna, thread, Decision::Create { lead: form }).await;
    let Err(Error::Invalid(invalid)) = refused else { panic!("{refused:?}") };
    for (field, reason) in [
        (Field::LeadName, Reason::Required),
        (Field::Email, Reason::NotAnAddress { text: "jan@".to_owned() }),
        (Field::Phone, Reason::NotAPhone),
        (Field::Company, Reason::TooLong { max: 200 }),
        (Field::Owner, Reason::Unknown),
        (Field::Stage, Reason::Unknown),
        (Field::Description, Reason::TooLong { max: 20_000 }),
    ] {
        assert_eq!(invalid.about(field), Some(&reason), "{field:?}");
    }
    assert_eq!(invalid.fields.len(), 7, "each is said once: {invalid:?}");
    assert_eq!(kurier.ready().count(anna).await?, 1, "nothing was decided");
    assert!(office.conversation(thread).await?.records.is_empty());
    for in_bin in [false, true] {
        let query = ListQuery { in_bin, ..ListQuery::default() };
        let leads = kurier.records().page(anna, &KindKey::from(LEAD), &query, None, 5).await?.rows;
        assert!(leads.is_empty(), "nothing was written down: {leads:?}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn ignored_stays_ignored_and_undo_brings_it_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let question = mails::question(BIURO.address);
    office.arrives(&question.raw()).await?;
    let thread = office.ready(anna).await?[0].thread;
    let decided = kurier.ready().decide(anna, thread, Decision::Ignore).await?;
    assert_eq!(decided.remaining, 0);
    assert_eq!(
        kurier.ready().page(anna, &ReadyFilter::Ignored.into(), Tz::UTC, None, 5).await?.rows.len(),
        1
    );
    let more = question.answer(&format!("Jan Nowak <{JAN}>"), BIURO.address, "Czy dotarło?");
    office.arrives(&more.raw()).await?;
    assert_eq!(office.conversation(thread).await?.messages.len(), 2);
    assert_eq!(kurier.ready().count(anna).await?, 0);
    kurier.ready().undo(anna, decided.undo).await?;
    assert_eq!(kurier.ready().count(anna).await?, 1);
    // Thrown away is decided too.
    kurier.threads().act(anna, vec![thread], None, kurier_model::inbox::ThreadAction::Delete).await?;
    assert_eq!(kurier.ready().count(anna).await?, 0);
    Ok(())
}

/// Whoever decides on what was read before two threads became one, or takes that back.
#[sqlx::test(migrations = "../../migrations")]
async fn decisions_follow_a_thread_into_another(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let (one, other) =
        (mails::question(BIURO.address), mails::question(BIURO.address).subject("Inna sprawa"));
    office.arrives(&one.raw()).await?;
    office.arrives(&other.raw()).await?;
    let read: Vec<_> = office.ready(anna).await?.iter().map(|item| item.thread).collect();
    let first = office.lead(anna, "Krzesła", "x@inna.example").await?;
    let decided = ready.decide(anna, read[0], Decision::Attach { record: first }).await?;
    let joined =
        other.answer(&format!("Jan Nowak <{JAN}>"), BIURO.address, "Razem").referring_to(one.message_id());
    office.arrives(&joined.raw()).await?;
    let now = office.inbox().await?.first().context("one thread")?.id;
    assert_eq!(office.conversation(now).await?.records.len(), 1, "what was decided holds for both");
    ready.undo(anna, decided.undo).await?;
    assert!(office.conversation(now).await?.records.is_empty());

    let gone = *read.iter().find(|thread| **thread != now).context("it is part of the other")?;
    let decided = ready.decide(anna, gone, Decision::Attach { record: first }).await?;
    assert_eq!(office.conversation(now).await?.records.len(), 1);
    assert_eq!(ready.count(anna).await?, 0);
    ready.undo(anna, decided.undo).await?;
    office.kurier.links().attach(anna, vec![gone], first).await?;
    assert_eq!(office.conversation(now).await?.records.len(), 1);
    office.kurier.links().detach(anna, gone, first).await?;
    assert!(office.conversation(now).await?.records.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn where_nothing_fits_the_latest_leads_are_offered(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let mail = Mail::new("Obcy <obcy@daleko.example>", BIURO.address, "Plan")
        .text("W załączniku")
        .attach(Attachment::new("plan sali.pdf", "application/pdf", b"%PDF-1.4".to_vec()));
    office.arrives(&mail.raw()).await?;
    let item = office.ready(anna).await?.pop().context("an item")?;
    assert_eq!(item.files, ["plan sali.pdf"]);
    assert!(kurier.ready().matches(anna, item.thread, None).await?.is_empty());
    let first = office.lead(anna, "Krzesła", "jan@meble.example").await?;
    let second = office.lead(anna, "Stoły", "ewa@meble.example").await?;
    let offered = kurier.ready().matches(anna, item.thread, None).await?;
    let offered: Vec<_> = offered.iter().map(|one| (one.record, one.reason)).collect();
    assert_eq!(offered, [(second, MatchReason::Recent), (first, MatchReason::Recent)]);
    assert!(office.ready(anna).await?[0].matches.is_empty(), "a guess is no match");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_finds_its_lead(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.ready(anna).await?[0].thread;
    let chairs = office.lead(anna, "Krzesła", "Jan.Nowak@meble-nowak.example").await?;
    let tables = office.lead(anna, "Stoły", "ewa@meble-nowak.example").await?;
    let other = office.lead(anna, "Inna firma", "x@inna.example").await?;
    office.badges(chairs).await?;
    let matches = kurier.ready().matches(anna, thread, None).await?;
    let found: Vec<_> = matches.iter().map(|found| (found.record, found.reason)).collect();
    assert_eq!(found, [(chairs, MatchReason::SameAddress), (tables, MatchReason::SameDomain)]);
    assert_eq!(office.ready(anna).await?[0].matches, matches);
    let searched = kurier.ready().matches(anna, thread, Some("inna")).await?;
    assert_eq!((searched[0].record, searched[0].reason), (other, MatchReason::Search));
    assert_eq!(
        office.conversation(thread).await?.client.map(|client| client.record),
        Some(chairs),
        "the badge comes by address"
    );

    // Attach by hand, take it off, take that back.
    let decided = kurier.ready().decide(anna, thread, Decision::Attach { record: tables }).await?;
    assert_eq!(office.emails(tables).await?, ["ewa@meble-nowak.example", JAN]);
    assert_eq!(
        office.conversation(thread).await?.client.map(|client| client.record),
        Some(tables),
        "decided by hand comes first"
    );
    let done = kurier.links().detach(anna, thread, tables).await?;
    assert_eq!(kurier.ready().count(anna).await?, 1, "it waits for a decision again");
    kurier.ready().undo(anna, done.undo.context("undo")?).await?;
    assert_eq!(kurier.ready().count(anna).await?, 0);
    kurier.ready().undo(anna, decided.undo).await?;
    assert_eq!(office.emails(tables).await?, ["ewa@meble-nowak.example"]);
    assert_eq!(kurier.ready().count(anna).await?, 1);

    // New mail from the address of the only open lead goes there by itself.
    let second = mails::question(BIURO.address).subject("Faktura");
    office.arrives(&second.raw()).await?;
    let invoice = office.thread("Faktura").await?;
    let linked = office.conversation(invoice).await?.records;
    assert_eq!((linked.len(), linked[0].record), (1, chairs));
    assert!(matches!(&linked[0].reason, LinkReason::Address { address } if address == JAN));
    assert_eq!(kurier.ready().count(anna).await?, 1);
    let timeline = kurier.records().timeline(anna, chairs, TimelineFilter::All, None, 1).await?;
    let rest = kurier.records().timeline(anna, chairs, TimelineFilter::All, timeline.next, 20).await?;
    assert_eq!((timeline.rows.len(), rest.rows.len(), rest.next), (1, 3, None));
    let mails = kurier.records().timeline(anna, chairs, TimelineFilter::Mail, None, 20).await?.rows;
    assert_eq!(mails.len(), 2, "what is attached, and what else came from its address");

    // Two open leads with the address: somebody has to decide.
    office.lead(anna, "Krzesła 2", JAN).await?;
    office.arrives(&mails::question(BIURO.address).subject("Reklamacja").raw()).await?;
    assert_eq!(kurier.ready().count(anna).await?, 2);
    Ok(())
}

/// <https://github.com/hyprlab/vireo/issues/150>, <https://github.com/nylas/sync-engine/issues/84>
#[sqlx::test(migrations = "../../migrations")]
async fn answers_between_quotes_and_below_a_history_are_proposed(pool: PgPool) -> Result<()> {
    let answers = &["Czterdzieści palet.", "Na piątek rano."][..];
    let office = Office::open(pool).await?;
    for (name, own) in [
        ("answers/thunderbird", answers),
        ("answers/gmail", answers),
        ("answers/top-posted", &["Zgadzam się."]),
        ("histories/forward-gmail", &["zawias 3,20 zł"]),
        ("histories/forward-outlook", &["zawias 3,20 zł"]),
        ("histories/answer-below-header-block", &["na zaliczkę się nie zgadzam"]),
    ] {
        // Each in a thread of its own.
        let mail = String::from_utf8(sample(&format!("{name}.eml"))?)?;
        office.arrives(mail.replace("In-Reply-To: <", &format!("In-Reply-To: <{name}-")).as_bytes()).await?;
        let item = office.ready(&office.anna).await?.into_iter().next().context("it waits")?;
        let row = office.inbox().await?.into_iter().find(|row| row.id == item.thread).context("its row")?;
        let description = office.kurier.ready().propose(&office.anna, item.thread).await?.form.description;
        for words in own {
            assert!(description.contains(words), "{name}: {description}");
            assert!(row.snippet.contains(words), "{name}: {}", row.snippet);
            assert!(item.preview.contains(words), "{name}: {}", item.preview);
        }
        assert!(!name.ends_with("top-posted") || !description.contains("Ile palet?"), "{description}");
    }
    assert_eq!(office.ready(&office.anna).await?.len(), 6);
    Ok(())
}

/// A mail of somebody new, and its thread.
async fn asks(office: &Office, who: &str, text: &str) -> Result<ThreadId> {
    let (from, subject) = (format!("{who}@{who}.example"), format!("Pyta {who}"));
    office.arrives(&Mail::new(&from, BIURO.address, &subject).text(text).raw()).await?;
    office.thread(&subject).await
}

/// What is proposed is never refused.
#[sqlx::test(migrations = "../../migrations")]
async fn a_number_that_is_none_is_not_proposed(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    for (at, (signature, kept)) in [
        ("Tel: 555-123-4567", ""),
        ("Phone: 020 7946 0958", ""),
        ("Tel: 555-123-4567\nPhone: 020 7946 0958", ""),
        // Those near the end come first.
        ("kom. 600 700 800\nTel: 555-123-4567", "+48 600 700 800"),
        ("Tel: 555-123-4567\nkom. 600 700 800", "+48 600 700 800"),
        ("tel. 58 555 01 23", "+48 58 555 01 23"),
        ("Phone: +44 20 7946 0958", "+44 20 7946 0958"),
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("Ile kosztuje 40 krzeseł?\n\nJan Lis\n{signature}");
        let thread = asks(&office, &format!("klient{at}"), &text).await?;
        let form = ready.propose(anna, thread).await?.form;
        let digits = |number: &str| number.chars().filter(char::is_ascii_digit).collect::<String>();
        let (proposed, wanted) = (digits(&form.phone), digits(kept));
        assert_eq!(proposed.is_empty(), wanted.is_empty(), "{signature}: {}", form.phone);
        assert!(wanted.ends_with(&proposed), "{signature}: {}", form.phone);
        assert!(form.description.contains(signature), "what is no number is told: {}", form.description);
        let made = ready.decide(anna, thread, Decision::Create { lead: form }).await.context(signature)?;
        let lead = made.record.context("a lead")?;
        assert_eq!(office.value(lead, "phones").await?, kept, "{signature}");
    }
    Ok(())
}

/// What somebody does with a lead that a colleague has just made.
async fn works(office: &Office, lead: RecordId, how: &str) -> Result<()> {
    let (kurier, bartek) = (&office.kurier, &office.bartek);
    match how {
        "note" => {
            kurier.notes().add(bartek, lead, "Dzwonił").await?;
        }
        "task" => {
            let task =
                TaskForm { title: "Oddzwonić".to_owned(), records: vec![lead], ..TaskForm::default() };
            kurier.tasks().create(bartek, &task, Tz::UTC).await?;
        }
        "change" => office.change(bartek, lead, "description", "Na piątek").await?,
        "move" => {
            let stages = kurier.records().get(bartek, lead).await?.kind.stages;
            kurier.records().move_to_stage(bartek, lead, stages.last().context("stages")?.id).await?;
        }
        _ => kurier.consents().subscribe(bartek, lead, None, LegalBasis::Consent, "na targach").await?,
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_new_lead_that_somebody_has_worked_with_is_not_taken_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, records, anna) = (office.kurier.ready(), office.kurier.records(), &office.anna);
    for how in ["note", "task", "change", "move", "consent"] {
        let thread = asks(&office, how, "Pytanie.").await?;
        let form = ready.propose(anna, thread).await?.form;
        let made = ready.decide(anna, thread, Decision::Create { lead: form }).await?;
        let lead = made.record.context("a lead")?;
        works(&office, lead, how).await?;
        let before = records.get(anna, lead).await?;
        let timeline = records.timeline(anna, lead, TimelineFilter::All, None, 20).await?;
        let refused = ready.undo(anna, made.undo).await;
        assert!(matches!(refused, Err(Error::Conflict)), "{how}: {refused:?}");
        assert_eq!(records.get(anna, lead).await?, before, "{how}");
        assert_eq!(records.timeline(anna, lead, TimelineFilter::All, None, 20).await?, timeline, "{how}");
        let linked = office.conversation(thread).await?.records;
        assert_eq!(linked.iter().map(|linked| linked.record).collect::<Vec<_>>(), [lead], "{how}");
        assert_eq!(ready.count(anna).await?, 0, "{how}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_new_lead_that_is_taken_back_lies_in_the_bin(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, records, anna) = (office.kurier.ready(), office.kurier.records(), &office.anna);
    let leads = Desk::of(&office, LEAD).await?;
    let thread = asks(&office, "ola", "Pytanie.").await?;
    let form = ready.propose(anna, thread).await?.form;
    let made = ready.decide(anna, thread, Decision::Create { lead: form }).await?;
    let lead = made.record.context("a lead")?;
    office.badges(lead).await?;
    ready.undo(anna, made.undo).await?;
    let in_bin = ListQuery { in_bin: true, ..ListQuery::default() };
    let listed =
        async || anyhow::Ok((leads.names(&ListQuery::default()).await?, leads.names(&in_bin).await?));
    assert_eq!(listed().await?, (vec![], vec!["Pyta ola".to_owned()]));
    let told = async |wanted: RecordEvent| {
        let rows = records.timeline(anna, lead, TimelineFilter::All, None, 20).await?.rows;
        let mut events = rows.into_iter().filter_map(|entry| match entry.what {
            TimelineItem::Event { what, by, .. } => Some((what, by)),
            _ => None,
        });
        anyhow::Ok(events.any(|event| event == (wanted.clone(), Some(anna.name.clone()))))
    };
    assert!(told(RecordEvent::Removed).await?, "who has taken it away stands there");
    records.restore(anna, lead).await?;
    assert_eq!(listed().await?, (vec!["Pyta ola".to_owned()], vec![]));
    assert!(told(RecordEvent::Removed).await? && told(RecordEvent::Restored).await?);
    assert_eq!(office.emails(lead).await?, ["ola@ola.example"]);
    // The mail still waits for a decision.
    assert_eq!(ready.count(anna).await?, 1);
    assert!(office.conversation(thread).await?.records.is_empty());
    Ok(())
}

/// A form that does not ask for a field makes a lead without it; whoever writes one down is asked.
#[sqlx::test(migrations = "../../migrations")]
async fn a_field_that_the_form_does_not_have_is_in_nobodys_way(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let name = OwnName { pl: "Numer umowy".to_owned(), en: String::new() };
    let form = FieldForm { name, what: FieldType::Text, required: true, unique: true, default: None };
    let number = office.kurier.records().add_field(anna, &LEAD.into(), form).await?;
    let leads = Desk::of(&office, LEAD).await?;
    let refused = leads.create(&[("name", "Krzesła"), ("emails", JAN)]).await;
    assert_eq!(complaints(refused), [(Field::OfKind(number.id), Reason::Required)]);

    for who in ["ola", "ewa"] {
        let thread = asks(&office, who, "Pytanie.").await?;
        let form = ready.propose(anna, thread).await?.form;
        let made = ready.decide(anna, thread, Decision::Create { lead: form }).await?;
        let lead = made.record.context("a lead")?;
        assert_eq!(office.value(lead, &number.key).await?, "");
        office.change(anna, lead, "description", "Do piątku").await?;
        office.change(anna, lead, &number.key, who).await?;
    }
    let wrong = LeadForm { name: " ".to_owned(), ..LeadForm::default() };
    let thread = asks(&office, "iza", "Pytanie.").await?;
    let refused = ready.decide(anna, thread, Decision::Create { lead: wrong }).await;
    let Err(Error::Invalid(invalid)) = refused else { panic!("{refused:?}") };
    assert_eq!(invalid.fields, [(Field::LeadName, Reason::Required)]);
    Ok(())
}
