//! One change of all records that a list has, however many: first they are written down, so that none is passed by or met twice because it has
//! changed; then each is changed by itself, as whoever asked for it may, and what came of it is written down in the transaction that changes it.
//! So a job goes on where another process was stopped, and what was changed can be taken back, but for what somebody has changed since.

mod line;
mod store;

use super::listing::{Listed, When, ids, names};
use super::{Records, many::PutBack, views, visibility, writing};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events, members,
    queue::{self, Sweep as SweepJob},
};
use chrono::{DateTime, Utc};
use kurier_model::live::News;
use kurier_model::record::{
    Change, FieldDefinition, FieldType, Kind, KindKey, ListQuery, ListStart, Sweep, SweepAct, SweepRefusal,
    SweepState,
};
use kurier_model::{Field, Reason, RecordId, SweepId, UserId, WorkspaceId};
use line::{act_on, take_back};
use std::collections::HashSet;
use std::time::{Duration, Instant};
use store::{Outcome, Stored};

/// So many records are written down together.
const FOUND: u32 = 1000;

impl Records<'_> {
    /// With what the list of a kind begins: the kind, the lists of it that have been saved, and what the actor has asked for.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind that is not there.
    pub async fn open_list(&self, actor: &Actor, kind: &KindKey) -> Result<ListStart> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        let views = views::all(&mut tx, actor, &kind).await?;
        let sweep = latest(&mut tx, actor, &kind.key).await?;
        Ok(ListStart { kind, views, sweep })
    }

    /// Begins one change of all records that a list has. What cannot stand in the field is said before anything begins.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind or a field that is not there, and for what lies in the bin; [`Error::Invalid`] names the field;
    /// [`Error::Conflict`] while another one of the actor's of this kind is under way.
    pub async fn begin_sweep(
        &self,
        actor: &Actor,
        kind: &KindKey,
        query: &ListQuery,
        act: SweepAct,
    ) -> Result<SweepId> {
        let person = actor.person()?;
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        if query.in_bin {
            return Err(Error::NotFound);
        }
        Listed::read(&kind, actor, query, self.when())?;
        check(&kind, &act)?;
        store::one_at_a_time(&mut tx, person).await?;
        if let Some(now) = store::under_way(&mut tx, person, &kind.key).await? {
            // Who has pressed twice has asked once.
            let is_this = now.state != SweepState::TakingBack && now.act == act && now.query.is_same(query);
            return if is_this { Ok(now.id) } else { Err(Error::Conflict) };
        }
        store::dismiss_others(&mut tx, person, &kind.key).await?;
        let sweep = SweepId::new();
        store::insert(&mut tx, actor, person, &kind.key, sweep, query, &act, self.when()).await?;
        let job = SweepJob { workspace: actor.workspace, sweep };
        queue::enqueue(&mut tx, &job, Duration::ZERO).await?;
        tx.commit().await?;
        Ok(sweep)
    }

    /// How far a sweep of the actor's is, or what came of it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn sweep(&self, actor: &Actor, sweep: SweepId) -> Result<Sweep> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let stored = own(&mut tx, actor, sweep).await?;
        shown(&mut tx, stored).await
    }

    /// Stops it. What was changed stays, and can be taken back. What has ended needs no stopping.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn stop_sweep(&self, actor: &Actor, sweep: SweepId) -> Result<Sweep> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::hold(&mut tx, sweep).await?;
        if own(&mut tx, actor, sweep).await?.state.is_under_way() {
            be(&mut tx, actor.workspace, sweep, SweepState::Stopped).await?;
        }
        let stored = own(&mut tx, actor, sweep).await?;
        let now = shown(&mut tx, stored).await?;
        tx.commit().await?;
        Ok(now)
    }

    /// Takes back what it has changed. What somebody has changed since stays.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while it is under way.
    pub async fn take_sweep_back(&self, actor: &Actor, sweep: SweepId) -> Result<Sweep> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::hold(&mut tx, sweep).await?;
        match own(&mut tx, actor, sweep).await?.state {
            SweepState::Finding | SweepState::Changing => return Err(Error::Conflict),
            SweepState::Done | SweepState::Stopped => {
                store::set_state(&mut tx, sweep, SweepState::TakingBack).await?;
                let job = SweepJob { workspace: actor.workspace, sweep };
                queue::enqueue(&mut tx, &job, Duration::ZERO).await?;
            }
            SweepState::TakingBack | SweepState::TakenBack => {}
        }
        let stored = own(&mut tx, actor, sweep).await?;
        let now = shown(&mut tx, stored).await?;
        tx.commit().await?;
        Ok(now)
    }

    /// Takes note of what came of it: it is shown no more.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while it is under way.
    pub async fn dismiss_sweep(&self, actor: &Actor, sweep: SweepId) -> Result<()> {
        let mut tx = self.kurier.db().tx(actor).await?;
        store::hold(&mut tx, sweep).await?;
        if own(&mut tx, actor, sweep).await?.state.is_under_way() {
            return Err(Error::Conflict);
        }
        store::dismiss(&mut tx, sweep).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Goes on with a sweep, for jobs. Whether it is over; when `turn` is over before, somebody has to go on.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn go_on_sweeping(
        &self,
        workspace: WorkspaceId,
        sweep: SweepId,
        turn: Duration,
    ) -> Result<bool> {
        let mut tx = self.kurier.db().workspace_tx(workspace).await?;
        let Some(asked) = store::get(&mut tx, sweep).await? else { return Ok(true) };
        let actor = members::active(&mut tx, asked.asked_by).await?;
        drop(tx);
        // Whoever may not do anything any more does nothing.
        let Some(actor) = actor else { return self.give_up(workspace, sweep).await };
        let kinds = self.kinds(&actor).await?;
        let Some(kind) = kinds.iter().find(|kind| kind.key.0 == asked.kind) else {
            return self.give_up(workspace, sweep).await;
        };
        let reach = Reach { actor: &actor, kinds: &kinds, kind };
        let mut lost = HashSet::new();
        let is_over = self.parts(&reach, sweep, turn, &mut lost).await;
        // When it is over, everybody is told.
        if !matches!(is_over, Ok(true)) && !lost.is_empty() {
            let mut tx = self.kurier.db().tx(&actor).await?;
            visibility::tell_lost(&mut tx, &actor, &Vec::from_iter(lost)).await?;
            tx.commit().await?;
        }
        is_over
    }

    /// Part by part. Whoever does not see some of the records any more is told once, and not of each.
    async fn parts(
        &self,
        reach: &Reach<'_>,
        sweep: SweepId,
        turn: Duration,
        lost: &mut HashSet<UserId>,
    ) -> Result<bool> {
        let began = Instant::now();
        loop {
            let part = again(|| self.part(reach, sweep)).await?;
            lost.extend(part.lost);
            if !part.state.is_under_way() {
                return Ok(true);
            }
            if began.elapsed() >= turn {
                return Ok(false);
            }
        }
    }

    /// Nobody can go on: it is over.
    async fn give_up(&self, workspace: WorkspaceId, sweep: SweepId) -> Result<bool> {
        let mut tx = self.kurier.db().workspace_tx(workspace).await?;
        be(&mut tx, workspace, sweep, SweepState::Stopped).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Some more, or one more.
    async fn part(&self, reach: &Reach<'_>, sweep: SweepId) -> Result<Part> {
        let mut tx = self.kurier.db().tx(reach.actor).await?;
        store::hold(&mut tx, sweep).await?;
        let Some(held) = store::get(&mut tx, sweep).await? else { return Ok(SweepState::Stopped.into()) };
        let state = match held.state {
            // What the list asked for may be there no more: nobody can go on.
            SweepState::Finding => match find(&mut tx, reach, &held).await {
                Err(Error::NotFound | Error::Invalid(_)) => SweepState::Stopped,
                found => found?,
            },
            SweepState::Changing => match store::next(&mut tx, &held).await? {
                Some((place, record)) => return self.change_next(tx, reach, &held, place, record).await,
                None => SweepState::Done,
            },
            SweepState::TakingBack => match store::last_changed(&mut tx, sweep).await? {
                Some(line) => return self.take_next_back(tx, reach, &held, line).await,
                None => SweepState::TakenBack,
            },
            state => return Ok(state.into()),
        };
        be(&mut tx, reach.actor.workspace, sweep, state).await?;
        tx.commit().await?;
        Ok(state.into())
    }

    async fn change_next(
        &self,
        mut tx: Tx,
        reach: &Reach<'_>,
        held: &Stored,
        place: i32,
        record: RecordId,
    ) -> Result<Part> {
        let (outcome, lost) = match act_on(&mut tx, reach, record, &held.act, self.kurier.now()).await {
            Ok(done) => done,
            Err(error) => {
                let outcome = refused(error)?;
                // Nothing of it stays.
                drop(tx);
                tx = self.kurier.db().tx(reach.actor).await?;
                store::hold(&mut tx, held.id).await?;
                let now = store::get(&mut tx, held.id).await?;
                match now.filter(|now| (now.state, now.looked_at) == (held.state, held.looked_at)) {
                    Some(_) => (outcome, Vec::new()),
                    // Somebody has stopped it meanwhile, or goes on with it.
                    None => return Ok(SweepState::Stopped.into()),
                }
            }
        };
        store::went_on(&mut tx, held.id, place, &outcome).await?;
        tx.commit().await?;
        Ok(Part { state: SweepState::Changing, lost })
    }

    async fn take_next_back(
        &self,
        mut tx: Tx,
        reach: &Reach<'_>,
        held: &Stored,
        line: store::Line,
    ) -> Result<Part> {
        let (is_back, lost) = match take_back(&mut tx, reach, &held.act, &line, self.kurier.now()).await {
            Ok((PutBack::At(_), lost)) => (true, lost),
            Ok((PutBack::Changed | PutBack::Gone, _)) => (false, Vec::new()),
            Err(error) => {
                refused(error)?;
                drop(tx);
                tx = self.kurier.db().tx(reach.actor).await?;
                store::hold(&mut tx, held.id).await?;
                let now = store::get(&mut tx, held.id).await?;
                if now.is_none_or(|now| now.state != held.state) {
                    return Ok(SweepState::Stopped.into());
                }
                (false, Vec::new())
            }
        };
        store::went_back(&mut tx, held.id, line.place, is_back).await?;
        tx.commit().await?;
        Ok(Part { state: SweepState::TakingBack, lost })
    }
}

/// What came of a part of it.
struct Part {
    state: SweepState,
    /// Who does not see something any more, and is still to be told.
    lost: Vec<UserId>,
}

impl From<SweepState> for Part {
    fn from(state: SweepState) -> Self {
        Self { state, lost: Vec::new() }
    }
}

/// For whom, and of what.
struct Reach<'r> {
    actor: &'r Actor,
    kinds: &'r [Kind],
    kind: &'r Kind,
}

