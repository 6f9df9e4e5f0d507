//! Above the list: what the mail server did not do, why, and what can be done about it. Stays until somebody answers.

use super::api;
use super::state::Inbox;
use super::state::tree;
use crate::lazy::{drawn, split};
use crate::state::use_toasts;
use crate::trouble::error_text;
use crate::ui::{Button, ButtonSize, ButtonVariant};
use crate::{api::ApiError, state::Toast};
use kurier_i18n::{I18n, t, t_string};
use kurier_model::mailbox::{Folder, Mailbox};
use kurier_model::wish::{FolderKept, Refusal, RefusalReason, Wish};
use leptos::prelude::*;

/// The refusals of the mailbox whose folder is shown.
#[component]
pub fn Refusals(inbox: Inbox) -> impl IntoView {
    let told = Memo::new(move |_| {
        let folder = inbox.place.with(|place| place.list.folder());
        inbox.folders.mailboxes.with(|mailboxes| {
            let shown = folder.and_then(|folder| tree::find(mailboxes, folder)).map(|(mailbox, _)| mailbox);
            shown.map(|mailbox| (mailbox.refusals.clone(), kept(mailbox))).unwrap_or_default()
        })
    });
    let is_any = Memo::new(move |_| told.with(|(refusals, kept)| !refusals.is_empty() || !kept.is_empty()));
    view! { <Show when=move || is_any.get()>{drawn(move || told_refusals(inbox, told))}</Show> }
}

/// What was refused, and the folders that stay though they were to be deleted.
type Told = (Vec<Refusal>, Vec<Folder>);

split! {
    mail, fetched by fetch_told_refusals: pub fn told_refusals(inbox: Inbox, told: Memo<Told>) -> AnyView {
        view! { <ToldRefusals inbox told /> }.into_any()
    }
}

#[component]
fn ToldRefusals(inbox: Inbox, told: Memo<Told>) -> impl IntoView {
    let i18n = inbox.i18n;
    view! {
        <section class="refusals" aria-label=t_string!(i18n, inbox.refused.label) data-testid="refusals">
            {move || {
                let (refusals, kept) = told.get();
                view! {
                    {refusals.into_iter().map(|refusal| view! { <RefusedWish inbox refusal /> }).collect_view()}
                    {kept.into_iter().map(|folder| view! { <KeptFolder inbox folder /> }).collect_view()}
                }
            }}
        </section>
    }
}

fn kept(mailbox: &Mailbox) -> Vec<Folder> {
    mailbox.folders.iter().filter(|folder| folder.kept.is_some()).cloned().collect()
}

#[component]
fn RefusedWish(inbox: Inbox, refusal: Refusal) -> impl IntoView {
    let i18n = inbox.i18n;
    let text = format!(
        "{}: {} {}",
        what(inbox, &refusal),
        why(i18n, refusal.reason),
        t_string!(i18n, inbox.refused.as_it_was)
    );
    let answer =
        (!refusal.answer.is_empty()).then(|| t_string!(i18n, inbox.refused.answer, answer = refusal.answer));
    let (again, leave) = (refusal.threads.clone(), refusal.threads);
    let toasts = use_toasts();
    let failed = move |error: ApiError| {
        toasts.push(Toast::failed(error_text(i18n, &error)));
    };
    view! {
        <div class="refusals__item" role="status">
            <p class="refusals__text">{text}</p>
            {answer.map(|answer| view! { <p class="refusals__answer" dir="auto">{answer}</p> })}
            <div class="refusals__do">
                <Button
                    size=ButtonSize::Small
                    on_click=move |_| answered(inbox, failed, api::try_refused_again(again.clone()))
                >
                    {t!(i18n, inbox.refused.again)}
                </Button>
                <Button
                    size=ButtonSize::Small
                    variant=ButtonVariant::Quiet
                    on_click=move |_| answered(inbox, failed, api::give_up_refused(leave.clone()))
                >
                    {t!(i18n, inbox.refused.give_up)}
                </Button>
            </div>
        </div>
    }
}

#[component]
fn KeptFolder(inbox: Inbox, folder: Folder) -> impl IntoView {
    let i18n = inbox.i18n;
    let name = inbox.folder_name(&folder);
    let text = match folder.kept {
        Some(FolderKept::Refused { answer }) => {
            t_string!(i18n, inbox.refused.kept_refused, folder = name, answer = answer)
        }
        _ => t_string!(i18n, inbox.refused.kept_mail, folder = name),
    };
    let toasts = use_toasts();
    let failed = move |error: ApiError| {
        toasts.push(Toast::failed(error_text(i18n, &error)));
    };
    let id = folder.id;
    view! {
        <div class="refusals__item" role="status">
            <p class="refusals__text">{text}</p>
            <div class="refusals__do">
                <Button size=ButtonSize::Small on_click=move |_| answered(inbox, failed, api::dismiss_kept_folder(id))>
                    {t!(i18n, inbox.refused.understood)}
                </Button>
            </div>
        </div>
    }
}

/// The person has answered; the tree, which these lines come with, is read again.
fn answered(
    inbox: Inbox,
    failed: impl Fn(ApiError) + 'static,
    asking: impl Future<Output = Result<(), ApiError>> + 'static,
) {
    leptos::task::spawn_local(async move {
        if let Err(error) = asking.await {
            failed(error);
        }
        inbox.refresh_all();
    });
}

fn what(inbox: Inbox, refusal: &Refusal) -> String {
    let count = refusal.messages;
    match &refusal.wish {
        Wish::Move { to } => {
            let known = inbox.folders.mailboxes.with_untracked(|mailboxes| {
                let own = mailboxes.iter().find(|mailbox| mailbox.id == refusal.mailbox)?;
                own.folders.iter().find(|folder| folder.path == *to).map(|folder| inbox.folder_name(folder))
            });
            let folder = known.unwrap_or_else(|| to.clone());
            t_string!(inbox.i18n, inbox.refused.moved, count = count, folder = folder)
        }
        _ => t_string!(inbox.i18n, inbox.refused.mark, count = count),
    }
}

fn why(i18n: I18n, reason: RefusalReason) -> &'static str {
    match reason {
        RefusalReason::OverQuota => t_string!(i18n, inbox.refused.over_quota),
        RefusalReason::FolderGone => t_string!(i18n, inbox.refused.folder_gone),
        RefusalReason::NotAllowed => t_string!(i18n, inbox.refused.not_allowed),
        RefusalReason::NotKept => t_string!(i18n, inbox.refused.not_kept),
        RefusalReason::GaveUp => t_string!(i18n, inbox.refused.gave_up),
        RefusalReason::Refused => t_string!(i18n, inbox.refused.refused),
    }
}
