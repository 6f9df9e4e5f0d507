//! What people decide of threads, while those come, move and become one.

use super::{World, allowed};
use anyhow::{Context, Result};
use kurier_domain::Actor;
use kurier_model::inbox::ThreadFilter;
use kurier_model::lead::LeadForm;
use kurier_model::ready::Decision;
use kurier_model::{EventId, FolderId, LeadId, ThreadId};
use rand::rngs::StdRng;
use rand::{Rng, seq::IndexedRandom};

/// Somebody who decides: on a lead of their own, with what can be taken back.
pub struct Decider {
    lead: Option<LeadId>,
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

    async fn lead(&mut self, world: World<'_>, actor: &Actor) -> Result<LeadId> {
        if self.lead.is_none() {
            let form = LeadForm { name: "Krok".to_owned(), ..LeadForm::default() };
            self.lead = Some(world.kurier.leads().create(actor, form).await?);
        }
        self.lead.context("made just now")
    }
}
