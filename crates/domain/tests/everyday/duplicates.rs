//! Records that may be the same as what is being typed: by an address, a number, nearly the same name.

use crate::office::Office;
use crate::records::Desk;
use anyhow::Result;
use kurier_model::record::TwinReason;
use sqlx::PgPool;

const JAN: &str = "jan@meble.example";

#[sqlx::test(migrations = "../../migrations")]
async fn who_is_nearly_called_so_is_found(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let (contacts, companies) = (Desk::of(&office, "contact").await?, Desk::of(&office, "company").await?);
    let jan = contacts.create(&[("name", "Jan Kowalski"), ("emails", JAN)]).await?;
    let zaneta = contacts.create(&[("name", "Żaneta Łoś")]).await?;
    let meble = companies
        .create(&[("name", "Meble Nowak Sp. z o.o."), ("domain", "meble.example"), ("tax_id", "5260250274")])
        .await?;
    let records = office.kurier.records();
    let twins = async |desk: &Desk<'_>, values: &[(&str, &str)]| {
        let found = records.twins(&office.anna, &desk.kind.key, &desk.changes(values), None).await?;
        anyhow::Ok(found.into_iter().map(|twin| (twin.id, twin.reason)).collect::<Vec<_>>())
    };
    for name in ["kowalski jan", "Jan Kowalsky", "Jan Kowaslki", "Jann Kowalski", "JAN KOWÁLSKI x"] {
        assert_eq!(twins(&contacts, &[("name", name)]).await?, [(jan, TwinReason::SimilarName)], "{name}");
    }
    assert_eq!(twins(&contacts, &[("name", "los zaneta")]).await?, [(zaneta, TwinReason::SimilarName)]);
    assert!(twins(&contacts, &[("name", "Jan Kowalczyk")]).await?.is_empty(), "somebody else");
    let found =
        records.twins(&office.anna, &contacts.kind.key, &contacts.changes(&[("emails", JAN)]), None).await?;
    assert_eq!(found[0].note.as_deref(), Some(JAN), "by what they are told apart");
    assert!(
        records
            .twins(&office.anna, &contacts.kind.key, &contacts.changes(&[("emails", JAN)]), Some(jan))
            .await?
            .is_empty()
    );
    assert_eq!(twins(&companies, &[("name", "meble nowak")]).await?, [(meble, TwinReason::SimilarName)]);
    assert_eq!(
        twins(&companies, &[("domain", "https://www.Meble.example/o-nas")]).await?,
        [(meble, TwinReason::Domain)]
    );
    assert_eq!(twins(&companies, &[("tax_id", "526-025-02-74")]).await?, [(meble, TwinReason::TaxId)]);
    let second = contacts.create(&[("name", "Kowalski Jan")]).await?;
    let like = records.duplicates(&office.anna, jan).await?;
    assert_eq!(like.iter().map(|twin| twin.id).collect::<Vec<_>>(), [second]);
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_wrong_letter_hides_nobody_wherever_it_is(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let contacts = Desk::of(&office, "contact").await?;
    for (name, typed) in [
        ("Jan Nowak", ["Jan Mowak", "Jan Nowka", "Jan Nwak", "Kan Nowak", "Jna Nowak", "Nowak Jam"]),
        (
            "Aleksandra Nowicka",
            [
                "Aleksandra Novicka",
                "Alekasndra Nowicka",
                "Nowicka Aleksandr",
                "Aleksandra Nowickka",
                "Leksandra Nowicka",
                "Aleksandra Nowiccka",
            ],
        ),
        ("Ewa Kotek", ["Ewa Kotok", "Ewa Ktoek", "Eva Kotek", "Ewa Otek", "Ewa Kotekk", "kotek ewo"]),
        (
            "Zbigniew 75989",
            [
                "Zbigniev 75989",
                "Zbigniew 75998",
                "Zbignew 75989",
                "75989 Zbigniwe",
                "Xbigniew 75989",
                "Zbigniew 7598",
            ],
        ),
    ] {
        let record = contacts.create(&[("name", name)]).await?;
        for typed in typed {
            let changes = contacts.changes(&[("name", typed)]);
            let found =
                office.kurier.records().twins(&office.anna, &contacts.kind.key, &changes, None).await?;
            assert!(found.iter().any(|twin| twin.id == record), "{typed} for {name}: {found:?}");
        }
    }
    Ok(())
}
