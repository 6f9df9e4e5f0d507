//! Records as a board: a column a stage, with how many there are and what they are worth.

mod store;

use super::listing::{self, InStage, Listed, When};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
};
use kurier_model::StageId;
use kurier_model::record::{
    BoardColumn, FieldDefinition, FieldType, Kind, ListCursor, ListPage, ListQuery, RecordBoard, Sum,
};
use std::collections::BTreeMap;
use store::Total;

/// So many cards of a column at once.
const COLUMN: u32 = 50;

pub(super) async fn all(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    query: &ListQuery,
    when: When,
) -> Result<RecordBoard> {
    let listed = Listed::of(tx, actor, kind, query, when).await?;
    let few = listing::few_in_stages(tx, &listed).await?;
    let totals = match (&few, listed.is_whole()) {
        (Some(few), _) => totals_of(few),
        (None, Some(owner)) => store::totals(tx, kind, owner).await?,
        (None, None) => store::totals_of_wanted(tx, &listed.question).await?,
    };
    let mut columns = Vec::new();
    for stage in &kind.stages {
        let page = column(tx, kind, &listed, few.as_deref(), stage.id, None).await?;
        let own: Vec<&Total> = totals.iter().filter(|total| total.stage == stage.id).collect();
        let count: i64 = own.iter().map(|total| total.count).sum();
        let sums = own.iter().filter_map(|total| {
            let currency = total.currency.as_ref()?;
            let written = |amount: f64| format!("{amount:.2} {currency}");
            let weighted = total.amount * f64::from(stage.probability) / 100.0;
            Some(Sum { money: written(total.amount), weighted: written(weighted) })
        });
        columns.push(BoardColumn {
            stage: stage.id,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            sums: sums.collect(),
            rows: page.rows,
            next: page.next,
        });
    }
    Ok(RecordBoard { columns })
}

pub(super) async fn more(
    tx: &mut Tx,
    actor: &Actor,
    kind: &Kind,
    query: &ListQuery,
    when: When,
    stage: StageId,
    after: ListCursor,
) -> Result<ListPage> {
    kind.stage(stage).ok_or(Error::NotFound)?;
    let listed = Listed::of(tx, actor, kind, query, when).await?;
    let soon =
        listing::soon_in_stage(tx, kind, &listed, stage, &on_card(kind), after.clone(), COLUMN).await?;
    if let Some(page) = soon {
        return Ok(page);
    }
    let few = listing::few_in_stages(tx, &listed).await?;
    column(tx, kind, &listed, few.as_deref(), stage, Some(after)).await
}

/// A page of a column: of the few that a filter lets through, or by a walk.
async fn column(
    tx: &mut Tx,
    kind: &Kind,
    listed: &Listed,
    few: Option<&[InStage]>,
    stage: StageId,
    after: Option<ListCursor>,
) -> Result<ListPage> {
    let fields = on_card(kind);
    match few {
        Some(few) => listing::page_of_few(tx, kind, few, stage, &fields, after.as_ref(), COLUMN).await,
        None => listing::in_stage(tx, kind, listed, stage, &fields, after, COLUMN).await,
    }
}

/// How many of the few there are, and what they are worth, a stage and a currency.
fn totals_of(few: &[InStage]) -> Vec<Total> {
    let mut totals: BTreeMap<(StageId, Option<&str>), Total> = BTreeMap::new();
    for one in few {
        let currency = one.worth.as_ref().map(|(_, currency)| currency.as_str());
        let total = totals.entry((one.stage, currency)).or_insert_with(|| Total {
            stage: one.stage,
            currency: currency.map(str::to_owned),
            count: 0,
            amount: 0.0,
        });
        total.count += 1;
        total.amount += one.worth.as_ref().map_or(0.0, |(amount, _)| *amount);
    }
    totals.into_values().collect()
}

/// What a card says: whom it is about, what it is worth, when it is due, whose it is.
fn on_card(kind: &Kind) -> Vec<FieldDefinition> {
    let first = |is: fn(&FieldType) -> bool| kind.fields.iter().find(|field| is(&field.what)).cloned();
    let kinds: [fn(&FieldType) -> bool; 3] = [
        |what| matches!(what, FieldType::Link { several: None, .. }),
        |what| matches!(what, FieldType::Money),
        |what| matches!(what, FieldType::Date),
    ];
    kinds.into_iter().filter_map(first).chain(kind.owner().cloned()).collect()
}
