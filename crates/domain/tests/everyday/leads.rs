//! The Ready queue and leads, over mail that a real Dovecot delivered.

use crate::office::Office;
use anyhow::{Context, Result};
use futures::StreamExt;
use kurier_domain::{Actor, Error};
use kurier_model::compose::{ReplyLength, SmartReplyEvent};
use kurier_model::inbox::LinkReason;
use kurier_model::lead::{LeadEvent, LeadForm, StageName, TimelineItem};
use kurier_model::member::Language;
use kurier_model::ready::{Decision, MatchReason, ReadyFilter, ReadyItem};
use kurier_model::record::{Change, Changes, Conflict};
use kurier_model::{Field, LeadId, Reason, StageId, ThreadId, WorkspaceId};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const JAN: &str = "jan.nowak@meble-nowak.example";

async fn ready(office: &Office, actor: &Actor) -> Result<Vec<ReadyItem>> {
    Ok(office.kurier.ready().page(actor, ReadyFilter::Ready, None, 20).await?.rows)
}

fn lead(name: &str, email: &str) -> LeadForm {
    LeadForm { name: name.to_owned(), email: email.to_owned(), ..LeadForm::default() }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_mail_becomes_a_lead_and_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::newsletter(BIURO.address).raw()).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let queue = ready(&office, anna).await?;
    assert_eq!(queue.len(), 2);
    let item = queue.iter().find(|item| item.from.address == JAN).context("Jan's question")?;
    assert!(item.preview.contains("40 krzeseł") && item.preview.chars().count() > 200, "{}", item.preview);
    assert!(!item.automatic && item.matches.is_empty());
    assert!(queue.iter().any(|item| item.automatic), "the newsletter says what it is");
    let first = kurier.ready().page(anna, ReadyFilter::Ready, None, 1).await?;
    let second = kurier.ready().page(anna, ReadyFilter::Ready, first.next, 1).await?;
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
    let made = decided.lead.context("a lead")?;
    assert_eq!((decided.remaining, kurier.ready().count(anna).await?), (1, 1));
    let opened = kurier.leads().get(anna, made).await?;
    assert_eq!((opened.emails.as_slice(), opened.row.threads), (&[JAN.to_owned()][..], 1));
    let conversation = office.conversation(item.thread).await?;
    assert_eq!(conversation.client.as_ref().map(|client| client.lead), Some(made), "the badge");
    assert!(
        matches!(&conversation.leads[0].reason, LinkReason::Created { by: Some(by) } if by == "Anna Kowalska")
    );
    // Somebody else was a moment too late.
    let late = kurier.ready().decide(&office.bartek, item.thread, Decision::Ignore).await;
    assert!(matches!(late, Err(Error::Conflict)));

    let timeline = kurier.leads().timeline(anna, made, None, 20).await?.rows;
    assert!(
        timeline
            .iter()
            .any(|entry| matches!(&entry.what, TimelineItem::Event { what: LeadEvent::Created, .. }))
    );
    assert!(timeline.iter().any(
        |entry| matches!(&entry.what, TimelineItem::Mail { subject, .. } if subject.contains("krzesła"))
    ));

    assert!(
        matches!(kurier.ready().undo(&office.bartek, decided.undo).await, Err(Error::NotFound)),
        "Anna's decision"
    );
    kurier.ready().undo(anna, decided.undo).await?;
    assert!(matches!(kurier.leads().get(anna, made).await, Err(Error::NotFound)));
    assert_eq!(kurier.ready().count(anna).await?, 2);
    assert!(office.conversation(item.thread).await?.client.is_none());
    assert!(matches!(kurier.ready().undo(anna, decided.undo).await, Err(Error::Conflict)));

    let nameless =
        kurier.ready().decide(anna, item.thread, Decision::Create { lead: lead("", "jan@") }).await;
    let Err(Error::Invalid(invalid)) = nameless else { panic!("{nameless:?}") };
    assert_eq!(invalid.about(Field::LeadName), Some(&Reason::Required));
    assert!(matches!(invalid.about(Field::Email), Some(Reason::NotAnAddress { .. })));
    assert_eq!(kurier.ready().count(anna).await?, 2, "nothing was decided");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn ignored_stays_ignored_and_undo_brings_it_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let question = mails::question(BIURO.address);
    office.arrives(&question.raw()).await?;
    let thread = ready(&office, anna).await?[0].thread;
    let decided = kurier.ready().decide(anna, thread, Decision::Ignore).await?;
    assert_eq!(decided.remaining, 0);
    assert_eq!(kurier.ready().page(anna, ReadyFilter::Ignored, None, 5).await?.rows.len(), 1);
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

