//! What is around the pages: the frame with its navigation and the palette.

pub mod account_menu;
pub mod api;
pub mod bottom_nav;
pub mod connection;
pub mod frame;
pub mod opened;
pub mod overlays;
pub mod palette;
pub mod places;
pub mod rail;
pub mod ready_count;
pub mod shortcut_help;
pub mod toast_list;

pub use frame::Frame;
