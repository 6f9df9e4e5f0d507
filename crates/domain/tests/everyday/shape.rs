//! Which fields a kind has, as administrators change them.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::record::{
    Change, Choice, FieldDefault, FieldDefinition, FieldForm, FieldType, Filter, ListQuery, OwnName, Test,
    ViewForm,
};
use kurier_model::{Field, FieldId, Reason};
use sqlx::PgPool;

fn called(pl: &str, en: &str) -> OwnName {
    OwnName { pl: pl.to_owned(), en: en.to_owned() }
}

fn form(name: &str, what: FieldType) -> FieldForm {
    FieldForm { name: called(name, ""), what, required: false, unique: false, default: None }
}

fn choice(key: &str, name: &str) -> Choice {
    Choice { key: key.to_owned(), name: Some(called(name, "")), removed: false }
}

fn choices(field: &FieldDefinition) -> Vec<(String, bool)> {
    let name = |choice: &Choice| choice.name.as_ref().map_or(choice.key.clone(), |name| name.pl.clone());
    field.what.choices().into_iter().flatten().map(|choice| (name(choice), choice.removed)).collect()
}

fn about(error: Error, field: Field) -> Option<Reason> {
    match error {
        Error::Invalid(invalid) => invalid.about(field).cloned(),
        _ => None,
    }
}

