//! What the whole page knows: who is signed in, what the server tells, which keys do what. Typed contexts, all `Copy`.

pub mod event_stream;
pub mod language;
pub mod live;
pub mod session;
pub mod shortcuts;
pub mod toasts;
pub mod zone;

pub use live::{Live, use_live};
pub use session::{Session, use_session};
pub use shortcuts::{Shortcuts, use_shortcut, use_shortcuts};
pub use toasts::{Toast, ToastKind, Toasts, use_toasts};

use leptos::prelude::{RwSignal, Set, WithUntracked};

/// Writes what is different, and nothing else; for signals that are written while a page is drawn. The server draws the parts of
/// a page on several threads and first looks through each for what it has to wait for, and a signal that is being written on
/// one thread cannot be read on another at that moment: the page would end in a panic.
pub fn settle<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_with_untracked(|now| *now != value) == Some(true) {
        signal.set(value);
    }
}
