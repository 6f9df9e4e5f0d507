//! Which kinds there are (`own_kinds`) and what a kind consists of: its fields, as administrators change them.
//!
//! Nothing that stands in records is lost by it. A field that was taken away keeps its values and has them when it comes back; a choice that
//! is not offered any more is still called by its name where it stands; the type of a field never changes.

mod checking;
mod naming;
mod own_kinds;
mod store;

pub(super) use own_kinds::hold as hold_kind;

use super::{Addresses, Records, built_in, kinds, views};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events::{Event, EventKind},
};
use kurier_model::record::{FieldDefinition, FieldForm, FieldType, FieldUses, Kind, KindKey, Shape};
use kurier_model::{Field, FieldId, Reason};
use serde_json::json;

/// The most fields of a kind, with those that were taken away.
const MOST: usize = 200;
/// So many records are counted at most: whoever asks wants to know whether it is none, some or many.
const COUNTED: u32 = 1_000;

impl Records<'_> {
    /// A kind, and what was taken from it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn shape(&self, actor: &Actor, kind: &KindKey) -> Result<Shape> {
        let (mut tx, kind) = self.tx_of(actor, kind).await?;
        let is_fixed = |field: &&FieldDefinition| built_in::is_fixed(&kind.key, field);
        let fixed = kind.fields.iter().filter(is_fixed).map(|field| field.id).collect();
        let all = kinds::fields(&mut tx).await?.into_iter();
        let removed = all.filter(|row| row.kind == kind.key.0 && row.is_removed).map(|row| row.field);
        Ok(Shape { removed: removed.collect(), fixed, kind })
    }

    /// Another field, behind the others.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`] for a kind that is not there; [`Error::Invalid`] names
    /// what is wrong.
    pub async fn add_field(&self, actor: &Actor, kind: &KindKey, form: FieldForm) -> Result<FieldDefinition> {
        let (mut tx, kinds, rows) = self.to_change(actor).await?;
        let known = kinds.iter().find(|known| known.key == *kind).ok_or(Error::NotFound)?;
        let rows = of_kind(rows, kind);
        if rows.len() >= MOST {
            return Err(Error::invalid(Field::Name, Reason::NotAllowed));
        }
        let field = checking::new(form, &known.home, &kinds, &rows)?;
        store::add(&mut tx, actor.workspace, kind, &field).await?;
        self.changed(tx, actor, kind, &rows, json!({ "kind": kind, "field": field.id })).await?;
        Ok(field)
    }

    /// Another name for a field, other choices; whether it has to be filled in.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`Records::add_field`].
    pub async fn change_field(
        &self,
        actor: &Actor,
        field: FieldId,
        form: FieldForm,
    ) -> Result<FieldDefinition> {
        let (mut tx, kinds, rows) = self.to_change(actor).await?;
        let kind = kind_of(&rows, field)?;
        let known = kinds.iter().find(|known| known.key == kind).ok_or(Error::NotFound)?;
        let rows = of_kind(rows, &kind);
        let before = rows.iter().find(|row| row.field.id == field && !row.is_removed);
        let before = before.ok_or(Error::NotFound)?;
        let field = checking::changed(form, &known.home, &kind, &before.field, &rows)?;
        store::update(&mut tx, &field).await?;
        self.changed(tx, actor, &kind, &rows, json!({ "kind": kind, "field": field.id })).await?;
        Ok(field)
    }

    /// A field is not shown any more. What stands in it is kept.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] for a field that Kurier itself works with; [`Error::Forbidden`] unless the actor is an
    /// administrator.
    pub async fn remove_field(&self, actor: &Actor, field: FieldId) -> Result<()> {
        self.put_field_away(actor, field, true).await
    }

    /// A field is there again, with what stood in it.
    ///
    /// # Errors
    /// Those of [`Records::remove_field`].
    pub async fn restore_field(&self, actor: &Actor, field: FieldId) -> Result<()> {
        self.put_field_away(actor, field, false).await
    }

    async fn put_field_away(&self, actor: &Actor, field: FieldId, away: bool) -> Result<()> {
        again(|| self.put_away(actor, field, away)).await
    }

    async fn put_away(&self, actor: &Actor, field: FieldId, away: bool) -> Result<()> {
        let (mut tx, kinds, rows) = self.to_change(actor).await?;
        let kind = kind_of(&rows, field)?;
        if rows.iter().any(|row| row.field.id == field && built_in::is_fixed(&kind, &row.field)) {
            return Err(Error::Conflict);
        }
        if !away {
            let shown = rows.iter().find(|row| row.field.id == field).map(|row| &row.field.what);
            // A kind that was taken away comes back first.
            if let Some(FieldType::Link { to, .. }) = shown
                && !kinds.iter().any(|kind| kind.key == *to)
            {
                return Err(Error::Conflict);
            }
            // While it was away nobody looked whether something is in it twice.
            store::no_longer_unique_if_twice(&mut tx, field).await?;
        }
        store::put_away(&mut tx, field, away.then(|| self.kurier.now())).await?;
        let known = kinds.iter().find(|known| known.key == kind);
        let row = rows.iter().find(|row| row.field.id == field);
        if let Some((known, row)) = known.zip(row) {
            Addresses::put_away(&mut tx, known, &row.field, away).await?;
        }
        self.changed(tx, actor, &kind, &of_kind(rows, &kind), json!({ "kind": kind, "field": field })).await
    }

    /// The order in which fields are shown; those that are not named come behind the others, as they stood.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind that is not there; [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn order_fields(&self, actor: &Actor, kind: &KindKey, fields: &[FieldId]) -> Result<()> {
        again(|| self.order(actor, kind, fields)).await
    }

    async fn order(&self, actor: &Actor, kind: &KindKey, fields: &[FieldId]) -> Result<()> {
        let (mut tx, kinds, rows) = self.to_change(actor).await?;
        if !kinds.iter().any(|known| known.key == *kind) {
            return Err(Error::NotFound);
        }
        let rows = of_kind(rows, kind);
        let own: Vec<FieldId> = rows.iter().map(|row| row.field.id).collect();
        let mut order: Vec<FieldId> = Vec::new();
        for field in fields.iter().filter(|field| own.contains(field)).chain(&own) {
            if !order.contains(field) {
                order.push(*field);
            }
        }
        store::order(&mut tx, &order).await?;
        self.changed(tx, actor, kind, &rows, json!({ "kind": kind })).await
    }

    /// What depends on a field.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn uses_of_field(&self, actor: &Actor, field: FieldId) -> Result<FieldUses> {
        only_admins(actor)?;
        let (mut tx, kinds) = self.tx(actor).await?;
        let kind: &Kind = kinds.iter().find(|kind| kind.field(field).is_some()).ok_or(Error::NotFound)?;
        let key = kind.field(field).map(|field| field.key.as_str()).unwrap_or_default();
        let records = store::count(&mut tx, &kind.key, field, COUNTED + 1).await?;
        let views = views::all(&mut tx, actor, kind).await?.into_iter();
        let views = views.filter(|view| {
            view.query.sort.as_deref() == Some(key) || view.query.filters.iter().any(|one| one.field == key)
        });
        Ok(FieldUses {
            records: records.min(COUNTED),
            more: records > COUNTED,
            views: views.map(|view| view.name).collect(),
        })
    }

    /// All kinds, and all fields with those that were taken away, for an administrator alone: others wait until this is done.
    async fn to_change(&self, actor: &Actor) -> Result<(Tx, Vec<Kind>, Vec<kinds::FieldRow>)> {
        only_admins(actor)?;
        let (mut tx, _) = self.tx(actor).await?;
        kinds::one_at_a_time(&mut tx, actor.workspace).await?;
        // As whoever was before has left them.
        let kinds = kinds::all(&mut tx, actor).await?.ok_or_else(|| Error::internal("built-in kinds"))?;
        let rows = kinds::fields(&mut tx).await?;
        Ok((tx, kinds, rows))
    }

    /// Writes it down. Boards sum up the first amount of a kind: when that is another field now, records are worth what stands in it.
    async fn changed(
        &self,
        mut tx: Tx,
        actor: &Actor,
        kind: &KindKey,
        before: &[kinds::FieldRow],
        payload: serde_json::Value,
    ) -> Result<()> {
        let now = of_kind(kinds::fields(&mut tx).await?, kind);
        if first_amount(&now) != first_amount(before) {
            store::worth(&mut tx, kind, first_amount(&now)).await?;
        }
        Event::new(EventKind::KindChanged).payload(payload).record_in(&mut tx, actor).await?;
        Ok(tx.commit().await?)
    }
}

fn first_amount(rows: &[kinds::FieldRow]) -> Option<FieldId> {
    let shown = rows.iter().filter(|row| !row.is_removed && row.field.what == FieldType::Money);
    shown.map(|row| row.field.id).next()
}

fn only_admins(actor: &Actor) -> Result<()> {
    if actor.is_admin() { Ok(()) } else { Err(Error::Forbidden) }
}

fn kind_of(rows: &[kinds::FieldRow], field: FieldId) -> Result<KindKey> {
    let row = rows.iter().find(|row| row.field.id == field).ok_or(Error::NotFound)?;
    Ok(KindKey(row.kind.clone()))
}

fn of_kind(rows: Vec<kinds::FieldRow>, kind: &KindKey) -> Vec<kinds::FieldRow> {
    rows.into_iter().filter(|row| row.kind == kind.0).collect()
}
