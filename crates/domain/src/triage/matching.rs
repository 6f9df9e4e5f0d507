//! Which records a mail may belong to, and why.

mod store;

use crate::people::free_mail;
use crate::{actor::Actor, db::Tx, error::Result, records};
use kurier_mail::message::is_machine_address;
use kurier_model::ThreadId;
use kurier_model::ready::{MatchReason, RecordMatch};
use kurier_model::record::Found as FoundRecord;
use std::collections::HashMap;

/// The most records that are offered for one mail.
const OFFERED: usize = 6;
/// … so many of them of people other than the sender, where the sender's company has many …
const OF_OTHERS: usize = 2;
/// … and of those that words find.
const SEARCHED: usize = 20;

/// A record as it was found: by which address or domain.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) by: String,
    pub(super) record: RecordMatch,
}

/// Of whom a mail may be: the sender (an address in lower case), and whoever else takes part.
#[derive(Clone, Debug, Default)]
pub(super) struct Parties {
    pub(super) sender: String,
    /// The latest first; nobody of us.
    pub(super) others: Vec<Participant>,
}

/// Somebody outside who takes part in a thread, and has an address that some record has.
#[derive(Clone, Debug)]
pub(super) struct Participant {
    pub(super) key: String,
    /// Mail went to them in copy alone.
    pub(super) in_copy: bool,
}

/// The same for threads with these senders.
pub(super) async fn parties(tx: &mut Tx, senders: Vec<(ThreadId, String)>) -> Result<Vec<Parties>> {
    let threads: Vec<ThreadId> = senders.iter().map(|(thread, _)| *thread).collect();
    let mut found = store::participants(tx, &threads).await?;
    found.retain(|(_, one)| !is_machine_address(&one.key));
    let of = |(thread, sender): (ThreadId, String)| {
        let others = found.iter().filter(|(of, one)| *of == thread && one.key != sender);
        let others = others.map(|(_, one)| one.clone()).collect();
        Parties { sender, others }
    };
    Ok(senders.into_iter().map(of).collect())
}

/// For each mail the records under way, best first: those with the sender's address or about whoever has it, those of the same company, and
/// behind these those of whoever else takes part.
pub(super) async fn offered(tx: &mut Tx, actor: &Actor, mails: &[Parties]) -> Result<Vec<Vec<RecordMatch>>> {
    // A form writes for others each time, so its address says nothing about who it is.
    let people = mails.iter().map(|mail| &mail.sender).filter(|sender| !is_machine_address(sender));
    let people: Vec<String> = people.cloned().collect();
    let mut domains: Vec<String> =
        people.iter().filter_map(|sender| free_mail::company_domain(sender)).collect();
    domains.extend(
        people
            .iter()
            .filter(|sender| free_mail::company_domain(sender).is_some())
            .filter_map(|sender| sender.rsplit_once('@').map(|(_, domain)| domain.to_owned())),
    );
    domains.sort_unstable();
    domains.dedup();
    let others = mails.iter().flat_map(|mail| mail.others.iter().map(|one| one.key.clone()));
    let mut keys: Vec<String> = people.iter().cloned().chain(others).collect();
    keys.sort_unstable();
    keys.dedup();
    let by_address = store::by_address(tx, actor, &keys).await?;
    let by_domain = store::by_domain(tx, actor, &domains).await?;
    Ok(rank(mails, &by_address, &by_domain))
}

/// Records of every kind whose name, company or address has the words in it.
pub(super) async fn search(tx: &mut Tx, query: &str) -> Result<Vec<RecordMatch>> {
    let offer = |found: FoundRecord| RecordMatch {
        record: found.record,
        kind: found.kind,
        name: found.name,
        company: found.company,
        stage: found.stage,
        owner_name: found.owner,
        last_contact: found.last_activity_at,
        reason: if found.is_near { MatchReason::Similar } else { MatchReason::Search },
        by: None,
    };
    Ok(records::everywhere(tx, query, records::Most::of_all(SEARCHED))
        .await?
        .into_iter()
        .map(offer)
        .collect())
}

/// Where nothing fits: the leads that were worked on last.
pub(super) async fn recent(tx: &mut Tx, actor: &Actor) -> Result<Vec<RecordMatch>> {
    let records = store::recent(tx, actor).await?.into_iter().take(OFFERED);
    Ok(records.map(|found| RecordMatch { reason: MatchReason::Recent, ..found.record }).collect())
}

fn rank(mails: &[Parties], by_address: &[Found], by_domain: &[Found]) -> Vec<Vec<RecordMatch>> {
    let grouped = |found: &[Found]| {
        let mut groups: HashMap<String, Vec<RecordMatch>> = HashMap::new();
        for one in found {
            groups.entry(one.by.clone()).or_default().push(one.record.clone());
        }
        groups
    };
    let (addresses, hosts) = (grouped(by_address), grouped(by_domain));
    let mut companies: HashMap<String, Vec<RecordMatch>> = HashMap::new();
    for (host, records) in hosts {
        if let Some(company) = free_mail::company_domain(&format!("x@{host}")) {
            companies.entry(company).or_default().extend(records);
        }
    }
    mails.iter().map(|mail| offer(mail, &addresses, &companies)).collect()
}

