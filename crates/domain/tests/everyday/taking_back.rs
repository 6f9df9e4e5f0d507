//! Taking back what was just done to records: the stage with its reason, fields of every type, who it belongs to and who sees it.

use crate::imports::Brought;
use crate::office::Office;
use crate::records::Desk;
use crate::visibility::{barteks, id};
use anyhow::{Context, Result};
use kurier_domain::Actor;
use kurier_model::import::TwinRule;
use kurier_model::record::{Back, Change, Changes, Choice, FieldForm, FieldType, OwnName, TakenBack};
use kurier_model::visibility::Visibility;
use kurier_model::{Field, RecordId, StageId};
use kurier_testbed::people::BARTEK;
use sqlx::PgPool;

/// Writes a value as somebody does on the page of a record; what takes that back.
async fn write(desk: &Desk<'_>, actor: &Actor, record: RecordId, key: &str, value: &str) -> Result<Back> {
    let records = desk.office.kurier.records();
    let field = desk.field(key).id;
    let before = desk.get(record).await?;
    let of = |value: &str| vec![Change { field: Field::OfKind(field), value: value.to_owned() }];
    let changes = Changes { revision: before.revision, fields: of(value) };
    let revision = records.update(actor, record, changes).await?.revision;
    let stood = desk.value(&before, key).unwrap_or_default();
    Ok(Back::of(record, Changes { revision, fields: of(stood) }))
}

async fn back(office: &Office, actor: &Actor, done: Back) -> Result<TakenBack> {
    Ok(office.kurier.records().take_back(actor, vec![done]).await?)
}

fn stage(desk: &Desk<'_>, place: usize) -> Result<StageId> {
    Ok(desk.kind.stages.get(place).context("a stage")?.id)
}

/// A field of somebody's own.
async fn add(office: &Office, name: &str, what: FieldType) -> Result<String> {
    let name = OwnName { pl: name.to_owned(), en: String::new() };
    let form = FieldForm { name, what, required: false, unique: false, default: None };
    Ok(office.kurier.records().add_field(&office.anna, &"deal".into(), form).await?.key)
}

