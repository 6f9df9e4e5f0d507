//! Companies by the domains of addresses: the one that is proposed for somebody new, and one that is made along with them.

mod store;

use super::writing::{Asks, create};
use super::{Records, listing, related, values};
use crate::people::free_mail;
use crate::{
    actor::Actor,
    db::Tx,
    error::{Error, Result, again},
};
use kurier_model::record::{COMPANY, Change, CompanyOffer, FieldType, Kind, KindKey, NewCompany};
use kurier_model::{Address, Field, FieldId, Invalid, Reason, RecordId};

impl Records<'_> {
    /// The company to which an address belongs by its domain, or what a new one would be; nothing for free mail, for our own house and for what is
    /// no address.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn company_of_address(&self, actor: &Actor, address: &str) -> Result<Option<CompanyOffer>> {
        let (mut tx, kinds) = self.tx(actor).await?;
        offer(&mut tx, &kinds, address).await
    }

    /// A new record, and a new company to which it belongs, both or neither. Where somebody has made a company with the domain meanwhile it is
    /// that one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a kind, or a field that links to a company, that is not there; [`Error::Invalid`] names the fields: what is wrong
    /// with the company stands in the field that links to it.
    pub async fn create_with_company(
        &self,
        actor: &Actor,
        kind: &KindKey,
        fields: Vec<Change>,
        company: NewCompany,
    ) -> Result<RecordId> {
        let field = Field::OfKind(company.field);
        match self.both(actor, kind, &fields, &company).await {
            // Whoever was first has made it in this moment.
            Err(Error::Invalid(invalid)) if invalid.about(field) == Some(&Reason::Taken) => {
                self.both(actor, kind, &fields, &company).await
            }
            made => made,
        }
    }

    async fn both(
        &self,
        actor: &Actor,
        kind: &KindKey,
        fields: &[Change],
        company: &NewCompany,
    ) -> Result<RecordId> {
        let now = self.kurier.now();
        let domain = domain_of(company)?;
        again(|| async {
            let (mut tx, kinds) = self.tx(actor).await?;
            let kind = kinds.iter().find(|known| known.key == *kind).ok_or(Error::NotFound)?;
            let to_company = kind.field(company.field).filter(|field| links_to_company(&field.what));
            let field = Field::OfKind(to_company.ok_or(Error::NotFound)?.id);
            let id = match store::company_at(&mut tx, &domain).await? {
                Some((id, _)) => id,
                None => {
                    let (kind, values) = fields_of(&kinds, &company.name, &domain)?;
                    let made = create(&mut tx, actor, kind, &values, Asks::Named, now).await;
                    made.map_err(|error| in_field(error, field))?
                }
            };
            let mut fields: Vec<Change> =
                fields.iter().filter(|change| change.field != field).cloned().collect();
            fields.push(Change { field, value: id.to_string() });
            let record = create(&mut tx, actor, kind, &fields, Asks::All, now).await?;
            tx.commit().await?;
            Ok(record)
        })
        .await
    }
}

/// What is proposed for an address, in a transaction of [`Records::tx`].
pub(super) async fn offer(tx: &mut Tx, kinds: &[Kind], address: &str) -> Result<Option<CompanyOffer>> {
    let Some(address) = Address::parse(address) else { return Ok(None) };
    let key = address.key();
    let Some((_, host)) = key.rsplit_once('@') else { return Ok(None) };
    let Some(company_kind) = kinds.iter().find(|kind| kind.key.0 == COMPANY) else { return Ok(None) };
    if let Some((id, domain)) = store::company_at(tx, host).await? {
        let stored = listing::stored(tx, &[id]).await?.pop();
        let company = stored.map(|(id, stored)| related::named(company_kind, id, &stored));
        let name = company.as_ref().map(|company| company.name.clone()).unwrap_or_default();
        return Ok(Some(CompanyOffer { domain, company, name }));
    }
    match free_mail::company_domain(&key) {
        Some(domain) if !store::is_ours(tx, &domain).await? => {
            let name = called(&domain);
            Ok(Some(CompanyOffer { domain, company: None, name }))
        }
        _ => Ok(None),
    }
}

fn links_to_company(what: &FieldType) -> bool {
    matches!(what, FieldType::Link { to, several: None } if to.0 == COMPANY)
}

/// The domain of a new company. Nobody makes one of a free mail provider.
fn domain_of(company: &NewCompany) -> Result<String> {
    let wrong = |reason| Error::Invalid(Invalid::one(Field::OfKind(company.field), reason));
    let read = values::read_again(&FieldType::Domain, &company.domain).map_err(wrong)?;
    let domain = read.ok_or_else(|| wrong(Reason::Required))?.text;
    match free_mail::company_domain(&format!("x@{domain}")) {
        Some(_) => Ok(domain),
        None => Err(wrong(Reason::NotAllowed)),
    }
}

/// What stands in the fields of a new company; without a name it is called by its domain.
fn fields_of<'k>(kinds: &'k [Kind], name: &str, domain: &str) -> Result<(&'k Kind, Vec<Change>)> {
    let kind = kinds.iter().find(|kind| kind.key.0 == COMPANY).ok_or(Error::NotFound)?;
    let name = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or(domain);
    let change =
        |field: FieldId, value: &str| Change { field: Field::OfKind(field), value: value.to_owned() };
    let fields = kind.fields.iter().filter_map(|field| match field.what {
        FieldType::Name => Some(change(field.id, name)),
        FieldType::Domain if field.key == "domain" => Some(change(field.id, domain)),
        _ => None,
    });
    Ok((kind, fields.collect()))
}

/// What is wrong with the company stands in the field that links to it: the form has no others of it.
fn in_field(error: Error, field: Field) -> Error {
    let Error::Invalid(wrong) = error else { return error };
    let mut invalid = Invalid::default();
    for (_, reason) in wrong.fields {
        if invalid.about(field).is_none() {
            invalid.add(field, reason);
        }
    }
    Error::Invalid(invalid)
}

/// `meble-nowak.com.pl` → `Meble Nowak`.
fn called(domain: &str) -> String {
    let label = domain.split('.').next().unwrap_or(domain);
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<String>()
    };
    label.split(['-', '_']).filter(|word| !word.is_empty()).map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn a_company_is_called_by_its_domain() {
        assert_eq!(called("meble-nowak.com.pl"), "Meble Nowak");
        assert_eq!(called("łódzka.pl"), "Łódzka");
    }
}
