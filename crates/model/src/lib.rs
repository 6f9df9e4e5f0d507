//! The words of Kurier: ids, addresses, mail, records and forms, shared by the server and the WebAssembly client.
//!
//! serde only: no IO, no database, no Leptos. What is here crosses the wire or is said on more than one floor.

pub mod address;
pub mod compose;
pub mod consent;
pub mod file;
pub mod glance;
pub mod home;
pub mod ids;
pub mod import;
pub mod inbox;
pub mod inflection;
pub mod invalid;
pub mod jobs;
pub mod lead;
pub mod link;
pub mod live;
pub mod mailbox;
pub mod member;
pub mod notification;
pub mod page;
pub mod photo;
pub mod pipeline;
pub mod protection;
mod readable;
pub mod ready;
pub mod record;
mod tagged;
pub mod task;
pub mod timeline;
pub mod visibility;
pub mod wish;

pub use address::Address;
pub use ids::*;
pub use invalid::{Field, Invalid, Reason};
pub use readable::readable;
