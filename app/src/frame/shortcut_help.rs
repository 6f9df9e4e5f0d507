//! The list of shortcuts (key `?`).

use crate::state::use_shortcuts;
use crate::ui::{Dialog, Kbd};
use kurier_i18n::{t, t_string, use_i18n};
use leptos::prelude::*;

/// All shortcuts that work now: those of this page first.
#[component]
pub fn ShortcutHelp(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Dialog open title=t_string!(i18n, common.keys.title) size="l" testid="shortcut-help">
            <ShortcutList />
        </Dialog>
    }
}

/// Each shortcut and what it does.
#[component]
fn ShortcutList() -> impl IntoView {
    let i18n = use_i18n();
    let shortcuts = use_shortcuts();
    view! {
            <p class="keys__hint">{t!(i18n, common.keys.hint)}</p>
            <div class="keys">
                {[true, false]
                    .into_iter()
                    .map(|of_page| {
                        let list: Vec<_> = shortcuts
                            .all()
                            .into_iter()
                            .filter(|shortcut| shortcut.of_page == of_page && !shortcut.label.is_empty())
                            .collect();
                        (!list.is_empty()).then(|| view! {
                            <section>
                                <h3>
                                    {if of_page { t!(i18n, common.keys.here) } else { t!(i18n, common.keys.anywhere) }}
                                </h3>
                                <dl class="keys__list">
                                    {list
                                        .into_iter()
                                        .map(|shortcut| view! {
                                            <div class="keys__row">
                                                <dt><Kbd keys=shortcut.keys /></dt>
                                                <dd>{shortcut.label}</dd>
                                            </div>
                                        })
                                        .collect_view()}
                                </dl>
                            </section>
                        })
                    })
                    .collect_view()}
            </div>
    }
}
