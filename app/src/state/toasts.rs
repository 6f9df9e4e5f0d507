//! Short messages at the edge of the page, most of them with Undo.

use super::Afterwards;
use leptos::prelude::*;
use std::time::Duration;

/// A short message.
#[derive(Clone)]
pub struct Toast {
    /// What happened, in the person's language.
    pub text: String,
    /// How it is shown.
    pub kind: ToastKind,
    /// Takes it back.
    pub undo: Option<Afterwards<()>>,
    /// Leads to what it is about.
    pub link: Option<String>,
}

impl Toast {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: ToastKind::Done, undo: None, link: None }
    }

    /// Something was not done; stays longer.
    pub fn failed(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: ToastKind::Failed, undo: None, link: None }
    }

    /// Something to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: ToastKind::Info, undo: None, link: None }
    }

    /// With a link to what it is about.
    #[must_use]
    pub fn with_link(mut self, to: String) -> Self {
        self.link = Some(to);
        self
    }

    /// With a button that takes it back.
    #[must_use]
    pub fn with_undo(mut self, undo: impl Fn() + Send + Sync + 'static) -> Self {
        self.undo = Some(Afterwards::new(move |()| undo()));
        self
    }
}

/// How a toast is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ToastKind {
    #[default]
    Info,
    Done,
    Failed,
}

impl ToastKind {
    /// For `data-kind`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// The toasts on the page, oldest first.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<(u32, Toast)>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Makes the context.
    pub fn provide() -> Self {
        let toasts = Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    /// Shows a toast: 6 s, 10 s when it can be undone or says that something failed. Returns its number, for [`Self::dismiss`].
    pub fn push(self, toast: Toast) -> u32 {
        let id = self.next.get_value().wrapping_add(1);
        self.next.set_value(id);
        let seconds = if toast.undo.is_some() || toast.kind == ToastKind::Failed { 10 } else { 6 };
        self.list.update(|list| {
            list.push((id, toast));
            // More than three at once is a wall, not a message.
            if list.len() > 3 {
                list.remove(0);
            }
        });
        set_timeout(move || self.dismiss(id), Duration::from_secs(seconds));
        id
    }

    /// Takes a toast away.
    pub fn dismiss(self, id: u32) {
        self.list.try_update(|list| list.retain(|(other, _)| *other != id));
    }

    /// What is shown.
    #[must_use]
    pub fn list(self) -> Signal<Vec<(u32, Toast)>> {
        self.list.into()
    }

    /// Undoes the latest toast that can be undone (key `z`). Whether there was one.
    pub fn undo_latest(self) -> bool {
        let latest = self.list.with_untracked(|list| {
            list.iter().rev().find_map(|(id, toast)| toast.undo.clone().map(|undo| (*id, undo)))
        });
        latest.is_some_and(|(id, undo)| {
            self.dismiss(id);
            undo.act(());
            true
        })
    }
}

/// The page's toasts.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::provide)
}
