//! Settings: e-mail accounts, the people of the workspace, which kinds of records there are, which fields they have and which
//! stages they go through, what is asked before people are written to, one's own profile.

pub mod api;

mod add_mailbox;
mod countries;
mod dead_jobs;
mod frame;
mod invitations;
mod kept_choice;
mod kinds;
mod ledger;
mod list_frame;
mod mailbox_card;
mod mailbox_dialogs;
mod mailbox_state;
mod mailboxes_page;
mod member_choice;
mod members_page;
mod notification_choices;
mod one_time_link;
mod privacy_page;
mod profile_page;
mod record_fields;
mod relinking;
mod role;
mod set_aside;
mod stages;
mod teams;
mod trouble;
mod workspace_page;

use crate::lazy::split;
use leptos::prelude::*;

split! {
    /// Around each of them.
    pages, fetched by fetch_settings_frame: pub fn settings_frame() -> AnyView { frame::SettingsFrame().into_any() }
}

split! {
    /// `/settings/accounts`.
    pages, fetched by fetch_mailboxes_page: pub fn mailboxes_page() -> AnyView { mailboxes_page::MailboxesPage().into_any() }
}

split! {
    /// `/settings/accounts/new`.
    pages, fetched by fetch_add_mailbox_page: pub fn add_mailbox_page() -> AnyView { add_mailbox::AddMailboxPage().into_any() }
}

split! {
    /// `/settings/accounts/{mailbox}/servers`.
    pages, fetched by fetch_servers_page: pub fn servers_page() -> AnyView { add_mailbox::ServersPage().into_any() }
}

split! {
    /// `/settings/members`.
    pages, fetched by fetch_members_page: pub fn members_page() -> AnyView { members_page::MembersPage().into_any() }
}

split! {
    /// `/settings/privacy`.
    pages, fetched by fetch_privacy_page: pub fn privacy_page() -> AnyView { privacy_page::PrivacyPage().into_any() }
}

split! {
    /// `/settings/kinds`.
    pages, fetched by fetch_kinds_page: pub fn kinds_page() -> AnyView { kinds::KindsPage().into_any() }
}

split! {
    /// `/settings/fields/{kind}`.
    pages, fetched by fetch_fields_page: pub fn fields_page() -> AnyView { record_fields::FieldsPage().into_any() }
}

split! {
    /// `/settings/stages/{kind}`.
    pages, fetched by fetch_stages_page: pub fn stages_page() -> AnyView { stages::StagesPage().into_any() }
}

split! {
    /// `/settings/workspace`.
    pages, fetched by fetch_workspace_page: pub fn workspace_page() -> AnyView { workspace_page::WorkspacePage().into_any() }
}

split! {
    /// `/settings/profile`.
    pages, fetched by fetch_profile_page: pub fn profile_page() -> AnyView { profile_page::ProfilePage().into_any() }
}
