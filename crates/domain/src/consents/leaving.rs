//! What people say themselves by the way out of a message: without signing in, each for themselves. Looking changes nothing, for programs
//! that look at mail before people do open every link in it.

use super::giving::{self, write};
use super::standing::Holds;
use super::way_out::store::{self as ways, Found};
use super::written::Said;
use super::{Consents, store};
use crate::members::token;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
    people::spellings,
};
use kurier_model::RecordId;
use kurier_model::consent::{Leave, LegalBasis, WayOut};

/// A token is so many characters long.
const TOKEN: usize = 43;

impl Consents<'_> {
    /// Where the way out with this token leads, and how its person stands.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that never was, or whose person is not known any more.
    pub async fn way_out(&self, token: &str) -> Result<WayOut> {
        let found = self.found(token).await?;
        let mut tx = self.kurier.db().workspace_tx(found.workspace).await?;
        let holds = Speaker::of(&mut tx, &found).await?.holds(&mut tx, &found).await?;
        let address = veiled(&found.address);
        let goes_back = !words(&holds, Leave::Back).is_empty();
        Ok(WayOut { workspace: found.workspace_name, address, standing: holds.standing(), goes_back })
    }

    /// Does what its person wants; what they have said already is not written down again.
    ///
    /// # Errors
    /// Those of [`Consents::way_out`].
    pub async fn leave(&self, token: &str, step: Leave) -> Result<()> {
        let found = self.found(token).await?;
        again(|| self.say(&found, step)).await
    }

    async fn found(&self, token: &str) -> Result<Found> {
        if token.len() != TOKEN {
            return Err(Error::NotFound);
        }
        let mut tx = self.kurier.db().system_tx().await?;
        ways::find(&mut tx, &token::digest(token)).await?.ok_or(Error::NotFound)
    }

    async fn say(&self, found: &Found, step: Leave) -> Result<()> {
        let mut tx = self.kurier.db().workspace_tx(found.workspace).await?;
        if !ways::lock(&mut tx, found.id).await? {
            return Err(Error::NotFound);
        }
        let speaker = Speaker::of(&mut tx, found).await?;
        let holds = speaker.holds(&mut tx, found).await?;
        let keys = speaker.keys(&mut tx, found).await?;
        let system = Actor::system(found.workspace);
        for &(what, basis) in words(&holds, step) {
            let said = Said {
                what,
                record: speaker.record,
                subscription: None,
                basis,
                purpose: None,
                explanation: "",
                draft: None,
                way_out: Some(found.id),
            };
            write(&mut tx, &system, &said, &keys, self.kurier.now()).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// What is to be written down, as somebody stands: nothing twice.
fn words(holds: &Holds, step: Leave) -> &'static [(&'static str, Option<LegalBasis>)] {
    let one_to_one = holds.subscriptions.get(&None);
    match step {
        Leave::OneToOne if holds.opted_out || one_to_one == Some(&None) => &[],
        Leave::OneToOne => &[("unsubscribed", None)],
        Leave::Everything if holds.opted_out => &[],
        Leave::Everything => &[("opted_out", None)],
        // What was left by a link alone, and no more than stood before: it is in the mailbox from which the message went too. Whoever had
        // agreed agrees again (GDPR, Art. 6 (1) a).
        Leave::Back => match (holds.left, holds.opted_out) {
            (Some(true), true) => &[("opted_in", None), ("subscribed", Some(LegalBasis::Consent))],
            (Some(true), false) => &[("subscribed", Some(LegalBasis::Consent))],
            (Some(false), true) => &[("opted_in", None), ("unsubscribed", None)],
            (Some(false), false) | (None, _) => &[],
        },
    }
}

/// Who speaks by a way out: the person to whom its message went, or where the address is another's by now, or nobody is known any more,
/// whoever reads it there. Their word holds for the address then, whoever has it.
struct Speaker {
    record: Option<RecordId>,
}

impl Speaker {
    async fn of(tx: &mut Tx, found: &Found) -> Result<Self> {
        Ok(Self { record: ways::person(tx, found.id, &spellings(&found.address)).await? })
    }

    async fn holds(&self, tx: &mut Tx, found: &Found) -> Result<Holds> {
        if let Some(record) = self.record {
            return giving::holds(tx, record).await;
        }
        let spelt = spellings(&found.address);
        let keys = vec![found.address.clone(); spelt.len()];
        let written = store::written_about(tx, &keys, &spelt).await?;
        // By nobody who is known: the same rows, whoever has the address.
        let rows = written.into_values().next().unwrap_or_default();
        Ok(Holds::of(rows.iter().filter(|row| row.person.is_none())))
    }

    async fn keys(&self, tx: &mut Tx, found: &Found) -> Result<Vec<String>> {
        let mut keys = match self.record {
            Some(record) => store::keys_of(tx, record).await?,
            None => Vec::new(),
        };
        keys.push(found.address.clone());
        Ok(keys)
    }
}

/// An address that says to whoever has it which one it is, and to others as little as possible.
fn veiled(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}•••@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_known_by_whoever_has_it_alone() {
        assert_eq!(veiled("jan.kowalski@klient.example"), "j•••@klient.example");
        assert_eq!(veiled("ż@x.pl"), "ż•••@x.pl");
    }
}
