//! The record to which a message will belong: a row of its head, and what is said when that record is not there any more.

mod chooser;

use crate::api::ApiError;
use crate::features::compose::writing::Writing;
use crate::features::kinds::icon_of;
use crate::state::{Toast, use_kinds, use_live, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Button, ButtonSize, Dialog, Icon, IconName};
use chooser::Chooser;
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::compose::DraftAbout;
use kurier_model::live::News;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The row. It is there with the draft, and asks for nothing.
#[component]
pub(super) fn AboutRow(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    follow(writing);
    let told = move |answer: Result<(), ApiError>| {
        if let Err(error) = answer {
            toasts.push(Toast::failed(error_text(i18n, &error)));
        }
    };
    let chip = NodeRef::<html::Button>::new();
    // What opened it may be gone, or had no focus, as under a finger.
    let closed = Callback::new(move |()| {
        if let Some(chip) = chip.get_untracked() {
            let _ = chip.focus();
        }
    });
    let choose = Callback::new(move |about: DraftAbout| {
        open.set(false);
        spawn_local(async move { told(writing.say_about(about).await) });
    });
    let restore = Callback::new(move |()| {
        spawn_local(async move { told(writing.restore_about().await) });
    });
    view! {
        <div class="composer__row composer__about" data-testid="composer-about">
            <span class="composer__label" id="compose-about-label">{t!(i18n, compose.about)}</span>
            <button
                node_ref=chip
                type="button"
                class="about__chip"
                data-testid="composer-about-choose"
                aria-haspopup="dialog"
                aria-labelledby="compose-about-label compose-about-name"
                on:click=move |_| open.set(true)
            >
                <Chosen writing />
                <Icon name=IconName::ChevronDown />
            </button>
        </div>
        <Gone writing open choose restore />
        <Dialog
            open
            title=Signal::derive(move || t_string!(i18n, compose.about_title).to_owned())
            testid="about-chooser"
            on_close=closed
        >
            <Chooser writing choose />
        </Dialog>
    }
}

/// What has become of the record is said while somebody writes.
fn follow(writing: Writing) {
    use_live().on(move |news| {
        let concerns = match news {
            News::Record { record } => {
                writing.about.try_with_untracked(|about| about.record() == Some(record)).unwrap_or_default()
            }
            News::Resync => true,
            _ => false,
        };
        if concerns {
            spawn_local(writing.follow_about());
        }
    });
}

/// The record's picture and name, or words in their place.
#[component]
fn Chosen(writing: Writing) -> impl IntoView {
    let i18n = use_i18n();
    let kinds = use_kinds();
    let icon = move || match writing.about.get() {
        DraftAbout::Record { kind, in_bin: false, .. } => Some(icon_of(&kind, kinds.own(&kind).as_ref())),
        DraftAbout::Record { .. } => Some(IconName::Trash2),
        DraftAbout::Gone => Some(IconName::TriangleAlert),
        DraftAbout::Unsaid | DraftAbout::Nothing => None,
    };
    let name = move || match writing.about.get() {
        DraftAbout::Record { name, .. } => name,
        DraftAbout::Gone => t_string!(i18n, compose.about_gone).to_owned(),
        DraftAbout::Unsaid => t_string!(i18n, compose.about_unsaid).to_owned(),
        DraftAbout::Nothing => t_string!(i18n, compose.about_nothing).to_owned(),
    };
    let is_named = move || writing.about.with(|about| matches!(about, DraftAbout::Record { .. })).to_string();
    view! {
        {move || icon().map(|name| view! { <Icon name /> })}
        <span class="about__name" id="compose-about-name" dir="auto" data-named=is_named title=name>{name}</span>
    }
}

/// Nobody shall believe that a message will be found where it will not be.
#[component]
fn Gone(
    writing: Writing,
    open: RwSignal<bool>,
    choose: Callback<DraftAbout>,
    restore: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let said = Memo::new(move |_| match writing.about.get() {
        DraftAbout::Record { name, in_bin: true, .. } => {
            Some((true, t_string!(i18n, compose.about_in_bin, name = name)))
        }
        DraftAbout::Gone => Some((false, t_string!(i18n, compose.about_gone_text).to_owned())),
        _ => None,
    });
    move || {
        said.get().map(|(in_bin, text)| {
            view! {
                <div class="notice" data-kind="warn" role="status" data-testid="composer-about-gone">
                    <p class="notice__text" dir="auto">{text}</p>
                    <div class="notice__actions">
                        {in_bin.then(|| view! {
                            <Button size=ButtonSize::Small testid="composer-about-restore" on_click=move |_| restore.run(())>
                                {t!(i18n, compose.about_restore)}
                            </Button>
                        })}
                        <Button size=ButtonSize::Small on_click=move |_| open.set(true)>{t!(i18n, compose.about_another)}</Button>
                        <Button size=ButtonSize::Small on_click=move |_| choose.run(DraftAbout::Nothing)>
                            {t!(i18n, compose.about_none)}
                        </Button>
                    </div>
                </div>
            }
        })
    }
}
