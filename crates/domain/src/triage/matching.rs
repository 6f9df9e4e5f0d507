//! Which records a mail may belong to, and why.

mod store;

use crate::people::free_mail;
use crate::{actor::Actor, db::Tx, error::Result, records};
use kurier_mail::message::is_machine_address;
use kurier_model::ready::{MatchReason, RecordMatch};
use kurier_model::record::Found as FoundRecord;
use std::collections::HashMap;

/// The most records that are offered for one mail.
const OFFERED: usize = 6;
/// … and of those that words find.
const SEARCHED: usize = 20;

/// A record as it was found: by which address or domain.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) by: String,
    pub(super) record: RecordMatch,
}

/// For each sender (an address in lower case) the records under way, best first: those with the address or about whoever has it, then those
/// of the same company.
pub(super) async fn by_senders(
    tx: &mut Tx,
    actor: &Actor,
    senders: &[String],
) -> Result<Vec<Vec<RecordMatch>>> {
    // A form writes for others each time, so its address says nothing about who it is.
    let people: Vec<String> = senders.iter().filter(|sender| !is_machine_address(sender)).cloned().collect();
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
    let by_address = store::by_address(tx, actor, &people).await?;
    let by_domain = store::by_domain(tx, actor, &domains).await?;
    Ok(rank(senders, &by_address, &by_domain))
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
    };
    Ok(records::everywhere(tx, query, SEARCHED).await?.into_iter().map(offer).collect())
}

/// Where nothing fits: the leads that were worked on last.
pub(super) async fn recent(tx: &mut Tx, actor: &Actor) -> Result<Vec<RecordMatch>> {
    let records = store::recent(tx, actor).await?.into_iter().take(OFFERED);
    Ok(records.map(|found| RecordMatch { reason: MatchReason::Recent, ..found.record }).collect())
}

fn rank(senders: &[String], by_address: &[Found], by_domain: &[Found]) -> Vec<Vec<RecordMatch>> {
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
    let offer = |sender: &String| {
        let mut offered: Vec<RecordMatch> = Vec::new();
        if is_machine_address(sender) {
            return offered;
        }
        let same_address = addresses.get(sender).into_iter().flatten();
        let same_company = free_mail::company_domain(sender).and_then(|company| companies.get(&company));
        // Why those with the address are offered (theirs, or their contact's) they say themselves.
        let same_company = same_company.into_iter().flatten().map(|found| (MatchReason::SameDomain, found));
        for (reason, found) in same_address.map(|found| (found.reason, found)).chain(same_company) {
            if offered.len() < OFFERED && !offered.iter().any(|known| known.record == found.record) {
                offered.push(RecordMatch { reason, ..found.clone() });
            }
        }
        offered
    };
    senders.iter().map(offer).collect()
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
            },
        }
    }

    #[test]
    fn the_address_comes_before_the_company_and_free_mail_has_no_company() {
        let (one, two) = (RecordId::new(), RecordId::new());
        let senders =
            ["anna@firma.pl", "jan@biuro.firma.pl", "x@gmail.com", "www@firma.pl"].map(str::to_owned);
        let of = MatchReason::SameContact;
        let by_address =
            [found("anna@firma.pl", "Krzesła", one, of), found("www@firma.pl", "Krzesła", one, of)];
        let by_domain =
            [("firma.pl", "Stoły", two), ("firma.pl", "Krzesła", one), ("gmail.com", "Obcy", two)]
                .map(|(by, name, record)| found(by, name, record, MatchReason::SameDomain));
        let offered = rank(&senders, &by_address, &by_domain);
        let first: Vec<_> = offered[0].iter().map(|found| (found.name.as_str(), found.reason)).collect();
        assert_eq!(first, [("Krzesła", of), ("Stoły", MatchReason::SameDomain)]);
        assert_eq!(offered[1].len(), 2);
        assert!(offered[2].is_empty());
        assert!(offered[3].is_empty(), "a form's address is nobody's");
    }
}
