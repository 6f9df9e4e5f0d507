//! The composer: everything around the text of a message being written.

mod about;
mod files;
mod guard;
mod head;
mod notices;
mod quote;
mod recipient_field;
mod rich_text;
mod toolbar;
mod uploads;

use super::context::{ComposeContext, Place, use_compose};
use super::wording::{stop_text, subject_text};
use super::writing::Writing;
use super::writing::checks::{Doubt, Stop};
use super::writing::recipients::Recipients;
use crate::ui::{Button, ButtonVariant, Icon, IconButton, IconName, sends};
use crate::upload::{brings_files, stays_inside};
use files::Files;
use guard::{Filling, Guard};
use head::Head;
use kurier_i18n::{t, t_string, use_i18n};
use leptos::html::Input;
use leptos::prelude::*;
use notices::{Notices, SavedMark};
use quote::Quote;
use rich_text::{EditorControl, RichText};
use toolbar::{Drawer, Toolbar};
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, KeyboardEvent};

/// What the parts of one composer share.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub writing: Writing,
    pub control: EditorControl,
    pub drawer: RwSignal<Drawer>,
    /// What stops sending; said after the first attempt, gone when it is put right.
    pub stop: RwSignal<Option<Stop>>,
    /// What the page asks before sending.
    pub doubts: RwSignal<Vec<Doubt>>,
    /// What is filled in before a message leaves; it stays when one goes back to writing.
    pub grounds: Filling,
}

impl Parts {
    fn new(writing: Writing) -> Self {
        let parts = Self {
            writing,
            control: EditorControl::new(),
            drawer: RwSignal::new(Drawer::Closed),
            stop: RwSignal::new(None),
            doubts: RwSignal::default(),
            grounds: Filling::empty(),
        };
        // What was complained about is looked at again with every change.
        Effect::new(move |_| {
            let stop = writing.with_parcel(|parcel| parcel.stop());
            if parts.stop.with_untracked(Option::is_some) {
                parts.stop.set(stop);
            }
        });
        parts
    }

    /// Sends, or says what is in the way, or asks.
    fn send(self, compose: ComposeContext) {
        let stop = untrack(|| self.writing.with_parcel(|parcel| parcel.stop()));
        self.stop.set(stop.clone());
        if stop.is_some() {
            return;
        }
        // Asked to send once more while it is asked whether to.
        let asking = self.writing.handover.asking;
        if asking.get_untracked() {
            asking.set(false);
            return compose.send(self.writing, self.writing.handover.findings.get_untracked());
        }
        self.doubts.set(untrack(|| self.writing.with_parcel(|parcel| parcel.doubts())));
        if self.doubts.with_untracked(Vec::is_empty) {
            compose.send(self.writing, Vec::new());
        } else {
            compose.ask_first(self.writing);
        }
    }
}

/// A message being written.
#[component]
pub fn Composer(writing: Writing, place: Place) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let parts = Parts::new(writing);
    let send = Callback::new(move |()| parts.send(compose));
    Effect::new(move |_| {
        let leaving = window_event_listener_untyped("pagehide", move |_| writing.keep_copy());
        on_cleanup(move || leaving.remove());
    });
    let dragged = RwSignal::new(false);
    // Where nobody is named yet, that is what comes first: a new mail, and a forward.
    let names_nobody = writing.recipients.to.with_untracked(Recipients::is_empty);
    view! {
        <section
            class="composer"
            data-testid="composer"
            data-draft-id=writing.id.to_string()
            aria-label=t_string!(i18n, compose.composer)
            on:keydown=move |event| keys(&event, send, place, compose, guard::asks_grounds(writing))
            on:dragover=move |event| drag_over(&event, dragged)
            on:dragleave=move |event| drag_left(&event, dragged)
            on:drop=move |event| dropped(&event, dragged, writing)
        >
            <Bar writing place send />
            <div class="composer__scroll">
                <Notices writing />
                <Head writing stop=parts.stop autofocus=names_nobody />
                <RichText
                    writing
                    control=parts.control
                    label=t_string!(i18n, compose.body)
                    on_send=send
                    on_link=Callback::new(move |()| parts.drawer.set(Drawer::Link))
                    autofocus=!names_nobody
                />
                <Quote writing />
            </div>
            <Files writing />
            <Toolbar control=parts.control drawer=parts.drawer />
            <StopNotice stop=parts.stop />
            <Foot writing send />
            <Show when=move || dragged.get()>
                <div class="composer__drop">{t!(i18n, compose.drop_here)}</div>
            </Show>
            <Guard parts />
        </section>
    }
}

