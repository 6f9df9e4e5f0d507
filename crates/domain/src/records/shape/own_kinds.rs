//! Which kinds of records there are, as administrators change it: kinds of one's own, and which ones the navigation leads to.
//!
//! A kind goes only when there is none of it; what lies in its bin stays there for its time, and comes back with it.

mod store;

use super::super::{Records, built_in, kinds, store as rows};
use super::naming::{cleaned, is_called_like};
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    events::{self, Event, EventKind},
};
use kurier_mail::message::search_tokens::fold;
use kurier_model::live::News;
use kurier_model::record::{
    FieldType, KindForm, KindKey, KindUses, LOST_REASONS, ListedKind, OwnKind, OwnName,
};
use kurier_model::{Field, Invalid, Reason};
use serde_json::json;

/// The most kinds of one's own that are there.
const MOST: usize = 60;
/// So many records are counted at most.
const COUNTED: u32 = 1_000;
/// The longest name of a kind in addresses.
const LONGEST_KEY: usize = 40;
/// Keys of a workspace's own kinds begin so; no built-in one does, today or tomorrow.
const OWN: &str = "own-";

impl Records<'_> {
    /// All kinds, as navigation and settings list them, with those that were taken away.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn listed_kinds(&self, actor: &Actor) -> Result<Vec<ListedKind>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let listed = kinds::listed(&mut tx).await?;
        if built_in::KINDS.iter().all(|known| listed.iter().any(|kind| kind.key.0 == known.key)) {
            return Ok(listed);
        }
        // Nobody of the workspace has asked for records yet.
        drop(tx);
        let (mut tx, _) = self.tx(actor).await?;
        kinds::listed(&mut tx).await
    }

    /// Another kind, behind the others, with what every kind begins with: a name, a contact, a company, whose it is. By its key it is
    /// called in addresses from now on.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::Invalid`] names what is wrong.
    pub async fn add_kind(&self, actor: &Actor, form: KindForm) -> Result<KindKey> {
        again(|| self.begin_kind(actor, &form)).await
    }

    async fn begin_kind(&self, actor: &Actor, form: &KindForm) -> Result<KindKey> {
        let (mut tx, _, _) = self.to_change(actor).await?;
        let listed = kinds::listed(&mut tx).await?;
        let own = checked(form, None, &listed)?;
        if listed.iter().filter(|kind| kind.own.is_some() && !kind.removed).count() >= MOST {
            return Err(Error::invalid(Field::Name, Reason::NotAllowed));
        }
        let key = free_key(&own.one, &listed);
        store::add(&mut tx, actor.workspace, &key, &own).await?;
        let fields = built_in::OWN_KIND.iter();
        let needs_stages = |field: &built_in::BuiltInField| {
            (field.what)() == FieldType::Stage || LOST_REASONS.contains(&field.key)
        };
        let fields = fields.filter(|field| form.has_stages || !needs_stages(field));
        for (position, field) in (0..).zip(fields) {
            kinds::add_field(&mut tx, actor.workspace, &key.0, field, position).await?;
        }
        for (position, stage) in (0..).zip(built_in::OWN_STAGES).filter(|_| form.has_stages) {
            kinds::add_stage(&mut tx, actor.workspace, &key.0, stage, position).await?;
        }
        self.kinds_changed(tx, actor, &key).await?;
        Ok(key)
    }

    /// Other names for a kind of one's own, another picture.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a built-in kind; those of [`Records::add_kind`].
    pub async fn change_kind(&self, actor: &Actor, kind: &KindKey, form: KindForm) -> Result<()> {
        let (mut tx, _, _) = self.to_change(actor).await?;
        let listed = kinds::listed(&mut tx).await?;
        let before = own(&listed, kind)?;
        if before.removed {
            return Err(Error::NotFound);
        }
        let names = checked(&form, Some(kind), &listed)?;
        store::update(&mut tx, kind, &names).await?;
        self.kinds_changed(tx, actor, kind).await
    }

    /// Whether the navigation leads to a kind. Its records are where they were.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn show_kind(&self, actor: &Actor, kind: &KindKey, shown: bool) -> Result<()> {
        let (mut tx, kinds, _) = self.to_change(actor).await?;
        if !kinds.iter().any(|known| known.key == *kind) {
            return Err(Error::NotFound);
        }
        store::hide(&mut tx, kind, !shown).await?;
        self.kinds_changed(tx, actor, kind).await
    }

    /// What depends on a kind of one's own.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for a built-in kind; [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn uses_of_kind(&self, actor: &Actor, kind: &KindKey) -> Result<KindUses> {
        let (mut tx, _, fields) = self.to_change(actor).await?;
        let listed = kinds::listed(&mut tx).await?;
        own(&listed, kind)?;
        let records = store::count(&mut tx, kind, COUNTED + 1).await?;
        let fields = linking(&fields, kind).filter_map(|row| {
            let of = listed.iter().find(|known| known.key.0 == row.kind && !known.removed)?;
            Some((of.clone(), row.field.clone()))
        });
        Ok(KindUses { records: records.min(COUNTED), more: records > COUNTED, fields: fields.collect() })
    }

    /// Takes a kind of one's own away, and with it the fields of others that link to it. Who makes a record of it in this moment waits,
    /// and finds no such kind.
    ///
    /// # Errors
    /// [`Error::Conflict`] while there are records of it; [`Error::NotFound`], also for a built-in kind; [`Error::Forbidden`] unless the actor
    /// is an administrator.
    pub async fn remove_kind(&self, actor: &Actor, kind: &KindKey) -> Result<()> {
        again(|| self.end_kind(actor, kind)).await
    }

    async fn end_kind(&self, actor: &Actor, kind: &KindKey) -> Result<()> {
        let (mut tx, _, fields) = self.to_change(actor).await?;
        let listed = kinds::listed(&mut tx).await?;
        if own(&listed, kind)?.removed {
            return Ok(());
        }
        let now = self.kurier.now();
        store::put_away(&mut tx, kind, Some(now)).await?;
        if store::count(&mut tx, kind, 1).await? > 0 {
            return Err(Error::Conflict);
        }
        for row in linking(&fields, kind) {
            super::store::put_away(&mut tx, row.field.id, Some(now)).await?;
        }
        self.kinds_changed(tx, actor, kind).await
    }

    /// A kind is there again, with what lies in its bin, and the fields of others that went with it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] when another one has its name now; [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn restore_kind(&self, actor: &Actor, kind: &KindKey) -> Result<()> {
        let (mut tx, _, _) = self.to_change(actor).await?;
        let listed = kinds::listed(&mut tx).await?;
        let names = own(&listed, kind)?.own.clone().ok_or(Error::NotFound)?;
        not_taken(&names, Some(kind), &listed)?;
        store::bring_back_links(&mut tx, kind).await?;
        store::put_away(&mut tx, kind, None).await?;
        self.kinds_changed(tx, actor, kind).await
    }

    async fn kinds_changed(&self, mut tx: Tx, actor: &Actor, kind: &KindKey) -> Result<()> {
        Event::new(EventKind::KindChanged).payload(json!({ "kind": kind })).record_in(&mut tx, actor).await?;
        // The navigation of everybody is another one now.
        events::notify(&mut tx, actor.workspace, &News::Resync).await?;
        Ok(tx.commit().await?)
    }
}

