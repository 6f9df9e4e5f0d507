//! Pipelines: the stages that leads, deals, tickets and projects go through, as administrators change them.
//!
//! A stage that was taken away stays known to what happened before; records that stood in it stand in another one of the same outcome, so
//! that what was won stays won. Open stages come before those that end, and there is always one: a new record begins in the first.

mod store;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events::{self, Event, EventKind},
    kurier::Kurier,
};
use kurier_model::live::News;
use kurier_model::pipeline::{PipelineStage, StageName};
use kurier_model::record::{FieldType, Kind, KindKey, Pipeline, StageForm, StageUses};
use kurier_model::{Field, Reason, StageId};
use serde_json::json;

const LONGEST_NAME: u32 = 60;
/// The most stages of a pipeline.
const MOST: usize = 30;
/// So many records are counted at most.
const COUNTED: u32 = 1_000;

/// Verbs about pipelines.
#[derive(Debug)]
pub struct Pipelines<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// The stages that records go through.
    #[must_use]
    pub const fn pipelines(&self) -> Pipelines<'_> {
        Pipelines { kurier: self }
    }
}

impl Pipelines<'_> {
    /// Every pipeline of the workspace.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn all(&self, actor: &Actor) -> Result<Vec<Pipeline>> {
        let kinds = self.kurier.records().kinds(actor).await?.into_iter();
        let with_stages = kinds.filter(|kind| kind.first(&FieldType::Stage).is_some());
        let pipeline = |kind: Kind| {
            let reason = kind.lost_reason().cloned();
            Pipeline { kind: kind.key, own: kind.own, stages: kind.stages, reason }
        };
        Ok(with_stages.map(pipeline).collect())
    }

    /// Another stage, behind those of its sort.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`] for a kind without a pipeline; [`Error::Invalid`] names
    /// what is wrong.
    pub async fn add_stage(&self, actor: &Actor, kind: &KindKey, form: StageForm) -> Result<StageId> {
        again(|| self.add(actor, kind, &form)).await
    }

    async fn add(&self, actor: &Actor, kind: &KindKey, form: &StageForm) -> Result<StageId> {
        let (mut tx, stages) = self.to_change(actor, kind).await?;
        let name = checked(form, None, &stages)?;
        if stages.len() >= MOST {
            return Err(Error::invalid(Field::Name, Reason::NotAllowed));
        }
        let stage =
            PipelineStage { id: StageId::new(), name, outcome: form.outcome, probability: form.probability };
        store::add(&mut tx, actor.workspace, kind, &stage).await?;
        let id = stage.id;
        let order: Vec<PipelineStage> = stages.into_iter().chain([stage]).collect();
        self.put_in_order(&mut tx, kind, order).await?;
        self.changed(tx, actor, kind, Some(id)).await?;
        Ok(id)
    }

    /// Another name for a stage; how likely it is that what stands in it is won. Its outcome stays: it says of records what became of them.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`Pipelines::add_stage`].
    pub async fn change_stage(&self, actor: &Actor, stage: StageId, form: StageForm) -> Result<()> {
        again(|| self.change(actor, stage, &form)).await
    }

    async fn change(&self, actor: &Actor, stage: StageId, form: &StageForm) -> Result<()> {
        let kind = self.kind_of(actor, stage).await?;
        let (mut tx, stages) = self.to_change(actor, &kind).await?;
        let before = stages.iter().find(|known| known.id == stage).ok_or(Error::NotFound)?;
        if form.outcome != before.outcome {
            return Err(Error::invalid(Field::Stage, Reason::NotAllowed));
        }
        let name = checked(form, Some(before), &stages)?;
        store::update(&mut tx, stage, &name, form.probability).await?;
        self.changed(tx, actor, &kind, Some(stage)).await
    }

    /// The order of a pipeline. Stages that end stand behind the open ones, whatever is wanted; those that are not named stand last.
    ///
    /// # Errors
    /// Those of [`Pipelines::add_stage`].
    pub async fn order_stages(&self, actor: &Actor, kind: &KindKey, wanted: &[StageId]) -> Result<()> {
        again(|| self.order(actor, kind, wanted)).await
    }

    async fn order(&self, actor: &Actor, kind: &KindKey, wanted: &[StageId]) -> Result<()> {
        let (mut tx, mut stages) = self.to_change(actor, kind).await?;
        let place = |stage: &PipelineStage| wanted.iter().position(|id| *id == stage.id);
        stages.sort_by_key(|stage| place(stage).unwrap_or(usize::MAX));
        self.put_in_order(&mut tx, kind, stages).await?;
        self.changed(tx, actor, kind, None).await
    }

    /// How many records stand in a stage, and where they could go.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn uses_of_stage(&self, actor: &Actor, stage: StageId) -> Result<StageUses> {
        let kind = self.kind_of(actor, stage).await?;
        let (mut tx, stages) = self.to_change(actor, &kind).await?;
        let own = stages.iter().find(|known| known.id == stage).ok_or(Error::NotFound)?;
        let records = store::count(&mut tx, stage, COUNTED + 1).await?;
        Ok(StageUses {
            records: records.min(COUNTED),
            more: records > COUNTED,
            others: others(&stages, own).cloned().collect(),
            is_needed: is_needed(&stages, own),
        })
    }

    /// Takes a stage away; the records that stand in it go to another one of the same outcome.
    ///
    /// # Errors
    /// [`Error::Conflict`] for the last open stage; [`Error::Invalid`] when there are records and it is not said where they go, or they
    /// cannot go there; those of [`Pipelines::uses_of_stage`].
    pub async fn remove_stage(&self, actor: &Actor, stage: StageId, to: Option<StageId>) -> Result<()> {
        again(|| self.remove(actor, stage, to)).await
    }

    async fn remove(&self, actor: &Actor, stage: StageId, to: Option<StageId>) -> Result<()> {
        let kind = self.kind_of(actor, stage).await?;
        let (mut tx, mut stages) = self.to_change(actor, &kind).await?;
        let own = stages.iter().find(|known| known.id == stage).cloned().ok_or(Error::NotFound)?;
        if is_needed(&stages, &own) {
            return Err(Error::Conflict);
        }
        // From here on nobody puts a record into it (`store::hold` of whoever moves one waits).
        store::put_away(&mut tx, stage, self.kurier.now()).await?;
        let target = to.map(|to| others(&stages, &own).find(|other| other.id == to).cloned());
        match target {
            Some(None) => return Err(Error::invalid(Field::Stage, Reason::Unknown)),
            Some(Some(target)) => self.move_all(&mut tx, actor, &kind, &own, &target).await?,
            None if store::count(&mut tx, stage, 1).await? > 0 => {
                return Err(Error::invalid(Field::Stage, Reason::Required));
            }
            None => {}
        }
        stages.retain(|known| known.id != stage);
        self.put_in_order(&mut tx, &kind, stages).await?;
        self.changed(tx, actor, &kind, Some(stage)).await
    }

    async fn move_all(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        kind: &KindKey,
        from: &PipelineStage,
        to: &PipelineStage,
    ) -> Result<()> {
        let field = store::stage_field(tx, kind).await?;
        let moved = store::move_all(tx, from.id, to, field, self.kurier.now()).await?;
        let payload = json!({ "from": from.id, "to": to.id });
        events::record_many(tx, actor, EventKind::RecordMoved, &moved, &payload).await
    }

    /// The stages of a kind, for an administrator alone: others wait until this is done.
    async fn to_change(&self, actor: &Actor, kind: &KindKey) -> Result<(Tx, Vec<PipelineStage>)> {
        if !actor.is_admin() {
            return Err(Error::Forbidden);
        }
        let all = self.all(actor).await?;
        if !all.iter().any(|pipeline| pipeline.kind == *kind) {
            return Err(Error::NotFound);
        }
        let mut tx = self.kurier.db().tx(actor).await?;
        store::one_at_a_time(&mut tx, actor.workspace).await?;
        let stages = store::stages(&mut tx, kind).await?;
        Ok((tx, stages))
    }

    async fn kind_of(&self, actor: &Actor, stage: StageId) -> Result<KindKey> {
        if !actor.is_admin() {
            return Err(Error::Forbidden);
        }
        let mut tx = self.kurier.db().tx(actor).await?;
        store::kind_of(&mut tx, stage).await?.ok_or(Error::NotFound)
    }

    /// Stages stand in this order, open ones first, and records are sorted by it.
    async fn put_in_order(&self, tx: &mut Tx, kind: &KindKey, mut stages: Vec<PipelineStage>) -> Result<()> {
        stages.sort_by_key(|stage| stage.outcome.closes());
        let order: Vec<StageId> = stages.iter().map(|stage| stage.id).collect();
        store::order(tx, &order).await?;
        let field = store::stage_field(tx, kind).await?;
        store::sort_records(tx, field, &order).await
    }

    async fn changed(&self, mut tx: Tx, actor: &Actor, kind: &KindKey, stage: Option<StageId>) -> Result<()> {
        Event::new(EventKind::KindChanged)
            .payload(json!({ "kind": kind, "stage": stage }))
            .record_in(&mut tx, actor)
            .await?;
        // Every list and every board of the kind is another one now.
        events::notify(&mut tx, actor.workspace, &News::Resync).await?;
        Ok(tx.commit().await?)
    }
}

