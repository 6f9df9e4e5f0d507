//! Pages whose code is not in the first download: two further WebAssembly modules, loaded when one of their pages is opened.
//!
//! Frame and inbox are in the first module, so that the start page needs no second round trip. There are only two others
//! because the splitter makes a file for every combination of modules that share code: with a module for each page, opening
//! one took forty requests.

use crate::features::{compose, leads, ready, settings, sign_in};
use leptos::prelude::*;
use leptos_router::LazyRoute;

/// The pages of a module, and the routes to them. `$preload` is the name that `#[lazy]` gives to what loads the module.
macro_rules! pages {
    ($module:ident, $preload:ident, $choice:ident: $($route:ident: $page:path),+ $(,)?) => {
        enum $choice {
            $($route),+
        }

        #[lazy]
        fn $module(page: $choice) -> AnyView {
            match page {
                $($choice::$route => $page().into_any()),+
            }
        }

        $(
            #[doc = concat!("`", stringify!($page), "`, loaded when it is opened.")]
            pub struct $route;

            impl LazyRoute for $route {
                fn data() -> Self {
                    Self
                }

                async fn view(_this: Self) -> AnyView {
                    $module($choice::$route).await
                }

                // A page that the server rendered can only wake when its module is there.
                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    $preload().await;
                }
            }
        )+
    };
}

pages! {
    work_pages, __preload_work_pages, WorkPage:
    ReadyView: ready::ReadyPage,
    LeadsView: leads::LeadsPage,
    LeadView: leads::LeadPage,
    OpenThreadView: leads::OpenThread,
    DraftsView: compose::DraftsPage,
    ComposeView: compose::ComposePage,
}

pages! {
    settings_pages, __preload_settings_pages, SettingsPage:
    AccountsView: settings::AccountsPage,
    AddAccountView: settings::AddAccountPage,
    MembersView: settings::MembersPage,
    ProfileView: settings::ProfilePage,
    SignInView: sign_in::SignInPage,
    SetUpView: sign_in::SetUpPage,
    InvitationView: sign_in::InvitationPage,
}
