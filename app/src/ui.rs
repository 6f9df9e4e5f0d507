//! Parts without a noun of the CRM: buttons, fields, dialogs. They take values and signals and never call the server.

pub mod avatar;
pub mod badge;
mod browser;
pub mod button;
pub mod context_menu;
pub mod dialog;
mod edges;
pub mod empty_state;
pub mod escapable_text;
pub mod field;
pub mod file_size;
pub mod icon;
mod in_browser;
pub mod kbd;
mod lasting;
pub mod menu;
mod not_found;
pub mod page_title;
mod paused;
pub mod skeleton;
pub mod spinner;
pub mod tabs;
pub mod time;
pub mod zone;

pub use avatar::Avatar;
pub use badge::{Badge, Tone};
pub use browser::{
    Fetching, build_folder, focused, is_apple, is_awake, is_phone, mend_focus, pause, pixels, sends,
    set_cookie,
};
pub use button::{Button, ButtonLink, ButtonSize, ButtonVariant, IconButton};
pub use context_menu::ContextMenu;
pub use dialog::Dialog;
pub use edges::edge_speed;
pub use empty_state::EmptyState;
pub use escapable_text::escapable_text;
pub use field::{PasswordField, Select, TextArea, TextField};
pub use file_size::{FileSize, file_size};
pub use icon::{Icon, IconName};
pub use in_browser::InBrowser;
pub use kbd::Kbd;
pub use lasting::lasting;
pub use menu::{Menu, MenuDivider, MenuDownload, MenuItem, MenuLink};
pub use not_found::NotFoundPage;
pub use page_title::{PageTitle, PageTitleFormat};
pub use paused::Paused;
pub use skeleton::Skeleton;
pub use spinner::Spinner;
pub use tabs::{Tab, Tabs};
pub use time::{Time, day_words, full as whole_time};
pub use zone::{Zone, now, use_zone};
