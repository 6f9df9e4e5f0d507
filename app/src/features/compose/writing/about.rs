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
        let before = self.about.try_get_untracked().unwrap_or_default();
        self.about.try_set(about.clone());
        self.saving.untold.try_set_value(Some(about));
        self.keep_copy();
        let said = self.tell_about().await;
        if said.is_err() {
            self.about.try_set(before);
        }
        said
    }

    /// Tells what was said and has not come to the server; whether it has come there.
    pub(super) async fn tell_again(self) -> bool {
        if self.saving.untold.try_get_value().flatten().is_none() {
            return true;
        }
        // Somebody has put the record away meanwhile.
        if self.tell_about().await.is_err() {
            self.follow_about().await;
        }
        self.saving.untold.try_get_value().flatten().is_none()
    }

    /// What is written goes first: both raise the number by which two windows know of each other. Fails when it cannot be so.
    async fn tell_about(self) -> Result<(), ApiError> {
        let is_whole = self.text_saved().await;
        let Some(about) = self.saving.untold.try_get_value().flatten() else { return Ok(()) };
        let begun = self.saving.saver.try_update(|saver| is_whole.then(|| saver.begin_beside()).flatten());
        let answer = match begun.flatten() {
            Some(revision) => say_draft_about(self.id, revision, about.record()).await,
            None => Err(match self.saving.saver.try_with_untracked(Saver::state) {
                Some(SaveState::Conflict) => ApiError::Conflict,
                _ => ApiError::Unavailable,
            }),
        };
        let trouble = answer.as_ref().err().map(trouble);
        if begun.flatten().is_some() {
            self.saving.saver.try_update(|saver| match (&answer, trouble) {
                (Ok(revision), _) => {
                    saver.finished(Ok(*revision));
                }
                (Err(_), Some(trouble @ (SaveTrouble::Conflict | SaveTrouble::Other))) => {
                    saver.finished(Err(trouble));
                }
                (Err(_), _) => saver.gave_up(),
            });
        }
        let is_passing = trouble == Some(SaveTrouble::Other);
        // Another may have been chosen meanwhile.
        if !is_passing && self.saving.untold.try_get_value().flatten().as_ref() == Some(&about) {
            self.saving.untold.try_set_value(None);
        }
        self.settle_copy();
        // What was typed meanwhile.
        self.save().await;
        if is_passing {
            self.save_after(RETRY_PAUSE);
            return Ok(());
        }
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
