//! To which record a message being written will belong.

use super::saving::{SaveState, SaveTrouble, Saver};
use super::{RETRY_PAUSE, Writing, trouble};
use crate::api::ApiError;
use crate::features::compose::api::{get_draft, restore_draft_about, say_draft_about};
use kurier_model::compose::DraftAbout;
use leptos::prelude::*;

impl Writing {
    /// Says to which record it belongs, or that it belongs to none; shown at once, and taken back when the server does not take it. Where
    /// the server cannot be reached it is not saved, as what was typed is not, and is said again later.
    pub async fn say_about(self, about: DraftAbout) -> Result<(), ApiError> {
        self.about.try_set(about.clone());
        self.saving.untold.try_set_value(Some(about));
        self.keep_copy();
        self.tell_about().await
    }

    /// Tells what was said and has not come to the server; whether it has come there. Where it cannot be so that is said: nothing is sent
    /// that would be found elsewhere.
    pub(super) async fn tell_again(self) -> bool {
        if self.untold().is_none() {
            return true;
        }
        if let Err(error) = self.tell_about().await {
            self.handover.refused.try_set(Some(error));
            return false;
        }
        self.untold().is_none()
    }

    fn untold(self) -> Option<DraftAbout> {
        self.saving.untold.try_get_value().flatten()
    }

    /// What is written goes first: both raise the number by which two windows know of each other. Fails when it cannot be so.
    async fn tell_about(self) -> Result<(), ApiError> {
        let is_whole = self.text_saved().await;
        let Some(about) = self.untold() else { return Ok(()) };
        let begun = self.saving.saver.try_update(|saver| is_whole.then(|| saver.begin_beside()).flatten());
        let Some(revision) = begun.flatten() else {
            return match self.saving.saver.try_with_untracked(Saver::state) {
                Some(SaveState::Conflict) => self.give_up_about(&about, ApiError::Conflict),
                Some(SaveState::Gone) => self.give_up_about(&about, ApiError::NotFound),
                // It waits for the text.
                _ => Ok(()),
            };
        };
        let answer = say_draft_about(self.id, revision, about.record()).await;
        let trouble = answer.as_ref().err().map(trouble);
        self.saving.saver.try_update(|saver| match (&answer, trouble) {
            (Ok(revision), _) => {
                saver.finished(Ok(*revision));
            }
            (Err(_), Some(trouble @ (SaveTrouble::Conflict | SaveTrouble::Other))) => {
                saver.finished(Err(trouble));
            }
            (Err(_), _) => saver.gave_up(),
        });
        match answer {
            Ok(_) => {
                self.saving.told.try_set_value(about.clone());
                self.is_over(&about);
                self.settle_copy();
                // What was typed meanwhile.
                self.save().await;
                Ok(())
            }
            Err(_) if trouble == Some(SaveTrouble::Other) => {
                self.save_after(RETRY_PAUSE);
                Ok(())
            }
            Err(error) => self.give_up_about(&about, error),
        }
    }

    /// Shows again what the server has.
    fn give_up_about(self, about: &DraftAbout, error: ApiError) -> Result<(), ApiError> {
        if self.is_over(about) {
            self.about.try_set(self.saving.told.try_get_value().unwrap_or_default());
        }
        // In a conflict the copy is what a person chooses from.
        if error != ApiError::Conflict {
            self.settle_copy();
        }
        Err(error)
    }

    /// Another may have been chosen meanwhile: whether none was.
    fn is_over(self, about: &DraftAbout) -> bool {
        let is_this = self.untold().as_ref() == Some(about);
        if is_this {
            self.saving.untold.try_set_value(None);
        }
        is_this
    }

    /// In a conflict in which this text stays: what was said here of its record stays too.
    pub(super) async fn keep_about(self, other: DraftAbout) -> Result<(), ApiError> {
        let mine = self.about.try_get_untracked().unwrap_or_default();
        match mine {
            DraftAbout::Nothing | DraftAbout::Record { .. } if mine != other => self.say_about(mine).await,
            _ => {
                self.has_about(other);
                Ok(())
            }
        }
    }

    /// Takes its record out of the bin.
    pub async fn restore_about(self) -> Result<(), ApiError> {
        self.has_about(restore_draft_about(self.id).await?);
        Ok(())
    }

    /// Asks again what has become of its record.
    pub async fn follow_about(self) {
        let asked_at = self.saving.saver.try_with_untracked(Saver::revision);
        let Ok(draft) = get_draft(self.id).await else { return };
        // What is being said now is newer.
        let is_news = Some(draft.revision) == asked_at
            && self.untold().is_none()
            && self.saving.saver.try_with_untracked(|saver| !saver.is_saving()).unwrap_or_default();
        if is_news && self.about.try_with_untracked(|about| *about != draft.about).unwrap_or_default() {
            self.has_about(draft.about);
        }
    }

    /// That is what the server has.
    pub(super) fn has_about(self, about: DraftAbout) {
        self.saving.told.try_set_value(about.clone());
        self.about.try_set(about);
    }
}
