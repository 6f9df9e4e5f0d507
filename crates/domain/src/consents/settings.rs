//! What a workspace asks for, and what people can be subscribed to.

use super::{Consents, store, way_out};
use crate::{
    actor::Actor,
    error::{Error, Result},
    events::{Event, EventKind},
};
use kurier_model::consent::{ConsentSettings, SubscriptionType};
use kurier_model::{Field, Reason, SubscriptionId};
use serde_json::json;

const LONGEST: u32 = 100;
const MOST: usize = 100;

impl Consents<'_> {
    /// What the workspace asks for.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn settings(&self, actor: &Actor) -> Result<ConsentSettings> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let required = store::is_required(&mut tx).await?;
        let ways_out = way_out::store::are_offered(&mut tx).await?;
        let is_reachable = way_out::place(self.kurier.public_url()).is_some();
        Ok(ConsentSettings { required, ways_out, is_reachable, types: store::types(&mut tx).await? })
    }

    /// From now on a legal basis is asked for before a message to a person, or none is.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn require(&self, actor: &Actor, required: bool) -> Result<()> {
        only_admins(actor)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        if store::require(&mut tx, actor.workspace, required).await? {
            Event::new(EventKind::ConsentRequired)
                .payload(json!({ "required": required }))
                .record_in(&mut tx, actor)
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// From now on mail that relies on a subscription, or offers something, carries a way out where a basis is asked for, or none does.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator.
    pub async fn offer_ways_out(&self, actor: &Actor, offered: bool) -> Result<()> {
        only_admins(actor)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        if way_out::store::offer(&mut tx, actor.workspace, offered).await? {
            Event::new(EventKind::WaysOutOffered)
                .payload(json!({ "offered": offered }))
                .record_in(&mut tx, actor)
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Something else that people can be subscribed to.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::Invalid`] for a name that is empty, too long or taken.
    pub async fn add_type(&self, actor: &Actor, name: &str) -> Result<SubscriptionType> {
        only_admins(actor)?;
        let name = checked(name)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        store::one_at_a_time(&mut tx, actor.workspace).await?;
        let all = store::types(&mut tx).await?;
        if all.len() >= MOST || is_taken(&all, None, &name) {
            return Err(Error::invalid(Field::Name, Reason::Taken));
        }
        let new = SubscriptionType { id: SubscriptionId::new(), name };
        store::add_type(&mut tx, actor.workspace, &new, self.kurier.now()).await?;
        tx.commit().await?;
        Ok(new)
    }

    /// Another name for it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`Consents::add_type`].
    pub async fn rename_type(&self, actor: &Actor, subscription: SubscriptionId, name: &str) -> Result<()> {
        only_admins(actor)?;
        let name = checked(name)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        store::one_at_a_time(&mut tx, actor.workspace).await?;
        if is_taken(&store::types(&mut tx).await?, Some(subscription), &name) {
            return Err(Error::invalid(Field::Name, Reason::Taken));
        }
        if !store::rename_type(&mut tx, subscription, &name).await? {
            return Err(Error::NotFound);
        }
        Ok(tx.commit().await?)
    }

    /// Nobody is subscribed to it any more; what was written down stays.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor is an administrator; [`Error::NotFound`].
    pub async fn archive_type(&self, actor: &Actor, subscription: SubscriptionId) -> Result<()> {
        self.put_away(actor, subscription, true).await
    }

    /// Takes that back.
    ///
    /// # Errors
    /// Those of [`Consents::archive_type`].
    pub async fn restore_type(&self, actor: &Actor, subscription: SubscriptionId) -> Result<()> {
        self.put_away(actor, subscription, false).await
    }

    async fn put_away(&self, actor: &Actor, subscription: SubscriptionId, away: bool) -> Result<()> {
        only_admins(actor)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let at = away.then(|| self.kurier.now());
        if !store::put_away(&mut tx, subscription, at).await? {
            return Err(Error::NotFound);
        }
        Ok(tx.commit().await?)
    }
}

fn only_admins(actor: &Actor) -> Result<()> {
    if actor.is_admin() { Ok(()) } else { Err(Error::Forbidden) }
}

fn is_taken(all: &[SubscriptionType], but: Option<SubscriptionId>, name: &str) -> bool {
    let name = name.to_lowercase();
    all.iter().any(|one| Some(one.id) != but && one.name.to_lowercase() == name)
}

fn checked(name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ").replace('\0', "");
    if name.is_empty() {
        return Err(Error::invalid(Field::Name, Reason::Required));
    }
    if name.chars().count() > LONGEST as usize {
        return Err(Error::invalid(Field::Name, Reason::TooLong { max: LONGEST }));
    }
    Ok(name)
}
