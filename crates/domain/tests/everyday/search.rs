//! Finding mail by what a person remembers of it.

use crate::office::{Office, sample};
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use kurier_model::MailboxId;
use kurier_testbed::mails::Mail;
use kurier_testbed::people::BIURO;
use sqlx::PgPool;
use uuid::Uuid;

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

/// Polish words change their endings; what stands in quotation marks is meant as it stands.
#[sqlx::test(migrations = "../../migrations")]
async fn words_are_found_in_all_their_forms(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for (subject, text) in [
        ("Faktura za maj", "W załączeniu."),
        ("Umowa", "Proszę o ceny."),
        ("Centrum", "Umowny termin, fakturowanie później."),
    ] {
        let mail = Mail::new(JAN, BIURO.address, subject).text(text);
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;
    while office.kurier.threads().index_batch().await? > 0 {}
    for (query, subjects) in [
        ("faktury za", &["Faktura za maj"][..]),
        ("za fakturę", &["Faktura za maj"]),
        ("fakturami maj", &["Faktura za maj"]),
        ("\"faktury\" za", &[]),
        ("\"faktura za\"", &["Faktura za maj"]),
        ("umowy ceny", &["Umowa"]),
        ("cena umowę", &["Umowa"]),
        ("umowie proszę", &["Umowa"]),
        ("\"cena\" umowa", &[]),
        ("jana kowalskiego maj", &["Faktura za maj"]),
        // What is being typed is a beginning all the same.
        ("fakturow", &["Centrum", "Faktura za maj"]),
        ("fakturow za", &["Faktura za maj"]),
        ("term", &["Centrum"]),
    ] {
        assert_eq!(found(&office, query).await?, subjects, "{query}");
    }
    Ok(())
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_message_whose_words_cannot_be_kept_hides_no_other(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for at in 0..9 {
        let mail = Mail::new(JAN, BIURO.address, &format!("Numer {at}")).text("Pytanie o zawiasy.");
        office.dovecot.deliver_lmtp(BIURO.address, &mail.raw()).await?;
    }
    office.sync().await?;
    for statement in [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF EXISTS (SELECT 1 FROM messages WHERE id = NEW.message_id AND subject = 'Numer 4') AND length(NEW.tokens) > 4
             THEN RAISE EXCEPTION 'no' USING ERRCODE = '54000'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON message_search FOR EACH ROW EXECUTE FUNCTION refuse()",
    ] {
        sqlx::query(statement).execute(&office.pool).await?;
    }
    while office.kurier.threads().index_batch().await? > 0 {}
    assert_eq!(found(&office, "zawiasy").await?.len(), 8);
    Ok(())
}

/// <https://github.com/thunderbird/thunderbird-android/issues/889>, <https://github.com/zammad/zammad/issues/6376>
#[sqlx::test(migrations = "../../migrations")]
async fn text_beside_a_blank_one_and_inside_a_signature_is_found_and_proposed(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    for name in ["bodies/blank-plain", "bodies/invisible-plain", "bodies/empty-plain", "signed/opaque"] {
        office.dovecot.deliver_lmtp(BIURO.address, &sample(&format!("{name}.eml"))?).await?;
    }
    office.sync().await?;
    while office.kurier.threads().index_batch().await? > 0 {}
    assert_eq!(found(&office, "zawiasów").await?, ["Zapytanie a", "Zapytanie b", "Zapytanie c"]);
    assert_eq!(found(&office, "umowa ramowa załączniku").await?, ["Umowa podpisana"]);

    let (rows, waiting) = (office.inbox().await?, office.ready(&office.anna).await?);
    assert_eq!((rows.len(), waiting.len()), (4, 4));
    for (subject, snippet, text) in [
        ("Zapytanie a", "Proszę o ofertę na 300 sztuk", "300 sztuk zawiasów puszkowych"),
        ("Zapytanie b", "Proszę o ofertę na 300 sztuk", "300 sztuk zawiasów puszkowych"),
        ("Zapytanie c", "Proszę o ofertę na 300 sztuk", "300 sztuk zawiasów puszkowych"),
        ("Umowa podpisana", "Dzień dobry, podpisana", "podpisana umowa ramowa 7/2026 w załączniku"),
    ] {
        let row = rows.iter().find(|row| row.subject == subject).context(subject)?;
        assert!(row.snippet.starts_with(snippet), "{subject}: {}", row.snippet);
        let item = waiting.iter().find(|item| item.subject == subject).context(subject)?;
        assert!(item.preview.contains(text), "{subject}: {}", item.preview);
        let form = office.kurier.ready().propose(&office.anna, item.thread).await?.form;
        assert!(form.description.contains(text), "{subject}: {}", form.description);
    }
    Ok(())
}

/// Pages end in the middle of a moment.
#[sqlx::test(migrations = "../../migrations")]
async fn mail_of_one_moment_is_found_once_page_by_page(pool: PgPool) -> Result<()> {
    const MAILS: usize = 60;
    let office = Office::open(pool).await?;
    let mail =
        |number: usize| Mail::new(JAN, BIURO.address, &format!("Dostawa {number}")).text("Palety").raw();
    office.dovecot.append(BIURO.address, "INBOX", (0..MAILS).map(mail).collect(), true).await?;
    // INTERNALDATE is the time of the file.
    let moment = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    for entry in std::fs::read_dir(office.dovecot.maildir(BIURO.address, "INBOX").join("cur"))? {
        std::fs::File::options().write(true).open(entry?.path())?.set_modified(moment)?;
    }
    office.sync().await?;
    while office.kurier.threads().index_batch().await? > 0 {}
    let moments: i64 = sqlx::query_scalar("SELECT count(DISTINCT received_at) FROM messages")
        .fetch_one(&office.pool)
        .await?;
    assert_eq!(moments, 1);

    let (mut threads, mut after) = (Vec::new(), None);
    for _ in 0..MAILS {
        let page = office.kurier.threads().search(&office.anna, None, "palety", after, 7).await?;
        assert!(page.rows.len() <= 7);
        threads.extend(page.rows.into_iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((threads.len(), after), (MAILS, None));
    let distinct: std::collections::HashSet<_> = threads.into_iter().collect();
    assert_eq!(distinct.len(), MAILS, "each once");
    Ok(())
}

/// What is looked through first, the words' index and the walk through time say the same, page by page, and a busy mailbox hides nothing of a
/// quiet one.
#[sqlx::test(migrations = "../../migrations")]
async fn much_mail_is_found_as_if_all_had_been_looked_through(pool: PgPool) -> Result<()> {
    let office = Office::open(pool).await?;
    let mut tx = office.pool.begin().await?;
    // Without the mails themselves.
    sqlx::query("SET LOCAL session_replication_role = replica").execute(&mut *tx).await?;
    sqlx::query("SELECT set_config('kurier.workspace_id', $1::text, true)")
        .bind(office.anna.workspace.0)
        .execute(&mut *tx)
        .await?;
    let [busy, quiet] = [MailboxId::new().0, MailboxId::new().0];
    let boxes = [busy, quiet];
    for (mailbox, minutes, mails) in [(busy, 1, 5_000), (quiet, 90, 3_000)] {
        sqlx::query(
            "INSERT INTO message_search (message_id, workspace_id, mailbox_id, thread_id, at, tokens)
             SELECT gen_random_uuid(), $1, $2, gen_random_uuid(), now() - make_interval(mins => n / 2 * $3), array_to_tsvector(
                 ARRAY['kazdy'] || CASE WHEN n % 5 = 0 THEN ARRAY['piaty'] ELSE '{}' END
                 || CASE WHEN n % 100 = 0 THEN ARRAY['setny'] ELSE '{}' END || CASE WHEN n > 2900 THEN ARRAY['dawny'] ELSE '{}' END)
             FROM generate_series(1, $4) n",
        )
        .bind(office.anna.workspace.0)
        .bind(mailbox)
        .bind(minutes)
        .bind(mails)
        .execute(&mut *tx)
        .await?;
    }
    for word in ["kazdy", "piaty", "setny", "dawny", "zaden"] {
        let mut before = (DateTime::from_timestamp(4_102_444_800, 0).context("in 2100")?, Uuid::max());
        for page in 0..4 {
            let asked = |sql: &'static str| {
                sqlx::query_as::<_, (Uuid, DateTime<Utc>)>(sql)
                    .bind(&boxes[..])
                    .bind(word)
                    .bind(before.0)
                    .bind(before.1)
            };
            let found = asked(
                "SELECT message_id, at FROM search_messages($1, $2::text::tsquery, $3, $4, 2000) ORDER BY at DESC, message_id DESC",
            );
            let found = found.fetch_all(&mut *tx).await?;
            let all = asked(
                "SELECT message_id, at FROM message_search WHERE mailbox_id = ANY ($1) AND tokens @@ $2::text::tsquery
                   AND (at, message_id) < ($3, $4) ORDER BY at DESC, message_id DESC LIMIT 200",
            );
            assert_eq!(found, all.fetch_all(&mut *tx).await?, "{word}, page {page}");
            let Some((message, at)) = found.last() else { break };
            before = (*at, *message);
        }
    }
    Ok(())
}
