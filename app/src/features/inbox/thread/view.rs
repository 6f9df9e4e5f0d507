//! A whole thread: subject, the records it belongs to, its messages, the answer.

use super::message_card::MessageCard;
use super::reasons::Reasons;
use super::record_panel::RecordPanel;
use super::toolbar::Toolbar;
use crate::features::inbox::actions::use_actions;
use crate::features::inbox::browser;
use crate::features::inbox::names;
use crate::features::inbox::state::{Answers, Inbox};
use crate::features::inbox::tab_title::TabTitle;
use crate::features::message::subject_or;
use crate::features::records::words::{icon_of, stage_name};
use crate::features::timeline::record_url;
use crate::{
    features::compose::{DraftLine, InlineComposer, use_compose},
    state::{RecordPlace, use_beside, use_kinds},
    ui::{Badge, Button, ButtonVariant, Icon, IconName, Tone},
};
use kurier_i18n::{I18n, t, t_string};
use kurier_model::{
    MessageId, ThreadId,
    compose::{DraftRow, DraftStart},
    inbox::{ClientBadge, LinkReason, LinkedRecord, Thread},
};
use leptos::prelude::*;
use std::{collections::HashSet, time::Duration};

/// A thread counts as read when it has been seen for so long.
const SEEN_AFTER: Duration = Duration::from_millis(600);
/// … and for so long when it came by itself, in the place of one that was filed: who files on has not read it.
const SEEN_UNASKED_AFTER: Duration = Duration::from_secs(3);
/// When more collapsed messages than this stand together, they are folded into one line.
const FOLD_OVER: usize = 4;

/// A thread as it came, made the open one.
#[component]
pub fn ThreadView(inbox: Inbox, first: Thread) -> impl IntoView {
    // News may have overtaken it.
    let is_news = inbox.reading.answers.try_update_value(Answers::opened) == Some(true);
    let is_shown =
        inbox.reading.thread.with_untracked(|open| open.as_ref().is_some_and(|open| open.id == first.id));
    if is_news || !is_shown {
        inbox.reading.thread.set(Some(first.clone()));
    }
    TabTitle::renew(inbox);
    view! { <Opened inbox first /> }
}

