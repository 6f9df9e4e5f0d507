//! Dragging and swiping rows: pointer events for mouse, pen and finger alike, listened to on the window.

use super::rail::DragRail;
use crate::features::inbox::actions::{Actions, use_actions};
use crate::features::inbox::browser;
use crate::features::inbox::into_stage::{IntoStage, WhyLost};
use crate::features::inbox::state::Inbox;
use crate::features::inbox::state::gesture::{DropTarget, Ended, Gesture, LONG_PRESS, Moved, Point, Swipe};
use crate::features::inbox::state::tree;
use crate::state::Afterwards;
use crate::ui::{Icon, IconName, edge_speed};
use kurier_i18n::t;
use kurier_model::{RecordId, StageId, ThreadId, inbox::ThreadAction};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};

/// A folder opens when something is held over it for so long.
const OPENS_AFTER: Duration = Duration::from_millis(600);
/// Below this width the folders are a drawer that has to come out for dropping.
const DRAWER_BELOW: f64 = 1100.0;

/// What threads can be dropped for.
#[derive(Clone, Copy)]
struct Drops {
    actions: Actions,
    into_stage: IntoStage,
}

/// What hangs on the pointer, and the leads to drop it on. Present all the time, visible while dragging.
#[component]
pub fn DragLayer(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let drops = Drops { actions: use_actions(), into_stage: IntoStage::begin() };
    let ghost = NodeRef::<html::Div>::new();
    // What was pressed and let go of before anybody listened here is done now: the first swipe counts.
    if let Some((pointer, at)) = inbox.pointer.let_go.get_value() {
        inbox.moved_to(pointer, at);
        inbox.let_go(pointer, None, drops);
    }
    Effect::new(move || follow_pointer(inbox, drops));
    Effect::new(move || {
        let resting = inbox.pointer.gesture.with(|gesture| match gesture {
            Gesture::Pressed { pointer, touch: true, .. } => Some(*pointer),
            _ => None,
        });
        if let Some(pointer) = resting {
            inbox.await_long_press(pointer);
        }
    });
    Effect::new(move || {
        let at = inbox.pointer.gesture.with(|gesture| match gesture {
            Gesture::Dragging { at, .. } => Some(*at),
            _ => None,
        });
        if let (Some(at), Some(ghost)) = (at, ghost.get()) {
            // Only fails for a property that does not exist.
            let _ = HtmlElement::style(&ghost)
                .set_property("transform", &format!("translate({}px, {}px)", at.x + 12.0, at.y + 14.0));
        }
    });
    let carried = Memo::new(move |_| {
        inbox.pointer.gesture.with(|gesture| match gesture {
            Gesture::Dragging { threads, .. } => threads.len(),
            _ => 0,
        })
    });
    let target = Memo::new(move |_| match inbox.pointer.over.get() {
        Some(DropTarget::Folder(folder)) => inbox
            .folders
            .mailboxes
            .with(|mailboxes| tree::find(mailboxes, folder).map(|(_, folder)| inbox.folder_name(folder))),
        Some(DropTarget::Stage(_, stage)) => stage_words(stage),
        _ => None,
    });
    view! {
        <Show when=move || { carried.get() > 0 }>
            <div class="drag-ghost" node_ref=ghost aria-hidden="true">
                <Icon name=IconName::Mails />
                <span>{t!(i18n, inbox.drag.carrying, count = move || carried.get())}</span>
                {move || target.get().map(|name| view! { <span class="drag-ghost__target" dir="auto">"→ " {name}</span> })}
                <span class="drag-ghost__hint">{t!(i18n, inbox.drag.hint)}</span>
            </div>
            <DragRail inbox />
        </Show>
        <WhyLost of=drops.into_stage />
    }
}

/// The listeners; they end with the page.
fn follow_pointer(inbox: Inbox, drops: Drops) {
    let handles = [
        window_event_listener(ev::pointermove, move |event| inbox.pointer_moved(&event)),
        window_event_listener(ev::pointerup, move |event| {
            inbox.let_go(event.pointer_id(), Some(&event), drops)
        }),
        window_event_listener(ev::pointercancel, move |_| inbox.gesture_cancelled()),
        window_event_listener(ev::blur, move |_| inbox.gesture_cancelled()),
        window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && inbox.pointer.gesture.with_untracked(Gesture::is_dragging) {
                event.prevent_default();
                inbox.gesture_cancelled();
                inbox.pointer.muted_click.set_value(true);
            }
        }),
    ];
    on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
}

