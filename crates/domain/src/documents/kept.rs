//! Documents that were expensive to make, kept for whoever opens the same message again, and how many large messages are
//! read at a time.

use super::{BodyDocument, View};
use kurier_model::MessageId;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Quicker ones are made anew.
const EXPENSIVE: Duration = Duration::from_millis(30);
/// Bytes of HTML that are kept.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// A message beyond this is one that is read one after the other, in bytes.
const LARGE: usize = 1024 * 1024;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Documents(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    kept: Mutex<VecDeque<((MessageId, View), Arc<BodyDocument>)>>,
    large: Semaphore,
}

impl Documents {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Inner { kept: Mutex::default(), large: Semaphore::new(1) }))
    }

    /// Messages do not change, so that what is kept is right for whoever may see the message: ask that first.
    pub(crate) fn get(&self, message: MessageId, view: View) -> Option<Arc<BodyDocument>> {
        let kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(key, _)| *key == (message, view)).map(|(_, document)| Arc::clone(document))
    }

    pub(crate) fn keep(&self, message: MessageId, view: View, document: &Arc<BodyDocument>, took: Duration) {
        if took < EXPENSIVE {
            return;
        }
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back(((message, view), Arc::clone(document)));
        let mut bytes: usize = kept.iter().map(|(_, document)| document.html.len()).sum();
        while bytes > MOST_BYTES {
            let Some((_, oldest)) = kept.pop_front() else { break };
            bytes -= oldest.html.len();
        }
    }

    /// Waits until a message of this size may be inflated: of large ones one at a time, so that a thread full of them
    /// does not fill the memory.
    pub(crate) async fn turn(&self, size: usize) -> Option<SemaphorePermit<'_>> {
        if size <= LARGE {
            return None;
        }
        // Never closed.
        self.0.large.acquire().await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_mail::message::sanitize::Extent;

    #[test]
    fn the_newest_are_kept_and_no_more_than_fit() {
        let documents = Documents::new();
        let view = View { pictures: false, extent: Extent::Beginning };
        let document = Arc::new(BodyDocument {
            html: "x".repeat(MOST_BYTES / 3),
            has_remote_images: false,
            is_cut: false,
        });
        let ids: Vec<MessageId> = (0..4).map(|_| MessageId::new()).collect();
        for id in &ids {
            documents.keep(*id, view, &document, EXPENSIVE);
        }
        documents.keep(MessageId::new(), view, &document, Duration::ZERO);
        assert!(documents.get(ids[0], view).is_none() && documents.get(ids[3], view).is_some());
        assert!(documents.get(ids[3], View { pictures: true, ..view }).is_none());
    }
}
