//! Who is meant: which records are the same person, and by which names they are looked for.

use crate::features::records::words::one_of;
use crate::features::timeline::record_url;
use crate::state::use_kinds;
use kurier_i18n::{t, use_i18n};
use kurier_model::protection::{Asked, PersonRecord, PersonalData};
use leptos::prelude::*;

/// What is chosen is asked for again at once.
#[component]
pub(super) fn Who(
    data: RwSignal<PersonalData>,
    asked: RwSignal<Asked>,
    again: Callback<Asked>,
    pending: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let addresses = Memo::new(move |_| data.with(|data| data.addresses.join(", ")));
    let others = Memo::new(move |_| data.with(|data| data.others.clone()));
    let names = Memo::new(move |_| data.with(|data| data.names.clone()));
    let choose_name = move |name: String, chosen: bool| {
        let mut now = asked.get_untracked();
        now.names.retain(|other| *other != name);
        if chosen {
            now.names.push(name);
        }
        again.run(now);
    };
    view! {
        <section class="protection__part" aria-labelledby="who" aria-busy=move || pending.get().to_string()>
            <h2 class="protection__subtitle" id="who">{t!(i18n, protection.who)}</h2>
            <p data-testid="person-addresses">
                {move || match addresses.get() {
                    none if none.is_empty() => view! { {t!(i18n, protection.no_addresses)} }.into_any(),
                    some => view! { {t!(i18n, protection.addresses)} " " <span dir="auto">{some}</span> }.into_any(),
                }}
            </p>
            <Show when=move || !others.with(Vec::is_empty)>
                <fieldset class="protection__choices" data-testid="person-others">
                    <legend class="protection__small">{t!(i18n, protection.others)}</legend>
                    <p class="protection__hint">{t!(i18n, protection.others_text)}</p>
                    <For each=move || others.get() key=|one| one.id let:one>
                        <Other one asked again />
                    </For>
                </fieldset>
            </Show>
            <Show when=move || !names.with(Vec::is_empty)>
                <fieldset class="protection__choices" data-testid="person-names">
                    <legend class="protection__small">{t!(i18n, protection.names)}</legend>
                    <p class="protection__hint">{t!(i18n, protection.names_text)}</p>
                    <For each=move || names.get() key=String::clone let:name>
                        <NameChoice name asked choose=Callback::new(move |(name, chosen)| choose_name(name, chosen)) />
                    </For>
                </fieldset>
            </Show>
        </section>
    }
}

#[component]
fn Other(one: PersonRecord, asked: RwSignal<Asked>, again: Callback<Asked>) -> impl IntoView {
    let i18n = use_i18n();
    let id = one.id;
    let made = use_kinds().own(&one.kind);
    let kind = one_of(i18n, &one.kind, made.as_ref());
    let choose = move |chosen: bool| {
        let mut now = asked.get_untracked();
        now.others.retain(|other| *other != id);
        if chosen {
            now.others.push(id);
        }
        again.run(now);
    };
    view! {
        <div class="protection__line">
            <label class="check">
                <input
                    type="checkbox"
                    name="other"
                    prop:checked=move || asked.with(|asked| asked.others.contains(&id))
                    on:change:target=move |event| choose(event.target().checked())
                />
                <span class="check__text" dir="auto">{one.name.clone()}</span>
            </label>
            <a class="protection__link" href=record_url(&one.kind, id)>{kind}</a>
        </div>
    }
}

#[component]
fn NameChoice(name: String, asked: RwSignal<Asked>, choose: Callback<(String, bool)>) -> impl IntoView {
    let shown = name.clone();
    let name = StoredValue::new(name);
    view! {
        <label class="check">
            <input
                type="checkbox"
                name="name"
                prop:checked=move || name.with_value(|name| asked.with(|asked| asked.names.contains(name)))
                on:change:target=move |event| choose.run((name.get_value(), event.target().checked()))
            />
            <span class="check__text" dir="auto">{shown}</span>
        </label>
    }
}
