//! A file on its way to the server: XMLHttpRequest, because `fetch` tells nothing about what has been sent.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DragEvent, File, FileList, FormData, Node, ProgressEvent, XmlHttpRequest};

/// What came back.
pub struct Answered {
    /// The status (RFC 9110 §15); 0: nothing.
    pub status: u16,
    pub text: String,
}

/// The files of a list that a browser event brought.
#[must_use]
pub fn files_of(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect()).unwrap_or_default()
}

/// Whether files are dragged, and not a text or a mail.
#[must_use]
pub fn brings_files(event: &DragEvent) -> bool {
    let is_files = |kind: &JsValue| kind.as_string().as_deref() == Some("Files");
    event.data_transfer().is_some_and(|data| data.types().iter().any(|kind| is_files(&kind)))
}

/// Whether what is dragged has only gone from one part of a place to another.
#[must_use]
pub fn stays_inside(event: &DragEvent) -> bool {
    let place = event.current_target().and_then(|place| place.dyn_into::<Node>().ok());
    let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
    place.is_some_and(|place| place.contains(to.as_ref()))
}

/// Sends a file as a form with one field; `progress` is told the per cent that are sent, `done` what came back.
///
/// # Errors
/// Those of the browser, when it does not even begin; then `done` is not called.
pub fn send(
    url: &str,
    field: &str,
    file: &File,
    progress: impl Fn(u8) + 'static,
    done: impl FnOnce(Answered) + 'static,
) -> Result<(), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("POST", url, true)?;
    let told = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
            let percent = (event.loaded() / event.total() * 100.0).clamp(0.0, 100.0) as u8;
            progress(percent);
        }
    });
    request.upload()?.set_onprogress(Some(told.as_ref().unchecked_ref()));
    // `loadend` comes once, whatever happened; the closures are freed with it.
    let answered = request.clone();
    let done = Closure::once_into_js(move || {
        drop(told);
        let text = answered.response_text().ok().flatten().unwrap_or_default();
        done(Answered { status: answered.status().unwrap_or(0), text });
    });
    request.set_onloadend(Some(done.unchecked_ref()));
    let form = FormData::new()?;
    form.append_with_blob_and_filename(field, file, &file.name())?;
    request.send_with_opt_form_data(Some(&form))
}
