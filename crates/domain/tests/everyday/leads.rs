//! Leads, over mail that a real Dovecot delivered.

use crate::office::Office;
use anyhow::{Context, Result};
use kurier_domain::{Actor, Error};
use kurier_model::lead::LeadForm;
use kurier_model::member::Language;
use kurier_model::pipeline::StageName;
use kurier_model::ready::Decision;
use kurier_model::record::{Change, Changes, Conflict};
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{Field, LeadId, Reason, StageId, ThreadId, WorkspaceId};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

pub const JAN: &str = "jan.nowak@meble-nowak.example";

pub fn lead(name: &str, email: &str) -> LeadForm {
    LeadForm { name: name.to_owned(), email: email.to_owned(), ..LeadForm::default() }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_lead_is_everybodys_and_its_mail_is_not(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, celina) = (&office.kurier, &office.anna, &office.celina);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.ready(anna).await?[0].thread;
    assert_eq!(office.ready(&office.bartek).await?.len(), 1);
    assert!(office.ready(celina).await?.is_empty());
    assert_eq!(kurier.ready().count(celina).await?, 0);
    let chairs = kurier.leads().create(anna, lead("Krzesła", "")).await?;
    let done = kurier.links().attach(&office.bartek, vec![thread], chairs).await?;
    assert_eq!((done.threads, done.to_folder.as_deref()), (1, Some("Krzesła")));
    assert_eq!(kurier.links().attach(anna, vec![thread], chairs).await?.undo, None, "attached already");
    // The inbox takes it back like a move.
    kurier.threads().undo(&office.bartek, done.undo.context("undo")?).await?;
    assert_eq!(kurier.leads().get(anna, chairs).await?.row.threads, 0);
    kurier.links().attach(&office.bartek, vec![thread], chairs).await?;

    let seen = kurier.leads().get(celina, chairs).await?;
    assert_eq!((seen.row.threads, seen.row.hidden_threads), (0, 1));
    let timeline = kurier.leads().timeline(celina, chairs, TimelineFilter::All, None, 20).await?.rows;
    assert!(timeline.iter().all(|entry| match &entry.what {
        TimelineItem::Mail { .. } => false,
        TimelineItem::Event { what: RecordEvent::ThreadAttached { subject }, .. } => subject.is_none(),
        TimelineItem::Event { .. } | TimelineItem::Note { .. } => true,
    }));
    for unseen in [thread, ThreadId::new()] {
        assert!(matches!(kurier.ready().propose(celina, unseen).await, Err(Error::NotFound)));
        assert!(matches!(kurier.ready().matches(celina, unseen, Some("krz")).await, Err(Error::NotFound)));
        assert!(matches!(
            kurier.ready().decide(celina, unseen, Decision::Ignore).await,
            Err(Error::NotFound)
        ));
        assert!(matches!(kurier.links().attach(celina, vec![unseen], chairs).await, Err(Error::NotFound)));
        assert!(matches!(kurier.links().detach(celina, unseen, chairs).await, Err(Error::NotFound)));
        assert!(matches!(
            kurier.assistant().smart_reply(celina, unseen, Language::Pl).await.map(drop),
            Err(Error::NotFound)
        ));
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn another_workspace_has_no_such_lead(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let chairs = kurier.leads().create(anna, lead("Krzesła", "")).await?;
    let stage = kurier.leads().get(anna, chairs).await?.row.stage;
    let (elsewhere, nobody) = (WorkspaceId::new(), kurier_model::UserId::new());
    sqlx::query("INSERT INTO workspaces (workspace_id, name) VALUES ($1, 'Obcy')")
        .bind(elsewhere.0)
        .execute(&office.pool)
        .await?;
    let stranger = Actor { workspace: elsewhere, user: Some(nobody), ..anna.clone() };
    assert!(matches!(kurier.leads().get(&stranger, chairs).await, Err(Error::NotFound)));
    assert!(matches!(
        kurier.leads().timeline(&stranger, chairs, TimelineFilter::All, None, 5).await.map(drop),
        Err(Error::NotFound)
    ));
    assert!(matches!(kurier.leads().move_to_stage(&stranger, chairs, stage).await, Err(Error::NotFound)));
    assert!(matches!(
        kurier.leads().update(&stranger, chairs, change(1, Field::LeadName, "x")).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(kurier.links().attach(&stranger, vec![thread], chairs).await, Err(Error::NotFound)));
    assert!(kurier.leads().page(&stranger, None, None, None, 10).await?.rows.is_empty());
    assert!(matches!(kurier.leads().get(anna, LeadId::new()).await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn leads_move_over_the_board(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let board = kurier.leads().board(anna).await?;
    let names: Vec<_> = board.columns.iter().map(|(stage, _)| (stage.name.clone(), stage.closes)).collect();
    assert_eq!(names.first(), Some(&(StageName::built_in("new"), false)));
    assert_eq!(names.last(), Some(&(StageName::built_in("lost"), true)));
    let won =
        board.columns.iter().find(|(stage, _)| stage.name == StageName::built_in("won")).context("won")?.0.id;
    let chairs = kurier.leads().create(anna, lead("Krzesła", JAN)).await?;
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
    let timeline = kurier.leads().timeline(anna, chairs, TimelineFilter::All, None, 20).await?.rows;
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
    assert_eq!(events[0], (RecordEvent::Changed { fields: vec![Field::LeadName, Field::Email] }, by.clone()));
    assert_eq!(
        events[1],
        (
            RecordEvent::StageChanged { from: StageName::built_in("new"), to: StageName::built_in("won") },
            by.clone()
        )
    );
    assert_eq!(events[2], (RecordEvent::Created, by));

    let missing =
        LeadForm { stage: Some(StageId::new()), owner: Some(kurier_model::UserId::new()), ..lead("x", "") };
    let Err(Error::Invalid(invalid)) = kurier.leads().create(anna, missing).await else {
        panic!("it was taken")
    };
    assert_eq!(invalid.fields, [(Field::Owner, Reason::Unknown), (Field::Stage, Reason::Unknown)]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn leads_are_found_by_words_and_numbers(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let form = LeadForm {
        phone: "600 700 800".to_owned(),
        company: "Meble Nowak".to_owned(),
        ..lead("Krzesła i stoły", "nowy@meble.example")
    };
    kurier.leads().create(anna, form).await?;
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
            assert_eq!(kurier.ready().matches(anna, thread, Some(query)).await?.len(), expected, "{query}");
        }
    }
    for query in ["100%", "stoły szafy", "600_700", "0"] {
        let found = kurier.leads().page(anna, None, Some(query), None, 10).await?.rows.len();
        assert_eq!(found, usize::from(query == "0"), "{query}");
    }
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
    let won = seen.stages.iter().find(|stage| stage.name == StageName::built_in("won")).context("won")?.id;

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
    kurier.links().attach(bartek, vec![office.thread("krzesła").await?], other).await?;
    let refused = kurier.leads().update(anna, other, change(seen, Field::Email, "inny@klient.example")).await;
    assert!(matches!(refused, Err(Error::Changed(_))), "{refused:?}");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn changes_made_side_by_side_are_all_kept(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    let tables = kurier.leads().create(anna, lead("Stoły", JAN)).await?;
    let fields = [Field::LeadName, Field::Company, Field::Description, Field::Phone, Field::Email];
    let values = ["Ławki", "Park", "Na wczoraj", "512 000 000", "park@klient.example"];
    let seen = kurier.leads().get(anna, tables).await?.revision;
    let saves = fields.iter().zip(values).map(|(field, value)| async move {
        kurier.leads().update(anna, tables, change(seen, *field, value)).await
    });
    for saved in futures::future::join_all(saves).await {
        saved?;
    }
    let now = kurier.leads().get(anna, tables).await?.form;
    assert_eq!(fields.map(|field| now.value(field).unwrap_or_default()), values);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_wrong_is_said_of_what_is_changed(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, bartek) = (&office.kurier, &office.anna, &office.bartek);
    let chairs = kurier.leads().create(anna, LeadForm { owner: bartek.user, ..lead("Krzesła", JAN) }).await?;
    let seen = kurier.leads().get(anna, chairs).await?.revision;
    let Err(Error::Invalid(invalid)) =
        kurier.leads().update(anna, chairs, change(seen, Field::LeadName, " ")).await
    else {
        panic!("it was taken")
    };
    assert_eq!(invalid.fields, [(Field::LeadName, Reason::Required)]);
    // A field of another form is none.
    let Err(Error::Invalid(invalid)) =
        kurier.leads().update(anna, chairs, change(seen, Field::Password, "x")).await
    else {
        panic!("it was taken")
    };
    assert_eq!(invalid.fields, [(Field::Password, Reason::Unknown)]);
    // Its owner is gone: the rest can be changed all the same.
    sqlx::query("UPDATE users SET disabled_at = now() WHERE id = $1")
        .bind(bartek.user.context("a person")?.0)
        .execute(&office.pool)
        .await?;
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
