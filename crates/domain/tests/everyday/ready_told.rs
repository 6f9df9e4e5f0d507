//! Who decides first in Ready, and what the others are told.

use crate::office::Office;
use crate::ready_later::{asked, later};
use crate::records::Desk;
use crate::visibility::{id, show};
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::lead::LeadForm;
use kurier_model::ready::{Became, Decision};
use kurier_model::record::{FieldForm, FieldType, LEAD, OwnName};
use kurier_model::visibility::Visibility;
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn whoever_comes_late_is_told_who_decided_and_what(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna, bartek) = (office.kurier.ready(), &office.anna, &office.bartek);
    let (_, thread) = asked(&office).await?;
    assert_eq!(ready.elsewhere(anna, thread).await?, None, "nobody has decided");
    assert!(matches!(ready.elsewhere(&office.celina, thread).await, Err(Error::NotFound)));

    let form = ready.propose(bartek, thread).await?.form;
    let created = ready.decide(bartek, thread, Decision::Create { lead: form.clone() }).await?;
    let lead = created.record.context("a lead")?;
    assert!(matches!(ready.decide(anna, thread, Decision::Ignore).await, Err(Error::Conflict)));
    let told = ready.elsewhere(anna, thread).await?.context("told")?;
    assert_eq!((told.by.as_deref(), told.is_me), (Some(bartek.name.as_str()), false));
    assert!(
        matches!(&told.became, Became::Created { record, name, .. } if (*record, name) == (lead, &form.name))
    );
    assert!(ready.elsewhere(bartek, thread).await?.context("told")?.is_me);
    ready.undo(bartek, created.undo).await?;
    assert_eq!(ready.elsewhere(anna, thread).await?, None, "taken back");

    let record = office.lead(anna, "Bramy", "x@inna.example").await?;
    let attached = ready.decide(bartek, thread, Decision::Attach { record }).await?;
    let told = ready.elsewhere(anna, thread).await?.context("told")?;
    assert!(
        matches!(&told.became, Became::Attached { record: on, name, .. } if *on == record && name == "Bramy")
    );
    ready.undo(bartek, attached.undo).await?;
    let ignored = ready.decide(bartek, thread, Decision::Ignore).await?;
    assert_eq!(ready.elsewhere(anna, thread).await?.context("told")?.became, Became::Ignored);
    ready.undo(bartek, ignored.undo).await?;
    later(&office, bartek, thread).await?;
    let told = ready.elsewhere(anna, thread).await?.context("told")?;
    assert_eq!((told.became, told.by.as_deref()), (Became::Postponed, Some(bartek.name.as_str())));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn of_a_record_that_one_may_not_see_only_the_decision_is_told(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (ready, anna) = (office.kurier.ready(), &office.anna);
    let (_, thread) = asked(&office).await?;
    let form = ready.propose(anna, thread).await?.form;
    let lead = ready.decide(anna, thread, Decision::Create { lead: form }).await?.record.context("a lead")?;
    show(&office, anna, lead, Visibility::Owner).await?;
    let told = ready.elsewhere(&office.bartek, thread).await?.context("told")?;
    assert_eq!((told.became, told.by.as_deref()), (Became::Decided, Some(anna.name.as_str())));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_lead_for_a_colleague_is_taken_back_by_whoever_made_it_and_does_not_see_it(
    pool: PgPool,
) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, bartek, celina) = (&office.anna, &office.bartek, &office.celina);
    let (ready, records) = (office.kurier.ready(), office.kurier.records());
    records.set_first_sight(anna, &LEAD.into(), Visibility::Owner).await?;
    let (_, thread) = asked(&office).await?;
    let make = async || -> Result<_> {
        let form = LeadForm { owner: celina.user, ..ready.propose(bartek, thread).await?.form };
        let made = ready.decide(bartek, thread, Decision::Create { lead: form }).await?;
        let lead = made.record.context("a lead")?;
        assert!(matches!(records.get(bartek, lead).await, Err(Error::NotFound)), "it is Celina's alone");
        Ok((lead, made.undo))
    };
    let (lead, undo) = make().await?;
    ready.undo(bartek, undo).await?;
    assert_eq!(ready.count(bartek).await?, 1, "it waits again");
    assert!(records.get(anna, lead).await?.removed_at.is_some(), "in the bin");

    // Not what she has worked with, nor long after.
    let (lead, undo) = make().await?;
    office.change(celina, lead, "description", "Zadzwonić").await?;
    assert!(matches!(ready.undo(bartek, undo).await, Err(Error::Conflict)));
    let trash = ready.elsewhere(bartek, thread).await?.context("decided")?;
    assert_eq!(trash.became, Became::Decided);
    let stale = Mail::new("ola@lis.example", BIURO.address, "Drugie").text("Ile?");
    office.arrives(&stale.raw()).await?;
    let thread = office.ready(bartek).await?.pop().context("it waits")?.thread;
    let form = LeadForm { owner: celina.user, ..ready.propose(bartek, thread).await?.form };
    let made = ready.decide(bartek, thread, Decision::Create { lead: form }).await?;
    office.wait(2 * 3_600);
    assert!(ready.undo(bartek, made.undo).await.is_err());
    assert!(records.get(celina, made.record.context("a lead")?).await?.removed_at.is_none());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_somebody_links_to_unseen_is_worked_with(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, bartek) = (&office.anna, &office.bartek);
    let (ready, records) = (office.kurier.ready(), office.kurier.records());
    let name = OwnName { pl: "Zapytanie".to_owned(), en: String::new() };
    let what = FieldType::link(LEAD);
    let form = FieldForm { name, what, required: false, unique: false, default: None };
    let field = records.add_field(anna, &"deal".into(), form).await?;
    let (_, thread) = asked(&office).await?;
    let form = ready.propose(bartek, thread).await?.form;
    let made = ready.decide(bartek, thread, Decision::Create { lead: form }).await?;
    let lead = made.record.context("a lead")?;
    let deals = Desk::of(&office, "deal").await?;
    let owner = id(anna).to_string();
    let deal =
        deals.create(&[("name", "Krzesła"), ("owner", &owner), (&field.key, &lead.to_string())]).await?;
    show(&office, anna, deal, Visibility::Owner).await?;
    assert!(matches!(records.get(bartek, deal).await, Err(Error::NotFound)), "it is Anna's alone");
    assert!(matches!(ready.undo(bartek, made.undo).await, Err(Error::Conflict)));
    assert!(records.get(anna, lead).await?.removed_at.is_none());
    Ok(())
}
