//! Which leads a mail may belong to, and why.

mod store;

use crate::people::free_mail;
use crate::{actor::Actor, db::Tx, error::Result};
use kurier_mail::message::is_machine_address;
use kurier_model::ready::{LeadMatch, MatchReason};
use std::collections::HashMap;

/// The most leads that are offered for one mail.
const OFFERED: usize = 6;

/// A lead as it was found: by which address or domain.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) by: String,
    pub(super) lead: LeadMatch,
}

/// For each sender (an address in lower case) the leads, best first: those with the address, then those of the same company.
pub(super) async fn by_senders(
    tx: &mut Tx,
    actor: &Actor,
    senders: &[String],
) -> Result<Vec<Vec<LeadMatch>>> {
    let mut domains: Vec<String> =
        senders.iter().filter_map(|sender| free_mail::company_domain(sender)).collect();
    domains.extend(
        senders
            .iter()
            .filter(|sender| free_mail::company_domain(sender).is_some())
            .filter_map(|sender| sender.rsplit_once('@').map(|(_, domain)| domain.to_owned())),
    );
    domains.sort_unstable();
    domains.dedup();
    let by_address = store::by_address(tx, actor, senders).await?;
    let by_domain = store::by_domain(tx, actor, &domains).await?;
    Ok(rank(senders, &by_address, &by_domain))
}

/// Leads whose name, company or address has the words in it.
pub(super) async fn search(tx: &mut Tx, actor: &Actor, query: &str) -> Result<Vec<LeadMatch>> {
    let mut leads: Vec<LeadMatch> = Vec::new();
    for found in store::search(tx, actor, query).await? {
        if !leads.iter().any(|known| known.lead == found.lead.lead) {
            leads.push(found.lead);
        }
    }
    Ok(leads)
}

/// Where nothing fits: the leads that were worked on last.
pub(super) async fn recent(tx: &mut Tx, actor: &Actor) -> Result<Vec<LeadMatch>> {
    let leads = search(tx, actor, "").await?.into_iter().take(OFFERED);
    Ok(leads.map(|lead| LeadMatch { reason: MatchReason::Recent, ..lead }).collect())
}

fn rank(senders: &[String], by_address: &[Found], by_domain: &[Found]) -> Vec<Vec<LeadMatch>> {
    let grouped = |found: &[Found]| {
        let mut groups: HashMap<String, Vec<LeadMatch>> = HashMap::new();
        for one in found {
            groups.entry(one.by.clone()).or_default().push(one.lead.clone());
        }
        groups
    };
    let (addresses, hosts) = (grouped(by_address), grouped(by_domain));
    let mut companies: HashMap<String, Vec<LeadMatch>> = HashMap::new();
    for (host, leads) in hosts {
        if let Some(company) = free_mail::company_domain(&format!("x@{host}")) {
            companies.entry(company).or_default().extend(leads);
        }
    }
    let offer = |sender: &String| {
        let mut offered: Vec<LeadMatch> = Vec::new();
        // A form writes for others each time, so its address says nothing about who it is.
        if is_machine_address(sender) {
            return offered;
        }
        let same_address = addresses.get(sender).into_iter().flatten();
        let same_company = free_mail::company_domain(sender).and_then(|company| companies.get(&company));
        for (reason, lead) in same_address
            .map(|lead| (MatchReason::SameAddress, lead))
            .chain(same_company.into_iter().flatten().map(|lead| (MatchReason::SameDomain, lead)))
        {
            if offered.len() < OFFERED && !offered.iter().any(|known| known.lead == lead.lead) {
                offered.push(LeadMatch { reason, ..lead.clone() });
            }
        }
        offered
    };
    senders.iter().map(offer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_model::LeadId;

    fn found(by: &str, name: &str, lead: LeadId) -> Found {
        Found {
            by: by.to_owned(),
            lead: LeadMatch {
                lead,
                name: name.to_owned(),
                company: None,
                stage_name: "#new".to_owned(),
                owner_name: None,
                reason: MatchReason::Search,
            },
        }
    }

    #[test]
    fn the_address_comes_before_the_company_and_free_mail_has_no_company() {
        let (one, two) = (LeadId::new(), LeadId::new());
        let senders =
            ["anna@firma.pl", "jan@biuro.firma.pl", "x@gmail.com", "www@firma.pl"].map(str::to_owned);
        let by_address = [found("anna@firma.pl", "Krzesła", one), found("www@firma.pl", "Krzesła", one)];
        let by_domain = [
            found("firma.pl", "Stoły", two),
            found("firma.pl", "Krzesła", one),
            found("gmail.com", "Obcy", two),
        ];
        let offered = rank(&senders, &by_address, &by_domain);
        let first: Vec<_> = offered[0].iter().map(|lead| (lead.name.as_str(), lead.reason)).collect();
        assert_eq!(first, [("Krzesła", MatchReason::SameAddress), ("Stoły", MatchReason::SameDomain)]);
        assert_eq!(offered[1].len(), 2);
        assert!(offered[2].is_empty());
        assert!(offered[3].is_empty(), "a form's address is nobody's");
    }
}
