//! Lists of records, in the order of any field.

use crate::office::Office;
use crate::records::{Desk, complaints};
use anyhow::Result;
use kurier_domain::Error;
use kurier_model::record::ListQuery;
use kurier_model::{Field, Reason};
use sqlx::PgPool;

#[sqlx::test(migrations = "../../migrations")]
async fn lists_are_in_the_order_of_any_field_and_lose_nobody_between_pages(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    for (name, email) in [
        ("Żaneta", "z@a.example"),
        ("adam", "b@a.example"),
        ("Łukasz", ""),
        ("Ćma", "a@a.example"),
        ("Zenon", ""),
        ("Łukasz", "b@a.example, 0@a.example"),
        ("Ewa", ""),
    ] {
        contacts.create(&[("name", name), ("emails", email)]).await?;
    }
    let up = contacts.names(&contacts.sorted("name", false)).await?;
    assert_eq!(up, ["adam", "Ćma", "Ewa", "Łukasz", "Łukasz", "Żaneta", "Zenon"]);
    let mut down = contacts.names(&contacts.sorted("name", true)).await?;
    down.reverse();
    assert_eq!(down, up);
    let by_mail = contacts.names(&contacts.sorted("emails", false)).await?;
    assert_eq!(by_mail[..1], ["Ćma"]);
    assert_eq!(by_mail[4..], ["Ewa", "Zenon", "Łukasz"], "those without come last, the latest first");
    assert_eq!(contacts.names(&contacts.sorted("emails", true)).await?[4..], by_mail[4..]);
    assert_eq!(contacts.names(&ListQuery::default()).await?[..2], ["Ewa", "Łukasz"]);
    let words = ListQuery { words: "lukasz 0@a".to_owned(), ..contacts.sorted("name", false) };
    assert_eq!(contacts.names(&words).await?, ["Łukasz"]);
    assert!(contacts.names(&ListQuery { mine: true, ..ListQuery::default() }).await?.is_empty());
    for sort in ["description", "nothing", "'; DROP TABLE records"] {
        let query = ListQuery { sort: Some(sort.to_owned()), ..ListQuery::default() };
        let refused = office.kurier.records().page(&office.anna, &contacts.kind.key, &query, None, 10).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
    Ok(())
}

/// Fields that no built-in kind has.
#[sqlx::test(migrations = "../../migrations")]
async fn lists_are_in_the_order_of_numbers_and_days(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    Desk::of(&office, "contact").await?;
    for (key, what) in [("amount", "money"), ("since", "date"), ("vip", "checkbox"), ("number", "number")] {
        sqlx::query(
            "INSERT INTO record_fields (id, workspace_id, kind, key, name_pl, name_en, what, required, is_unique, in_list, position)
             VALUES (gen_random_uuid(), $1, 'contact', $2, $2, $2, jsonb_build_object('type', $3::text), false, $2 = 'number', true, 99)",
        )
        .bind(office.anna.workspace.0)
        .bind(key)
        .bind(what)
        .execute(&office.pool)
        .await?;
    }
    let contacts = Desk::of(&office, "contact").await?;
    for (name, amount, since, number) in [
        ("A", "1 200,50 zł", "28.11.2026", "7"),
        ("B", "-3", "1969-12-31", "-0,5"),
        ("C", "", "", ""),
        ("D", "99,99", "2026-01-02", "10"),
        ("E", "1200.50", "", "1000000"),
    ] {
        contacts
            .create(&[
                ("name", name),
                ("amount", amount),
                ("since", since),
                ("number", number),
                ("vip", "true"),
            ])
            .await?;
    }
    let list = async |key: &str, descending| {
        anyhow::Ok(contacts.names(&contacts.sorted(key, descending)).await?.concat())
    };
    assert_eq!((list("amount", false).await?, list("amount", true).await?), ("BDAEC".into(), "EADBC".into()));
    assert_eq!((list("since", false).await?, list("since", true).await?), ("BDAEC".into(), "ADBEC".into()));
    assert_eq!((list("number", false).await?, list("number", true).await?), ("BADEC".into(), "EDABC".into()));
    assert_eq!(list("vip", true).await?.len(), 5);
    let taken = contacts.create(&[("name", "F"), ("number", "7.0")]).await;
    assert_eq!(complaints(taken), [(Field::OfKind(contacts.field("number").id), Reason::Taken)]);
    Ok(())
}
