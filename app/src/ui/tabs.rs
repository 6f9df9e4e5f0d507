//! A few views of the same thing, one at a time.

use leptos::prelude::*;

/// One view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What `on_change` gets.
    pub value: String,
    /// The words.
    pub label: String,
    /// A number behind the words.
    pub count: Option<u32>,
}

impl Tab {
    /// A tab without a number.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), count: None }
    }
}

/// Buttons in a group, one of which is pressed (a segmented control, not ARIA tabs: the content is the page's).
#[component]
pub fn Tabs(
    /// The name of the group.
    #[prop(into)]
    label: String,
    #[prop(into)] tabs: Signal<Vec<Tab>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
) -> impl IntoView {
    view! {
        <div class="tabs" role="group" aria-label=label>
            {move || {
                tabs.get()
                    .into_iter()
                    .map(|tab| {
                        let mine = tab.value.clone();
                        let chosen = tab.value;
                        view! {
                            <button
                                type="button"
                                class="tabs__tab"
                                aria-pressed=move || (value.get() == mine).to_string()
                                on:click=move |_| on_change.run(chosen.clone())
                            >
                                {tab.label}
                                {tab.count.map(|count| view! { <span class="tabs__count">{count}</span> })}
                            </button>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}