/// The best of what is known by address and by company; a big company leaves room for whoever else takes part.
fn offer(
    mail: &Parties,
    addresses: &HashMap<String, Vec<RecordMatch>>,
    companies: &HashMap<String, Vec<RecordMatch>>,
) -> Vec<RecordMatch> {
    let mut offered: Vec<RecordMatch> = Vec::new();
    let mut add = |most: usize, found: RecordMatch| {
        if offered.len() < most && !offered.iter().any(|known| known.record == found.record) {
            offered.push(found);
        }
    };
    let others = mail.others.iter().flat_map(|one| {
        let reason = if one.in_copy { MatchReason::InCopy } else { MatchReason::InThread };
        let records = addresses.get(&one.key).into_iter().flatten();
        records.map(move |found| RecordMatch { reason, by: Some(one.key.clone()), ..found.clone() })
    });
    let others: Vec<RecordMatch> = others.collect();
    if !is_machine_address(&mail.sender) {
        // Why those with the address are offered (theirs, or their contact's) they say themselves.
        for found in addresses.get(&mail.sender).into_iter().flatten() {
            add(OFFERED, found.clone());
        }
        let house = free_mail::company_domain(&mail.sender).and_then(|company| companies.get(&company));
        for found in house.into_iter().flatten() {
            let most = OFFERED - others.len().min(OF_OTHERS);
            add(most, RecordMatch { reason: MatchReason::SameDomain, ..found.clone() });
        }
    }
    for found in others {
        add(OFFERED, found);
    }
    offered
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use kurier_model::RecordId;

    fn found(by: &str, name: &str, record: RecordId, reason: MatchReason) -> Found {
        Found {
            by: by.to_owned(),
            record: RecordMatch {
                record,
                kind: "lead".into(),
                name: name.to_owned(),
                company: None,
                stage: None,
                owner_name: None,
                last_contact: DateTime::default(),
                reason,
                by: None,
            },
        }
    }

    #[test]
    fn the_address_comes_before_the_company_and_free_mail_has_no_company() {
        let (one, two) = (RecordId::new(), RecordId::new());
        let mails = ["anna@firma.pl", "jan@biuro.firma.pl", "x@gmail.com", "www@firma.pl"]
            .map(|sender| Parties { sender: sender.to_owned(), others: Vec::new() });
        let of = MatchReason::SameContact;
        let by_address =
            [found("anna@firma.pl", "Krzesła", one, of), found("www@firma.pl", "Krzesła", one, of)];
        let by_domain =
            [("firma.pl", "Stoły", two), ("firma.pl", "Krzesła", one), ("gmail.com", "Obcy", two)]
                .map(|(by, name, record)| found(by, name, record, MatchReason::SameDomain));
        let offered = rank(&mails, &by_address, &by_domain);
        let first: Vec<_> = offered[0].iter().map(|found| (found.name.as_str(), found.reason)).collect();
        assert_eq!(first, [("Krzesła", of), ("Stoły", MatchReason::SameDomain)]);
        assert_eq!(offered[1].len(), 2);
        assert!(offered[2].is_empty());
        assert!(offered[3].is_empty(), "a form's address is nobody's");
    }

    #[test]
    fn whoever_takes_part_comes_behind_the_sender_and_has_room() {
        let all: Vec<RecordId> = (0..9).map(|_| RecordId::new()).collect();
        let house: Vec<Found> =
            all.iter().map(|id| found("firma.pl", "Stoły", *id, MatchReason::SameDomain)).collect();
        let (theirs, copied) = (RecordId::new(), RecordId::new());
        let by_address = [
            found("ola@inna.pl", "Szafy", copied, MatchReason::SameContact),
            found("anna@firma.pl", "Krzesła", theirs, MatchReason::SameAddress),
        ];
        let others = vec![Participant { key: "ola@inna.pl".to_owned(), in_copy: true }];
        let mail = Parties { sender: "anna@firma.pl".to_owned(), others };
        let offered = &rank(&[mail], &by_address, &house)[0];
        assert_eq!(offered.len(), OFFERED);
        let told = |at: usize| (offered[at].record, offered[at].reason, offered[at].by.as_deref());
        assert_eq!(told(0), (theirs, MatchReason::SameAddress, None));
        assert_eq!(told(1).1, MatchReason::SameDomain);
        assert_eq!(told(OFFERED - 1), (copied, MatchReason::InCopy, Some("ola@inna.pl")));
    }
}
