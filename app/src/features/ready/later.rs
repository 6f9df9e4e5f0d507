//! Leaving something for later: the form, and what is said of what was left.

use super::desk::Desk;
use crate::attempt::Attempt;
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Icon, IconName, TextArea, TextField, Time, sends};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::ready::{PostponeForm, Postponed, ReadyItem, Until};
use leptos::prelude::*;

/// Until when, as one chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Tomorrow,
    ThreeDays,
    NextWeek,
    Day,
}

impl Choice {
    const ALL: [Self; 4] = [Self::Tomorrow, Self::ThreeDays, Self::NextWeek, Self::Day];

    fn words(self, i18n: I18n) -> &'static str {
        match self {
            Self::Tomorrow => t_string!(i18n, ready.later_tomorrow),
            Self::ThreeDays => t_string!(i18n, ready.later_three_days),
            Self::NextWeek => t_string!(i18n, ready.later_next_week),
            Self::Day => t_string!(i18n, ready.later_day),
        }
    }

    fn until(self, day: String) -> Until {
        match self {
            Self::Tomorrow => Until::Tomorrow,
            Self::ThreeDays => Until::ThreeDays,
            Self::NextWeek => Until::NextWeek,
            Self::Day => Until::Day { day },
        }
    }
}

/// The form, for an item of the list; with what was said of it before.
#[component]
pub fn LaterForm(item: ReadyItem, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let before = item.postponed.clone();
    let changes = before.as_ref().filter(|left| !left.is_over).map(|left| left.at);
    let note = RwSignal::new(before.map(|left| left.note).unwrap_or_default());
    let (choice, day) = (RwSignal::new(Choice::Tomorrow), RwSignal::new(String::new()));
    let item = StoredValue::new(item);
    let save = move || {
        let until = choice.get_untracked().until(day.get_untracked());
        let form = PostponeForm { note: note.get_untracked(), until, changes };
        item.with_value(|item| desk.postpone(item, form, attempt));
    };
    let error = move |field| field_error(i18n, attempt.error, field);
    view! {
        <form
            class="later"
            data-testid="later-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    desk.close_drawer();
                } else if sends(&event) {
                    event.prevent_default();
                    save();
                }
            }
        >
            <TextArea
                name="later-note"
                label=t_string!(i18n, ready.later_note)
                value=note
                rows=2
                autofocus=true
                hint=Signal::stored(t_string!(i18n, ready.later_note_hint).to_owned())
                error=error(Field::NextStep)
            />
            <Choices choice />
            <Show when=move || choice.get() == Choice::Day>
                <TextField name="later-day" label=t_string!(i18n, ready.later_day_label) value=day kind="date" error=error(Field::DueDay) />
            </Show>
            <div class="later__buttons">
                <Button on_click=move |_| desk.close_drawer()>{t!(i18n, ready.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary pending=attempt.pending testid="later-save">
                    {if changes.is_some() { t_string!(i18n, ready.later_save_change) } else { t_string!(i18n, ready.later_save) }}
                </Button>
            </div>
        </form>
    }
}

#[component]
fn Choices(choice: RwSignal<Choice>) -> impl IntoView {
    let i18n = use_i18n();
    let one = move |this: Choice| {
        view! {
            <label class="later__choice">
                <input
                    type="radio"
                    name="later-until"
                    prop:checked=move || choice.get() == this
                    on:change=move |_| choice.set(this)
                />
                {this.words(i18n)}
            </label>
        }
    };
    view! {
        <fieldset class="later__choices">
            <legend class="field__label">{t!(i18n, ready.later_until)}</legend>
            {Choice::ALL.map(one).collect_view()}
        </fieldset>
    }
}

/// What somebody has left, beside the message.
#[component]
pub fn Left(item: ReadyItem, left: Postponed, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let is_over = left.is_over;
    let resume = move |_| desk.resume(&item);
    view! {
        <section class="ready__left" data-testid="ready-left">
            <p class="ready__left-title"><Icon name=IconName::Clock />{t!(i18n, ready.next_step)}</p>
            <p class="ready__left-note" dir="auto">{left.note}</p>
            <p class="ready__left-by">
                <span dir="auto">{left.by}</span>
                " · "
                {if is_over {
                    view! { <Time at=left.at long=true /> }.into_any()
                } else {
                    view! { {t!(i18n, ready.left_until)} " " <Time at=left.until long=true /> }.into_any()
                }}
            </p>
            {(!is_over).then(|| view! {
                <Button icon=IconName::Undo2 testid="ready-resume" on_click=resume>{t!(i18n, ready.resume)}</Button>
            })}
        </section>
    }
}
