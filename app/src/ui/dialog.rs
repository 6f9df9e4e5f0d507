//! A modal dialog on the native `<dialog>`: it traps focus, closes on Escape and gives focus back by itself.

use super::{IconButton, IconName};
use kurier_i18n::{t_string, use_i18n};
use leptos::html;
use leptos::prelude::*;

/// Shown while `open`; its children are made anew each time it opens.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// `"s"`, `"m"` (default) or `"l"`.
    #[prop(default = "m")]
    size: &'static str,
    #[prop(optional, into)] on_close: Option<Callback<()>>,
    #[prop(optional)] testid: Option<&'static str>,
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            if !dialog.open() {
                // Fails only when the dialog is not in the document any more.
                let _ = dialog.show_modal();
                request_animation_frame(move || focus_content(&dialog));
            }
        } else if dialog.open() {
            dialog.close();
        }
    });
    let children = StoredValue::new(children);
    view! {
        <dialog
            node_ref=node
            class="dialog"
            data-size=size
            data-testid=testid
            aria-label=move || title.get()
            on:close=move |_| {
                open.set(false);
                if let Some(on_close) = on_close {
                    on_close.run(());
                }
            }
            on:mousedown=move |event| {
                // On the backdrop: the target is the dialog itself, not what is in it.
                use wasm_bindgen::JsCast;
                let on_backdrop = event
                    .target()
                    .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
                    .is_some_and(|target| target.tag_name() == "DIALOG");
                if on_backdrop {
                    open.set(false);
                }
            }
        >
            <Show when=move || open.get()>
                <div class="dialog__frame">
                    <header class="dialog__head">
                        <h2 class="dialog__title">{move || title.get()}</h2>
                        <IconButton
                            icon=IconName::X
                            label=t_string!(i18n, common.close)
                            on_click=move |_| open.set(false)
                        />
                    </header>
                    <div class="dialog__body">{children.with_value(|children| children())}</div>
                </div>
            </Show>
        </dialog>
    }
}

/// What a dialog is for comes before the button that closes it: a field, what is offered, or the first button. Where something in it
/// has taken the focus by itself, it keeps it.
fn focus_content(dialog: &web_sys::HtmlDialogElement) {
    use wasm_bindgen::JsCast;
    let is_taken = dialog.query_selector(".dialog__body :focus").is_ok_and(|taken| taken.is_some());
    if is_taken {
        return;
    }
    let wanted = [
        ":is(input:not([type=hidden], [disabled]), select, textarea)",
        "button[data-variant=primary]",
        ":is(button:not([data-variant=danger]), a[href])",
    ];
    let content =
        wanted.iter().find_map(|one| dialog.query_selector(&format!(".dialog__body {one}")).ok().flatten());
    if let Some(content) = content.and_then(|content| content.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = content.focus();
    }
}