impl Inbox {
    fn pointer_moved(self, event: &PointerEvent) {
        if self.pointer.gesture.with_untracked(|gesture| gesture.pointer() != Some(event.pointer_id())) {
            return;
        }
        if event.pointer_type() == "mouse" && event.buttons() & 1 == 0 {
            // The button went up outside of the window.
            self.gesture_cancelled();
            return;
        }
        let moved = self.moved_to(event.pointer_id(), Point::of(event));
        if matches!(moved, Moved::Lifted | Moved::Dragged) {
            event.prevent_default();
        }
    }

    fn moved_to(self, pointer: i32, at: Point) -> Moved {
        let moved = self
            .pointer
            .gesture
            .try_update(|gesture| gesture.moved(pointer, at, |thread| self.list.carried_with(thread)))
            .unwrap_or(Moved::Nothing);
        match moved {
            Moved::Lifted => self.lifted(),
            Moved::Dragged => self.look_below(at),
            Moved::Swiped => self.show_swipe(),
            Moved::Nothing | Moved::GivenUp => {}
        }
        moved
    }

    /// `event` tells what lies below the pointer.
    fn let_go(self, pointer: i32, event: Option<&PointerEvent>, drops: Drops) {
        let Drops { actions, into_stage } = drops;
        let swiped = self.swiped_row();
        let ended =
            self.pointer.gesture.try_update(|gesture| gesture.release(pointer)).unwrap_or(Ended::Nothing);
        match ended {
            Ended::Nothing => return,
            Ended::Dropped { threads, on } => {
                self.folders.drawer.set(false);
                mark_over(None);
                match on {
                    Some(DropTarget::Folder(to)) => actions.act(threads, ThreadAction::Move { to }),
                    Some(DropTarget::Lead(lead)) => {
                        actions.attach(threads, lead, event.map(lead_name).unwrap_or_default());
                    }
                    Some(DropTarget::Stage(record, stage)) => {
                        self.put_into_stage(threads, record, stage, into_stage);
                    }
                    None => {}
                }
            }
            Ended::Swiped { thread, to } => {
                put_back(swiped);
                match to {
                    Some(Swipe::Left) => actions.act(vec![thread], ThreadAction::Archive),
                    Some(Swipe::Right) => actions.toggle_read(vec![thread]),
                    None => {}
                }
            }
        }
        self.pointer.pressed.set_value(None);
        self.pointer.muted_click.set_value(true);
        // A drag that ends elsewhere sends no click to the row.
        let unmute = move || {
            self.pointer.muted_click.try_set_value(false);
        };
        set_timeout(unmute, Duration::from_millis(50));
    }

    /// The list may have been left when it is done.
    fn put_into_stage(self, threads: Vec<ThreadId>, record: RecordId, stage: StageId, into_stage: IntoStage) {
        if threads.is_empty() {
            return;
        }
        self.forget_ahead(&threads);
        let moved = threads.clone();
        let changed = Afterwards::new(move |()| {
            self.forget_ahead(&moved);
            self.refresh_all();
        });
        into_stage.put(threads, record, stage, changed);
    }

    fn gesture_cancelled(self) {
        put_back(self.swiped_row());
        let was_dragging = self.pointer.gesture.with_untracked(Gesture::is_dragging);
        if self.pointer.gesture.with_untracked(|gesture| *gesture != Gesture::Idle) {
            self.pointer.gesture.update(|gesture| {
                gesture.cancel();
            });
        }
        if was_dragging {
            self.folders.drawer.set(false);
            mark_over(None);
        }
    }

    /// A finger that rests on a row lifts it.
    fn await_long_press(self, pointer: i32) {
        let lift = move || {
            if self.pointer.gesture.try_with_untracked(Gesture::pointer) != Some(Some(pointer)) {
                return;
            }
            let is_lifted = self
                .pointer
                .gesture
                .try_update(|gesture| gesture.rested(|thread| self.list.carried_with(thread)));
            if is_lifted == Some(true) {
                let _ = window().navigator().vibrate_with_duration(12);
                self.lifted();
            }
        };
        set_timeout(lift, Duration::from_millis(LONG_PRESS.into()));
    }

    /// Whether a row follows the finger sideways.
    #[must_use]
    pub fn is_swiping(self) -> bool {
        self.pointer.gesture.with_untracked(|gesture| matches!(gesture, Gesture::Swiping { .. }))
    }

    fn lifted(self) {
        if let Ok(Some(selection)) = window().get_selection() {
            let _ = selection.remove_all_ranges();
        }
        if browser::width() < DRAWER_BELOW {
            self.folders.drawer.set(true);
        }
        self.scroll_edges();
    }

