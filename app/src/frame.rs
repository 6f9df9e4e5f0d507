//! The frame around every page of somebody who is signed in: navigation, the account, what is told, and what opens over the page.

pub mod account_menu;
pub mod api;
mod beside;
pub mod bottom_nav;
pub mod connection;
pub mod nav_counts;
mod nav_places;
pub mod notifying;
mod opened;
pub mod overlays;
pub mod palette;
pub mod places;
pub mod rail;
pub mod shortcut_help;
pub mod toast_list;
mod view;

pub use beside::before_waking;
pub use view::Frame;
