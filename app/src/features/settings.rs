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

use crate::lazy::split;
pub use frame::SettingsFrame;
use leptos::prelude::*;

split! {
    /// `/settings/accounts`.
    pages, fetched by fetch_accounts_page: pub fn accounts_page() -> AnyView { accounts_page::AccountsPage().into_any() }
}

split! {
    /// `/settings/accounts/new`.
    pages, fetched by fetch_add_account_page: pub fn add_account_page() -> AnyView { add_account::AddAccountPage().into_any() }
}

split! {
    /// `/settings/members`.
    pages, fetched by fetch_members_page: pub fn members_page() -> AnyView { members_page::MembersPage().into_any() }
}

split! {
    /// `/settings/profile`.
    pages, fetched by fetch_profile_page: pub fn profile_page() -> AnyView { profile_page::ProfilePage().into_any() }
}
