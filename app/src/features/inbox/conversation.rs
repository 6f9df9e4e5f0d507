//! A whole conversation: subject, the leads it belongs to, its messages, the answer.

use super::{
    actions::use_actions, browser, message_card::MessageCard, names, record_panel::RecordPanel, state::Inbox,
    tab_title::TabTitle, toolbar::Toolbar,
};
use crate::{
    features::{
        compose::{InlineComposer, use_compose},
        leads::stage::stage_label,
    },
    ui::{Badge, Button, ButtonVariant, Icon, IconName, Tone},
};
use kurier_i18n::{I18n, t, t_string};
use kurier_model::{
    MessageId, ThreadId,
    compose::DraftStart,
    inbox::{Conversation, LinkReason, LinkedLead},
    lead::StageName,
};
use leptos::prelude::*;
use std::{collections::HashSet, time::Duration};

/// A thread counts as read when it has been seen for so long.
const SEEN_AFTER: Duration = Duration::from_millis(600);
/// When more collapsed messages than this stand together, they are folded into one line.
const FOLD_OVER: usize = 4;

/// A conversation as it came, made the open one.
#[component]
pub fn ConversationView(inbox: Inbox, first: Conversation) -> impl IntoView {
    inbox.conversation.set(Some(first.clone()));
    TabTitle::renew(inbox);
    view! { <Talk inbox first /> }
}

