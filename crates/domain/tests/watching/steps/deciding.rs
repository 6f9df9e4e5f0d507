//! What people decide of threads, while those come, move and become one.

use super::{World, allowed};
use anyhow::{Context, Result};
use kurier_domain::Actor;
use kurier_model::inbox::ThreadFilter;
use kurier_model::ready::Decision;
use kurier_model::record::{Change, FieldType, KindKey, LEAD};
use kurier_model::{EventId, Field, FolderId, RecordId, ThreadId};
use rand::rngs::StdRng;
use rand::{Rng, seq::IndexedRandom};

/// Somebody who decides: on a lead of their own, with what can be taken back.
pub struct Decider {
    lead: Option<RecordId>,
    undo: Vec<EventId>,
}

impl Decider {
    pub const fn new() -> Self {
        Self { lead: None, undo: Vec::new() }
    }

    /// Attaches, detaches, ignores or decides on one of the newest threads of a folder, or takes such a thing back.
    pub async fn step(
        &mut self,
        world: World<'_>,
        actor: &Actor,
        folder: FolderId,
        rng: &mut StdRng,
    ) -> Result<()> {
        let ready = world.kurier.ready();
        let lead = self.lead(world, actor).await?;
        let page = world.kurier.threads().page(actor, folder, ThreadFilter::All, None, 20).await;
        let Some(page) = allowed(page)? else { return Ok(()) };
        let threads: Vec<ThreadId> = page.rows.iter().map(|row| row.id).collect();
        let Some(&thread) = threads.choose(rng) else { return Ok(()) };
        let undo = match rng.random_range(0..5) {
            0 => allowed(world.kurier.links().attach(actor, vec![thread], lead).await)?
                .and_then(|done| done.undo),
            1 => allowed(world.kurier.links().detach(actor, thread, lead).await)?.and_then(|done| done.undo),
            2 => allowed(ready.decide(actor, thread, Decision::Ignore).await)?.map(|decided| decided.undo),
            3 => {
                let decided = ready.decide(actor, thread, Decision::Attach { record: lead }).await;
                allowed(decided)?.map(|decided| decided.undo)
            }
            _ => {
                if let Some(&event) = self.undo.choose(rng) {
                    allowed(ready.undo(actor, event).await)?;
                }
                None
            }
        };
        self.undo.extend(undo);
        Ok(())
    }

    async fn lead(&mut self, world: World<'_>, actor: &Actor) -> Result<RecordId> {
        if self.lead.is_none() {
            let (records, key) = (world.kurier.records(), KindKey::from(LEAD));
            let kind = records.kind(actor, &key).await?;
            let field = Field::OfKind(kind.first(&FieldType::Name).context("a name")?.id);
            let named = vec![Change { field, value: "Krok".to_owned() }];
            self.lead = Some(records.create(actor, &key, named).await?);
        }
        self.lead.context("made just now")
    }
}
