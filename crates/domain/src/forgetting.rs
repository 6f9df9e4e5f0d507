//! Messages are forgotten, and with them what belongs to nothing else: their bytes, and threads that have become empty.

mod store;

use crate::{db::Tx, error::Result};
use uuid::Uuid;

/// Forgets messages that lie in no folder, or whose mailbox goes too: no line and no count changes by it.
///
/// # Errors
/// Those of the database.
pub(crate) async fn forget(tx: &mut Tx, messages: &[Uuid]) -> Result<()> {
    let threads = store::forget(tx, messages).await?;
    store::drop_empty(tx, &threads).await
}
