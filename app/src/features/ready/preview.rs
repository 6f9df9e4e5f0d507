//! The selected message and the decisions.

use super::desk::{Desk, Drawer};
use super::later::{LaterForm, Left};
use super::matches::Matches;
use super::proposal::ProposalForm;
use super::senders::IgnoreFuture;
use crate::features::timeline::thread_url;
use crate::state::Afterwards;
use crate::ui::{Avatar, Badge, EmptyState, Icon, IconButton, IconName, Kbd, Time};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::ready::{ReadyFilter, ReadyItem};
use leptos::prelude::*;

/// The pane at the right; in front of the list on a phone.
#[component]
pub fn Preview(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let item = Memo::new(move |_| desk.queue.with(|queue| queue.selected().cloned()));
    view! {
        <section class="ready__preview" aria-label=t_string!(i18n, ready.preview) data-testid="ready-preview">
            {move || match item.get() {
                Some(item) => view! { <Selected item desk /> }.into_any(),
                None if desk.queue.with(|queue| queue.items().is_empty()) => ().into_any(),
                None => view! { <EmptyState icon=IconName::Mail title=t_string!(i18n, ready.pick_one) /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Selected(item: ReadyItem, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let left = item.postponed.clone().map(|left| view! { <Left item=item.clone() left desk /> });
    view! {
        <div class="ready__back">
            <IconButton icon=IconName::ArrowLeft label=t_string!(i18n, ready.back) on_click=move |_| desk.opened.set(false) />
        </div>
        <Decisions desk />
        <OpenDrawer item=item.clone() desk />
        {left}
        <Message item desk />
    }
}

#[component]
fn Decisions(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let opens = move |drawer: Drawer| Signal::derive(move || desk.drawer.get() == drawer);
    let open = move |drawer: Drawer| Callback::new(move |()| desk.open_drawer(drawer));
    let (later, later_hint) = match desk.filter {
        ReadyFilter::Postponed => {
            (t_string!(i18n, ready.later_change), t_string!(i18n, ready.later_change_hint))
        }
        _ => (t_string!(i18n, ready.later), t_string!(i18n, ready.later_hint)),
    };
    view! {
        <div class="ready__actions" role="group">
            <DecisionButton
                testid="ready-create"
                icon=IconName::Plus
                key="1"
                name=t_string!(i18n, ready.create)
                hint=t_string!(i18n, ready.create_hint)
                primary=true
                open=opens(Drawer::Create)
                on_click=open(Drawer::Create)
            />
            <DecisionButton
                testid="ready-attach"
                icon=IconName::Link
                key="2"
                name=t_string!(i18n, ready.attach)
                hint=t_string!(i18n, ready.attach_hint)
                open=opens(Drawer::Attach)
                on_click=open(Drawer::Attach)
            />
            {(desk.filter != ReadyFilter::Ignored).then(|| view! {
                <DecisionButton
                    testid="ready-ignore"
                    icon=IconName::Ban
                    key="3"
                    name=t_string!(i18n, ready.ignore)
                    hint=t_string!(i18n, ready.ignore_hint)
                    on_click=Callback::new(move |()| desk.ignore_selected())
                />
            })}
            <DecisionButton
                testid="ready-later"
                icon=IconName::Clock
                key="4"
                name=later
                hint=later_hint
                open=opens(Drawer::Later)
                on_click=open(Drawer::Later)
            />
        </div>
    }
}

#[component]
fn DecisionButton(
    testid: &'static str,
    icon: IconName,
    key: &'static str,
    name: &'static str,
    hint: &'static str,
    #[prop(optional)] primary: bool,
    /// For actions that open something below.
    #[prop(optional, into)]
    open: Option<Signal<bool>>,
    on_click: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="decision"
            data-testid=testid
            data-primary=primary.to_string()
            title=hint
            aria-keyshortcuts=key
            aria-expanded=move || open.map(|open| open.get().to_string())
            on:click=move |_| on_click.run(())
        >
            <Icon name=icon />
            <span class="decision__name">{name}</span>
            <span class="decision__hint">{hint}</span>
            <Kbd keys=key />
        </button>
    }
}

#[component]
fn OpenDrawer(item: ReadyItem, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let thread = item.thread;
    move || {
        match desk.drawer.get() {
        Drawer::Closed => ().into_any(),
        Drawer::Create => view! {
            <section class="ready__form" aria-labelledby="ready-form-title">
                <h2 class="ready__form-title" id="ready-form-title">{t!(i18n, ready.create_hint)}</h2>
                <ProposalForm
                    thread
                    on_created=Afterwards::new(move |(decided, name): (kurier_model::ready::Decided, String)| {
                        desk.created(thread, &decided, &name);
                    })
                    on_cancel=Callback::new(move |()| desk.close_drawer())
                    desk
                />
            </section>
        }
        .into_any(),
        Drawer::Attach => view! {
            <section
                class="ready__form"
                aria-labelledby="ready-form-title"
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        event.prevent_default();
                        desk.close_drawer();
                    }
                }
            >
                <h2 class="ready__form-title" id="ready-form-title">{t!(i18n, ready.attach_hint)}</h2>
                <Matches
                    thread
                    looks=true
                    on_pick=Callback::new(move |found: kurier_model::ready::RecordMatch| desk.attach(thread, &found))
                />
            </section>
        }
        .into_any(),
        Drawer::Later => view! {
            <section class="ready__form" aria-labelledby="ready-form-title">
                <h2 class="ready__form-title" id="ready-form-title">{match desk.filter {
                    ReadyFilter::Postponed => t_string!(i18n, ready.later_change_title),
                    _ => t_string!(i18n, ready.later_title),
                }}</h2>
                <LaterForm item=item.clone() desk />
            </section>
        }
        .into_any(),
    }
    }
}

#[component]
fn Message(item: ReadyItem, desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let named = item.from.name.is_some();
    view! {
        <article class="ready__message">
            <h2 class="ready__subject" dir="auto">{desk.subject(&item)}</h2>
            <div class="ready__people">
                <Avatar name=item.from.name.clone().unwrap_or_default() address=item.from.address.clone() />
                <div class="ready__sender">
                    <strong dir="auto">{item.from.readable_label().into_owned()}</strong>
                    {named.then(|| view! { <span class="ready__address">{item.from.readable().into_owned()}</span> })}
                    <span class="ready__to">{t_string!(i18n, ready.to_mailbox, address = item.mailbox_address)}</span>
                </div>
                <Time at=item.received_at long=true />
            </div>
            <p class="ready__text" dir="auto">{item.preview.clone()}</p>
            {(item.automatic && desk.filter == ReadyFilter::Ready).then(|| view! { <IgnoreFuture thread=item.thread desk /> })}
            <div class="ready__links">
                {item.automatic.then(|| view! { <Badge>{t!(i18n, ready.automatic)}</Badge> })}
                {(!item.files.is_empty()).then(|| view! {
                    <span class="ready__files" title=t_string!(i18n, ready.attachments)>
                        <Icon name=IconName::Paperclip />
                        <span class="visually-hidden">{t!(i18n, ready.attachments)} ": "</span>
                        <span dir="auto">{item.files.join(", ")}</span>
                    </span>
                })}
                <a href=thread_url(item.thread) data-testid="open-original">{t!(i18n, ready.open_original)}</a>
            </div>
        </article>
    }
}
