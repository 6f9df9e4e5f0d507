//! SQL of our addresses.

use super::Ours;
use crate::{actor::Actor, db::Tx, error::Result};

/// All of the workspace.
pub async fn all(tx: &mut Tx) -> Result<Ours> {
    let rows = sqlx::query_scalar!(
        r#"SELECT email_key AS "key!" FROM users UNION SELECT address_key FROM mailboxes"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(Ours(rows.into_iter().collect()))
}

/// Those at which the actor, and nobody else, reads: a person's own mailboxes and the address they sign in with.
pub async fn of_person(tx: &mut Tx, actor: &Actor) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(
        r#"SELECT email_key AS "key!" FROM users WHERE id = $1
           UNION SELECT address_key FROM mailboxes WHERE owner_id = $1 AND kind = 'private' AND removed_at IS NULL"#,
        actor.user.map(|user| user.0),
    )
    .fetch_all(&mut **tx)
    .await?)
}
