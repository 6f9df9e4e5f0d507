//! A message on a timeline, which opens in its place: one reads and answers it without leaving the record.

use super::of::Of;
use super::thread_url;
use crate::api::ApiError;
use crate::features::compose::use_compose;
use crate::features::message::api::open_message;
use crate::features::message::{Attachments, Details, MessageBody, some, subject_or};
use crate::trouble::LoadError;
use crate::ui::{Button, ButtonLink, ButtonSize, ButtonVariant, Icon, IconName, Skeleton, Time};
use chrono::{DateTime, Utc};
use kurier_i18n::{t, t_string, use_i18n};
use kurier_model::compose::DraftStart;
use kurier_model::inbox::Message;
use kurier_model::timeline::OtherRecord;
use kurier_model::{Address, MessageId, RecordId, ThreadId};
use leptos::prelude::*;

/// A message as the timeline has it.
pub struct Mail {
    pub message: MessageId,
    pub thread: ThreadId,
    pub from: Option<Address>,
    pub to: Vec<Address>,
    pub subject: String,
    pub snippet: String,
    pub is_mine: bool,
    pub attachments: bool,
}

#[component]
pub fn MailEntry(record: RecordId, at: DateTime<Utc>, of: Option<OtherRecord>, mail: Mail) -> impl IntoView {
    let i18n = use_i18n();
    let (kind, icon, label) = if mail.is_mine {
        ("mail-out", IconName::Send, t_string!(i18n, leads.mail_sent))
    } else {
        ("mail-in", IconName::Mail, t_string!(i18n, leads.mail_received))
    };
    let from = mail.from.as_ref().map(|from| from.readable_label().into_owned()).unwrap_or_default();
    let names = mail.to.iter().map(|to| to.readable_label().into_owned());
    let people = some(i18n, names, mail.to.len());
    // What is answered belongs to what it is attached to.
    let record = of.as_ref().map_or(record, |of| of.record);
    let about = format!("mail-{}", mail.message);
    let described = about.clone();
    let open = RwSignal::new(false);
    let (message, thread, snippet) = (mail.message, mail.thread, StoredValue::new(mail.snippet));
    view! {
        <li class="timeline__entry" data-kind=kind data-testid="timeline-mail">
            <span class="timeline__icon" role="img" aria-label=label><Icon name=icon /></span>
            <div class="timeline__mail" data-open=move || open.get().then_some("true")>
                <div class="timeline__line" id=about>
                    <span class="timeline__who" dir="auto">{from}</span>
                    <span class="timeline__dim" dir="auto">{t_string!(i18n, leads.mail_to, people = people)}</span>
                    <Of of />
                    {mail.attachments.then(|| view! {
                        <span class="timeline__dim" role="img" aria-label=t_string!(i18n, leads.has_attachments)>
                            <Icon name=IconName::Paperclip />
                        </span>
                    })}
                    <span class="timeline__at"><Time at /></span>
                </div>
                <button
                    type="button"
                    class="timeline__subject"
                    aria-expanded=move || open.get().to_string()
                    aria-describedby=described
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <span dir="auto">{subject_or(i18n, &mail.subject)}</span>
                    <Icon name=IconName::ChevronDown />
                </button>
                <Show when=move || open.get() fallback=move || view! { <p class="timeline__snippet" dir="auto">{snippet.get_value()}</p> }>
                    <OpenMail record message thread />
                </Show>
            </div>
        </li>
    }
}

#[component]
fn OpenMail(record: RecordId, message: MessageId, thread: ThreadId) -> impl IntoView {
    let asked =
        LocalResource::new(move || async move { Ok::<_, ApiError>(open_message(message).await?.read()?) });
    view! {
        <div class="timeline__open" data-testid="open-mail">
            {move || match asked.get() {
                None => view! { <Skeleton lines=4 kind="text" /> }.into_any(),
                Some(Err(error)) => view! { <LoadError error on_retry=move || asked.refetch() /> }.into_any(),
                Some(Ok(message)) => view! { <Letter record message thread /> }.into_any(),
            }}
        </div>
    }
}

/// The letter, and what can be done with it.
#[component]
fn Letter(record: RecordId, message: Message, thread: ThreadId) -> impl IntoView {
    let i18n = use_i18n();
    let compose = use_compose();
    let (id, record) = (message.id, Some(record));
    let sender = message.from.as_ref().map(|from| from.readable_label().into_owned()).unwrap_or_default();
    let (body, files) = (message.body.clone(), message.attachments.clone());
    let start = move |start: DraftStart| move |_| compose.start(start);
    view! {
        <Details i18n message />
        <MessageBody id body as_text=RwSignal::new(false) sender has_files=!files.is_empty() />
        <Attachments attachments=files />
        <div class="timeline__answer">
            <Button size=ButtonSize::Small icon=IconName::Reply on_click=start(DraftStart::Reply { message: id, record })>
                {t!(i18n, inbox.thread.reply)}
            </Button>
            <Button size=ButtonSize::Small icon=IconName::ReplyAll on_click=start(DraftStart::ReplyAll { message: id, record })>
                {t!(i18n, inbox.thread.reply_all)}
            </Button>
            <Button size=ButtonSize::Small icon=IconName::Forward on_click=start(DraftStart::Forward { message: id })>
                {t!(i18n, inbox.thread.forward)}
            </Button>
            <ButtonLink size=ButtonSize::Small variant=ButtonVariant::Quiet icon=IconName::Mails href=thread_url(thread)>
                {t!(i18n, records.timeline.conversation)}
            </ButtonLink>
        </div>
    }
}
