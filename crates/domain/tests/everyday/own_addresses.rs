//! Addresses and numbers in fields that a workspace makes, and where it is at home, by which numbers and amounts are read.

use crate::office::Office;
use crate::records::{Desk, complaints};
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::home::Home;
use kurier_model::record::{
    FieldDefinition, FieldForm, FieldType, Filter, KindForm, KindIcon, KindKey, ListQuery, OwnName, Test,
    TwinReason,
};
use kurier_model::{Field, Reason};
use kurier_testbed::mails;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const JAN: &str = "jan.nowak@meble-nowak.example";

fn called(name: &str) -> OwnName {
    OwnName { pl: name.to_owned(), en: String::new() }
}

async fn add(
    office: &Office,
    kind: &str,
    name: &str,
    what: FieldType,
    unique: bool,
) -> Result<FieldDefinition> {
    let form = FieldForm { name: called(name), what, required: false, unique, default: None };
    Ok(office.kurier.records().add_field(&office.anna, &kind.into(), form).await?)
}

async fn twins(desk: &Desk<'_>, values: &[(&str, &str)]) -> Result<Vec<(String, TwinReason)>> {
    let (records, anna) = (desk.office.kurier.records(), &desk.office.anna);
    let found = records.twins(anna, &desk.kind.key, &desk.changes(values), None).await?;
    Ok(found.into_iter().map(|twin| (twin.name, twin.reason)).collect())
}

