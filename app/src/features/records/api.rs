//! Server functions of records.

use crate::api::{ApiError, Json, Unread};
#[cfg(feature = "ssr")]
use crate::{api::server_side, state::zone::zone};
use kurier_model::page::Cursor;
use kurier_model::photo::PhotoHash;
use kurier_model::record::{
    Back, Change, Changes, CompanyOffer, EachChanged, Found, Kind, KindKey, ListCursor, ListPage, ListQuery,
    ListStart, ListView, Named, NewCompany, Record, RecordBoard, Sweep, SweepAct, ViewForm,
};
use kurier_model::timeline::{TimelinePage, TimelineQuery};
use kurier_model::{RecordId, StageId, SweepId, ViewId};
use leptos::prelude::*;

/// A kind with its fields.
#[server(input = Json, output = Json)]
pub async fn record_kind(kind: KindKey) -> Result<Unread<Kind>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().kind(&me, &kind).await?)?)
}

/// With what the list of a kind begins.
#[server(input = Json, output = Json)]
pub async fn open_record_list(kind: KindKey) -> Result<Unread<ListStart>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().open_list(&me, &kind).await?)?)
}

/// A slice of a list.
#[server(input = Json, output = Json)]
pub async fn record_list(
    kind: KindKey,
    query: ListQuery,
    after: Option<ListCursor>,
    limit: u32,
) -> Result<Unread<ListPage>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().seen_from(zone()).page(&me, &kind, &query, after, limit).await?)?)
}

/// Records of a kind as a board.
#[server(input = Json, output = Json)]
pub async fn records_by_stage(kind: KindKey, query: ListQuery) -> Result<Unread<RecordBoard>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().seen_from(zone()).board(&me, &kind, &query).await?)?)
}

/// More cards of a column.
#[server(input = Json, output = Json)]
pub async fn record_column(
    kind: KindKey,
    query: ListQuery,
    stage: StageId,
    after: ListCursor,
) -> Result<Unread<ListPage>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    let records = kurier.records().seen_from(zone());
    Ok(Unread::of(&records.more_of_column(&me, &kind, &query, stage, after).await?)?)
}

/// Puts a record into a stage of its kind's pipeline; what takes that back.
#[server(input = Json, output = Json)]
pub async fn move_record(record: RecordId, stage: StageId) -> Result<Unread<Back>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().move_to_stage(&me, record, stage).await?)?)
}

/// Lists that have been saved.
#[server(input = Json, output = Json)]
pub async fn record_views(kind: KindKey) -> Result<Unread<Vec<ListView>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().views(&me, &kind).await?)?)
}

/// Saves a list: a new one, or one's own as it is from now on.
#[server(input = Json, output = Json)]
pub async fn save_record_view(
    kind: KindKey,
    view: Option<ViewId>,
    form: ViewForm,
) -> Result<ViewId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().save_view(&me, &kind, view, form).await?)
}

/// Removes a saved list.
#[server(input = Json, output = Json)]
pub async fn remove_record_view(view: ViewId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.records().remove_view(&me, view).await?;
    Ok(())
}

/// With which saved list one begins; without one, with all records of the kind.
#[server(input = Json, output = Json)]
pub async fn begin_with_record_view(kind: KindKey, view: Option<ViewId>) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.records().begin_with_view(&me, &kind, view).await?;
    Ok(())
}

/// Chooses the columns of one's own list.
#[server(input = Json, output = Json)]
pub async fn choose_record_columns(kind: KindKey, columns: Vec<String>) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.records().choose_columns(&me, &kind, &columns).await?;
    Ok(())
}

/// A record, whole.
#[server(input = Json, output = Json)]
pub async fn get_record(record: RecordId) -> Result<Unread<Record>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().get(&me, record).await?)?)
}

/// Makes a record.
#[server(input = Json, output = Json)]
pub async fn create_record(kind: KindKey, fields: Vec<Change>) -> Result<RecordId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().create(&me, &kind, fields).await?)
}

/// The company to which an address belongs by its domain, or what a new one would be.
#[server(input = Json, output = Json)]
pub async fn company_of_address(address: String) -> Result<Option<CompanyOffer>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().company_of_address(&me, &address).await?)
}

