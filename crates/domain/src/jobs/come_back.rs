//! Tell open pages that something that was left for later waits again.

use super::Work;
use crate::queue::ComeBack;
use crate::{actor::Actor, error::Result, kurier::Kurier};

impl Work for ComeBack {
    async fn run(self, kurier: Kurier) -> Result<()> {
        kurier.ready().tell_of_return(&Actor::system(self.workspace)).await
    }
}
