//! How somebody looks: a photo in place of initials, and bringing one, or taking it away.

use super::api::choose_photo;
use crate::api::ApiError;
use crate::state::{Toast, Toasts, use_toasts};
use crate::trouble::error_text;
use crate::ui::{Avatar, IconName, MenuItem, file_size};
use crate::upload::{self, Answered};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::photo::{MOST_BYTES, PhotoChange, PhotoHash};
use kurier_model::record::Record;
use kurier_model::{Field, Reason, RecordId};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

/// What is offered to choose a picture from.
const KINDS: &str = "image/jpeg,image/png,image/webp";

/// Somebody's photo, or their initials. The name stands beside it.
#[component]
pub fn Face(
    record: RecordId,
    photo: Option<PhotoHash>,
    name: String,
    /// By it initials have their colour.
    address: String,
    /// As of an [`Avatar`].
    size: &'static str,
) -> impl IntoView {
    match photo {
        Some(photo) => view! {
            <img class="avatar photo" data-size=size src=photo.url(record) alt="" width="40" height="40" decoding="async" data-testid="photo" />
        }
        .into_any(),
        None => view! { <Avatar name address size /> }.into_any(),
    }
}

/// The photo of a record that is open.
#[derive(Clone, Copy)]
pub struct Looks {
    record: RwSignal<Record>,
    id: RecordId,
    picker: NodeRef<html::Input>,
    /// A picture is on its way.
    sending: RwSignal<bool>,
    i18n: I18n,
    toasts: Toasts,
}

impl Looks {
    /// `None` for a kind whose records have none.
    pub fn of(record: RwSignal<Record>) -> Option<Self> {
        let (id, can_have) = record.with_untracked(|record| (record.id, record.kind.has_photos()));
        let (picker, sending) = (NodeRef::new(), RwSignal::new(false));
        let (i18n, toasts) = (use_i18n(), use_toasts());
        can_have.then_some(Self { record, id, picker, sending, i18n, toasts })
    }

    fn photo(self) -> Option<PhotoHash> {
        self.record.with(|record| record.photo.clone())
    }

    fn show(self, photo: Option<PhotoHash>) {
        self.record.try_update(|record| record.photo = photo);
    }

    fn send(self, file: &File) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "sizes are whole and not negative"
        )]
        let bytes = file.size() as u64;
        if bytes > MOST_BYTES {
            // Nothing that is refused anyway is sent.
            self.toasts.push(Toast::failed(too_large(self.i18n)));
            return;
        }
        self.sending.set(true);
        let done = move |answered: Answered| {
            self.sending.try_set(false);
            match came_of(self.i18n, &answered) {
                Ok(PhotoChange { before, now }) if before != now => {
                    self.show(now.clone());
                    let said = t_string!(self.i18n, records.photo.changed).to_owned();
                    self.offer_back(said, now, before);
                }
                Ok(_) => {}
                Err(why) => {
                    self.toasts.push(Toast::failed(why));
                }
            }
        };
        if upload::send(&format!("/photos/{}", self.id), "photo", file, |_| {}, done).is_err() {
            self.sending.set(false);
            self.toasts.push(Toast::failed(t_string!(self.i18n, records.photo.not_sent)));
        }
    }

    fn remove(self) {
        let Some(seen) = untrack(|| self.photo()) else { return };
        let before = Some(seen);
        spawn_local(async move {
            match choose_photo(self.id, before.clone(), None).await {
                Ok(()) => {
                    self.show(None);
                    let said = t_string!(self.i18n, records.photo.removed).to_owned();
                    self.offer_back(said, None, before);
                }
                Err(error) => {
                    self.toasts.push(Toast::failed(error_text(self.i18n, &error)));
                }
            }
        });
    }

    /// What was shown before can be shown again, also when the record is not open any more.
    fn offer_back(self, said: String, now: Option<PhotoHash>, before: Option<PhotoHash>) {
        self.toasts.push(Toast::done(said).with_undo(move || {
            let (now, before) = (now.clone(), before.clone());
            spawn_local(async move {
                match choose_photo(self.id, now, before.clone()).await {
                    Ok(()) => self.show(before),
                    Err(error) => {
                        self.toasts.push(Toast::failed(error_text(self.i18n, &error)));
                    }
                }
            });
        }));
    }
}

