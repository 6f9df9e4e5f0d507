//! Server functions of records that turn out to be one.

#[cfg(feature = "ssr")]
use crate::api::server_side;
use crate::api::{ApiError, Json, Unread};
use kurier_model::record::{Change, KindKey, MergeForm, MergePreview, Twin};
use kurier_model::{MergeId, RecordId};
use leptos::prelude::*;

/// Records that may be the same as one with these values.
#[server(input = Json, output = Json)]
pub async fn record_twins(
    kind: KindKey,
    fields: Vec<Change>,
    except: Option<RecordId>,
) -> Result<Unread<Vec<Twin>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().twins(&me, &kind, &fields, except).await?)?)
}

/// Records that may be the same as one.
#[server(input = Json, output = Json)]
pub async fn record_duplicates(record: RecordId) -> Result<Unread<Vec<Twin>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().duplicates(&me, record).await?)?)
}

/// What would come of making records one.
#[server(input = Json, output = Json)]
pub async fn preview_merge(
    records: Vec<RecordId>,
    winner: Option<RecordId>,
) -> Result<Unread<MergePreview>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.merging().preview(&me, &records, winner).await?)?)
}

/// Makes records one.
#[server(input = Json, output = Json)]
pub async fn merge_records(form: MergeForm) -> Result<MergeId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.merging().merge(&me, &form).await?)
}