/// Whoever writes a record of a kind: it stays until the transaction is over.
pub async fn hold(tx: &mut Tx, kind: &KindKey) -> Result<()> {
    if rows::hold_kind(tx, kind).await? { Ok(()) } else { Err(Error::NotFound) }
}

fn own<'l>(listed: &'l [ListedKind], kind: &KindKey) -> Result<&'l ListedKind> {
    let found = listed.iter().find(|known| known.key == *kind && known.own.is_some());
    found.ok_or(Error::NotFound)
}

/// The fields that link to a kind and are shown.
fn linking<'r>(fields: &'r [kinds::FieldRow], kind: &KindKey) -> impl Iterator<Item = &'r kinds::FieldRow> {
    fields.iter().filter(move |row| {
        let links = matches!(&row.field.what, FieldType::Link { to, .. } if to == kind);
        links && row.kind != kind.0 && !row.is_removed
    })
}

fn checked(form: &KindForm, kind: Option<&KindKey>, listed: &[ListedKind]) -> Result<OwnKind> {
    let mut invalid = Invalid::default();
    let mut read = |name: &OwnName, field: Field| match cleaned(name, true) {
        Ok(name) => name,
        Err(reason) => {
            invalid.add(field, reason);
            None
        }
    };
    let many = read(&form.many, Field::Name);
    let one = read(&form.one, Field::OneName);
    let names = many.zip(one);
    invalid.or(())?;
    let (many, one) = names.ok_or_else(|| Error::internal("a kind without a name"))?;
    let own = OwnKind { many, one, icon: form.icon };
    not_taken(&own, kind, listed)?;
    Ok(own)
}

