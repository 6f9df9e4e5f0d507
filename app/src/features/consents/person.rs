//! What is known of a person, on their page: how they stand, what they are subscribed to, and how that came about.

use super::api::consent_of;
use super::deed::{Deed, DeedDialog};
use super::history::{History, PAGE};
use super::words::{standing_text, subscription_name};
use crate::api::Fetched;
use crate::followed::followed;
use crate::state::use_live;
use crate::ui::{Button, ButtonSize, Skeleton};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::consent::{PersonConsent, Standing, Subscription, SubscriptionType};
use kurier_model::live::News;
use leptos::prelude::*;

/// The panel on the page of a person.
#[component]
pub fn PersonConsents(record: RecordId) -> impl IntoView {
    let i18n = use_i18n();
    let deed = RwSignal::new(None::<Deed>);
    let changes = RwSignal::new(0_u32);
    let read = Callback::new(move |()| {
        changes.try_update(|changes| *changes += 1);
    });
    use_live().on(move |news| match news {
        News::Record { record: other } if other == record => read.run(()),
        News::Resync => read.run(()),
        _ => {}
    });
    let known = Fetched::new(
        "person_consent",
        move || format!("{record} {}", changes.get()),
        move || consent_of(record, None, PAGE),
    );
    view! {
        <section class="panel" aria-labelledby="consents" data-testid="consents">
            <h2 class="panel__title" id="consents">{t!(i18n, consents.title)}</h2>
            {followed(
                known,
                || view! { <Skeleton lines=3 /> }.into_any(),
                |_| false,
                move |known| view! { <Known record known deed read /> }.into_any(),
                || ().into_any(),
            )}
        </section>
    }
}

#[component]
fn Known(
    record: RecordId,
    known: RwSignal<PersonConsent>,
    deed: RwSignal<Option<Deed>>,
    read: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let standing = Memo::new(move |_| known.with(|known| known.standing));
    let subscriptions = Memo::new(move |_| known.with(|known| known.subscriptions.clone()));
    let blocked = Memo::new(move |_| known.with(|known| known.blocked.join(", ")));
    let is_out = move || standing.get() == Standing::OptedOut;
    let change = move |_| deed.set(Some(if untrack(is_out) { Deed::OptIn } else { Deed::OptOut }));
    view! {
        <p class="consents__standing" data-standing=move || standing.get().as_str() data-testid="consent-standing">
            {move || standing_text(i18n, standing.get())}
        </p>
        <Show when=move || blocked.with(|blocked| !blocked.is_empty())>
            <p class="timeline__dim">{move || t_string!(i18n, consents.blocked, addresses = blocked.get())}</p>
        </Show>
        <Show when=move || known.with(|known| !known.required)>
            <p class="timeline__dim">{t!(i18n, consents.not_required)}</p>
        </Show>
        <ul class="consents__list">
            <For each=move || subscriptions.get() key=|one| format!("{one:?}") let:one>
                <Line one deed is_out=Signal::derive(is_out) />
            </For>
        </ul>
        <Button size=ButtonSize::Small testid="consent-all" on_click=change>
            {move || if is_out() { t_string!(i18n, consents.opt_in) } else { t_string!(i18n, consents.opt_out) }}
        </Button>
        <History record known />
        <a class="consents__data" href=format!("/person/{record}") data-testid="personal-data">{t!(i18n, protection.person)}</a>
        <DeedDialog record deed done=read />
    }
}

#[component]
fn Line(one: Subscription, deed: RwSignal<Option<Deed>>, is_out: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let name = subscription_name(i18n, one.what.as_ref());
    let state = match one.has {
        Some(true) => t_string!(i18n, consents.has),
        Some(false) => t_string!(i18n, consents.has_not),
        None => t_string!(i18n, consents.unknown),
    };
    let has = one.has == Some(true);
    let subscribing: fn(Option<SubscriptionType>) -> Deed = match one.has {
        Some(false) => |to| Deed::Subscribe(to, true),
        _ => |to| Deed::Subscribe(to, false),
    };
    let what = StoredValue::new(one.what);
    let button = move |label: &'static str,
                       testid: &'static str,
                       make: fn(Option<SubscriptionType>) -> Deed| {
        view! {
            <Button size=ButtonSize::Small testid on_click=move |_| deed.set(Some(make(what.get_value())))>{label}</Button>
        }
    };
    view! {
        <li class="consents__line" data-testid="subscription" data-has=one.has.map(|has| has.to_string())>
            <span class="consents__name" dir="auto" title=name.clone()>{name.clone()}</span>
            <span class="consents__state">{state}</span>
            <Show when=move || !is_out.get()>
                <span class="consents__buttons">
                    {(!has).then(|| button(t_string!(i18n, consents.subscribe), "subscribe", subscribing))}
                    {(one.has != Some(false)).then(|| button(t_string!(i18n, consents.unsubscribe), "unsubscribe", Deed::Unsubscribe))}
                </span>
            </Show>
        </li>
    }
}
