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

/// Of a short name hardly a piece is left when a letter is another one; it is found all the same, and nobody who is called otherwise.
#[sqlx::test(migrations = "../../migrations")]
async fn short_names_are_found_with_a_letter_amiss(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    let nowak = contacts.create(&[("name", "Jan Nowak"), ("emails", "jn@x.example")]).await?;
    let wojcik = contacts.create(&[("name", "Ewa Wójcik")]).await?;
    let kowalski = contacts.create(&[("name", "Adam Kowalski")]).await?;
    let wilk = contacts.create(&[("name", "Ola Wilk")]).await?;
    let mill = Desk::of(&office, "company").await?.create(&[("name", "Młyn Sp. z o.o.")]).await?;
    for (words, wanted) in [
        ("Nawak", nowak),
        ("nwoak", nowak),
        ("NOWWAK", nowak),
        ("jan nawak", nowak),
        ("Nawak Jan", nowak),
        ("nawak jn@x", nowak),
        ("Wajcik", wojcik),
        ("Wójick", wojcik),
        ("ewa wójcig", wojcik),
        ("Kovalski", kowalski),
        ("adan kowaslki", kowalski),
        ("wlik", wilk),
        ("mlym", mill),
    ] {
        let found = found(&office, words).await?;
        assert_eq!(found.first(), Some(&(wanted, true)), "{words}: {found:?}");
    }
    for (words, other) in
        [("nawek", nowak), ("ewa nawak", nowak), ("wolf", wilk), ("wojtek", wojcik), ("kovalsky", nowak)]
    {
        let found = found(&office, words).await?;
        assert!(found.iter().all(|(record, _)| *record != other), "{words}: {found:?}");
    }
    contacts.update(nowak, contacts.get(nowak).await?.revision, &[("name", "Jan Kruk")]).await?;
    assert!(found(&office, "Nawak").await?.iter().all(|(record, _)| *record != nowak));
    assert_eq!(found(&office, "krul").await?.first(), Some(&(nowak, true)));
    office.kurier.records().remove(&office.anna, nowak).await?;
    assert!(found(&office, "krul").await?.is_empty());
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn many_of_a_kind_hide_no_other_where_a_few_of_each_are_found(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, deals) = (Desk::of(&office, "contact").await?, Desk::of(&office, "deal").await?);
    for number in 0..30 {
        contacts.create(&[("name", &format!("Bukowska {number}"))]).await?;
    }
    let deal = deals.create(&[("name", "Stół bukowy, bukowska jakość")]).await?;
    let all = office.kurier.records().search(&office.anna, "bukowska").await?;
    assert!(all.iter().all(|one| one.record != deal), "of all, those whose name begins so are first");
    for words in ["bukowska", "bu"] {
        let found = office.kurier.records().search_each_kind(&office.anna, words).await?;
        let of_kind = |kind: &str| found.iter().filter(|one| one.kind == KindKey::from(kind)).count();
        assert_eq!((of_kind("contact"), of_kind("deal"), found.len()), (4, 1, 5), "{words}");
    }
    Ok(())
}