/// A conversation, from how it was when it was opened; it follows `inbox.conversation`.
#[component]
fn Talk(inbox: Inbox, first: Conversation) -> impl IntoView {
    let i18n = inbox.i18n;
    let id = first.id;
    let expanded = RwSignal::new(first_open(&first));
    // While another one is being opened this keeps its last face.
    let conversation = Memo::new(move |before: Option<&Conversation>| {
        let open = inbox.conversation.with(|open| open.clone().filter(|open| open.id == id));
        open.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let ids = Memo::new(move |_| {
        conversation.with(|open| open.messages.iter().map(|message| message.id).collect::<Vec<_>>())
    });
    let is_unfolded = RwSignal::new(false);
    open_arriving(ids, expanded);
    mark_seen(inbox, id, conversation);
    let subject = Memo::new(move |_| conversation.with(|open| names::subject(i18n, &open.subject)));
    let count = Memo::new(move |_| ids.with(Vec::len));
    let are_all_open = Memo::new(move |_| {
        expanded.with(|expanded| ids.with(|ids| ids.iter().all(|id| expanded.contains(id))))
    });
    let folded = Memo::new(move |_| {
        if is_unfolded.get() { 0..0 } else { ids.with(|ids| expanded.with(|expanded| fold(ids, expanded))) }
    });
    let shown = Memo::new(move |_| {
        let folded = folded.get();
        ids.with(|ids| {
            ids.iter()
                .enumerate()
                .filter(|(at, _)| !folded.contains(at))
                .map(|(_, id)| *id)
                .collect::<Vec<_>>()
        })
    });
    let toggle_all = move |_| {
        let ids = ids.get_untracked();
        if are_all_open.get_untracked() {
            expanded.set(ids.last().copied().into_iter().collect());
        } else {
            is_unfolded.set(true);
            expanded.set(ids.into_iter().collect());
        }
    };
    view! {
        <article class="talk" data-testid="conversation" data-thread-id=id.to_string()>
            <Toolbar inbox id />
            <div class="talk__scroller">
                <div class="talk__main">
                    <header class="talk__head">
                        <h2 class="talk__subject" dir="auto">{move || subject.get()}</h2>
                        <div class="talk__facts">
                            {move || conversation.with(|open| open.client.clone()).map(|client| view! {
                                <a class="talk__client" href=format!("/leads/{}", client.lead) title=client.name>
                                    <Badge tone=Tone::Accent testid="badge-client">{t!(i18n, common.client_badge)}</Badge>
                                    <span dir="auto">{client.name.clone()}</span>
                                </a>
                            })}
                            <span class="talk__mailbox" dir="ltr">
                                {move || conversation.with(|open| open.mailbox_address.clone())}
                            </span>
                            <Show when=move || { count.get() > 1 }>
                                <span>{t!(i18n, inbox.talk.messages, count = move || count.get())}</span>
                                <button type="button" class="talk__expand" on:click=toggle_all>
                                    {move || if are_all_open.get() {
                                        t_string!(i18n, inbox.talk.collapse_all)
                                    } else {
                                        t_string!(i18n, inbox.talk.expand_all)
                                    }}
                                </button>
                            </Show>
                        </div>
                        <Leads inbox conversation />
                    </header>
                    <div class="talk__messages">
                        <For each=move || shown.get() key=|id| *id let:message>
                            <Show when=move || is_after_fold(message, ids, folded)>
                                <button type="button" class="talk__fold" on:click=move |_| is_unfolded.set(true)>
                                    <Icon name=IconName::ChevronDown />
                                    {t!(i18n, inbox.talk.older, count = move || folded.get().len())}
                                </button>
                            </Show>
                            <MessageCard inbox thread=id id=message conversation expanded />
                        </For>
                    </div>
                    <Outgoing i18n conversation />
                    <AnswerBar inbox />
                    <InlineComposer thread=id />
                </div>
                <div class="talk__side">
                    <RecordPanel conversation on_change=move |()| inbox.refresh_conversation() />
                </div>
            </div>
        </article>
    }
}

/// The messages that are open at first: the latest, and those that were not read.
fn first_open(conversation: &Conversation) -> HashSet<MessageId> {
    let unread = conversation.messages.iter().filter(|message| !message.seen).map(|message| message.id);
    let last =
        conversation.messages.iter().rev().find(|message| !message.draft).or(conversation.messages.last());
    unread.chain(last.map(|message| message.id)).collect()
}

/// Which stretch of messages is folded away: the longest run of collapsed ones between the first and the latest.
fn fold(ids: &[MessageId], expanded: &HashSet<MessageId>) -> std::ops::Range<usize> {
    let mut best = 0..0;
    let mut start = 1;
    for (at, id) in ids.iter().enumerate().skip(1) {
        if expanded.contains(id) {
            start = at + 1;
        } else if at + 1 - start > best.len() {
            best = start..at + 1;
        }
    }
    if best.len() > FOLD_OVER { best } else { 0..0 }
}

fn is_after_fold(
    message: MessageId,
    ids: Memo<Vec<MessageId>>,
    folded: Memo<std::ops::Range<usize>>,
) -> bool {
    let folded = folded.get();
    !folded.is_empty() && ids.with(|ids| ids.get(folded.end).copied()) == Some(message)
}

/// A message that comes in while one reads opens by itself.
fn open_arriving(ids: Memo<Vec<MessageId>>, expanded: RwSignal<HashSet<MessageId>>) {
    Effect::watch(
        move || ids.get(),
        move |now: &Vec<MessageId>, before: Option<&Vec<MessageId>>, _| {
            let Some(before) = before else { return };
            let new: Vec<MessageId> = now.iter().filter(|id| !before.contains(id)).copied().collect();
            if !new.is_empty() {
                expanded.update(|expanded| expanded.extend(new));
            }
        },
        false,
    );
}

/// Marks the thread read once it has been looked at, unless the person has just marked it unread. Each message is tried
/// once: when the server refuses, asking again twice a second would not help.
fn mark_seen(inbox: Inbox, id: ThreadId, conversation: Memo<Conversation>) {
    let actions = use_actions();
    let tried = StoredValue::new(HashSet::<MessageId>::new());
    let unread = Memo::new(move |_| {
        conversation.with(|open| {
            open.messages.iter().filter(|message| !message.seen).map(|message| message.id).collect::<Vec<_>>()
        })
    });
    Effect::new(move || {
        let unread = unread.get();
        let is_new = tried.with_value(|tried| unread.iter().any(|message| !tried.contains(message)));
        if !is_new || inbox.keep_unread.get() == Some(id) {
            return;
        }
        let look = move || {
            let is_open = inbox.place.try_with_untracked(|place| place.thread == Some(id)) == Some(true);
            let is_kept = inbox.keep_unread.try_get_untracked().flatten() == Some(id);
            if is_open && !is_kept && browser::is_visible() {
                tried.try_update_value(|tried| tried.extend(unread));
                actions.mark_seen(id);
            }
        };
        if let Ok(timer) = set_timeout_with_handle(look, SEEN_AFTER) {
            on_cleanup(move || timer.clear());
        }
    });
}

/// The leads that the thread is attached to, and why.
#[component]
fn Leads(inbox: Inbox, conversation: Memo<Conversation>) -> impl IntoView {
    let i18n = inbox.i18n;
    let leads = Memo::new(move |_| conversation.with(|open| open.leads.clone()));
    view! {
        <Show when=move || !leads.with(Vec::is_empty)>
            <ul class="talk__leads" role="list" aria-label=t_string!(i18n, inbox.talk.attached_to)>
                {move || leads.get().into_iter().map(|lead| view! { <Lead i18n lead /> }).collect_view()}
            </ul>
        </Show>
    }
}

#[component]
fn Lead(i18n: I18n, lead: LinkedLead) -> impl IntoView {
    let why = match lead.reason {
        LinkReason::ByHand { by: Some(name) } => t_string!(i18n, inbox.talk.by_hand_by, name = name),
        LinkReason::ByHand { by: None } => t_string!(i18n, inbox.talk.by_hand).to_owned(),
        LinkReason::Address { address } => t_string!(i18n, inbox.talk.by_address, address = address),
        LinkReason::Created { by: Some(name) } => t_string!(i18n, inbox.talk.by_creation_by, name = name),
        LinkReason::Created { by: None } => t_string!(i18n, inbox.talk.by_creation).to_owned(),
    };
    let stage = stage_label(i18n, &StageName::from_stored(&lead.stage_name));
    view! {
        <li class="talk__lead">
            <Icon name=IconName::Target />
            <a href=format!("/leads/{}", lead.lead) dir="auto">{lead.name}</a>
            <span class="talk__why">{stage} " · " {why}</span>
        </li>
    }
}

/// Mail of this thread on its way out.
#[component]
fn Outgoing(i18n: I18n, conversation: Memo<Conversation>) -> impl IntoView {
    let count = Memo::new(move |_| conversation.with(|open| open.outgoing.len()));
    view! {
        <Show when=move || { count.get() > 0 }>
            <p class="talk__outgoing" role="status">
                <Icon name=IconName::Send />
                {t!(i18n, inbox.talk.outgoing, count = move || count.get())}
                " " <a href="/drafts">{t!(i18n, inbox.talk.to_outbox)}</a>
            </p>
        </Show>
    }
}

/// Reply, Reply all, Forward: they answer the latest message.
#[component]
fn AnswerBar(inbox: Inbox) -> impl IntoView {
    let i18n = inbox.i18n;
    let compose = use_compose();
    let start = move |make: fn(MessageId) -> DraftStart| {
        move |_: leptos::ev::MouseEvent| {
            if let Some(message) = inbox.latest_message() {
                compose.start(make(message));
            }
        }
    };
    view! {
        <div class="talk__answer">
            <Button
                variant=ButtonVariant::Primary
                icon=IconName::Reply
                shortcut="r"
                on_click=start(|message| DraftStart::Reply { message })
            >
                {t!(i18n, inbox.talk.reply)}
            </Button>
            <Button icon=IconName::ReplyAll shortcut="a" on_click=start(|message| DraftStart::ReplyAll { message })>
                {t!(i18n, inbox.talk.reply_all)}
            </Button>
            <Button icon=IconName::Forward shortcut="f" on_click=start(|message| DraftStart::Forward { message })>
                {t!(i18n, inbox.talk.forward)}
            </Button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_runs_of_old_messages_are_folded() {
        let ids: Vec<MessageId> = (0..9).map(|_| MessageId::new()).collect();
        let open = HashSet::from([ids[8]]);
        assert_eq!(fold(&ids, &open), 1..8);
        assert_eq!(fold(&ids[..4], &HashSet::from([ids[3]])), 0..0);
        assert_eq!(fold(&ids, &HashSet::from([ids[2], ids[8]])), 3..8);
        assert_eq!(fold(&ids, &ids.iter().copied().collect()), 0..0);
        assert_eq!(fold(&[], &open), 0..0);
    }
}
