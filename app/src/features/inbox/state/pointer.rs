//! What the mouse or the finger is doing.

use super::gesture::{DropTarget, Gesture, Point};
use kurier_model::ThreadId;
use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct Pointer {
    /// What is being dragged or swiped.
    pub gesture: RwSignal<Gesture>,
    /// The row that was pressed last, until it is clicked: a list that moves before it is let go of sends the click elsewhere.
    pub pressed: StoredValue<Option<ThreadId>>,
    /// Where the pointer that pressed a row last was let go of: whoever follows pointers may come later than the first swipe.
    pub let_go: StoredValue<Option<(i32, Point)>>,
    /// What dragged threads hang over.
    pub over: Memo<Option<DropTarget>>,
    /// The next click is the end of a drag or a swipe and means nothing.
    pub muted_click: StoredValue<bool>,
    pub menu: RowMenuPlace,
}

/// Which row's menu is open, and at which point of the window.
#[derive(Clone, Copy)]
pub struct RowMenuPlace {
    pub thread: RwSignal<Option<ThreadId>>,
    pub at: RwSignal<Option<(i32, i32)>>,
}

impl Pointer {
    pub(super) fn new() -> Self {
        let gesture = RwSignal::<Gesture>::default();
        Self {
            gesture,
            pressed: StoredValue::new(None),
            let_go: StoredValue::new(None),
            over: Memo::new(move |_| gesture.with(Gesture::target)),
            muted_click: StoredValue::new(false),
            menu: RowMenuPlace { thread: RwSignal::new(None), at: RwSignal::new(None) },
        }
    }
}