/// Where a picture is chosen from, out of sight, and that one is on its way.
#[component]
pub fn PhotoPicker(looks: Looks) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <input
            node_ref=looks.picker
            type="file"
            accept=KINDS
            hidden
            aria-label=t_string!(i18n, records.photo.add)
            data-testid="photo-input"
            on:change:target=move |event| {
                if let Some(file) = upload::files_of(event.target().files()).first() {
                    looks.send(file);
                }
                // The same file may be chosen again.
                event.target().set_value("");
            }
        />
        <span class="visually-hidden" role="status">
            {move || looks.sending.get().then(|| t_string!(i18n, records.photo.sending))}
        </span>
    }
}

/// What can be done with it, as items of a menu.
#[component]
pub fn PhotoItems(looks: Looks) -> impl IntoView {
    let i18n = use_i18n();
    let has = Memo::new(move |_| looks.photo().is_some());
    let choose = move |()| {
        if let Some(picker) = looks.picker.get_untracked() {
            picker.click();
        }
    };
    view! {
        <MenuItem icon=IconName::Image on_select=choose>
            {move || if has.get() { t_string!(i18n, records.photo.change) } else { t_string!(i18n, records.photo.add) }}
        </MenuItem>
        <Show when=move || has.get()>
            <MenuItem icon=IconName::X on_select=move |()| looks.remove()>{t!(i18n, records.photo.remove)}</MenuItem>
        </Show>
    }
}

/// What came of a picture that was sent, or why nothing did.
fn came_of(i18n: I18n, answered: &Answered) -> Result<PhotoChange, String> {
    let not_sent = || t_string!(i18n, records.photo.not_sent).to_owned();
    if (200..=299).contains(&answered.status) {
        return serde_json::from_str(&answered.text).map_err(|_| not_sent());
    }
    let error = match (answered.status, serde_json::from_str::<ApiError>(&answered.text)) {
        (413, _) => return Err(too_large(i18n)),
        (_, Ok(error)) => error,
        _ => return Err(not_sent()),
    };
    let invalid = error.invalid();
    Err(match invalid.as_ref().and_then(|invalid| invalid.about(Field::Attachment)) {
        Some(Reason::TooLarge { .. }) => too_large(i18n),
        Some(Reason::NotAllowed) => t_string!(i18n, records.photo.too_wide).to_owned(),
        Some(Reason::Wrong) => t_string!(i18n, records.photo.not_a_picture).to_owned(),
        Some(_) => not_sent(),
        None => error_text(i18n, &error),
    })
}

fn too_large(i18n: I18n) -> String {
    t_string!(i18n, records.photo.too_large, size = file_size(i18n, MOST_BYTES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_i18n::Language;

    #[test]
    fn a_refusal_says_why() {
        let i18n = I18n::new(Language::Pl);
        let came = |status, text: &str| came_of(i18n, &Answered { status, text: text.to_owned() });
        let changed = came(200, r#"{"before":null,"now":"ab"}"#).unwrap();
        assert_eq!(changed, PhotoChange { before: None, now: Some(PhotoHash("ab".to_owned())) });
        let refused = |reason: &str| {
            let text = format!(r#"{{"error":"invalid","invalid":{{"fields":[["attachment",{reason}]]}}}}"#);
            came(422, &text).unwrap_err()
        };
        assert_eq!(refused(r#"{"reason":"wrong"}"#), t_string!(i18n, records.photo.not_a_picture));
        assert_eq!(refused(r#"{"reason":"not_allowed"}"#), t_string!(i18n, records.photo.too_wide));
        let large = refused(r#"{"reason":"too_large","bytes":30,"most":25}"#);
        assert!(large.contains("5\u{a0}MB"), "{large}");
        assert_eq!(came(413, "").unwrap_err(), large);
        assert_eq!(came(0, "").unwrap_err(), t_string!(i18n, records.photo.not_sent));
        assert_eq!(came(404, r#"{"error":"not_found"}"#).unwrap_err(), t_string!(i18n, errors.not_found));
    }
}
