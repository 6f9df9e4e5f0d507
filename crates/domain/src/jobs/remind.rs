//! Tell whoever has a task that it is due, if it is.

use super::Work;
use crate::queue::Remind;
use crate::{actor::Actor, error::Result, kurier::Kurier};

impl Work for Remind {
    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.tasks().remind(&Actor::system(self.workspace), self.task).await
    }
}
