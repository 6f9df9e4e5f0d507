//! The stages of pipelines, as administrators change them.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::pipeline::{Outcome, PipelineStage};
use kurier_model::record::{ListQuery, StageForm};
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{Field, Reason, StageId};
use sqlx::PgPool;

fn stage(name: &str, outcome: Outcome) -> StageForm {
    StageForm { name: name.to_owned(), outcome, probability: 30 }
}

async fn stages(office: &Office, kind: &str) -> Result<Vec<PipelineStage>> {
    let all = office.kurier.pipelines().all(&office.anna).await?;
    Ok(all.into_iter().find(|pipeline| pipeline.kind.0 == kind).context("no such pipeline")?.stages)
}

async fn names(office: &Office, kind: &str) -> Result<Vec<String>> {
    Ok(stages(office, kind).await?.iter().map(|stage| stage.name.as_stored().to_owned()).collect())
}

async fn called(office: &Office, kind: &str, name: &str) -> Result<StageId> {
    let all = stages(office, kind).await?;
    Ok(all.iter().find(|stage| stage.name.as_stored() == name).context("no such stage")?.id)
}

fn about(error: Error, field: Field) -> Option<Reason> {
    match error {
        Error::Invalid(invalid) => invalid.about(field).cloned(),
        _ => None,
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_stage_is_added_named_and_put_in_its_place(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (pipelines, anna) = (office.kurier.pipelines(), &office.anna);
    let kinds = pipelines.all(anna).await?;
    let kinds: Vec<&str> = kinds.iter().map(|pipeline| pipeline.kind.0.as_str()).collect();
    assert_eq!(kinds, ["lead", "deal", "ticket", "project"]);
    let deal = "deal".into();
    let visit = pipelines.add_stage(anna, &deal, stage("Wizyta", Outcome::Open)).await?;
    let names_now = names(&office, "deal").await?;
    assert_eq!(
        names_now,
        ["#deal_qualified", "#deal_proposal", "#deal_negotiation", "Wizyta", "#deal_won", "#deal_lost"]
    );
    let desk = Desk::of(&office, "deal").await?;
    let in_visit = visit.to_string();
    desk.create(&[("name", "W wizycie"), ("stage", &in_visit)]).await?;
    desk.create(&[("name", "Nowa")]).await?;
    let by_stage = ListQuery { sort: Some("stage".to_owned()), ..ListQuery::default() };
    assert_eq!(desk.names(&by_stage).await?, ["Nowa", "W wizycie"]);
    // Lists follow the order of the pipeline; a stage that ends is never first.
    let lost = called(&office, "deal", "#deal_lost").await?;
    pipelines.order_stages(anna, &deal, &[lost, visit, StageId::new()]).await?;
    assert_eq!(
        names(&office, "deal").await?,
        ["Wizyta", "#deal_qualified", "#deal_proposal", "#deal_negotiation", "#deal_lost", "#deal_won"]
    );
    assert_eq!(desk.names(&by_stage).await?, ["W wizycie", "Nowa"]);
    let first = desk.create(&[("name", "Świeża")]).await?;
    assert_eq!(
        desk.value(&desk.get(first).await?, "stage"),
        Some(in_visit.as_str()),
        "it begins in the first"
    );
    // A built-in one has words of its own, until it is called otherwise.
    let won = called(&office, "deal", "#deal_won").await?;
    pipelines.change_stage(anna, won, stage(" ", Outcome::Won)).await?;
    assert_eq!(names(&office, "deal").await?.last().map(String::as_str), Some("#deal_won"));
    pipelines.change_stage(anna, won, stage("Sprzedane", Outcome::Won)).await?;
    assert_eq!(names(&office, "deal").await?.last().map(String::as_str), Some("Sprzedane"));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_stands_in_a_stage_goes_to_another_one_with_its_history(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (pipelines, anna) = (office.kurier.pipelines(), &office.anna);
    let desk = Desk::of(&office, "deal").await?;
    let proposal = called(&office, "deal", "#deal_proposal").await?;
    let negotiation = called(&office, "deal", "#deal_negotiation").await?;
    let won = called(&office, "deal", "#deal_won").await?;
    let at = proposal.to_string();
    let deal = desk.create(&[("name", "Stół"), ("stage", &at)]).await?;
    let binned = desk.create(&[("name", "Krzesło"), ("stage", &at)]).await?;
    office.kurier.records().remove(anna, binned).await?;
    let uses = pipelines.uses_of_stage(anna, proposal).await?;
    assert_eq!((uses.records, uses.more, uses.is_needed, uses.others.len()), (2, false, false, 2));
    let nowhere = pipelines.remove_stage(anna, proposal, None).await.err().context("to nowhere")?;
    assert_eq!(about(nowhere, Field::Stage), Some(Reason::Required));
    let into_won = pipelines.remove_stage(anna, proposal, Some(won)).await.err().context("into won")?;
    assert_eq!(about(into_won, Field::Stage), Some(Reason::Unknown));
    let itself = pipelines.remove_stage(anna, proposal, Some(proposal)).await.err().context("itself")?;
    assert_eq!(about(itself, Field::Stage), Some(Reason::Unknown));
    let seen = desk.get(deal).await?.revision;
    pipelines.remove_stage(anna, proposal, Some(negotiation)).await?;
    assert_eq!(
        names(&office, "deal").await?,
        ["#deal_qualified", "#deal_negotiation", "#deal_won", "#deal_lost"]
    );
    let now = desk.get(deal).await?;
    assert_eq!(desk.value(&now, "stage"), Some(negotiation.to_string().as_str()));
    assert!(now.revision > seen, "whoever saw it before is asked");
    let query = ListQuery::default();
    let board = office.kurier.records().board(anna, &desk.kind.key, &query).await?;
    let counts: Vec<u64> = board.columns.iter().map(|column| u64::from(column.count)).collect();
    assert_eq!(counts, [0, 1, 0, 0]);
    office.kurier.records().restore(anna, binned).await?;
    assert_eq!(desk.value(&desk.get(binned).await?, "stage"), Some(negotiation.to_string().as_str()));
    // What happened says where it came from, also now.
    let history = office.kurier.records().timeline(anna, deal, TimelineFilter::All, None, 10).await?;
    let from = history.rows.into_iter().find_map(|entry| match entry.what {
        TimelineItem::Event { what: RecordEvent::StageChanged { from, .. }, .. } => Some(from),
        _ => None,
    });
    assert_eq!(from.context("no move")?.as_stored(), "#deal_proposal");
    // Nothing is put into it any more.
    let again = desk.create(&[("name", "Lampa"), ("stage", &at)]).await.err().context("was taken")?;
    assert_eq!(about(again, Field::OfKind(desk.field("stage").id)), Some(Reason::Unknown));
    assert!(office.kurier.records().move_to_stage(anna, deal, proposal).await.is_err());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn leads_have_a_pipeline_like_the_others(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (pipelines, anna) = (office.kurier.pipelines(), &office.anna);
    let called_new = called(&office, "lead", "#new").await?;
    let lead = office.lead(anna, "Kuchnia", "").await?;
    assert_eq!(office.value(lead, "stage").await?, called_new.to_string());
    let first = pipelines.add_stage(anna, &"lead".into(), stage("Do zadzwonienia", Outcome::Open)).await?;
    pipelines.order_stages(anna, &"lead".into(), &[first]).await?;
    pipelines.remove_stage(anna, called_new, Some(first)).await?;
    let now = office.kurier.records().get(anna, lead).await?;
    assert_eq!(now.kind.stages.first().map(|stage| stage.id), Some(first));
    assert_eq!(office.value(lead, "stage").await?, first.to_string());
    assert!(office.kurier.records().move_to_stage(anna, lead, called_new).await.is_err());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_a_pipeline_cannot_be_is_said(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (pipelines, anna, bartek) = (office.kurier.pipelines(), &office.anna, &office.bartek);
    let ticket = "ticket".into();
    pipelines.add_stage(anna, &ticket, stage("U montera", Outcome::Open)).await?;
    for (wrong, field, reason) in [
        (stage("", Outcome::Open), Field::Name, Reason::Required),
        (stage(&"x".repeat(61), Outcome::Open), Field::Name, Reason::TooLong { max: 60 }),
        (stage("u MONTERA", Outcome::Lost), Field::Name, Reason::Taken),
        (stage("#won", Outcome::Won), Field::Name, Reason::TheseCharacters { characters: "#".into() }),
        (StageForm { probability: 101, ..stage("A", Outcome::Open) }, Field::Probability, Reason::Wrong),
    ] {
        let error = pipelines.add_stage(anna, &ticket, wrong.clone()).await.err().context("was taken")?;
        assert_eq!(about(error, field), Some(reason), "{wrong:?}");
    }
    let solved = called(&office, "ticket", "#ticket_solved").await?;
    let other =
        pipelines.change_stage(anna, solved, stage("Inny", Outcome::Lost)).await.err().context("other")?;
    assert_eq!(about(other, Field::Stage), Some(Reason::NotAllowed));
    // The last open stage stays, and one that ends may go.
    let all = stages(&office, "ticket").await?;
    let mut open: Vec<StageId> = all.iter().filter(|one| !one.outcome.closes()).map(|one| one.id).collect();
    let last = open.pop().context("open stages")?;
    for gone in open {
        pipelines.remove_stage(anna, gone, Some(last)).await?;
    }
    assert!(pipelines.uses_of_stage(anna, last).await?.is_needed);
    assert!(matches!(pipelines.remove_stage(anna, last, None).await, Err(Error::Conflict)));
    pipelines.remove_stage(anna, solved, None).await?;
    assert_eq!(names(&office, "ticket").await?, ["U montera"]);
    // Only administrators; only what is there.
    let new = || stage("Nowy", Outcome::Open);
    assert!(matches!(pipelines.add_stage(bartek, &ticket, new()).await, Err(Error::Forbidden)));
    assert!(matches!(pipelines.change_stage(bartek, last, new()).await, Err(Error::Forbidden)));
    assert!(matches!(pipelines.order_stages(bartek, &ticket, &[]).await, Err(Error::Forbidden)));
    assert!(matches!(pipelines.uses_of_stage(bartek, last).await, Err(Error::Forbidden)));
    assert!(matches!(pipelines.remove_stage(bartek, last, None).await, Err(Error::Forbidden)));
    assert!(matches!(pipelines.add_stage(anna, &"contact".into(), new()).await, Err(Error::NotFound)));
    for nobody in [solved, StageId::new()] {
        assert!(matches!(pipelines.change_stage(anna, nobody, new()).await, Err(Error::NotFound)));
        assert!(matches!(pipelines.remove_stage(anna, nobody, None).await, Err(Error::NotFound)));
    }
    Ok(())
}
