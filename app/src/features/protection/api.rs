//! Server functions of data protection.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::page::{Cursor, Page};
use kurier_model::protection::{
    Act, Asked, MailWish, PersonalData, RetentionLine, RetentionPreview, RetentionRule,
};
use kurier_model::{ActId, RecordId};
use leptos::prelude::*;

/// What there is of a person; `None`: of all records that look like the same one.
#[server(input = Json, output = Json)]
pub async fn look_at_person(
    record: RecordId,
    asked: Option<Asked>,
) -> Result<Unread<PersonalData>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.protection().look(&me, record, asked.as_ref()).await?)?)
}

/// In how many other places they are mentioned.
#[server(input = Json, output = Json)]
pub async fn mentions_of(asked: Asked) -> Result<u32, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.protection().mentions(&me, &asked).await?)
}

/// Erases a person.
#[server(input = Json, output = Json)]
pub async fn erase_person(asked: Asked, mail: MailWish, confirmed: String) -> Result<ActId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.protection().erase(&me, &asked, mail, &confirmed).await?)
}

/// No rule takes a record away; `None`: rules may.
#[server(input = Json, output = Json)]
pub async fn hold_record(record: RecordId, reason: Option<String>) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.protection().hold(&me, record, reason.as_deref()).await?)
}

/// What was done.
#[server(input = Json, output = Json)]
pub async fn protection_acts(after: Option<Cursor>, limit: u32) -> Result<Unread<Page<Act>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.protection().acts(&me, after, limit).await?)?)
}

/// Everything of which a rule can say how long it is kept.
#[server(input = Json, output = Json)]
pub async fn retention_rules() -> Result<Unread<Vec<RetentionLine>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.protection().rules(&me).await?)?)
}

/// What a rule would do now.
#[server(input = Json, output = Json)]
pub async fn preview_retention(rule: RetentionRule) -> Result<RetentionPreview, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.protection().preview(&me, &rule).await?)
}

/// A rule holds from now on, or not any more.
#[server(input = Json, output = Json)]
pub async fn set_retention(rule: RetentionRule, on: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.protection().set_rule(&me, &rule, on).await?)
}
