//! Pages whose code is a WebAssembly module of its own, loaded when they are first opened.

use crate::features::{compose, inbox, leads, ready, settings, sign_in};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// Makes a component a page that is loaded lazily: `routes.rs` says `view={Lazy::<InboxView>::new()}`.
macro_rules! lazy_pages {
    ($($name:ident: $page:path),+ $(,)?) => {$(
        #[doc = concat!("`", stringify!($page), "`, loaded when it is opened.")]
        pub struct $name;

        #[lazy_route]
        impl LazyRoute for $name {
            fn data() -> Self {
                Self
            }

            fn view(_this: Self) -> AnyView {
                $page().into_any()
            }
        }
    )+};
}

lazy_pages! {
    InboxView: inbox::InboxPage,
    ReadyView: ready::ReadyPage,
    LeadsView: leads::LeadsPage,
    LeadView: leads::LeadPage,
    OpenThreadView: leads::OpenThread,
    DraftsView: compose::DraftsPage,
    ComposeView: compose::ComposePage,
    AccountsView: settings::AccountsPage,
    AddAccountView: settings::AddAccountPage,
    MembersView: settings::MembersPage,
    ProfileView: settings::ProfilePage,
    SignInView: sign_in::SignInPage,
    SetUpView: sign_in::SetUpPage,
    InvitationView: sign_in::InvitationPage,
}