/// The title bar.
#[component]
fn Bar(writing: Writing, place: Place, send: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let title = move || match writing.text.subject.get() {
        subject if subject.trim().is_empty() => t_string!(i18n, compose.new_email).to_owned(),
        subject => subject_text(i18n, &subject),
    };
    let large = compose.hosts.is_dock_large;
    view! {
        <header class="composer__head">
            {(place == Place::Page).then(|| view! {
                <IconButton icon=IconName::ArrowLeft label=t_string!(i18n, compose.back) on_click=move |_| compose.leave() />
            })}
            <h2 class="composer__title" dir="auto">{title}</h2>
            <SavedMark writing />
            {(place == Place::Dock).then(|| view! {
                <IconButton
                    class="composer__resize"
                    icon=Signal::derive(move || if large.get() { IconName::Minimize2 } else { IconName::Maximize2 })
                    label=Signal::derive(move || {
                        let label = if large.get() { t_string!(i18n, compose.shrink) } else { t_string!(i18n, compose.enlarge) };
                        label.to_owned()
                    })
                    on_click=move |_| large.update(|large| *large = !*large)
                />
            })}
            {(place != Place::Page).then(|| view! {
                <IconButton
                    icon=IconName::X
                    label=t_string!(i18n, compose.close)
                    shortcut="Escape"
                    on_click=move |_| compose.leave()
                />
            })}
            <Button
                class="composer__send-top"
                variant=ButtonVariant::Primary
                icon=IconName::Send
                pending=writing.handover.is_under_way
                on_click=move |_| send.run(())
            >
                {t!(i18n, compose.send)}
            </Button>
        </header>
    }
}

/// Send, attach, discard.
#[component]
fn Foot(writing: Writing, send: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let picker = NodeRef::<Input>::new();
    view! {
        <footer class="composer__foot">
            <Button
                class="composer__send"
                testid="composer-send"
                variant=ButtonVariant::Primary
                icon=IconName::Send
                pending=writing.handover.is_under_way
                shortcut="Control+Enter"
                on_click=move |_| send.run(())
            >
                {t!(i18n, compose.send)}
            </Button>
            <button
                type="button"
                class="button"
                data-variant="quiet"
                data-size="m"
                on:click=move |_| {
                    if let Some(picker) = picker.get_untracked() {
                        picker.click();
                    }
                }
            >
                <Icon name=IconName::Paperclip />
                <span class="button__label">{t!(i18n, compose.attach_file)}</span>
            </button>
            <input
                node_ref=picker
                type="file"
                multiple
                hidden
                aria-label=t_string!(i18n, compose.attach_file)
                data-testid="composer-files"
                on:change:target=move |event| {
                    uploads::attach(writing, crate::upload::files_of(event.target().files()));
                    // The same file may be chosen again.
                    event.target().set_value("");
                }
            />
            <span class="composer__foot-space"></span>
            <IconButton
                icon=IconName::Trash2
                label=t_string!(i18n, compose.discard)
                testid="composer-discard"
                on_click=move |_| compose.discard(writing.id)
            />
        </footer>
    }
}

/// What stops sending, where no field can say it.
#[component]
fn StopNotice(stop: RwSignal<Option<Stop>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        stop.get().map(|stop| {
            view! { <p class="notice" data-kind="danger" role="alert" data-testid="composer-stop">{stop_text(i18n, &stop)}</p> }
        })
    }
}

fn keys(
    event: &KeyboardEvent,
    send: Callback<()>,
    place: Place,
    compose: ComposeContext,
    asks_grounds: bool,
) {
    match event.key().as_str() {
        // A form in a dialog is sent by itself, or by nothing.
        "Enter" if sends(event) && !(is_of_dialog(event) && asks_grounds) => {
            event.prevent_default();
            send.run(());
        }
        "Escape" if place != Place::Page && !event.default_prevented() && !is_of_dialog(event) => {
            event.prevent_default();
            compose.leave();
        }
        _ => {}
    }
}

/// Escape closes a dialog of the composer, and not the composer along with it.
fn is_of_dialog(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| element.closest("dialog").is_ok_and(|dialog| dialog.is_some()))
}

fn drag_over(event: &DragEvent, dragged: RwSignal<bool>) {
    if brings_files(event) {
        event.prevent_default();
        dragged.set(true);
    }
}

fn drag_left(event: &DragEvent, dragged: RwSignal<bool>) {
    if !stays_inside(event) {
        dragged.set(false);
    }
}

fn dropped(event: &DragEvent, dragged: RwSignal<bool>, writing: Writing) {
    dragged.set(false);
    if event.default_prevented() || !brings_files(event) {
        return;
    }
    event.prevent_default();
    uploads::attach(writing, crate::upload::files_of(event.data_transfer().and_then(|data| data.files())));
}
