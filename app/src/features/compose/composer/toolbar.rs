//! The formatting bar, with its row for colours and links.

use super::rich_text::EditorControl;
use crate::ui::{Button, ButtonSize, ButtonVariant, Icon, IconName};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use leptos::html::Input;
use leptos::prelude::*;

/// What is open above the bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawer {
    #[default]
    Closed,
    Colours,
    Link,
}

/// A button of the bar: its command, its bit in `EditorControl::pressed`, its icon and keys.
#[derive(Clone, Copy)]
struct Tool {
    command: &'static str,
    bit: Option<u32>,
    icon: IconName,
    keys: &'static str,
}

const TOOLS: [Tool; 7] = [
    Tool { command: "bold", bit: Some(0), icon: IconName::Bold, keys: "Control+B" },
    Tool { command: "italic", bit: Some(1), icon: IconName::Italic, keys: "Control+I" },
    Tool { command: "underline", bit: Some(2), icon: IconName::Underline, keys: "Control+U" },
    Tool { command: "strike", bit: Some(3), icon: IconName::Strikethrough, keys: "Control+Shift+7" },
    Tool { command: "bullets", bit: Some(4), icon: IconName::List, keys: "Control+Shift+8" },
    Tool { command: "numbers", bit: Some(5), icon: IconName::ListOrdered, keys: "Control+Shift+9" },
    Tool { command: "quote", bit: Some(6), icon: IconName::Quote, keys: "Control+]" },
];

/// The bit of a link under the cursor.
const LINK_BIT: u32 = 7;

/// Colours of written text: they leave with the mail, so they are values, chosen to be read on white and on black.
const COLOURS: [(&str, &str); 6] = [
    ("red", "#c92a2a"),
    ("orange", "#b85c00"),
    ("green", "#2b8a3e"),
    ("blue", "#1971c2"),
    ("purple", "#8f3fb5"),
    ("grey", "#6b7280"),
];

/// The bar under the text.
#[component]
pub fn Toolbar(control: EditorControl, drawer: RwSignal<Drawer>) -> impl IntoView {
    let i18n = use_i18n();
    let toggle = move |which: Drawer| {
        drawer.update(|drawer| *drawer = if *drawer == which { Drawer::Closed } else { which })
    };
    view! {
        <DrawerRow control drawer />
        <div class="composer__tools" role="toolbar" aria-label=t_string!(i18n, compose.toolbar)>
            {TOOLS.map(|tool| view! { <ToolButton tool control /> }).collect_view()}
            <button
                type="button"
                class="composer__tool"
                aria-label=t_string!(i18n, compose.link)
                title=format!("{} (Ctrl+K)", t_string!(i18n, compose.link))
                aria-pressed=move || is_on(control, LINK_BIT).to_string()
                aria-expanded=move || (drawer.get() == Drawer::Link).to_string()
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| toggle(Drawer::Link)
            >
                <Icon name=IconName::Link />
            </button>
            <button
                type="button"
                class="composer__tool"
                aria-label=t_string!(i18n, compose.colour)
                title=t_string!(i18n, compose.colour)
                aria-expanded=move || (drawer.get() == Drawer::Colours).to_string()
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| toggle(Drawer::Colours)
            >
                <Icon name=IconName::Baseline />
            </button>
            <button
                type="button"
                class="composer__tool"
                data-command="clear"
                aria-label=t_string!(i18n, compose.clear)
                title=t_string!(i18n, compose.clear)
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| control.command("clear", None)
            >
                <Icon name=IconName::RemoveFormatting />
            </button>
        </div>
    }
}

#[component]
fn ToolButton(tool: Tool, control: EditorControl) -> impl IntoView {
    let label = tool_label(use_i18n(), tool.command);
    view! {
        <button
            type="button"
            class="composer__tool"
            data-command=tool.command
            aria-label=label
            aria-keyshortcuts=tool.keys
            title=format!("{label} ({})", tool.keys.replace("Control", "Ctrl"))
            aria-pressed=move || tool.bit.map(|bit| is_on(control, bit).to_string())
            // The text keeps its selection.
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| control.command(tool.command, None)
        >
            <Icon name=tool.icon />
        </button>
    }
}

#[component]
fn DrawerRow(control: EditorControl, drawer: RwSignal<Drawer>) -> impl IntoView {
    move || match drawer.get() {
        Drawer::Closed => ().into_any(),
        Drawer::Colours => view! { <ColourRow control drawer /> }.into_any(),
        Drawer::Link => view! { <LinkRow control drawer /> }.into_any(),
    }
}

#[component]
fn ColourRow(control: EditorControl, drawer: RwSignal<Drawer>) -> impl IntoView {
    let i18n = use_i18n();
    let set = move |value: &'static str| {
        control.command("colour", Some(value));
        drawer.set(Drawer::Closed);
    };
    let all = std::iter::once(("default", "")).chain(COLOURS);
    view! {
        <div class="composer__palette" role="group" aria-label=t_string!(i18n, compose.colour)>
            {all
                .map(|(name, value)| {
                    let label = colour_label(i18n, name);
                    view! {
                        <button
                            type="button"
                            class="composer__swatch"
                            data-colour=name
                            aria-label=label
                            title=label
                            on:mousedown=|event| event.prevent_default()
                            on:click=move |_| set(value)
                        ></button>
                    }
                })
                .collect_view()}
        </div>
    }
}

#[component]
fn LinkRow(control: EditorControl, drawer: RwSignal<Drawer>) -> impl IntoView {
    let i18n = use_i18n();
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let apply = move || {
        let address = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        drawer.set(Drawer::Closed);
        control.command("link", Some(&address));
    };
    view! {
        <div class="composer__palette">
            <div class="composer__link">
                <input
                    node_ref=input
                    type="url"
                    placeholder="https://"
                    aria-label=t_string!(i18n, compose.link_address)
                    on:keydown=move |event| match event.key().as_str() {
                        "Enter" => {
                            event.prevent_default();
                            event.stop_propagation();
                            apply();
                        }
                        "Escape" => {
                            event.stop_propagation();
                            drawer.set(Drawer::Closed);
                            control.focus();
                        }
                        _ => {}
                    }
                />
                <Button size=ButtonSize::Small variant=ButtonVariant::Primary on_click=move |_| apply()>
                    {t!(i18n, compose.apply)}
                </Button>
                <Button size=ButtonSize::Small on_click=move |_| drawer.set(Drawer::Closed)>{t!(i18n, compose.cancel)}</Button>
            </div>
        </div>
    }
}

fn is_on(control: EditorControl, bit: u32) -> bool {
    control.pressed.get() & (1 << bit) != 0
}

fn tool_label(i18n: I18n, command: &str) -> &'static str {
    match command {
        "bold" => t_string!(i18n, compose.bold),
        "italic" => t_string!(i18n, compose.italic),
        "underline" => t_string!(i18n, compose.underline),
        "strike" => t_string!(i18n, compose.strike),
        "bullets" => t_string!(i18n, compose.bullets),
        "numbers" => t_string!(i18n, compose.numbers),
        _ => t_string!(i18n, compose.quote),
    }
}

fn colour_label(i18n: I18n, name: &str) -> &'static str {
    match name {
        "red" => t_string!(i18n, compose.colour_red),
        "orange" => t_string!(i18n, compose.colour_orange),
        "green" => t_string!(i18n, compose.colour_green),
        "blue" => t_string!(i18n, compose.colour_blue),
        "purple" => t_string!(i18n, compose.colour_purple),
        "grey" => t_string!(i18n, compose.colour_grey),
        _ => t_string!(i18n, compose.colour_default),
    }
}
