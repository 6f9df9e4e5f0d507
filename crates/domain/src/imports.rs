//! Bringing records in from a file: it is read once and kept line by line; somebody says what stands in which column; a job looks at every
//! line without writing anything, and then, when it is asked to, writes them. What an import has done can be taken back.
//!
//! **Architecture Invariant:** what is looked at and what is written go the same way ([`batch`]), so that what was said before is what comes of
//! it, unless somebody changes records in between.

mod back;
mod batch;
mod cells;
mod file;
mod guess;
mod joined;
mod store;
mod table;
mod vcard;

use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    events,
    kurier::Kurier,
    members,
    queue::{self, Import as ImportJob},
    veil,
};
use batch::{Reach, Seen};
use chrono::TimeDelta;
use kurier_model::import::{Import, ImportColumn, ImportLine, ImportPlan, ImportState, TwinRule};
use kurier_model::live::News;
use kurier_model::record::{FieldType, Kind, KindKey};
use kurier_model::{Field, FieldId, ImportId, Invalid, Reason, WorkspaceId};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use store::Stored;

/// So many of somebody's imports are shown.
const SHOWN: i64 = 20;
/// The most lines of one page.
const LIMIT: u32 = 200;
/// So long an import can be taken back: the bin keeps no longer either.
const KEPT: TimeDelta = TimeDelta::days(30);
/// So often in a row a job goes on by itself after it has crossed with somebody.
const MOST_CROSSINGS: u32 = 20;

/// What the interface calls fields and what can be chosen in them, in all its languages.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ImportWords {
    #[serde(skip)]
    pub fields: Vec<(FieldId, String)>,
    /// A word, and the key of the choice or the id of the stage.
    pub values: Vec<(FieldId, String, String)>,
}

/// Verbs about imports.
#[derive(Debug)]
pub struct Imports<'a> {
    kurier: &'a Kurier,
}

impl Kurier {
    /// Records out of files.
    #[must_use]
    pub const fn imports(&self) -> Imports<'_> {
        Imports { kurier: self }
    }
}

