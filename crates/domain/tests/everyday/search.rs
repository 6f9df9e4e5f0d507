//! Finding mail by what a person remembers of it.

use crate::office::Office;
use anyhow::Result;
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;

const JAN: &str = "Jan Kowalski <jan@klient.example>";

async fn found(office: &Office, query: &str) -> Result<Vec<String>> {
    let page = office.kurier.threads().search(&office.anna, None, query, None, 50).await?;
    let mut subjects: Vec<String> = page.rows.into_iter().map(|row| row.subject).collect();
    subjects.sort();
    Ok(subjects)
}

#[sqlx::test(migrations = "../../migrations")]
async fn words_of_the_html_and_words_side_by_side_are_found(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let mails = [
        Mail::new(JAN, BIURO.address, "Faktura")
            .text("Zobacz wersję HTML.")
            .html("<table><tr><td>Kwota</td><td>1200</td></tr></table><div>Termin</div><div>piątek</div>"),
        Mail::new(JAN, BIURO.address, "Jeden").text("Mamy krzesła i stoły,\r\nczyli komplet."),
        Mail::new(JAN, BIURO.address, "Dwa").text("Mamy stoły i krzesła. Komplet."),
    ];
    for mail in &mails {
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;
    while office.kurier.threads().index_batch().await? > 0 {}
    for (query, subjects) in [
        ("Kwota", &["Faktura"][..]),
        ("kwota 1200", &["Faktura"]),
        ("piatek", &["Faktura"]),
        ("krzesla stoly", &["Dwa", "Jeden"]),
        ("\"krzesła i stoły\"", &["Jeden"]),
        ("„stoły I krzesla” komplet", &["Dwa"]),
        ("\"stoły czyli komplet\"", &["Jeden"]),
        ("\"krzesła komplet\"", &["Dwa"]),
        ("\"Kwota 1200\"", &["Faktura"]),
        ("\"krzes\"", &[]),
        ("krzes", &["Dwa", "Jeden"]),
        ("a", &[]),
    ] {
        assert_eq!(found(&office, query).await?, subjects, "{query}");
    }
    Ok(())
}
