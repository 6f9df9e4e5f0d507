//! Why a thread is here, and who can see it.

use super::link_buttons::{Link, LinkButtons, MoveDialog};
use super::linked_records::why;
use crate::features::records::words::icon_of;
use crate::features::timeline::api::why_thread_is_here;
use crate::features::timeline::record_url;
use crate::state::use_kinds;
use crate::trouble::LoadError;
use crate::ui::{Dialog, Icon, Skeleton, Time, lasting};
use kurier_i18n::{I18n, t, t_string, use_i18n};
use kurier_model::ThreadId;
use kurier_model::link::{ClientReason, ReasonedClient, ReasonedLink, SeenMailbox, ThreadReasons};
use leptos::prelude::*;

/// The button, and the dialog that it opens. `changed` is called after the thread was taken off a record.
#[component]
pub fn Reasons(thread: ThreadId, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let moving = RwSignal::new(None::<Link>);
    // One dialog after the other.
    Effect::new(move || {
        if moving.with(Option::is_some) {
            open.set(false);
        }
    });
    view! {
        <button type="button" class="thread__ask" data-testid="why-here" on:click=move |_| open.set(true)>
            {t!(i18n, inbox.why.ask)}
        </button>
        <Dialog open title=t_string!(i18n, inbox.why.title) testid="reasons">
            <Told thread changed moving />
        </Dialog>
        <MoveDialog thread moving />
    }
}

#[component]
fn Told(thread: ThreadId, changed: Callback<()>, moving: RwSignal<Option<Link>>) -> impl IntoView {
    let asked = LocalResource::new(move || why_thread_is_here(thread));
    // What is told here changes along.
    let changed = Callback::new(move |()| {
        asked.refetch();
        changed.try_run(());
    });
    view! {
        <Transition fallback=|| view! { <Skeleton lines=4 /> }>
            {move || lasting(async move {
                match asked.await {
                    Ok(reasons) => view! { <All thread reasons changed moving /> }.into_any(),
                    Err(error) => view! { <LoadError error on_retry=move |()| asked.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn All(
    thread: ThreadId,
    reasons: ThreadReasons,
    changed: Callback<()>,
    moving: RwSignal<Option<Link>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let ThreadReasons { mailboxes, links, client } = reasons;
    view! {
        <div class="reasons">
            <section aria-labelledby="why-seen">
                <h3 id="why-seen">{t!(i18n, inbox.why.seen_by)}</h3>
                <ul class="reasons__list">
                    {mailboxes.into_iter().map(|mailbox| view! { <InMailbox mailbox /> }).collect_view()}
                </ul>
                <p class="record-panel__why">{t!(i18n, inbox.why.rule)}</p>
            </section>
            <section aria-labelledby="why-linked">
                <h3 id="why-linked">{t!(i18n, leads.linked)}</h3>
                {if links.is_empty() {
                    view! { <p class="record-panel__why">{t!(i18n, leads.not_linked)}</p> }.into_any()
                } else {
                    let row = |link| view! { <OnRecord thread link changed moving /> };
                    view! { <ul class="reasons__list">{links.into_iter().map(row).collect_view()}</ul> }.into_any()
                }}
            </section>
            <section aria-labelledby="why-client">
                <h3 id="why-client">{t!(i18n, leads.crm_client)}</h3>
                {match client {
                    Some(client) => view! { <Client client /> }.into_any(),
                    None => view! { <p class="record-panel__why">{t!(i18n, inbox.why.no_client)}</p> }.into_any(),
                }}
            </section>
        </div>
    }
}

#[component]
fn InMailbox(mailbox: SeenMailbox) -> impl IntoView {
    let i18n = use_i18n();
    let SeenMailbox { address, is_team, people } = mailbox;
    let what = if is_team { t_string!(i18n, inbox.why.team) } else { t_string!(i18n, inbox.why.private) };
    view! {
        <li class="reasons__one" data-testid="reason-mailbox">
            <p class="reasons__name"><span dir="ltr">{address}</span></p>
            <p class="record-panel__why">{what}</p>
            <p dir="auto">{people.join(", ")}</p>
        </li>
    }
}

#[component]
fn OnRecord(
    thread: ThreadId,
    link: ReasonedLink,
    changed: Callback<()>,
    moving: RwSignal<Option<Link>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let made = untrack(|| use_kinds().own(&link.kind));
    let one = Link::new(thread, link.record, &link.name, changed);
    view! {
        <li class="reasons__one" data-testid="reason-link" hidden=move || one.gone.get()>
            <div class="record-panel__lead-top">
                <Icon name=icon_of(&link.kind, made.as_ref()) />
                <a href=record_url(&link.kind, link.record) dir="auto">{link.name}</a>
            </div>
            <div class="record-panel__reason">
                <p class="record-panel__why">{why(i18n, &link.reason)}" · "<Time at=link.at long=true /></p>
                <LinkButtons link=one moving />
            </div>
        </li>
    }
}

#[component]
fn Client(client: ReasonedClient) -> impl IntoView {
    let i18n = use_i18n();
    let ReasonedClient { client, reason } = client;
    let made = untrack(|| use_kinds().own(&client.kind));
    view! {
        <div class="reasons__one" data-testid="reason-client">
            <div class="record-panel__lead-top">
                <Icon name=icon_of(&client.kind, made.as_ref()) />
                <a href=record_url(&client.kind, client.record) dir="auto">{client.name}</a>
            </div>
            <p class="record-panel__why">{because(i18n, reason)}</p>
        </div>
    }
}

fn because(i18n: I18n, reason: ClientReason) -> String {
    match reason {
        ClientReason::Attached => t_string!(i18n, inbox.why.client_attached).to_owned(),
        ClientReason::Address { address } => t_string!(i18n, inbox.why.client_address, address = address),
        ClientReason::Domain { address, domain } => {
            t_string!(i18n, inbox.why.client_domain, address = address, domain = domain)
        }
    }
}
