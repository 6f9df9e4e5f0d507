//! Erasing a person: what goes and what stays is said before, and it has to be meant.

use super::api::erase_person;
use crate::attempt::Attempt;
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Dialog, IconName, TextField};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::protection::{Asked, MailWish, PersonalData};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The last part of the page.
#[component]
pub(super) fn Erasing(data: RwSignal<PersonalData>, asked: RwSignal<Asked>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let mail = RwSignal::new(MailWish::Leave);
    let held = Memo::new(move |_| data.with(|data| data.hold.is_some()));
    let on_the_way = Memo::new(move |_| data.with(|data| data.on_the_way > 0));
    let has_mail = Memo::new(move |_| data.with(|data| !data.mailboxes.is_empty()));
    view! {
        <section class="protection__part" data-danger="true" aria-labelledby="erasing">
            <h2 class="protection__subtitle" id="erasing">{t!(i18n, protection.erase)}</h2>
            <p>{t!(i18n, protection.erase_goes)}</p>
            <p>{t!(i18n, protection.erase_stays)}</p>
            <Show when=move || has_mail.get()><MailChoice mail /></Show>
            <Show when=move || held.get()>
                <p class="protection__warning">{t!(i18n, protection.erase_held)}</p>
            </Show>
            <Show when=move || on_the_way.get()>
                <p class="protection__warning">{t!(i18n, protection.erase_on_the_way)}</p>
            </Show>
            <div class="protection__actions">
                <Button
                    variant=ButtonVariant::Danger
                    icon=IconName::Trash2
                    testid="erase"
                    disabled=Signal::derive(move || held.get() || on_the_way.get())
                    on_click=move |_| open.set(true)
                >
                    {t!(i18n, protection.erase_button)}
                </Button>
            </div>
        </section>
        <Dialog open title=t_string!(i18n, protection.erase_title) size="s" testid="erase-dialog">
            <Confirm data asked mail open />
        </Dialog>
    }
}

/// What becomes of their mail.
#[component]
fn MailChoice(mail: RwSignal<MailWish>) -> impl IntoView {
    let i18n = use_i18n();
    let choice = move |wish: MailWish, value: &'static str, label: &'static str, text: &'static str| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="mail"
                    value=value
                    prop:checked=move || mail.get() == wish
                    on:change=move |_| mail.set(wish)
                />
                <span class="check__text">{label}<br /><span class="protection__hint">{text}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="protection__choices" data-testid="erase-mail">
            <legend class="protection__small">{t!(i18n, protection.mail)}</legend>
            {choice(MailWish::Leave, "leave", t_string!(i18n, protection.mail_leave), t_string!(i18n, protection.mail_leave_text))}
            {choice(MailWish::Trash, "trash", t_string!(i18n, protection.mail_trash), t_string!(i18n, protection.mail_trash_text))}
        </fieldset>
    }
}

#[component]
fn Confirm(
    data: RwSignal<PersonalData>,
    asked: RwSignal<Asked>,
    mail: RwSignal<MailWish>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let navigate = StoredValue::new_local(use_navigate());
    let name = data.with_untracked(|data| data.record.name.clone());
    let typed = RwSignal::new(String::new());
    let erase = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let erased = erase_person(asked.get_untracked(), mail.get_untracked(), typed.get_untracked());
        attempt.make(erased, move |act| {
            open.try_set(false);
            let address = format!("/settings/protection?act={act}");
            navigate.try_with_value(|navigate| navigate(&address, Default::default()));
        });
    };
    view! {
        <form novalidate on:submit=erase>
            <p><strong>{t!(i18n, protection.erase_final)}</strong></p>
            <TextField
                name="confirmed"
                label=t_string!(i18n, protection.type_name, name = name)
                value=typed
                required=true
                autofocus=true
                autocomplete="off"
                error=field_error(i18n, attempt.error, Field::Name)
            />
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Danger pending=attempt.pending testid="erase-sure">{t!(i18n, protection.erase_sure)}</Button>
            </div>
        </form>
    }
}
