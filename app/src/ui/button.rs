//! Buttons.

use super::{Icon, IconName, Spinner};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// How much a button calls for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonVariant {
    /// The main action of a page or a form; at most one.
    Primary,
    #[default]
    Secondary,
    /// Without a border, for bars.
    Quiet,
    /// Destroys something.
    Danger,
}

impl ButtonVariant {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// The height of a button: 32 px, 28 px or 40 px; never under 44 px on touch screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    Small,
    #[default]
    Medium,
    Large,
}

impl ButtonSize {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Small => "s",
            Self::Medium => "m",
            Self::Large => "l",
        }
    }
}

/// A button with words. `pending` shows that its work is under way and refuses further clicks.
#[component]
pub fn Button(
    #[prop(optional)] variant: ButtonVariant,
    #[prop(optional)] size: ButtonSize,
    #[prop(optional, into)] icon: Option<IconName>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] pending: Signal<bool>,
    /// `"button"` unless said otherwise; `"submit"` inside forms.
    #[prop(default = "button")]
    kind: &'static str,
    #[prop(optional, into)] on_click: Option<Callback<MouseEvent>>,
    /// Shown in the tooltip and told to assistive technology.
    #[prop(optional)]
    shortcut: Option<&'static str>,
    /// More to tell, in the tooltip.
    #[prop(optional)]
    hint: Option<&'static str>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] testid: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=kind
            class=format!("button {class}")
            data-variant=variant.as_str()
            data-size=size.as_str()
            data-testid=testid
            data-pending=move || pending.get().then_some("true")
            aria-keyshortcuts=shortcut
            title=hint.or(shortcut)
            aria-disabled=move || pending.get().then_some("true")
            disabled=move || disabled.get()
            on:click=move |event| {
                if pending.get_untracked() {
                    event.prevent_default();
                } else if let Some(on_click) = on_click {
                    on_click.run(event);
                }
            }
        >
            {move || if pending.get() {
                view! { <Spinner /> }.into_any()
            } else {
                icon.map(|name| view! { <Icon name /> }).into_any()
            }}
            <span class="button__label">{children()}</span>
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] variant: ButtonVariant,
    #[prop(optional)] size: ButtonSize,
    #[prop(optional, into)] icon: Option<IconName>,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=format!("button {class}") data-variant=variant.as_str() data-size=size.as_str() href=move || href.get()>
            {icon.map(|name| view! { <Icon name /> })}
            <span class="button__label">{children()}</span>
        </a>
    }
}

/// A button that is only an icon; the label is its name, and its tooltip unless there is more to tell.
#[component]
pub fn IconButton(
    #[prop(into)] icon: Signal<IconName>,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] tooltip: Option<Signal<String>>,
    #[prop(optional)] size: ButtonSize,
    #[prop(optional)] variant: Option<ButtonVariant>,
    #[prop(optional)] shortcut: Option<&'static str>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// For switches: says whether it is on.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    #[prop(default = "button")] kind: &'static str,
    #[prop(optional, into)] on_click: Option<Callback<MouseEvent>>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] testid: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button
            type=kind
            class=format!("button button--icon {class}")
            data-variant=variant.unwrap_or(ButtonVariant::Quiet).as_str()
            data-size=size.as_str()
            data-testid=testid
            aria-label=move || label.get()
            aria-keyshortcuts=shortcut
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            title=move || {
                let text = tooltip.unwrap_or(label).get();
                match shortcut {
                    Some(keys) => format!("{text} ({keys})"),
                    None => text,
                }
            }
            disabled=move || disabled.get()
            on:click=move |event| {
                if let Some(on_click) = on_click {
                    on_click.run(event);
                }
            }
        >
            {move || view! { <Icon name=icon.get() /> }}
        </button>
    }
}
