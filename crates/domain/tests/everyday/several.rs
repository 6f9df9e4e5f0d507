//! Fields that name several records, each perhaps in a role: the people of a deal beside the one whom it is about first.

use crate::merging::merge;
use crate::office::Office;
use crate::protection::work;
use crate::records::{Desk, complaints};
use crate::visibility::barteks;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::protection::{Asked, MailWish};
use kurier_model::record::{
    Change, Changes, Choice, FieldForm, FieldType, Filter, ListQuery, OwnName, Related, Test,
};
use kurier_model::timeline::{RecordEvent, TimelineFilter, TimelineItem};
use kurier_model::{Field, Reason, RecordId};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const OTHERS: &str = "other_contacts";
const JAN: &str = "jan@meble.example";
const EWA: &str = "ewa@meble.example";

/// Two people and what is done with deals.
struct World<'o> {
    contacts: Desk<'o>,
    deals: Desk<'o>,
    jan: RecordId,
    ewa: RecordId,
}

impl<'o> World<'o> {
    async fn of(office: &'o Office) -> Result<Self> {
        let (contacts, deals) = (Desk::of(office, "contact").await?, Desk::of(office, "deal").await?);
        Ok(Self {
            jan: contacts.create(&[("name", "Jan Kot"), ("emails", JAN)]).await?,
            ewa: contacts.create(&[("name", "Ewa Lis"), ("emails", EWA)]).await?,
            contacts,
            deals,
        })
    }

    async fn deal(&self, name: &str, others: &str) -> Result<RecordId, Error> {
        self.deals.create(&[("name", name), (OTHERS, others)]).await
    }

    async fn others(&self, deal: RecordId) -> Result<String> {
        self.deals.office.value(deal, OTHERS).await
    }

    /// What each is called that the deal names.
    async fn names(&self, deal: RecordId) -> Result<Vec<Option<String>>> {
        let seen = self.deals.get(deal).await?;
        let field = self.deals.field(OTHERS).id;
        let value = seen.values.into_iter().find(|value| value.field == field).context("nobody is named")?;
        Ok(value.linked().into_iter().map(|(_, name)| name).collect())
    }

