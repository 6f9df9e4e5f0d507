//! Files on their way to a record: chosen, or dropped on the list.

use crate::api::ApiError;
use crate::trouble::error_text;
use crate::ui::{Button, IconButton, IconName, file_size};
use crate::upload::{self, Answered, brings_files, stays_inside};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::file::{MOST_BYTES, MOST_FILES};
use kurier_model::{Field, Reason, RecordId};
use leptos::html;
use leptos::prelude::*;
use web_sys::File;

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sent {
    id: u32,
    name: String,
    percent: u8,
    /// Why it did not get there.
    why: Option<String>,
}

/// The button, what is on its way, and the list as a place to drop files on.
#[component]
pub(super) fn Adding(record: RecordId, takes_files: Signal<bool>, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    let sent = RwSignal::new(Vec::<Sent>::new());
    let is_over = RwSignal::new(false);
    let take = Callback::new(move |files| send_all(i18n, record, sent, files));
    view! {
        <section
            class="files"
            aria-label=t_string!(i18n, records.files.title)
            data-over=move || is_over.get().then_some("true")
            on:dragover=move |event| {
                if takes_files.get_untracked() && brings_files(&event) {
                    event.prevent_default();
                    is_over.set(true);
                }
            }
            on:dragleave=move |event| {
                if !stays_inside(&event) {
                    is_over.set(false);
                }
            }
            on:drop=move |event| {
                is_over.set(false);
                if takes_files.get_untracked() && brings_files(&event) {
                    event.prevent_default();
                    take.run(upload::files_of(event.data_transfer().and_then(|data| data.files())));
                }
            }
        >
            <Show when=move || takes_files.get()>
                <Choose take />
            </Show>
            <ul class="files__sent" role="list" aria-label=t_string!(i18n, records.files.on_their_way) hidden=move || sent.with(Vec::is_empty)>
                <For each=move || sent.get() key=|one| (one.id, one.percent, one.why.is_some()) let:one>
                    <OnItsWay one sent />
                </For>
            </ul>
            {children()}
        </section>
    }
}

/// The button by which files are chosen, and how large they may be.
#[component]
fn Choose(take: Callback<Vec<File>>) -> impl IntoView {
    let i18n = use_i18n();
    let picker = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(picker) = picker.get_untracked() {
            picker.click();
        }
    };
    view! {
        <div class="files__add">
            <Button icon=IconName::Plus testid="files-add" on_click=choose>{t!(i18n, records.files.add)}</Button>
            <p class="timeline__dim">{t_string!(i18n, records.files.hint, size = file_size(i18n, MOST_BYTES))}</p>
            <input
                node_ref=picker
                type="file"
                multiple
                hidden
                aria-label=t_string!(i18n, records.files.add)
                data-testid="files-input"
                on:change:target=move |event| {
                    take.run(upload::files_of(event.target().files()));
                    // The same file may be chosen again.
                    event.target().set_value("");
                }
            />
        </div>
    }
}

#[component]
fn OnItsWay(one: Sent, sent: RwSignal<Vec<Sent>>) -> impl IntoView {
    let i18n = use_i18n();
    let Sent { id, name, percent, why } = one;
    let dismiss = move |_| sent.update(|sent| sent.retain(|other| other.id != id));
    match why {
        None => view! {
            <li class="files__way" data-testid="file-sent">
                <span class="files__way-name" dir="auto" title=name.clone()>{name.clone()}</span>
                <progress class="progress__bar" max="100" value=percent.to_string() aria-label=name></progress>
            </li>
        }
        .into_any(),
        Some(why) => view! {
            <li class="files__way" data-testid="file-refused">
                <span class="field__error" role="alert">{why}</span>
                <IconButton icon=IconName::X label=t_string!(i18n, records.files.dismiss, name = name) on_click=dismiss />
            </li>
        }
        .into_any(),
    }
}

/// Sends files, each with its own progress. The list hears of each from the server.
fn send_all(i18n: I18n, record: RecordId, sent: RwSignal<Vec<Sent>>, files: Vec<File>) {
    for file in files {
        let id = sent.with_untracked(|sent| sent.iter().map(|one| one.id).max().unwrap_or(0)) + 1;
        sent.update(|sent| sent.push(Sent { id, name: file.name(), percent: 0, why: None }));
        let change = move |change: &dyn Fn(&mut Sent)| {
            sent.try_update(|sent| sent.iter_mut().filter(|one| one.id == id).for_each(change));
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "sizes are whole and not negative"
        )]
        let bytes = file.size() as u64;
        if bytes > MOST_BYTES {
            // Nothing that is refused anyway is sent.
            let why = too_large(i18n, &file.name());
            change(&|one| one.why = Some(why.clone()));
            continue;
        }
        let name = file.name();
        let done = move |answered: Answered| match refusal(i18n, &name, &answered) {
            None => {
                sent.try_update(|sent| sent.retain(|one| one.id != id));
            }
            Some(why) => change(&|one| one.why = Some(why.clone())),
        };
        let progress = move |percent| change(&|one| one.percent = percent);
        let url = format!("/files/record/{record}");
        if upload::send(&url, "file", &file, progress, done).is_err() {
            let why = t_string!(i18n, records.files.not_sent, name = file.name());
            change(&|one| one.why = Some(why.clone()));
        }
    }
}

/// Why a file did not get there; `None`: it did.
fn refusal(i18n: I18n, name: &str, answered: &Answered) -> Option<String> {
    let error = match (answered.status, serde_json::from_str::<ApiError>(&answered.text)) {
        (200..=299, _) => return None,
        (413, _) => return Some(too_large(i18n, name)),
        (_, Ok(error)) => error,
        _ => return Some(t_string!(i18n, records.files.not_sent, name = name)),
    };
    let invalid = error.invalid();
    Some(match invalid.as_ref().and_then(|invalid| invalid.about(Field::Attachment)) {
        Some(Reason::TooLarge { .. }) => too_large(i18n, name),
        Some(Reason::NotAllowed) => t_string!(i18n, records.files.too_many, name = name, most = MOST_FILES),
        Some(_) => t_string!(i18n, records.files.not_sent, name = name),
        None => error_text(i18n, &error),
    })
}

fn too_large(i18n: I18n, name: &str) -> String {
    t_string!(i18n, records.files.too_large, name = name, size = file_size(i18n, MOST_BYTES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_i18n::Language;

    #[test]
    fn a_refusal_says_why() {
        let i18n = I18n::new(Language::Pl);
        let told = |status, text: &str| {
            refusal(i18n, "oferta.pdf", &Answered { status, text: text.to_owned() }).unwrap_or_default()
        };
        assert_eq!(told(200, "[]"), "");
        let large = r#"{"error":"invalid","invalid":{"fields":[["attachment",{"reason":"too_large","bytes":30,"most":25}]]}}"#;
        assert!(told(422, large).contains("25\u{a0}MB"), "{}", told(422, large));
        assert_eq!(told(413, ""), told(422, large));
        let many = r#"{"error":"invalid","invalid":{"fields":[["attachment",{"reason":"not_allowed"}]]}}"#;
        assert!(told(422, many).contains("1000"), "{}", told(422, many));
        assert!(told(0, "").contains("oferta.pdf"));
    }
}
