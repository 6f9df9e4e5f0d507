//! Writing mail: the composer, drafts, the outbox and Smart Reply.
//!
//! The layout calls [`provide_compose`] inside the router and shows [`ComposeDock`] beside the page; a conversation shows
//! [`InlineComposer`] below its messages; anything may call [`use_compose`] to start a message.

pub mod api;
mod checks;
mod composer;
mod context;
mod dock;
mod drafts_page;
mod files;
mod head;
mod local_copy;
mod notices;
mod quote;
mod recipient_field;
mod recipients;
mod rich_text;
mod saving;
mod sending;
mod sending_bar;
mod smart_reply;
mod toolbar;
mod upload;
mod uploads;
mod variants;
mod wording;
mod writing;

pub use context::{ComposeContext, provide_compose, use_compose};
pub use dock::{ComposeDock, ComposePage, InlineComposer};
pub use drafts_page::DraftsPage;
pub use smart_reply::SmartReplyPanel;
