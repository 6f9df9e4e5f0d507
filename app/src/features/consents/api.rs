//! Server functions of consents.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::consent::{
    ConsentSettings, ErasedAddress, LegalBasis, PersonConsent, SubscriptionType, WayOut,
};
use kurier_model::page::Cursor;
use kurier_model::{RecordId, SubscriptionId};
use leptos::prelude::*;

/// What a person agreed to, wants no more, and was sent.
#[server(input = Json, output = Json)]
pub async fn consent_of(
    record: RecordId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<PersonConsent>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.consents().of_person(&me, record, after, limit.clamp(1, 200)).await?)?)
}

/// A person is subscribed to something; `None`: to mail that one writes to them alone.
#[server(input = Json, output = Json)]
pub async fn subscribe(
    record: RecordId,
    to: Option<SubscriptionId>,
    basis: LegalBasis,
    explanation: String,
) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.consents().subscribe(&me, record, to, basis, &explanation).await?)
}

/// A person does not want something any more, or never.
#[server(input = Json, output = Json)]
pub async fn unsubscribe(
    record: RecordId,
    from: Option<SubscriptionId>,
    explanation: String,
) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.consents().unsubscribe(&me, record, from, &explanation).await?)
}

/// A person wants no mail at all.
#[server(input = Json, output = Json)]
pub async fn opt_out(record: RecordId, explanation: String) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.consents().opt_out(&me, record, &explanation).await?)
}

/// A person wants mail again.
#[server(input = Json, output = Json)]
pub async fn opt_in(record: RecordId, explanation: String) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.consents().opt_in(&me, record, &explanation).await?)
}

/// What the workspace asks for.
#[server(input = Json, output = Json)]
pub async fn what_is_asked() -> Result<Unread<ConsentSettings>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.consents().settings(&me).await?)?)
}

/// A legal basis is asked for before a message to a person, or none is.
#[server(input = Json, output = Json)]
pub async fn require_consent(required: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.consents().require(&me, required).await?)
}

/// Mail that relies on a subscription, or offers something, carries a way out where a basis is asked for, or none does.
#[server(input = Json, output = Json)]
pub async fn offer_ways_out(offered: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.consents().offer_ways_out(&me, offered).await?)
}

/// Where the way out of a message leads, for whoever has it.
#[server(input = Json, output = Json)]
pub async fn read_way_out(token: String) -> Result<Unread<WayOut>, ApiError> {
    Ok(Unread::of(&server_side::kurier()?.consents().way_out(&token).await?)?)
}

/// Something else that people can be subscribed to.
#[server(input = Json, output = Json)]
pub async fn add_subscription_type(name: String) -> Result<SubscriptionType, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.consents().add_type(&me, &name).await?)
}

/// Another name for it.
#[server(input = Json, output = Json)]
pub async fn rename_subscription_type(subscription: SubscriptionId, name: String) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.consents().rename_type(&me, subscription, &name).await?)
}

/// Nobody is subscribed to it any more, or that is taken back.
#[server(input = Json, output = Json)]
pub async fn archive_subscription_type(subscription: SubscriptionId, archived: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    if archived {
        kurier.consents().archive_type(&me, subscription).await?;
    } else {
        kurier.consents().restore_type(&me, subscription).await?;
    }
    Ok(())
}

/// Those of these addresses whose people asked to be erased.
#[server(input = Json, output = Json)]
pub async fn were_erased(addresses: Vec<String>) -> Result<Vec<ErasedAddress>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.consents().erased(&me, &addresses).await?)
}
