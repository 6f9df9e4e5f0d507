//! The rich text editor: `editor.js` (Squire and DOMPurify), fetched when the first composer opens.

use super::uploads;
use crate::features::compose::smart_reply::variants::as_html;
use crate::features::compose::writing::Writing;
use crate::features::compose::writing::checks::plain_text;
use crate::ui::{Fetching, build_folder, focused};
use kurier_model::compose::DraftAttachment;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::js_sys::{Array, Function, Object, Reflect};
use web_sys::HtmlElement;

/// A mounted editor, as the JavaScript class `Editor` of `app/editor/editor.ts`.
#[derive(Clone)]
struct Handle {
    editor: JsValue,
    /// The functions that the editor calls; freed with it.
    _listeners: std::rc::Rc<Vec<JsValue>>,
}

impl Handle {
    fn call(&self, method: &str, arguments: &[JsValue]) -> JsValue {
        let function =
            Reflect::get(&self.editor, &method.into()).ok().and_then(|f| f.dyn_into::<Function>().ok());
        let arguments: Array = arguments.iter().collect();
        function
            .and_then(|function| function.apply(&self.editor, &arguments).ok())
            .unwrap_or(JsValue::UNDEFINED)
    }

    fn html(&self) -> String {
        self.call("html", &[]).as_string().unwrap_or_default()
    }
}

/// What the toolbar may ask of the editor. Copy; does nothing until the editor is there.
#[derive(Clone, Copy)]
pub struct EditorControl {
    handle: StoredValue<Option<Handle>, LocalStorage>,
    /// The text as the editor last gave it: its own tidying up is not a change.
    known: StoredValue<String>,
    /// Which buttons are pressed: bits in the order of `STATES` in `app/editor/commands.ts`.
    pub pressed: RwSignal<u32>,
}

impl EditorControl {
    /// A control for one composer.
    #[must_use]
    pub fn new() -> Self {
        Self {
            handle: StoredValue::new_local(None),
            known: StoredValue::default(),
            pressed: RwSignal::new(0),
        }
    }

    /// Runs a command of the toolbar.
    pub fn command(self, name: &str, value: Option<&str>) {
        let value = value.map_or(JsValue::UNDEFINED, JsValue::from_str);
        self.ask("command", &[name.into(), value]);
    }

    /// Puts a picture that is on the server into the text, at the cursor; below the text, when its editor is gone meanwhile.
    fn show_picture(self, writing: Writing, picture: &DraftAttachment) {
        let is_shown = self.handle.try_get_value().flatten().is_some_and(|handle| {
            let src = format!("/compose/attachments/{}", picture.id);
            handle.call("insertPicture", &[src.into(), picture.name.as_str().into()]).is_truthy()
        });
        if !is_shown {
            let name = picture.name.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
            let shown = format!("<div><img src=\"cid:{}@pasted\" alt=\"{name}\"></div>", picture.id);
            writing.set_html(writing.text.html.get_untracked() + &shown);
            writing.touched();
        }
    }

    pub fn focus(self) {
        self.ask("focus", &[]);
    }

    /// Back into the text, to the first place that was left to be filled in, where there is one.
    pub fn fill_in(self) {
        self.ask("fillIn", &[]);
    }

    /// Takes what the editor holds now for unchanged.
    fn take_for_unchanged(self) {
        if let Some(handle) = self.handle.try_get_value().flatten() {
            self.known.set_value(handle.html());
        }
    }

    fn ask(self, method: &str, arguments: &[JsValue]) {
        // Cloned out first: the editor answers by events that look at the handle again.
        if let Some(handle) = self.handle.try_get_value().flatten() {
            handle.call(method, arguments);
        }
    }
}

impl Default for EditorControl {
    fn default() -> Self {
        Self::new()
    }
}

