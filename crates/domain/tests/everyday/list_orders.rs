//! Lists by what stands in no field, by days that are said from today on, in the order of people and of choices; with which saved list one
//! begins.

use crate::office::Office;
use crate::record_filters::{asking, between, ids, one_of};
use crate::records::Desk;
use anyhow::{Context, Result};
use chrono::{Days, NaiveDate, Timelike};
use kurier_domain::Error;
use kurier_domain::outbox::Tz;
use kurier_model::record::{ListQuery, RecordFact, SomeDays, Test, Told, ViewForm};
use sqlx::PgPool;

const DAY: i64 = 24 * 60 * 60;

fn none_of(values: &[&str]) -> Test {
    Test::NoneOf { values: values.iter().map(|value| (*value).to_owned()).collect() }
}

const fn during(days: SomeDays) -> Test {
    Test::During { days }
}

#[sqlx::test(migrations = "../../migrations")]
async fn none_of_some_is_also_nothing(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    let contacts = Desk::of(&office, "contact").await?;
    let anna = office.anna.user.context("a person")?.to_string();
    let bartek = office.bartek.user.context("a person")?.to_string();
    let ewa = contacts.create(&[("name", "Ewa")]).await?.to_string();
    for (name, source, owner, contact) in [
        ("A", "event", anna.as_str(), ewa.as_str()),
        ("B", "email", bartek.as_str(), ""),
        ("C", "", "", ewa.as_str()),
    ] {
        let values = [("name", name), ("source", source), ("owner", owner), ("contact", contact)];
        deals.create(&values).await?;
    }
    let list = async |query: ListQuery| {
        let mut names = deals.names(&query).await?;
        names.sort();
        anyhow::Ok(names.concat())
    };
    assert_eq!(list(asking([("source", none_of(&["event"]))])).await?, "BC");
    assert_eq!(list(asking([("source", none_of(&["event", "email"]))])).await?, "C");
    assert_eq!(list(asking([("owner", none_of(&["me"]))])).await?, "BC");
    assert_eq!(list(asking([("owner", none_of(&["me"])), ("owner", Test::Filled)])).await?, "B");
    assert_eq!(list(asking([("owner", Test::Empty)])).await?, "C");
    assert_eq!(list(asking([("contact", none_of(&[&ewa]))])).await?, "B");
    let first = deals.kind.stages[0].id.to_string();
    assert_eq!(list(asking([("stage", none_of(&[&first]))])).await?, "");
    let second = deals.kind.stages[1].id.to_string();
    assert_eq!(list(asking([("stage", none_of(&[&second]))])).await?, "ABC");
    // On a board too.
    let query = asking([("source", none_of(&["event"]))]);
    let board = office.kurier.records().board(&office.anna, &deals.kind.key, &query).await?;
    assert_eq!(board.columns[0].count, 2);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn days_are_those_of_whoever_asks(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    let now = office.now();
    // Where it is another day by now than in Greenwich.
    let (zone, today) = if now.hour() < 12 {
        (Tz::Etc__GMTPlus12, now.date_naive().pred_opt())
    } else {
        (Tz::Etc__GMTMinus14, now.date_naive().succ_opt())
    };
    let today = today.context("a day")?;
    let day = |later: u64| today.checked_add_days(Days::new(later)).map(|day: NaiveDate| day.to_string());
    for (name, close) in [
        ("A", today.pred_opt().map(|day| day.to_string())),
        ("B", Some(today.to_string())),
        ("C", day(7)),
        ("D", day(8)),
        ("E", Some(String::new())),
    ] {
        deals.create(&[("name", name), ("close_date", &close.context("a day")?)]).await?;
    }
    let list = async |test: Test| {
        let query = ListQuery { sort: Some("name".to_owned()), ..asking([("close_date", test)]) };
        let records = office.kurier.records().seen_from(zone);
        let page = records.page(&office.anna, &deals.kind.key, &query, None, 10).await?;
        anyhow::Ok(page.rows.into_iter().map(|row| row.name).collect::<String>())
    };
    assert_eq!(list(during(SomeDays::Today)).await?, "B");
    assert_eq!(list(during(SomeDays::Next(7))).await?, "BC");
    assert_eq!(list(during(SomeDays::Last(1))).await?, "AB");
    assert_eq!(list(during(SomeDays::Before(1))).await?, "A");
    assert_eq!(list(between(&today.to_string(), "")).await?, "BCD");
    // What is no day is not asked for days.
    let query = asking([("amount", during(SomeDays::Today))]);
    let refused = office.kurier.records().page(&office.anna, &deals.kind.key, &query, None, 10).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn moments_that_stand_in_no_field_are_asked_for(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    deals.create(&[("name", "Old")]).await?;
    let moved = deals.create(&[("name", "Moved")]).await?;
    office.wait(10 * DAY);
    office.kurier.records().move_to_stage(&office.anna, moved, deals.kind.stages[1].id).await?;
    deals.create(&[("name", "New")]).await?;
    let list = async |moment: &str, test: Test| deals.names(&asking([(moment, test)])).await;
    assert_eq!(list("created_at", during(SomeDays::Last(3))).await?, ["New"]);
    assert_eq!(list("created_at", during(SomeDays::Before(3))).await?, ["Moved", "Old"]);
    assert_eq!(list("last_activity_at", during(SomeDays::Last(3))).await?, ["New", "Moved"]);
    assert_eq!(list("stage_since", during(SomeDays::Before(9))).await?, ["Old"]);
    assert_eq!(list("stage_since", during(SomeDays::Before(11))).await?, Vec::<String>::new());
    let since = (office.now().date_naive() - Days::new(1)).to_string();
    assert_eq!(list("created_at", between(&since, "")).await?, ["New"]);
    for test in [Test::Filled, Test::Empty, one_of(&["x"]), between("soon", "")] {
        let query = asking([("created_at", test)]);
        let refused = office.kurier.records().page(&office.anna, &deals.kind.key, &query, None, 10).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{query:?}");
    }
    let board = async |query: ListQuery| {
        let board = office.kurier.records().board(&office.anna, &deals.kind.key, &query).await?;
        anyhow::Ok(board.columns.iter().map(|column| column.count).sum::<u32>())
    };
    assert_eq!(board(asking([("created_at", during(SomeDays::Last(3)))])).await?, 1);
    let sorted =
        |key: &str, descending| ListQuery { sort: Some(key.to_owned()), descending, ..ListQuery::default() };
    assert_eq!(deals.names(&sorted("created_at", false)).await?, ["Old", "Moved", "New"]);
    assert_eq!(deals.names(&sorted("created_at", true)).await?, ["New", "Moved", "Old"]);
    assert_eq!(deals.names(&sorted("last_activity_at", false)).await?[0], "Old");
    let query = sorted("stage_since", false);
    let refused = office.kurier.records().page(&office.anna, &deals.kind.key, &query, None, 9).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn people_come_by_their_names_and_choices_as_they_are_offered(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    let person = |actor: &kurier_domain::Actor| actor.user.context("a person").map(|user| user.to_string());
    let people = [&office.celina, &office.anna, &office.bartek].map(person);
    let [celina, anna, bartek] = people;
    let (celina, anna, bartek) = (celina?, anna?, bartek?);
    for (name, owner, source) in [
        ("A", celina.as_str(), "other"),
        ("B", anna.as_str(), "referral"),
        ("C", "", "website"),
        ("D", bartek.as_str(), ""),
        ("E", anna.as_str(), "website"),
    ] {
        deals.create(&[("name", name), ("owner", owner), ("source", source)]).await?;
    }
    let list =
        async |key, descending| anyhow::Ok(deals.names(&deals.sorted(key, descending)).await?.concat());
    assert_eq!(list("owner", false).await?, "BEDAC");
    assert_eq!(list("owner", true).await?, "ADEBC", "nobody's come last in both directions");
    assert_eq!(list("source", false).await?, "BCEAD");
    assert_eq!(list("source", true).await?, "AECBD");
    // Who is called otherwise stands elsewhere.
    sqlx::query("UPDATE users SET name = 'Żaneta' WHERE id::text = $1")
        .bind(&anna)
        .execute(&office.pool)
        .await?;
    assert_eq!(list("owner", false).await?, "DABEC");
    // What a page ended with may be nobody's by now.
    let (records, query) = (office.kurier.records(), deals.sorted("owner", false));
    let page = records.page(&office.anna, &deals.kind.key, &query, None, 1).await?;
    assert_eq!(page.rows[0].name, "D");
    office.change(&office.anna, page.rows[0].id, "owner", "").await?;
    let rest = records.page(&office.anna, &deals.kind.key, &query, page.next, 10).await?;
    let names: String = rest.rows.into_iter().map(|row| row.name).collect();
    assert_eq!(names, "ABEDC");
    Ok(())
}

/// As `both_ways_to_a_filtered_list_lead_to_the_same`, in the orders and by the filters of this file.
#[sqlx::test(migrations = "../../migrations")]
async fn both_ways_lead_to_the_same_by_moments_and_groups(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    let anna = office.anna.user.context("a person")?.to_string();
    let bartek = office.bartek.user.context("a person")?.to_string();
    for number in 0..60_u32 {
        let amount = if number % 7 == 0 { String::new() } else { format!("{} zł", number % 11 * 100) };
        let source = ["referral", "website", ""][(number % 3) as usize];
        let owner = ["", anna.as_str(), bartek.as_str()][(number % 5 % 3) as usize];
        let name = format!("Szansa {number}");
        let values = [("name", name.as_str()), ("amount", &amount), ("source", source), ("owner", owner)];
        deals.create(&values).await?;
    }
    let cheap = between("100", "300");
    let today = during(SomeDays::Last(1));
    let queries = [
        asking([("source", one_of(&["referral"])), ("amount", cheap.clone())]),
        asking([("source", none_of(&["website"])), ("amount", cheap.clone())]),
        asking([("created_at", today.clone()), ("amount", cheap)]),
        asking([("created_at", today), ("last_activity_at", during(SomeDays::Today))]),
        asking([("created_at", during(SomeDays::Before(3)))]),
    ];
    let sorts =
        [None, Some("source"), Some("owner"), Some("created_at"), Some("last_activity_at"), Some("amount")];
    for sort in sorts {
        for descending in [false, true] {
            let sorted =
                |query: &ListQuery| ListQuery { sort: sort.map(str::to_owned), descending, ..query.clone() };
            let whole = ids(&deals, &sorted(&asking([])), 7).await?;
            assert_eq!(whole.len(), 60, "{sort:?} {descending}");
            for query in &queries {
                let at_once = ids(&deals, &sorted(query), 100).await?;
                let walked: Vec<_> = whole.iter().filter(|id| at_once.contains(id)).copied().collect();
                assert_eq!(at_once, walked, "{sort:?} {descending} {query:?}");
                for lines in [1, 7] {
                    let found = ids(&deals, &sorted(query), lines).await?;
                    assert_eq!(found, walked, "{sort:?} {descending} {lines} {query:?}");
                }
            }
        }
    }
    assert_eq!(ids(&deals, &queries[0], 100).await?.len(), 6);
    assert_eq!(ids(&deals, &queries[3], 100).await?.len(), 60);
    assert_eq!(ids(&deals, &queries[4], 100).await?.len(), 0);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_saved_list_has_its_columns_and_one_begins_with_it(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    deals.create(&[("name", "A"), ("amount", "5"), ("source", "website")]).await?;
    let (records, kind) = (office.kurier.records(), &deals.kind.key);
    let columns = ["source", "created_at", "nothing"].map(str::to_owned);
    let query = ListQuery { columns: Some(columns.into()), ..ListQuery::default() };
    let row = records.page(&office.anna, kind, &query, None, 5).await?.rows.remove(0);
    assert_eq!(row.values.len(), 2, "the name and the source");
    let form = |shared| ViewForm { name: "Źródła".to_owned(), shared, query: query.clone(), board: false };
    let own = records.save_view(&office.anna, kind, None, form(false)).await?;
    let shared = records.save_view(&office.anna, kind, None, form(true)).await?;
    let first = async |actor| {
        let all = records.open_list(actor, kind).await?.views;
        anyhow::Ok(all.into_iter().find(|view| view.is_first))
    };
    assert_eq!(first(&office.anna).await?, None);
    records.begin_with_view(&office.anna, kind, Some(own)).await?;
    let begins = first(&office.anna).await?.context("a view")?;
    let kept = ["source", "created_at"].map(str::to_owned);
    assert_eq!((begins.id, begins.query.columns), (own, Some(kept.into())));
    // Bartek begins with what he sees, and for himself.
    let refused = records.begin_with_view(&office.bartek, kind, Some(own)).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    records.begin_with_view(&office.bartek, kind, Some(shared)).await?;
    assert_eq!(first(&office.bartek).await?.map(|view| view.id), Some(shared));
    assert_eq!(first(&office.anna).await?.map(|view| view.id), Some(own));
    let elsewhere = records.begin_with_view(&office.anna, &"contact".into(), Some(own)).await;
    assert!(matches!(elsewhere, Err(Error::NotFound)));
    // One that is not for everybody any more is nobody else's beginning.
    records.save_view(&office.anna, kind, Some(shared), form(false)).await?;
    assert_eq!(first(&office.bartek).await?, None);
    records.begin_with_view(&office.anna, kind, None).await?;
    assert_eq!(first(&office.anna).await?, None);
    records.begin_with_view(&office.anna, kind, Some(own)).await?;
    records.remove_view(&office.anna, own).await?;
    assert_eq!(first(&office.anna).await?, None);
    // When a record was made is a column like another one.
    records.choose_columns(&office.anna, kind, &["created_at".to_owned()]).await?;
    assert_eq!(records.kind(&office.anna, kind).await?.facts_in_list, [RecordFact::Created]);
    assert!(records.kind(&office.bartek, kind).await?.facts_in_list.is_empty());
    // Whatever stands in no field, in an order of its own; what nobody knows is none.
    let all = ["created_at", "created_by", "unheard_of", "in_stage_since"].map(str::to_owned);
    records.choose_columns(&office.anna, kind, &all).await?;
    assert_eq!(records.kind(&office.anna, kind).await?.facts_in_list, RecordFact::ALL);
    let anna = office.kurier.members().me(&office.anna).await?.name;
    assert_eq!(row.tells(RecordFact::CreatedBy), Some(Told::Words(anna)));
    Ok(())
}
