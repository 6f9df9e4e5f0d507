//! What is known of a person, and how it came about: the page on which somebody looks whether, and why, they may be written to.

use super::standing::{self, Holds, strictness};
use super::{Consents, giving, store};
use crate::{
    actor::Actor,
    erased,
    error::{Error, Result},
    keyset::cursor,
    people::spellings,
};
use kurier_model::RecordId;
use kurier_model::consent::{ErasedAddress, PersonConsent, Standing, Subscription};
use kurier_model::page::{Cursor, Page};

/// The most addresses that are asked for at once.
const MOST_ASKED: usize = 100;

impl Consents<'_> {
    /// Those of these addresses whose people asked to be erased, and when: to be asked before one of them is written down again.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn erased(&self, actor: &Actor, addresses: &[String]) -> Result<Vec<ErasedAddress>> {
        let mut tx = self.kurier.db().tx(actor).await?;
        let asked: Vec<&str> = addresses.iter().map(String::as_str).take(MOST_ASKED).collect();
        let found = erased::among(&mut tx, &self.kurier.parts().secrets, &asked).await?;
        let mut erased: Vec<ErasedAddress> = found
            .into_iter()
            .map(|(address, at)| ErasedAddress { address: address.to_owned(), at })
            .collect();
        erased.sort_by(|one, other| one.address.cmp(&other.address));
        Ok(erased)
    }

    /// What a person agreed to, wants no more, and was sent, the latest first; from `after` on.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], also for what is no person.
    pub async fn of_person(
        &self,
        actor: &Actor,
        record: RecordId,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<PersonConsent> {
        let mut tx = self.kurier.db().tx(actor).await?;
        if !store::is_person(&mut tx, record).await? {
            return Err(Error::NotFound);
        }
        let keys = store::keys_of(&mut tx, record).await?;
        let spelt: Vec<String> = keys.iter().flat_map(|key| spellings(key)).collect();
        let holds = giving::holds(&mut tx, record).await?;
        // As it is asked before a message leaves: by each of their addresses.
        let asked: Vec<&str> = keys.iter().map(String::as_str).collect();
        let stands = standing::of(&mut tx, &self.kurier.parts().secrets, &asked).await?;
        let is_blocked = |standing: Standing| strictness(standing) < strictness(Standing::Subscribed);
        let own = holds.standing();
        let others = keys
            .iter()
            .zip(&stands)
            .filter(|(_, at)| is_blocked(at.standing) && strictness(at.standing) < strictness(own));
        let blocked = others.map(|(key, _)| key.clone()).collect();
        // Somebody is a contact and a lead, and has agreed as one of them.
        let agreed = own == Standing::Unknown && stands.iter().any(|at| at.standing == Standing::Subscribed);
        let standing = if agreed { Standing::Subscribed } else { own };
        let required = store::is_required(&mut tx).await?;
        let mut subscriptions = vec![of(&holds, None)];
        subscriptions.extend(store::types(&mut tx).await?.into_iter().map(|one| of(&holds, Some(one))));
        let mut rows = store::said(&mut tx, actor, record, &spelt, after, limit + 1).await?;
        rows.extend(store::sent(&mut tx, actor, record, after, limit + 1).await?);
        rows.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|entry| cursor(entry.at, entry.id));
        Ok(PersonConsent { required, standing, blocked, subscriptions, history: Page { rows, next } })
    }
}

fn of(holds: &Holds, what: Option<kurier_model::consent::SubscriptionType>) -> Subscription {
    let key = what.as_ref().map(|one| one.id);
    let has = match holds.subscriptions.get(&key) {
        _ if holds.opted_out => Some(false),
        known => known.map(Option::is_some),
    };
    Subscription { what, has }
}