/// A thread, from how it was when it was opened; it follows `inbox.reading.thread`.
#[component]
fn Opened(inbox: Inbox, first: Thread) -> impl IntoView {
    let i18n = inbox.i18n;
    let id = first.id;
    let expanded = RwSignal::new(first_open(&first));
    // While another one is being opened this keeps its last face.
    let thread = Memo::new(move |before: Option<&Thread>| {
        let open = inbox.reading.thread.with(|open| open.clone().filter(|open| open.id == id));
        open.or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let ids = Memo::new(move |_| {
        thread.with(|open| open.messages.iter().map(|message| message.id).collect::<Vec<_>>())
    });
    let is_unfolded = RwSignal::new(false);
    let has_record = inbox.reading.has_record;
    has_record.set(false);
    open_arriving(ids, expanded);
    mark_seen(inbox, id, thread);
    let beside = use_beside();
    let client = thread.with_untracked(|open| open.client.clone());
    let client = client.map(|client| RecordPlace { kind: client.kind, record: client.record });
    Effect::new(move || beside.come_along(client.clone()));
    let subject = Memo::new(move |_| thread.with(|open| subject_or(i18n, &open.subject)));
    view! {
        <article class="thread" data-testid="thread" data-thread-id=id.to_string()>
            <Toolbar inbox id />
            <div class="thread__scroller">
                <div class="thread__main">
                    <header class="thread__head">
                        <h2 class="thread__subject" dir="auto">{move || subject.get()}</h2>
                        <div class="thread__facts">
                            {move || thread.with(|open| open.client.clone()).map(|client| view! { <Client i18n client /> })}
                            <span class="thread__mailbox" dir="ltr">
                                {move || thread.with(|open| open.mailbox_address.clone())}
                            </span>
                            <HowMany i18n ids expanded is_unfolded />
                            <Reasons thread=id changed=Callback::new(move |()| inbox.refresh_thread()) />
                        </div>
                        <Linked inbox thread />
                    </header>
                    <div class="thread__messages">
                        <Messages inbox thread ids expanded is_unfolded />
                    </div>
                    <Outgoing i18n thread />
                    <Begun i18n thread />
                    <AnswerBar inbox />
                    <InlineComposer thread=id />
                </div>
                <div class="thread__side" data-shown=move || has_record.get().then_some("true")>
                    <RecordPanel thread on_change=move |()| inbox.refresh_thread() />
                </div>
            </div>
        </article>
    }
}

/// How many messages there are, when there are several, and the button that opens or closes all of them.
#[component]
fn HowMany(
    i18n: I18n,
    ids: Memo<Vec<MessageId>>,
    expanded: RwSignal<HashSet<MessageId>>,
    is_unfolded: RwSignal<bool>,
) -> impl IntoView {
    let count = Memo::new(move |_| ids.with(Vec::len));
    let are_all_open = Memo::new(move |_| {
        expanded.with(|expanded| ids.with(|ids| ids.iter().all(|id| expanded.contains(id))))
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
        <Show when=move || { count.get() > 1 }>
            <span>{t!(i18n, inbox.thread.messages, count = move || count.get())}</span>
            <button type="button" class="thread__expand" on:click=toggle_all>
                {move || if are_all_open.get() {
                    t_string!(i18n, inbox.thread.collapse_all)
                } else {
                    t_string!(i18n, inbox.thread.expand_all)
                }}
            </button>
        </Show>
    }
}

/// The messages; many old ones that are closed are folded into one line.
#[component]
fn Messages(
    inbox: Inbox,
    thread: Memo<Thread>,
    ids: Memo<Vec<MessageId>>,
    expanded: RwSignal<HashSet<MessageId>>,
    is_unfolded: RwSignal<bool>,
) -> impl IntoView {
    let i18n = inbox.i18n;
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
    view! {
        <For each=move || shown.get() key=|id| *id let:message>
            <Show when=move || is_after_fold(message, ids, folded)>
                <button type="button" class="thread__fold" on:click=move |_| is_unfolded.set(true)>
                    <Icon name=IconName::ChevronDown />
                    {t!(i18n, inbox.thread.older, count = move || folded.get().len())}
                </button>
            </Show>
            <MessageCard inbox thread id=message expanded />
        </For>
    }
}

/// The messages that are open at first: the latest, and those that were not read.
fn first_open(thread: &Thread) -> HashSet<MessageId> {
    let unread = thread.messages.iter().filter(|message| !message.seen).map(|message| message.id);
    let last = thread.messages.iter().rev().find(|message| !message.draft).or(thread.messages.last());
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
fn mark_seen(inbox: Inbox, id: ThreadId, thread: Memo<Thread>) {
    let actions = use_actions();
    let tried = StoredValue::new(HashSet::<MessageId>::new());
    let unread = Memo::new(move |_| {
        thread.with(|open| {
            open.messages.iter().filter(|message| !message.seen).map(|message| message.id).collect::<Vec<_>>()
        })
    });
    Effect::new(move || {
        let unread = unread.get();
        let is_new = tried.with_value(|tried| unread.iter().any(|message| !tried.contains(message)));
        if !is_new || inbox.reading.keep_unread.get() == Some(id) {
            return;
        }
        let look = move || {
            let is_open = inbox.place.try_with_untracked(|place| place.thread == Some(id)) == Some(true);
            let is_kept = inbox.reading.keep_unread.try_get_untracked().flatten() == Some(id);
            if is_open && !is_kept && browser::is_visible() {
                tried.try_update_value(|tried| tried.extend(unread));
                actions.mark_seen(id);
            }
        };
        let is_unasked = inbox.reading.unasked.get_value() == Some(id);
        let after = if is_unasked { SEEN_UNASKED_AFTER } else { SEEN_AFTER };
        if let Ok(timer) = set_timeout_with_handle(look, after) {
            on_cleanup(move || timer.clear());
        }
    });
}

/// The badge of the client, which leads to their timeline.
#[component]
fn Client(i18n: I18n, client: ClientBadge) -> impl IntoView {
    let words = names::badge(i18n, &client);
    view! {
        <a class="thread__client" href=record_url(&client.kind, client.record) title=client.name.clone()>
            <Badge tone=Tone::Accent testid="badge-client">{words}</Badge>
            <span dir="auto">{client.name.clone()}</span>
        </a>
    }
}

/// The records that the thread is attached to, and why.
#[component]
fn Linked(inbox: Inbox, thread: Memo<Thread>) -> impl IntoView {
    let i18n = inbox.i18n;
    let records = Memo::new(move |_| thread.with(|open| open.records.clone()));
    view! {
        <Show when=move || !records.with(Vec::is_empty)>
            <ul class="thread__leads" role="list" aria-label=t_string!(i18n, inbox.thread.attached_to)>
                {move || records.get().into_iter().map(|linked| view! { <LinkedTo i18n linked /> }).collect_view()}
            </ul>
        </Show>
    }
}

#[component]
fn LinkedTo(i18n: I18n, linked: LinkedRecord) -> impl IntoView {
    let why = match linked.reason {
        LinkReason::ByHand { by: Some(name) } => t_string!(i18n, inbox.thread.by_hand_by, name = name),
        LinkReason::ByHand { by: None } => t_string!(i18n, inbox.thread.by_hand).to_owned(),
        LinkReason::Address { address } => t_string!(i18n, inbox.thread.by_address, address = address),
        LinkReason::Created { by: Some(name) } => t_string!(i18n, inbox.thread.by_creation_by, name = name),
        LinkReason::Created { by: None } => t_string!(i18n, inbox.thread.by_creation).to_owned(),
        LinkReason::Written { by: Some(name) } => t_string!(i18n, inbox.thread.by_writing_by, name = name),
        LinkReason::Written { by: None } => t_string!(i18n, inbox.thread.by_writing).to_owned(),
    };
    let (kinds, kind) = (use_kinds(), linked.kind.clone());
    let stage = linked.stage.as_ref().map(|stage| format!("{} · ", stage_name(i18n, stage)));
    view! {
        <li class="thread__lead">
            {move || view! { <Icon name=icon_of(&kind, kinds.own(&kind).as_ref()) /> }}
            <a href=record_url(&linked.kind, linked.record) dir="auto">{linked.name}</a>
            <span class="thread__why">{stage}{why}</span>
        </li>
    }
}

/// Mail of this thread on its way out.
#[component]
fn Outgoing(i18n: I18n, thread: Memo<Thread>) -> impl IntoView {
    let count = Memo::new(move |_| thread.with(|open| open.outgoing.len()));
    view! {
        <Show when=move || { count.get() > 0 }>
            <p class="thread__outgoing" role="status">
                <Icon name=IconName::Send />
                {t!(i18n, inbox.thread.outgoing, count = move || count.get())}
                " " <a href="/drafts">{t!(i18n, inbox.thread.to_outbox)}</a>
            </p>
        </Show>
    }
}

/// What was begun here and not sent, but for what is being written.
#[component]
fn Begun(i18n: I18n, thread: Memo<Thread>) -> impl IntoView {
    let compose = use_compose();
    let begun = Memo::new(move |_| {
        let is_left = |row: &DraftRow| {
            !compose.is_discarded(row.id) && !compose.is_writing(row.id) && !compose.was_sent(row.id)
        };
        thread.with(|open| open.drafts.iter().filter(|row| is_left(row)).cloned().collect::<Vec<_>>())
    });
    view! {
        <Show when=move || !begun.with(Vec::is_empty)>
            <section class="thread__begun" data-testid="thread-drafts">
                <h3>{t!(i18n, inbox.thread.begun)}</h3>
                <ul class="drafts__list" role="list">
                    <For each=move || begun.get() key=|row| (row.id, row.updated_at, row.failed) let:row>
                        <DraftLine row />
                    </For>
                </ul>
            </section>
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
        <div class="thread__answer">
            <Button
                variant=ButtonVariant::Primary
                icon=IconName::Reply
                shortcut="r"
                on_click=start(DraftStart::reply)
            >
                {t!(i18n, inbox.thread.reply)}
            </Button>
            <Button icon=IconName::ReplyAll shortcut="a" on_click=start(DraftStart::reply_all)>
                {t!(i18n, inbox.thread.reply_all)}
            </Button>
            <Button icon=IconName::Forward shortcut="f" on_click=start(|message| DraftStart::Forward { message })>
                {t!(i18n, inbox.thread.forward)}
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
