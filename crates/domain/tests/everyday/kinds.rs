//! Kinds of records that a workspace makes.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::pipeline::Outcome;
use kurier_model::record::{
    Choice, FieldForm, FieldType, Filter, KindForm, KindIcon, KindKey, ListQuery, ListedKind, OwnName,
    StageForm, Test, offered,
};
use kurier_model::timeline::TimelineFilter;
use kurier_model::{Field, Reason};
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

fn form(many: &str, one: &str) -> KindForm {
    let name = |name: &str| OwnName { pl: name.to_owned(), en: String::new() };
    KindForm { many: name(many), one: name(one), icon: KindIcon::Truck, has_stages: false }
}

async fn add(office: &Office, many: &str, one: &str) -> Result<KindKey, Error> {
    office.kurier.records().add_kind(&office.anna, form(many, one)).await
}

async fn listed(office: &Office, key: &KindKey) -> Result<ListedKind> {
    let all = office.kurier.records().listed_kinds(&office.bartek).await?;
    all.into_iter().find(|kind| kind.key == *key).context("listed")
}

fn about(error: Error) -> Vec<(Field, Reason)> {
    match error {
        Error::Invalid(invalid) => invalid.fields,
        other => panic!("not refused for a field: {other:?}"),
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_kind_of_ones_own_is_a_kind_like_any_other(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let with_stages = KindForm { has_stages: true, ..form("Montaże", "Montaż") };
    let key = records.add_kind(anna, with_stages).await?;
    assert_eq!(key.0, "own-montaz");
    let contacts = Desk::of(&office, "contact").await?;
    let jan = contacts.create(&[("name", "Jan Kot"), ("emails", "jan@kot.example")]).await?;
    let desk = Desk::of(&office, "own-montaz").await?;
    let stage = desk.kind.stages.get(1).context("a second stage")?.id;
    let record = desk.create(&[("name", "Kuchnia"), ("contact", &jan.to_string())]).await?;
    let seen = desk.get(record).await?;
    let first = desk.kind.stages.first().context("a stage")?.id.to_string();
    assert_eq!(desk.value(&seen, "stage"), Some(first.as_str()), "it begins in the first");
    let reached: Vec<&str> = seen.reachable.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(reached, ["jan@kot.example"], "one writes to its contact");
    records.move_to_stage(anna, record, stage).await?;
    assert_eq!(records.board(anna, &key, &ListQuery::default()).await?.columns.len(), desk.kind.stages.len());
    let found = records.search(anna, "kuchnia").await?;
    assert_eq!(found.iter().map(|found| found.record).collect::<Vec<_>>(), [record]);
    let related = contacts.get(jan).await?.related;
    let of_jan = related.iter().find(|related| related.kind == key).context("beside the contact")?;
    assert_eq!(of_jan.own.as_ref().map(|own| own.many.pl.as_str()), Some("Montaże"));
    assert_eq!(of_jan.records.len(), 1);
    let pipelines = office.kurier.pipelines().all(anna).await?;
    assert!(pipelines.iter().any(|pipeline| pipeline.kind == key && pipeline.own.is_some()));
    // Its mail: whatever comes from its contact, and a thread that somebody attaches.
    let mail = Mail::new("Jan Kot <jan@kot.example>", BIURO.address, "Kiedy montaż?");
    office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    office.sync().await?;
    let timeline = records.timeline(anna, record, TimelineFilter::All, None, 20).await?.rows;
    assert!(
        timeline.iter().any(|entry| format!("{:?}", entry.what).contains("Kiedy montaż?")),
        "{timeline:?}"
    );
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_kind_goes_when_there_is_none_of_it_and_comes_back(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let key = add(&office, "Pojazdy", "Pojazd").await?;
    assert!(Desk::of(&office, &key.0).await?.kind.stages.is_empty(), "without stages where none are wanted");
    let link = FieldForm {
        name: OwnName { pl: "Auto".into(), en: "Car".into() },
        what: FieldType::link(key.clone()),
        required: false,
        unique: false,
        default: None,
    };
    let link = records.add_field(anna, &"deal".into(), link).await?;
    let desk = Desk::of(&office, &key.0).await?;
    let van = desk.create(&[("name", "Furgon")]).await?;
    let uses = records.uses_of_kind(anna, &key).await?;
    assert_eq!((uses.records, uses.more), (1, false));
    let fields: Vec<_> = uses.fields.iter().map(|(kind, field)| (kind.key.0.as_str(), field.id)).collect();
    assert_eq!(fields, [("deal", link.id)]);
    assert!(matches!(records.remove_kind(anna, &key).await, Err(Error::Conflict)));
    assert!(!listed(&office, &key).await?.removed);

    records.remove(anna, van).await?;
    records.remove_kind(anna, &key).await?;
    records.remove_kind(anna, &key).await?;
    assert!(listed(&office, &key).await?.removed);
    assert!(matches!(records.kind(anna, &key).await, Err(Error::NotFound)));
    assert!(matches!(records.get(anna, van).await, Err(Error::NotFound)));
    assert!(matches!(records.restore(anna, van).await, Err(Error::NotFound)));
    assert!(matches!(desk.create(&[("name", "Nowy")]).await, Err(Error::NotFound)));
    let deals = records.kind(anna, &"deal".into()).await?;
    assert!(deals.field(link.id).is_none(), "what links to it goes with it");
    assert!(
        matches!(records.restore_field(anna, link.id).await, Err(Error::Conflict)),
        "and not back without it"
    );

    // Its name is free; the key of its addresses is not.
    let other = add(&office, "Pojazdy", "Pojazd").await?;
    assert_eq!(other.0, "own-pojazd-2");
    let taken = records.restore_kind(anna, &key).await.err().context("two of one name")?;
    assert_eq!(about(taken), [(Field::Name, Reason::Taken), (Field::OneName, Reason::Taken)]);
    records.change_kind(anna, &other, form("Maszyny", "Maszyna")).await?;
    records.restore_kind(anna, &key).await?;
    let deals = records.kind(anna, &"deal".into()).await?;
    assert!(deals.field(link.id).is_some(), "what went with it comes with it");
    records.restore(anna, van).await?;
    assert_eq!(desk.names(&ListQuery::default()).await?, ["Furgon"]);
    Ok(())
}

/// One of the two waits for the other, whichever comes first.
#[sqlx::test(migrations = "../../migrations")]
async fn nobody_makes_a_record_of_a_kind_that_goes(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for turn in 0..12 {
        let key = add(&office, &format!("Rodzaj {turn}"), &format!("Sztuka {turn}")).await?;
        let desk = Desk::of(&office, &key.0).await?;
        let records = office.kurier.records();
        let values = [("name", "Nowy")];
        let (made, gone) = tokio::join!(desk.create(&values), records.remove_kind(&office.anna, &key));
        let is_there = !listed(&office, &key).await?.removed;
        assert_eq!((made.is_ok(), gone.is_err()), (is_there, is_there), "{made:?} {gone:?}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_a_kind_cannot_be_is_said(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna, bartek) = (office.kurier.records(), &office.anna, &office.bartek);
    let key = add(&office, "Umowy", "Umowa").await?;
    let long = "x".repeat(61);
    for (many, one, wrong) in [
        ("", " ", vec![(Field::Name, Reason::Required), (Field::OneName, Reason::Required)]),
        (&*long, "Dobra", vec![(Field::Name, Reason::TooLong { max: 60 })]),
        ("umowy", "Inna", vec![(Field::Name, Reason::Taken)]),
        ("Inne", "UMOWA", vec![(Field::OneName, Reason::Taken)]),
    ] {
        let error = add(&office, many, one).await.err().context("was taken")?;
        assert_eq!(about(error), wrong, "{many:?} {one:?}");
    }
    records.change_kind(anna, &key, form("Umowy", "Umowa najmu")).await?;
    assert_eq!(listed(&office, &key).await?.own.map(|own| own.one.en), Some("Umowa najmu".to_owned()));
    // What navigation leads to, of built-in kinds too.
    for kind in [key.clone(), KindKey::from("ticket")] {
        records.show_kind(anna, &kind, false).await?;
        assert!(listed(&office, &kind).await?.hidden);
        records.kind(bartek, &kind).await?;
        records.show_kind(anna, &kind, true).await?;
        assert!(!listed(&office, &kind).await?.hidden);
    }
    // Only administrators; only what is there; built-in kinds stay what they are.
    let contact = KindKey::from("contact");
    assert!(matches!(records.add_kind(bartek, form("A", "A")).await, Err(Error::Forbidden)));
    assert!(matches!(records.change_kind(bartek, &key, form("A", "A")).await, Err(Error::Forbidden)));
    assert!(matches!(records.show_kind(bartek, &key, false).await, Err(Error::Forbidden)));
    assert!(matches!(records.uses_of_kind(bartek, &key).await, Err(Error::Forbidden)));
    assert!(matches!(records.remove_kind(bartek, &key).await, Err(Error::Forbidden)));
    assert!(matches!(records.restore_kind(bartek, &key).await, Err(Error::Forbidden)));
    for nobody in [contact, KindKey::from("lead"), KindKey::from("' OR true")] {
        assert!(matches!(records.change_kind(anna, &nobody, form("A", "A")).await, Err(Error::NotFound)));
        assert!(matches!(records.remove_kind(anna, &nobody).await, Err(Error::NotFound)));
        assert!(matches!(records.restore_kind(anna, &nobody).await, Err(Error::NotFound)));
        assert!(matches!(records.uses_of_kind(anna, &nobody).await, Err(Error::NotFound)));
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn why_something_is_lost_is_asked_where_it_can_be(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (records, anna) = (office.kurier.records(), &office.anna);
    let with_stages = KindForm { has_stages: true, ..form("Montaże", "Montaż") };
    let own = records.add_kind(anna, with_stages).await?;
    let asked = async |kind: &KindKey| {
        anyhow::Ok(records.kind(anna, kind).await?.lost_reason().map(|field| field.key.clone()))
    };
    for (kind, key) in [("lead", "lost_reason"), ("deal", "lost_reason"), ("project", "given_up_reason")] {
        assert_eq!(asked(&kind.into()).await?.as_deref(), Some(key), "{kind}");
    }
    assert_eq!(asked(&own).await?.as_deref(), Some("given_up_reason"));
    let plain = add(&office, "Pojazdy", "Pojazd").await?;
    assert_eq!((asked(&plain).await?, asked(&"contact".into()).await?), (None, None));

    // A ticket can be lost once there is such a stage; and what was said is kept while there is none.
    let ticket = KindKey::from("ticket");
    assert_eq!(asked(&ticket).await?, None);
    let form = StageForm { name: "Odrzucone".to_owned(), outcome: Outcome::Lost, probability: 0 };
    let lost = office.kurier.pipelines().add_stage(anna, &ticket, form).await?;
    assert_eq!(asked(&ticket).await?.as_deref(), Some("given_up_reason"));
    let desk = Desk::of(&office, "ticket").await?;
    let values = [("name", "Skrzypi"), ("status", &lost.to_string()), ("given_up_reason", "duplicate")];
    let record = desk.create(&values).await?;
    assert_eq!(desk.value(&desk.get(record).await?, "given_up_reason"), Some("duplicate"));
    let why = Filter {
        field: "given_up_reason".to_owned(),
        test: Test::OneOf { values: vec!["duplicate".to_owned()] },
    };
    assert_eq!(desk.names(&ListQuery { filters: vec![why], ..ListQuery::default() }).await?, ["Skrzypi"]);
    // It is not taken away, and its choices are the workspace's.
    let field = desk.field("given_up_reason").clone();
    assert!(matches!(records.remove_field(anna, field.id).await, Err(Error::Conflict)));
    let choices = ["Nie nasze", "Inny"].map(|name| Choice {
        key: String::new(),
        name: Some(OwnName { pl: name.to_owned(), en: String::new() }),
        removed: false,
    });
    let form = FieldForm {
        name: OwnName { pl: String::new(), en: String::new() },
        what: FieldType::Choice { choices: choices.to_vec() },
        required: false,
        unique: false,
        default: None,
    };
    let changed = records.change_field(anna, field.id, form).await?;
    let offered = offered(changed.what.choices().context("choices")?).count();
    assert_eq!(offered, 2);
    Ok(())
}
