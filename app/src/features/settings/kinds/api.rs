//! Server functions of kinds.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::record::{KindForm, KindKey, KindUses, OwnKind};
use kurier_model::visibility::Visibility;
use leptos::prelude::*;

/// Another kind.
#[server(input = Json, output = Json)]
pub async fn add_kind(form: KindForm) -> Result<KindKey, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().add_kind(&me, form).await?)
}

/// A kind as it is called from now on.
#[server(input = Json, output = Json)]
pub async fn change_kind(kind: KindKey, form: KindForm) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().change_kind(&me, &kind, form).await?)
}

/// Whether the navigation leads to a kind.
#[server(input = Json, output = Json)]
pub async fn show_kind(kind: KindKey, shown: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().show_kind(&me, &kind, shown).await?)
}

/// What depends on a kind.
#[server(input = Json, output = Json)]
pub async fn uses_of_kind(kind: KindKey) -> Result<Unread<KindUses>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().uses_of_kind(&me, &kind).await?)?)
}

/// A kind is not there any more, or that is taken back.
#[server(input = Json, output = Json)]
pub async fn remove_kind(kind: KindKey, removed: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    let records = kurier.records();
    if removed {
        records.remove_kind(&me, &kind).await?;
    } else {
        records.restore_kind(&me, &kind).await?;
    }
    Ok(())
}

/// Who may see new records, a kind.
#[server(input = Json, output = Json)]
pub async fn first_sight() -> Result<Unread<Vec<(KindKey, Option<OwnKind>, Visibility)>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    let kinds = kurier.records().kinds(&me).await?.into_iter();
    Ok(Unread::of(&kinds.map(|kind| (kind.key, kind.own, kind.visibility)).collect::<Vec<_>>())?)
}

/// Says who may see new records of a kind.
#[server(input = Json, output = Json)]
pub async fn set_first_sight(kind: KindKey, visibility: Visibility) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().set_first_sight(&me, &kind, visibility).await?)
}
