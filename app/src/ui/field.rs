//! Form fields: a label, the control, a hint, an error in its place.
//!
//! A field with `value` is controlled by that signal. Without it the browser keeps the value, as a plain HTML form does
//! before WebAssembly arrives; `initial` fills it.

use super::{IconButton, IconName, escapable_text};
use kurier_i18n::{t, t_string, use_i18n};
use leptos::html;
use leptos::prelude::*;

/// Shows the signal's value in the control. What somebody typed before WebAssembly came goes into the signal instead.
macro_rules! bind_value {
    ($node:ident, $value:expr) => {
        Effect::new(move |bound: Option<()>| {
            let (Some(value), Some(control)) = ($value, $node.get()) else { return };
            let wanted: String = value.get();
            let shown = control.value();
            if shown == wanted {
                return;
            }
            if bound.is_none() && !shown.is_empty() {
                value.set(shown);
            } else {
                control.set_value(&wanted);
            }
        });
    };
}

/// An error that is not said any more once somebody has begun to mend it, until the next answer; and whether somebody has.
fn until_mended(error: Signal<Option<String>>) -> (Signal<Option<String>>, RwSignal<bool>) {
    let mended = RwSignal::new(false);
    Effect::new(move || {
        error.track();
        mended.set(false);
    });
    (Signal::derive(move || error.get().filter(|_| !mended.get())), mended)
}

/// The label, hint and error around a control whose id is `id`.
#[component]
fn Frame(
    id: String,
    label: Signal<String>,
    hint: Option<Signal<String>>,
    optional: bool,
    error: Signal<Option<String>>,
    mended: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let note = format!("{id}-note");
    view! {
        <div
            class="field"
            data-invalid=move || error.get().is_some().then_some("true")
            on:input=move |_| mended.set(true)
        >
            <label class="field__label" for=id>
                {move || label.get()}
                {optional.then(|| view! { <span class="field__optional">{t!(i18n, common.optional)}</span> })}
            </label>
            {children()}
            <p class="field__note" id=note>
                {move || match (error.get(), hint) {
                    (Some(error), _) => view! { <span class="field__error">{error}</span> }.into_any(),
                    (None, Some(hint)) => view! { <span class="field__hint">{hint.get()}</span> }.into_any(),
                    (None, None) => ().into_any(),
                }}
            </p>
        </div>
    }
}

/// One line of text.
#[component]
pub fn TextField(
    /// Name in the form; the id too, unless `id` is given.
    #[prop(into)]
    name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] id: Option<&'static str>,
    #[prop(optional)] value: Option<RwSignal<String>>,
    #[prop(optional, into)] initial: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<Signal<String>>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] required: bool,
    /// Marks the field as one that may stay empty.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// For host names and codes, which are never written right to left.
    #[prop(optional)]
    ltr: bool,
    #[prop(optional, into)] on_blur: Option<Callback<()>>,
) -> impl IntoView {
    let (error, mended) = until_mended(error);
    let id = id.map_or_else(|| name.clone(), str::to_owned);
    let start = value.map_or(initial, |value| value.get_untracked());
    let dir = if kind == "text" && !ltr { "auto" } else { "ltr" };
    let node = NodeRef::<html::Input>::new();
    bind_value!(node, value);
    // The attribute counts only when a page is loaded.
    Effect::new(move || {
        if let Some(field) = node.get().filter(|_| autofocus) {
            let _ = field.focus();
        }
    });
    view! {
        <Frame id=id.clone() label hint optional error mended>
            <input
                class="input"
                node_ref=node
                type=kind
                id=id.clone()
                name=name
                value=start
                dir=dir
                placeholder=placeholder
                autocomplete=autocomplete
                inputmode=inputmode
                required=required
                autofocus=autofocus
                // What is longer than the field can be read all the same.
                title=move || value.map(|value| value.get()).filter(|text| !text.is_empty())
                disabled=move || disabled.get()
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=format!("{id}-note")
                on:input=move |event| {
                    if let Some(value) = value {
                        value.set(event_target_value(&event));
                    }
                }
                on:blur=move |_| {
                    if let Some(on_blur) = on_blur {
                        on_blur.run(());
                    }
                }
            />
        </Frame>
    }
}

/// A password that can be looked at.
#[component]
pub fn PasswordField(
    name: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] id: Option<&'static str>,
    #[prop(optional)] value: Option<RwSignal<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<Signal<String>>,
    /// `"current-password"` or `"new-password"`.
    autocomplete: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let (error, mended) = until_mended(error);
    let i18n = use_i18n();
    let id = id.unwrap_or(name);
    let shown = RwSignal::new(false);
    let node = NodeRef::<html::Input>::new();
    bind_value!(node, value);
    let start = value.map(|value| value.get_untracked());
    view! {
        <Frame id=id.to_owned() label hint optional=false error mended>
            <div class="input-group">
                <input
                    class="input"
                    node_ref=node
                    type=move || if shown.get() { "text" } else { "password" }
                    id=id
                    name=name
                    value=start
                    dir="ltr"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required=required
                    autofocus=autofocus
                    aria-invalid=move || error.get().is_some().then_some("true")
                    aria-describedby=format!("{id}-note")
                    on:input=move |event| {
                        if let Some(value) = value {
                            value.set(event_target_value(&event));
                        }
                    }
                />
                <IconButton
                    icon=Signal::derive(move || if shown.get() { IconName::EyeOff } else { IconName::Eye })
                    label=Signal::derive(move || {
                        if shown.get() {
                            t_string!(i18n, common.hide_password).to_owned()
                        } else {
                            t_string!(i18n, common.show_password).to_owned()
                        }
                    })
                    on_click=move |_| shown.update(|shown| *shown = !*shown)
                />
            </div>
        </Frame>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] id: Option<&'static str>,
    value: RwSignal<String>,
    #[prop(default = 4)] rows: u32,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<Signal<String>>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let (error, mended) = until_mended(error);
    let id = id.map_or_else(|| name.clone(), str::to_owned);
    let node = NodeRef::<html::Textarea>::new();
    bind_value!(node, Some(value));
    Effect::new(move || {
        if let Some(field) = node.get().filter(|_| autofocus) {
            let _ = field.focus();
        }
    });
    view! {
        <Frame id=id.clone() label hint optional error mended>
            <textarea
                node_ref=node
                class="input"
                id=id.clone()
                name=name
                rows=rows
                dir="auto"
                placeholder=placeholder
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=format!("{id}-note")
                on:input=move |event| value.set(event_target_value(&event))
            >
                {escapable_text(&value.get_untracked()).into_owned()}
            </textarea>
        </Frame>
    }
}

/// One of a few choices: pairs of value and words.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] id: Option<&'static str>,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<Signal<String>>,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let (error, mended) = until_mended(error);
    let id = id.map_or_else(|| name.clone(), str::to_owned);
    view! {
        <Frame id=id.clone() label hint optional=false error mended>
            <select
                class="input select"
                id=id.clone()
                name=name
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=format!("{id}-note")
                prop:value=move || value.get()
                on:change=move |event| {
                    let chosen = event_target_value(&event);
                    value.set(chosen.clone());
                    if let Some(on_change) = on_change {
                        on_change.run(chosen);
                    }
                }
            >
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|(key, words)| {
                            let mine = key.clone();
                            view! { <option value=key selected=move || value.get() == mine>{words}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </Frame>
    }
}
