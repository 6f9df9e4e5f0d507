//! The details of a message: every header that a person may want to check.

use super::people_line::People;
use crate::ui::Time;
use kurier_i18n::{I18n, t, t_string};
use kurier_model::inbox::Message;
use leptos::prelude::*;

/// Who wrote to whom, when, and about what.
#[component]
pub fn Details(i18n: I18n, message: Message) -> impl IntoView {
    let received = message.received_at;
    view! {
        <dl class="message__details">
            <People i18n label=t_string!(i18n, inbox.message.from) people=message.from.into_iter().collect() />
            <People i18n label=t_string!(i18n, inbox.message.reply_to) people=message.reply_to />
            <People i18n label=t_string!(i18n, inbox.message.to) people=message.to />
            <People i18n label=t_string!(i18n, inbox.message.cc) people=message.cc />
            <People i18n label=t_string!(i18n, inbox.message.bcc) people=message.bcc />
            {message.date.map(|date| view! {
                <dt>{t!(i18n, inbox.message.date)}</dt>
                <dd><Time at=date long=true /></dd>
            })}
            <dt>{t!(i18n, inbox.message.received)}</dt>
            <dd><Time at=received long=true /></dd>
            <dt>{t!(i18n, inbox.message.subject)}</dt>
            <dd dir="auto">{super::words::subject_or(i18n, &message.subject)}</dd>
        </dl>
    }
}
