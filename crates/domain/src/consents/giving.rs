//! Writing down what people agreed to, and what they want no more.

use super::standing::Holds;
use super::written::Said;
use super::{Consents, store};
use crate::{
    actor::Actor,
    db::Tx,
    erased,
    error::{Error, Result},
    events,
    events::{Event, EventKind},
    people::spellings,
};
use chrono::{DateTime, Utc};
use kurier_model::consent::{Grounds, LegalBasis, Purpose, Standing, Unclear};
use kurier_model::live::News;
use kurier_model::{ConsentId, DraftId, Field, Reason, RecordId, SubscriptionId};
use serde_json::json;
use std::collections::HashSet;

const LONGEST: u32 = 2_000;

impl Consents<'_> {
    /// A person agreed to a subscription, or there is another basis for it; `None`: to mail that one writes to them alone.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for what is no person; [`Error::Invalid`] when they want no mail at all.
    pub async fn subscribe(
        &self,
        actor: &Actor,
        record: RecordId,
        to: Option<SubscriptionId>,
        basis: LegalBasis,
        explanation: &str,
    ) -> Result<()> {
        let explanation = checked(explanation, false)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let keys = person(&mut tx, record).await?;
        known(&mut tx, to).await?;
        let now = holds(&mut tx, record).await?;
        if now.opted_out {
            return Err(Error::invalid(Field::LegalBasis, Reason::NotAllowed));
        }
        // Against what they once said, one has to say how one knows better.
        let explanation = checked(&explanation, now.subscriptions.get(&to) == Some(&None))?;
        let said =
            Said { subscription: to, basis: Some(basis), ..Said::of("subscribed", record, &explanation) };
        self.write(&mut tx, actor, &said, &keys).await?;
        Ok(tx.commit().await?)
    }

    /// A person does not want a subscription any more, or never.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for what is no person; [`Error::Invalid`].
    pub async fn unsubscribe(
        &self,
        actor: &Actor,
        record: RecordId,
        from: Option<SubscriptionId>,
        explanation: &str,
    ) -> Result<()> {
        let explanation = checked(explanation, false)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let keys = person(&mut tx, record).await?;
        known(&mut tx, from).await?;
        let said = Said { subscription: from, ..Said::of("unsubscribed", record, &explanation) };
        self.write(&mut tx, actor, &said, &keys).await?;
        Ok(tx.commit().await?)
    }

    /// A person wants no mail at all. It holds for their addresses, whoever has them later.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for what is no person; [`Error::Invalid`].
    pub async fn opt_out(&self, actor: &Actor, record: RecordId, explanation: &str) -> Result<()> {
        let explanation = checked(explanation, false)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let keys = person(&mut tx, record).await?;
        self.write(&mut tx, actor, &Said::of("opted_out", record, &explanation), &keys).await?;
        Ok(tx.commit().await?)
    }

    /// A person who wanted no mail wants some again, and said so: how, is written down.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for what is no person; [`Error::Conflict`] when they have not opted out; [`Error::Invalid`] without an
    /// explanation.
    pub async fn opt_in(&self, actor: &Actor, record: RecordId, explanation: &str) -> Result<()> {
        let explanation = checked(explanation, true)?;
        let mut tx = self.kurier.db().tx(actor).await?;
        let keys = person(&mut tx, record).await?;
        // Who asked to be erased and is known again has said nothing as whom they are known now.
        let was_erased = erased::welcome(&mut tx, &self.kurier.parts().secrets, &keys).await?;
        if !was_erased && !holds(&mut tx, record).await?.opted_out {
            return Err(Error::Conflict);
        }
        self.write(&mut tx, actor, &Said::of("opted_in", record, &explanation), &keys).await?;
        Ok(tx.commit().await?)
    }

    async fn write(&self, tx: &mut Tx, actor: &Actor, said: &Said<'_>, keys: &[String]) -> Result<()> {
        write(tx, actor, said, keys, self.kurier.now()).await
    }
}

/// Gives grounds for a message to people to whom it would not go otherwise.
///
/// # Errors
/// [`Error::Invalid`] when one of them cannot be written to on these grounds: a subscription for somebody who wants no mail, what offers
/// something to somebody who does not want that, or an explanation is missing.
pub(crate) async fn give(
    tx: &mut Tx,
    actor: &Actor,
    draft: DraftId,
    people: &[Unclear],
    grounds: &Grounds,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut subscribed = HashSet::new();
    for one in people {
        match grounds {
            Grounds::Subscription { basis, explanation } => {
                let record = one.record.filter(|_| one.may_be_subscribed());
                let record = record.ok_or(Error::invalid(Field::LegalBasis, Reason::NotAllowed))?;
                // Against what they once said, one has to say how one knows better.
                let explanation = checked(explanation, one.standing == Standing::Unsubscribed)?;
                if subscribed.insert(record) {
                    let said = Said { basis: Some(*basis), ..Said::of("subscribed", record, &explanation) };
                    let keys = store::keys_of(tx, record).await?;
                    write(tx, actor, &said, &keys, now).await?;
                }
            }
            Grounds::OneTime { basis, purpose, explanation } => {
                if *purpose == Purpose::Commercial && !one.may_be_offered() {
                    return Err(Error::invalid(Field::Purpose, Reason::NotAllowed));
                }
                let said = Said {
                    what: "one_time",
                    record: one.record,
                    subscription: None,
                    basis: Some(*basis),
                    purpose: Some(*purpose),
                    explanation: &checked(explanation, true)?,
                    draft: Some(draft),
                    way_out: None,
                };
                write(tx, actor, &said, &[one.address.key()], now).await?;
            }
        }
    }
    Ok(())
}

pub(super) async fn write(
    tx: &mut Tx,
    actor: &Actor,
    said: &Said<'_>,
    keys: &[String],
    now: DateTime<Utc>,
) -> Result<()> {
    let mut spelt: Vec<String> = keys.iter().flat_map(|key| spellings(key)).collect();
    spelt.sort_unstable();
    spelt.dedup();
    store::write(tx, actor, ConsentId::new(), said, &spelt, now).await?;
    let Some(record) = said.record else { return Ok(()) };
    let event = Event::new(EventKind::ConsentChanged).record(record);
    let what = json!({ "consent": said.what, "by_link": said.way_out.is_some() });
    event.payload(what).record_in(tx, actor).await?;
    events::notify(tx, actor.workspace, &News::Record { record }).await
}

/// The addresses of a person; nothing else can agree to anything.
async fn person(tx: &mut Tx, record: RecordId) -> Result<Vec<String>> {
    if store::lock_person(tx, record).await? {
        store::keys_of(tx, record).await
    } else {
        Err(Error::NotFound)
    }
}

/// What holds for a person, by their own word.
pub(super) async fn holds(tx: &mut Tx, record: RecordId) -> Result<Holds> {
    Ok(Holds::of(&store::written_of(tx, record).await?))
}

async fn known(tx: &mut Tx, subscription: Option<SubscriptionId>) -> Result<()> {
    match subscription {
        Some(id) if !store::has_type(tx, id).await? => Err(Error::NotFound),
        _ => Ok(()),
    }
}

fn checked(explanation: &str, is_needed: bool) -> Result<String> {
    let text = explanation.replace("\r\n", "\n").replace('\0', "").trim().to_owned();
    if is_needed && text.is_empty() {
        return Err(Error::invalid(Field::Explanation, Reason::Required));
    }
    if text.chars().count() > LONGEST as usize {
        return Err(Error::invalid(Field::Explanation, Reason::TooLong { max: LONGEST }));
    }
    Ok(text)
}
