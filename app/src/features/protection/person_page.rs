//! `/person/{record}`: what there is of a person, and what can be done about it.

use super::api::{look_at_person, mentions_of};
use super::choosing::Who;
use super::erasing::Erasing;
use super::holding::Holding;
use super::words::kind_words;
use crate::api::{ApiError, Fetched};
use crate::attempt::Attempt;
use crate::features::timeline::record_url;
use crate::state::use_session;
use crate::trouble::LoadError;
use crate::ui::{Button, ButtonVariant, Icon, IconName, NotFoundPage, PageTitle, Skeleton, lasting};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::member::Role;
use kurier_model::protection::{Asked, MailboxMail, PersonalData};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn PersonPage() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get_str("id").and_then(|id| id.parse::<RecordId>().ok()))
    });
    view! {
        <PageTitle text=t_string!(i18n, protection.person) />
        <div class="protection"><div class="protection__inner">
            <Transition fallback=|| view! { <Skeleton kind="text" /> }>
                {move || lasting(async move {
                    match session.read().await {
                        // Nothing is asked for whoever may not know it.
                        Ok(me) if me.role < Role::Admin => view! { <Members /> }.into_any(),
                        _ => view! { <Known id /> }.into_any(),
                    }
                })}
            </Transition>
        </div></div>
    }
}

#[component]
fn Known(id: Memo<Option<RecordId>>) -> impl IntoView {
    let data = Fetched::new(
        "look_at_person",
        move || format!("{:?}", id.get()),
        move || {
            let id = id.get_untracked();
            async move { look_at_person(id.ok_or(ApiError::NotFound)?, None).await }
        },
    );
    view! {
        <Transition fallback=|| view! { <Skeleton kind="text" /> }>
            {move || lasting(async move {
                match data.read().await {
                    Ok(data) => view! { <Content data /> }.into_any(),
                    Err(ApiError::NotFound) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => view! { <LoadError error on_retry=move || data.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Who is no administrator is told who does it.
#[component]
fn Members() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <header class="protection__head">
            <h1 class="protection__title">{t!(i18n, protection.person)}</h1>
            <p data-testid="only-admins">{t!(i18n, protection.admins)}</p>
        </header>
    }
}

/// What is chosen of a person.
#[must_use]
pub(super) fn asked_of(data: &PersonalData, names: &[String]) -> Asked {
    let others = data.others.iter().filter(|one| one.chosen).map(|one| one.id).collect();
    Asked { record: data.record.id, others, names: names.to_vec() }
}

#[component]
fn Content(data: PersonalData) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let record = data.record.clone();
    let back = record_url(&record.kind, record.id);
    let asked = RwSignal::new(asked_of(&data, &data.names));
    let data = RwSignal::new(data);
    let again = Callback::new(move |wanted: Asked| {
        asked.set(wanted.clone());
        let read = async move { Ok(look_at_person(record.id, Some(wanted)).await?.read()?) };
        attempt.make(read, move |now: PersonalData| {
            data.try_set(now);
        });
    });
    view! {
        <header class="protection__head" data-testid="person" data-record-id=record.id.to_string()>
            <a class="protection__back" href=back><Icon name=IconName::ArrowLeft />{t!(i18n, protection.back)}</a>
            <h1 class="protection__title">{t!(i18n, protection.person)}</h1>
            <p class="protection__name" dir="auto">{record.name}</p>
            <p class="protection__hint">{t!(i18n, protection.person_text)}</p>
        </header>
        <Who data asked again pending=attempt.pending />
        <Stored data asked />
        <Handing asked />
        <Holding data again=Callback::new(move |()| again.run(asked.get_untracked())) />
        <Erasing data asked />
    }
}

/// How much of everything there is.
#[component]
fn Stored(data: RwSignal<PersonalData>, asked: RwSignal<Asked>) -> impl IntoView {
    let i18n = use_i18n();
    let counts = Memo::new(move |_| data.with(|data| data.counts.clone()));
    let mailboxes = Memo::new(move |_| data.with(|data| data.mailboxes.clone()));
    // It is looked for in all that people have written: apart, so that the rest need not wait.
    let mentions = LocalResource::new(move || {
        let asked = asked.get();
        async move { mentions_of(asked).await.ok() }
    });
    let mentioned = move || match mentions.get() {
        None => t_string!(i18n, protection.counting).to_owned(),
        Some(count) => count.map_or_else(|| "–".to_owned(), |count| count.to_string()),
    };
    view! {
        <section class="protection__part" aria-labelledby="stored">
            <h2 class="protection__subtitle" id="stored">{t!(i18n, protection.stored)}</h2>
            <dl class="protection__figures" data-testid="personal-counts">
                <For each=move || counts.get() key=|one| (one.what, one.count) let:one>
                    <div class="protection__figure" data-key=one.what.as_str() data-none=(one.count == 0).then_some("true")>
                        <dt>{kind_words(i18n, one.what)}</dt>
                        <dd>{one.count}</dd>
                    </div>
                </For>
                <div class="protection__figure" data-key="mentions">
                    <dt>{kind_words(i18n, kurier_model::protection::DataKind::Mentions)}</dt>
                    <dd>{mentioned}</dd>
                </div>
            </dl>
            <Show when=move || !mailboxes.with(Vec::is_empty)>
                <h3 class="protection__small">{t!(i18n, protection.mailboxes)}</h3>
                <ul class="protection__list">
                    <For each=move || mailboxes.get() key=|one| (one.address.clone(), one.count) let:one>
                        <MailboxLine one />
                    </For>
                </ul>
            </Show>
        </section>
    }
}

#[component]
fn MailboxLine(one: MailboxMail) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <li class="protection__line">
            <span class="protection__wide" dir="auto">{one.address}</span>
            {one.private.then(|| view! { <span class="protection__hint">{t!(i18n, protection.private)}</span> })}
            <span class="protection__number">{one.count}</span>
        </li>
    }
}

/// The file, made when it is asked for.
#[component]
fn Handing(asked: RwSignal<Asked>) -> impl IntoView {
    let i18n = use_i18n();
    let action = asked.with_untracked(|asked| format!("/export/person/{}", asked.record));
    let others = move || {
        asked.with(|asked| asked.others.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
    };
    let names = Memo::new(move |_| asked.with(|asked| asked.names.clone()));
    let field = |name: String| view! { <input type="hidden" name="name" value=name /> };
    view! {
        <section class="protection__part" aria-labelledby="handing">
            <h2 class="protection__subtitle" id="handing">{t!(i18n, protection.export)}</h2>
            <p>{t!(i18n, protection.export_text)}</p>
            <p class="protection__warning">{t!(i18n, protection.export_look)}</p>
            <form method="post" action=action data-testid="export-person">
                <input type="hidden" name="lang" value=i18n.language().tag() />
                <input type="hidden" name="others" prop:value=others value=others />
                {move || names.get().into_iter().map(field).collect_view()}
                <Button kind="submit" variant=ButtonVariant::Primary icon=IconName::Download>{t!(i18n, protection.download)}</Button>
            </form>
        </section>
    }
}
