//! Parts without a noun of the CRM: buttons, fields, dialogs. They take values and signals and never call the server.

pub mod avatar;
pub mod badge;
mod browser;
pub mod button;
pub mod context_menu;
pub mod dialog;
pub mod empty_state;
pub mod error_text;
pub mod field;
pub mod file_size;
pub mod icon;
pub mod kbd;
pub mod menu;
pub mod skeleton;
pub mod spinner;
pub mod tabs;
pub mod time;
pub mod toast_list;

pub use avatar::Avatar;
pub use badge::{Badge, Tone};
pub use browser::{is_phone, pause};
pub use button::{Button, ButtonLink, ButtonSize, ButtonVariant, IconButton};
pub use context_menu::ContextMenu;
pub use dialog::Dialog;
pub use empty_state::EmptyState;
pub use error_text::{LoadError, error_text, field_error, reason_text};
pub use field::{PasswordField, Select, TextArea, TextField};
pub use file_size::{FileSize, file_size};
pub use icon::{Icon, IconName};
pub use kbd::Kbd;
pub use menu::{Menu, MenuDivider, MenuItem, MenuLink};
pub use skeleton::Skeleton;
pub use spinner::Spinner;
pub use tabs::{Tab, Tabs};
pub use time::Time;
pub use toast_list::ToastList;