/// The kind and the name of whose a thread is.
async fn client(office: &Office) -> Result<Option<(String, String)>> {
    let thread = office.thread("krzesła").await?;
    let client = office.conversation(thread).await?.client;
    Ok(client.map(|client| (client.kind.to_string(), client.name)))
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_contact_is_known_by_all_their_addresses_and_numbers(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let home = add(&office, "contact", "E-mail prywatny", FieldType::Email, false).await?;
    let number = add(&office, "contact", "Telefon domowy", FieldType::Phone, false).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let private = format!("Jan <{JAN}>; JAN@dom.example");
    let values = [
        ("name", "Jan"),
        ("emails", "jan@praca.example"),
        (home.key.as_str(), private.as_str()),
        (number.key.as_str(), "22 621 00 00"),
    ];
    let jan = contacts.create(&values).await?;
    contacts.create(&[("name", "Ewa")]).await?;
    let stored = contacts.get(jan).await?;
    assert_eq!(contacts.value(&stored, &home.key), Some(format!("{JAN}, JAN@dom.example").as_str()));
    assert_eq!(contacts.value(&stored, &number.key), Some("+48 22 621 00 00"));
    // What the kind has from the beginning is written to first, wherever it stands.
    let reachable = |record: &kurier_model::record::Record| {
        record.reachable.iter().map(|one| one.address.clone()).collect::<Vec<_>>()
    };
    let (records, anna) = (office.kurier.records(), &office.anna);
    records.order_fields(anna, &contacts.kind.key, &[home.id]).await?;
    contacts.update(jan, stored.revision, &[(&number.key, "22 621 00 01")]).await?;
    assert_eq!(reachable(&contacts.get(jan).await?), ["jan@praca.example", JAN, "JAN@dom.example"]);
    // Lists, the search, who may be the same.
    for (key, words) in [(&home.key, "DOM.example"), (&number.key, "621 00 01")] {
        let has = Filter { field: key.clone(), test: Test::Has { words: words.to_owned() } };
        let query = ListQuery { filters: vec![has], ..ListQuery::default() };
        assert_eq!(contacts.names(&query).await?, ["Jan"], "{words}");
        assert_eq!(contacts.names(&contacts.sorted(key, true)).await?, ["Jan", "Ewa"]);
    }
    assert_eq!(records.find(anna, &contacts.kind.key, "jan@dom").await?.len(), 1);
    let jans_twin = [("Jan".to_owned(), TwinReason::Email)];
    assert_eq!(twins(&contacts, &[("emails", "jan@DOM.example")]).await?, jans_twin);
    // Mail finds them, while the field is there.
    office.badges(jan).await?;
    let contact_jan = Some(("contact".to_owned(), "Jan".to_owned()));
    assert_eq!(client(&office).await?, contact_jan);
    records.remove_field(anna, home.id).await?;
    assert!(twins(&contacts, &[("emails", "jan@dom.example")]).await?.is_empty());
    office.badges(jan).await?;
    records.restore_field(anna, home.id).await?;
    assert_eq!(twins(&contacts, &[("emails", "jan@dom.example")]).await?, jans_twin);
    office.badges(jan).await?;
    assert_eq!(client(&office).await?, contact_jan);
    // An address that stands in another field too stays when one of them goes.
    let revision = contacts.get(jan).await?.revision;
    contacts.update(jan, revision, &[("emails", "jan@praca.example, jan@dom.example")]).await?;
    records.remove_field(anna, home.id).await?;
    assert_eq!(twins(&contacts, &[("emails", "jan@dom.example")]).await?, jans_twin);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_no_address_is_said_and_what_is_anothers_taken(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let home = add(&office, "contact", "E-mail prywatny", FieldType::Email, false).await?;
    let number = add(&office, "contact", "Telefon domowy", FieldType::Phone, true).await?;
    let contacts = Desk::of(&office, "contact").await?;
    contacts.create(&[("name", "Jan"), (&number.key, "22 621 00 01")]).await?;
    let wrong = contacts.create(&[("name", "Ola"), (&home.key, "ola"), (&number.key, "12")]).await;
    let wanted = [
        (Field::OfKind(home.id), Reason::NotAnAddress { text: "ola".to_owned() }),
        (Field::OfKind(number.id), Reason::NotAPhone),
    ];
    assert_eq!(complaints(wrong), wanted);
    let taken = contacts.create(&[("name", "Ola"), (&number.key, "+48 226210001")]).await;
    assert_eq!(complaints(taken), [(Field::OfKind(number.id), Reason::Taken)]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_address_in_a_deal_is_a_fact_and_leads_no_mail(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let books = add(&office, "deal", "Księgowość", FieldType::Email, false).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let ewa = contacts.create(&[("name", "Ewa"), ("emails", "ewa@praca.example")]).await?;
    let deals = Desk::of(&office, "deal").await?;
    let about = ewa.to_string();
    let deal = deals.create(&[("name", "Krzesła"), ("contact", &about), (&books.key, JAN)]).await?;
    office.badges(deal).await?;
    assert_eq!(client(&office).await?, None);
    let stored = deals.get(deal).await?;
    assert_eq!(deals.value(&stored, &books.key), Some(JAN));
    let reachable: Vec<&str> = stored.reachable.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(reachable, ["ewa@praca.example"], "it is about Ewa all the same");
    // It tells who may be the same.
    let found = twins(&deals, &[(&books.key, &JAN.to_uppercase())]).await?;
    assert_eq!(found, [("Krzesła".to_owned(), TwinReason::Email)]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_kind_of_ones_own_without_stages_is_found_by_its_addresses(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    office.arrives(&mails::question(BIURO.address).raw()).await?;
    let form = KindForm {
        many: called("Dostawcy"),
        one: called("Dostawca"),
        icon: KindIcon::Truck,
        has_stages: false,
    };
    let kind: KindKey = office.kurier.records().add_kind(&office.anna, form).await?;
    let address = add(&office, &kind.0, "Adres", FieldType::Email, false).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let ewa = contacts.create(&[("name", "Ewa"), ("emails", "ewa@praca.example")]).await?;
    let desk = Desk::of(&office, &kind.0).await?;
    let about = ewa.to_string();
    let mill = desk.create(&[("name", "Tartak"), ("contact", &about), (&address.key, JAN)]).await?;
    office.badges(mill).await?;
    assert_eq!(client(&office).await?, Some((kind.0.clone(), "Tartak".to_owned())));
    let stored = desk.get(mill).await?;
    let reachable: Vec<&str> = stored.reachable.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(reachable, [JAN, "ewa@praca.example"], "itself first, then whom it is about");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn numbers_and_amounts_are_of_where_the_workspace_is_at_home(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let home =
        |country: &str, currency: &str| Home { country: country.to_owned(), currency: currency.to_owned() };
    assert_eq!(records.home(&office.bartek).await?, home("PL", "PLN"));
    let companies = Desk::of(&office, "company").await?;
    let before = companies.create(&[("name", "Przed"), ("phones", "512 345 678")]).await?;
    assert!(matches!(records.set_home(&office.bartek, &home("DE", "EUR")).await, Err(Error::Forbidden)));
    for (wrong, field) in [
        (home("XX", "EUR"), Field::Country),
        (home("de", "EUR"), Field::Country),
        (home("DE", "ABC"), Field::Currency),
    ] {
        let Err(Error::Invalid(invalid)) = records.set_home(anna, &wrong).await else { panic!("{wrong:?}") };
        assert_eq!(invalid.fields, [(field, Reason::Unknown)]);
    }
    records.set_home(anna, &home("DE", "EUR")).await?;
    assert_eq!(records.home(&office.bartek).await?, home("DE", "EUR"));
    let deals = Desk::of(&office, "deal").await?;
    let deal = deals.get(deals.create(&[("name", "Stühle"), ("amount", "1234,5")]).await?).await?;
    assert_eq!(deals.value(&deal, "amount"), Some("1234.50 EUR"));
    let berlin = companies.create(&[("name", "Berlin"), ("phones", "030 901820; 0048 512 345 679")]).await?;
    let berlin = companies.get(berlin).await?;
    assert_eq!(companies.value(&berlin, "phones"), Some("+49 30 901820, +48 512 345 679"));
    let has = Filter { field: "phones".to_owned(), test: Test::Has { words: "030 9018".to_owned() } };
    let query = ListQuery { filters: vec![has], ..ListQuery::default() };
    assert_eq!(companies.names(&query).await?, ["Berlin"], "as it is dialled there");
    // What says its country already stays, also when something else is changed.
    let stored = companies.update(before, 1, &[("name", "Po"), ("phones", "+48 512 345 678")]).await?;
    assert_eq!(companies.value(&stored, "phones"), Some("+48 512 345 678"));
    // And so is what stands in a field from the beginning.
    let form = FieldForm {
        name: called("Wpisowe"),
        what: FieldType::Money,
        required: false,
        unique: false,
        default: Some(kurier_model::record::FieldDefault::Value { text: "10".to_owned() }),
    };
    let fee = records.add_field(anna, &"deal".into(), form).await?;
    let default = fee.default.context("a default")?;
    assert_eq!(default, kurier_model::record::FieldDefault::Value { text: "10.00 EUR".to_owned() });
    // Another workspace is at home elsewhere.
    let other = kurier_domain::Actor { workspace: kurier_model::WorkspaceId::new(), ..anna.clone() };
    assert!(records.home(&other).await.is_err(), "there is no such workspace");
    Ok(())
}