impl Imports<'_> {
    /// Reads a file and keeps its lines; nothing comes of them yet. Where its columns go is guessed.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind that is not there; [`Error::Invalid`] for a file that is no table and no cards, or has too much in it.
    pub async fn begin(
        &self,
        actor: &Actor,
        kind: &KindKey,
        file_name: &str,
        bytes: Vec<u8>,
        words: ImportWords,
    ) -> Result<ImportId> {
        actor.person()?;
        let kind = self.kurier.records().kind(actor, kind).await?;
        let table =
            tokio::task::spawn_blocking(move || file::read(&bytes)).await.map_err(Error::internal)??;
        let fields = guess::fields(&table, &kind, &words.fields);
        let name: String = file_name.chars().filter(|c| !c.is_control()).take(200).collect();
        let mut tx = self.kurier.db().tx(actor).await?;
        let import =
            store::insert(&mut tx, actor, &kind.key, &name, &table, &fields, &words, self.kurier.now())
                .await?;
        tx.commit().await?;
        Ok(import)
    }

    /// One import: of the actor's own, or anybody's for an administrator.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get(&self, actor: &Actor, import: ImportId) -> Result<Import> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let stored = visible(&mut tx, actor, import).await?;
        let samples = store::samples(&mut tx, import).await?;
        Ok(shown(stored, &samples))
    }

    /// The latest imports of a kind that the actor may see, without what stands in their columns.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn latest(&self, actor: &Actor, kind: &KindKey) -> Result<Vec<Import>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let mut imports = Vec::new();
        for import in store::latest(&mut tx, actor, kind, SHOWN).await? {
            let stored = store::get(&mut tx, import, false).await?;
            imports.extend(stored.map(|stored| shown(stored, &[])));
        }
        Ok(imports)
    }

    /// Lines from which nothing could be made, in their order, behind a line.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn failed(
        &self,
        actor: &Actor,
        import: ImportId,
        after: u32,
        limit: u32,
    ) -> Result<Vec<ImportLine>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        visible(&mut tx, actor, import).await?;
        store::failed(&mut tx, import, after, limit.clamp(1, LIMIT)).await
    }

    /// Has every line looked at, as it is planned; nothing is written.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] names the fields with which the plan cannot be; [`Error::Conflict`] when it has begun.
    pub async fn check(&self, actor: &Actor, import: ImportId, plan: ImportPlan) -> Result<()> {
        self.get(actor, import).await?;
        let kinds = self.kurier.records().kinds(actor).await?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let stored = held(&mut tx, actor, import).await?;
        if !matches!(stored.state, ImportState::Read | ImportState::Checked) {
            return Err(Error::Conflict);
        }
        let kind = of(&kinds, &stored)?;
        check_plan(kind, stored.columns.len(), &plan)?;
        store::plan(&mut tx, import, &plan).await?;
        self.begin_part(tx, actor, &stored, ImportState::Checking).await
    }

    /// Writes the lines, as they were looked at.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] unless they were looked at, or when it was done already.
    pub async fn run(&self, actor: &Actor, import: ImportId) -> Result<()> {
        self.after(actor, import, ImportState::Checked, ImportState::Running).await
    }

    /// Takes back what came of an import. What somebody has changed since stays.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] unless it is done.
    pub async fn take_back(&self, actor: &Actor, import: ImportId) -> Result<()> {
        self.after(actor, import, ImportState::Done, ImportState::TakingBack).await
    }

    /// Stops what is under way: what was written stays, and can be taken back. What has ended needs no stopping.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn stop(&self, actor: &Actor, import: ImportId) -> Result<()> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let stored = held(&mut tx, actor, import).await?;
        if stored.state.is_under_way() {
            broken_off(tx, actor.workspace, &stored).await?;
        }
        Ok(())
    }

    /// Goes on with what is under way, for a job. Whether it is done; when `turn` is over before, somebody has to go on.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn go_on(&self, workspace: WorkspaceId, import: ImportId, turn: Duration) -> Result<bool> {
        let began = Instant::now();
        let mut seen = Seen::default();
        let mut crossed = 0;
        loop {
            let state = match self.part(workspace, import, &mut seen).await {
                // What was seen is forgotten with a part that crossed another, and seen again.
                Err(Error::Crossed) if crossed < MOST_CROSSINGS => {
                    crossed += 1;
                    seen = Seen::default();
                    continue;
                }
                state => state?,
            };
            crossed = 0;
            // Looking goes on to the end: only so it is known what an earlier line would have made.
            if !state.is_under_way() {
                return Ok(true);
            }
            if state != ImportState::Checking && began.elapsed() >= turn {
                return Ok(false);
            }
        }
    }

    /// Forgets imports that can not be taken back any more. How many there were.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_away(&self) -> Result<u64> {
        let mut tx = self.kurier.db().system_tx().await?;
        let forgotten = store::forget(&mut tx, self.kurier.now() - KEPT).await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    /// Some lines; the state it is in then.
    async fn part(&self, workspace: WorkspaceId, import: ImportId, seen: &mut Seen) -> Result<ImportState> {
        let mut tx = self.kurier.db().workspace_tx(workspace).await?;
        let Some(stored) = store::get(&mut tx, import, true).await? else { return Ok(ImportState::Done) };
        let asked_by = members::active(&mut tx, stored.asked_by).await?;
        // Whoever may not do anything any more does nothing.
        let Some(actor) = asked_by else { return broken_off(tx, workspace, &stored).await };
        drop(tx);
        let kinds = self.kurier.records().kinds(&actor).await?;
        let mut tx = self.kurier.db().storing_tx(workspace).await?;
        let Some(stored) = store::get(&mut tx, import, true).await? else { return Ok(ImportState::Done) };
        let Ok(kind) = of(&kinds, &stored) else { return broken_off(tx, workspace, &stored).await };
        // What came of the file is taken back also where it has become somebody else's.
        if stored.state != ImportState::TakingBack {
            veil::work_for(&mut tx, actor.person()?).await?;
        }
        let secrets = &self.kurier.parts().secrets;
        let reach = Reach { actor: &actor, kinds: &kinds, kind, now: self.kurier.now(), secrets };
        let part = match stored.state {
            ImportState::Checking | ImportState::Running => {
                batch::next(&mut tx, &reach, &stored, seen).await?
            }
            ImportState::TakingBack => back::next(&mut tx, &reach, &stored).await?,
            state => return Ok(state),
        };
        let state = match (part, stored.state) {
            (Part::Elsewhere, _) => return Ok(ImportState::Done),
            (Part::Some, state) => state,
            (Part::Last, ImportState::Checking) => ImportState::Checked,
            (Part::Last, ImportState::TakingBack) => ImportState::TakenBack,
            (Part::Last, _) => ImportState::Done,
        };
        be(&mut tx, workspace, &stored, state).await?;
        tx.commit().await?;
        Ok(state)
    }

    async fn after(
        &self,
        actor: &Actor,
        import: ImportId,
        before: ImportState,
        state: ImportState,
    ) -> Result<()> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let stored = held(&mut tx, actor, import).await?;
        if stored.state != before {
            return Err(Error::Conflict);
        }
        self.begin_part(tx, actor, &stored, state).await
    }

    async fn begin_part(&self, mut tx: Tx, actor: &Actor, stored: &Stored, state: ImportState) -> Result<()> {
        store::ask(&mut tx, stored.id, actor.person()?, self.kurier.now()).await?;
        if state != ImportState::TakingBack {
            store::begin_anew(&mut tx, stored.id).await?;
        }
        be(&mut tx, actor.workspace, stored, state).await?;
        let job = ImportJob { workspace: actor.workspace, import: stored.id };
        queue::enqueue(&mut tx, &job, Duration::ZERO).await?;
        Ok(tx.commit().await?)
    }
}

