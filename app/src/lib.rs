//! What a person sees: pages, parts and server functions, for the server (`ssr`) and the browser (`hydrate`).

pub mod api;
mod attempt;
pub mod features;
mod followed;
pub mod frame;
pub mod lazy;
mod routes;
mod shell;
pub mod state;
pub mod trouble;
pub mod ui;
mod upload;

pub use frame::before_waking;
pub use routes::App;
pub use shell::shell;
