//! What a finger or a mouse is doing with a row: nothing yet, dragging it, swiping it. Fed with pointer events.

use kurier_model::{FolderId, RecordId, StageId, ThreadId};

/// A point of the viewport, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    /// Where a pointer is.
    #[must_use]
    pub fn of(event: &web_sys::PointerEvent) -> Self {
        Self { x: f64::from(event.client_x()), y: f64::from(event.client_y()) }
    }
}

/// How far a mouse moves before it drags, in CSS pixels.
const MOUSE_SLACK: f64 = 5.0;
/// How far a finger may tremble before it is no long press, in CSS pixels.
const TOUCH_SLACK: f64 = 9.0;
/// How far a row must be swiped to act, in CSS pixels.
pub const SWIPE_ACTS: f64 = 88.0;
/// How long a finger rests before it lifts a row, in milliseconds.
pub const LONG_PRESS: u32 = 300;

/// Where threads can be dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DropTarget {
    Folder(FolderId),
    Lead(RecordId),
    /// A record, which goes into a stage with that.
    Stage(RecordId, StageId),
}

/// Where a swipe went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swipe {
    Left,
    Right,
}

/// The gesture that is under way. One at a time: a second finger is ignored.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    #[default]
    Idle,
    /// Pressed, and nothing decided.
    Pressed { pointer: i32, touch: bool, from: Point, thread: ThreadId },
    /// Threads hang on the pointer.
    Dragging { pointer: i32, threads: Vec<ThreadId>, at: Point, over: Option<DropTarget> },
    /// A row follows the finger sideways, `by` pixels.
    Swiping { pointer: i32, thread: ThreadId, from: Point, by: f64 },
}

/// What changed with a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// Not ours, or not far enough.
    Nothing,
    /// The mouse has begun to drag.
    Lifted,
    Dragged,
    Swiped,
    /// The finger scrolls: let it.
    GivenUp,
}

/// How a gesture ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// A plain click or tap, or nothing of ours.
    Nothing,
    Dropped {
        threads: Vec<ThreadId>,
        on: Option<DropTarget>,
    },
    Swiped {
        thread: ThreadId,
        to: Option<Swipe>,
    },
}

impl Gesture {
    /// A button or finger goes down on a row.
    pub fn press(&mut self, pointer: i32, touch: bool, from: Point, thread: ThreadId) {
        if *self == Self::Idle {
            *self = Self::Pressed { pointer, touch, from, thread };
        }
    }

    /// The pointer moves. `carried` says what hangs on it once `thread` is lifted.
    pub fn moved(&mut self, by: i32, at: Point, carried: impl FnOnce(ThreadId) -> Vec<ThreadId>) -> Moved {
        match self {
            Self::Pressed { pointer, touch, from, thread } if *pointer == by => {
                let (dx, dy) = (at.x - from.x, at.y - from.y);
                if *touch {
                    if dx.abs() > TOUCH_SLACK && dx.abs() > 1.5 * dy.abs() {
                        *self = Self::Swiping { pointer: by, thread: *thread, from: *from, by: dx };
                        return Moved::Swiped;
                    }
                    if dy.abs() > TOUCH_SLACK {
                        *self = Self::Idle;
                        return Moved::GivenUp;
                    }
                } else if dx.hypot(dy) > MOUSE_SLACK {
                    *self = Self::Dragging { pointer: by, threads: carried(*thread), at, over: None };
                    return Moved::Lifted;
                }
                Moved::Nothing
            }
            Self::Dragging { pointer, at: place, .. } if *pointer == by => {
                *place = at;
                Moved::Dragged
            }
            Self::Swiping { pointer, from, by: distance, .. } if *pointer == by => {
                *distance = at.x - from.x;
                Moved::Swiped
            }
            _ => Moved::Nothing,
        }
    }

    /// A finger has rested on its row for [`LONG_PRESS`]; `true` when that lifts it.
    pub fn rested(&mut self, carried: impl FnOnce(ThreadId) -> Vec<ThreadId>) -> bool {
        let Self::Pressed { pointer, touch: true, from, thread } = *self else { return false };
        *self = Self::Dragging { pointer, threads: carried(thread), at: from, over: None };
        true
    }

    /// What lies under the pointer while dragging; `true` when that is something else than before.
    pub fn hover(&mut self, target: Option<DropTarget>) -> bool {
        match self {
            Self::Dragging { over, .. } if *over != target => {
                *over = target;
                true
            }
            _ => false,
        }
    }

