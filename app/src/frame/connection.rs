//! Says when the server cannot be reached.

use crate::state::use_live;
use crate::ui::{Icon, IconName};
use kurier_i18n::{t, use_i18n};
use leptos::prelude::*;

/// A line over the page while the connection to the server is lost.
#[component]
pub fn ConnectionBanner() -> impl IntoView {
    let i18n = use_i18n();
    let live = use_live();
    view! {
        <div class="connection" role="status">
            <Show when=move || !live.connected.get()>
                <p class="connection__text">
                    <Icon name=IconName::WifiOff />
                    {t!(i18n, common.connection.lost)}
                </p>
            </Show>
        </div>
    }
}
