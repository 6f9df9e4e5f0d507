//! Filters of the queue: by mailbox, sender and age; those that are set, and the drawer in which they are.

use super::place::{GoTo, url};
use crate::features::compose::api::senders;
use crate::ui::{Button, ButtonVariant, Dialog, Icon, IconName, Select, TextField};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::MailboxId;
use kurier_model::ready::{Age, ReadyQuery};
use leptos::prelude::*;

/// The same part of the queue without filters.
#[must_use]
pub fn unfiltered(query: &ReadyQuery) -> ReadyQuery {
    query.filter.into()
}

fn age_words(i18n: I18n, age: Age) -> &'static str {
    match age {
        Age::Today => t_string!(i18n, ready.age_today),
        Age::ThisWeek => t_string!(i18n, ready.age_this_week),
        Age::OverWeek => t_string!(i18n, ready.age_over_week),
        Age::OverMonth => t_string!(i18n, ready.age_over_month),
    }
}

/// The same behind a colon.
fn age_said(i18n: I18n, age: Age) -> &'static str {
    match age {
        Age::Today => t_string!(i18n, ready.today_words),
        Age::ThisWeek => t_string!(i18n, ready.this_week_words),
        Age::OverWeek => t_string!(i18n, ready.over_week_words),
        Age::OverMonth => t_string!(i18n, ready.over_month_words),
    }
}

/// Opens the drawer.
#[component]
pub fn FilterButton(place: StoredValue<ReadyQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    view! {
        <Button icon=IconName::Filter testid="ready-filters" on_click=move |_| open.set(true)>
            {t!(i18n, ready.filters)}
        </Button>
        <Dialog open title=t_string!(i18n, ready.filters) size="side" testid="ready-filter-drawer">
            <Form open place />
        </Dialog>
    }
}

#[component]
fn Form(open: RwSignal<bool>, place: StoredValue<ReadyQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let go = GoTo::new();
    let set = place.get_value();
    let (mailbox, from, age) = (
        RwSignal::new(set.mailbox.map(|mailbox| mailbox.to_string()).unwrap_or_default()),
        RwSignal::new(set.from),
        RwSignal::new(set.age.map_or("", Age::as_str).to_owned()),
    );
    let any_age = std::iter::once((String::new(), t_string!(i18n, ready.filter_any_age).to_owned()));
    let ages = Age::ALL.map(|age| (age.as_str().to_owned(), age_words(i18n, age).to_owned()));
    let ages = Signal::stored(any_age.chain(ages).collect::<Vec<_>>());
    let apply = move || {
        let asked = ReadyQuery {
            filter: place.with_value(|place| place.filter),
            mailbox: mailbox.get_untracked().parse().ok(),
            from: from.get_untracked().trim().to_owned(),
            age: Age::from_address(&age.get_untracked()),
        };
        open.set(false);
        go.part(&asked);
    };
    let clear = move |_| {
        open.set(false);
        go.part(&place.with_value(unfiltered));
    };
    view! {
        <form
            class="record-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                apply();
            }
        >
            <TextField name="ready-from" label=t_string!(i18n, ready.filter_from) value=from hint=Signal::stored(t_string!(i18n, ready.filter_from_hint).to_owned()) autocomplete="off" />
            <Select name="ready-age" label=t_string!(i18n, ready.filter_age) value=age options=ages />
            <Mailboxes mailbox />
            <div class="record-form__buttons">
                <Button on_click=clear>{t!(i18n, ready.filter_clear)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary testid="ready-filter-apply">{t!(i18n, ready.filter_apply)}</Button>
            </div>
        </form>
    }
}

/// Of which mailbox, where there are several.
#[component]
fn Mailboxes(mailbox: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let known = LocalResource::new(senders);
    move || {
        let known = known.get().and_then(Result::ok).unwrap_or_default();
        (known.len() > 1).then(|| {
            let any = std::iter::once((String::new(), t_string!(i18n, ready.filter_any_mailbox).to_owned()));
            let options = any.chain(known.into_iter().map(|(id, address)| (id.to_string(), address)));
            let options = Signal::stored(options.collect::<Vec<_>>());
            view! { <Select name="ready-mailbox" label=t_string!(i18n, ready.filter_mailbox) value=mailbox options /> }
        })
    }
}

/// The filters that are set, each with a way to take it away. `mailboxes`: what they are called.
#[component]
pub fn FilterChips(place: StoredValue<ReadyQuery>, mailboxes: Vec<(MailboxId, String)>) -> impl IntoView {
    let i18n = use_i18n();
    let set = place.get_value();
    let without = |change: fn(&mut ReadyQuery)| {
        let mut query = set.clone();
        change(&mut query);
        url(&query)
    };
    let mut chips = Vec::new();
    if let Some(mailbox) = set.mailbox {
        let address = mailboxes.into_iter().find(|(id, _)| *id == mailbox).map(|(_, address)| address);
        let said = address.unwrap_or_else(|| "—".to_owned());
        chips.push((t_string!(i18n, ready.filter_mailbox), said, without(|query| query.mailbox = None)));
    }
    if !set.from.is_empty() {
        chips.push((
            t_string!(i18n, ready.filter_from),
            set.from.clone(),
            without(|query| query.from.clear()),
        ));
    }
    if let Some(age) = set.age {
        let said = age_said(i18n, age).to_owned();
        chips.push((t_string!(i18n, ready.filter_age), said, without(|query| query.age = None)));
    }
    let chip = move |(name, said, without): (&'static str, String, String)| {
        let label = t_string!(i18n, ready.filter_remove, name = name);
        view! {
            <li class="filter-chip" data-testid="ready-filter-chip">
                <span dir="auto">{name}": "{said}</span>
                <a class="button button--icon" data-variant="quiet" data-size="s" href=without aria-label=label.clone() title=label>
                    <Icon name=IconName::X />
                </a>
            </li>
        }
    };
    (!chips.is_empty()).then(|| {
        view! {
            <ul class="filter-chips" aria-label=t_string!(i18n, ready.filters_set)>
                {chips.into_iter().map(chip).collect_view()}
            </ul>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_i18n::Language;

    #[test]
    fn behind_a_colon_no_age_begins_with_a_capital() {
        for i18n in [Language::Pl, Language::En].map(I18n::new) {
            for age in Age::ALL {
                let said = age_said(i18n, age);
                assert!(said.starts_with(char::is_lowercase), "{said}");
                assert_eq!(said.to_lowercase(), age_words(i18n, age).to_lowercase());
            }
        }
    }
}