/// What was refused of one record keeps nothing from the others; whatever else goes wrong does.
fn refused(error: Error) -> Result<Outcome> {
    match error {
        Error::Invalid(invalid) => {
            let why = invalid.fields.into_iter().next().map_or(Reason::Wrong, |(_, reason)| reason);
            Ok(Outcome::Refused(why))
        }
        Error::Forbidden => Ok(Outcome::Refused(Reason::NotAllowed)),
        Error::NotFound => Ok(Outcome::Gone),
        error => Err(error),
    }
}

/// What it makes sense to write into many records at once: what tells them apart is each one's own.
fn is_changed_together(field: &FieldDefinition) -> bool {
    let is_their_own =
        matches!(field.what, FieldType::Name | FieldType::Email | FieldType::Phone | FieldType::Domain);
    !is_their_own && !field.unique
}

fn check(kind: &Kind, act: &SweepAct) -> Result<()> {
    let SweepAct::Change { changes } = act else { return Ok(()) };
    changes.iter().try_for_each(|change| check_one(kind, change))
}

fn check_one(kind: &Kind, change: &Change) -> Result<()> {
    match change.field {
        Field::OfKind(id) => {
            let field = kind.field(id).ok_or(Error::NotFound)?;
            if !is_changed_together(field) {
                return Err(Error::invalid(change.field, Reason::NotAllowed));
            }
            let (written, mut invalid) = writing::read(kind, &[change]);
            if field.required && written.iter().any(|one| one.value.is_none()) {
                invalid.add(change.field, Reason::Required);
            }
            Ok(invalid.or(())?)
        }
        Field::Visibility => visibility::asked(&[change]).map(drop),
        field => Err(Error::invalid(field, Reason::Unknown)),
    }
}

