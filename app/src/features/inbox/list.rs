//! The list of threads: its head with the search, its rows, what is done to several of them.

mod also_found;
mod bulk_bar;
mod header;
mod menu;
mod nothing;
mod pane;
mod pull;
mod row;
mod row_handles;
mod search_box;

pub use also_found::also_found;
pub use bulk_bar::BulkBar;
pub use header::{ListHeader, heading};
pub use nothing::fetch_nothing_listed;
pub use pane::{FirstPage, ListBody};
pub use search_box::SEARCH_ID;
