//! A link that is shown once, to be sent by whatever way the administrator trusts.

use crate::state::{Toast, use_toasts};
use crate::ui::{Button, Icon, IconName};
use kurier_i18n::{t, t_string, use_i18n};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The whole address of a page that takes a token.
pub fn link_to(page: &str, token: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!("{origin}/{page}/{token}")
}

/// The link, to be copied.
#[component]
pub fn OneTimeLink(
    link: String,
    /// What it is for.
    text: String,
    /// What the field is called.
    label: &'static str,
    testid: &'static str,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let copied = link.clone();
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&copied);
        spawn_local(async move {
            // Refused without a permission: the link stands there to be copied by hand.
            if wasm_bindgen_futures::JsFuture::from(promise).await.is_ok() {
                toasts.push(Toast::done(t_string!(i18n, common.copied)));
            }
        });
    };
    view! {
        <div class="callout" data-tone="ok" role="status">
            <Icon name=IconName::Link />
            <div class="callout__text">
                <p>{text}</p>
                <div class="invite__link">
                    <input
                        class="input"
                        readonly
                        dir="ltr"
                        data-testid=testid
                        aria-label=label
                        title=link.clone()
                        value=link
                        on:focus=move |event| {
                            use wasm_bindgen::JsCast;
                            if let Some(input) = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok()) {
                                input.select();
                            }
                        }
                    />
                    <Button icon=IconName::Copy on_click=copy>{t!(i18n, common.copy)}</Button>
                </div>
            </div>
        </div>
    }
}
