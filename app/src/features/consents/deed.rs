//! Writing down what a person wants: one dialog for all of it.

use super::api::{opt_in, opt_out, subscribe, unsubscribe};
use super::basis::{BasisFields, Explanation};
use super::words::subscription_name;
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::state::{Toast, use_toasts};
use crate::ui::{Button, ButtonVariant, Dialog};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::consent::{LegalBasis, SubscriptionType};
use kurier_model::{Field, RecordId};
use leptos::prelude::*;

/// Something to write down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// To what, and whether that is against what they once said.
    Subscribe(Option<SubscriptionType>, bool),
    Unsubscribe(Option<SubscriptionType>),
    OptOut,
    OptIn,
}

impl Deed {
    fn title(&self, i18n: I18n) -> String {
        match self {
            Self::Subscribe(to, _) => {
                t_string!(i18n, consents.subscribe_title, what = subscription_name(i18n, to.as_ref()))
            }
            Self::Unsubscribe(from) => {
                t_string!(i18n, consents.unsubscribe_title, what = subscription_name(i18n, from.as_ref()))
            }
            Self::OptOut => t_string!(i18n, consents.opt_out_title).to_owned(),
            Self::OptIn => t_string!(i18n, consents.opt_in_title).to_owned(),
        }
    }

    /// What comes of it, where that is not plain.
    fn consequence(&self, i18n: I18n) -> Option<&'static str> {
        match self {
            Self::OptOut => Some(t_string!(i18n, consents.opt_out_text)),
            Self::OptIn => Some(t_string!(i18n, consents.opt_in_text)),
            Self::Subscribe(..) | Self::Unsubscribe(_) => None,
        }
    }
}

/// The dialog, for what is to be written down about a person.
#[component]
pub(super) fn DeedDialog(
    record: RecordId,
    deed: RwSignal<Option<Deed>>,
    done: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move || open.set(deed.with(Option::is_some)));
    let title = Signal::derive(move || {
        deed.with(|deed| deed.as_ref().map(|deed| deed.title(i18n))).unwrap_or_default()
    });
    view! {
        <Dialog open title size="s" testid="consent-dialog" on_close=Callback::new(move |()| deed.set(None))>
            {move || deed.get().map(|now| view! { <DeedForm record now open done /> })}
        </Dialog>
    }
}

#[component]
fn DeedForm(record: RecordId, now: Deed, open: RwSignal<bool>, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let attempt = Attempt::begin();
    let (basis, explanation) = (RwSignal::new(None::<LegalBasis>), RwSignal::new(String::new()));
    let consequence = now.consequence(i18n);
    let subscribes = matches!(now, Deed::Subscribe(..));
    let is_needed = matches!(now, Deed::OptIn | Deed::Subscribe(_, true));
    let written = move |()| {
        open.try_set(false);
        toasts.push(Toast::done(t_string!(i18n, common.saved)));
        done.try_run(());
    };
    let save = move || {
        let text = explanation.get_untracked();
        match now.clone() {
            Deed::Subscribe(to, _) => {
                let Some(basis) = basis.get_untracked() else {
                    attempt.error.set(Some(ApiError::required(Field::LegalBasis)));
                    return;
                };
                attempt.make(subscribe(record, to.map(|to| to.id), basis, text), written);
            }
            Deed::Unsubscribe(from) => {
                attempt.make(unsubscribe(record, from.map(|from| from.id), text), written);
            }
            Deed::OptOut => attempt.make(opt_out(record, text), written),
            Deed::OptIn => attempt.make(opt_in(record, text), written),
        }
    };
    view! {
        <form
            class="grounds"
            data-testid="consent-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            {consequence.map(|text| view! { <p>{text}</p> })}
            {if subscribes {
                view! { <BasisFields basis explanation is_explained=Signal::stored(is_needed) error=attempt.error /> }.into_any()
            } else {
                view! { <Explanation explanation is_needed=Signal::stored(is_needed) error=attempt.error /> }.into_any()
            }}
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="consent-save">{t!(i18n, common.save)}</Button>
            </div>
        </form>
    }
}
