//! What is around the pages: the frame with its navigation, the palette, the pages for trouble.

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
pub mod trouble;

pub use account_menu::{AccountMenuItems, MoreItems};
pub use frame::Frame;
pub use opened::Overlays;
pub use overlays::OverlayLayer;