#[sqlx::test(migrations = "../../migrations")]
async fn mail_finds_its_lead(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = ready(&office, anna).await?[0].thread;
    let chairs = kurier.leads().create(anna, lead("Krzesła", "Jan.Nowak@meble-nowak.example")).await?;
    let tables = kurier.leads().create(anna, lead("Stoły", "ewa@meble-nowak.example")).await?;
    let other = kurier.leads().create(anna, lead("Inna firma", "x@inna.example")).await?;
    let matches = kurier.ready().matches(anna, thread, None).await?;
    let found: Vec<_> = matches.iter().map(|found| (found.lead, found.reason)).collect();
    assert_eq!(found, [(chairs, MatchReason::SameAddress), (tables, MatchReason::SameDomain)]);
    assert_eq!(ready(&office, anna).await?[0].matches, matches);
    let searched = kurier.ready().matches(anna, thread, Some("inna")).await?;
    assert_eq!((searched[0].lead, searched[0].reason), (other, MatchReason::Search));
    assert_eq!(
        office.conversation(thread).await?.client.map(|client| client.lead),
        Some(chairs),
        "the badge comes by address"
    );

    // Attach by hand, take it off, take that back.
    let decided = kurier.ready().decide(anna, thread, Decision::Attach { lead: tables }).await?;
    assert_eq!(kurier.leads().get(anna, tables).await?.emails, ["ewa@meble-nowak.example", JAN]);
    assert_eq!(
        office.conversation(thread).await?.client.map(|client| client.lead),
        Some(tables),
        "decided by hand comes first"
    );
    let done = kurier.leads().detach(anna, thread, tables).await?;
    assert_eq!(kurier.ready().count(anna).await?, 1, "it waits for a decision again");
    kurier.ready().undo(anna, done.undo.context("undo")?).await?;
    assert_eq!(kurier.ready().count(anna).await?, 0);
    kurier.ready().undo(anna, decided.undo).await?;
    assert_eq!(kurier.leads().get(anna, tables).await?.emails, ["ewa@meble-nowak.example"]);
    assert_eq!(kurier.ready().count(anna).await?, 1);

    // New mail from the address of the only open lead goes there by itself.
    let second = mails::question(BIURO.address).subject("Faktura");
    office.arrives(&second.raw()).await?;
    let invoice = office.thread("Faktura").await?;
    let linked = office.conversation(invoice).await?.leads;
    assert_eq!((linked.len(), linked[0].lead), (1, chairs));
    assert!(matches!(&linked[0].reason, LinkReason::Address { address } if address == JAN));
    assert_eq!(kurier.ready().count(anna).await?, 1);
    let timeline = kurier.leads().timeline(anna, chairs, None, 1).await?;
    let rest = kurier.leads().timeline(anna, chairs, timeline.next, 20).await?;
    assert_eq!((timeline.rows.len(), rest.rows.len(), rest.next), (1, 2, None));

    // Two open leads with the address: somebody has to decide.
    kurier.leads().create(anna, lead("Krzesła 2", JAN)).await?;
    office.arrives(&mails::question(BIURO.address).subject("Reklamacja").raw()).await?;
    assert_eq!(kurier.ready().count(anna).await?, 2);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_lead_is_everybodys_and_its_mail_is_not(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, celina) = (&office.kurier, &office.anna, &office.celina);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = ready(&office, anna).await?[0].thread;
    assert_eq!(ready(&office, &office.bartek).await?.len(), 1);
    assert!(ready(&office, celina).await?.is_empty());
    assert_eq!(kurier.ready().count(celina).await?, 0);
    let chairs = kurier.leads().create(anna, lead("Krzesła", "")).await?;
    let done = kurier.leads().attach(&office.bartek, vec![thread], chairs).await?;
    assert_eq!((done.threads, done.to_folder.as_deref()), (1, Some("Krzesła")));
    assert_eq!(kurier.leads().attach(anna, vec![thread], chairs).await?.undo, None, "attached already");
    // The inbox takes it back like a move.
    kurier.threads().undo(&office.bartek, done.undo.context("undo")?).await?;
    assert_eq!(kurier.leads().get(anna, chairs).await?.row.threads, 0);
    kurier.leads().attach(&office.bartek, vec![thread], chairs).await?;

    let seen = kurier.leads().get(celina, chairs).await?;
    assert_eq!((seen.row.threads, seen.row.hidden_threads), (0, 1));
    let timeline = kurier.leads().timeline(celina, chairs, None, 20).await?.rows;
    assert!(timeline.iter().all(|entry| match &entry.what {
        TimelineItem::Mail { .. } => false,
        TimelineItem::Event { what: LeadEvent::ThreadAttached { subject }, .. } => subject.is_none(),
        TimelineItem::Event { .. } => true,
    }));
    for unseen in [thread, ThreadId::new()] {
        assert!(matches!(kurier.ready().propose(celina, unseen).await, Err(Error::NotFound)));
        assert!(matches!(kurier.ready().matches(celina, unseen, Some("krz")).await, Err(Error::NotFound)));
        assert!(matches!(
            kurier.ready().decide(celina, unseen, Decision::Ignore).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(kurier.leads().attach(celina, vec![unseen], chairs).await, Err(Error::NotFound)));
        assert!(matches!(kurier.leads().detach(celina, unseen, chairs).await, Err(Error::NotFound)));
        assert!(matches!(
            kurier.assistant().smart_reply(celina, unseen, Language::Pl).await.map(drop),
            Err(Error::NotFound)
        ));
    }

    // Another workspace sees nothing at all.
    let (elsewhere, nobody) = (WorkspaceId::new(), kurier_model::UserId::new());
    sqlx::query("INSERT INTO workspaces (workspace_id, name) VALUES ($1, 'Obcy')")
        .bind(elsewhere.0)
        .execute(&office.pool)
        .await?;
    let stranger = Actor { workspace: elsewhere, user: Some(nobody), ..anna.clone() };
    assert!(matches!(kurier.leads().get(&stranger, chairs).await, Err(Error::NotFound)));
    assert!(matches!(
        kurier.leads().timeline(&stranger, chairs, None, 5).await.map(drop),
        Err(Error::NotFound)
    ));
    assert!(matches!(
        kurier.leads().move_to_stage(&stranger, chairs, seen.row.stage).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        kurier.leads().update(&stranger, chairs, change(1, Field::LeadName, "x")).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(kurier.leads().attach(&stranger, vec![thread], chairs).await, Err(Error::NotFound)));
    assert!(kurier.leads().page(&stranger, None, None, None, 10).await?.rows.is_empty());
    assert!(matches!(kurier.leads().get(anna, LeadId::new()).await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn leads_move_over_the_board(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let board = kurier.leads().board(anna).await?;
    let names: Vec<_> = board.columns.iter().map(|(stage, _)| (stage.name.clone(), stage.closes)).collect();
    assert_eq!(names.first(), Some(&(StageName::New, false)));
    assert_eq!(names.last(), Some(&(StageName::Lost, true)));
    let won = board.columns.iter().find(|(stage, _)| stage.name == StageName::Won).context("won")?.0.id;
    let form = LeadForm {
        phone: "600 700 800".to_owned(),
        company: "Meble Nowak".to_owned(),
        ..lead("Krzesła", JAN)
    };
    let chairs = kurier.leads().create(anna, form.clone()).await?;
    kurier.leads().move_to_stage(anna, chairs, won).await?;
    assert!(matches!(kurier.leads().move_to_stage(anna, chairs, StageId::new()).await, Err(Error::NotFound)));
    let board = kurier.leads().board(anna).await?;
    let column = board.columns.iter().find(|(stage, _)| stage.id == won).context("won")?;
    assert_eq!((column.0.leads, column.1.len(), column.1[0].id), (1, 1, chairs));

    let seen = kurier.leads().get(anna, chairs).await?;
    let changed = LeadForm {
        name: "Krzesła i stoły".to_owned(),
        email: "nowy@meble.example".to_owned(),
        ..seen.form.clone()
    };
    let changes = Changes { revision: seen.revision, fields: seen.form.changes(&changed) };
    kurier.leads().update(anna, chairs, changes).await?;
    let opened = kurier.leads().get(anna, chairs).await?;
    assert_eq!(
        (opened.row.name.as_str(), opened.emails.as_slice()),
        ("Krzesła i stoły", &["nowy@meble.example".to_owned()][..])
    );
    let timeline = kurier.leads().timeline(anna, chairs, None, 20).await?.rows;
    let events: Vec<_> = timeline
        .iter()
        .filter_map(|entry| {
            if let TimelineItem::Event { what, by, .. } = &entry.what {
                Some((what.clone(), by.clone()))
            } else {
                None
            }
        })
        .collect();
    let by = Some("Anna Kowalska".to_owned());
    assert_eq!(events[0], (LeadEvent::Changed { fields: vec![Field::LeadName, Field::Email] }, by.clone()));
    assert_eq!(events[1], (LeadEvent::StageChanged { from: StageName::New, to: StageName::Won }, by.clone()));
    assert_eq!(events[2], (LeadEvent::Created, by));

    for query in [
        "stoły",
        "STOLY",
        "krzesla",
        "nowak  meble",
        "MEBLE.example",
        "600700800",
        "+48 700-800",
        "700 nowak",
        "  ",
    ] {
        let found = kurier.leads().page(anna, None, Some(query), None, 10).await?.rows.len();
        let expected = usize::from(!query.starts_with("+48"));
        assert_eq!(found, expected, "{query}");
        if !query.trim().is_empty() {
            let thread = office.thread("krzesła").await?;
            assert_eq!(kurier.ready().matches(anna, thread, Some(query)).await?.len(), expected, "{query}");
        }
    }
    for query in ["100%", "stoły szafy", "600_700", "0"] {
        let found = kurier.leads().page(anna, None, Some(query), None, 10).await?.rows.len();
        assert_eq!(found, usize::from(query == "0"), "{query}");
    }
    let missing =
        LeadForm { stage: Some(StageId::new()), owner: Some(kurier_model::UserId::new()), ..lead("x", "") };
    let Err(Error::Invalid(invalid)) = kurier.leads().create(anna, missing).await else {
        panic!("it was taken")
    };
    assert_eq!(invalid.fields, [(Field::Owner, Reason::Unknown), (Field::Stage, Reason::Unknown)]);
    Ok(())
}

fn change(revision: u32, field: Field, value: &str) -> Changes {
    Changes { revision, fields: vec![Change { field, value: value.to_owned() }] }
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_people_change_one_lead(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, bartek) = (&office.kurier, &office.anna, &office.bartek);
    let form = LeadForm { phone: "600 700 800".to_owned(), ..lead("Krzesła", JAN) };
    let chairs = kurier.leads().create(anna, form).await?;
    let seen = kurier.leads().get(anna, chairs).await?;
    let stale = seen.revision;
    let won = seen.stages.iter().find(|stage| stage.name == StageName::Won).context("won")?.id;

    // Bartek changes the number, the stage and the owner; Anna's older form then changes the description.
    kurier.leads().update(bartek, chairs, change(stale, Field::Phone, "512 345 678")).await?;
    kurier.leads().move_to_stage(bartek, chairs, won).await?;
    let owner = bartek.user.context("a person")?.to_string();
    kurier.leads().update(bartek, chairs, change(stale, Field::Owner, &owner)).await?;
    kurier.leads().update(anna, chairs, change(stale, Field::Description, "Do piątku")).await?;
    let now = kurier.leads().get(anna, chairs).await?;
    assert_eq!((now.form.phone.as_str(), now.form.stage), ("512 345 678", Some(won)));
    assert_eq!((now.form.owner, now.form.description.as_str()), (bartek.user, "Do piątku"));
    assert!(now.revision >= stale + 4);

    // Both changed the number: nothing of the second save is kept, and both values are told.
    let mut both = change(stale, Field::Phone, "700 100 200");
    both.fields.push(Change { field: Field::Company, value: "Meble".to_owned() });
    let Err(Error::Changed(conflicts)) = kurier.leads().update(anna, chairs, both.clone()).await else {
        panic!("it was taken")
    };
    let (theirs, yours) = ("512 345 678".to_owned(), "700 100 200".to_owned());
    assert_eq!(conflicts.fields, [Conflict { field: Field::Phone, theirs, yours }]);
    assert_eq!(kurier.leads().get(anna, chairs).await?.form, now.form);
    // Anna has seen it and insists; her other change comes along.
    kurier.leads().update(anna, chairs, Changes { revision: conflicts.revision, ..both }).await?;
    let now = kurier.leads().get(anna, chairs).await?;
    assert_eq!((now.form.phone.as_str(), now.form.company.as_str()), ("700 100 200", "Meble"));
    // Both wanted the same: no conflict.
    kurier.leads().update(bartek, chairs, change(stale, Field::Phone, "700 100 200")).await?;
    // An address that came with a thread is a change too.
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let other = kurier.leads().create(anna, lead("Stoły", "")).await?;
    let seen = kurier.leads().get(anna, other).await?.revision;
    kurier.leads().attach(bartek, vec![office.thread("krzesła").await?], other).await?;
    let refused = kurier.leads().update(anna, other, change(seen, Field::Email, "inny@klient.example")).await;
    assert!(matches!(refused, Err(Error::Changed(_))), "{refused:?}");

    // Side by side, each change is kept.
    let fields = [Field::LeadName, Field::Company, Field::Description, Field::Phone, Field::Email];
    let values = ["Ławki", "Park", "Na wczoraj", "512 000 000", "park@klient.example"];
    let seen = kurier.leads().get(anna, other).await?.revision;
    let saves = fields.iter().zip(values).map(|(field, value)| async move {
        kurier.leads().update(anna, other, change(seen, *field, value)).await
    });
    for saved in futures::future::join_all(saves).await {
        saved?;
    }
    let now = kurier.leads().get(anna, other).await?.form;
    assert_eq!(fields.map(|field| now.value(field).unwrap_or_default()), values);

    // What is wrong is said of what is changed; a field of another form is none.
    let Err(Error::Invalid(invalid)) =
        kurier.leads().update(anna, chairs, change(stale, Field::LeadName, " ")).await
    else {
        panic!("it was taken")
    };
    assert_eq!(invalid.fields, [(Field::LeadName, Reason::Required)]);
    let Err(Error::Invalid(invalid)) =
        kurier.leads().update(anna, chairs, change(stale, Field::Password, "x")).await
    else {
        panic!("it was taken")
    };
    assert_eq!(invalid.fields, [(Field::Password, Reason::Unknown)]);
    // Its owner is gone: the rest can be changed all the same.
    sqlx::query("UPDATE users SET disabled_at = now() WHERE id = $1")
        .bind(bartek.user.context("a person")?.0)
        .execute(&office.pool)
        .await?;
    let seen = kurier.leads().get(anna, chairs).await?.revision;
    kurier.leads().update(anna, chairs, change(seen, Field::Company, "Meble Nowak")).await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn words_are_folded_alike_in_sql_and_in_rust(pool: PgPool) -> Result<()> {
    for words in [
        "Zażółć GĘŚLĄ JAŹŃ, ŁÓDŹ",
        "Straße Ærø Ørsted Þór Œuvre Đakovo Ħaż",
        "ÀÉÎÕÜ çñ ŠŽČ ěřů İı Ŧ",
        "КИЕВ Йод ΑΘΗΝΑ Ώρα",
        "kra\u{ad}ków e\u{301}te\u{301} \u{feff}a\u{200b}b ﬁrma ½",
    ] {
        let folded: String = sqlx::query_scalar("SELECT folded($1)").bind(words).fetch_one(&pool).await?;
        assert_eq!(folded, kurier_mail::message::search_tokens::fold(words));
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn without_a_model_the_drafter_is_honest(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    assert_eq!(office.kurier.assistant().model_name(), None);
    let events: Vec<_> =
        office.kurier.assistant().smart_reply(&office.anna, thread, Language::En).await?.collect().await;
    assert_eq!(events.first(), Some(&SmartReplyEvent::Started { model: None }));
    assert_eq!(events.last(), Some(&SmartReplyEvent::Finished));
    let text = |wanted: ReplyLength| {
        events
            .iter()
            .find_map(|event| match event {
                SmartReplyEvent::Text { length, text } if *length == wanted => Some(text.clone()),
                _ => None,
            })
            .unwrap_or_default()
    };
    let long = text(ReplyLength::Long);
    assert!(long.starts_with("Dzień dobry, Panie Janie,") && long.contains("[…]"), "{long}");
    assert!(
        long.contains("Czy mogą Państwo przesłać ofertę z dostawą do 14 marca?")
            && long.ends_with("Anna Kowalska")
    );
    assert!(text(ReplyLength::Short).len() < text(ReplyLength::Medium).len());
    Ok(())
}
