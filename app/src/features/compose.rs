//! Writing mail: the composer, drafts, the outbox and Smart Reply.
//!
//! The frame calls [`provide_compose`] inside the router and shows [`ComposeLayer`] beside the page; a thread shows
//! [`InlineComposer`] below its messages; anything may call [`use_compose`] to start a message.

pub mod api;
mod composer;
mod context;
mod dock;
mod draft_line;
mod drafts_page;
mod layer;
mod sending;
mod sending_bar;
mod smart_reply;
mod wording;
mod writing;

use crate::lazy::split;
pub use context::{About, ComposeContext, provide_compose, use_compose};
pub use dock::InlineComposer;
pub use draft_line::DraftLine;
pub use layer::ComposeLayer;
use leptos::prelude::*;
pub use smart_reply::SmartReplyPanel;

split! {
    /// `/compose/{draft}`.
    mail, fetched by fetch_compose_page: pub fn compose_page() -> AnyView { dock::ComposePage().into_any() }
}

split! {
    /// `/drafts`.
    pages, fetched by fetch_drafts_page: pub fn drafts_page() -> AnyView { drafts_page::DraftsPage().into_any() }
}