/// Where what stands in a stage could go.
fn others<'s>(stages: &'s [PipelineStage], own: &PipelineStage) -> impl Iterator<Item = &'s PipelineStage> {
    let (id, outcome) = (own.id, own.outcome);
    stages.iter().filter(move |stage| stage.id != id && stage.outcome == outcome)
}

/// The only open stage: a new record begins in it.
fn is_needed(stages: &[PipelineStage], own: &PipelineStage) -> bool {
    !own.outcome.closes() && others(stages, own).next().is_none()
}

/// What a stage is called from now on. One that has words in the interface keeps them while nothing is written.
fn checked(form: &StageForm, before: Option<&PipelineStage>, stages: &[PipelineStage]) -> Result<StageName> {
    let clean: String = form.name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let name = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let wrong = |field: Field, reason: Reason| Err(Error::invalid(field, reason));
    if form.probability > 100 {
        return wrong(Field::Probability, Reason::Wrong);
    }
    match before.filter(|_| name.is_empty()) {
        Some(before) if before.name.key().is_some() => return Ok(before.name.clone()),
        _ if name.is_empty() => return wrong(Field::Name, Reason::Required),
        _ => {}
    }
    if name.chars().count() > LONGEST_NAME as usize {
        return wrong(Field::Name, Reason::TooLong { max: LONGEST_NAME });
    }
    // Such names have words in the interface.
    if let Some(reason) = Reason::characters(&name, |c| c == '#').filter(|_| name.starts_with('#')) {
        return wrong(Field::Name, reason);
    }
    let own = before.map(|stage| stage.id);
    let same = |stage: &PipelineStage| stage.name.as_stored().to_lowercase() == name.to_lowercase();
    if stages.iter().any(|stage| Some(stage.id) != own && same(stage)) {
        return wrong(Field::Name, Reason::Taken);
    }
    Ok(StageName::from_stored(&name))
}
