//! Coming in: set-up of a new workspace, sign-in, invitations. True HTML forms, which also work before WebAssembly arrives.

pub mod api;

mod card;
mod invitation_page;
mod set_up_page;
mod sign_in_page;

pub use invitation_page::InvitationPage;
pub use set_up_page::SetUpPage;
pub use sign_in_page::SignInPage;
