//! What other rooms do with records in transactions of their own.

use super::{house, kinds, many, reachable, related, revisions, store, stored, taking_back, values, writing};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result},
    veil,
};
use chrono::{DateTime, Utc};
use kurier_model::home::Home;
use kurier_model::inbox::ClientBadge;
use kurier_model::record::{Back, COMPANY, Change, Changes, FieldType, Kind, KindKey};
use kurier_model::{Field, RecordId, StageId};

/// The records whose mail is a record's ([`reachable`]): its own, and that of its people, or of those whom it is about.
///
/// # Errors
/// [`Error::NotFound`] for a record that is not there.
pub(crate) async fn whose_mail(tx: &mut Tx, actor: &Actor, record: RecordId) -> Result<Vec<RecordId>> {
    let kinds = kinds::known(tx, actor).await?;
    let (kind, stored) = stored(tx, &kinds, record).await?;
    if stored.removed_at.is_some() {
        return Err(Error::NotFound);
    }
    reachable::of(tx, &kinds, kind, record, &stored).await
}

/// A client, and what is around them.
#[derive(Clone, Debug)]
pub(crate) struct Circle {
    pub(crate) client: ClientBadge,
    /// The first company that they link to.
    pub(crate) company: Option<RecordId>,
    /// The newest records that belong to them ([`related::belonging`]) …
    pub(crate) own: Vec<RecordId>,
    /// … and to the company.
    pub(crate) of_company: Vec<RecordId>,
}

/// What is around a record that is not in the bin.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn circle(tx: &mut Tx, actor: &Actor, record: RecordId) -> Result<Circle> {
    let kinds = kinds::known(tx, actor).await?;
    let record = store::current(tx, record).await?.ok_or(Error::NotFound)?;
    let (kind, stored) = stored(tx, &kinds, record).await?;
    if stored.removed_at.is_some() {
        return Err(Error::NotFound);
    }
    let (own, _) = related::belonging(tx, &kinds, kind, record).await?;
    let company: Option<RecordId> = kind.fields.iter().find_map(|field| match &field.what {
        FieldType::Link { to, several: None } if to.0 == COMPANY => {
            stored.value(kind, field.id)?.parse().ok()
        }
        _ => None,
    });
    let company_kind = kinds.iter().find(|kind| kind.key.0 == COMPANY);
    let of_company = match company.zip(company_kind) {
        Some((company, kind)) => related::belonging(tx, &kinds, kind, company).await?.0,
        None => Vec::new(),
    };
    let client = ClientBadge { record, kind: stored.kind.clone(), name: stored.name.clone() };
    Ok(Circle { client, company, own, of_company })
}

/// The company that is known for an address, and by which domain.
///
/// # Errors
/// Those of the database.
pub(crate) async fn company_of(
    tx: &mut Tx,
    actor: &Actor,
    address: &str,
) -> Result<Option<(String, String)>> {
    let kinds = kinds::known(tx, actor).await?;
    let offer = house::offer(tx, &kinds, address).await?;
    Ok(offer.and_then(|offer| Some((offer.company?.name, offer.domain))))
}

/// A kind, in a transaction of [`Records::tx`].
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn kind(tx: &mut Tx, actor: &Actor, key: &KindKey) -> Result<Kind> {
    kinds::known(tx, actor).await?.into_iter().find(|kind| kind.key == *key).ok_or(Error::NotFound)
}

/// Whether a field for telephone numbers takes this, where the workspace is at home.
pub(crate) fn is_phone(home: &Home, text: &str) -> bool {
    values::read(home, &FieldType::Phone, text).is_ok()
}

/// Puts a record into a stage of its kind's pipeline, and tells of it. What takes that back.
///
/// # Errors
/// Those of [`Records::move_to_stage`](super::Records::move_to_stage).
pub(crate) async fn put_in_stage(
    tx: &mut Tx,
    actor: &Actor,
    kinds: &[Kind],
    record: RecordId,
    stage: StageId,
    now: DateTime<Utc>,
) -> Result<Back> {
    store::lock(tx, record).await?;
    let (kind, stored) = stored(tx, kinds, record).await?;
    let field = kind.first(&FieldType::Stage).filter(|_| stored.removed_at.is_none());
    let field = Field::OfKind(field.ok_or(Error::NotFound)?.id);
    let revision = revisions::of(tx, record).await?.ok_or(Error::NotFound)?.now;
    let changes = Changes { revision, fields: vec![Change { field, value: stage.to_string() }] };
    let done = writing::update(tx, actor, kind, record, &stored, &changes, now).await?;
    writing::tell_followers(tx, actor, record, &done, now).await?;
    taking_back::of(tx, kind, record, &stored, &changes).await
}

/// Puts a record into the bin on which nobody works; whether it went.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn remove_unused(
    tx: &mut Tx,
    actor: &Actor,
    record: RecordId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let kinds = kinds::known(tx, actor).await?;
    store::lock(tx, record).await?;
    let (kind, stored) = stored(tx, &kinds, record).await?;
    let revision = revisions::of(tx, record).await?.ok_or(Error::NotFound)?.now;
    // Whoever links to it works with it, also where the actor does not see that.
    let lifted = veil::lift(tx).await?;
    let gone = many::remove(tx, actor, &kinds, kind, &[(record, revision)], now).await?;
    lifted.back(tx).await?;
    writing::tell(tx, actor, record, related::linked(kind, &stored.values)).await?;
    Ok(!gone.is_empty())
}