    /// The button or finger goes up.
    pub fn release(&mut self, by: i32) -> Ended {
        if self.pointer() != Some(by) {
            return Ended::Nothing;
        }
        match std::mem::take(self) {
            Self::Idle | Self::Pressed { .. } => Ended::Nothing,
            Self::Dragging { threads, over, .. } => Ended::Dropped { threads, on: over },
            Self::Swiping { thread, by, .. } => {
                let to =
                    (by.abs() >= SWIPE_ACTS).then_some(if by < 0.0 { Swipe::Left } else { Swipe::Right });
                Ended::Swiped { thread, to }
            }
        }
    }

    /// Esc, or the browser takes the pointer away; `true` when something was under way.
    pub fn cancel(&mut self) -> bool {
        !matches!(std::mem::take(self), Self::Idle)
    }

    #[must_use]
    pub const fn is_dragging(&self) -> bool {
        matches!(self, Self::Dragging { .. })
    }

    /// What dragged threads hang over.
    #[must_use]
    pub const fn target(&self) -> Option<DropTarget> {
        match self {
            Self::Dragging { over, .. } => *over,
            _ => None,
        }
    }

    /// The pointer that the gesture belongs to.
    #[must_use]
    pub const fn pointer(&self) -> Option<i32> {
        match self {
            Self::Idle => None,
            Self::Pressed { pointer, .. }
            | Self::Dragging { pointer, .. }
            | Self::Swiping { pointer, .. } => Some(*pointer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn a_mouse_drags_after_a_few_pixels_and_drops() {
        let (thread, folder) = (ThreadId::new(), FolderId::new());
        let mut gesture = Gesture::default();
        gesture.press(1, false, at(10.0, 10.0), thread);
        assert_eq!(gesture.moved(1, at(12.0, 10.0), |id| vec![id]), Moved::Nothing);
        assert_eq!(gesture.moved(2, at(90.0, 10.0), |id| vec![id]), Moved::Nothing);
        assert_eq!(gesture.moved(1, at(20.0, 10.0), |id| vec![id, ThreadId::new()]), Moved::Lifted);
        assert!(gesture.hover(Some(DropTarget::Folder(folder))));
        assert!(!gesture.hover(Some(DropTarget::Folder(folder))));
        assert_eq!(gesture.moved(1, at(30.0, 10.0), |_| vec![]), Moved::Dragged);
        let Ended::Dropped { threads, on } = gesture.release(1) else { panic!("not dropped") };
        assert_eq!((threads.len(), on), (2, Some(DropTarget::Folder(folder))));
        assert_eq!(gesture, Gesture::Idle);
    }

    #[test]
    fn a_finger_lifts_only_after_resting() {
        let thread = ThreadId::new();
        let mut gesture = Gesture::default();
        gesture.press(7, true, at(10.0, 10.0), thread);
        assert_eq!(gesture.moved(7, at(12.0, 14.0), |id| vec![id]), Moved::Nothing);
        assert!(gesture.rested(|id| vec![id]));
        assert!(gesture.is_dragging());
        assert_eq!(gesture.release(7), Ended::Dropped { threads: vec![thread], on: None });
    }

    #[test]
    fn a_finger_that_moves_scrolls() {
        let mut gesture = Gesture::default();
        gesture.press(7, true, at(10.0, 10.0), ThreadId::new());
        assert_eq!(gesture.moved(7, at(12.0, 40.0), |id| vec![id]), Moved::GivenUp);
        assert!(!gesture.rested(|id| vec![id]));
    }

    #[test]
    fn a_swipe_acts_when_it_goes_far_enough() {
        let thread = ThreadId::new();
        for (x, to) in [(-100.0, Some(Swipe::Left)), (-20.0, None), (95.0, Some(Swipe::Right))] {
            let mut gesture = Gesture::default();
            gesture.press(7, true, at(0.0, 0.0), thread);
            assert_eq!(gesture.moved(7, at(x, 3.0), |id| vec![id]), Moved::Swiped);
            assert_eq!(gesture.release(7), Ended::Swiped { thread, to });
        }
    }

    #[test]
    fn escape_forgets_everything() {
        let mut gesture = Gesture::default();
        assert!(!gesture.cancel());
        gesture.press(1, false, at(0.0, 0.0), ThreadId::new());
        gesture.moved(1, at(50.0, 0.0), |id| vec![id]);
        assert!(gesture.cancel());
        assert_eq!(gesture.release(1), Ended::Nothing);
    }
}