/// Whether a kind that is there is called like this.
fn not_taken(own: &OwnKind, kind: Option<&KindKey>, listed: &[ListedKind]) -> Result<()> {
    let others = listed.iter().filter(|other| Some(&other.key) != kind && !other.removed);
    let mut invalid = Invalid::default();
    for other in others.filter_map(|other| other.own.as_ref()) {
        if is_called_like(&other.many, &own.many) {
            invalid.add(Field::Name, Reason::Taken);
        }
        // Where something is found it stands alone.
        if is_called_like(&other.one, &own.one) {
            invalid.add(Field::OneName, Reason::Taken);
        }
    }
    Ok(invalid.or(())?)
}

/// What a kind is called in addresses: its name, as addresses can have it, and a number where that is taken.
fn free_key(one: &OwnName, listed: &[ListedKind]) -> KindKey {
    let mut key = String::new();
    for c in fold(&one.en).chars() {
        if c.is_ascii_alphanumeric() {
            key.push(c);
        } else if !key.is_empty() && !key.ends_with('-') {
            key.push('-');
        }
        if key.len() >= LONGEST_KEY {
            break;
        }
    }
    let key = key.trim_end_matches('-');
    let key = if key.is_empty() { "kind" } else { key };
    let is_free = |key: &String| !listed.iter().any(|known| known.key.0 == *key);
    let numbered = (2..).map(|number: u32| format!("{OWN}{key}-{number}"));
    let mut all = std::iter::once(format!("{OWN}{key}")).chain(numbered);
    KindKey(all.find(is_free).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(key: &str) -> ListedKind {
        ListedKind { key: key.into(), own: None, hidden: false, removed: true }
    }

    #[test]
    fn a_kind_is_called_in_addresses_as_people_call_it() {
        let key = |name: &str, others: &[&str]| {
            let others: Vec<ListedKind> = others.iter().map(|key| listed(key)).collect();
            free_key(&OwnName { pl: String::new(), en: name.to_owned() }, &others).0
        };
        let is_apart = |key: &str| !built_in::KINDS.iter().any(|kind| kind.key == key);
        assert!(["Deal", "Lead", "Contact"].iter().all(|name| is_apart(&key(name, &[]))));
        assert_eq!(key("Contract", &[]), "own-contract");
        assert_eq!(key("  Umowa — najem (łódź) ", &[]), "own-umowa-najem-lodz");
        assert_eq!(
            key("Contract", &["own-contract", "own-contract-2"]),
            "own-contract-3",
            "also of those that were taken away"
        );
        assert_eq!((key("契約", &[]), key("..", &["own-kind"])), ("own-kind".into(), "own-kind-2".into()));
        assert!(key(&"a".repeat(300), &[]).len() <= OWN.len() + LONGEST_KEY);
    }
}
