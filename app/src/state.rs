//! What the whole page knows: who is signed in, what the server tells, which keys do what. Typed contexts, all `Copy`.

pub mod afterwards;
pub mod appearance;
pub mod beside;
pub mod event_stream;
pub mod first_touch;
pub mod kinds;
pub mod language;
pub mod live;
pub mod notifications;
mod replacing;
pub mod session;
pub mod shortcuts;
pub mod tabs;
pub mod toasts;
pub mod unsent;
pub mod zone;

pub use afterwards::Afterwards;
pub use appearance::Appearance;
pub use beside::{Beside, Opening, RecordPlace, address_with, finding_address, use_beside};
pub use first_touch::{FirstTouch, use_first_touch};
pub use kinds::{Kinds, use_kinds};
pub use live::{Live, Moment, use_live};
pub use notifications::Notifications;
pub use replacing::Replacing;
pub use session::{Session, use_session};
pub use shortcuts::{Shortcuts, use_shortcut, use_shortcuts};
pub use toasts::{Toast, ToastKind, Toasts, use_toasts};
pub use unsent::Unsent;
