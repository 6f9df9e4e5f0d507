//! Files on their way into a draft.

use crate::api::ApiError;
use crate::features::compose::writing::Writing;
use crate::features::compose::writing::upload::{Upload, UploadTrouble};
use crate::upload::{self, Answered};
use kurier_model::compose::DraftAttachment;
use kurier_model::{Field, Reason};
use leptos::prelude::*;
use web_sys::File;

/// Sends files into the draft, each with its own progress.
pub fn attach(writing: Writing, files: Vec<File>) {
    upload(writing, files, "file", |_| {});
}

/// Sends pictures for the text; `show` is called with each when it is there.
pub fn put_in(writing: Writing, files: Vec<File>, show: impl Fn(&DraftAttachment) + Copy + 'static) {
    upload(writing, files, "picture", show);
}

fn upload(
    writing: Writing,
    files: Vec<File>,
    field: &'static str,
    then: impl Fn(&DraftAttachment) + Copy + 'static,
) {
    for file in files {
        let id = writing
            .files
            .uploads
            .with_untracked(|uploads| uploads.iter().map(|upload| upload.id).max().unwrap_or(0))
            + 1;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "sizes are whole and not negative"
        )]
        let bytes = file.size() as u64;
        let upload = Upload { id, name: file.name(), bytes, percent: 0, trouble: None };
        writing.files.uploads.update(|uploads| uploads.push(upload));
        if send(writing, id, &file, field, then).is_err() {
            fail(writing, id, UploadTrouble::Other);
        }
    }
}

fn send(
    writing: Writing,
    id: u32,
    file: &File,
    field: &str,
    then: impl Fn(&DraftAttachment) + 'static,
) -> Result<(), wasm_bindgen::JsValue> {
    let url = format!("/compose/drafts/{}/attachments", writing.id);
    let progress = move |percent| change(writing, id, |upload| upload.percent = percent);
    upload::send(&url, field, file, progress, move |answered| {
        for added in finished(writing, id, &answered) {
            then(&added);
        }
    })
}

/// Notes how it ended; what was added.
fn finished(writing: Writing, id: u32, answered: &Answered) -> Vec<DraftAttachment> {
    match (answered.status, serde_json::from_str::<Vec<DraftAttachment>>(&answered.text)) {
        (200..=299, Ok(added)) => {
            writing.files.uploads.update(|uploads| uploads.retain(|upload| upload.id != id));
            writing.files.attached.update(|files| {
                for file in &added {
                    if !files.iter().any(|known| known.id == file.id) {
                        files.push(file.clone());
                    }
                }
            });
            return added;
        }
        (413, _) => fail(writing, id, UploadTrouble::FarTooLarge),
        _ => fail(writing, id, refusal(&answered.text)),
    }
    Vec::new()
}

/// What the server's error means for a file.
fn refusal(answer: &str) -> UploadTrouble {
    let invalid = serde_json::from_str::<ApiError>(answer).ok().and_then(|error| error.invalid());
    match invalid.as_ref().and_then(|invalid| invalid.about(Field::Attachment)) {
        Some(Reason::TooLarge { bytes, most }) => UploadTrouble::TooLarge { bytes: *bytes, max: *most },
        _ => UploadTrouble::Other,
    }
}

fn fail(writing: Writing, id: u32, trouble: UploadTrouble) {
    change(writing, id, |upload| upload.trouble = Some(trouble));
}

fn change(writing: Writing, id: u32, change: impl FnOnce(&mut Upload)) {
    writing.files.uploads.update(|uploads| {
        if let Some(upload) = uploads.iter_mut().find(|upload| upload.id == id) {
            change(upload);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_the_sizes() {
        let answer = r#"{"error":"invalid","invalid":{"fields":[["attachment",{"reason":"too_large","bytes":30,"most":25}]]}}"#;
        assert_eq!(refusal(answer), UploadTrouble::TooLarge { bytes: 30, max: 25 });
        assert_eq!(refusal("<html>"), UploadTrouble::Other);
    }
}