    /// The deals in which a contact takes part.
    async fn taking_part(&self, contact: RecordId) -> Result<Option<Related>> {
        let related = self.contacts.get(contact).await?.related;
        Ok(related.into_iter().find(|related| related.field == self.deals.field(OTHERS).id))
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_deal_names_several_people_each_in_a_role(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let world = World::of(&office).await?;
    let World { deals, contacts, jan, ewa } = &world;
    let ola = contacts.create(&[("name", "Ola Sęk")]).await?;
    let deal = world.deal("Krzesła", &format!(" {ewa}:decision_maker,{ola} , {ewa}:user,")).await?;
    assert_eq!(world.others(deal).await?, format!("{ewa}:decision_maker, {ola}"), "each once");
    assert_eq!(world.names(deal).await?, [Some("Ewa Lis".to_owned()), Some("Ola Sęk".to_owned())]);
    let firm = Desk::of(&office, "company").await?.create(&[("name", "Meble")]).await?;
    let many = (0..51).map(|_| RecordId::new().to_string()).collect::<Vec<_>>().join(",");
    for (wrong, why) in [
        (format!("{jan}:boss"), Reason::Unknown),
        (RecordId::new().to_string(), Reason::Unknown),
        (firm.to_string(), Reason::Unknown),
        ("Jan Kot".to_owned(), Reason::Unknown),
        (many, Reason::TooLong { max: 50 }),
    ] {
        let said = complaints(world.deal("Stoły", &wrong).await);
        assert_eq!(said, [(Field::OfKind(deals.field(OTHERS).id), why)], "{wrong}");
    }

    // From the other side, with the role; whoever takes part in nothing is told nothing.
    let part = world.taking_part(*ewa).await?.context("Ewa takes part")?;
    assert_eq!(
        (part.records[0].id, part.roles.as_slice()),
        (deal, [Some("decision_maker".to_owned())].as_slice())
    );
    assert!(part.through.is_some_and(|field| field.key == OTHERS));
    assert_eq!(world.taking_part(ola).await?.context("Ola too")?.roles, [None::<String>]);
    assert!(world.taking_part(*jan).await?.is_none());

    // Lists find it by any of them.
    world.deal("Lampy", &jan.to_string()).await?;
    let asked = async |test: Test| -> Result<Vec<String>> {
        let filters = vec![Filter { field: OTHERS.to_owned(), test }];
        let mut names = deals.names(&ListQuery { filters, ..ListQuery::default() }).await?;
        names.sort();
        Ok(names)
    };
    let of = |ids: &[RecordId]| Test::OneOf { values: ids.iter().map(ToString::to_string).collect() };
    assert_eq!(asked(of(&[ola])).await?, ["Krzesła"]);
    assert_eq!(asked(of(&[*ewa, *jan])).await?, ["Krzesła", "Lampy"]);
    deals.create(&[("name", "Szafa")]).await?;
    assert_eq!(asked(Test::Empty).await?, ["Szafa"]);

    // Another role, one less, nobody; it is in the history as any other field.
    office.change(&office.anna, deal, OTHERS, &format!("{ola}:finance")).await?;
    assert_eq!(world.others(deal).await?, format!("{ola}:finance"));
    assert!(world.taking_part(*ewa).await?.is_none());
    office.change(&office.anna, deal, OTHERS, "").await?;
    assert_eq!(world.others(deal).await?, "");
    let page = office.kurier.records().timeline(&office.anna, deal, TimelineFilter::All, None, 20).await?;
    let changed = page
        .rows
        .iter()
        .filter(|entry| matches!(&entry.what, TimelineItem::Event { what: RecordEvent::Changed { .. }, .. }));
    assert_eq!(changed.count(), 2);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_people_who_name_others_at_once_are_asked(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let world = World::of(&office).await?;
    let World { deals, jan, ewa, .. } = &world;
    let deal = world.deal("Krzesła", "").await?;
    let seen = deals.get(deal).await?.revision;
    let jans = jan.to_string();
    deals.update(deal, seen, &[(OTHERS, &jans)]).await?;
    deals.update(deal, seen, &[("amount", "100 zł")]).await?;
    let refused = deals.update(deal, seen, &[(OTHERS, &format!("{ewa}:user"))]).await;
    let Err(Error::Changed(conflicts)) = refused else { panic!("nobody was asked: {refused:?}") };
    assert_eq!((conflicts.fields.len(), conflicts.fields[0].theirs.as_str()), (1, jans.as_str()));
    deals.update(deal, conflicts.revision, &[(OTHERS, &format!("{jan}, {ewa}:user"))]).await?;
    assert_eq!(world.others(deal).await?, format!("{jan}, {ewa}:user"));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn mail_of_everybody_whom_a_deal_names_is_the_deals(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let world = World::of(&office).await?;
    let World { deals, jan, ewa, .. } = &world;
    let named = format!("{ewa}:decision_maker, {jan}");
    let deal = deals.create(&[("name", "Krzesła"), ("contact", &jan.to_string()), (OTHERS, &named)]).await?;
    let reached = async |deal| -> Result<Vec<String>> {
        Ok(deals.get(deal).await?.reachable.into_iter().map(|one| one.address).collect())
    };
    assert_eq!(reached(deal).await?, [JAN, EWA], "whom it is about first, nobody twice");
    // Its people write before anything is linked, and what comes now belongs to the only one that is under way.
    office.arrives(&Mail::new(EWA, BIURO.address, "Kiedy dostawa").text("?").raw()).await?;
    let thread = office.thread("Kiedy dostawa").await?;
    let linked = office.conversation(thread).await?.records;
    assert_eq!(linked.iter().map(|one| one.record).collect::<Vec<_>>(), [deal]);
    assert_eq!(office.conversation(thread).await?.client.context("a badge")?.record, *ewa);
    assert!(office.ready(&office.anna).await?.is_empty(), "it is decided");
    let tables = deals.create(&[("name", "Stoły"), (OTHERS, &ewa.to_string())]).await?;
    let page = office.kurier.records().timeline(&office.anna, tables, TimelineFilter::All, None, 20).await?;
    let is_mail = |what: &TimelineItem| matches!(what, TimelineItem::Mail { subject, .. } if subject == "Kiedy dostawa");
    assert!(page.rows.iter().any(|entry| is_mail(&entry.what)), "her mail is on what else names her");
    office.arrives(&Mail::new(EWA, BIURO.address, "A to do czego").text("?").raw()).await?;
    let offered: Vec<RecordId> =
        office.ready(&office.anna).await?[0].matches.iter().map(|found| found.record).collect();
    assert!(offered.len() == 2 && offered.contains(&deal) && offered.contains(&tables), "{offered:?}");

    // Who is in the bin is not written to.
    office.kurier.records().remove(&office.anna, *jan).await?;
    assert_eq!(reached(deal).await?, [EWA]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_becomes_another_is_named_once_and_comes_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let world = World::of(&office).await?;
    let World { contacts, deals, jan, ewa } = &world;
    let ola = contacts.create(&[("name", "Ola Sęk"), ("emails", "ola@meble.example")]).await?;
    let both = world.deal("Krzesła", &format!("{jan}:user, {ola}, {ewa}:decision_maker")).await?;
    let one = world.deal("Stoły", &format!("{jan}:finance")).await?;
    let two = world.deal("Lampy", &format!("{jan}:user, {ola}:finance")).await?;
    let merged = merge(&office, *ewa, &[*jan, ola]).await?;
    assert_eq!(world.others(both).await?, format!("{ewa}:decision_maker"));
    assert_eq!(world.others(one).await?, format!("{ewa}:finance"));
    let after = world.others(two).await?;
    assert!([format!("{ewa}:user"), format!("{ewa}:finance")].contains(&after), "{after}");
    let filters =
        vec![Filter { field: OTHERS.to_owned(), test: Test::OneOf { values: vec![ewa.to_string()] } }];
    assert_eq!(deals.names(&ListQuery { filters, ..ListQuery::default() }).await?.len(), 3);
    office.kurier.merging().split(&office.anna, merged).await?;
    let parts = async |deal| -> Result<Vec<String>> {
        let mut parts: Vec<String> = world.others(deal).await?.split(", ").map(str::to_owned).collect();
        parts.sort();
        Ok(parts)
    };
    let sorted = |mut parts: Vec<String>| {
        parts.sort();
        parts
    };
    assert_eq!(
        parts(both).await?,
        sorted(vec![format!("{jan}:user"), ola.to_string(), format!("{ewa}:decision_maker")])
    );
    assert_eq!(world.others(one).await?, format!("{jan}:finance"));
    assert_eq!(parts(two).await?, sorted(vec![format!("{jan}:user"), format!("{ola}:finance")]));
    let index: i64 = sqlx::query_scalar("SELECT count(*) FROM record_index WHERE field_id = $1")
        .bind(deals.field(OTHERS).id.0)
        .fetch_one(&office.pool)
        .await?;
    assert_eq!(index, 6, "as many as are named");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_deal_that_becomes_another_brings_its_people(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let world = World::of(&office).await?;
    let World { contacts, jan, ewa, .. } = &world;
    let ola = contacts.create(&[("name", "Ola Sęk")]).await?;
    let stays = world.deal("Krzesła", &format!("{jan}")).await?;
    let goes = world.deal("Krzesła", &format!("{jan}:user, {ewa}:finance, {ola}")).await?;
    // Who lies in the bin by now stays named.
    office.kurier.records().remove(&office.anna, ola).await?;
    let merged = merge(&office, stays, &[goes]).await?;
    assert_eq!(world.others(stays).await?, format!("{jan}, {ewa}:finance, {ola}"));
    office.kurier.merging().split(&office.anna, merged).await?;
    assert_eq!(world.others(stays).await?, jan.to_string());
    assert_eq!(world.others(goes).await?, format!("{jan}:user, {ewa}:finance, {ola}"));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_is_hidden_is_not_called_by_name_and_stays(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let world = World::of(&office).await?;
    let World { contacts, deals, jan, ewa } = &world;
    let hidden = barteks(contacts, &[("name", "Tajny Klient"), ("emails", "tajny@meble.example")]).await?;
    let deal = world.deal("Krzesła", &format!("{hidden}:user, {jan}")).await?;
    let celinas = office.kurier.records().get(&office.celina, deal).await?;
    let field = deals.field(OTHERS).id;
    let value = celinas.values.iter().find(|value| value.field == field).context("named")?;
    let names: Vec<Option<String>> = value.linked().into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, [None, Some("Jan Kot".to_owned())]);
    assert!(celinas.reachable.iter().all(|one| one.record == *jan), "nor is their address");
    let write = async |revision, text: String| {
        let fields = vec![Change { field: Field::OfKind(field), value: text }];
        office.kurier.records().update(&office.celina, deal, Changes { revision, fields }).await
    };
    // Whoever does not see them names another one beside them, and cannot name them anew.
    let seen = write(celinas.revision, format!("{hidden}:user, {jan}, {ewa}")).await?.revision;
    assert_eq!(world.others(deal).await?, format!("{hidden}:user, {jan}, {ewa}"));
    let seen = write(seen, jan.to_string()).await?.revision;
    let refused = complaints(write(seen, format!("{jan}, {hidden}")).await.map(|record| record.id));
    assert_eq!(refused, [(Field::OfKind(field), Reason::Unknown)]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn who_is_erased_is_named_no_more_and_others_are(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let world = World::of(&office).await?;
    let World { jan, ewa, .. } = &world;
    let both = world.deal("Krzesła", &format!("{jan}:user, {ewa}:finance")).await?;
    let alone = world.deal("Stoły", &jan.to_string()).await?;
    let protection = office.kurier.protection();
    let data = protection.look(&office.anna, *jan, None).await?;
    let asked = Asked { record: *jan, others: Vec::new(), names: data.names };
    let act = protection.erase(&office.anna, &asked, MailWish::Leave, "Jan Kot").await?;
    work(&office, act).await?;
    assert_eq!(world.others(both).await?, format!("{ewa}:finance"));
    assert_eq!(world.others(alone).await?, "");
    assert_eq!(world.taking_part(*ewa).await?.context("Ewa still does")?.records[0].id, both);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn roles_are_what_administrators_say(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let name = |pl: &str| OwnName { pl: pl.to_owned(), en: String::new() };
    let role = |key: &str, said: &str| Choice { key: key.to_owned(), name: Some(name(said)), removed: false };
    let form =
        |what| FieldForm { name: name("Dostawcy"), what, required: false, unique: false, default: None };
    let roles = vec![role("", "Okucia"), role("", "Drewno")];
    let made = records.add_field(anna, &"deal".into(), form(FieldType::links("company", roles))).await?;
    let kept = made.what.roles().cloned().context("roles")?;
    let (iron, wood) = (&kept[0], &kept[1]);
    let (companies, deals) = (Desk::of(&office, "company").await?, Desk::of(&office, "deal").await?);
    let firm = companies.create(&[("name", "Tartak")]).await?;
    let named = format!("{firm}:{}", wood.key);
    let deal = deals.create(&[("name", "Krzesła"), (made.key.as_str(), &named)]).await?;

    // What is not offered any more stays where it is, and is given to nobody else; without roles it goes too.
    let fewer = FieldType::links("company", vec![iron.clone()]);
    let changed = records.change_field(anna, made.id, form(fewer)).await?;
    assert_eq!(changed.what.roles().into_iter().flatten().filter(|role| role.removed).count(), 1);
    assert_eq!(office.value(deal, &made.key).await?, named);
    let desk = Desk::of(&office, "deal").await?;
    let again = complaints(desk.create(&[("name", "Stoły"), (made.key.as_str(), &named)]).await);
    assert_eq!(again, [(Field::OfKind(made.id), Reason::Unknown)]);
    let other = companies.create(&[("name", "Okucia Max")]).await?;
    let both = format!("{named}, {other}:{}", iron.key);
    office.change(anna, deal, &made.key, &both).await?;
    assert_eq!(office.value(deal, &made.key).await?, both);
    records.change_field(anna, made.id, form(FieldType::links("company", Vec::new()))).await?;

    // What names several never names one alone, nor the reverse.
    for what in [FieldType::link("company"), FieldType::links("contact", Vec::new())] {
        let refused = records.change_field(anna, made.id, form(what)).await;
        let Err(Error::Invalid(invalid)) = refused else { panic!("it was taken: {refused:?}") };
        assert_eq!(invalid.about(Field::FieldType), Some(&Reason::NotAllowed));
    }
    // Of the people of a deal, too; and the field can go and come back.
    let others = desk.field(OTHERS);
    let own: Vec<Choice> =
        others.what.roles().into_iter().flatten().take(2).cloned().chain([role("", "Prawnik")]).collect();
    let what = FieldType::links("contact", own);
    let none = OwnName { pl: String::new(), en: String::new() };
    let form = FieldForm { name: none, what, required: false, unique: false, default: None };
    let changed = records.change_field(anna, others.id, form).await?;
    let offered: Vec<&str> = changed
        .what
        .roles()
        .into_iter()
        .flatten()
        .filter(|role| !role.removed)
        .map(|role| role.key.as_str())
        .collect();
    assert_eq!((offered[0], offered[1], offered.len()), ("decision_maker", "user", 3));
    records.remove_field(anna, others.id).await?;
    records.restore_field(anna, others.id).await?;
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_older_process_takes_nothing_from_fields_that_name_several(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    let before = deals.field(OTHERS).what.clone();
    // As one that does not know of several writes a field whose name was changed.
    sqlx::query("UPDATE record_fields SET what = what - 'several', key = key WHERE id = $1")
        .bind(deals.field(OTHERS).id.0)
        .execute(&office.pool)
        .await?;
    assert_eq!(Desk::of(&office, "deal").await?.field(OTHERS).what, before);
    Ok(())
}
