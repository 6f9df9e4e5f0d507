//! Sessions: a random token in a cookie, its digest in the database.

pub(super) mod store;

use super::{Members, token};
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_model::{UserId, WorkspaceId};
use std::fmt;

/// A session ends when it was not used for this long.
pub const SESSION_LIFETIME: TimeDelta = TimeDelta::days(30);
/// The end is moved at most this often, so that reading pages does not write.
const TOUCH_EVERY: TimeDelta = TimeDelta::hours(1);

/// What the cookie carries. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// The cookie's value: 43 letters, digits, `-` and `_`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl Members<'_> {
    /// Whose session this is; `None` when it has ended, or its person was disabled.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn authenticate(&self, token: &str) -> Result<Option<Actor>> {
        if token.len() != 43 {
            return Ok(None);
        }
        let now = self.now();
        let digest = token::digest(token);
        let mut tx = self.db().system_tx().await?;
        let Some((actor, last_seen)) = store::find(&mut tx, &digest, now).await? else { return Ok(None) };
        if now - last_seen > TOUCH_EVERY {
            store::touch(&mut tx, &digest, now, now + SESSION_LIFETIME).await?;
            tx.commit().await?;
        }
        Ok(Some(actor))
    }

    /// Ends the session. An unknown token is no trouble.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        let mut tx = self.db().system_tx().await?;
        store::end(&mut tx, &token::digest(token)).await?;
        Ok(tx.commit().await?)
    }
}

impl Members<'_> {
    /// Clears away sessions, invitations and links for forgotten passwords that have run out, of everybody.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn clear_away(&self) -> Result<()> {
        let mut tx = self.db().system_tx().await?;
        store::clear_all_ended(&mut tx, self.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// Begins a session in the caller's transaction, and clears away the ones that have ended.
pub(super) async fn begin(
    tx: &mut Tx,
    workspace: WorkspaceId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<SessionToken> {
    let token = token::new();
    store::clear_ended(tx, user, now).await?;
    store::insert(tx, &token::digest(&token), workspace, user, now, now + SESSION_LIFETIME).await?;
    Ok(SessionToken(token))
}
