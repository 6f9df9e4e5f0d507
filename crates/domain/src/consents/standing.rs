//! How somebody stands, read out of what was written down, in its order.

use super::store;
use super::written::Written;
use crate::{db::Tx, erased, error::Result, people::spellings, secrets::Secrets, veil};
use kurier_model::consent::Standing;
use kurier_model::{ConsentId, RecordId, SubscriptionId};
use std::collections::HashMap;

/// What holds now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Holds {
    pub(super) opted_out: bool,
    /// By the type; `None` is mail to them alone. With what was written down last, if they have it.
    pub(super) subscriptions: HashMap<Option<SubscriptionId>, Option<ConsentId>>,
    /// They left mail to them alone by the way out of a message; whether they were subscribed to it before.
    pub(super) left: Option<bool>,
}

impl Holds {
    /// Of what was written down, the oldest first.
    pub(super) fn of<'w>(written: impl IntoIterator<Item = &'w Written>) -> Self {
        let mut holds = Self::default();
        for one in written {
            holds.left = holds.left_with(one);
            match one.what.as_str() {
                "subscribed" => {
                    holds.subscriptions.insert(one.subscription, Some(one.id));
                }
                "unsubscribed" => {
                    holds.subscriptions.insert(one.subscription, None);
                }
                // Who wants nothing any more has agreed to nothing when they change their mind.
                "opted_out" => {
                    holds.opted_out = true;
                    holds.subscriptions.clear();
                }
                "opted_in" => holds.opted_out = false,
                _ => {}
            }
        }
        holds
    }

    /// What they left with this word. Of what somebody else has written down nothing is theirs to take back by a link.
    fn left_with(&self, one: &Written) -> Option<bool> {
        let one_to_one = self.subscriptions.get(&None);
        match (one.what.as_str(), one.subscription) {
            ("opted_out", _) | ("unsubscribed", None) if one.by_link => {
                Some(self.left.unwrap_or(matches!(one_to_one, Some(Some(_)))))
            }
            ("opted_out" | "opted_in", _) | ("unsubscribed" | "subscribed", None) => None,
            _ => self.left,
        }
    }

    /// Towards mail to them alone.
    pub(super) fn standing(&self) -> Standing {
        if self.opted_out {
            return Standing::OptedOut;
        }
        match self.subscriptions.get(&None) {
            Some(Some(_)) => Standing::Subscribed,
            Some(None) => Standing::Unsubscribed,
            None => Standing::Unknown,
        }
    }
}

/// How whoever is behind an address stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) standing: Standing,
    /// Whose it is; of several, by whom it stands as it does.
    pub(super) record: Option<RecordId>,
    /// What they agreed to, when they are subscribed.
    pub(super) consent: Option<ConsentId>,
}

/// Of these addresses, in their order. Where several people have one, what one of them does not want counts first, then what one of them
/// agreed to.
pub(super) async fn of(tx: &mut Tx, secrets: &Secrets, keys: &[&str]) -> Result<Vec<Stand>> {
    let (mut wanted, mut spelt) = (Vec::new(), Vec::new());
    for key in keys {
        for spelling in spellings(key) {
            wanted.push((*key).to_owned());
            spelt.push(spelling);
        }
    }
    // What somebody wants holds also for those who may not see their record.
    let lifted = veil::lift(tx).await?;
    let holders = store::holders(tx, &wanted, &spelt).await?;
    let written = store::written_about(tx, &wanted, &spelt).await?;
    lifted.back(tx).await?;
    let erased = erased::among(tx, secrets, keys).await?;
    let none = vec![None];
    let stand = |key: &&str| {
        let holders = holders.get(*key).unwrap_or(&none);
        let each = holders.iter().map(|holder| {
            let rows = written.get(&((*key).to_owned(), *holder)).map_or(&[][..], Vec::as_slice);
            stand_of(*holder, rows)
        });
        let stand = each.min_by_key(|stand| strictness(stand.standing)).unwrap_or_default();
        // Of whom nothing is known any more it is known that they want no mail.
        match erased.contains_key(*key) {
            true => Stand { standing: Standing::OptedOut, consent: None, ..stand },
            false => stand,
        }
    };
    Ok(keys.iter().map(stand).collect())
}

/// Somebody at an address: by their own word, unless somebody who had it then wanted nothing there, and has not changed their mind.
fn stand_of(holder: Option<RecordId>, rows: &[Written]) -> Stand {
    let own = Holds::of(rows.iter().filter(|row| row.person == holder));
    let consent = own.subscriptions.get(&None).copied().flatten();
    let stand = Stand { standing: own.standing(), record: holder, consent };
    let mut others: Vec<Option<RecordId>> =
        rows.iter().map(|row| row.person).filter(|one| *one != holder).collect();
    others.sort_unstable();
    others.dedup();
    let said =
        others.into_iter().map(|one| Holds::of(rows.iter().filter(|row| row.person == one)).standing());
    let unwanted = said.filter(|one| matches!(one, Standing::OptedOut | Standing::Unsubscribed));
    match unwanted.min_by_key(|one| strictness(*one)) {
        Some(standing) if strictness(standing) < strictness(stand.standing) => {
            Stand { standing, consent: None, ..stand }
        }
        _ => stand,
    }
}

/// The least counts most.
pub(super) const fn strictness(standing: Standing) -> u8 {
    match standing {
        Standing::OptedOut => 0,
        Standing::Unsubscribed => 1,
        Standing::Subscribed => 2,
        Standing::Unknown => 3,
    }
}