/// What comes of going on.
enum Part {
    Some,
    /// There is nothing behind it.
    Last,
    /// Another job has begun anew, and goes on.
    Elsewhere,
}

/// An import that the actor may see, held for the transaction.
async fn held(tx: &mut Tx, actor: &Actor, import: ImportId) -> Result<Stored> {
    visible(tx, actor, import).await?;
    store::get(tx, import, true).await?.ok_or(Error::NotFound)
}

/// Puts an import into a state and tells whoever looks at it.
async fn be(tx: &mut Tx, workspace: WorkspaceId, stored: &Stored, state: ImportState) -> Result<()> {
    store::set_state(tx, stored.id, state).await?;
    let news = News::Import { import: stored.id, person: stored.made_by };
    events::notify(tx, workspace, &news).await?;
    if stored.state != state && matches!(state, ImportState::Done | ImportState::TakenBack) {
        // Lists everywhere have other lines now.
        events::notify(tx, workspace, &News::Resync).await?;
    }
    Ok(())
}

/// Nobody goes on, or nobody wants it: it is as before it was asked for, but for what is written.
async fn broken_off(mut tx: Tx, workspace: WorkspaceId, stored: &Stored) -> Result<ImportState> {
    let state = match stored.state {
        ImportState::Checking => ImportState::Read,
        ImportState::Running | ImportState::TakingBack => ImportState::Done,
        state => state,
    };
    be(&mut tx, workspace, stored, state).await?;
    tx.commit().await?;
    Ok(state)
}

async fn visible(tx: &mut Tx, actor: &Actor, import: ImportId) -> Result<Stored> {
    let stored = store::get(tx, import, false).await?;
    stored.filter(|stored| actor.is_admin() || actor.user == Some(stored.made_by)).ok_or(Error::NotFound)
}

/// `samples`: the cells of the first lines.
fn shown(stored: Stored, samples: &[Vec<String>]) -> Import {
    let column = |(place, name): (usize, String)| ImportColumn {
        name,
        samples: samples
            .iter()
            .filter_map(|cells| cells.get(place))
            .filter(|cell| !cell.is_empty())
            .take(3)
            .map(|cell| cell.chars().take(80).collect())
            .collect(),
        field: stored.fields.get(place).copied().flatten(),
    };
    Import {
        id: stored.id,
        kind: stored.kind,
        file_name: stored.file_name,
        state: stored.state,
        columns: stored.columns.into_iter().enumerate().map(column).collect(),
        twins: stored.twins,
        counts: stored.counts,
        pass: stored.pass,
        made_by: stored.maker,
        made_at: stored.made_at,
    }
}

fn of<'k>(kinds: &'k [Kind], stored: &Stored) -> Result<&'k Kind> {
    kinds.iter().find(|kind| kind.key == stored.kind).ok_or(Error::NotFound)
}

/// What a plan has to say: each column's field is one of the kind, only what can be put together comes out of several, and there is a name
/// wherever new records may come of it.
fn check_plan(kind: &Kind, columns: usize, plan: &ImportPlan) -> Result<()> {
    let mut invalid = Invalid::default();
    let chosen: Vec<FieldId> = plan.fields.iter().copied().flatten().collect();
    if plan.fields.len() != columns || chosen.iter().any(|field| kind.field(*field).is_none()) {
        return Err(Error::NotFound);
    }
    for field in kind.fields.iter().filter(|field| !joined::can_be_joined(&field.what)) {
        if chosen.iter().filter(|chosen| **chosen == field.id).count() > 1 {
            invalid.add(Field::OfKind(field.id), Reason::Twice);
        }
    }
    for field in kind.fields.iter().filter(|field| field.required && plan.twins != TwinRule::Update) {
        if !chosen.contains(&field.id) {
            invalid.add(Field::OfKind(field.id), Reason::Required);
        }
    }
    if chosen.is_empty() {
        let name = kind.first(&FieldType::Name).map(|field| Field::OfKind(field.id));
        let field = name.unwrap_or(Field::Name);
        if invalid.about(field).is_none() {
            invalid.add(field, Reason::Required);
        }
    }
    Ok(invalid.or(())?)
}
