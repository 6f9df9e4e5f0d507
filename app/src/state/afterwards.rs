//! What is done when an answer has come: also when the part of the page that asked is gone by then.

use std::sync::Arc;

/// Something to do later. Leptos' own callbacks belong to the part of the page that made them, and running one after that part is
/// gone ends the page; this one belongs to whoever holds it. What it does to signals of a part that is gone is left undone.
pub struct Afterwards<T>(Arc<dyn Fn(T) + Send + Sync>);

impl<T> Clone for Afterwards<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Afterwards<T> {
    pub fn new(act: impl Fn(T) + Send + Sync + 'static) -> Self {
        Self(Arc::new(act))
    }

    pub fn act(&self, with: T) {
        (self.0)(with);
    }
}
