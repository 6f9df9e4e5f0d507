//! Where composers stand: docked, under a thread, on a page of their own.

use super::api::get_draft;
use super::composer::Composer;
use super::context::{ComposeContext, Open, Place, Stage, use_compose};
use super::sending_bar::SendingBar;
use crate::api::{ApiError, Fetched, Unread};
use crate::trouble::LoadError;
use crate::ui::{
    ButtonLink, IconButton, IconName, NotFoundPage, PageTitle, Skeleton, focused, lasting, mend_focus,
};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::{DraftId, ThreadId};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use web_sys::HtmlElement;

/// The docked composer and the mail on its way out.
#[component]
pub fn ComposeDock() -> impl IntoView {
    let compose = use_compose();
    compose.follow_all();
    give_focus_back(compose);
    let docked = Memo::new(move |_| compose.shown().is_some_and(|(place, _)| place == Place::Dock));
    view! {
        <Show when=move || docked.get()>
            <div class="compose-dock" data-large=move || compose.hosts.is_dock_large.get().to_string()>
                <Shown place=Place::Dock />
            </div>
        </Show>
        <SendingBar />
    }
}

/// Whoever closes the composer goes on where they opened it.
fn give_focus_back(compose: ComposeContext) {
    Effect::new(move |opened_at: Option<Option<HtmlElement>>| {
        match (compose.is_open(), opened_at.flatten()) {
            (true, Some(known)) => Some(known),
            (true, None) => focused(),
            (false, back) => {
                if let Some(back) = back {
                    mend_focus(
                        Some(back),
                        &[".thread__answer button", ".thread-row[data-cursor] .thread-row__link", "main"],
                    );
                }
                None
            }
        }
    });
}

/// A reply under the thread that it answers. Nothing until one is started.
#[component]
pub fn InlineComposer(thread: ThreadId) -> impl IntoView {
    let compose = use_compose();
    compose.host_inline(thread);
    let here = Memo::new(move |_| compose.shown().is_some_and(|(place, _)| place == Place::Inline));
    view! {
        <Show when=move || here.get()>
            <div class="compose-inline">
                <Shown place=Place::Inline />
            </div>
        </Show>
    }
}

/// `/compose/{draft}`: a draft as a page, which is how phones write.
#[component]
pub fn ComposePage() -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let params = use_params_map();
    let draft = Memo::new(move |_| {
        params.with(|params| params.get("draft").and_then(|id| id.parse::<DraftId>().ok()))
    });
    // In the browser only: the editor is not for the server to draw.
    Effect::new(move |_| {
        if let Some(draft) = draft.get() {
            compose.host_page(draft);
        }
    });
    let here = Memo::new(move |_| compose.shown().is_some_and(|(place, _)| place == Place::Page));
    // The answer to an address that leads to no draft of this person's is 404, as everywhere. Asked by the server alone: in
    // the browser the composer itself loads the draft, and it is gone as soon as it is sent.
    let found = Fetched::new(
        "get_draft",
        move || format!("{:?}", draft.get_untracked()),
        move || {
            let draft = draft.get_untracked();
            async move {
                let draft = draft.ok_or(ApiError::NotFound)?;
                if cfg!(feature = "ssr") {
                    get_draft(draft).await?;
                }
                Ok(Unread::of(&())?)
            }
        },
    );
    view! {
        <PageTitle text=t_string!(i18n, compose.new_email) />
        <div class="compose-page">
            <h1 class="visually-hidden">{t!(i18n, compose.new_email)}</h1>
            <Transition fallback=Coming>
                {move || lasting(async move {
                    match found.read().await {
                        Err(ApiError::NotFound) => view! { <NotFoundPage /> }.into_any(),
                        // Every other trouble the composer tells itself.
                        _ => view! {
                            <Show when=move || here.get() fallback=Coming>
                                <Shown place=Place::Page />
                            </Show>
                        }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

/// Where the composer will be.
#[component]
fn Coming() -> impl IntoView {
    view! { <div class="composer__loading"><Skeleton lines=5 kind="text" /></div> }
}

/// What is open: loading, failed, or the composer.
#[component]
fn Shown(place: Place) -> impl IntoView {
    let compose = use_compose();
    let stage = Memo::new(move |_| {
        compose.shown().map(|(_, open)| match open.stage {
            Stage::Ready(_) if open.leaves && place != Place::Page => Stage::Loading,
            stage => stage,
        })
    });
    move || match stage.get() {
        Some(Stage::Ready(writing)) => view! { <Composer writing place /> }.into_any(),
        Some(Stage::Failed(error)) => view! { <Failed error /> }.into_any(),
        Some(Stage::Loading) => view! { <Loading /> }.into_any(),
        None => ().into_any(),
    }
}

#[component]
fn Loading() -> impl IntoView {
    view! {
        <section class="composer" aria-busy="true">
            <CloseBar />
            <div class="composer__loading"><Skeleton lines=5 kind="text" /></div>
        </section>
    }
}

#[component]
fn Failed(error: ApiError) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let lacking = untrack(|| compose.shown().map(|(_, open)| open).filter(Open::lacks_mailbox));
    view! {
        <section class="composer">
            <CloseBar />
            {match lacking {
                Some(open) => view! {
                    <div class="composer__loading">
                        <p>{t!(i18n, compose.no_mailbox)}</p>
                        // On a phone it would cover the page that it leads to.
                        <a class="button" data-variant="primary" data-size="m" href="/settings/accounts/new" on:click=move |_| compose.close()>
                            <span class="button__label">{t!(i18n, compose.connect_mailbox)}</span>
                        </a>
                        {open.mailto().map(|href| view! {
                            <ButtonLink href icon=IconName::Mail>{t!(i18n, compose.own_program)}</ButtonLink>
                        })}
                    </div>
                }
                    .into_any(),
                None => view! { <LoadError error on_retry=move |()| compose.try_again() /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn CloseBar() -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    view! {
        <header class="composer__head">
            <h2 class="composer__title">{t!(i18n, compose.new_email)}</h2>
            <IconButton icon=IconName::X label=t_string!(i18n, compose.close) on_click=move |_| compose.leave() />
        </header>
    }
}
