//! Leads, over mail that a real Dovecot delivered: what they have besides what records of every kind have.

use crate::office::Office;
use crate::records::{Desk, complaints};
use anyhow::{Context, Result};
use kurier_domain::{Actor, Error};
use kurier_model::member::Language;
use kurier_model::pipeline::{Outcome, StageName};
use kurier_model::ready::Decision;
use kurier_model::record::{Change, Changes, Conflict, Filter, ListQuery, Record, Test};
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{Field, Reason, RecordId, StageId, ThreadId, UserId, WorkspaceId};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

pub const JAN: &str = "jan.nowak@meble-nowak.example";

fn of_kind(desk: &Desk<'_>, key: &str) -> Field {
    Field::OfKind(desk.field(key).id)
}

/// What somebody changes in a record that they saw at a revision.
async fn change(
    desk: &Desk<'_>,
    (actor, record): (&Actor, RecordId),
    revision: u32,
    values: &[(&str, &str)],
) -> Result<Record, Error> {
    let changes = Changes { revision, fields: desk.changes(values) };
    desk.office.kurier.records().update(actor, record, changes).await
}

/// Which fields were changed; what stood in them: `belonging.rs`.
fn changed_in(event: &RecordEvent) -> Vec<Field> {
    match event {
        RecordEvent::Changed { fields } => fields.iter().map(|one| one.field).collect(),
        _ => Vec::new(),
    }
}

