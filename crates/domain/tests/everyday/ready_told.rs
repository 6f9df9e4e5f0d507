//! Who decides first in Ready, and what the others are told.

use crate::office::Office;
use crate::ready_later::{asked, later};
use crate::visibility::show;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::ready::{Became, Decision};
use kurier_model::visibility::Visibility;
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