/// Writes down more of the records that the list had when it was asked for.
async fn find(tx: &mut Tx, reach: &Reach<'_>, held: &Stored) -> Result<SweepState> {
    let when = When { now: held.asked_at, zone: held.zone };
    let after = held.cursor.clone();
    let (found, next) = ids(tx, reach.actor, reach.kind, &held.query, when, after, FOUND).await?;
    store::found(tx, reach.actor, held, &found, next.as_ref()).await?;
    Ok(if next.is_some() { SweepState::Finding } else { SweepState::Changing })
}

/// Puts it into a state. Lists everywhere have other lines when it is over.
async fn be(tx: &mut Tx, workspace: WorkspaceId, sweep: SweepId, state: SweepState) -> Result<()> {
    store::set_state(tx, sweep, state).await?;
    if !state.is_under_way() {
        events::notify(tx, workspace, &News::Resync).await?;
    }
    Ok(())
}

async fn own(tx: &mut Tx, actor: &Actor, sweep: SweepId) -> Result<Stored> {
    let stored = store::get(tx, sweep).await?;
    stored.filter(|stored| actor.user == Some(stored.asked_by)).ok_or(Error::NotFound)
}

/// The last one of a kind that the actor has asked for and not taken note of.
pub(super) async fn latest(tx: &mut Tx, actor: &Actor, kind: &KindKey) -> Result<Option<Sweep>> {
    let Some(person) = actor.user else { return Ok(None) };
    match store::latest(tx, person, kind).await? {
        Some(stored) => shown(tx, stored).await.map(Some),
        None => Ok(None),
    }
}

async fn shown(tx: &mut Tx, stored: Stored) -> Result<Sweep> {
    let all = store::refusals(tx, stored.id).await?;
    let first: HashSet<_> = all.iter().flat_map(|one| one.records.clone()).collect();
    let called = names(tx, HashSet::new(), first).await?;
    let refused = all.into_iter().map(|one| SweepRefusal {
        names: one.records.iter().filter_map(|record| called.get(record).cloned()).collect(),
        why: one.why,
        count: one.count,
    });
    let count = |stored: i32| u32::try_from(stored).unwrap_or_default();
    Ok(Sweep {
        id: stored.id,
        state: stored.state,
        removes: stored.act == SweepAct::Remove,
        total: count(stored.total),
        looked_at: count(stored.looked_at),
        changed: count(stored.changed),
        same: count(stored.same),
        gone: count(stored.gone),
        back: count(stored.back),
        kept: count(stored.kept),
        refused: refused.collect(),
    })
}

/// Forgets those that were asked for before a moment: the bin keeps no longer either.
pub(super) async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<()> {
    store::forget(tx, before).await
}
