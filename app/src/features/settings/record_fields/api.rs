//! Server functions of fields.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::FieldId;
use kurier_model::record::{FieldForm, FieldUses, Kind, KindKey, Shape};
use leptos::prelude::*;

/// The kinds of the workspace.
#[server(input = Json, output = Json)]
pub async fn record_kinds() -> Result<Unread<Vec<Kind>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().kinds(&me).await?)?)
}

/// A kind, and what was taken from it.
#[server(input = Json, output = Json)]
pub async fn kind_shape(kind: KindKey) -> Result<Unread<Shape>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().shape(&me, &kind).await?)?)
}

/// Another field.
#[server(input = Json, output = Json)]
pub async fn add_kind_field(kind: KindKey, form: FieldForm) -> Result<FieldId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().add_field(&me, &kind, form).await?.id)
}

/// A field as it is from now on.
#[server(input = Json, output = Json)]
pub async fn change_kind_field(field: FieldId, form: FieldForm) -> Result<FieldId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().change_field(&me, field, form).await?.id)
}

/// A field is not shown any more, or that is taken back.
#[server(input = Json, output = Json)]
pub async fn remove_kind_field(field: FieldId, removed: bool) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    let records = kurier.records();
    if removed {
        records.remove_field(&me, field).await?;
    } else {
        records.restore_field(&me, field).await?;
    }
    Ok(())
}

/// The order in which fields are shown.
#[server(input = Json, output = Json)]
pub async fn order_kind_fields(kind: KindKey, fields: Vec<FieldId>) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().order_fields(&me, &kind, &fields).await?)
}

/// What depends on a field.
#[server(input = Json, output = Json)]
pub async fn uses_of_kind_field(field: FieldId) -> Result<FieldUses, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().uses_of_field(&me, field).await?)
}
