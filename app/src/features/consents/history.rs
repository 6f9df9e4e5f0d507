//! How it came about that somebody may, or may not, be written to; and what they were sent.

use super::api::consent_of;
use super::words::event_text;
use crate::attempt::Attempt;
use crate::ui::{Button, ButtonSize, Time};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::RecordId;
use kurier_model::consent::{ByLink, ConsentEntry, PersonConsent};
use leptos::prelude::*;

/// So many lines are shown at first, and come with each *more*.
pub(super) const PAGE: u32 = 10;

/// The lines, the latest first, folded until somebody asks.
#[component]
pub(super) fn History(record: RecordId, known: RwSignal<PersonConsent>) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let first = known.with_untracked(|known| known.history.clone());
    let (rows, next) = (RwSignal::new(first.rows), RwSignal::new(first.next));
    Effect::new(move |is_first: Option<()>| {
        let now = known.with(|known| known.history.clone());
        if is_first.is_some() {
            rows.set(now.rows);
            next.set(now.next);
        }
    });
    let more = move |_| {
        let after = next.get_untracked();
        let asked = async move { Ok(consent_of(record, after, PAGE).await?.read()?) };
        attempt.make(asked, move |known: PersonConsent| {
            rows.try_update(|rows| rows.extend(known.history.rows));
            next.try_set(known.history.next);
        });
    };
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty())>
            <details class="consents__history" data-testid="consent-history">
                <summary>{t!(i18n, consents.history)}</summary>
                <ol>
                    <For each=move || rows.get() key=|entry| entry.id let:entry>
                        <Line entry />
                    </For>
                </ol>
                <Show when=move || next.get().is_some()>
                    <Button size=ButtonSize::Small pending=attempt.pending on_click=more>{t!(i18n, records.more)}</Button>
                </Show>
            </details>
        </Show>
    }
}

#[component]
fn Line(entry: ConsentEntry) -> impl IntoView {
    let i18n = use_i18n();
    let (said, more) = event_text(i18n, &entry.what);
    let more: Vec<String> = more.into_iter().filter(|text| !text.is_empty()).collect();
    let by = match entry.by_link {
        Some(ByLink { subject: Some(subject) }) => {
            Some(t_string!(i18n, consents.by_link_of, subject = subject))
        }
        Some(ByLink { subject: None }) => Some(t_string!(i18n, consents.by_link).to_owned()),
        None => entry.by,
    };
    view! {
        <li>
            <p class="consents__said" dir="auto">{said}</p>
            {(!more.is_empty()).then(|| view! { <p class="timeline__dim" dir="auto">{more.join(" · ")}</p> })}
            <p class="timeline__dim">
                <Time at=entry.at />
                {by.map(|by| view! { " · " <span dir="auto">{by}</span> })}
            </p>
        </li>
    }
}