async fn add(office: &Office, kind: &str, form: FieldForm) -> Result<FieldDefinition, Error> {
    office.kurier.records().add_field(&office.anna, &kind.into(), form).await
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_field_of_ones_own_is_a_field_like_any_other(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let sample = [
        (FieldType::Text, "Dąb"),
        (FieldType::LongText, "dwie\nlinie"),
        (FieldType::Number, "12.5"),
        (FieldType::Money, "100.00 PLN"),
        (FieldType::Date, "2026-11-28"),
        (FieldType::Checkbox, "true"),
        (FieldType::Url, "https://klient.example"),
        (FieldType::TaxId, "5260250274"),
        (FieldType::Email, "biuro@klient.example, ewa@klient.example"),
        (FieldType::Phone, "+48 22 621 00 00"),
    ];
    let mut made = Vec::new();
    for (what, value) in sample {
        let field = add(&office, "company", form(&format!("Pole {value}"), what)).await?;
        made.push((field, value));
    }
    let desk = Desk::of(&office, "company").await?;
    let last: Vec<FieldId> = desk.kind.fields.iter().rev().take(made.len()).map(|field| field.id).collect();
    assert!(made.iter().rev().map(|(field, _)| field.id).eq(last), "behind the others, in their order");
    let mut values = vec![("name", "Meble")];
    values.extend(made.iter().map(|(field, value)| (field.key.as_str(), *value)));
    let record = desk.create(&values).await?;
    desk.create(&[("name", "Inna")]).await?;
    let stored = desk.get(record).await?;
    for (field, value) in &made {
        assert_eq!(desk.value(&stored, &field.key), Some(*value), "{:?}", field.what);
        if field.what.filters() {
            let filled = vec![Filter { field: field.key.clone(), test: Test::Filled }];
            let query = ListQuery { filters: filled, ..ListQuery::default() };
            assert_eq!(desk.names(&query).await?, ["Meble"], "{:?}", field.what);
        }
        if field.what.sorts() {
            assert_eq!(desk.names(&desk.sorted(&field.key, false)).await?.len(), 2, "{:?}", field.what);
        }
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_stands_in_a_field_is_kept_when_it_is_taken_away(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let wood = add(&office, "deal", form("Drewno", FieldType::Text)).await?;
    let desk = Desk::of(&office, "deal").await?;
    let record = desk.create(&[("name", "Stół"), (&wood.key, "dąb")]).await?;
    let uses = records.uses_of_field(anna, wood.id).await?;
    assert_eq!((uses.records, uses.more, uses.views.len()), (1, false, 0));
    let query = ListQuery { sort: Some(wood.key.clone()), ..ListQuery::default() };
    let view = |name: &str| ViewForm { name: name.into(), shared: false, query: query.clone(), board: false };
    records.save_view(anna, &desk.kind.key, None, view("Według drewna")).await?;
    records.save_view(&office.bartek, &desk.kind.key, None, view("Cudza")).await?;
    assert_eq!(records.uses_of_field(anna, wood.id).await?.views, ["Według drewna"]);

    records.remove_field(anna, wood.id).await?;
    let shape = records.shape(anna, &desk.kind.key).await?;
    assert!(shape.kind.field(wood.id).is_none());
    assert_eq!(shape.removed, std::slice::from_ref(&wood));
    let without = desk.get(record).await?;
    assert_eq!(desk.value(&without, &wood.key), None, "not shown");
    desk.update(record, without.revision, &[("name", "Stół dębowy")]).await?;
    records.restore_field(anna, wood.id).await?;
    assert_eq!(desk.value(&desk.get(record).await?, &wood.key), Some("dąb"));
    assert!(records.shape(anna, &desk.kind.key).await?.removed.is_empty());
    // What is built in goes and comes the same way, unless Kurier itself works with it.
    let source = desk.field("source").id;
    records.remove_field(anna, source).await?;
    assert!(
        Desk::of(&office, "deal").await?.kind.field(source).is_none(),
        "and does not come back by itself"
    );
    records.restore_field(anna, source).await?;
    for fixed in ["name", "stage", "contact", "owner", "lost_reason"] {
        let fixed = desk.field(fixed).id;
        assert!(records.shape(anna, &desk.kind.key).await?.fixed.contains(&fixed));
        assert!(matches!(records.remove_field(anna, fixed).await, Err(Error::Conflict)));
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_choice_that_is_not_offered_any_more_is_called_by_its_name(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let what = FieldType::Choice { choices: vec![choice("", "dąb"), choice("", "buk")] };
    let wood = add(&office, "deal", form("Drewno", what)).await?;
    let keys: Vec<String> = wood.what.choices().into_iter().flatten().map(|one| one.key.clone()).collect();
    let [oak, beech] = keys.as_slice() else { anyhow::bail!("{keys:?}") };
    let desk = Desk::of(&office, "deal").await?;
    let record = desk.create(&[("name", "Stół"), (&wood.key, oak)]).await?;
    let change = |choices: Vec<Choice>| {
        records.change_field(anna, wood.id, form("Drewno", FieldType::Choice { choices }))
    };
    let now = change(vec![choice("", "sosna"), choice(beech, "buk czerwony")]).await?;
    let expected = [("sosna", false), ("buk czerwony", false), ("dąb", true)];
    assert_eq!(choices(&now), expected.map(|(name, removed)| (name.to_owned(), removed)));
    let desk = Desk::of(&office, "deal").await?;
    let kept = desk.get(record).await?;
    assert_eq!(desk.value(&kept, &wood.key), Some(oak.as_str()), "it stays where it stands");
    let kept = desk.update(record, kept.revision, &[("name", "Stół dębowy")]).await?;
    desk.update(record, kept.revision, &[(&wood.key, oak)]).await?;
    let nowhere = desk.create(&[("name", "Szafa"), (&wood.key, oak)]).await.err().context("chosen anew")?;
    assert_eq!(about(nowhere, Field::OfKind(wood.id)), Some(Reason::Unknown), "and is chosen nowhere else");
    // It is offered again by its key.
    let again = change(vec![choice(oak, "dąb")]).await?;
    assert_eq!(choices(&again).iter().filter(|(_, removed)| !removed).count(), 1);
    for (wrong, reason) in [
        (vec![], Reason::Required),
        (vec![choice("", " ")], Reason::Required),
        (vec![choice("nie ma", "dąb")], Reason::Unknown),
        (vec![choice("", "dąb"), choice("", "DĄB")], Reason::Taken),
        (vec![choice(oak, "a"), choice(oak, "b")], Reason::Taken),
        (vec![choice("", &"x".repeat(61))], Reason::TooLong { max: 60 }),
    ] {
        let error = change(wrong.clone()).await.err().context("was taken")?;
        assert_eq!(about(error, Field::Choices), Some(reason), "{wrong:?}");
    }
    // Built-in ones have words of their own, and may have others.
    let source = desk.field("source").clone();
    let mut built_in = source.what.choices().cloned().context("choices")?;
    built_in.truncate(2);
    built_in.push(choice("", "targi"));
    let form = FieldForm { name: called("", ""), ..form("", FieldType::Choice { choices: built_in }) };
    let source = records.change_field(anna, source.id, form).await?;
    assert_eq!(source.name, None);
    assert_eq!(choices(&source).first(), Some(&("referral".to_owned(), false)));
    assert_eq!(choices(&source).iter().filter(|(_, removed)| *removed).count(), 4);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_a_field_cannot_be_is_said(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    add(&office, "contact", FieldForm { name: called("Rozmiar", "Size"), ..form("", FieldType::Text) })
        .await?;
    for (wrong, field, reason) in [
        (form(" \n", FieldType::Text), Field::Name, Reason::Required),
        (form(&"x".repeat(61), FieldType::Text), Field::Name, Reason::TooLong { max: 60 }),
        (form("rozmiar", FieldType::Number), Field::Name, Reason::Taken),
        (form("SIZE", FieldType::Number), Field::Name, Reason::Taken),
        (form("Etap", FieldType::Stage), Field::FieldType, Reason::NotAllowed),
        (form("Nazwa", FieldType::Name), Field::FieldType, Reason::NotAllowed),
        (form("Domena", FieldType::Domain), Field::FieldType, Reason::NotAllowed),
        (form("Łącze", FieldType::link("nie ma")), Field::FieldType, Reason::Unknown),
        (form("Kolor", FieldType::Choices { choices: vec![] }), Field::Choices, Reason::Required),
    ] {
        let error = add(&office, "contact", wrong.clone()).await.err().context("was taken")?;
        assert_eq!(about(error, field), Some(reason), "{wrong:?}");
    }
    // One type stays the other's no more than it was; what is there may be twice already.
    let shoe = add(&office, "contact", form("But", FieldType::Number)).await?;
    let other =
        records.change_field(anna, shoe.id, form("But", FieldType::Text)).await.err().context("other")?;
    assert_eq!(about(other, Field::FieldType), Some(Reason::NotAllowed));
    let alone = FieldForm { unique: true, ..form("But", FieldType::Number) };
    let twice = records.change_field(anna, shoe.id, alone).await.err().context("twice")?;
    assert_eq!(about(twice, Field::Unique), Some(Reason::NotAllowed));
    // Only administrators; only what is there.
    let bartek = &office.bartek;
    let new = || form("Nowe", FieldType::Text);
    assert!(matches!(records.add_field(bartek, &"contact".into(), new()).await, Err(Error::Forbidden)));
    assert!(matches!(records.change_field(bartek, shoe.id, new()).await, Err(Error::Forbidden)));
    assert!(matches!(records.remove_field(bartek, shoe.id).await, Err(Error::Forbidden)));
    assert!(matches!(records.restore_field(bartek, shoe.id).await, Err(Error::Forbidden)));
    assert!(matches!(records.order_fields(bartek, &"contact".into(), &[]).await, Err(Error::Forbidden)));
    assert!(matches!(records.uses_of_field(bartek, shoe.id).await, Err(Error::Forbidden)));
    assert_eq!(records.shape(bartek, &"contact".into()).await?.kind.field(shoe.id), Some(&shoe));
    let nobody = FieldId::new();
    assert!(matches!(records.add_field(anna, &"nic".into(), new()).await, Err(Error::NotFound)));
    assert!(matches!(records.change_field(anna, nobody, new()).await, Err(Error::NotFound)));
    assert!(matches!(records.remove_field(anna, nobody).await, Err(Error::NotFound)));
    assert!(matches!(records.uses_of_field(anna, nobody).await, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn fields_stand_in_the_order_that_is_wanted_and_ask_what_they_must(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let asked = FieldForm { required: true, unique: true, ..form("Numer umowy", FieldType::Text) };
    let desk = Desk::of(&office, "project").await?;
    let before = desk.create(&[("name", "Sklep")]).await?;
    let number = add(&office, "project", asked).await?;
    let desk = Desk::of(&office, "project").await?;
    let missing = desk.create(&[("name", "Biuro")]).await.err().context("without a number")?;
    assert_eq!(about(missing, Field::OfKind(number.id)), Some(Reason::Required));
    let record = desk.create(&[("name", "Biuro"), (&number.key, "7/2026")]).await?;
    let twice = desk.create(&[("name", "Hala"), (&number.key, "7/2026")]).await.err().context("twice")?;
    assert_eq!(about(twice, Field::OfKind(number.id)), Some(Reason::Taken));
    let emptied = desk.update(record, 1, &[(&number.key, "")]).await.err().context("emptied")?;
    assert_eq!(about(emptied, Field::OfKind(number.id)), Some(Reason::Required));
    // One that was there before is changed all the same.
    desk.update(before, 1, &[("name", "Sklep w Łodzi")]).await?;

    let last = desk.field("description").id;
    records.order_fields(anna, &desk.kind.key, &[number.id, FieldId::new(), last, number.id]).await?;
    let now = Desk::of(&office, "project").await?.kind.fields;
    let order: Vec<FieldId> = now.iter().map(|field| field.id).collect();
    assert!(order.starts_with(&[number.id, last]));
    let rest = desk.kind.fields.iter().map(|field| field.id).filter(|id| ![number.id, last].contains(id));
    assert!(order.iter().skip(2).copied().eq(rest), "as they stood");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_card_is_its_owners_whoever_else_stands_in_the_record(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let keeper = add(&office, "deal", form("Montażysta", FieldType::Person)).await?;
    let desk = Desk::of(&office, "deal").await?;
    office.kurier.records().order_fields(&office.anna, &desk.kind.key, &[keeper.id]).await?;
    let [bartek, celina] = [&office.bartek, &office.celina].map(|one| crate::visibility::id(one).to_string());
    desk.create(&[("name", "Krzesła"), ("owner", &bartek), (&keeper.key, &celina)]).await?;
    let board = office.kurier.records().board(&office.anna, &desk.kind.key, &ListQuery::default()).await?;
    let cards = board.columns.iter().flat_map(|column| &column.rows).flat_map(|row| &row.values);
    let people: Vec<FieldId> =
        cards.filter(|value| [&bartek, &celina].contains(&&value.value)).map(|value| value.field).collect();
    assert_eq!(people, [desk.field("owner").id]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_a_board_sums_up_is_the_first_amount(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let cost = add(&office, "deal", form("Koszt", FieldType::Money)).await?;
    let desk = Desk::of(&office, "deal").await?;
    desk.create(&[("name", "Stół"), ("amount", "100 PLN"), (&cost.key, "30 PLN")]).await?;
    let sum = || async {
        let board = records.board(anna, &desk.kind.key, &ListQuery::default()).await?;
        let sums = board.columns.iter().flat_map(|column| &column.sums);
        anyhow::Ok(sums.map(|sum| sum.money.clone()).collect::<Vec<String>>())
    };
    let before = sum().await?;
    assert!(before.len() == 1 && before.iter().all(|sum| sum.starts_with("100")), "{before:?}");
    records.order_fields(anna, &desk.kind.key, &[cost.id]).await?;
    let now = sum().await?;
    assert!(now.len() == 1 && now.iter().all(|sum| sum.starts_with("30")), "{now:?}");
    records.remove_field(anna, cost.id).await?;
    assert_eq!(sum().await?, before, "as it was");
    Ok(())
}

fn value(text: &str) -> Option<FieldDefault> {
    Some(FieldDefault::Value { text: text.to_owned() })
}

fn with(name: &str, what: FieldType, default: Option<FieldDefault>) -> FieldForm {
    FieldForm { default, ..form(name, what) }
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_stands_in_a_new_record_from_the_beginning(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let sizes = FieldType::Choice { choices: vec![choice("", "Mały"), choice("", "Duży")] };
    let size = add(&office, "company", with("Rozmiar", sizes, value("Duży"))).await?;
    let large = size.what.choices().and_then(|all| all.last()).context("a choice")?.key.clone();
    assert_eq!(size.default, value(&large), "a new choice is meant by its name");
    let discount = add(&office, "company", with("Rabat", FieldType::Number, value("2,5"))).await?;
    assert_eq!(discount.default, value("2.5"), "as it is kept");
    let keeper = add(&office, "company", with("Opiekun", FieldType::Person, Some(FieldDefault::Me))).await?;
    let day =
        add(&office, "company", with("Kontakt", FieldType::Date, Some(FieldDefault::InDays { days: 7 })))
            .await?;

    let desk = Desk::of(&office, "company").await?;
    let made = desk.create(&[("name", "Meble Nowak")]).await?;
    let record = office.kurier.records().get(&office.anna, made).await?;
    let stands =
        |field: FieldId| record.values.iter().find(|one| one.field == field).map(|one| one.value.clone());
    assert_eq!(stands(size.id), Some(large.clone()));
    assert_eq!(stands(discount.id).as_deref(), Some("2.5"));
    assert_eq!(stands(keeper.id), office.anna.user.map(|user| user.to_string()));
    let in_a_week = office.now().date_naive() + chrono::Days::new(7);
    assert_eq!(stands(day.id), Some(in_a_week.to_string()));
    // Whoever leaves it empty, or says something else, is heard.
    let name = desk.field("name").id;
    let said = |field, value: &str| Change { field: Field::OfKind(field), value: value.to_owned() };
    let fields = vec![said(name, "Inna"), said(size.id, ""), said(discount.id, "7")];
    let other = office.kurier.records().create(&office.anna, &"company".into(), fields).await?;
    let other = office.kurier.records().get(&office.anna, other).await?;
    let stands = |field: FieldId| {
        other
            .values
            .iter()
            .find(|one| one.field == field)
            .map(|one| one.value.clone())
            .filter(|text| !text.is_empty())
    };
    assert_eq!((stands(size.id), stands(discount.id).as_deref()), (None, Some("7")));

    // A required field that has a default need not be filled in.
    let needed = FieldForm { required: true, ..with("Źródło", FieldType::Text, value("targi")) };
    add(&office, "company", needed).await?;
    desk.create(&[("name", "Trzecia")]).await?;

    // A choice that is taken away is nobody's default.
    let only_small =
        FieldType::Choice { choices: size.what.choices().into_iter().flatten().take(1).cloned().collect() };
    let records = office.kurier.records();
    let refused =
        records.change_field(&office.anna, size.id, with("Rozmiar", only_small.clone(), value(&large))).await;
    assert_eq!(about(refused.err().context("gone")?, Field::Default), Some(Reason::Unknown));
    let changed = records.change_field(&office.anna, size.id, with("Rozmiar", only_small, None)).await?;
    assert_eq!(changed.default, None);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_could_not_stand_in_a_field_is_no_default(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for (what, default, reason) in [
        (FieldType::Number, value("dużo"), Reason::NotANumber),
        (FieldType::Text, Some(FieldDefault::Me), Reason::NotAllowed),
        (FieldType::Number, Some(FieldDefault::InDays { days: 1 }), Reason::NotAllowed),
        (FieldType::Date, Some(FieldDefault::InDays { days: u16::MAX }), Reason::NotAllowed),
        (FieldType::Date, value("2026-11-28"), Reason::NotAllowed),
        (FieldType::TaxId, value("5260250274"), Reason::NotAllowed),
        (FieldType::Choice { choices: vec![choice("", "Tak")] }, value("Nie"), Reason::Unknown),
    ] {
        let refused = add(&office, "company", with("Złe", what.clone(), default)).await;
        let refused = refused.err().with_context(|| format!("{what:?}"))?;
        assert_eq!(about(refused, Field::Default), Some(reason), "{what:?}");
    }
    let alone = FieldForm { unique: true, ..with("Numer", FieldType::Number, value("1")) };
    assert_eq!(
        about(add(&office, "company", alone).await.err().context("twice")?, Field::Default),
        Some(Reason::NotAllowed)
    );
    Ok(())
}
