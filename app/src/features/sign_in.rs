//! Coming in: set-up of a new workspace, sign-in, invitations, forgotten passwords. True HTML forms, which also work before WebAssembly arrives.

pub mod api;

pub(in crate::features) mod card;
mod invitation_page;
mod reset_page;
mod set_up_page;
mod sign_in_page;

use crate::lazy::split;
use leptos::prelude::*;

split! {
    /// `/sign-in`.
    pages, fetched by fetch_sign_in_page: pub fn sign_in_page() -> AnyView { sign_in_page::SignInPage().into_any() }
}

split! {
    /// `/set-up/{token}`.
    pages, fetched by fetch_set_up_page: pub fn set_up_page() -> AnyView { set_up_page::SetUpPage().into_any() }
}

split! {
    /// `/invitation/{token}`.
    pages, fetched by fetch_invitation_page: pub fn invitation_page() -> AnyView { invitation_page::InvitationPage().into_any() }
}

split! {
    /// `/password/{token}`.
    pages, fetched by fetch_reset_page: pub fn reset_page() -> AnyView { reset_page::ResetPage().into_any() }
}
