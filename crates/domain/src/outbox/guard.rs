//! What there is to know before a message leaves: each from the noun that knows it.

mod store;

use super::drafts::about;
use super::drafts::store::Held;
use crate::{
    actor::Actor, consents, db::Tx, error::Result, members, people::free_mail::company_domain, reading,
};
use chrono::{DateTime, TimeDelta, Utc};
use kurier_mail::message::reply;
use kurier_model::compose::DraftAbout;
use kurier_model::consent::Finding;
use kurier_model::{Address, DraftId};
use std::collections::HashSet;

/// Who has saved an answer within this time is writing it.
const AT_IT: TimeDelta = TimeDelta::minutes(15);

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parcel<'p> {
    pub(super) draft: DraftId,
    pub(super) held: &'p Held,
    /// What it answers or forwards.
    pub(super) original: Option<&'p reading::Read>,
    pub(super) weighed: &'p consents::Weighed,
}

/// In the order in which it is told; nothing, where there is nothing to say.
pub(super) async fn look(
    tx: &mut Tx,
    actor: &Actor,
    parcel: Parcel<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<Finding>> {
    let weighed = parcel.weighed;
    let mut findings = vec![
        Finding::NoGrounds { people: consents::as_seen(tx, &weighed.unclear).await? },
        Finding::Unwanted { people: weighed.unwanted.clone() },
    ];
    findings.extend(gone(about::of(tx, parcel.draft).await?));
    let circle = Circle::of(tx, actor, parcel).await?;
    let (added, dropped) = circle.changes(parcel);
    let said = added.iter().map(Address::key).collect();
    findings.push(Finding::Strangers { people: circle.strangers(tx, actor, &said).await? });
    findings.push(Finding::Added { people: added });
    findings.push(Finding::Dropped { people: dropped });
    if let Some(thread) = parcel.held.thread.filter(|_| parcel.held.is_answer()) {
        // The same mail may be answered where it came as well.
        let mut threads = store::copies(tx, actor, thread).await?;
        threads.push(thread);
        let answered = store::answered(tx, actor, &threads, parcel.draft).await?;
        let mut answering = store::answering(tx, actor, &threads, now - AT_IT).await?;
        answering.retain(|name| !answered.contains(name));
        findings.push(Finding::Answered { people: answered });
        findings.push(Finding::Answering { people: answering });
    }
    findings.retain(|finding| !is_empty(finding));
    Ok(findings)
}

/// Where what it is about is not there any more, nobody shall believe that it will be found there.
fn gone(about: DraftAbout) -> Option<Finding> {
    match about {
        DraftAbout::Gone => Some(Finding::AboutGone { in_bin: None }),
        DraftAbout::Record { name, in_bin: true, .. } => Some(Finding::AboutGone { in_bin: Some(name) }),
        _ => None,
    }
}

fn is_empty(finding: &Finding) -> bool {
    match finding {
        Finding::NoGrounds { people } => people.is_empty(),
        Finding::Unwanted { people }
        | Finding::Added { people }
        | Finding::Dropped { people }
        | Finding::Strangers { people } => people.is_empty(),
        Finding::AboutGone { .. } => false,
        Finding::Answering { people } | Finding::Answered { people } => people.is_empty(),
    }
}

/// Whom a message names, and who is meant to be in its conversation.
struct Circle {
    /// But our own people, each once.
    named: Vec<Address>,
    keys: HashSet<String>,
    /// Who has been in the conversation.
    known: HashSet<String>,
    /// Who would get an answer to all.
    expected: Vec<Address>,
}

impl Circle {
    async fn of(tx: &mut Tx, actor: &Actor, parcel: Parcel<'_>) -> Result<Self> {
        let ours = members::ours::all(tx).await?;
        let content = &parcel.held.content;
        let mut keys = HashSet::new();
        let all = content.to.iter().chain(&content.cc).chain(&content.bcc);
        let named: Vec<Address> = all.filter(|one| keys.insert(one.key())).cloned().collect();
        let named = named.into_iter().filter(|one| !ours.has(&one.key())).collect();
        let mut circle = Self { named, keys, known: HashSet::new(), expected: Vec::new() };
        if let Some(original) = parcel.original.filter(|_| parcel.held.is_answer()) {
            let parsed = &original.parsed;
            let people = parsed.from.iter().chain(&original.author).chain(&parsed.reply_to);
            circle.known.extend(people.chain(&parsed.to).chain(&parsed.cc).map(kurier_mail::Address::key));
            if let Some(thread) = parcel.held.thread {
                circle.known.extend(store::people_of(tx, thread).await?);
            }
            if parcel.held.kind == "reply_all" {
                let mut own = members::ours::of_person(tx, actor).await?;
                own.extend(store::address_of(tx, parcel.held.mailbox).await?);
                let all = reply::reply_all(parsed, &own, original.is_mine);
                circle.expected = reading::addresses(&all.to);
                circle.expected.extend(reading::addresses(&all.cc));
            }
        }
        Ok(circle)
    }

    /// Who is new in the conversation, and who is not in it any more.
    fn changes(&self, parcel: Parcel<'_>) -> (Vec<Address>, Vec<Address>) {
        if self.known.is_empty() || !parcel.held.is_answer() {
            return (Vec::new(), Vec::new());
        }
        let is_new = |one: &&Address| !self.known.contains(&one.key());
        let is_gone = |one: &&Address| !self.keys.contains(&one.key());
        let added = self.named.iter().filter(is_new).cloned().collect();
        (added, self.expected.iter().filter(is_gone).cloned().collect())
    }

    /// Of whom nobody here has ever heard, while others are known: perhaps another one was meant. Whoever is in the conversation is none,
    /// nor who is at the company of somebody who is known, nor one of whom it is said already.
    async fn strangers(&self, tx: &mut Tx, actor: &Actor, said: &HashSet<String>) -> Result<Vec<Address>> {
        let keys: Vec<String> = self.named.iter().map(Address::key).collect();
        if keys.len() < 2 {
            return Ok(Vec::new());
        }
        let known = store::known(tx, actor, &keys).await?;
        let companies: HashSet<String> = known.iter().filter_map(|key| company_domain(key)).collect();
        let is_stranger = |one: &&Address| {
            let key = one.key();
            let is_here = known.contains(&key) || self.known.contains(&key);
            !is_here && company_domain(&key).is_none_or(|domain| !companies.contains(&domain))
        };
        let strangers = self.named.iter().filter(is_stranger).filter(|one| !said.contains(&one.key()));
        Ok(if known.is_empty() { Vec::new() } else { strangers.cloned().collect() })
    }
}