/// The text of a message. Until the script is there the text is shown, but cannot be changed.
#[component]
pub fn RichText(
    writing: Writing,
    control: EditorControl,
    /// Its name for screen readers.
    #[prop(into)]
    label: String,
    /// Ctrl/Cmd+Enter.
    on_send: Callback<()>,
    /// Ctrl/Cmd+K.
    on_link: Callback<()>,
    /// Put the cursor into it once it is there.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let element = NodeRef::<Div>::new();
    let mounted = RwSignal::new(false);
    let failed = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(root) = element.get() else { return };
        let root: HtmlElement = root.unchecked_into();
        let label = label.clone();
        spawn_local(async move {
            let Ok(module) = load().await else {
                failed.try_set(true);
                return;
            };
            // The composer may have been closed while the script was on its way.
            if failed.is_disposed() || !root.is_connected() {
                return;
            }
            match mount(&module, &root, writing, control, &label, on_send, on_link) {
                Ok(handle) => {
                    control.handle.set_value(Some(handle));
                    control.take_for_unchanged();
                    mounted.set(true);
                    if autofocus && !writes_elsewhere(&root) {
                        control.focus();
                    }
                }
                Err(_) => failed.set(true),
            }
        });
    });
    Effect::new(move |before: Option<u32>| {
        let version = writing.text.version.get();
        if before.is_some_and(|before| before != version) {
            control.ask("setHtml", &[writing.text.html.get_untracked().into()]);
            control.take_for_unchanged();
        }
        version
    });
    on_cleanup(move || control.ask("destroy", &[]));
    view! {
        <div
            node_ref=element
            class="composer__text"
            data-testid="composer-text"
            aria-busy=move || (!mounted.get() && !failed.get()).to_string()
        ></div>
        <Show when=move || failed.get()>
            <PlainText writing />
        </Show>
    }
}

/// Whether somebody writes in another field of this composer already: the script may have been long on its way.
fn writes_elsewhere(root: &HtmlElement) -> bool {
    let composer = root.closest(".composer").ok().flatten();
    let is_field =
        |element: &HtmlElement| matches!(element.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA");
    composer.is_some_and(|composer| {
        focused().is_some_and(|focused| is_field(&focused) && composer.contains(Some(&focused)))
    })
}

/// When the script cannot be fetched: the text can still be written, without formatting.
#[component]
fn PlainText(writing: Writing) -> impl IntoView {
    let words = plain_text(&writing.text.html.get_untracked());
    view! {
        <textarea
            class="composer__text"
            dir="auto"
            rows="8"
            prop:value=words
            on:input:target=move |event| {
                writing.text.html.set(as_html(&event.target().value()));
                writing.touched();
            }
        ></textarea>
    }
}

fn mount(
    module: &JsValue,
    root: &HtmlElement,
    writing: Writing,
    control: EditorControl,
    label: &str,
    on_send: Callback<()>,
    on_link: Callback<()>,
) -> Result<Handle, JsValue> {
    let change = Closure::<dyn FnMut()>::new(move || {
        let Some(handle) = control.handle.try_get_value().flatten() else { return };
        let html = handle.html();
        if control.known.with_value(|known| *known != html) {
            control.known.set_value(html.clone());
            writing.text.html.set(html);
            writing.touched();
        }
    });
    let state = Closure::<dyn FnMut(u32)>::new(move |bits: u32| {
        control.pressed.try_set(bits);
    });
    let send = Closure::<dyn FnMut()>::new(move || on_send.run(()));
    let link = Closure::<dyn FnMut()>::new(move || on_link.run(()));
    let files = Closure::<dyn FnMut(Array)>::new(move |files: Array| {
        uploads::attach(writing, files.iter().filter_map(|file| file.dyn_into().ok()).collect());
    });
    let pictures = Closure::<dyn FnMut(Array)>::new(move |files: Array| {
        let show = move |picture: &DraftAttachment| control.show_picture(writing, picture);
        uploads::put_in(writing, files.iter().filter_map(|file| file.dyn_into().ok()).collect(), show);
    });
    let options = Object::new();
    let text = writing.text.html.get_untracked();
    let mut listeners = Vec::new();
    for (name, listener) in [
        ("onChange", change.into_js_value()),
        ("onState", state.into_js_value()),
        ("onSend", send.into_js_value()),
        ("onLink", link.into_js_value()),
        ("onFiles", files.into_js_value()),
        ("onPictures", pictures.into_js_value()),
    ] {
        Reflect::set(&options, &name.into(), &listener)?;
        listeners.push(listener);
    }
    Reflect::set(&options, &"html".into(), &text.into())?;
    Reflect::set(&options, &"label".into(), &label.into())?;
    let mount: Function = Reflect::get(module, &"mount".into())?.dyn_into()?;
    let editor = mount.call2(module, root, &options)?;
    Ok(Handle { editor, _listeners: std::rc::Rc::new(listeners) })
}

/// The editor's module, fetched once. A script element rather than `import()`: wasm cannot say `import()` without eval, which
/// the page's CSP forbids.
async fn load() -> Result<JsValue, JsValue> {
    let global =
        || Reflect::get(&window(), &"kurierEditor".into()).ok().filter(|module| !module.is_undefined());
    if let Some(module) = global() {
        return Ok(module);
    }
    let bundle = format!("{}/editor.js", build_folder());
    let script = Fetching {
        element: "script",
        known_by: "data-editor",
        attributes: &[("type", "module"), ("src", &bundle)],
    };
    script.fetch().await?;
    global().ok_or(JsValue::NULL)
}
