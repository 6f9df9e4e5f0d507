//! Lists of which only a part is wanted, saved lists, and columns that somebody has chosen.

use crate::office::Office;
use crate::records::Desk;
use anyhow::{Context, Result};
use kurier_domain::Error;
use kurier_model::record::{Filter, ListCursor, ListQuery, Moment, SomeDays, Test, ViewForm};
use kurier_model::{Field, Reason, RecordId};
use sqlx::PgPool;

pub fn one_of(values: &[&str]) -> Test {
    Test::OneOf { values: values.iter().map(|value| (*value).to_owned()).collect() }
}

pub fn between(from: &str, to: &str) -> Test {
    Test::Between { from: from.to_owned(), to: to.to_owned() }
}

fn has(words: &str) -> Test {
    Test::Has { words: words.to_owned() }
}

pub fn asking<const N: usize>(filters: [(&str, Test); N]) -> ListQuery {
    let filters = filters.map(|(field, test)| Filter { field: field.to_owned(), test });
    ListQuery { filters: filters.into(), ..ListQuery::default() }
}

#[sqlx::test(migrations = "../../migrations")]
async fn filters_are_passed_together(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    for (name, phone, language) in
        [("Żaneta Łoś", "512 345 678", "pl"), ("Jan", "", "de"), ("Ola 100%", "22 621 00 00", "")]
    {
        contacts
            .create(&[("name", name), ("phones", phone), ("language", language), ("emails", "X@A.example")])
            .await?;
    }
    let list = async |query: ListQuery| {
        let mut names = contacts.names(&query).await?;
        names.sort();
        anyhow::Ok(names.join(", "))
    };
    assert_eq!(list(asking([("full_name", has("zaneta LOS"))])).await?, "Żaneta Łoś");
    assert_eq!(list(asking([("full_name", has("%"))])).await?, "Ola 100%");
    assert_eq!(list(asking([("phones", has("+48 512-345"))])).await?, "Żaneta Łoś");
    assert_eq!(list(asking([("emails", has("x@a.EXAMPLE"))])).await?, "Jan, Ola 100%, Żaneta Łoś");
    assert_eq!(list(asking([("language", one_of(&["pl", "de"]))])).await?, "Jan, Żaneta Łoś");
    assert_eq!(list(asking([("language", Test::Empty)])).await?, "Ola 100%");
    let both = asking([("language", Test::Filled), ("phones", Test::Empty)]);
    assert_eq!(list(both).await?, "Jan");
    let with_words = ListQuery { words: "jan".to_owned(), ..asking([("language", one_of(&["pl"]))]) };
    assert_eq!(list(with_words).await?, "");

    let companies = Desk::of(&office, "company").await?;
    companies.create(&[("name", "Nowak"), ("tax_id", "526-025-02-74")]).await?;
    for written in ["526-025-02", "5260250274"] {
        assert_eq!(companies.names(&asking([("tax_id", has(written))])).await?, ["Nowak"]);
    }
    let no_number = asking([("phones", has("abc"))]);
    let refused = office.kurier.records().page(&office.anna, &contacts.kind.key, &no_number, None, 5).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    // Who has several of what is asked for is on the list once.
    contacts.create(&[("name", "Dwa"), ("emails", "a@dwa.example, b@dwa.example")]).await?;
    let both = asking([("emails", one_of(&["a@dwa.example", "b@dwa.example"]))]);
    assert_eq!(list(both).await?, "Dwa");

    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn numbers_days_people_and_stages_are_filtered(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    let anna = office.anna.user.context("a person")?.to_string();
    for (name, amount, close, owner) in [
        ("A", "1000 zł", "2026-11-28", anna.as_str()),
        ("B", "-5", "2026-12-01", ""),
        ("C", "", "", anna.as_str()),
        ("D", "1000,01 zł", "2027-01-01", ""),
    ] {
        let values = [("name", name), ("amount", amount), ("close_date", close), ("owner", owner)];
        deals.create(&values).await?;
    }
    let list = async |query: ListQuery| {
        let mut names = deals.names(&query).await?;
        names.sort();
        anyhow::Ok(names.concat())
    };
    assert_eq!(list(asking([("amount", between("-5", "1 000,00"))])).await?, "AB");
    assert_eq!(list(asking([("amount", between("1000,01", ""))])).await?, "D");
    assert_eq!(list(asking([("close_date", between("", "30.12.2026"))])).await?, "AB");
    assert_eq!(list(asking([("owner", one_of(&["me"]))])).await?, "AC");
    assert_eq!(list(asking([("owner", one_of(&["me"])), ("amount", Test::Filled)])).await?, "A");
    let first = deals.kind.stages[0].id.to_string();
    assert_eq!(list(asking([("stage", one_of(&[&first]))])).await?, "ABCD");
    assert_eq!(list(asking([("stage", one_of(&[&first])), ("close_date", Test::Empty)])).await?, "C");
    assert_eq!(list(asking([("amount", one_of(&["EUR"]))])).await?, "");
    Ok(())
}

/// Whether few are looked at or an index is walked, and whatever the order: the same, in the same order, nobody twice, nobody lost.
#[sqlx::test(migrations = "../../migrations")]
async fn both_ways_to_a_filtered_list_lead_to_the_same(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    for number in 0..60_u32 {
        let amount = if number % 7 == 0 { String::new() } else { format!("{} zł", number % 11 * 100) };
        let source = ["referral", "website", ""][(number % 3) as usize];
        let name = format!("Szansa {}", number % 13);
        let values = [("name", name.as_str()), ("amount", &amount), ("source", source)];
        deals.create(&values).await?;
    }
    // A whole list is walked. Of these, the first is walked to its last page, and that comes from the indexes of the fields; so does all of the
    // second, which has no page.
    let many = asking([("source", one_of(&["referral", "website"]))]);
    let few = asking([("source", one_of(&["referral"])), ("amount", between("100", "300"))]);
    for sort in [None, Some("name"), Some("amount"), Some("close_date"), Some("stage")] {
        for descending in [false, true] {
            let sorted =
                |query: &ListQuery| ListQuery { sort: sort.map(str::to_owned), descending, ..query.clone() };
            let whole = ids(&deals, &sorted(&asking([])), 7).await?;
            // A page of one line looks at forty records, and leaves the others to the indexes.
            for (query, count, lines) in [(&many, 40, 7), (&few, 6, 7), (&few, 6, 1)] {
                let found = ids(&deals, &sorted(query), lines).await?;
                let walked: Vec<_> = whole.iter().filter(|id| found.contains(id)).copied().collect();
                assert_eq!((found.len(), &found), (count, &walked), "{sort:?} {descending}");
            }
        }
    }
    Ok(())
}

/// The ids of a whole list, so many at a time.
pub async fn ids(desk: &Desk<'_>, query: &ListQuery, lines: u32) -> Result<Vec<RecordId>> {
    let (mut all, mut after) = (Vec::new(), None::<ListCursor>);
    loop {
        let Desk { office, kind } = desk;
        let page = office.kurier.records().page(&office.anna, &kind.key, query, after, lines).await?;
        all.extend(page.rows.into_iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// Whatever is asked, it is answered or refused in words: nothing of it is SQL, nothing of it is a fault of ours.
/// What nobody asks for.
const STRANGE: [&str; 13] = [
    "'; DROP TABLE records; --",
    "\u{1f}",
    "\\",
    "%_%",
    "NaN",
    "Infinity",
    "1e400",
    "9999999999999999999",
    "99999999-99-99",
    "{a,b}",
    "🦀\u{202e}",
    "\u{0}",
    "",
];

#[sqlx::test(migrations = "../../migrations")]
async fn strange_questions_are_no_sql(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    deals.create(&[("name", "A"), ("amount", "5"), ("close_date", "2026-11-28")]).await?;
    let keys = deals.kind.fields.iter().map(|field| field.key.as_str()).chain(STRANGE);
    let keys = keys.chain(Moment::ALL.map(Moment::key));
    for key in keys {
        for words in STRANGE {
            let long = words.repeat(500);
            let written = words.to_owned();
            let tests = [
                has(words),
                has(&long),
                one_of(&[words, &long]),
                Test::NoneOf { values: vec![written.clone(), long.clone()] },
                Test::During { days: SomeDays::Before(u16::MAX) },
                Test::Unknown { written },
                between(words, ""),
                between("", words),
            ];
            for test in tests {
                let query = ListQuery { sort: Some(key.to_owned()), ..asking([(key, test)]) };
                let records = office.kurier.records();
                let answer = records.page(&office.anna, &deals.kind.key, &query, None, 10).await;
                assert!(
                    matches!(answer, Ok(_) | Err(Error::NotFound | Error::Invalid(_))),
                    "{query:?}: {answer:?}"
                );
            }
            // A board asks the same questions, in its own order.
            let query = asking([(key, one_of(&[words, &long]))]);
            let answer = office.kurier.records().board(&office.anna, &deals.kind.key, &query).await;
            assert!(
                matches!(answer, Ok(_) | Err(Error::NotFound | Error::Invalid(_))),
                "{query:?}: {answer:?}"
            );
        }
    }
    let after = |key: &str| Some(ListCursor { key: Some(key.to_owned()), id: RecordId::new() });
    for sort in [None, Some("name"), Some("amount"), Some("owner"), Some("source"), Some("created_at")] {
        for key in STRANGE {
            let query = ListQuery { sort: sort.map(str::to_owned), ..ListQuery::default() };
            let page =
                office.kurier.records().page(&office.anna, &deals.kind.key, &query, after(key), 10).await;
            assert!(page.is_ok(), "{sort:?} {key}: {page:?}");
        }
    }
    assert_eq!(deals.names(&ListQuery::default()).await?, ["A"]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn saved_lists_are_ones_own_or_everybodys(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    let (records, kind) = (office.kurier.records(), &deals.kind.key);
    let mut form = ViewForm {
        name: "  Duże   szanse ".to_owned(),
        shared: false,
        query: asking([("amount", between("1000", ""))]),
        board: true,
    };
    let view = records.save_view(&office.anna, kind, None, form.clone()).await?;
    let saved = records.views(&office.anna, kind).await?;
    assert_eq!((saved[0].name.as_str(), saved[0].mine, saved[0].board), ("Duże szanse", true, true));
    assert_eq!(saved[0].query, form.query);
    assert!(records.views(&office.bartek, kind).await?.is_empty());
    form.shared = true;
    assert_eq!(records.save_view(&office.anna, kind, Some(view), form.clone()).await?, view);
    let seen = records.views(&office.bartek, kind).await?;
    assert_eq!((seen.len(), seen[0].mine), (1, false));
    // Only she changes it.
    let refused = records.save_view(&office.bartek, kind, Some(view), form.clone()).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    assert!(matches!(records.remove_view(&office.bartek, view).await, Err(Error::NotFound)));
    let wrong = [
        ("", asking([])),
        ("x", asking([("nothing", Test::Filled)])),
        ("x", asking([("amount", between("dużo", ""))])),
        ("x", ListQuery { sort: Some("description".to_owned()), ..asking([]) }),
    ];
    for (name, query) in wrong {
        let form = ViewForm { name: name.to_owned(), query, ..form.clone() };
        let refused = records.save_view(&office.anna, kind, None, form).await;
        assert!(matches!(refused, Err(Error::NotFound | Error::Invalid(_))), "{name} {refused:?}");
    }
    let long = ViewForm { name: "ż".repeat(101), ..form };
    let Err(Error::Invalid(invalid)) = records.save_view(&office.anna, kind, None, long).await else {
        panic!("a name of 101 letters")
    };
    assert_eq!(invalid.about(Field::Name), Some(&Reason::TooLong { max: 100 }));
    records.remove_view(&office.anna, view).await?;
    assert!(records.views(&office.bartek, kind).await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn columns_are_everybodys_own(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let deals = Desk::of(&office, "deal").await?;
    deals.create(&[("name", "A"), ("amount", "5"), ("source", "website")]).await?;
    let (records, kind) = (office.kurier.records(), &deals.kind.key);
    let columns = async |actor| {
        let kind = records.kind(actor, kind).await?;
        let listed = kind.fields.into_iter().filter(|field| field.in_list);
        anyhow::Ok(listed.map(|field| field.key).collect::<Vec<_>>())
    };
    let before = columns(&office.bartek).await?;
    let chosen = ["source", "nothing", "stage"].map(str::to_owned);
    records.choose_columns(&office.anna, kind, &chosen).await?;
    assert_eq!(columns(&office.anna).await?, ["name", "stage", "source"]);
    assert_eq!(columns(&office.bartek).await?, before);
    let row = records.page(&office.anna, kind, &ListQuery::default(), None, 5).await?.rows.remove(0);
    assert_eq!(row.values.len(), 3);
    records.choose_columns(&office.anna, kind, &[]).await?;
    assert_eq!(columns(&office.anna).await?, ["name"]);
    Ok(())
}
