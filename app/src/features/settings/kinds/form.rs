//! A kind as somebody fills it in.

use super::BACK;
use super::api::{add_kind, change_kind};
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::records::words::{many_of, own_icon};
use crate::state::{Toast, use_toasts};
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Dialog, Icon, TextField, mend_focus};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::record::{KindForm, KindIcon, ListedKind, OwnName};
use leptos::prelude::*;

/// A name in both languages, as it is being written.
#[derive(Clone, Copy, PartialEq)]
struct Name {
    pl: RwSignal<String>,
    en: RwSignal<String>,
}

impl Name {
    fn of(name: Option<&OwnName>) -> Self {
        let word = |word: Option<&String>| RwSignal::new(word.cloned().unwrap_or_default());
        Self { pl: word(name.map(|name| &name.pl)), en: word(name.map(|name| &name.en)) }
    }

    fn read(self) -> OwnName {
        OwnName { pl: self.pl.get_untracked(), en: self.en.get_untracked() }
    }
}

/// What is being filled in: a new kind, or one that is there.
#[derive(Clone, Copy, PartialEq)]
pub struct Filling {
    before: StoredValue<Option<ListedKind>>,
    many: Name,
    one: Name,
    icon: RwSignal<KindIcon>,
    has_stages: RwSignal<bool>,
}

impl Filling {
    pub fn new(before: Option<ListedKind>) -> Self {
        let own = before.as_ref().and_then(|kind| kind.own.as_ref());
        Self {
            many: Name::of(own.map(|own| &own.many)),
            one: Name::of(own.map(|own| &own.one)),
            icon: RwSignal::new(own.map(|own| own.icon).unwrap_or_default()),
            has_stages: RwSignal::new(false),
            before: StoredValue::new(before),
        }
    }

    fn form(self) -> KindForm {
        KindForm {
            many: self.many.read(),
            one: self.one.read(),
            icon: self.icon.get_untracked(),
            has_stages: self.has_stages.get_untracked(),
        }
    }
}

/// The dialog, for what is being filled in.
#[component]
pub fn KindDialog(filling: RwSignal<Option<Filling>>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(filling.with(Option::is_some)));
    let title = Signal::derive(move || {
        let before = filling.with(|filling| filling.and_then(|filling| filling.before.get_value()));
        match before {
            Some(kind) => {
                t_string!(i18n, settings.kinds.edit_title, name = many_of(i18n, &kind.key, kind.own.as_ref()))
            }
            None => t_string!(i18n, settings.kinds.add_title).to_owned(),
        }
    });
    view! {
        <Dialog open title size="side" testid="kind-dialog" on_close=Callback::new(move |()| filling.set(None))>
            {move || filling.get().map(|now| view! { <KindFields now open done /> })}
        </Dialog>
    }
}

#[component]
fn KindFields(now: Filling, open: RwSignal<bool>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let saved = move || {
        mend_focus(None, BACK);
        open.try_set(false);
        toasts.push(Toast::done(t_string!(i18n, common.saved)));
        done.try_run(());
    };
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match now.before.with_value(|before| before.as_ref().map(|before| before.key.clone())) {
            Some(kind) => attempt.make(change_kind(kind, now.form()), move |()| saved()),
            None => attempt.make(add_kind(now.form()), move |_| saved()),
        }
    };
    let is_new = now.before.with_value(Option::is_none);
    view! {
        <form class="fields__form" novalidate on:submit=save data-testid="kind-form">
            <Names now error=attempt.error />
            <Icons icon=now.icon />
            {if is_new {
                view! {
                    <label class="check">
                        <input type="checkbox" name="kind-stages" prop:checked=move || now.has_stages.get() on:change:target=move |event| now.has_stages.set(event.target().checked()) />
                        <span class="check__text">{t!(i18n, settings.kinds.has_stages)}</span>
                    </label>
                    <p class="settings__lead">{t!(i18n, settings.kinds.begins_with)}</p>
                }
                    .into_any()
            } else {
                ().into_any()
            }}
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="kind-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}

/// What many of them and one of them are called, in both languages.
#[component]
fn Names(now: Filling, error: RwSignal<Option<ApiError>>) -> impl IntoView {
    let i18n = use_i18n();
    let hint = Signal::stored(t_string!(i18n, settings.fields.name_hint).to_owned());
    view! {
        <TextField name="kind-many-pl" label=t_string!(i18n, settings.kinds.many_pl) value=now.many.pl autofocus=true autocomplete="off" error=field_error(i18n, error, Field::Name) />
        <TextField name="kind-one-pl" label=t_string!(i18n, settings.kinds.one_pl) value=now.one.pl autocomplete="off" error=field_error(i18n, error, Field::OneName) />
        <TextField name="kind-many-en" label=t_string!(i18n, settings.kinds.many_en) value=now.many.en autocomplete="off" />
        <TextField name="kind-one-en" label=t_string!(i18n, settings.kinds.one_en) value=now.one.en autocomplete="off" hint />
    }
}

/// Its picture.
#[component]
fn Icons(icon: RwSignal<KindIcon>) -> impl IntoView {
    let i18n = use_i18n();
    let choice = move |one: KindIcon| {
        view! {
            <label class="kinds__icon" title=icon_name(i18n, one)>
                <input type="radio" name="kind-icon" value=one.as_str() prop:checked=move || icon.get() == one on:change=move |_| icon.set(one) />
                <Icon name=own_icon(one) />
                <span class="visually-hidden">{icon_name(i18n, one)}</span>
            </label>
        }
    };
    view! {
        <fieldset class="fields__choices">
            <legend class="field__label">{t!(i18n, settings.kinds.icon)}</legend>
            <div class="kinds__icons">{KindIcon::ALL.iter().map(|one| choice(*one)).collect_view()}</div>
        </fieldset>
    }
}

/// A picture in words.
fn icon_name(i18n: I18n, icon: KindIcon) -> &'static str {
    match icon {
        KindIcon::Document => t_string!(i18n, settings.kinds.icons.document),
        KindIcon::Folder => t_string!(i18n, settings.kinds.icons.folder),
        KindIcon::Package => t_string!(i18n, settings.kinds.icons.package),
        KindIcon::Cart => t_string!(i18n, settings.kinds.icons.cart),
        KindIcon::Truck => t_string!(i18n, settings.kinds.icons.truck),
        KindIcon::Car => t_string!(i18n, settings.kinds.icons.car),
        KindIcon::House => t_string!(i18n, settings.kinds.icons.house),
        KindIcon::Wrench => t_string!(i18n, settings.kinds.icons.wrench),
        KindIcon::Calendar => t_string!(i18n, settings.kinds.icons.calendar),
        KindIcon::Key => t_string!(i18n, settings.kinds.icons.key),
        KindIcon::Tag => t_string!(i18n, settings.kinds.icons.tag),
        KindIcon::Star => t_string!(i18n, settings.kinds.icons.star),
        KindIcon::Heart => t_string!(i18n, settings.kinds.icons.heart),
        KindIcon::Bookmark => t_string!(i18n, settings.kinds.icons.bookmark),
        KindIcon::Archive => t_string!(i18n, settings.kinds.icons.archive),
        KindIcon::Image => t_string!(i18n, settings.kinds.icons.image),
    }
}
