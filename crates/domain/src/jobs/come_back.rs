//! Tell whoever left something for later, and open pages, that it waits again.

use super::Work;
use crate::queue::ComeBack;
use crate::{actor::Actor, error::Result, kurier::Kurier};

impl Work for ComeBack {
    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.ready().tell_of_return(&Actor::system(self.workspace), self.thread).await
    }
}