fn choice(key: &str, name: &str) -> Choice {
    let name = OwnName { pl: name.to_owned(), en: name.to_owned() };
    Choice { key: key.to_owned(), name: Some(name), removed: false }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_field_of_any_type_is_what_it_was(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let anna = &office.anna;
    let wood =
        add(&office, "Drewno", FieldType::Choices { choices: vec![choice("", "dąb"), choice("", "buk")] });
    let wood = wood.await?;
    let mut others = Vec::new();
    for (name, what) in [
        ("Liczba", FieldType::Number),
        ("Pilne", FieldType::Checkbox),
        ("Strona", FieldType::Url),
        ("Uwagi", FieldType::LongText),
        ("Kod", FieldType::Text),
    ] {
        others.push(add(&office, name, what).await?);
    }
    let [number, checkbox, url, text, line] = others.as_slice() else { anyhow::bail!("five") };
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Kot")]).await?.to_string();
    let ewa = contacts.create(&[("name", "Ewa Lis")]).await?.to_string();
    let deals = Desk::of(&office, "deal").await?;
    let field = deals.field(&wood);
    let keys: Vec<String> = field.what.choices().into_iter().flatten().map(|one| one.key.clone()).collect();
    let (bartek, celina) = (id(&office.bartek).to_string(), id(&office.celina).to_string());
    let both = keys.join(", ");
    let (several, other) = (format!("{jan}:user, {ewa}"), format!("{ewa}:finance"));
    let values = [
        ("name", "Krzesła", "Stoły"),
        ("amount", "1234.50 PLN", "20 EUR"),
        ("close_date", "2026-12-01", ""),
        ("contact", &jan, &ewa),
        ("other_contacts", &several, &other),
        ("owner", &bartek, &celina),
        ("source", "referral", "phone"),
        ("description", "Długi\nopis", "Inny"),
        (&wood, &both, &keys[0]),
        (number, "12.5", "7"),
        (checkbox, "true", ""),
        (url, "https://firma.example/", "https://inna.example/"),
        (text, "a\nb", ""),
        (line, "", "K-7"),
    ];
    let begun: Vec<(&str, &str)> = values.iter().map(|(key, value, _)| (*key, *value)).collect();
    let deal = deals.create(&begun).await?;
    let before = deals.get(deal).await?;
    for (key, stood, other) in values {
        let done = write(&deals, anna, deal, key, other).await?;
        assert_ne!(deals.value(&deals.get(deal).await?, key).unwrap_or_default(), stood, "{key}");
        assert_eq!(back(&office, anna, done).await?, TakenBack::default(), "{key}");
    }
    assert_eq!(deals.get(deal).await?.values, before.values);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_somebody_else_has_changed_since_stays(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (anna, bartek) = (&office.anna, &office.bartek);
    let deals = Desk::of(&office, "deal").await?;
    let deal = deals.create(&[("name", "Krzesła"), ("source", "phone")]).await?;
    let done = write(&deals, anna, deal, "source", "email").await?;
    write(&deals, bartek, deal, "source", "event").await?;
    let taken = back(&office, anna, done).await?;
    assert_eq!(taken.changed, ["Krzesła"]);
    assert_eq!(deals.value(&deals.get(deal).await?, "source"), Some("event"));
    // What is done to other fields is in nobody's way.
    let done = write(&deals, anna, deal, "source", "other").await?;
    write(&deals, bartek, deal, "name", "Stoły").await?;
    assert_eq!(back(&office, anna, done).await?, TakenBack::default());
    let now = deals.get(deal).await?;
    assert_eq!((now.name.as_str(), deals.value(&now, "source")), ("Stoły", Some("event")));
    // Nor can anything be done to what is in the bin.
    let done = write(&deals, anna, deal, "source", "other").await?;
    office.kurier.records().remove(anna, deal).await?;
    assert_eq!(back(&office, anna, done).await?.refused.len(), 1);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_stood_there_may_come_back_though_nobody_could_choose_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna, bartek) = (office.kurier.records(), &office.anna, &office.bartek);
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Kot")]).await?;
    let never = contacts.create(&[("name", "Ola Sęk")]).await?;
    let deals = Desk::of(&office, "deal").await?;
    let stood = format!("{jan}:user");
    let deal = deals
        .create(&[("name", "Krzesła"), ("contact", &jan.to_string()), ("other_contacts", &stood)])
        .await?;
    records.remove(anna, jan).await?;
    records.remove(anna, never).await?;
    for key in ["contact", "other_contacts"] {
        let done = write(&deals, bartek, deal, key, "").await?;
        // Whoever asks for something else than what stood there gets nothing.
        let mut wrong = done.clone();
        wrong.steps[0].fields[0].value = never.to_string();
        assert_eq!(back(&office, bartek, wrong).await?.refused.len(), 1, "{key}");
        assert_eq!(back(&office, bartek, done).await?, TakenBack::default(), "{key}");
    }
    let now = deals.get(deal).await?;
    assert_eq!(deals.value(&now, "other_contacts"), Some(stood.as_str()));
    assert_eq!(deals.value(&now, "contact"), Some(jan.to_string().as_str()));

    // Somebody who has left meanwhile.
    let celina = id(&office.celina).to_string();
    let deal = deals.create(&[("name", "Szafy"), ("owner", &celina)]).await?;
    let done = write(&deals, bartek, deal, "owner", &id(bartek).to_string()).await?;
    office.kurier.members().disable(anna, id(&office.celina)).await?;
    assert_eq!(back(&office, bartek, done).await?, TakenBack::default());
    assert_eq!(deals.value(&deals.get(deal).await?, "owner"), Some(celina.as_str()));

    // A choice that is not offered any more, taken off by mistake.
    let source = deals.field("source").clone();
    let deal = deals.create(&[("name", "Stoły"), ("source", "event")]).await?;
    let words = OwnName { pl: String::new(), en: String::new() };
    let left = vec![Choice { key: "phone".to_owned(), name: Some(words), removed: false }];
    let form = FieldForm {
        name: OwnName { pl: String::new(), en: String::new() },
        what: FieldType::Choice { choices: left },
        required: false,
        unique: false,
        default: None,
    };
    records.change_field(anna, source.id, form).await?;
    let done = write(&deals, bartek, deal, "source", "phone").await?;
    assert_eq!(back(&office, bartek, done).await?, TakenBack::default());
    assert_eq!(deals.value(&deals.get(deal).await?, "source"), Some("event"));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_move_to_lost_is_taken_back_with_its_reason(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna, bartek) = (office.kurier.records(), &office.anna, &office.bartek);
    for (kind, reason) in [("lead", "price"), ("deal", "price"), ("project", "no_budget")] {
        let desk = Desk::of(&office, kind).await?;
        let field = desk.kind.lost_reason().context("a reason")?.key.clone();
        let lost = desk.kind.stages.iter().find(|stage| desk.kind.is_lost(stage.id)).context("lost")?.id;
        let (first, second) = (stage(&desk, 0)?, stage(&desk, 1)?);
        let record = desk.create(&[("name", "Krzesła")]).await?;
        let moved = records.move_to_stage(anna, record, lost).await?;
        let because = write(&desk, anna, record, &field, reason).await?;
        let done = Back { record, steps: [because.steps, moved.steps].concat() };
        assert_eq!(back(&office, anna, done.clone()).await?, TakenBack::default());
        let now = desk.get(record).await?;
        assert_eq!(desk.value(&now, "stage"), Some(first.to_string().as_str()), "{kind}");
        assert_eq!(desk.value(&now, &field), None, "{kind}");

        // As a whole or not at all: somebody has moved it on meanwhile.
        let moved = records.move_to_stage(anna, record, lost).await?;
        let because = write(&desk, anna, record, &field, reason).await?;
        records.move_to_stage(bartek, record, second).await?;
        let done = Back { record, steps: [because.steps, moved.steps].concat() };
        assert_eq!(back(&office, anna, done).await?.changed.len(), 1);
        let now = desk.get(record).await?;
        assert_eq!(desk.value(&now, "stage"), Some(second.to_string().as_str()));
        assert_eq!(desk.value(&now, &field), Some(reason), "nothing of it was taken back");
        assert!(records.move_to_stage(anna, record, second).await?.is_empty(), "it is there");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn several_are_lost_for_one_reason_and_are_what_they_were(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna, bartek) = (office.kurier.records(), &office.anna, &office.bartek);
    let desk = Desk::of(&office, "project").await?;
    let (one, other) =
        (desk.create(&[("name", "Kuchnia")]).await?, desk.create(&[("name", "Schody")]).await?);
    let lost = desk.kind.stages.iter().find(|stage| desk.kind.is_lost(stage.id)).context("lost")?.id;
    let change = desk.changes(&[("stage", &lost.to_string()), ("given_up_reason", "timing")]);
    let each = [one, other].map(|record| (record, change.clone())).to_vec();
    let done = records.change_each(anna, each).await?;
    for record in [one, other] {
        assert_eq!(desk.value(&desk.get(record).await?, "given_up_reason"), Some("timing"));
    }
    write(&desk, bartek, other, "given_up_reason", "duplicate").await?;
    let taken = records.take_back(anna, done.back).await?;
    assert_eq!((taken.changed, taken.refused), (vec!["Schody".to_owned()], vec![]));
    let (first, now) = (stage(&desk, 0)?.to_string(), desk.get(one).await?);
    assert_eq!(
        (desk.value(&now, "stage"), desk.value(&now, "given_up_reason")),
        (Some(first.as_str()), None)
    );
    let kept = desk.get(other).await?;
    assert_eq!(desk.value(&kept, "stage"), Some(lost.to_string().as_str()), "nothing of it was taken back");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_import_gives_back_what_was_somebodys_who_has_left(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (barteks, celinas) = (id(&office.bartek).to_string(), id(&office.celina).to_string());
    let deals = Desk::of(&office, "deal").await?;
    let deal = deals.create(&[("name", "Krzesła"), ("owner", &celinas)]).await?;
    let import = Brought::begin(&deals, format!("name;owner\nKrzesła;{}\n", BARTEK.name)).await?;
    assert_eq!(import.check(TwinRule::Update).await?.updated, 1);
    assert_eq!(import.run().await?.updated, 1);
    assert_eq!(office.value(deal, "owner").await?, barteks);
    office.kurier.members().disable(&office.anna, id(&office.celina)).await?;
    assert_eq!(import.take_back().await?.kept, 0);
    assert_eq!(office.value(deal, "owner").await?, celinas);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_is_taken_back_is_told_though_the_database_refuses_another(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let deals = Desk::of(&office, "deal").await?;
    let mut done = Vec::new();
    for name in ["Krzesła", "Stoły", "Szafy"] {
        let deal = deals.create(&[("name", name), ("source", "phone")]).await?;
        done.push(write(&deals, anna, deal, "source", "email").await?);
    }
    // Which no text in the database can be.
    done[1].steps[0].fields[0].value = "\0".to_owned();
    let taken = records.take_back(anna, done.clone()).await?;
    let refused: Vec<&str> = taken.refused.iter().map(|one| one.name.as_str()).collect();
    assert_eq!((taken.changed.len(), refused), (0, vec!["Stoły"]));
    for (back, now) in done.iter().zip(["phone", "email", "phone"]) {
        assert_eq!(deals.value(&deals.get(back.record).await?, "source"), Some(now));
    }
    // Where nothing was done, there is nothing to tell.
    assert!(records.take_back(anna, vec![done.remove(1)]).await.is_err());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn nobody_takes_back_what_they_do_not_see_any_more(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (bartek, celina) = (&office.bartek, &office.celina);
    let desk = Desk::of(&office, "company").await?;
    let firm = barteks(&desk, &[("name", "Meble")]).await?;
    let given = write(&desk, bartek, firm, "owner", &id(celina).to_string()).await?;
    let taken = back(&office, bartek, given.clone()).await?;
    assert_eq!(taken.refused.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), [""]);
    // Whoever sees it could.
    assert_eq!(back(&office, celina, given).await?, TakenBack::default());
    assert_eq!(office.kurier.records().sight(bartek, firm).await?.visibility, Visibility::Owner);
    Ok(())
}
