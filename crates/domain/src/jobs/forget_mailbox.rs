//! Forget a mailbox that was removed, with everything that was in it.

use super::Work;
use crate::queue::ForgetMailbox;
use crate::{actor::Actor, error::Result, kurier::Kurier};

impl Work for ForgetMailbox {
    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.mailboxes().forget(&Actor::system(self.workspace), self.mailbox).await
    }
}
