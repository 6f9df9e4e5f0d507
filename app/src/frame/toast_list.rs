//! Where toasts appear: a live region, so that they are read out.

use crate::state::{ToastKind, use_toasts};
use crate::ui::{Icon, IconButton, IconName};
use kurier_i18n::{t, t_string, use_i18n};
use leptos::prelude::*;

/// All toasts of the page; once, over it.
#[component]
pub fn ToastList() -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    view! {
        <section class="toasts" aria-label=t_string!(i18n, common.notifications) aria-live="polite" aria-relevant="additions">
            <For each=move || toasts.list().get() key=|(id, _)| *id let:entry>
                {
                    let (id, toast) = entry;
                    view! {
                        <div class="toast" data-testid="toast" data-kind=toast.kind.as_str() role=match toast.kind {
                            ToastKind::Failed => "alert",
                            _ => "status",
                        }>
                            <Icon name=match toast.kind {
                                ToastKind::Failed => IconName::TriangleAlert,
                                ToastKind::Done => IconName::CircleCheck,
                                ToastKind::Info => IconName::Info,
                            } />
                            <span class="toast__text" dir="auto">{toast.text}</span>
                            {toast.link.map(|to| view! {
                                <a class="toast__undo" href=to on:click=move |_| toasts.dismiss(id)>{t!(i18n, common.show)}</a>
                            })}
                            {toast.undo.map(|undo| view! {
                                <button type="button" class="toast__undo" on:click=move |_| {
                                    toasts.dismiss(id);
                                    undo.act(());
                                }>
                                    {t!(i18n, common.undo)}
                                </button>
                            })}
                            <IconButton
                                icon=IconName::X
                                label=t_string!(i18n, common.close)
                                on_click=move |_| toasts.dismiss(id)
                            />
                        </div>
                    }
                }
            </For>
        </section>
    }
}
