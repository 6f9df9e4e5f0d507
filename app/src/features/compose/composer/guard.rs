//! What somebody is told before a message leaves, in one place: what the page knows, and what the server knows.

mod grounds;

use super::Parts;
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::features::compose::api::give_grounds;
use crate::features::compose::context::use_compose;
use crate::features::compose::writing::Writing;
use crate::features::compose::writing::checks::Doubt;
use crate::ui::{Button, ButtonVariant, Dialog};
pub use grounds::Filling;
use grounds::GroundsForm;
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::consent::{Finding, Unclear};
use kurier_model::{Address, Field};
use leptos::prelude::*;

/// The dialog. It opens when there is something to say, and only then.
#[component]
pub(super) fn Guard(parts: Parts) -> impl IntoView {
    let i18n = use_i18n();
    let handover = parts.writing.handover;
    let unclear = Memo::new(move |_| handover.findings.with(|findings| unclear(findings)));
    let title = Signal::derive(move || {
        let asks_grounds = unclear.with(|people| !people.is_empty());
        let title = if asks_grounds {
            t_string!(i18n, compose.grounds_title)
        } else {
            t_string!(i18n, compose.doubt_title)
        };
        title.to_owned()
    });
    view! {
        <Dialog open=handover.asking title size="s" testid="composer-doubts">
            {move || parts.doubts.get().into_iter().map(|doubt| view! { <p>{doubt_text(i18n, doubt)}</p> }).collect_view()}
            {move || {
                let said = handover.findings.get().into_iter().filter_map(|finding| finding_text(i18n, &finding));
                said.map(|said| view! { <p dir="auto">{said}</p> }).collect_view()
            }}
            {move || match unclear.get() {
                people if people.is_empty() => view! { <Actions parts /> }.into_any(),
                people => view! { <WithGrounds parts people /> }.into_any(),
            }}
        </Dialog>
    }
}

/// Those to whom it does not go without grounds.
fn unclear(findings: &[Finding]) -> Vec<Unclear> {
    let people = findings.iter().find_map(|finding| match finding {
        Finding::NoGrounds { people } => Some(people.clone()),
        _ => None,
    });
    people.unwrap_or_default()
}

/// Whether it is asked on what grounds somebody is written to.
pub(super) fn asks_grounds(writing: Writing) -> bool {
    writing.handover.findings.with_untracked(|findings| !unclear(findings).is_empty())
}

/// Moves everybody where they do not see each other, when that is in doubt.
#[component]
fn Hide(parts: Parts) -> impl IntoView {
    let i18n = use_i18n();
    let is_asked =
        move || parts.doubts.with(|doubts| doubts.iter().any(|doubt| matches!(doubt, Doubt::ManySeen(_))));
    view! {
        <Show when=is_asked>
            <Button testid="composer-hide-recipients" on_click=move |_| {
                parts.writing.handover.asking.set(false);
                parts.writing.hide_recipients();
            }>{t!(i18n, compose.hide_recipients)}</Button>
        </Show>
    }
}

#[component]
fn Actions(parts: Parts) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let open = parts.writing.handover.asking;
    view! {
        <div class="dialog__actions">
            <Hide parts />
            <Back parts />
            <Button
                variant=ButtonVariant::Primary
                testid="composer-send-anyway"
                on_click=move |_| {
                    open.set(false);
                    compose.send(parts.writing, parts.writing.handover.findings.get_untracked());
                }
            >
                {t!(i18n, compose.send_anyway)}
            </Button>
        </div>
    }
}

#[component]
fn Back(parts: Parts) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Button on_click=move |_| {
            parts.writing.handover.asking.set(false);
            parts.control.fill_in();
        }>{t!(i18n, compose.back_to_writing)}</Button>
    }
}

/// On what grounds these people are written to.
#[component]
fn WithGrounds(parts: Parts, people: Vec<Unclear>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let attempt = Attempt::begin();
    let filling = parts.grounds;
    filling.begin(&people);
    let open = parts.writing.handover.asking;
    let asked = StoredValue::new(people.iter().map(|one| one.address.address.clone()).collect::<Vec<_>>());
    let give = move || {
        let Some(grounds) = filling.grounds() else {
            attempt.error.set(Some(ApiError::required(Field::LegalBasis)));
            return;
        };
        attempt.make(give_grounds(parts.writing.id, asked.get_value(), grounds), move |()| {
            open.set(false);
            compose.send(parts.writing, parts.writing.handover.findings.get_untracked());
        });
    };
    view! {
        <form
            class="grounds"
            data-testid="composer-grounds"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                give();
            }
            on:keydown=move |event| {
                if crate::ui::sends(&event) {
                    event.prevent_default();
                    event.stop_propagation();
                    give();
                }
            }
        >
            <GroundsForm people filling error=attempt.error />
            <div class="dialog__actions">
                <Hide parts />
                <Back parts />
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="composer-send-grounds">
                    {t!(i18n, compose.send_on_grounds)}
                </Button>
            </div>
        </form>
    }
}

fn doubt_text(i18n: I18n, doubt: Doubt) -> String {
    match doubt {
        Doubt::Blank => t_string!(i18n, compose.doubt_blank).to_owned(),
        Doubt::EmptySubject => t_string!(i18n, compose.doubt_subject).to_owned(),
        Doubt::MissingAttachment => t_string!(i18n, compose.doubt_attachment).to_owned(),
        Doubt::ManySeen(count) => t_string!(i18n, compose.doubt_many_seen, count = count),
    }
}

/// `None`: it is said by a form.
fn finding_text(i18n: I18n, finding: &Finding) -> Option<String> {
    Some(match finding {
        Finding::NoGrounds { .. } => return None,
        Finding::Unwanted { people } => t_string!(i18n, compose.finding_unwanted, people = named(people)),
        Finding::Added { people } => t_string!(i18n, compose.finding_added, people = named(people)),
        Finding::Dropped { people } => t_string!(i18n, compose.finding_dropped, people = named(people)),
        Finding::Strangers { people } => t_string!(i18n, compose.finding_strangers, people = named(people)),
        Finding::AboutGone { in_bin: Some(name) } => {
            t_string!(i18n, compose.finding_in_bin, name = name.as_str())
        }
        Finding::AboutGone { in_bin: None } => t_string!(i18n, compose.finding_gone).to_owned(),
        Finding::Answering { people } => {
            t_string!(i18n, compose.finding_answering, people = people.join(", "))
        }
        Finding::Answered { people } => t_string!(i18n, compose.finding_answered, people = people.join(", ")),
    })
}

/// People as one reads them; of very many the first.
fn named(people: &[Address]) -> String {
    const FIRST: usize = 5;
    let mut names: Vec<String> = people.iter().take(FIRST).map(Address::readable_whole).collect();
    if people.len() > FIRST {
        names.push(format!("… (+{})", people.len() - FIRST));
    }
    names.join(", ")
}