fn stage_called(desk: &Desk<'_>, key: &str) -> Result<StageId> {
    let mut stages = desk.kind.stages.iter();
    Ok(stages.find(|stage| stage.name == StageName::built_in(key)).context("no such stage")?.id)
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
    let chairs = office.lead(anna, "Krzesła", "").await?;
    let done = kurier.links().attach(&office.bartek, vec![thread], chairs).await?;
    assert_eq!((done.threads, done.to_folder.as_deref()), (1, Some("Krzesła")));
    assert_eq!(kurier.links().attach(anna, vec![thread], chairs).await?.undo, None, "attached already");
    // The inbox takes it back like a move.
    kurier.threads().undo(&office.bartek, done.undo.context("undo")?).await?;
    assert!(kurier.links().threads_of(anna, chairs).await?.is_empty());
    kurier.links().attach(&office.bartek, vec![thread], chairs).await?;

    let seen = kurier.records().get(celina, chairs).await?;
    assert_eq!((seen.name.as_str(), seen.hidden_threads), ("Krzesła", 1));
    assert_eq!(kurier.records().get(anna, chairs).await?.hidden_threads, 0);
    assert!(kurier.links().threads_of(celina, chairs).await?.is_empty());
    // Not by the address either, which she sees.
    assert!(seen.reachable.iter().any(|one| one.address == JAN));
    let timeline = kurier.records().timeline(celina, chairs, TimelineFilter::All, None, 20).await?.rows;
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
    let (records, anna) = (office.kurier.records(), &office.anna);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let desk = Desk::of(&office, "lead").await?;
    let chairs = desk.create(&[("name", "Krzesła")]).await?;
    let stage = stage_called(&desk, "won")?;
    let (elsewhere, nobody) = (WorkspaceId::new(), UserId::new());
    sqlx::query("INSERT INTO workspaces (workspace_id, name) VALUES ($1, 'Obcy')")
        .bind(elsewhere.0)
        .execute(&office.pool)
        .await?;
    let stranger = Actor { workspace: elsewhere, user: Some(nobody), ..anna.clone() };
    assert!(matches!(records.get(&stranger, chairs).await, Err(Error::NotFound)));
    assert!(matches!(
        records.timeline(&stranger, chairs, TimelineFilter::All, None, 5).await.map(drop),
        Err(Error::NotFound)
    ));
    assert!(matches!(records.move_to_stage(&stranger, chairs, stage).await, Err(Error::NotFound)));
    let renamed = change(&desk, (&stranger, chairs), 1, &[("name", "x")]).await;
    assert!(matches!(renamed, Err(Error::NotFound)));
    assert!(matches!(
        office.kurier.links().attach(&stranger, vec![thread], chairs).await,
        Err(Error::NotFound)
    ));
    let all = ListQuery::default();
    assert!(records.page(&stranger, &desk.kind.key, &all, None, 10).await?.rows.is_empty());
    let board = records.board(&stranger, &desk.kind.key, &all).await?;
    assert!(board.columns.len() == 6 && board.columns.iter().all(|column| column.count == 0));
    assert!(matches!(records.get(anna, RecordId::new()).await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn leads_move_over_the_board(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna, all) = (office.kurier.records(), &office.anna, ListQuery::default());
    let desk = Desk::of(&office, "lead").await?;
    let stages: Vec<_> = desk.kind.stages.iter().map(|stage| (stage.name.clone(), stage.outcome)).collect();
    let (open, won, lost) = (Outcome::Open, Outcome::Won, Outcome::Lost);
    let wanted = [
        ("new", open),
        ("contacted", open),
        ("qualified", open),
        ("proposal", open),
        ("won", won),
        ("lost", lost),
    ];
    assert_eq!(stages, wanted.map(|(key, outcome)| (StageName::built_in(key), outcome)));
    let board = records.board(anna, &desk.kind.key, &all).await?;
    let columns: Vec<StageId> = board.columns.iter().map(|column| column.stage).collect();
    assert_eq!(columns, desk.kind.stages.iter().map(|stage| stage.id).collect::<Vec<_>>());

    let chairs = desk.create(&[("name", "Krzesła"), ("emails", JAN)]).await?;
    let (first, won) = (stage_called(&desk, "new")?, stage_called(&desk, "won")?);
    assert_eq!(office.value(chairs, "stage").await?, first.to_string(), "it begins in the first");
    records.move_to_stage(anna, chairs, won).await?;
    let of_deals = Desk::of(&office, "deal").await?.kind.stages[0].id;
    for nowhere in [StageId::new(), of_deals] {
        let refused = complaints(records.move_to_stage(anna, chairs, nowhere).await.map(|_| chairs));
        assert_eq!(refused, [(of_kind(&desk, "stage"), Reason::Unknown)]);
    }
    let board = records.board(anna, &desk.kind.key, &all).await?;
    let column = board.columns.iter().find(|column| column.stage == won).context("won")?;
    assert_eq!((column.count, column.rows.len(), column.rows[0].id), (1, 1, chairs));

    let revision = desk.get(chairs).await?.revision;
    let values = [("name", "Krzesła i stoły"), ("emails", "nowy@meble.example")];
    change(&desk, (anna, chairs), revision, &values).await?;
    assert_eq!(office.emails(chairs).await?, ["nowy@meble.example"]);
    let timeline = records.timeline(anna, chairs, TimelineFilter::All, None, 20).await?.rows;
    let events: Vec<_> = timeline
        .into_iter()
        .filter_map(|entry| match entry.what {
            TimelineItem::Event { what, by, .. } => Some((what, by)),
            TimelineItem::Mail { .. } | TimelineItem::Note { .. } => None,
        })
        .collect();
    let by = Some("Anna Kowalska".to_owned());
    let (from, to) = (StageName::built_in("new"), StageName::built_in("won"));
    let [(changed, who), before @ ..] = &events[..] else { panic!("{events:?}") };
    let fields = vec![of_kind(&desk, "name"), of_kind(&desk, "emails")];
    assert_eq!((changed_in(changed), who), (fields, &by));
    assert_eq!(before, [(RecordEvent::StageChanged { from, to }, by.clone()), (RecordEvent::Created, by)]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn leads_are_found_by_words_and_numbers(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna) = (&office.kurier, &office.anna);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let desk = Desk::of(&office, "lead").await?;
    let values = [
        ("name", "Krzesła i stoły"),
        ("emails", "nowy@meble.example"),
        ("phones", "600 700 800"),
        ("company_name", "Meble Nowak"),
    ];
    desk.create(&values).await?;
    let found = async |words: &str| {
        let query = ListQuery { words: words.to_owned(), ..ListQuery::default() };
        anyhow::Ok(desk.names(&query).await?.len())
    };
    for words in [
        "stoły",
        "STOLY",
        "krzesla",
        "nowak  meble",
        "MEBLE.example",
        "600700800",
        "+48600700800",
        "+48 700-800",
        "700 nowak",
    ] {
        assert_eq!(found(words).await?, 1, "{words}");
        let matches = kurier.ready().matches(anna, thread, Some(words)).await?;
        assert_eq!(matches.len(), 1, "{words}");
        assert_eq!(matches[0].company.as_deref(), Some("Meble Nowak"), "{words}");
    }
    for (words, expected) in
        [("  ", 1), ("0", 1), ("100%", 0), ("stoły szafy", 0), ("600_700", 0), ("+49 700-800", 0)]
    {
        assert_eq!(found(words).await?, expected, "{words}");
    }
    // Another company, and no number any more.
    let chairs = kurier.ready().matches(anna, thread, Some("krzesla")).await?[0].record;
    office.change(anna, chairs, "company_name", "Fabryka Łóżek").await?;
    office.change(anna, chairs, "phones", "").await?;
    for (words, expected) in [("lozek", 1), ("nowak", 0), ("700800", 0)] {
        assert_eq!(found(words).await?, expected, "{words}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_people_change_one_lead(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna, bartek) = (office.kurier.records(), &office.anna, &office.bartek);
    let desk = Desk::of(&office, "lead").await?;
    let chairs = desk.create(&[("name", "Krzesła"), ("emails", JAN), ("phones", "600 700 800")]).await?;
    let stale = desk.get(chairs).await?.revision;
    let won = stage_called(&desk, "won")?;

    // Bartek changes the number, the stage and the owner; Anna's older page then changes the description.
    let (annas, barteks) = ((anna, chairs), (bartek, chairs));
    change(&desk, barteks, stale, &[("phones", "512 345 678")]).await?;
    records.move_to_stage(bartek, chairs, won).await?;
    let owner = bartek.user.context("a person")?.to_string();
    change(&desk, barteks, stale, &[("owner", &owner)]).await?;
    change(&desk, annas, stale, &[("description", "Do piątku")]).await?;
    let now = desk.get(chairs).await?;
    let won = won.to_string();
    for (key, value) in
        [("phones", "+48 512 345 678"), ("stage", &won), ("owner", &owner), ("description", "Do piątku")]
    {
        assert_eq!(desk.value(&now, key), Some(value), "{key}");
    }
    assert!(now.revision >= stale + 4);

    // Both changed the number: nothing of the second save is kept, and both values are told.
    let both = [("phones", "601 100 200"), ("company_name", "Meble")];
    let Err(Error::Changed(conflicts)) = change(&desk, annas, stale, &both).await else {
        panic!("it was taken")
    };
    let (theirs, yours) = ("+48 512 345 678".to_owned(), "+48 601 100 200".to_owned());
    assert_eq!(conflicts.fields, [Conflict { field: of_kind(&desk, "phones"), theirs, yours }]);
    assert_eq!(desk.get(chairs).await?, now);
    // Anna has seen it and insists; her other change comes along.
    let now = change(&desk, annas, conflicts.revision, &both).await?;
    assert_eq!(
        (desk.value(&now, "phones"), desk.value(&now, "company_name")),
        (Some("+48 601 100 200"), Some("Meble"))
    );
    // Both wanted the same: no conflict.
    change(&desk, barteks, stale, &[("phones", "601100200")]).await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_address_that_comes_with_a_thread_is_a_change_too(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (kurier, anna, bartek) = (&office.kurier, &office.anna, &office.bartek);
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let thread = office.thread("krzesła").await?;
    let desk = Desk::of(&office, "lead").await?;
    let tables = desk.create(&[("name", "Stoły"), ("emails", "ewa@klient.example")]).await?;
    let has_jan = ListQuery {
        filters: vec![Filter { field: "emails".to_owned(), test: Test::Has { words: JAN.to_owned() } }],
        ..ListQuery::default()
    };
    let stale = desk.get(tables).await?.revision;
    let done = kurier.links().attach(bartek, vec![thread], tables).await?;
    let learned = format!("ewa@klient.example, {JAN}");
    assert_eq!(office.value(tables, "emails").await?, learned);
    assert_eq!(desk.names(&has_jan).await?, ["Stoły"]);
    let seen = desk.get(tables).await?.revision;
    assert!(seen > stale);
    let mine = [("emails", "inny@klient.example")];
    let Err(Error::Changed(conflicts)) = change(&desk, (anna, tables), stale, &mine).await else {
        panic!("it was taken")
    };
    let yours = "inny@klient.example".to_owned();
    assert_eq!(conflicts.fields, [Conflict { field: of_kind(&desk, "emails"), theirs: learned, yours }]);

    // Taken back, with the address; whoever saw it there is asked as well.
    kurier.ready().undo(bartek, done.undo.context("undo")?).await?;
    assert_eq!(office.emails(tables).await?, ["ewa@klient.example"]);
    assert!(desk.names(&has_jan).await?.is_empty());
    let refused = change(&desk, (anna, tables), seen, &mine).await;
    assert!(matches!(refused, Err(Error::Changed(_))), "{refused:?}");
    // What it had before stays when the thread goes.
    office.change(anna, tables, "emails", JAN).await?;
    let done = kurier.links().attach(bartek, vec![thread], tables).await?;
    kurier.ready().undo(bartek, done.undo.context("undo")?).await?;
    assert_eq!(office.emails(tables).await?, [JAN]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn changes_made_side_by_side_are_all_kept(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let desk = Desk::of(&office, "lead").await?;
    let tables = desk.create(&[("name", "Stoły"), ("emails", JAN)]).await?;
    let values = [
        ("name", "Ławki"),
        ("company_name", "Park"),
        ("description", "Na wczoraj"),
        ("phones", "+48 512 000 000"),
        ("emails", "park@klient.example"),
    ];
    let seen = desk.get(tables).await?.revision;
    let saves =
        values.iter().map(|value| change(&desk, (&office.anna, tables), seen, std::slice::from_ref(value)));
    for saved in futures::future::join_all(saves).await {
        saved?;
    }
    let now = desk.get(tables).await?;
    for (key, value) in values {
        assert_eq!(desk.value(&now, key), Some(value), "{key}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_wrong_is_said_of_what_is_changed(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, bartek) = (&office.anna, office.bartek.user.context("a person")?);
    let desk = Desk::of(&office, "lead").await?;
    let chairs = desk.create(&[("name", "Krzesła"), ("emails", JAN), ("owner", &bartek.to_string())]).await?;
    let seen = desk.get(chairs).await?.revision;
    let refused = change(&desk, (anna, chairs), seen, &[("name", " ")]).await.map(|record| record.id);
    assert_eq!(complaints(refused), [(of_kind(&desk, "name"), Reason::Required)]);
    // A field of another form is none.
    let fields = vec![Change { field: Field::LeadName, value: "x".to_owned() }];
    let refused = office.kurier.records().update(anna, chairs, Changes { revision: seen, fields }).await;
    assert_eq!(complaints(refused.map(|record| record.id)), [(Field::LeadName, Reason::Unknown)]);
    // Its owner is gone: the rest can be changed all the same.
    sqlx::query("UPDATE users SET disabled_at = now() WHERE id = $1")
        .bind(bartek.0)
        .execute(&office.pool)
        .await?;
    change(&desk, (anna, chairs), seen, &[("company_name", "Meble Nowak")]).await?;
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
