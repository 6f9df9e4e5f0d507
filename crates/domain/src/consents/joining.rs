//! People who turn out to be one person: whatever one of them does not want, that person does not want; and what one of them agreed to holds
//! for the addresses that were theirs. So nobody can be written to who could not be before.

mod store;

use super::standing::Holds;
use super::store::{keys_of, write, written_of};
use super::written::Said;
use crate::{actor::Actor, db::Tx, error::Result};
use chrono::{DateTime, Utc};
use kurier_model::{ConsentId, MergeId, RecordId, SubscriptionId};
use std::collections::BTreeSet;

/// How several people stand, before they are one.
pub(crate) struct Joined {
    people: Vec<(RecordId, Holds)>,
}

impl Joined {
    pub(crate) async fn of(tx: &mut Tx, people: &[RecordId]) -> Result<Self> {
        let mut all = Vec::new();
        for person in people {
            let written = written_of(tx, *person).await?;
            all.push((*person, Holds::of(&written)));
        }
        Ok(Self { people: all })
    }

    /// Whether one of them wants no mail at all.
    pub(crate) fn opted_out(&self) -> bool {
        self.people.iter().any(|(_, holds)| holds.opted_out)
    }

    /// Whether one of them agreed to something.
    pub(crate) fn is_subscribed(&self) -> bool {
        self.people.iter().any(|(_, holds)| holds.subscriptions.values().any(Option::is_some))
    }

    fn unwanted(&self) -> BTreeSet<Option<SubscriptionId>> {
        let all = self.people.iter().flat_map(|(_, holds)| &holds.subscriptions);
        all.filter(|(_, consent)| consent.is_none()).map(|(subscription, _)| *subscription).collect()
    }

    /// What each of them agreed to holds from now on for their own addresses: to be done before they have those of the others.
    pub(crate) async fn bound(&self, tx: &mut Tx, actor: &Actor, merge: MergeId) -> Result<()> {
        let all: Vec<RecordId> = self.people.iter().map(|(person, _)| *person).collect();
        for person in &all {
            store::bound(tx, actor, *person, &all, merge).await?;
        }
        Ok(())
    }

    /// Writes down of the one who is left what all that was said, read as that of one, does not say: to be done when it is theirs.
    pub(crate) async fn write(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        person: RecordId,
        merge: MergeId,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let keys = keys_of(tx, person).await?;
        let together = Holds::of(&written_of(tx, person).await?);
        let mut said = Vec::new();
        if self.opted_out() {
            if !together.opted_out {
                said.push(Said::of("opted_out", person, ""));
            }
        } else {
            for subscription in self.unwanted() {
                if together.subscriptions.get(&subscription) != Some(&None) {
                    said.push(Said { subscription, ..Said::of("unsubscribed", person, "") });
                }
            }
        }
        for one in said {
            let id = ConsentId::new();
            write(tx, actor, id, &one, &keys, now).await?;
            store::because_of(tx, id, merge).await?;
        }
        Ok(())
    }
}

/// They are several people again: what was written down because they were one goes.
pub(crate) async fn part(tx: &mut Tx, merge: MergeId) -> Result<()> {
    store::part(tx, merge).await
}
