//! Leaving something for later: the form, and what is said of what was left.

use super::api::ready_page;
use super::desk::Desk;
use crate::api::ApiError;
use crate::attempt::Attempt;
use crate::trouble::field_error;
use crate::ui::{Button, ButtonVariant, Icon, IconName, TextArea, TextField, Time, sends, use_zone};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::Field;
use kurier_model::ready::{PostponeForm, Postponed, ReadyFilter, ReadyItem, ReadyQuery, Until};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How many messages of a sender are looked through for one.
const LOOK: u32 = 100;

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

/// What is in the form.
#[derive(Clone, Copy)]
struct Filling {
    note: RwSignal<String>,
    choice: RwSignal<Choice>,
    day: RwSignal<String>,
    /// What is changed with it.
    left: RwSignal<Option<Postponed>>,
    /// The list in which that was seen.
    seen: RwSignal<ReadyFilter>,
    /// Somebody has changed it meanwhile.
    is_newer: RwSignal<bool>,
}

impl Filling {
    /// What was said of it before; the day where it is only to be changed.
    fn of(item: &ReadyItem, filter: ReadyFilter) -> Self {
        let before = item.postponed.clone();
        let left = before.clone().filter(|left| !left.is_over);
        let day = |left: &Postponed| untrack(|| use_zone().local(left.until).format("%Y-%m-%d").to_string());
        let choice = if left.is_some() { Choice::Day } else { Choice::Tomorrow };
        Self {
            note: RwSignal::new(before.map(|left| left.note).unwrap_or_default()),
            choice: RwSignal::new(choice),
            day: RwSignal::new(left.as_ref().map(day).unwrap_or_default()),
            left: RwSignal::new(left),
            seen: RwSignal::new(filter),
            is_newer: RwSignal::new(false),
        }
    }

    fn form(self) -> PostponeForm {
        PostponeForm {
            note: self.note.get_untracked(),
            until: self.choice.get_untracked().until(self.day.get_untracked()),
            changes: self.left.with_untracked(|left| left.as_ref().map(|left| left.at)),
        }
    }

    /// After a conflict what somebody else has left is shown beside what was filled in, and what is saved next changes that.
    fn follow(self, item: StoredValue<ReadyItem>, attempt: Attempt) {
        Effect::new(move || {
            if attempt.error.with(|error| matches!(error, Some(ApiError::Conflict))) {
                let asked = item.get_value();
                spawn_local(async move {
                    if let Some(newer) = left_now(asked).await {
                        self.left.try_set(Some(newer));
                        self.seen.try_set(ReadyFilter::Postponed);
                        self.is_newer.try_set(true);
                    }
                });
            }
        });
    }
}

/// How something is left by now.
async fn left_now(item: ReadyItem) -> Option<Postponed> {
    let query = ReadyQuery {
        filter: ReadyFilter::Postponed,
        mailbox: Some(item.mailbox),
        from: item.from.address,
        age: None,
    };
    let page = ready_page(query, None, LOOK).await.ok()?.read().ok()?;
    page.rows.into_iter().find(|other| other.thread == item.thread)?.postponed
}

/// The form, for an item of the list; with what was said of it before.
#[component]
pub fn LaterForm(item: ReadyItem, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let attempt = Attempt::begin();
    let filling = Filling::of(&item, desk.filter);
    let Filling { note, choice, day, left, seen, is_newer } = filling;
    let item = StoredValue::new(item);
    filling.follow(item, attempt);
    let save =
        move || item.with_value(|item| desk.postpone(item, filling.form(), seen.get_untracked(), attempt));
    let newer = move || left.get().filter(|_| is_newer.get());
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
            {move || newer().map(|left| view! { <div class="ready__left" data-testid="later-newer"><Said left /></div> })}
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
                    {move || match left.with(Option::is_some) {
                        true => t_string!(i18n, ready.later_save_change),
                        false => t_string!(i18n, ready.later_save),
                    }}
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
            <Said left />
            {(!is_over).then(|| view! {
                <Button icon=IconName::Undo2 testid="ready-resume" on_click=resume>{t!(i18n, ready.resume)}</Button>
            })}
        </section>
    }
}

/// The next step, who said it, and until when it is left.
#[component]
fn Said(left: Postponed) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p class="ready__left-title"><Icon name=IconName::Clock />{t!(i18n, ready.next_step)}</p>
        <p class="ready__left-note" dir="auto">{left.note}</p>
        <p class="ready__left-by">
            <span dir="auto">{left.by}</span>
            " · "
            {match left.back_at {
                Some(at) => view! { {t!(i18n, ready.came_back)} " " <Time at long=true /> }.into_any(),
                None if left.is_over => view! { <Time at=left.at long=true /> }.into_any(),
                None => view! { {t!(i18n, ready.left_until)} " " <Time at=left.until long=true /> }.into_any(),
            }}
        </p>
    }
}
