//! Records of all kinds by words.

use crate::office::Office;
use crate::records::Desk;
use anyhow::Result;
use kurier_domain::Actor;
use kurier_model::record::KindKey;
use kurier_model::{RecordId, WorkspaceId};
use sqlx::PgPool;

async fn found(office: &Office, words: &str) -> Result<Vec<(RecordId, bool)>> {
    let found = office.kurier.records().search(&office.anna, words).await?;
    Ok(found.into_iter().map(|one| (one.record, one.is_near)).collect())
}

#[sqlx::test(migrations = "../../migrations")]
async fn all_kinds_are_found_by_any_of_their_words(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let anna = &office.anna;
    let (contacts, companies) = (Desk::of(&office, "contact").await?, Desk::of(&office, "company").await?);
    let deals = Desk::of(&office, "deal").await?;
    let mill = companies.create(&[("name", "Młyn Żuławski"), ("domain", "mlyn.example")]).await?;
    let of = mill.to_string();
    let zofia = contacts
        .create(&[
            ("name", "Zofia Wróblewska"),
            ("emails", "zofia@mlyn.example"),
            ("phones", "512 345 678"),
            ("company", &of),
        ])
        .await?;
    let flour = deals
        .create(&[("name", "Mąka na święta"), ("contact", &zofia.to_string()), ("company", &of)])
        .await?;
    let lead = office.lead(anna, "Nowy młyn", "ktos@gdzies.example").await?;

    for (words, wanted) in [
        ("wroblewska", zofia),
        ("WRÓBLEWSKA zofia", zofia),
        ("zofia@mlyn", zofia),
        ("345 678", zofia),
        ("+48512345678", zofia),
        ("maka", flour),
        ("na święta", flour),
        ("zulawski", mill),
        ("ktos@gdzies.example", lead),
    ] {
        let found = found(&office, words).await?;
        assert_eq!(found.first(), Some(&(wanted, false)), "{words}: {found:?}");
    }
    // Those that begin with it first; the deal says its company.
    let mills = office.kurier.records().search(anna, "młyn").await?;
    let kinds: Vec<_> = mills.iter().map(|one| one.kind.clone()).collect();
    assert_eq!(kinds[..2], [KindKey::from("company"), KindKey::from("lead")], "{mills:?}");
    let found_deal = &office.kurier.records().search(anna, "mąka").await?[0];
    assert_eq!((found_deal.company.as_deref(), found_deal.stage.is_some()), (Some("Młyn Żuławski"), true));

    // Another ending, a letter too many, missing or other; marked as not quite what was asked for.
    for words in ["Wróblewskiej", "Wrublewska", "Wróblewka", "Wróbblewska"] {
        let found = found(&office, words).await?;
        assert_eq!(found.first(), Some(&(zofia, true)), "{words}: {found:?}");
    }
    for nothing in
        ["", "   ", "%", "_", "\\", "\0", "---", "@@@", "xqzw", "xqzw\0", "' OR 1=1 --", &"x".repeat(5_000)]
    {
        assert!(found(&office, nothing).await?.is_empty(), "{nothing:?}");
    }
    let stranger = Actor::system(WorkspaceId::new());
    assert!(office.kurier.records().search(&stranger, "młyn").await?.is_empty(), "the wall");
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_record_is_found_by_what_it_is_now(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let zofia = contacts
        .create(&[("name", "Zofia Wróblewska"), ("emails", "zofia@mlyn.example"), ("phones", "512 345 678")])
        .await?;
    assert_eq!(found(&office, "345 678").await?, [(zofia, false)]);
    let seen = contacts.get(zofia).await?.revision;
    let changes = [("name", "Zofia Kruk"), ("emails", "kruk@mlyn.example"), ("phones", "")];
    contacts.update(zofia, seen, &changes).await?;
    assert_eq!(found(&office, "kruk@mlyn").await?, [(zofia, false)]);
    for gone in ["345 678", "zofia@mlyn", "wroblewska"] {
        assert!(!found(&office, gone).await?.contains(&(zofia, false)), "{gone}");
    }
    office.kurier.records().remove(&office.anna, zofia).await?;
    assert!(found(&office, "kruk@mlyn").await?.is_empty());
    office.kurier.records().restore(&office.anna, zofia).await?;
    assert_eq!(found(&office, "kruk@mlyn").await?, [(zofia, false)]);
    Ok(())
}

/// Whichever way finds them (few by the index, or many by walking), lists with words are the same.
#[sqlx::test(migrations = "../../migrations")]
async fn short_words_find_what_long_ones_do(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    for (name, email) in
        [("Ola Bąk", "ola@bak.example"), ("Jan Żak", "jan@zak.example"), ("Ala Bak", "x@y.example")]
    {
        contacts.create(&[("name", name), ("emails", email)]).await?;
    }
    for (words, wanted) in [
        ("ba", &["Ala Bak", "Ola Bąk"][..]),
        ("bak", &["Ala Bak", "Ola Bąk"]),
        ("ol ba", &["Ola Bąk"]),
        ("@zak.ex", &["Jan Żak"]),
        ("a b", &["Ala Bak", "Ola Bąk"]),
        ("bax", &[]),
    ] {
        let query =
            kurier_model::record::ListQuery { words: words.to_owned(), ..contacts.sorted("name", false) };
        assert_eq!(contacts.names(&query).await?, wanted, "{words}");
        let found = office.kurier.records().find(&office.anna, &contacts.kind.key, words).await?;
        let mut names: Vec<_> = found.into_iter().map(|named| named.name).collect();
        names.sort();
        assert_eq!(names, wanted, "{words}");
    }
    Ok(())
}
