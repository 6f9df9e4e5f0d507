//! Whether a message may go to those whom it names.

use super::gate::{Question, Verdict, weigh};
use super::standing::{self, Stand};
use super::store;
use super::written::Relied;
use crate::people::spellings;
use crate::{db::Tx, error::Result, members, secrets::Secrets, veil};
use kurier_model::address::address_key;
use kurier_model::compose::DraftContent;
use kurier_model::consent::{Ground, Purpose, Standing, Unclear};
use kurier_model::{Address, ConsentId, DraftId, OutboxId, RecordId, ThreadId};
use std::collections::HashSet;

/// To whom a message goes, and what it belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipients<'d> {
    pub(crate) draft: DraftId,
    pub(crate) thread: Option<ThreadId>,
    pub(crate) is_answer: bool,
    pub(crate) content: &'d DraftContent,
}

/// The answer for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub(crate) relied: Vec<Relied>,
    /// They do not want such mail, and it is left to whoever writes.
    pub(crate) unwanted: Vec<Address>,
    /// To these it does not go like this.
    pub(crate) unclear: Vec<Unclear>,
}

/// Asks for everybody whom a message names, but our own people.
pub(crate) async fn ask(tx: &mut Tx, secrets: &Secrets, message: Recipients<'_>) -> Result<Weighed> {
    let ours = members::ours::all(tx).await?;
    let content = message.content;
    let mut seen = HashSet::new();
    let all =
        content.to.iter().chain(&content.cc).chain(&content.bcc).map(|address| (address.key(), address));
    let named: Vec<(String, &Address)> =
        all.filter(|(key, _)| !ours.has(key) && seen.insert(key.clone())).collect();
    let keys: Vec<&str> = named.iter().map(|(key, _)| key.as_str()).collect();
    let stands = standing::of(tx, secrets, &keys).await?;
    let once = store::given_for(tx, message.draft).await?;
    let required = store::is_required(tx).await?;
    let transactional = concerned(tx, message, &keys).await?;
    let mut weighed = Weighed::default();
    for ((key, address), stand) in named.iter().zip(stands) {
        let given = once.get(key).copied();
        // Where nobody is known behind an address, only what they do not want counts.
        let question = Question {
            required: required && stand.record.is_some(),
            standing: stand.standing,
            is_transactional: transactional.contains(key),
            once: given.map(|(purpose, _)| purpose),
        };
        match weigh(question) {
            Verdict::Clear(ground) => weighed.relied.extend(relied(stand, key, ground, given)),
            Verdict::Unwanted => {
                weighed.unwanted.push((*address).clone());
                weighed.relied.extend(relied(stand, key, Ground::Overruled, None));
            }
            Verdict::NoGrounds => {
                let (record, standing) = (stand.record, stand.standing);
                weighed.unclear.push(Unclear { address: (*address).clone(), record, standing });
            }
        }
    }
    Ok(weighed)
}

/// To whom among these a message is about something that they have asked for. From the page of a ticket: to whom it is about. In a thread that
/// belongs to an open ticket: an answer to them, or to somebody who wrote in it. Who else is named is not concerned, nor by a forward.
async fn concerned(tx: &mut Tx, message: Recipients<'_>, keys: &[&str]) -> Result<HashSet<String>> {
    let (mut wanted, mut spelt) = (Vec::new(), Vec::new());
    for key in keys {
        for spelling in spellings(key) {
            wanted.push((*key).to_owned());
            spelt.push(spelling);
        }
    }
    let thread = message.thread.filter(|_| message.is_answer);
    let lifted = veil::lift(tx).await?;
    let concerned = store::concerned(tx, message.draft, thread, &wanted, &spelt).await?;
    lifted.back(tx).await?;
    Ok(concerned)
}

/// The same people, for whoever writes: a record that they may not see is none of theirs.
pub(crate) async fn as_seen(tx: &mut Tx, people: &[Unclear]) -> Result<Vec<Unclear>> {
    let records: Vec<RecordId> = people.iter().filter_map(|one| one.record).collect();
    let seen = if records.is_empty() { HashSet::new() } else { store::seen(tx, &records).await? };
    let hide =
        |one: &Unclear| Unclear { record: one.record.filter(|record| seen.contains(record)), ..one.clone() };
    Ok(people.iter().map(hide).collect())
}

/// `None`: a stranger, to whom mail is nobody's business but the writer's.
fn relied(
    stand: Stand,
    address: &str,
    ground: Ground,
    given: Option<(Purpose, ConsentId)>,
) -> Option<Relied> {
    if stand.record.is_none() && ground == Ground::NotAsked {
        return None;
    }
    let consent = match ground {
        Ground::Subscription => stand.consent,
        Ground::OneTime => given.map(|(_, consent)| consent),
        Ground::Transactional | Ground::NotAsked | Ground::Overruled => None,
    };
    let purpose = given.map(|(purpose, _)| purpose).filter(|_| ground == Ground::OneTime);
    Some(Relied { record: stand.record, address: address.to_owned(), ground, consent, purpose })
}

/// Who has said since a message was handed over that they do not want it (no mail at all, or none of the sort to which they had agreed), where it
/// does not rely on what holds all the same, and whoever wrote it did not know that already.
pub(crate) async fn opted_out_since(
    tx: &mut Tx,
    secrets: &Secrets,
    outgoing: OutboxId,
    recipients: &[String],
) -> Result<Vec<String>> {
    let holds = |relied: &Relied| match relied.ground {
        Ground::Transactional => true,
        Ground::OneTime => relied.purpose == Some(Purpose::Transactional),
        _ => false,
    };
    let relied = store::relied_on(tx, outgoing).await?;
    let spelt = |wanted: &dyn Fn(&Relied) -> bool| -> HashSet<String> {
        relied.iter().filter(|one| wanted(one)).flat_map(|one| spellings(&one.address)).collect()
    };
    let holds_all_the_same = spelt(&holds);
    let overruled = spelt(&|relied: &Relied| relied.ground == Ground::Overruled);
    let ours = members::ours::all(tx).await?;
    let asked: Vec<(String, &String)> = recipients
        .iter()
        .map(|written| (address_key(written), written))
        .filter(|(key, _)| !ours.has(key) && !holds_all_the_same.contains(key))
        .collect();
    let keys: Vec<&str> = asked.iter().map(|(key, _)| key.as_str()).collect();
    let stands = standing::of(tx, secrets, &keys).await?;
    let is_out = |key: &String, stand: &Stand| match stand.standing {
        Standing::OptedOut => true,
        Standing::Unsubscribed => !overruled.contains(key),
        Standing::Subscribed | Standing::Unknown => false,
    };
    let out = asked.into_iter().zip(stands).filter(|((key, _), stand)| is_out(key, stand));
    Ok(out.map(|((_, written), _)| written.clone()).collect())
}

/// Who among those who do not want a message was not known to be so when it was handed over.
pub(crate) async fn unwanted_since(tx: &mut Tx, outgoing: OutboxId, weighed: &Weighed) -> Result<bool> {
    let relied = store::relied_on(tx, outgoing).await?;
    let told: HashSet<&str> =
        relied.iter().filter(|one| one.ground == Ground::Overruled).map(|one| one.address.as_str()).collect();
    Ok(weighed.unwanted.iter().any(|one| !told.contains(one.key().as_str())))
}
