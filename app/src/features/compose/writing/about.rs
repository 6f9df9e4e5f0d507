//! To which record a message being written will belong.

use super::Writing;
use super::saving::{SaveState, SaveTrouble, Saver};
use crate::api::ApiError;
use crate::features::compose::api::{get_draft, restore_draft_about, say_draft_about};
use kurier_model::RecordId;
use kurier_model::compose::DraftAbout;
use leptos::prelude::*;

impl Writing {
    /// Says to which record it belongs, or that it belongs to none; shown at once, and taken back when the server does not take it.
    pub async fn say_about(self, about: DraftAbout) -> Result<(), ApiError> {
        let before = self.about.try_get_untracked().unwrap_or_default();
        let record = about.record();
        self.about.try_set(about.clone());
        self.saving.untold.try_set_value(Some(about));
        self.keep_copy();
        let said = self.tell_about(record).await;
        self.saving.untold.try_set_value(None);
        self.settle_copy();
        if said.is_err() {
            self.about.try_set(before);
        }
        said
    }

    /// What is written goes first: both raise the number by which two windows know of each other.
    async fn tell_about(self, record: Option<RecordId>) -> Result<(), ApiError> {
        let is_whole = self.saved_whole().await;
        let begun = self.saving.saver.try_update(|saver| is_whole.then(|| saver.begin_beside()).flatten());
        let Some(revision) = begun.flatten() else {
            let state = self.saving.saver.try_with_untracked(Saver::state);
            return Err(match state {
                Some(SaveState::Conflict) => ApiError::Conflict,
                _ => ApiError::Unavailable,
            });
        };
        let answer = say_draft_about(self.id, revision, record).await;
        self.saving.saver.try_update(|saver| match &answer {
            Ok(revision) => {
                saver.finished(Ok(*revision));
            }
            Err(ApiError::Conflict) => {
                saver.finished(Err(SaveTrouble::Conflict));
            }
            Err(_) => saver.gave_up(),
        });
        // What was typed meanwhile.
        self.save().await;
        answer.map(|_| ())
    }

    /// In a conflict in which this text stays: what was said here of its record stays too.
    pub(super) async fn keep_about(self, other: DraftAbout) -> Result<(), ApiError> {
        let mine = self.about.try_get_untracked().unwrap_or_default();
        match mine {
            DraftAbout::Nothing | DraftAbout::Record { .. } if mine != other => self.say_about(mine).await,
            _ => {
                self.about.try_set(other);
                Ok(())
            }
        }
    }

    /// Takes its record out of the bin.
    pub async fn restore_about(self) -> Result<(), ApiError> {
        self.about.try_set(restore_draft_about(self.id).await?);
        Ok(())
    }

    /// Asks again what has become of its record.
    pub async fn follow_about(self) {
        let asked_at = self.saving.saver.try_with_untracked(Saver::revision);
        let Ok(draft) = get_draft(self.id).await else { return };
        // What is being said now is newer.
        let is_news = Some(draft.revision) == asked_at
            && self.saving.saver.try_with_untracked(|saver| !saver.is_saving()).unwrap_or_default();
        if is_news && self.about.try_with_untracked(|about| *about != draft.about).unwrap_or_default() {
            self.about.try_set(draft.about);
        }
    }
}