/// Makes a record, and a company to which it belongs.
#[server(input = Json, output = Json)]
pub async fn create_with_company(
    kind: KindKey,
    fields: Vec<Change>,
    company: NewCompany,
) -> Result<RecordId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().create_with_company(&me, &kind, fields, company).await?)
}

/// Changes fields of a record; the record as it is then.
#[server(input = Json, output = Json)]
pub async fn update_record(record: RecordId, changes: Changes) -> Result<Unread<Record>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().update(&me, record, changes).await?)?)
}

/// Shows another photo that a record had, or none; `seen` is the one on the screen.
#[server(input = Json, output = Json)]
pub async fn choose_photo(
    record: RecordId,
    seen: Option<PhotoHash>,
    wanted: Option<PhotoHash>,
) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().choose_photo(&me, record, seen.as_ref(), wanted.as_ref()).await?)
}

/// Puts a record into the bin.
#[server(input = Json, output = Json)]
pub async fn remove_record(record: RecordId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.records().remove(&me, record).await?;
    Ok(())
}

/// Takes a record out of the bin.
#[server(input = Json, output = Json)]
pub async fn restore_record(record: RecordId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.records().restore(&me, record).await?;
    Ok(())
}

/// What happened around a record and those that belong to it, newest first.
#[server(input = Json, output = Json)]
pub async fn record_timeline(
    record: RecordId,
    query: TimelineQuery,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Unread<TimelinePage>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().timeline(&me, record, query, after, limit).await?)?)
}

/// Records that have these words, to choose from.
#[server(input = Json, output = Json)]
pub async fn find_records(kind: KindKey, words: String) -> Result<Vec<Named>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().find(&me, &kind, &words).await?)
}

/// Records of all kinds by words, best first.
#[server(input = Json, output = Json)]
pub async fn search_records(words: String) -> Result<Vec<Found>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().search(&me, &words).await?)
}

/// The same, a few of each kind.
#[server(input = Json, output = Json)]
pub async fn search_each_kind(words: String) -> Result<Unread<Vec<Found>>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().search_each_kind(&me, &words).await?)?)
}

/// Changes fields of each of these records.
#[server(input = Json, output = Json)]
pub async fn change_each_record(
    changes: Vec<(RecordId, Vec<Change>)>,
) -> Result<Unread<EachChanged>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().change_each(&me, changes).await?)?)
}

/// Puts each of these records into the bin, or takes it out; those with which that was done.
#[server(input = Json, output = Json)]
pub async fn remove_each_record(records: Vec<RecordId>, removed: bool) -> Result<Vec<RecordId>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().remove_each(&me, records, removed).await?)
}

/// Begins one change of all records that a list has.
#[server(input = Json, output = Json)]
pub async fn begin_sweep(kind: KindKey, query: ListQuery, act: SweepAct) -> Result<SweepId, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(kurier.records().seen_from(zone()).begin_sweep(&me, &kind, &query, act).await?)
}

/// How far it is, or what came of it.
#[server(input = Json, output = Json)]
pub async fn get_sweep(sweep: SweepId) -> Result<Unread<Sweep>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().sweep(&me, sweep).await?)?)
}

/// Stops it.
#[server(input = Json, output = Json)]
pub async fn stop_sweep(sweep: SweepId) -> Result<Unread<Sweep>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().stop_sweep(&me, sweep).await?)?)
}

/// Takes back what it has changed.
#[server(input = Json, output = Json)]
pub async fn take_sweep_back(sweep: SweepId) -> Result<Unread<Sweep>, ApiError> {
    let (kurier, me) = server_side::actor().await?;
    Ok(Unread::of(&kurier.records().take_sweep_back(&me, sweep).await?)?)
}

/// Takes note of what came of it.
#[server(input = Json, output = Json)]
pub async fn dismiss_sweep(sweep: SweepId) -> Result<(), ApiError> {
    let (kurier, me) = server_side::actor().await?;
    kurier.records().dismiss_sweep(&me, sweep).await?;
    Ok(())
}
