//! Settings: e-mail accounts, the people of the workspace, one's own profile.

pub mod api;

mod account_card;
mod account_dialogs;
mod account_state;
mod accounts_page;
mod add_account;
mod dead_jobs;
mod frame;
mod invitations;
mod ledger;
mod member_choice;
mod members_page;
mod profile_page;
mod role;
mod set_aside;
mod trouble;

pub use accounts_page::AccountsPage;
pub use add_account::AddAccountPage;
pub use frame::SettingsFrame;
pub use members_page::MembersPage;
pub use profile_page::ProfilePage;
