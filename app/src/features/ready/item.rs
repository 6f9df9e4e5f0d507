//! One thing to decide on, in the list. On a phone it is swiped: right creates a lead, left ignores.

use super::desk::{Desk, Drawer};
use crate::ui::{Badge, Icon, IconName, Time, Tone};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::ready::{Ignored, ReadyFilter, ReadyItem};
use leptos::html::Button;
use leptos::prelude::*;
use web_sys::PointerEvent;

/// How far a finger goes before the row follows, and before letting go decides, in CSS pixels.
const FOLLOWS: i32 = 12;
const DECIDES: i32 = 96;

/// A finger on the row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Swipe {
    start: Option<(i32, i32)>,
    /// How far the row has followed.
    by: i32,
}

impl Swipe {
    fn moved(&mut self, at: (i32, i32)) {
        let Some(start) = self.start else { return };
        let (x, y) = (at.0 - start.0, at.1 - start.1);
        if self.by != 0 || (x.abs() > FOLLOWS && x.abs() > 2 * y.abs()) {
            self.by = x;
        }
    }

    /// What letting go far enough would do.
    fn way(self, ignorable: bool) -> Option<&'static str> {
        match self.by {
            0 => None,
            by if by > 0 => Some("create"),
            _ if ignorable => Some("ignore"),
            _ => None,
        }
    }
}

/// The row.
#[component]
pub fn ReadyRow(item: ReadyItem, desk: Desk) -> impl IntoView {
    let (i18n, thread) = (use_i18n(), item.thread);
    let ignorable = desk.filter != ReadyFilter::Ignored;
    let selected = Memo::new(move |_| {
        desk.queue.with(|queue| queue.selected().is_some_and(|item| item.thread == thread))
    });
    let swipe = RwSignal::new(Swipe::default());
    let stored = StoredValue::new(item.clone());
    let released = move |_: PointerEvent| {
        let by = swipe.get_untracked().by;
        swipe.set(Swipe::default());
        if by > DECIDES {
            desk.select(thread);
            desk.open_drawer(Drawer::Create);
        } else if by < -DECIDES && ignorable {
            stored.with_value(|item| desk.ignore(item));
        }
    };
    let button = NodeRef::new();
    follow(swipe, button, ignorable);
    view! {
        <li
            class="ready-item"
            data-testid="ready-item"
            data-thread-id=thread.to_string()
            data-selected=move || selected.get().to_string()
            data-swipe=move || swipe.get().way(ignorable)
            on:pointerdown=move |event| {
                if event.pointer_type() != "mouse" {
                    swipe.set(Swipe { start: Some((event.client_x(), event.client_y())), by: 0 });
                }
            }
            on:pointermove=move |event| {
                if swipe.with_untracked(|swipe| swipe.start.is_some()) {
                    swipe.update(|swipe| swipe.moved((event.client_x(), event.client_y())));
                }
            }
            on:pointerup=released
            on:pointercancel=move |_| swipe.set(Swipe::default())
        >
            <div class="ready-item__swipe" aria-hidden="true">
                <span>{t!(i18n, ready.create)}</span>
                <span>{t!(i18n, ready.ignore)}</span>
            </div>
            <button
                type="button"
                class="ready-item__button"
                aria-current=move || selected.get().then_some("true")
                node_ref=button
                on:click=move |_| {
                    if swipe.get_untracked().by == 0 {
                        desk.select(thread);
                    }
                }
            >
                <Summary subject=desk.subject(&item) item />
            </button>
        </li>
    }
}

/// Moves the row with the finger, by the CSSOM: a style attribute in the server's HTML would be refused by the CSP.
fn follow(swipe: RwSignal<Swipe>, button: NodeRef<Button>, ignorable: bool) {
    Effect::new(move |_| {
        let Some(button) = button.get() else { return };
        let by = swipe.get().by;
        let shift = if by < 0 && !ignorable { 0 } else { by };
        let _ = web_sys::HtmlElement::style(&button).set_property("translate", &format!("{shift}px"));
    });
}

/// Who wrote, when, and about what.
#[component]
fn Summary(item: ReadyItem, subject: String) -> impl IntoView {
    let i18n = use_i18n();
    let matches = item.matches.len();
    view! {
        <span class="ready-item__from" dir="auto">{item.from.readable_label().into_owned()}</span>
        <span class="ready-item__time"><Time at=item.received_at /></span>
        <span class="ready-item__subject" dir="auto">{subject}</span>
        {match item.postponed {
            Some(left) => view! {
                <span class="ready-item__left" data-testid="ready-item-left">
                    <Icon name=IconName::Clock />
                    <span class="ready-item__note" dir="auto">{left.note}</span>
                    {(!left.is_over).then(|| view! { <Time at=left.until /> })}
                </span>
                {left.back_at.map(|at| view! {
                    <span class="ready-item__by" data-testid="ready-item-back">{t!(i18n, ready.came_back)} " " <Time at /></span>
                })}
                {(!left.is_over).then(|| view! { <span class="ready-item__by" dir="auto">{left.by}</span> })}
            }
                .into_any(),
            None => view! { <span class="ready-item__preview" dir="auto">{item.preview.clone()}</span> }.into_any(),
        }}
        {item.ignored.map(|ignored| view! { <IgnoredBy ignored /> })}
        <span class="ready-item__marks">
            {item.automatic.then(|| view! { <Badge>{t!(i18n, ready.automatic)}</Badge> })}
            {(matches > 0).then(|| view! { <Badge tone=Tone::Ok>{t_string!(i18n, ready.may_match, count = matches)}</Badge> })}
            {item.attachments.then(|| view! {
                <span role="img" aria-label=t_string!(i18n, ready.attachments)><Icon name=IconName::Paperclip /></span>
            })}
        </span>
    }
}

/// Who has ignored it, or made the rule that did.
#[component]
fn IgnoredBy(ignored: Ignored) -> impl IntoView {
    let i18n = use_i18n();
    let said = match (ignored.rule, ignored.by) {
        (Some(address), Some(by)) => t_string!(i18n, ready.ignored_by_rule_of, address = address, name = by),
        (Some(address), None) => t_string!(i18n, ready.ignored_by_rule, address = address),
        (None, Some(by)) => t_string!(i18n, ready.ignored_by, name = by),
        (None, None) => return ().into_any(),
    };
    view! {
        <span class="ready-item__by" title=said.clone() data-testid="ready-item-ignored">{said.clone()} " · " <Time at=ignored.at /></span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finger_that_scrolls_does_not_swipe() {
        let mut swipe = Swipe { start: Some((100, 100)), by: 0 };
        swipe.moved((110, 160));
        assert_eq!(swipe.by, 0);
        swipe.moved((140, 110));
        assert_eq!(swipe.by, 40);
        swipe.moved((102, 110));
        assert_eq!(swipe.by, 2, "once it follows, it follows back too");
    }

    #[test]
    fn what_cannot_be_ignored_is_not_swiped_away() {
        let left = Swipe { start: Some((100, 100)), by: -40 };
        assert_eq!((left.way(true), left.way(false)), (Some("ignore"), None));
    }
}
