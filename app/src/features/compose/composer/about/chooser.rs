//! Choosing the record to which a message will belong: what is under way with the people to whom it goes, the people, any other by its words,
//! or none.

use crate::api::ApiError;
use crate::features::compose::api::offer_draft_about;
use crate::features::compose::writing::Writing;
use crate::features::compose::writing::recipients::Recipients;
use crate::features::kinds::{icon_of, one_of, stage_name};
use crate::state::use_kinds;
use crate::trouble::LoadError;
use crate::ui::{Icon, IconName, Paused, Skeleton, sends};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::compose::{AboutOffer, AboutReason, DraftAbout};
use leptos::prelude::*;

/// In which they are shown.
const ORDER: [AboutReason; 4] =
    [AboutReason::Conversation, AboutReason::Work, AboutReason::Person, AboutReason::Words];

/// A search box, and what is offered.
#[component]
pub(super) fn Chooser(writing: Writing, choose: Callback<DraftAbout>) -> impl IntoView {
    let i18n = use_i18n();
    let words = RwSignal::new(String::new());
    let people = StoredValue::new(people_of(writing));
    let found = LocalResource::new(move || {
        let words = words.get();
        async move {
            let people = people.try_get_value().unwrap_or_default();
            offer_draft_about(writing.id, people, words.clone()).await.map(|found| (words, found))
        }
    });
    // What was found last stays while the next is looked up.
    let shown = RwSignal::new(None::<Result<(String, Vec<AboutOffer>), ApiError>>);
    Effect::new(move || {
        if let Some(answer) = found.get() {
            shown.set(Some(answer));
        }
    });
    let paused = Paused::new(move |typed| {
        words.try_set(typed.trim().to_owned());
    });
    view! {
        <div
            class="about"
            on:keydown=move |event| {
                // Of a dialog nothing is sent.
                if sends(&event) {
                    event.stop_propagation();
                }
            }
        >
            <input
                class="input"
                type="search"
                dir="auto"
                autocomplete="off"
                data-testid="about-search"
                placeholder=t_string!(i18n, compose.about_search)
                aria-label=t_string!(i18n, compose.about_search)
                on:input:target=move |event| paused.typed(event.target().value())
            />
            <div class="about__found">
                {move || match shown.get() {
                    None => view! { <Skeleton lines=3 /> }.into_any(),
                    Some(Err(error)) => view! { <LoadError error on_retry=move |()| found.refetch() /> }.into_any(),
                    Some(Ok((asked, offers))) if offers.is_empty() => {
                        let text = match asked.is_empty() {
                            true => t_string!(i18n, compose.about_no_offers),
                            false => t_string!(i18n, compose.about_not_found),
                        };
                        view! { <p class="about__none" role="status">{text}</p> }.into_any()
                    }
                    Some(Ok((_, offers))) => view! { <Offers writing offers choose /> }.into_any(),
                }}
            </div>
            <ToNone writing choose />
        </div>
    }
}

/// It belongs to no record.
#[component]
fn ToNone(writing: Writing, choose: Callback<DraftAbout>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <button
            type="button"
            class="about__one"
            data-testid="about-nothing"
            aria-current=move || (writing.about.get() == DraftAbout::Nothing).then_some("true")
            on:click=move |_| choose.run(DraftAbout::Nothing)
        >
            <Icon name=IconName::X />
            <span class="about__text">{t!(i18n, compose.about_to_none)}</span>
        </button>
    }
}

/// To whom it goes, as it stands now.
fn people_of(writing: Writing) -> Vec<String> {
    let fields = [writing.recipients.to, writing.recipients.cc];
    let stored = fields.into_iter().flat_map(|field| field.with_untracked(Recipients::stored));
    stored.map(|one| one.address).collect()
}

/// What is offered, by the reason.
#[component]
fn Offers(writing: Writing, offers: Vec<AboutOffer>, choose: Callback<DraftAbout>) -> impl IntoView {
    let i18n = use_i18n();
    let group = |reason: AboutReason| {
        let of: Vec<AboutOffer> = offers.iter().filter(|offer| offer.reason == reason).cloned().collect();
        (!of.is_empty()).then(|| {
            view! {
                <section aria-label=reason_words(i18n, reason)>
                    <h3 class="about__reason">{reason_words(i18n, reason)}</h3>
                    <ul class="about__list">
                        {of.into_iter().map(|offer| view! { <li><Offer writing offer choose /></li> }).collect_view()}
                    </ul>
                </section>
            }
        })
    };
    ORDER.map(group).collect_view()
}

#[component]
fn Offer(writing: Writing, offer: AboutOffer, choose: Callback<DraftAbout>) -> impl IntoView {
    let i18n = use_i18n();
    let found = offer.found;
    // Nobody chooses before the page knows its kinds.
    let made = untrack(|| use_kinds().own(&found.kind));
    let (kind, icon) = (one_of(i18n, &found.kind, made.as_ref()), icon_of(&found.kind, made.as_ref()));
    let stage = found.stage.as_ref().map(|stage| stage_name(i18n, stage));
    let note = [Some(kind), stage, found.company.clone(), found.address.clone(), found.owner.clone()];
    let note = note.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let (record, kind, name) = (found.record, found.kind, found.name);
    let about = DraftAbout::Record { record, kind: kind.clone(), name: name.clone(), in_bin: false };
    view! {
        <button
            type="button"
            class="about__one"
            data-testid="about-offer"
            data-kind=kind.to_string()
            aria-current=move || writing.about.with(|about| about.record() == Some(record)).then_some("true")
            on:click=move |_| choose.run(about.clone())
        >
            <Icon name=icon />
            <span class="about__text">
                <span class="about__called" dir="auto">{name}</span>
                <span class="about__note" dir="auto">{note}</span>
            </span>
        </button>
    }
}

fn reason_words(i18n: I18n, reason: AboutReason) -> &'static str {
    match reason {
        AboutReason::Conversation => t_string!(i18n, compose.about_conversation),
        AboutReason::Work => t_string!(i18n, compose.about_work),
        AboutReason::Person => t_string!(i18n, compose.about_people),
        AboutReason::Words => t_string!(i18n, compose.about_found),
    }
}