    /// Finds the folder, lead or stage under the pointer; a collapsed folder opens after a while.
    fn look_below(self, at: Point) {
        let (target, element) = target_at(at).unzip();
        let has_changed = self.pointer.gesture.try_update(|gesture| gesture.hover(target)) == Some(true);
        if has_changed {
            mark_over(element.as_ref());
        }
        let Some(DropTarget::Folder(folder)) = target.filter(|_| has_changed) else { return };
        if self.folders.collapsed.with_untracked(|collapsed| collapsed.contains(&folder)) {
            let open = move || {
                if self.pointer.over.try_get_untracked() == Some(Some(DropTarget::Folder(folder))) {
                    self.folders.collapsed.update(|collapsed| {
                        collapsed.remove(&folder);
                    });
                }
            };
            set_timeout(open, OPENS_AFTER);
        }
    }

    /// While something is held near the edge of the tree or the list, that scrolls.
    fn scroll_edges(self) {
        let Some(Some(at)) = self.pointer.gesture.try_with_untracked(|gesture| match gesture {
            Gesture::Dragging { at, .. } => Some(*at),
            _ => None,
        }) else {
            return;
        };
        for selector in [".inbox__tree", ".thread-list__scroller", ".drag-rail"] {
            let Some(element) = document().query_selector(selector).ok().flatten() else { continue };
            let place = element.get_bounding_client_rect();
            if (place.left()..=place.right()).contains(&at.x) {
                let speed = edge_speed(at.y, place.top(), place.bottom());
                if speed != 0.0 {
                    #[expect(clippy::cast_possible_truncation, reason = "at most 16")]
                    element.set_scroll_top(element.scroll_top() + speed as i32);
                    self.look_below(at);
                }
                break;
            }
        }
        request_animation_frame(move || self.scroll_edges());
    }

    fn swiped_row(self) -> Option<ThreadId> {
        self.pointer.gesture.with_untracked(|gesture| match gesture {
            Gesture::Swiping { thread, .. } => Some(*thread),
            _ => None,
        })
    }

    /// Moves the row with the finger. Straight to the element: this runs with every movement.
    fn show_swipe(self) {
        let Some((thread, by)) = self.pointer.gesture.with_untracked(|gesture| match gesture {
            Gesture::Swiping { thread, by, .. } => Some((*thread, *by)),
            _ => None,
        }) else {
            return;
        };
        if let Some(row) = row_element(thread) {
            let _ = row.set_attribute("data-swiping", if by < 0.0 { "left" } else { "right" });
            let _ = row.toggle_attribute_with_force(
                "data-far",
                by.abs() >= crate::features::inbox::state::gesture::SWIPE_ACTS,
            );
            let _ = row.style().set_property("--swipe", &format!("{by}px"));
        }
    }
}

/// Puts a swiped row back.
fn put_back(thread: Option<ThreadId>) {
    if let Some(row) = thread.and_then(row_element) {
        let _ = row.remove_attribute("data-swiping");
        let _ = row.remove_attribute("data-far");
        let _ = row.style().remove_property("--swipe");
    }
}

fn row_element(thread: ThreadId) -> Option<HtmlElement> {
    document()
        .query_selector(&format!(".thread-row[data-thread-id=\"{thread}\"]"))
        .ok()
        .flatten()?
        .dyn_into()
        .ok()
}

/// What the lead under the pointer is called.
fn lead_name(event: &PointerEvent) -> String {
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    browser::attribute_at(x, y, "data-drop-name").map(|(_, name)| name).unwrap_or_default()
}

/// What takes threads at a point, and its element.
fn target_at(at: Point) -> Option<(DropTarget, Element)> {
    let below = |attribute: &str| browser::attribute_at(at.x, at.y, attribute);
    if let Some((row, folder)) = below("data-drop-folder") {
        return Some((DropTarget::Folder(folder.parse().ok()?), row));
    }
    if let Some((stage, id)) = below("data-drop-stage") {
        let (_, record) = below("data-drop-record")?;
        return Some((DropTarget::Stage(record.parse().ok()?, id.parse().ok()?), stage));
    }
    let (card, lead) = below("data-drop-lead")?;
    Some((DropTarget::Lead(lead.parse().ok()?), card))
}

/// What the stage is called that something hangs over.
fn stage_words(stage: StageId) -> Option<String> {
    document().query_selector(&format!("[data-drop-stage=\"{stage}\"]")).ok().flatten()?.text_content()
}

/// Marks the card or stage that something hangs over, and no other. A folder shows it by itself.
fn mark_over(element: Option<&Element>) {
    if let Some(before) = document().query_selector("[data-drop-over]").ok().flatten() {
        let _ = before.remove_attribute("data-drop-over");
    }
    if let Some(element) = element {
        let _ = element.set_attribute("data-drop-over", "true");
    }
}
