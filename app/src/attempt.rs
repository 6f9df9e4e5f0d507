//! Asking the server to do something.

use crate::api::ApiError;
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::error_text;
use kurier_i18n::{I18n, use_i18n};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Something that is asked for by a button or a form: once at a time, and what goes wrong is told. What was filled in stays.
#[derive(Clone, Copy)]
pub struct Attempt {
    pub pending: RwSignal<bool>,
    /// Why it was refused the last time, for the fields of a form.
    pub error: RwSignal<Option<ApiError>>,
    i18n: I18n,
    toasts: Toasts,
}

impl Attempt {
    #[must_use]
    pub fn begin() -> Self {
        let (pending, error) = (RwSignal::new(false), RwSignal::new(None));
        Self { pending, error, i18n: use_i18n(), toasts: use_toasts() }
    }

    /// Asks, unless an answer is under way; `done` when it was done. What is wrong with a field is said beside it, everything else in a
    /// notice, which also reaches whoever has left meanwhile.
    pub fn make<T: 'static>(
        self,
        work: impl Future<Output = Result<T, ApiError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        // Undo is pressed when what offered it is gone.
        if self.pending.try_get_untracked() == Some(true) {
            return;
        }
        self.pending.try_set(true);
        spawn_local(async move {
            let answer = work.await;
            self.pending.try_set(false);
            match answer {
                Ok(value) => {
                    self.error.try_set(None);
                    done(value);
                }
                Err(error) => {
                    let said = error_text(self.i18n, &error);
                    let is_said_beside = error.invalid().is_some();
                    let is_gone = self.error.try_set(Some(error)).is_some();
                    if is_gone || !is_said_beside {
                        self.toasts.push(Toast::failed(said));
                    }
                }
            }
        });
    }
}
