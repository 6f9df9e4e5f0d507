//! Linking all mail of a workspace again: what came before its record, or before an address was written down, is linked by the same rule as if it came
//! now (`offering`), and all badges are compared with what they are made of. What people attached, took off or decided stays as it is.
//!
//! Most of what leads from mail to records is looked up when it is asked for, by the addresses as they are then (`timeline`), or follows within
//! seconds (`badges`). What is decided once, when a mail comes, is whether it is attached: that alone can be behind.

mod store;

use super::{Ready, offering};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events::{Event, EventKind},
    lines,
    queue::{self, Relink},
};
use kurier_model::WorkspaceId;
use kurier_model::link::{RelinkState, Relinking};
use std::time::{Duration, Instant};

/// So many threads are looked at together.
const AT_ONCE: i64 = 100;

impl Ready<'_> {
    /// How far linking again is, or how it ended; `None`: nobody has asked for it yet.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn relinking(&self, actor: &Actor) -> Result<Option<Relinking>> {
        let mut tx = self.asked_by(actor).await?;
        store::get(&mut tx, actor.workspace).await
    }

    /// Links all mail again, from the beginning, by a job. While that is under way it goes on as it is.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn relink(&self, actor: &Actor) -> Result<Relinking> {
        let mut tx = self.asked_by(actor).await?;
        let person = actor.user.ok_or(Error::Forbidden)?;
        if store::begin(&mut tx, actor.workspace, person, self.kurier.now()).await? {
            Event::new(EventKind::MailRelinked).record_in(&mut tx, actor).await?;
            queue::enqueue(&mut tx, &Relink { workspace: actor.workspace }, Duration::ZERO).await?;
        }
        let now = store::get(&mut tx, actor.workspace).await?.ok_or(Error::NotFound)?;
        tx.commit().await?;
        Ok(now)
    }

    /// Stops it. What was linked stays linked.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`] when nobody has asked for it.
    pub async fn stop_relinking(&self, actor: &Actor) -> Result<Relinking> {
        let mut tx = self.asked_by(actor).await?;
        store::stop(&mut tx, actor.workspace).await?;
        let now = store::get(&mut tx, actor.workspace).await?.ok_or(Error::NotFound)?;
        tx.commit().await?;
        Ok(now)
    }

    async fn asked_by(&self, actor: &Actor) -> Result<Tx> {
        if !actor.is_admin() {
            return Err(Error::Forbidden);
        }
        self.kurier.db().tx(actor).await
    }

    /// Goes on with linking again, for jobs. Whether it is over; when `turn` is over before, somebody has to go on.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn go_on_relinking(&self, workspace: WorkspaceId, turn: Duration) -> Result<bool> {
        let began = Instant::now();
        loop {
            let state = again(|| self.some_links(workspace)).await?;
            match state {
                Some(RelinkState::Links) => {}
                Some(RelinkState::Badges) => break,
                _ => return Ok(true),
            }
            if began.elapsed() >= turn {
                return Ok(false);
            }
        }
        let mut tx = self.kurier.db().workspace_tx(workspace).await?;
        let after = store::hold(&mut tx, workspace).await?.and_then(|held| held.last);
        tx.commit().await?;
        let (after, mended) = self.kurier.badges().mend_in(workspace, after, turn).await?;
        let mut tx = self.kurier.db().workspace_tx(workspace).await?;
        store::mended(&mut tx, workspace, mended, after).await?;
        tx.commit().await?;
        Ok(after.is_none())
    }

    /// Some threads on no record, in the order of their ids; the state it is in then.
    async fn some_links(&self, workspace: WorkspaceId) -> Result<Option<RelinkState>> {
        let mut tx = self.kurier.db().workspace_tx(workspace).await?;
        let Some(held) = store::hold(&mut tx, workspace).await? else { return Ok(None) };
        if held.state != RelinkState::Links {
            return Ok(Some(held.state));
        }
        if held.last.is_none() {
            store::count(&mut tx, workspace).await?;
        }
        let threads = store::next(&mut tx, workspace, held.last, AT_ONCE).await?;
        let state = match threads.last() {
            Some(last) => {
                let lock = lines::lock(&mut tx, workspace, threads.iter().copied()).await?;
                let messages = store::messages(&mut tx, lock.threads()).await?;
                let now = self.kurier.now();
                let linked = offering::look_again(&mut tx, workspace, &messages, now).await?;
                store::went_on(&mut tx, workspace, *last, threads.len(), linked).await?;
                RelinkState::Links
            }
            None => {
                store::compare_badges(&mut tx, workspace).await?;
                RelinkState::Badges
            }
        };
        tx.commit().await?;
        Ok(Some(state))
    }
}
